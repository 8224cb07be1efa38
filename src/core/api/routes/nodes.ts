import { empty, json, type Route } from '../route.ts';

/** Source: moby api/server/router/swarm/cluster_routes.go. */
export const nodeRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/nodes',
		answers: 'node',
		*handler({ backend, query }) {
			return json(200, yield* backend.swarm.nodes(query.filters()));
		}
	},
	{
		method: 'GET',
		path: '/nodes/:id',
		answers: 'node',
		*handler({ backend, params }) {
			return json(200, yield* backend.swarm.node(params['id']!));
		}
	},
	{
		method: 'POST',
		path: '/nodes/:id/update',
		body: 'NodeSpec',
		*handler({ backend, params, query, json: body }) {
			yield* backend.swarm.updateNode(params['id']!, query.version('node'), body());
			return empty();
		}
	},
	{
		method: 'DELETE',
		path: '/nodes/:id',
		*handler({ backend, params, query }) {
			yield* backend.swarm.removeNode(params['id']!, query.flag('force'));
			return empty();
		}
	}
];
