import { byteLength } from '../../sim/files.ts';
import type { Connection, Host } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream } from '../wire/http.ts';
import { frame } from './frame.ts';
import { chunkOf, headerOf, headText, MessageReader, REASONS, type Head } from './message.ts';

/**
 * An API on a TCP port of the simulated network, as HTTP/1.1 in text: for `docker -H tcp://…`, `curl` and whatever
 * else speaks HTTP.
 * @param handlerFor the API for a caller, told the name of its machine
 * @returns stops listening
 */
export function serveTcp(host: Host, port: number, scope: Scope, handlerFor: (from: string) => ApiHandler): () => void {
	return host.listen(`tcp/${port}`, scope, (connection) => converse(connection, scope, handlerFor(connection.remote)));
}

function* converse(connection: Connection, scope: Scope, handler: ApiHandler): Process {
	const reader = new MessageReader(connection);
	for (;;) {
		const head = yield* reader.head();
		if (!head) return 0;
		const request = yield* requestOf(head, reader);
		if (!request) {
			yield* connection.write(headText('HTTP/1.1 400 Bad Request', { Connection: 'close', 'Content-Length': '0' }));
			return 0;
		}
		const response = yield* handler(request);
		// The daemon went away before it answered.
		if (response.status === 0) return 0;
		if (response.stream) {
			yield* carry(connection, scope, reader, response, response.stream);
			return 0;
		}
		yield* connection.write(wholeAnswer(request, response));
		if (headerOf(head.headers, 'connection')?.toLowerCase() === 'close') return 0;
	}
}

function* requestOf(head: Head, reader: MessageReader): Process<ApiRequest | undefined> {
	const [method = '', path = '', version = ''] = head.first.split(' ');
	if (!/^(GET|HEAD|POST|PUT|DELETE)$/.test(method) || !path.startsWith('/') || !/^HTTP\/1\.[01]$/.test(version)) {
		return undefined;
	}
	const body = yield* reader.body(head, false);
	return {
		method: method as ApiRequest['method'],
		path,
		headers: head.headers,
		...(body === '' ? {} : { body })
	};
}

function wholeAnswer(request: ApiRequest, { status, headers, body }: ApiResponse): string {
	const first = `HTTP/1.1 ${status} ${REASONS[status] ?? 'Unknown'}`;
	if (status === 204 || status === 304) return headText(first, headers);
	const isText = typeof body === 'string' && !headerOf(headers, 'content-type')?.includes('json');
	const text = body === undefined ? '' : isText ? body : `${JSON.stringify(body)}\n`;
	const head = headText(first, { ...headers, 'Content-Length': String(byteLength(text)) });
	return request.method === 'HEAD' ? head : head + text;
}

/** Logs, events, attach: until either side has had enough. */
function* carry(
	connection: Connection,
	scope: Scope,
	reader: MessageReader,
	{ status, headers }: ApiResponse,
	stream: ApiStream
): Process<void> {
	const isHijacked = status === 101;
	const first = `HTTP/1.1 ${status} ${REASONS[status] ?? 'OK'}`;
	yield* connection.write(headText(first, isHijacked ? headers : { ...headers, 'Transfer-Encoding': 'chunked' }));
	const listener = scope.spawn(
		(function* () {
			for (;;) {
				const text = yield* reader.some();
				if (text === undefined) break;
				if (isHijacked) yield* stream.write(text);
			}
			// The end of what a hijacker types is not yet the end of what it reads.
			if (isHijacked) stream.closeWrite();
			else stream.close();
			return 0;
		})(),
		{ name: 'connection input' }
	);
	try {
		for (;;) {
			const chunk = yield* stream.read();
			if (!chunk) break;
			yield* connection.write(isHijacked ? frame(chunk) : chunkOf(frame(chunk)));
		}
		if (!isHijacked) yield* connection.write('0\r\n\r\n');
	} finally {
		stream.close();
		if (!listener.isOver) listener.kill('SIGKILL');
	}
}
