import { atLeast, type Era } from '../era/era.ts';
import { Deferred, type Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import { adjustAnswer, adjustRequest } from './adjust.ts';
import type { Backend } from './backend.ts';
import { copyJson } from './compact.ts';
import { readBody } from './bodies/read.ts';
import { ApiError } from './error.ts';
import { heard } from './overhear.ts';
import { POLL_HEADER } from './poll.ts';
import { Query } from './query.ts';
import { relay } from './relay.ts';
import type { Call, Route } from './route.ts';
import { archiveRoutes } from './routes/archives.ts';
import { containerRoutes } from './routes/containers.ts';
import { fileRoutes } from './routes/files.ts';
import { imageRoutes } from './routes/images.ts';
import { networkRoutes } from './routes/networks.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { serviceRoutes } from './routes/services.ts';
import { swarmRoutes } from './routes/swarm.ts';
import { systemRoutes } from './routes/system.ts';
import { taskRoutes } from './routes/tasks.ts';
import { unmodelledRoutes } from './routes/unmodelled.ts';
import { volumeRoutes } from './routes/volumes.ts';
import { isOlder } from './version.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from './wire/http.ts';

export interface ApiOptions {
	readonly backend: Backend;
	readonly era: Era;
	readonly sim: Sim;
	/** Machine of this engine, for the trace. */
	readonly where: string;
	/** The daemon's: requests under way end with it, as connections do. Without it they run in the client's process. */
	readonly scope?: Scope;
}

/** Status 0: no answer. Without a body nobody listens; with one it is the client's whole error text. */
const NOBODY_LISTENS: ApiResponse = { status: 0, headers: {} };

/** The daemon went away before it answered. */
function connectionClosed({ method, path }: ApiRequest): ApiResponse {
	const verb = method[0]! + method.slice(1).toLowerCase();
	const url = `http://%2Fvar%2Frun%2Fdocker.sock${path}`;
	return { status: 0, headers: {}, body: `error during connect: ${verb} "${url}": EOF` };
}

/** Everything an engine answers, some of it only to say that it is left out. */
export const ROUTES: readonly Route[] = [
	...systemRoutes,
	...containerRoutes,
	...archiveRoutes,
	...imageRoutes,
	...networkRoutes,
	...volumeRoutes,
	...swarmRoutes,
	...nodeRoutes,
	...serviceRoutes,
	...taskRoutes,
	...fileRoutes,
	...unmodelledRoutes
];

interface CompiledRoute extends Route {
	pattern: RegExp;
	names: string[];
}

/** An engine's API as its unix socket offers it. */
export function createApi(options: ApiOptions): ApiHandler {
	const { era, sim, scope, where } = options;
	const routes = ROUTES.filter((route) => isOffered(route, era)).map(compile);
	let requests = 0;

	function* answer(request: ApiRequest): Process<ApiResponse> {
		const path = request.path.split('?')[0]!;
		const isTraced = !path.endsWith('/_ping') && headerOf(request, POLL_HEADER) === '';
		const id = ++requests;
		if (isTraced) sim.trace.emit({ type: 'api.request', where, id, method: request.method, path: request.path });
		const response = yield* handle(options, routes, request);
		if (isTraced) {
			const { method } = request;
			sim.trace.emit({ type: 'api.response', where, id, status: response.status, method, path: request.path });
		}
		return heard(request, response, era.engine.apiVersion);
	}

	if (!scope) return answer;
	return function* (request) {
		if (scope.isEnded) return NOBODY_LISTENS;
		const answered = new Deferred<ApiResponse>();
		const body = (function* () {
			const response = yield* answer(request);
			answered.resolve(response.stream ? { ...response, stream: relay(scope, response.stream) } : response);
			return 0;
		})();
		const proc = scope.spawn(body, {
			name: `${request.method} ${request.path}`,
			onExit: () => answered.resolve(connectionClosed(request))
		});
		try {
			return yield* answered.wait();
		} finally {
			// The client went away first.
			if (!proc.isOver) proc.kill('SIGKILL');
		}
	};
}

function isOffered(route: Route, era: Era): boolean {
	const { apiVersion } = era.engine;
	if (route.since !== undefined && isOlder(apiVersion, route.since)) return false;
	return route.until === undefined || isOlder(apiVersion, route.until);
}

function compile(route: Route): CompiledRoute {
	const names: string[] = [];
	const pattern = route.path.replace(/:(\w+)(\*?)/g, (_, name: string, star: string) => {
		names.push(name);
		return star ? '(.+)' : '([^/]+)';
	});
	return { ...route, pattern: new RegExp(`^${pattern}$`), names };
}

function* handle(options: ApiOptions, routes: readonly CompiledRoute[], request: ApiRequest): Process<ApiResponse> {
	const { era, backend } = options;
	const headers = commonHeaders(era);
	const { version, isAsked, path, query } = parsePath(era, request.path);
	// There is a route for this method of every path (moby api/server/router/system/system.go; lab 20.10).
	if ((request.method as string) === 'OPTIONS') return { status: 200, headers };
	const found = findRoute(routes, request.method, path);
	// Nothing that the daemon puts around its routes is around the page that is not there (lab 20.10).
	if (!found) return failure(request, new ApiError('notFound', 'page not found'), {});
	// Before API 1.24 errors were plain text (moby api/server/errorhandler.go; lab 20.10).
	const isPlain = isAsked && isOlder(version, '1.24');
	try {
		checkVersion(era, version);
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		const { 'Docker-Experimental': _, ...known } = headers;
		return failure(request, error, known, isPlain);
	}
	const { route, params } = found;
	const contentType = headerOf(request, 'Content-Type');
	const audience = { version, clientVersion: headerOf(request, 'version'), era };
	const call: Call = {
		backend,
		era,
		version,
		params,
		query: new Query(query, era),
		header: (name) => headerOf(request, name),
		text: () => (typeof request.body === 'string' ? request.body : ''),
		json: <T>() => adjustRequest(route.takes, readBody(request.body, contentType, route.body, era), audience) as T
	};
	try {
		const response = yield* route.handler(call);
		const result: ApiResponse = { ...response, headers: { ...headers, ...response.headers } };
		if (response.body !== undefined) result.body = adjustAnswer(route.answers, copyJson(response.body), audience);
		if (request.method === 'HEAD') delete result.body;
		return result;
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		return failure(request, error, headers, isPlain);
	}
}

function failure(
	{ method }: ApiRequest,
	{ kind, status, message }: ApiError,
	headers: Record<string, string>,
	isPlain = false
): ApiResponse {
	if (kind === 'notModified') return { status, headers };
	const type = isPlain ? 'text/plain; charset=utf-8' : 'application/json';
	const answer = { status, headers: { ...headers, 'Content-Type': type } };
	// Who asks for a head alone gets no words.
	if (method === 'HEAD') return answer;
	return { ...answer, body: isPlain ? `${message}\n` : { message } };
}

/** Recorded with every answer (recordings); 1.12 named only itself. */
function commonHeaders(era: Era): Record<string, string> {
	const server = { Server: `Docker/${era.engine.version} (${era.engine.os})` };
	if (!atLeast(era.id, '19.03')) return server;
	return { 'Api-Version': era.engine.apiVersion, 'Docker-Experimental': 'false', Ostype: era.engine.os, ...server };
}

function headerOf(request: ApiRequest, name: string): string {
	const wanted = name.toLowerCase();
	for (const [key, value] of Object.entries(request.headers ?? {})) if (key.toLowerCase() === wanted) return value;
	return '';
}

interface Address {
	version: string;
	/** The version is the path's own. */
	isAsked: boolean;
	path: string;
	query: string;
}

function parsePath(era: Era, full: string): Address {
	const at = full.indexOf('?');
	const path = at < 0 ? full : full.slice(0, at);
	const query = at < 0 ? '' : full.slice(at + 1);
	const prefixed = /^\/v(\d[\d.]*)(\/.*)$/.exec(path);
	return prefixed
		? { version: prefixed[1]!, isAsked: true, path: prefixed[2]!, query }
		: { version: era.engine.apiVersion, isAsked: false, path, query };
}

/** Source: moby api/server/middleware/version.go of each era. */
function checkVersion(era: Era, version: string): void {
	const { apiVersion, minApiVersion } = era.engine;
	// Before engines said so themselves the oldest was 1.12.
	const oldest = minApiVersion || '1.12';
	if (isOlder(version, oldest)) {
		throw new ApiError(
			'invalid',
			`client version ${version} is too old. Minimum supported API version is ${oldest}, please upgrade your client to a newer version`
		);
	}
	if (isOlder(apiVersion, version)) {
		throw new ApiError(
			'invalid',
			atLeast(era.id, '19.03')
				? `client version ${version} is too new. Maximum supported API version is ${apiVersion}`
				: `client is newer than server (client API version: ${version}, server API version: ${apiVersion})`
		);
	}
}

function findRoute(
	routes: readonly CompiledRoute[],
	method: string,
	path: string
): { route: CompiledRoute; params: Record<string, string> } | undefined {
	for (const route of routes) {
		if (route.method !== method) continue;
		const match = route.pattern.exec(path);
		if (!match) continue;
		const params: Record<string, string> = {};
		route.names.forEach((name, i) => (params[name] = decodePart(match[i + 1]!)));
		return { route, params };
	}
	return undefined;
}

function decodePart(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
