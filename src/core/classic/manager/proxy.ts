import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { Call } from './api.ts';
import type { KnownContainer } from './engine-reading.ts';
import type { ManagedEngine } from './engine.ts';

/** Tells the trace that a request goes on to an engine. */
export function traceForward(call: Call, engine: ManagedEngine, { method, path }: ApiRequest): void {
	const { sim, machine, listens } = call.cluster.parts;
	sim.trace.emit({
		type: 'classic.forward',
		where: machine,
		manager: listens,
		n: call.n,
		to: engine.machine,
		node: engine.name,
		method,
		path
	});
}

/** Sends a request on to an engine as it came. */
export function* forward(call: Call, engine: ManagedEngine, request: ApiRequest = call.request): Process<ApiResponse> {
	traceForward(call, engine, request);
	return yield* engine.forward(request);
}

/** The same thing as a request of the manager's own: errors come in the words of its client library. */
export function* demand(call: Call, engine: ManagedEngine, request: ApiRequest): Process<ApiResponse> {
	traceForward(call, engine, request);
	return yield* engine.demand(request);
}

export type Missing = 'No such container NAME' | 'No such container: NAME' | 'Container NAME not found';

/** @throws SwarmError */
export function need({ cluster }: Call, name: string, missing: Missing): KnownContainer {
	const container = cluster.find(name);
	const text = cluster.parts.dialect === 'rc1' ? 'Container NAME not found' : missing;
	if (!container) throw new SwarmError(text.replace('NAME', name), 404);
	return container;
}

/** 1.2 asks nothing of an engine that it has given up. @throws SwarmError */
export function needHealthy({ engine }: KnownContainer, name: string): void {
	if (!engine.isHealthy) throw new SwarmError(`Container ${name} running on unhealthy node ${engine.name}`);
}

/** To the engine of a container. Source: proxyContainer (rc1), proxyContainerAndForceRefresh (1.2.5). */
export function* toContainer(call: Call): Process<ApiResponse> {
	const name = call.params[0]!;
	const container = need(call, name, 'No such container: NAME');
	const isRc1 = call.cluster.parts.dialect === 'rc1';
	if (!isRc1) needHealthy(container, name);
	const response = yield* forward(call, container.engine, renamed(call, container));
	// What a user has just changed he wants to see changed. rc1 waited for the engine's event, which came sooner than
	// another client could be started.
	if (call.request.method === 'POST' && response.status < 300) yield* refreshQuietly(container);
	return response;
}

/** With the ID in place of the name; rc1 left the name as it was typed, so that an engine heard of `node-1/db`. */
export function renamed({ request, params, cluster }: Call, { id }: KnownContainer): ApiRequest {
	if (cluster.parts.dialect === 'rc1') return request;
	const name = params[0]!;
	const at = request.path.indexOf('/containers/') + '/containers/'.length;
	const rest = request.path.slice(at);
	const typed =
		[name, encodeURIComponent(name), encodeURIComponent(name).replace(/%2F/gi, '/')].find((text) =>
			rest.startsWith(text)
		) ?? name;
	return { ...request, path: `${request.path.slice(0, at)}${id}${rest.slice(typed.length)}` };
}

export function* refreshQuietly({ engine, id }: KnownContainer): Process<void> {
	try {
		yield* engine.refreshContainer(id);
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
	}
}
