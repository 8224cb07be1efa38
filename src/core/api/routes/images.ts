import { ApiError } from '../error.ts';
import type { Query } from '../query.ts';
import { empty, json, streaming, type Route } from '../route.ts';
import { isOlder, type ApiVersion } from '../version.ts';
import type { ImageWork } from '../wire/image.ts';

const ARCHIVE = { 'Content-Type': 'application/x-tar' };

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
		*handler({ backend, query, header, text }) {
			const platform = query.get('platform');
			const image = query.get('fromImage');
			const stream =
				image === ''
					? yield* backend.making.import(query.get('fromSrc'), text(), { ...imageWork(query, 'message'), platform })
					: yield* backend.images.pull(image, query.get('tag'), header('X-Registry-Auth'), platform);
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
		method: 'POST',
		path: '/commit',
		*handler({ backend, query, version }) {
			// Source: moby api/server/router/container/commit.go; a configuration in the body is not modelled.
			const pause = query.flag('pause', !isOlder(version, '1.13'));
			const work = { ...imageWork(query, 'comment'), author: query.get('author'), pause };
			return json(201, { Id: yield* backend.making.commit(query.get('container'), work) });
		}
	},
	{
		method: 'GET',
		path: '/containers/:id/export',
		*handler({ backend, params }) {
			const archive = yield* backend.making.export(params['id']!);
			return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: archive };
		}
	},
	{
		method: 'GET',
		path: '/images/get',
		*handler({ backend, query, version }) {
			const archive = yield* backend.making.save(query.all('names'), platformOf(query, version));
			return { status: 200, headers: ARCHIVE, body: archive };
		}
	},
	{
		method: 'GET',
		path: '/images/:name*/get',
		*handler({ backend, params, query, version }) {
			const archive = yield* backend.making.save([params['name']!], platformOf(query, version));
			return { status: 200, headers: ARCHIVE, body: archive };
		}
	},
	{
		method: 'POST',
		path: '/images/load',
		*handler({ backend, query, version, text }) {
			const isQuiet = query.flag('quiet', true);
			const stream = yield* backend.making.load(text(), isQuiet, platformOf(query, version));
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'GET',
		path: '/images/:name*/json',
		answers: 'image',
		*handler({ backend, params, query, version }) {
			const platform = isOlder(version, '1.49') ? '' : query.get('platform');
			return json(200, yield* backend.images.inspect(params['name']!, platform));
		}
	},
	{
		method: 'GET',
		path: '/images/:name*/history',
		*handler({ backend, params, query, version }) {
			return json(200, yield* backend.images.history(params['name']!, platformOf(query, version)));
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
		*handler({ backend, params, query, header, version }) {
			const platform = isOlder(version, '1.46') ? '' : query.get('platform');
			const auth = header('X-Registry-Auth');
			const stream = yield* backend.images.push(params['name']!, query.get('tag'), auth, platform);
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'DELETE',
		path: '/images/:name*',
		*handler({ backend, params, query, version }) {
			const platforms = isOlder(version, '1.50') ? [] : query.all('platforms');
			if (platforms.length > 1) throw new ApiError('invalid', 'multiple platforms are not supported');
			const options = {
				force: query.flag('force'),
				noprune: query.flag('noprune'),
				platform: platforms[0] ?? ''
			};
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

function imageWork(query: Query, comment: string): ImageWork {
	return {
		repository: query.get('repo'),
		tag: query.get('tag'),
		comment: query.get(comment),
		changes: query.all('changes')
	};
}

/** As JSON; older clients sent it without being heard. @throws ApiError (400) */
function platformOf(query: Query, version: ApiVersion): string {
	if (isOlder(version, '1.48')) return '';
	if (query.all('platform').length > 1) throw new ApiError('invalid', 'multiple platform parameters not supported');
	return query.get('platform');
}
