import { byteLength } from '../sim/files.ts';
import { invariant } from '../sim/invariant.ts';
import { NetError, type Connection, type Net } from '../sim/net.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Sim } from '../sim/sim.ts';
import { readResponse } from '../shell/programs/http-response.ts';
import { parseUrl, type Url } from '../shell/programs/url.ts';

/** What the address bar, a link or a form asks for. */
export interface PageRequest {
	url: string;
	method: 'GET' | 'POST';
	/** Of a form, as application/x-www-form-urlencoded. */
	body: string;
}

/** Why there is no page, in the words of a browser. */
export type PageFailure =
	'refused' | 'timeout' | 'unreachable' | 'reset' | 'empty' | 'unknown host' | 'no address' | 'redirects';

export interface PageResult {
	/** Where redirects led. */
	url: string;
	/** HTTP status; 0 where nothing was answered. */
	status: number;
	contentType: string;
	body: string;
	/** Virtual milliseconds it took. */
	ms: number;
	failure?: PageFailure;
}

interface Answer {
	status: number;
	contentType: string;
	location: string | undefined;
	text: string;
}

/** As the diagrams call the one who asks. */
export const BROWSER_HOST = 'browser';
/** As long as a kernel tries to connect. */
const CONNECT_MS = 130_000;
/** An address that nobody has: no answer to ARP. */
const NO_ROUTE_MS = 3070;
/** As many as Chromium follows. */
const REDIRECTS_MAX = 20;

/**
 * The learner's own web browser: a computer beside the cluster, on the same network, that no fault touches and no
 * partition cuts off. It has the network's highest address that no machine has.
 *
 * Not modelled: TLS, cookies, scripts, caches, images. A page is one request.
 */
export class Browser {
	private readonly address: string;

	constructor(
		private readonly sim: Sim,
		private readonly net: Net,
		network: string
	) {
		const taken = new Set(net.all().map((host) => host.address));
		let host = 254;
		while (taken.has(`${network}${host}`)) host--;
		invariant(host > 0, 'no address is left for the browser', network);
		this.address = `${network}${host}`;
		net.attach(BROWSER_HOST, this.address, { isOutside: true });
	}

	open(request: PageRequest, done: (result: PageResult) => void): void {
		const browser = this;
		this.sim.root.spawn(
			(function* () {
				done(yield* browser.load(request));
				return 0;
			})(),
			{ name: 'browser' }
		);
	}

	private *load({ url: text, method: firstMethod, body: firstBody }: PageRequest): Process<PageResult> {
		const begun = this.sim.now;
		const first = parseUrl(text.trim());
		let at = text;
		let method = firstMethod;
		let body = firstBody;
		const fail = (failure: PageFailure): PageResult => ({
			url: at,
			status: 0,
			contentType: '',
			body: '',
			ms: this.sim.now - begun,
			failure
		});
		if (first?.scheme !== 'http') return fail('no address');
		let url = first;
		for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
			const answer: Answer | PageFailure = yield* this.exchange(url, method, body);
			if (typeof answer === 'string') return fail(answer);
			const next: Url | undefined = answer.location === undefined ? undefined : followed(url, answer.location);
			if (!next || answer.status < 300 || answer.status >= 400) {
				const { status, contentType, text: page } = answer;
				return { url: url.text, status, contentType, body: page, ms: this.sim.now - begun };
			}
			// A form that was sent is not sent again to where it leads (307 and 308 do, and nothing here answers so).
			if (answer.status !== 307 && answer.status !== 308) {
				method = 'GET';
				body = '';
			}
			url = next;
			at = next.text;
		}
		return fail('redirects');
	}

	private *exchange(url: Url, method: string, body: string): Process<Answer | PageFailure> {
		const target = this.net.find(url.host, BROWSER_HOST);
		if (!target) {
			if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(url.host)) return 'unknown host';
			yield* sleep(NO_ROUTE_MS);
			return 'unreachable';
		}
		let connection: Connection;
		try {
			connection = yield* this.net.connect(BROWSER_HOST, target.name, `tcp/${url.port}`, CONNECT_MS);
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			return error.kind;
		}
		try {
			const form =
				method === 'POST'
					? `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${byteLength(body)}\r\n`
					: '';
			const agent =
				'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36';
			yield* connection.write(
				`${method} ${url.path} HTTP/1.1\r\nHost: ${url.hostHeader}\r\nUser-Agent: ${agent}\r\nAccept: text/html,*/*;q=0.8\r\n${form}\r\n${method === 'POST' ? body : ''}`
			);
			let text = '';
			const response = yield* readResponse({
				read: () => connection.read(),
				hasBody: true,
				*onHead() {},
				*onBody(piece) {
					text += piece;
				}
			});
			if (response.problem === 'empty' || response.problem === 'garbage') return 'empty';
			const { status, location, contentType = 'text/html' } = response;
			return { status, contentType, location, text };
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			return 'reset';
		} finally {
			connection.close();
		}
	}
}

/** Where a Location header or a link on a page leads. */
export function followed(from: Url, to: string): Url | undefined {
	if (/^[a-z][a-z0-9+.-]*:/i.test(to)) return parseUrl(to);
	if (to.startsWith('//')) return parseUrl(`${from.scheme}:${to}`);
	if (to.startsWith('/')) return parseUrl(`${from.origin}${to}`);
	if (to.startsWith('?')) return parseUrl(`${from.origin}${from.path.replace(/\?.*$/, '')}${to}`);
	if (to === '' || to.startsWith('#')) return parseUrl(`${from.origin}${from.path}`);
	return parseUrl(`${from.origin}${from.path.replace(/\?.*$/, '').replace(/[^/]*$/, '')}${to}`);
}
