import { ApiError } from '../error.ts';
import { empty, json, printed, type Call, type Route } from '../route.ts';
import { isOlder } from '../version.ts';
import { logOptions } from './log-options.ts';

/** Source: moby api/server/router/swarm/cluster_routes.go. */
export const serviceRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/services',
		answers: 'service',
		*handler({ backend, query, version }) {
			const status = query.flag('status') && !isOlder(version, '1.41');
			return json(200, yield* backend.swarm.services({ filters: query.filters('invalid'), status }));
		}
	},
	{
		method: 'POST',
		path: '/services/create',
		body: 'ServiceSpec',
		takes: 'serviceSpec',
		answers: 'serviceCreated',
		*handler(call) {
			const { backend, json: body } = call;
			return json(201, yield* backend.swarm.createService(body(), registryOptions(call)));
		}
	},
	{
		method: 'GET',
		path: '/services/:id',
		answers: 'service',
		*handler({ backend, params, query }) {
			const insertDefaults = query.strictFlag('insertDefaults', true);
			return json(200, yield* backend.swarm.service(params['id']!, { insertDefaults }));
		}
	},
	{
		method: 'POST',
		path: '/services/:id/update',
		body: 'ServiceSpec',
		takes: 'serviceSpec',
		*handler(call) {
			const { backend, params, query, json: body } = call;
			const spec = body<Parameters<typeof backend.swarm.updateService>[1]>();
			const registryAuthFrom = query.get('registryAuthFrom') || 'spec';
			if (registryAuthFrom !== 'spec' && registryAuthFrom !== 'previous-spec') {
				throw new ApiError('invalid', 'unsupported registryAuthFrom value');
			}
			const rollback = query.get('rollback');
			if (rollback !== '' && rollback !== 'previous' && rollback !== 'none') {
				throw new ApiError('invalid', `unrecognized rollback option ${rollback}`);
			}
			return json(
				200,
				yield* backend.swarm.updateService(params['id']!, spec, {
					version: query.version('service'),
					registryAuthFrom,
					rollback: rollback === 'previous' ? 'previous' : '',
					...registryOptions(call)
				})
			);
		}
	},
	{
		method: 'DELETE',
		path: '/services/:id',
		*handler({ backend, params }) {
			yield* backend.swarm.removeService(params['id']!);
			return empty();
		}
	},
	{
		method: 'GET',
		path: '/services/:id/logs',
		since: '1.25',
		handler: (call) => logs(call, 'services')
	},
	{
		method: 'GET',
		path: '/tasks/:id/logs',
		since: '1.29',
		handler: (call) => logs(call, 'tasks')
	}
];

/** Clients before 1.30 leave it to the manager to ask the registry, and say how old they are. */
function registryOptions({ header }: Call): { registryAuth: string; queryRegistry: boolean } {
	const clientVersion = header('version');
	return {
		registryAuth: header('X-Registry-Auth'),
		queryRegistry: clientVersion !== '' && isOlder(clientVersion, '1.30')
	};
}

function* logs(call: Call, kind: 'services' | 'tasks'): ReturnType<Route['handler']> {
	const { backend, params, query } = call;
	const options = logOptions(query, 'system');
	const tail = query.get('tail');
	// Recorded: 500 (logs.jsonl).
	if (tail !== '' && tail !== 'all' && !/^\d+$/.test(tail)) {
		throw new ApiError('system', 'tail value must be a positive integer or "all"');
	}
	return printed(yield* backend.swarm.logs({ services: [], tasks: [], [kind]: [params['id']!] }, options), call);
}
