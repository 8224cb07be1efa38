import { atLeast, type Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import { POLL_HEADER } from './poll.ts';
import { encodeQuery } from './query.ts';
import { isOlder, type ApiVersion } from './version.ts';
import type { ErrorBody } from './wire/error.ts';
import type { Filters } from './wire/filters.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream } from './wire/http.ts';

/** The engine's answer was no. The command line prints `Error response from daemon: ` before it. */
export class ApiFailure extends Error {
	override name = 'ApiFailure';
	constructor(
		readonly status: number,
		message: string
	) {
		super(message);
	}
}

/** There was no answer: no daemon, or it went away. The message is the client's own, complete. */
export class ConnectionFailure extends Error {
	override name = 'ConnectionFailure';
}

export interface ClientOptions {
	/** The engine behind the client's socket. Answers with status 0 while no daemon listens. */
	handler: ApiHandler;
	/** Of the client. */
	era: Era;
}

export interface RequestOptions {
	query?: Readonly<Record<string, string | readonly string[]>>;
	body?: unknown;
	headers?: Record<string, string>;
	/** One of the repeated requests of a command that waits: not traced. */
	poll?: boolean;
}

/** The only way from the command line to an engine. One per command: it negotiates once. */
export class ApiClient {
	private negotiated: ApiVersion | undefined;
	/** Answer headers of the ping, once there was one. */
	private pinged: Record<string, string> | undefined;

	constructor(private readonly options: ClientOptions) {}

	/** Version that requests are made in; pings the engine the first time. */
	*version(): Process<ApiVersion> {
		if (this.negotiated === undefined) {
			const own = this.options.era.client.apiVersion;
			// Clients before 17.06 speak their own version or nothing.
			if (!atLeast(this.options.era.id, '19.03')) return (this.negotiated = own);
			// What does not say its version is taken for 1.24.
			const headers = yield* this.ping();
			const offered = headers['Api-Version'] || '1.24';
			this.negotiated = isOlder(offered, own) ? offered : own;
		}
		return this.negotiated;
	}

	/** @returns the headers of the answer (Api-Version, Ostype, Swarm …) */
	*ping(): Process<Record<string, string>> {
		if (this.pinged) return this.pinged;
		let response = yield* this.send({ method: 'HEAD', path: '/_ping', headers: this.userAgent() });
		if (response.status !== 200) {
			response = yield* this.send({ method: 'GET', path: '/_ping', headers: this.userAgent() });
		}
		return (this.pinged = response.headers);
	}

	/**
	 * @param path without version: '/services/web'
	 * @throws ApiFailure for an answer of 400 and more; ConnectionFailure when there is none
	 */
	*request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Process<ApiResponse> {
		const version = yield* this.version();
		const query = encodeQuery(options.query ?? {});
		const request: ApiRequest = {
			method,
			path: `/v${version}${path}${query === '' ? '' : `?${query}`}`,
			headers: {
				...this.userAgent(),
				...(options.body !== undefined && { 'Content-Type': 'application/json' }),
				...options.headers,
				...(options.poll && { [POLL_HEADER]: '1' })
			},
			...(options.body !== undefined && { body: options.body })
		};
		const response = yield* this.send(request);
		if (response.status >= 400) throw new ApiFailure(response.status, messageOf(response));
		return response;
	}

	*get<T>(path: string, options: RequestOptions = {}): Process<T> {
		return (yield* this.request('GET', path, options)).body as T;
	}

	*post<T = void>(path: string, options: RequestOptions = {}): Process<T> {
		return (yield* this.request('POST', path, options)).body as T;
	}

	*delete<T = void>(path: string, options: RequestOptions = {}): Process<T> {
		return (yield* this.request('DELETE', path, options)).body as T;
	}

	/** For logs, events, pull, stats, wait: what follows the head of the answer. */
	*stream(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Process<ApiStream> {
		const response = yield* this.request(method, path, options);
		return response.stream ?? NO_STREAM;
	}

	/** For attach and exec: the connection becomes a stream both ways. */
	*hijack(path: string, options: RequestOptions = {}): Process<ApiStream> {
		return yield* this.stream('POST', path, {
			...options,
			headers: { Connection: 'Upgrade', Upgrade: 'tcp', ...options.headers }
		});
	}

	private *send(request: ApiRequest): Process<ApiResponse> {
		const response = yield* this.options.handler(request);
		if (response.status === 0) {
			throw new ConnectionFailure(typeof response.body === 'string' ? response.body : this.noDaemon());
		}
		return response;
	}

	/** Source: cluster.jsonl ("daemon not running"); engine-api client/errors.go for 1.12. */
	private noDaemon(): string {
		return atLeast(this.options.era.id, '19.03')
			? 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
			: 'Cannot connect to the Docker daemon. Is the docker daemon running on this host?';
	}

	private userAgent(): Record<string, string> {
		const { version, os } = this.options.era.client;
		return { 'User-Agent': `Docker-Client/${version} (${os})` };
	}
}

/** As clients send them: {"key":{"value":true}}. */
export function filterQuery(filters: Filters): { filters?: string } {
	const keys = Object.keys(filters).sort();
	if (keys.length === 0) return {};
	const wire: Record<string, Record<string, true>> = {};
	for (const key of keys) {
		const values: Record<string, true> = (wire[key] = {});
		for (const value of [...filters[key]!].sort()) values[value] = true;
	}
	return { filters: JSON.stringify(wire) };
}

/** The whole of a stream as one JSON value: the answer of `wait`, one sample of `stats`. */
export function* readJson<T>(stream: ApiStream): Process<T | undefined> {
	let text = '';
	for (;;) {
		const chunk = yield* stream.read();
		if (!chunk) break;
		text += chunk.text;
	}
	return text === '' ? undefined : (JSON.parse(text) as T);
}

/** Next line of a stream of JSON lines; `rest` carries what was read too far between two calls. */
export function* readJsonLine<T>(stream: ApiStream, rest: { text: string }): Process<T | undefined> {
	for (;;) {
		const at = rest.text.indexOf('\n');
		if (at >= 0) {
			const line = rest.text.slice(0, at);
			rest.text = rest.text.slice(at + 1);
			if (line.trim() !== '') return JSON.parse(line) as T;
			continue;
		}
		const chunk = yield* stream.read();
		if (!chunk) return undefined;
		rest.text += chunk.text;
	}
}

function messageOf(response: ApiResponse): string {
	const message = (response.body as ErrorBody | undefined)?.message;
	return (
		message ??
		`request returned ${response.status} for API route and version, check if the server supports the requested API version`
	);
}

const NO_STREAM: ApiStream = {
	*read() {
		return undefined;
	},
	*write() {},
	closeWrite() {},
	close() {}
};
