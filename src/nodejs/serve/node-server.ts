import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../core/api/wire/http.ts';
import type { Process } from '../../core/sim/process.ts';
import type { World } from '../../core/world/world.ts';
import { carry, type Outside } from './carry.ts';
import { toText } from './text-bytes.ts';
import { bodyBytes } from './wire-format.ts';

/** Whoever drives the world's time. */
export interface Pace {
	/** Lets things come in at the present moment, then lets the world take them up. */
	enter(come: () => void): void;
	/** Something was written to a client. */
	wrote?(): void;
	/** A piece of a request's body came from a client, which may have waited to be rid of it. */
	heard?(): void;
}

/** Docker's API of one machine on sockets, as dockerd listens: while the daemon is down nobody does. */
export class NodeServer {
	private server: Server | undefined;
	private readonly connections = new Set<Duplex>();

	constructor(
		private readonly world: World,
		private readonly handler: ApiHandler,
		private readonly pace: Pace,
		/** Path of a unix socket, or a port on 127.0.0.1 (0: a free one). */
		private where: string | number
	) {}

	/** Where clients find it: the socket's path or 127.0.0.1:PORT. */
	get address(): string {
		return typeof this.where === 'number' ? `127.0.0.1:${this.where}` : this.where;
	}

	open(): Promise<void> {
		const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
		this.server = server;
		server.on('connection', (socket: Duplex) => {
			this.connections.add(socket);
			socket.on('close', () => this.connections.delete(socket));
			socket.on('drain', () => this.pace.wrote?.());
			socket.on('error', () => socket.destroy());
		});
		server.on('request', (request: IncomingMessage, response: ServerResponse) => this.answer(request, response));
		server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
			this.upgrade(request, socket, head)
		);
		return new Promise((resolve, reject) => {
			server.on('error', reject);
			const { where } = this;
			if (typeof where === 'string') {
				rmSync(where, { force: true });
				return void server.listen(where, resolve);
			}
			server.listen(where, '127.0.0.1', () => {
				const bound = server.address();
				// After a restart of the daemon clients find it where it was.
				if (typeof bound === 'object' && bound) this.where = bound.port;
				resolve();
			});
		});
	}

	/** The daemon starts or stops: nobody can connect while it is down. */
	listen(isUp: boolean): void {
		if (isUp === (this.server !== undefined)) return;
		if (!isUp) return this.close();
		void this.open();
	}

	/** Whether a client has yet to take some of what it was sent. */
	get isSending(): boolean {
		return [...this.connections].some((connection) => connection.writableLength > 0);
	}

	/** Connections end as they do when a process dies. */
	close(): void {
		this.server?.close();
		this.server = undefined;
		for (const connection of this.connections) connection.destroy();
	}

	private answer(request: IncomingMessage, response: ServerResponse): void {
		const parts: Buffer[] = [];
		const hasStdin = isAttach(request);
		const start = (): void => {
			const outside = plainConnection(request, response);
			this.handle(request, Buffer.concat(parts), outside, (answer) => {
				if (answer.status === 0) return void request.socket.destroy();
				const { headers } = answer;
				response.sendDate = false;
				response.statusCode = answer.status === 101 ? 200 : answer.status;
				response.setHeader('Date', this.date());
				for (const [name, value] of Object.entries(headers)) {
					if (!/^(connection|upgrade)$/i.test(name)) response.setHeader(name, value);
				}
				if (answer.stream) {
					// Without an upgrade the answer ends with the connection, as dockerd's hijacked ones do.
					if (answer.status === 101) response.setHeader('Connection', 'close');
					response.flushHeaders();
					this.pace.wrote?.();
					return;
				}
				const body = bodyBytes(answer);
				if (answer.status !== 204 && answer.status !== 304 && request.method !== 'HEAD')
					response.setHeader('Content-Length', body.length);
				response.end(body);
				this.pace.wrote?.();
			});
		};
		if (hasStdin) return start();
		request.on('data', (bytes: Buffer) => {
			parts.push(bytes);
			this.pace.heard?.();
		});
		request.on('end', start);
	}

	/** The request's body stands in what follows the head: the parser has let go of the connection. */
	private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const wanted = Number(request.headers['content-length'] ?? 0);
		let received = head;
		socket.on('error', () => socket.destroy());
		const start = (): void => {
			socket.off('data', more);
			socket.pause();
			const outside = upgradedConnection(socket, received.subarray(wanted));
			this.handle(request, received.subarray(0, wanted), outside, (answer) => {
				if (answer.status === 0) return void socket.destroy();
				const headers: Record<string, string> = { ...answer.headers, Date: this.date() };
				const isStream = answer.stream !== undefined;
				const body = bodyBytes(answer);
				if (!isStream) Object.assign(headers, { 'Content-Length': String(body.length), Connection: 'close' });
				const status = isStream ? '101 UPGRADED' : `${answer.status} ${reason(answer.status)}`;
				const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
				socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`);
				if (!isStream) socket.end(body);
				this.pace.wrote?.();
			});
		};
		const more = (bytes: Buffer): void => {
			received = Buffer.concat([received, bytes]);
			if (received.length >= wanted) start();
		};
		socket.on('data', more);
		if (received.length >= wanted) start();
	}

	/** Puts the request to the engine as a process of the world, then carries the answer's stream both ways. */
	private handle(request: IncomingMessage, body: Buffer, outside: Outside, head: (answer: ApiResponse) => void): void {
		const { handler, world, pace } = this;
		const headers: Record<string, string> = {};
		for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
		const message: ApiRequest = {
			method: request.method as ApiRequest['method'],
			path: request.url!,
			headers,
			...(body.length > 0 && { body: toText(body) })
		};
		const run = function* (): Process {
			const answer = yield* handler(message);
			head(answer);
			if (answer.stream) yield* carry(answer.stream, outside, pace, world.sim);
			return 0;
		};
		pace.enter(() => {
			const proc = world.sim.root.spawn(run(), { name: `${message.method} ${message.path}` });
			outside.onGone(() => pace.enter(() => proc.kill('SIGKILL')));
		});
	}

	private date(): string {
		return new Date(this.world.sim.wallMs).toUTCString();
	}
}

/** The only request whose body is a program's input, not JSON. */
function isAttach(request: IncomingMessage): boolean {
	return /\/containers\/[^/]+\/attach\?/.test(request.url!) && request.headers['transfer-encoding'] === 'chunked';
}

function reason(status: number): string {
	return { 400: 'Bad Request', 404: 'Not Found', 409: 'Conflict', 500: 'Internal Server Error' }[status] ?? 'OK';
}

function plainConnection(request: IncomingMessage, response: ServerResponse): Outside {
	return {
		write: (bytes) => response.write(bytes),
		end: () => response.end(),
		onDrain: (listener) => response.on('drain', listener),
		onInput: (listener) => {
			if (isAttach(request)) request.on('data', listener);
		},
		onInputEnd: (listener) => {
			if (isAttach(request)) request.on('end', listener);
		},
		onGone: (listener) =>
			response.on('close', () => {
				if (!response.writableFinished) listener();
			})
	};
}

function upgradedConnection(socket: Duplex, first: Buffer): Outside {
	let isOver = false;
	return {
		write: (bytes) => socket.write(bytes),
		end: () => {
			isOver = true;
			socket.end();
		},
		onDrain: (listener) => socket.on('drain', listener),
		onInput: (listener) => {
			if (first.length > 0) listener(first);
			socket.on('data', listener);
			socket.resume();
		},
		onInputEnd: (listener) => socket.on('end', listener),
		onGone: (listener) =>
			socket.on('close', () => {
				if (!isOver) listener();
			})
	};
}
