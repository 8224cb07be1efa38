import { ApiError } from '../error.ts';
import { empty, json, streaming, type Route } from '../route.ts';

/** Source: moby api/server/router/image. */
export const imageRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/images/json',
		answers: 'imageSummary',
		*handler({ backend, query }) {
			const options = { all: query.flag('all'), digests: query.flag('digests'), filters: query.filters() };
			return json(200, yield* backend.images.list(options));
		}
	},
	{
		method: 'POST',
		path: '/images/create',
		*handler({ backend, query, header }) {
			if (query.get('fromSrc') !== '') throw new ApiError('notImplemented', 'import of images is not modelled');
			const stream = yield* backend.images.pull(query.get('fromImage'), query.get('tag'), header('X-Registry-Auth'));
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'POST',
		path: '/images/prune',
		since: '1.25',
		*handler({ backend, query }) {
			return json(200, yield* backend.images.prune(query.filters()));
		}
	},
	{
		method: 'GET',
		path: '/images/:name*/json',
		answers: 'image',
		*handler({ backend, params }) {
			return json(200, yield* backend.images.inspect(params['name']!));
		}
	},
	{
		method: 'GET',
		path: '/images/:name*/history',
		*handler({ backend, params }) {
			return json(200, yield* backend.images.history(params['name']!));
		}
	},
	{
		method: 'POST',
		path: '/images/:name*/tag',
		*handler({ backend, params, query }) {
			yield* backend.images.tag(params['name']!, query.get('repo'), query.get('tag'));
			return empty(201);
		}
	},
	{
		method: 'POST',
		path: '/images/:name*/push',
		*handler({ backend, params, query, header }) {
			const stream = yield* backend.images.push(params['name']!, query.get('tag'), header('X-Registry-Auth'));
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'DELETE',
		path: '/images/:name*',
		*handler({ backend, params, query }) {
			const options = { force: query.flag('force'), noprune: query.flag('noprune') };
			return json(200, yield* backend.images.remove(params['name']!, options));
		}
	},
	{
		method: 'GET',
		path: '/distribution/:name*/json',
		since: '1.30',
		*handler({ backend, params, header }) {
			return json(200, yield* backend.images.distribution(params['name']!, header('X-Registry-Auth')));
		}
	}
];
