import { ApiError } from '../error.ts';
import { json, type Route } from '../route.ts';

/** Parts of Docker's API that exist but are not simulated: they say so instead of answering 'page not found'. */
const PATHS: readonly [Route['method'], string][] = [
	['POST', '/build'],
	['POST', '/build/cancel'],
	['POST', '/commit'],
	['POST', '/session'],
	['POST', '/grpc'],
	['GET', '/images/search'],
	['GET', '/images/get'],
	['POST', '/images/load'],
	['GET', '/images/:name*/get'],
	['GET', '/containers/:id/export'],
	['GET', '/containers/:id/attach/ws'],
	['GET', '/containers/:id/checkpoints'],
	['POST', '/containers/:id/checkpoints'],
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
	// No engine here has plugins, so these two can be answered truly.
	{
		method: 'GET',
		path: '/plugins',
		since: '1.25',
		*handler() {
			return json(200, []);
		}
	},
	{
		method: 'GET',
		path: '/plugins/:name*/json',
		since: '1.25',
		*handler({ params }) {
			throw new ApiError('notFound', `plugin "${params['name']!}" not found`);
		}
	},
	...PATHS.map(([method, path]): Route => ({
		method,
		path,
		leftOut: true,
		*handler() {
			throw new ApiError('notImplemented', `${method} ${path} is not modelled`);
		}
	}))
];
