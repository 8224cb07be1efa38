import { ApiError } from '../error.ts';
import { json, type Route } from '../route.ts';

/** What is asked of one plugin. Every engine here answers as one without plugins does (lab 20.10). */
const OF_A_PLUGIN: readonly [Route['method'], string][] = [
	['GET', '/plugins/:name*/json'],
	['DELETE', '/plugins/:name*'],
	['POST', '/plugins/:name*/disable'],
	['POST', '/plugins/:name*/push'],
	['POST', '/plugins/:name*/set']
];

/** Checkpoints are for engines in experimental mode; others say so (lab 20.10). */
const EXPERIMENTAL: readonly [Route['method'], string][] = [
	['GET', '/containers/:id*/checkpoints'],
	['POST', '/containers/:id*/checkpoints'],
	['DELETE', '/containers/:id*/checkpoints/:checkpoint']
];

/** Parts of Docker's API that exist but are not simulated: they say so instead of answering 'page not found'. */
const PATHS: readonly [Route['method'], string][] = [
	['POST', '/build'],
	['POST', '/build/cancel'],
	['POST', '/session'],
	['POST', '/grpc'],
	['GET', '/images/search'],
	['GET', '/containers/:id*/attach/ws'],
	['POST', '/plugins/pull'],
	['POST', '/plugins/create'],
	['GET', '/plugins/privileges']
];

export const unmodelledRoutes: readonly Route[] = [
	// No engine here builds: there is nothing to prune.
	{
		method: 'POST',
		path: '/build/prune',
		since: '1.31',
		*handler() {
			return json(200, { CachesDeleted: null, SpaceReclaimed: 0 });
		}
	},
	{
		method: 'GET',
		path: '/plugins',
		since: '1.25',
		*handler() {
			return json(200, []);
		}
	},
	{
		method: 'POST',
		path: '/plugins/:name*/enable',
		since: '1.25',
		*handler({ params, query }) {
			if (query.integer('timeout') === undefined)
				throw new ApiError('system', 'strconv.Atoi: parsing "": invalid syntax');
			throw noPlugin(params['name']!);
		}
	},
	{
		method: 'POST',
		path: '/plugins/:name*/upgrade',
		since: '1.26',
		*handler({ params }) {
			throw noPlugin(`${params['name']!}:latest`.replace(/(:[^:]+):latest$/, '$1'));
		}
	},
	...OF_A_PLUGIN.map(([method, path]): Route => ({
		method,
		path,
		since: '1.25',
		*handler({ params }) {
			throw noPlugin(params['name']!);
		}
	})),
	...EXPERIMENTAL.map(([method, path]): Route => ({
		method,
		path,
		since: '1.25',
		*handler() {
			throw new ApiError(
				'notImplemented',
				'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.'
			);
		}
	})),
	...PATHS.map(([method, path]): Route => ({
		method,
		path,
		leftOut: true,
		*handler() {
			throw new ApiError('notImplemented', `${method} ${path} is not modelled`);
		}
	}))
];

function noPlugin(name: string): ApiError {
	return new ApiError('notFound', `plugin "${name}" not found`);
}
