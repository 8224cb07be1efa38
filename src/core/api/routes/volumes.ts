import { empty, json, type Route } from '../route.ts';

/** Source: moby api/server/router/volume. */
export const volumeRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/volumes',
		*handler({ backend, query }) {
			return json(200, yield* backend.volumes.list(query.filters()));
		}
	},
	{
		method: 'GET',
		path: '/volumes/:name',
		*handler({ backend, params }) {
			return json(200, yield* backend.volumes.inspect(params['name']!));
		}
	},
	{
		method: 'POST',
		path: '/volumes/create',
		body: 'VolumeCreateBody',
		*handler({ backend, json: body }) {
			return json(201, yield* backend.volumes.create(body()));
		}
	},
	{
		method: 'POST',
		path: '/volumes/prune',
		since: '1.25',
		*handler({ backend, query }) {
			return json(200, yield* backend.volumes.prune(query.filters()));
		}
	},
	{
		method: 'DELETE',
		path: '/volumes/:name',
		*handler({ backend, params, query }) {
			yield* backend.volumes.remove(params['name']!, query.flag('force'));
			return empty(204);
		}
	}
];
