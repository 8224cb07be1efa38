import type { ApiHandler, ApiRequest, ApiResponse } from '../api/wire/http.ts';
import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import { CliError, ConnectionError, EndpointError, EngineError } from './errors.ts';

/** A list: the name once for each. */
export type Query = Record<string, string | readonly string[] | undefined>;

/** {"label":["a=b"]} of a list request, before it is written as {"label":{"a=b":true}}. */
export type FilterQuery = Record<string, readonly string[]>;

export interface RequestOptions {
	query?: Query;
	body?: unknown;
	headers?: Record<string, string>;
}

/** The client marks the requests that it repeats while it draws progress, so that a trace may fold them. */
export const POLL_HEADER = { 'X-Swarmlab-Poll': '1' };

/**
 * The client's end of the Engine API: version prefix, query, error statuses. Every command goes through it.
 *
 * A response with status 0 means that nobody listens (the daemon is down, the machine is not reachable).
 */
export class EngineClient {
	/** Version used in paths: the older of client and engine, once negotiated. */
	apiVersion: string;
	/** Headers of the answer to the ping; undefined before it, or when it failed. */
	ping: Record<string, string> | undefined;
	private negotiated = false;

	constructor(
		private readonly handler: ApiHandler,
		private readonly era: Era,
		/** Where the engine is, as error texts name it: 'unix:///var/run/docker.sock'. */
		readonly host: string,
		/** HttpHeaders of the config file. */
		private readonly extraHeaders: Readonly<Record<string, string>> = {},
		/** DOCKER_API_VERSION: the version to speak, whatever the engine speaks; '' for none. */
		private readonly fixedVersion = ''
	) {
		this.apiVersion = fixedVersion || era.client.apiVersion;
	}

	/** As `docker version` shows it: what was agreed upon or fixed, else the client's own. */
	get shownVersion(): string {
		return this.ping || this.fixedVersion !== '' ? this.apiVersion : this.era.client.apiVersion;
	}

	/**
	 * HEAD /_ping, once; GET where an engine knows no HEAD. One that does not tell its version is taken for 1.24. Old
	 * clients do not ask: they speak their own version (negotiation came with 1.13). Source: moby client/ping.go, client.go.
	 */
	*negotiate(): Process<void> {
		if (this.negotiated || this.era.commandLine === 'mflag') return;
		this.negotiated = true;
		let response = yield* this.handler({ method: 'HEAD', path: '/_ping', headers: this.headers() });
		if (response.status >= 400 && response.status !== 500)
			response = yield* this.handler({ method: 'GET', path: '/_ping', headers: this.headers() });
		if (response.status === 0) {
			if (this.era.capabilities.namesMissing && this.fixedVersion === '') this.apiVersion = '1.24';
			return;
		}
		this.ping = response.headers;
		if (this.fixedVersion !== '') return;
		const engine = headerOf(response.headers, 'Api-Version') || '1.24';
		if (olderThan(engine, this.apiVersion)) this.apiVersion = engine;
	}

	/** For what is told without an engine as well: an endpoint that does not exist is found out later. */
	*tryNegotiate(): Process<void> {
		try {
			yield* this.negotiate();
		} catch (error) {
			if (!(error instanceof EndpointError)) throw error;
			this.negotiated = false;
		}
	}

	/** @throws EngineError for every status from 400, ConnectionError when nobody listens */
	*request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Process<ApiResponse> {
		yield* this.negotiate();
		const object = this.era.capabilities.wordsOf28 ? namedObject(path) : path;
		const request: ApiRequest = {
			method,
			path: `/v${this.apiVersion}${encodePath(object)}${encodeQuery(options.query ?? {})}`,
			headers: { ...this.headers(), ...this.versionHeader(path), ...options.headers }
		};
		if (options.body !== undefined) {
			request.body = options.body;
			request.headers = { 'Content-Type': 'application/json', ...request.headers };
		}
		const response = yield* this.handler(request);
		if (response.status === 0) throw this.noConnection(request, response);
		if (response.status >= 400) {
			// The clients of 1.12 name only what they asked for; what they were to remove the engine names.
			const names =
				this.era.capabilities.namesMissing && (request.method === 'GET' || this.era.commandLine !== 'mflag');
			const missing = names ? missingObject(request, response, this.era.commandLine === 'cobra') : undefined;
			throw new EngineError(response.status, errorText(response), missing);
		}
		return response;
	}

	*get<T>(path: string, query: Query = {}, headers: Record<string, string> = {}): Process<T> {
		return (yield* this.request('GET', path, { query, headers })).body as T;
	}

	*post<T>(path: string, query: Query = {}, body?: unknown, headers: Record<string, string> = {}): Process<T> {
		return (yield* this.request('POST', path, { query, headers, ...(body === undefined ? {} : { body }) })).body as T;
	}

	*delete<T>(path: string, query: Query = {}): Process<T> {
		return (yield* this.request('DELETE', path, { query })).body as T;
	}

	/**
	 * Before API 1.30 an engine went by this header; clients before 28 send it to every engine.
	 * Source: moby client/service_create.go of 20.10 and 28.2.
	 */
	private versionHeader(path: string): Record<string, string> {
		if (this.era.commandLine === 'mflag' || !/^\/services\/(create|[^/]+\/update)$/.test(path)) return {};
		const isSent = !this.era.capabilities.wordsOf28 || olderThan(this.apiVersion, '1.30');
		return isSent ? { version: this.apiVersion } : {};
	}

	private headers(): Record<string, string> {
		return { 'User-Agent': `Docker-Client/${this.era.client.version} (linux)`, ...this.extraHeaders };
	}

	private noConnection(request: ApiRequest, response: ApiResponse): ConnectionError {
		const reason = typeof response.body === 'string' ? response.body : undefined;
		if (this.host.startsWith('tcp://') && reason !== undefined) {
			const url = `http://${this.host.slice('tcp://'.length)}${request.path}`;
			const method = request.method[0]! + request.method.slice(1).toLowerCase();
			return new ConnectionError(`error during connect: ${method} "${url}": ${reason}`);
		}
		if (reason !== undefined) return new ConnectionError(reason);
		if (this.era.commandLine === 'mflag') {
			return new ConnectionError('Cannot connect to the Docker daemon. Is the docker daemon running on this host?');
		}
		return new ConnectionError(`Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`);
	}
}

/** Names without the space around them. Source: docker/docker v28 client/utils.go, trimID. @throws CliError for none */
function namedObject(path: string): string {
	const [start, kind = '', name = ''] = /^\/(\w+)\/([^/]*)/.exec(path) ?? [];
	if (start === undefined || !(kind in MISSING) || kind === 'images') return path;
	if (name.trim() === '') throw new CliError(`invalid ${MISSING[kind]!} name or ID: value is empty`);
	return `/${kind}/${name.trim()}${path.slice(start.length)}`;
}

/** Kinds of objects that clients up to 20.10 name themselves when they are not there. Source: the recorded client 20.10.24. */
const MISSING: Readonly<Record<string, string>> = {
	containers: 'container',
	images: 'image',
	networks: 'network',
	volumes: 'volume',
	nodes: 'node',
	services: 'service',
	secrets: 'secret',
	configs: 'config',
	tasks: 'task'
};

function missingObject({ method, path }: ApiRequest, { status }: ApiResponse, isCobra: boolean): string | undefined {
	if (status !== 404 || (method !== 'GET' && method !== 'DELETE')) return undefined;
	// Of objects below others and of lists the engine's words stand as they are; names of images have slashes.
	const archive = /\/containers\/([^/]+)\/archive\?path=([^&]*)/.exec(path);
	if (archive && isCobra) return `Error: No such container:path: ${archive[1]!}:${decodeURIComponent(archive[2]!)}`;
	const [, kind = '', name = ''] =
		/^\/v[\d.]+\/(images|\w+(?=\/[^/]+(?:\/json)?$))\/(.+?)(?:\/json)?$/.exec(path.replace(/\?.*/, '')) ?? [];
	const word = MISSING[kind];
	return word === undefined || name === 'json' || name.endsWith('/history')
		? undefined
		: `Error: No such ${word}: ${decodeURIComponent(name)}`;
}

export function headerOf(headers: Record<string, string>, name: string): string | undefined {
	const wanted = name.toLowerCase();
	for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === wanted) return value;
	return undefined;
}

/** '1.9' is older than '1.41'. */
export function olderThan(a: string, b: string): boolean {
	const left = a.split('.').map(Number);
	const right = b.split('.').map(Number);
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}

/** The JSON of a `filters` parameter; undefined when nothing is asked. Keys and values sorted, as Go prints maps. */
export function encodeFilters(filters: FilterQuery): string | undefined {
	const keys = Object.keys(filters)
		.filter((key) => filters[key]!.length > 0)
		.sort();
	if (keys.length === 0) return undefined;
	const sorted = keys.map((key) => [key, Object.fromEntries([...filters[key]!].sort().map((value) => [value, true]))]);
	return JSON.stringify(Object.fromEntries(sorted));
}

function encodePath(path: string): string {
	return path
		.split('/')
		.map((part) => encodeURIComponent(part).replace(/%3A/g, ':').replace(/%40/g, '@'))
		.join('/');
}

function encodeQuery(query: Query): string {
	const pairs = Object.keys(query)
		.filter((key) => query[key] !== undefined)
		.sort()
		.flatMap((key) => [query[key]!].flat().map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`));
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function errorText(response: ApiResponse): string {
	const body = response.body;
	if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message).trim();
	return typeof body === 'string' ? body.replace(/\n$/, '') : '';
}
