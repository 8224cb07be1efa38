import { atLeast, type Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { Backend } from './backend.ts';
import type { BodyName } from './bodies/shapes.ts';
import type { Query } from './query.ts';
import { isOlder, type ApiVersion } from './version.ts';
import type { ApiRequest, ApiResponse, ApiStream } from './wire/http.ts';

/** One call as a handler sees it. */
export interface Call {
	readonly backend: Backend;
	readonly era: Era;
	/** Version the client speaks: of the path, else the engine's own. */
	readonly version: ApiVersion;
	/** Parts of the path, decoded. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: Query;
	/** A header of the request, '' when it is absent; names in any case. */
	header(name: string): string;
	/** JSON body, in the newest API's words. @throws ApiError when there is none */
	json<T>(): T;
	/** A body that is no JSON; '' when there is none. */
	text(): string;
}

export interface Route {
	method: ApiRequest['method'];
	/** After the version: '/services/:id/update'; ':name*' takes slashes too. */
	path: string;
	/** Engines whose own API version is at least this have it. */
	since?: ApiVersion;
	/** Engines whose own API version is older than this have it. */
	until?: ApiVersion;
	/** Docker has it, no engine here does it: it answers 501. */
	leftOut?: true;
	/** What the answer's body is, for adjust.ts; a list of them is adjusted one by one. */
	answers?: Resource;
	/** What the request's body is, for adjust.ts. */
	takes?: Resource;
	/** The Go struct that the body is read into. */
	body?: BodyName;
	handler(call: Call): Process<ApiResponse>;
}

export type Resource =
	| 'service'
	| 'serviceSpec'
	| 'serviceCreated'
	| 'task'
	| 'node'
	| 'swarm'
	| 'swarmInit'
	| 'info'
	| 'network'
	| 'image'
	| 'imageSummary'
	| 'diskUsage'
	| 'volume'
	| 'version';

export function json(status: number, body: unknown): ApiResponse {
	return { status, headers: { 'Content-Type': 'application/json' }, body };
}

/** 200 without a body, as swarm join, node update … answer. */
export function empty(status = 200): ApiResponse {
	return { status, headers: {} };
}

export function streaming(stream: ApiStream, headers: Record<string, string> = {}): ApiResponse {
	return { status: 200, headers, stream };
}

/** What containers printed. Engines before 28.2 leave it to Go to say what it is. */
export function printed(stream: ApiStream, call: Pick<Call, 'era' | 'version'>): ApiResponse {
	return streaming(stream, atLeast(call.era.id, '28.2') ? { 'Content-Type': outputType(stream, call.version) } : {});
}

/** The connection stops being HTTP: attach and exec. */
export function hijacked(stream: ApiStream, { version }: Pick<Call, 'version'>): ApiResponse {
	return {
		status: 101,
		headers: { 'Content-Type': outputType(stream, version), Connection: 'Upgrade', Upgrade: 'tcp' },
		stream
	};
}

/**
 * From API 1.42 on the type tells whether there are frames to be taken apart.
 *
 * Source: moby daemon/server/router/container/{container_routes,exec}.go, router/swarm/helpers.go.
 */
function outputType({ isTerminal = false }: ApiStream, version: ApiVersion): string {
	return `application/vnd.docker.${isTerminal || isOlder(version, '1.42') ? 'raw' : 'multiplexed'}-stream`;
}
