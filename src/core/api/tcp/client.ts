import { byteLength } from '../../sim/files.ts';
import { NetError, type Connection, type Net } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream, StreamChunk } from '../wire/http.ts';
import { FrameReader } from './frame.ts';
import { headerOf, headText, isChunked, MessageReader } from './message.ts';

export interface TcpAddress {
	/** Name or address. */
	host: string;
	port: number;
}

/** 'tcp://192.168.0.42:2375', with or without the scheme; undefined for what is no address. */
export function parseAddress(text: string, defaultPort = 2375): TcpAddress | undefined {
	const match = /^(?:(?:tcp|http|https):\/\/)?(?:\[([^\]]+)\]|([^:/]+))(?::(\d{1,5}))?\/?$/.exec(text);
	if (!match) return undefined;
	return { host: match[1] ?? match[2]!, port: Number(match[3] ?? defaultPort) };
}

export interface DialOptions {
	net: Net;
	/** Machine that asks. */
	from: string;
	address: TcpAddress;
	/** Who was asked for the name: `lookup nosuch on 192.168.0.1:53` (Go's net.DNSError). */
	nameServer?: (() => string | undefined) | undefined;
	/** For the connection to stand. */
	timeoutMs?: number;
}

const CONNECT_MS = 30_000;

/**
 * The API of whoever listens there, one connection for each request. Status 0 when there is no answer; then the body,
 * if any, says why in Go's words.
 */
export function dialTcp({ net, from, address, nameServer, timeoutMs = CONNECT_MS }: DialOptions): ApiHandler {
	return function* (request) {
		const host = net.find(address.host, from);
		let connection: Connection;
		try {
			if (!host) {
				if (/^[\d.]+$/.test(address.host)) throw new NetError('unreachable');
				throw new NetError('unknown host');
			}
			connection = yield* net.connect(from, host.name, `tcp/${address.port}`, timeoutMs);
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			return noAnswer(error, address, nameServer?.());
		}
		let isKept = false;
		try {
			yield* connection.write(requestText(request, address));
			const reader = new MessageReader(connection);
			const response = yield* answer(request, reader, connection);
			isKept = response.stream !== undefined;
			return response;
		} finally {
			if (!isKept) connection.close();
		}
	};
}

function requestText(request: ApiRequest, { host, port }: TcpAddress): string {
	const { body, headers, method, path } = request;
	const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
	const hijacks = headers !== undefined && headerOf(headers, 'upgrade') !== undefined;
	return (
		headText(`${method} ${path} HTTP/1.1`, {
			Host: `${host}:${port}`,
			...headers,
			...(hijacks ? {} : { Connection: 'close' }),
			...(text === '' && method === 'GET' ? {} : { 'Content-Length': String(byteLength(text)) })
		}) + text
	);
}

function* answer(request: ApiRequest, reader: MessageReader, connection: Connection): Process<ApiResponse> {
	const head = yield* reader.head();
	const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head?.first ?? '')?.[1] ?? 0);
	if (!head || status === 0) return { status: 0, headers: {}, body: 'EOF' };
	const { headers } = head;
	if (request.method === 'HEAD' || status === 204 || status === 304) return { status, headers };
	if (status === 101 || isChunked(headers)) {
		return { status, headers, stream: new WireStream(reader, connection, status !== 101) };
	}
	const text = yield* reader.body(head, true);
	if (text === '') return { status, headers };
	if (!headerOf(headers, 'content-type')?.includes('json')) return { status, headers, body: text };
	try {
		return { status, headers, body: JSON.parse(text) as unknown };
	} catch {
		return { status, headers, body: text };
	}
}

function noAnswer(error: NetError, { host, port }: TcpAddress, nameServer: string | undefined): ApiResponse {
	// What a refused or silent port means is the client's to say.
	if (error.kind === 'refused') return { status: 0, headers: {} };
	const why = {
		reset: 'connection reset by peer',
		timeout: 'i/o timeout',
		unreachable: 'connect: no route to host',
		'unknown host': 'no such host'
	}[error.kind];
	const asked = nameServer === undefined ? '' : ` on ${nameServer}:53`;
	const what = error.kind === 'unknown host' ? `tcp: lookup ${host}${asked}` : `tcp ${host}:${port}`;
	return { status: 0, headers: {}, body: `dial ${what}: ${why}` };
}

/** What follows the head of an answer. */
class WireStream implements ApiStream {
	private readonly frames = new FrameReader();
	private waiting: StreamChunk[] = [];
	private isAtEnd = false;

	constructor(
		private readonly reader: MessageReader,
		private readonly connection: Connection,
		private readonly chunked: boolean
	) {}

	*read(): Process<StreamChunk | undefined> {
		while (this.waiting.length === 0) {
			if (this.isAtEnd) return undefined;
			const text = this.chunked ? yield* this.reader.chunk() : yield* this.reader.some();
			if (text === undefined || (this.chunked && text === '')) {
				this.isAtEnd = true;
				this.connection.close();
			} else this.waiting = this.frames.read(text);
		}
		return this.waiting.shift();
	}

	*write(text: string): Process<void> {
		yield* this.connection.write(text);
	}

	closeWrite(): void {
		this.connection.close();
	}

	close(): void {
		this.isAtEnd = true;
		this.connection.close();
	}
}
