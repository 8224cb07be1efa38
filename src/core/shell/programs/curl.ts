import { byteLength, FileError, joinPath } from '../../sim/files.ts';
import { NetError, type Connection } from '../../sim/net.ts';
import { park, Signal, sleep, WaitQueue, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { CurlError, parseCurlOptions, type CurlOptions } from './curl-options.ts';
import { ProgressMeter } from './curl-progress.ts';
import { readResponse, type HttpResponse } from './http-response.ts';
import { resolve } from './resolve.ts';
import { parseUrl, type Url } from './url.ts';

/** Without -m a connection attempt gives up when the kernel does. */
const KERNEL_CONNECT_MS = 130_000;
/** An address that nobody has: no answer to ARP. */
const NO_ROUTE_MS = 3070;
const REDIRECTS_MAX = 50;
/** Size of a block of standard output. */
const BLOCK = 4096;
const BAD_URL = 'URL using bad/illegal format or missing URL';

/** HTTP/1.1 over the simulated wires. Texts and exit codes of curl 7.88.1. */
export const curl: Program = {
	name: 'curl',
	*run(sys) {
		let options: CurlOptions;
		try {
			options = parseCurlOptions(sys);
		} catch (error) {
			if (!(error instanceof CurlError)) throw error;
			yield* sys.stderr.write(
				`curl: ${error.message}\n${error.code === 2 && !error.isPlain ? "curl: try 'curl --help' or 'curl --manual' for more information\n" : ''}`
			);
			return error.code;
		}
		for (const warning of options.warnings) yield* sys.stderr.write(`Warning: ${warning}\n`);
		let code = 0;
		for (const [i, url] of options.urls.entries())
			code = yield* new Transfer(sys, options, url, options.outputs[i]).run();
		return code;
	}
};

/** One URL, redirects included. */
class Transfer {
	private readonly meter: ProgressMeter;
	private readonly startedAt: number;
	private readonly deadline: number | undefined;
	/** A file of -o or -O. */
	private file: string | undefined;
	private effectiveUrl: string;
	private response: HttpResponse | undefined;
	private received = 0;
	private redirects = 0;
	private remoteAddress = '';
	private readonly times = { connect: 0, firstByte: 0 };
	private isFileStarted = false;
	/** Output that still waits for its block to be full. */
	private held = '';

	constructor(
		private readonly sys: Sys,
		private readonly options: CurlOptions,
		private readonly given: string,
		private readonly output: string | undefined
	) {
		const { sim } = sys.machine;
		this.startedAt = sim.now;
		this.deadline = options.maxTimeMs === undefined ? undefined : sim.now + options.maxTimeMs;
		this.effectiveUrl = given;
		const goesToScreen = output === undefined || output === '-';
		this.meter = new ProgressMeter(sys, !options.isSilent && !(goesToScreen && sys.terminal(1)));
	}

	*run(): Process<number> {
		let code = 0;
		try {
			const url = this.urlOf(this.given);
			this.effectiveUrl = url.text;
			this.file = this.fileFor(url);
			yield* this.fetch(url);
		} catch (error) {
			if (!(error instanceof CurlError)) throw error;
			code = error.code;
			yield* this.meter.end(error.endsLine);
			if (!this.options.isSilent || this.options.showsError)
				yield* this.sys.stderr.write(`curl: ${error.isPlain ? '' : `(${code}) `}${error.message}\n`);
		}
		yield* this.flush();
		if (this.options.writeOut !== undefined) yield* this.sys.stdout.write(this.writeOut(this.options.writeOut, code));
		return code;
	}

	private urlOf(text: string): Url {
		const url = parseUrl(text);
		if (!url) throw new CurlError(3, BAD_URL);
		if (url.scheme === 'https') throw new CurlError(35, 'swarmlab does not simulate TLS');
		if (url.scheme !== 'http') throw new CurlError(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
		return url;
	}

	private fileFor(url: Url): string | undefined {
		if (this.output === undefined || this.output === '-') return undefined;
		if (this.output !== '') return this.output;
		const name = url.path.replace(/\?.*$/, '').replace(/^.*\//, '');
		if (name === '')
			throw new CurlError(23, 'Failed writing received data to disk/application', {
				before: 'curl: Remote file name has no length!\n'
			});
		return name;
	}

	private *fetch(first: Url): Process<void> {
		let url = first;
		let method = this.options.method;
		let body = this.options.body;
		for (;;) {
			yield* this.meter.start();
			const connection = yield* this.connect(url);
			const response = yield* this.exchange(connection, url, method, body);
			const { location } = response;
			const follows =
				this.options.followsRedirects && location !== undefined && response.status >= 300 && response.status < 400;
			if (!follows) return yield* this.meter.end(true);
			if (++this.redirects > REDIRECTS_MAX) throw new CurlError(47, `Maximum (${REDIRECTS_MAX}) redirects followed`);
			yield* this.meter.end(true);
			yield* this.tell('*', `Connection #0 to host ${url.host} left intact`);
			url = this.urlOf(
				new RegExp('^\\w+:').test(location)
					? location
					: location.startsWith('/')
						? `${url.origin}${location}`
						: `${url.origin}${url.path.replace(/[^/]*$/, '')}${location}`
			);
			yield* this.tell('*', `Issue another request to this URL: '${url.text}'`);
			this.effectiveUrl = url.text;
			if (
				response.status === 303 ||
				((response.status === 301 || response.status === 302) && method === 'POST' && !this.options.hasExplicitMethod)
			) {
				method = method === 'HEAD' ? 'HEAD' : 'GET';
				body = undefined;
			}
		}
	}

	/** A line of -v. */
	private *tell(mark: '*' | '>' | '<' | '{' | '}', text: string): Process<void> {
		if (this.options.isVerbose) yield* this.sys.stderr.write(`${mark} ${text}\n`);
	}

	private *connect(url: Url): Process<Connection> {
		const { net, sim, hostname } = this.sys.machine;
		const destination = resolve(this.sys, url.host);
		if (!destination) {
			yield* this.tell('*', `Could not resolve host: ${url.host}`);
			yield* this.tell('*', 'Closing connection 0');
			throw new CurlError(6, `Could not resolve host: ${url.host}`, { endsLine: false });
		}
		this.remoteAddress = destination.address;
		yield* this.tell('*', `  Trying ${destination.address}:${url.port}...`);
		const begun = sim.now;
		const limits = [
			this.options.connectTimeoutMs,
			this.deadline === undefined ? undefined : this.deadline - sim.now
		].filter((limit) => limit !== undefined);
		const limit = Math.min(KERNEL_CONNECT_MS, ...limits);
		const ownLimit = limits.length > 0 && limit < KERNEL_CONNECT_MS;
		try {
			const bridged = `bridge/${destination.address}:${url.port}`;
			const isBridged = net.find(hostname)?.isListening(bridged) ?? false;
			if (destination.machine === undefined && !isBridged) {
				if (limit < NO_ROUTE_MS) {
					yield* this.ticking(sleep(limit));
					throw new NetError('timeout');
				}
				yield* this.ticking(sleep(NO_ROUTE_MS));
				throw new NetError('unreachable');
			}
			const connection = yield* this.ticking(
				net.connect(
					hostname,
					destination.machine ?? hostname,
					// Containers on the machine's own bridges can be reached from it.
					isBridged ? bridged : `tcp/${url.port}`,
					limit
				)
			);
			this.times.connect = sim.now - this.startedAt;
			yield* this.tell('*', `Connected to ${url.host} (${destination.address}) port ${url.port} (#0)`);
			return connection;
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			const ms = sim.now - begun;
			if (error.kind === 'timeout' && ownLimit) {
				const byConnect = this.options.connectTimeoutMs === limit;
				throw new CurlError(
					28,
					byConnect
						? `Failed to connect to ${url.host} port ${url.port} after ${ms} ms: Timeout was reached`
						: `Connection timed out after ${ms} milliseconds`
				);
			}
			const reason = {
				refused: 'Connection refused',
				unreachable: 'No route to host',
				timeout: 'Connection timed out',
				reset: 'Connection reset by peer',
				'unknown host': 'No route to host'
			}[error.kind];
			yield* this.tell('*', `connect to ${destination.address} port ${url.port} failed: ${reason}`);
			const isTimeout = error.kind === 'timeout';
			const text = `Failed to connect to ${url.host} port ${url.port} after ${ms} ms: ${isTimeout ? 'Timeout was reached' : "Couldn't connect to server"}`;
			yield* this.tell('*', text);
			yield* this.tell('*', 'Closing connection 0');
			throw new CurlError(isTimeout ? 28 : 7, text);
		}
	}

	/** Lets the meter count the seconds while something else is waited for. */
	private *ticking<T>(work: Process<T>): Process<T> {
		return yield* this.meter.during(work);
	}

	private *exchange(connection: Connection, url: Url, method: string, body: string | undefined): Process<HttpResponse> {
		const { options } = this;
		try {
			yield* this.send(connection, url, method, body);
			const response = yield* readResponse({
				read: () => this.receive(connection),
				hasBody: method !== 'HEAD',
				onHead: (head) => this.takeHead(head),
				onBody: (text, head) => this.takeBody(text, head)
			});
			this.response = response;
			if (options.failsOnError && response.status >= 400) {
				yield* this.tell('*', `The requested URL returned error: ${response.status}`);
				throw new CurlError(22, `The requested URL returned error: ${response.status}`);
			}
			if (response.problem === 'empty') {
				yield* this.tell('*', 'Empty reply from server');
				yield* this.tell('*', 'Closing connection 0');
				throw new CurlError(52, 'Empty reply from server');
			}
			if (response.problem === 'garbage') throw new CurlError(1, 'Received HTTP/0.9 when not allowed');
			if (response.problem === 'short')
				throw new CurlError(18, `transfer closed with ${response.missing} bytes remaining to read`);
			if (this.file !== undefined && !this.isFileStarted) this.writeFile('');
			if (!(options.followsRedirects && response.location !== undefined))
				yield* this.tell('*', `Connection #0 to host ${url.host} left intact`);
			return response;
		} catch (error) {
			if (error instanceof Signal && error.signal === 'SIGPIPE')
				throw new CurlError(23, 'Failure writing output to destination');
			if (error instanceof NetError) throw new CurlError(56, 'Recv failure: Connection reset by peer');
			throw error;
		} finally {
			connection.close();
		}
	}

	private *send(connection: Connection, url: Url, method: string, body: string | undefined): Process<void> {
		const { options } = this;
		const headers: [string, string][] = [
			['Host', url.hostHeader],
			['User-Agent', 'curl/7.88.1'],
			['Accept', '*/*']
		];
		if (body !== undefined)
			headers.push(['Content-Length', String(byteLength(body))], ['Content-Type', 'application/x-www-form-urlencoded']);
		for (const [name, value] of options.headers) {
			const at = headers.findIndex(([known]) => known.toLowerCase() === name.toLowerCase());
			if (at >= 0 && value === undefined) headers.splice(at, 1);
			else if (at >= 0) headers[at] = [name, value!];
			else if (value !== undefined) headers.push([name, value]);
		}
		const head = [`${method} ${url.path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
		for (const line of head) yield* this.tell('>', line);
		yield* this.tell('>', '');
		yield* connection.write(`${head.join('\r\n')}\r\n\r\n${body ?? ''}`);
		this.meter.uploaded(body === undefined ? 0 : byteLength(body));
	}

	/** The next piece, within -m. @throws NetError, CurlError */
	private *receive(connection: Connection): Process<string | undefined> {
		if (this.deadline === undefined) return yield* this.ticking(connection.read());
		const { sim } = this.sys.machine;
		for (;;) {
			const text = connection.poll();
			if (text !== '') return text;
			const left = this.deadline - sim.now;
			if (left <= 0) {
				const ms = sim.now - this.startedAt;
				const out = this.response?.length === undefined ? '' : `out of ${this.response.length} `;
				throw new CurlError(
					28,
					`Operation timed out after ${ms} milliseconds with ${this.received} ${out}bytes received`
				);
			}
			yield* this.ticking(waitBriefly(left));
		}
	}

	private *takeHead(head: HttpResponse): Process<void> {
		const { options, sys } = this;
		this.response = head;
		if (this.times.firstByte === 0) this.times.firstByte = sys.machine.sim.now - this.startedAt;
		for (const line of head.lines) yield* this.tell('<', line);
		yield* this.tell('<', '');
		this.meter.expect(head.length);
		if (options.failsOnError && head.status >= 400) return;
		if (options.includesHead) yield* this.put(`${head.lines.map((line) => `${line}\r\n`).join('')}\r\n`);
	}

	private *takeBody(text: string, head: HttpResponse): Process<void> {
		const { options } = this;
		if (options.failsOnError && head.status >= 400) return;
		if (options.followsRedirects && head.location !== undefined && head.status >= 300 && head.status < 400) return;
		const bytes = byteLength(text);
		if (this.file !== undefined || !this.sys.terminal(1)) yield* this.tell('{', `[${bytes} bytes data]`);
		this.received += bytes;
		this.meter.downloaded(bytes);
		yield* this.put(text);
	}

	private *put(text: string): Process<void> {
		if (this.file !== undefined) return this.writeFile(text);
		this.held += text;
		// The C library writes to a pipe in blocks, so what is short comes after the meter.
		if (this.sys.terminal(1) || this.options.isUnbuffered || this.held.length >= BLOCK) yield* this.flush();
	}

	private *flush(): Process<void> {
		const text = this.held;
		this.held = '';
		yield* this.sys.stdout.write(text);
	}

	private writeFile(text: string): void {
		const path = joinPath(this.sys.cwd, this.file!);
		if (path.startsWith('/dev/null')) return;
		try {
			if (this.isFileStarted) this.sys.machine.files.append(path, text);
			else this.sys.machine.files.write(path, text);
			this.isFileStarted = true;
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new CurlError(23, 'Failure writing output to destination');
		}
	}

	private writeOut(format: string, code: number): string {
		const seconds = (ms: number): string => (ms / 1000).toFixed(6);
		const total = this.sys.machine.sim.now - this.startedAt;
		const values: Record<string, string> = {
			http_code: String(this.response?.status ?? 0).padStart(3, '0'),
			response_code: String(this.response?.status ?? 0).padStart(3, '0'),
			size_download: String(this.received),
			url_effective: this.effectiveUrl,
			url: this.given,
			remote_ip: this.remoteAddress,
			content_type: this.response?.contentType ?? '',
			num_redirects: String(this.redirects),
			exitcode: String(code),
			http_version: this.response ? '1.1' : '0',
			time_total: seconds(total),
			time_connect: seconds(this.times.connect),
			time_starttransfer: seconds(this.times.firstByte),
			time_namelookup: seconds(0),
			method: this.options.method
		};
		return format
			.replace(/\\([nrt\\])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t', '\\': '\\' })[c]!)
			.replace(/%(?:%|\{(\w+)\})/g, (whole, name: string | undefined) =>
				name === undefined ? '%' : (values[name] ?? whole)
			);
	}
}

/** A connection cannot be waited for with a limit, so it is looked at every few milliseconds. */
function* waitBriefly(leftMs: number): Process<void> {
	yield* park(new WaitQueue(), Math.max(1, Math.min(5, leftMs)));
}
