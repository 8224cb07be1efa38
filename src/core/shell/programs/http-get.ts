import { NetError, type Connection } from '../../sim/net.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { readResponse, type HttpResponse } from './http-response.ts';
import { resolve, type Destination } from './resolve.ts';
import type { Url } from './url.ts';

/** An address that nobody has: no answer to ARP. */
const NO_ROUTE_MS = 3070;

/** Where a URL's host leads; undefined: nobody knows the name. */
export function destinationOf(sys: Sys, url: Url): Destination | undefined {
	return resolve(sys, url.host);
}

/** @throws NetError */
export function* openConnection(sys: Sys, url: Url, to: Destination, timeoutMs: number): Process<Connection> {
	const { net, hostname } = sys.machine;
	// Containers on the machine's own bridges can be reached from it.
	const bridged = `bridge/${to.address}:${url.port}`;
	const isBridged = net.find(hostname)?.isListening(bridged) ?? false;
	if (to.machine === undefined && !isBridged) {
		yield* sleep(Math.min(timeoutMs, NO_ROUTE_MS));
		throw new NetError(timeoutMs < NO_ROUTE_MS ? 'timeout' : 'unreachable');
	}
	return yield* net.connect(hostname, to.machine ?? hostname, isBridged ? bridged : `tcp/${url.port}`, timeoutMs);
}

/** One GET over an open connection. @throws NetError */
export function* httpGet(
	connection: Connection,
	url: Url,
	headers: readonly string[],
	onHead: (head: HttpResponse) => Process<void>
): Process<{ response: HttpResponse; body: string }> {
	let body = '';
	try {
		const lines = [`GET ${url.path} HTTP/1.1`, `Host: ${url.hostHeader}`, ...headers, 'Connection: close'];
		yield* connection.write(`${lines.join('\r\n')}\r\n\r\n`);
		const response = yield* readResponse({
			read: () => connection.read(),
			hasBody: true,
			onHead,
			*onBody(text) {
				body += text;
			}
		});
		return { response, body };
	} finally {
		connection.close();
	}
}

/** Name of the file for a URL: what is after the last slash. */
export function fileNameOf(url: Url): string {
	return url.path.replace(/\?.*$/, '').replace(/^.*\//, '') || 'index.html';
}
