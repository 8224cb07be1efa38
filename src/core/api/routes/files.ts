import { empty, json, type Route } from '../route.ts';

/** Secrets (API 1.25) and configs (1.30). Source: moby api/server/router/swarm/cluster_routes.go. */
export const fileRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/secrets',
		since: '1.25',
		*handler({ backend, query }) {
			return json(200, yield* backend.swarm.secrets(query.filters()));
		}
	},
	{
		method: 'POST',
		path: '/secrets/create',
		body: 'SecretSpec',
		since: '1.25',
		*handler({ backend, json: body }) {
			return json(201, { ID: yield* backend.swarm.createSecret(body()) });
		}
	},
	{
		method: 'GET',
		path: '/secrets/:id',
		since: '1.25',
		*handler({ backend, params }) {
			return json(200, yield* backend.swarm.secret(params['id']!));
		}
	},
	{
		method: 'DELETE',
		path: '/secrets/:id',
		since: '1.25',
		*handler({ backend, params }) {
			yield* backend.swarm.removeSecret(params['id']!);
			return empty(204);
		}
	},
	{
		method: 'POST',
		path: '/secrets/:id/update',
		body: 'SecretSpec',
		since: '1.25',
		*handler({ backend, params, query, json: body }) {
			yield* backend.swarm.updateSecret(params['id']!, query.version('secret'), body());
			return empty();
		}
	},
	{
		method: 'GET',
		path: '/configs',
		since: '1.30',
		*handler({ backend, query }) {
			return json(200, yield* backend.swarm.configs(query.filters()));
		}
	},
	{
		method: 'POST',
		path: '/configs/create',
		body: 'ConfigSpec',
		since: '1.30',
		*handler({ backend, json: body }) {
			return json(201, { ID: yield* backend.swarm.createConfig(body()) });
		}
	},
	{
		method: 'GET',
		path: '/configs/:id',
		since: '1.30',
		*handler({ backend, params }) {
			return json(200, yield* backend.swarm.config(params['id']!));
		}
	},
	{
		method: 'DELETE',
		path: '/configs/:id',
		since: '1.30',
		*handler({ backend, params }) {
			yield* backend.swarm.removeConfig(params['id']!);
			return empty(204);
		}
	},
	{
		method: 'POST',
		path: '/configs/:id/update',
		body: 'ConfigSpec',
		since: '1.30',
		*handler({ backend, params, query, json: body }) {
			yield* backend.swarm.updateConfig(params['id']!, query.version('config'), body());
			return empty();
		}
	}
];
