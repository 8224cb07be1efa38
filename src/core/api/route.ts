import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { Backend } from './backend.ts';
import type { BodyName } from './bodies/shapes.ts';
import type { Query } from './query.ts';
import type { ApiVersion } from './version.ts';
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

/** The connection stops being HTTP: attach and exec. */
export function hijacked(stream: ApiStream): ApiResponse {
	return {
		status: 101,
		headers: { 'Content-Type': 'application/vnd.docker.raw-stream', Connection: 'Upgrade', Upgrade: 'tcp' },
		stream
	};
}
