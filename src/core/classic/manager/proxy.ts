import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { Call } from './api.ts';
import type { KnownContainer } from './engine-reading.ts';
import type { ManagedEngine } from './engine.ts';

/** Sends a request on to an engine, and tells the trace. */
export function* forward(call: Call, engine: ManagedEngine, request: ApiRequest = call.request): Process<ApiResponse> {
	const { sim, machine, listens } = call.cluster.parts;
	sim.trace.emit({
		type: 'classic.forward',
		where: machine,
		manager: listens,
		n: call.n,
		to: engine.machine,
		node: engine.name,
		method: request.method,
		path: request.path
	});
	return yield* engine.forward(request);
}

export type Missing = 'No such container NAME' | 'No such container: NAME' | 'Container NAME not found';

/** @throws SwarmError */
export function need({ cluster }: Call, name: string, missing: Missing): KnownContainer {
	const container = cluster.find(name);
	const text = cluster.parts.dialect === 'rc1' ? 'Container NAME not found' : missing;
	if (!container) throw new SwarmError(text.replace('NAME', name), 404);
	return container;
}

/** To the engine of a container. rc1 left the name as it was typed, so that an engine heard of `node-1/db`. */
export function* toContainer(call: Call, missing: Missing): Process<ApiResponse> {
	const name = call.params[0]!;
	const container = need(call, name, missing);
	const response = yield* forward(call, container.engine, renamed(call, container));
	// What a user has just changed he wants to see changed.
	if (call.request.method === 'POST' && response.status < 300) yield* refreshQuietly(container);
	return response;
}

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
