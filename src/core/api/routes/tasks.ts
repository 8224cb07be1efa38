import { json, type Route } from '../route.ts';

/** Source: moby api/server/router/swarm/cluster_routes.go. */
export const taskRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/tasks',
		answers: 'task',
		*handler({ backend, query }) {
			return json(200, yield* backend.swarm.tasks(query.filters()));
		}
	},
	{
		method: 'GET',
		path: '/tasks/:id',
		answers: 'task',
		*handler({ backend, params }) {
			return json(200, yield* backend.swarm.task(params['id']!));
		}
	}
];
