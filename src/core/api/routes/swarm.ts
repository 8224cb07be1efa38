import { empty, json, type Route } from '../route.ts';

/** Source: moby api/server/router/swarm/cluster_routes.go. */
export const swarmRoutes: readonly Route[] = [
	{
		method: 'POST',
		path: '/swarm/init',
		body: 'InitRequest',
		takes: 'swarmInit',
		*handler({ backend, json: body }) {
			return json(200, yield* backend.swarm.init(body()));
		}
	},
	{
		method: 'POST',
		path: '/swarm/join',
		body: 'JoinRequest',
		*handler({ backend, json: body }) {
			yield* backend.swarm.join(body());
			return empty();
		}
	},
	{
		method: 'POST',
		path: '/swarm/leave',
		*handler({ backend, query }) {
			yield* backend.swarm.leave(query.flag('force'));
			return empty();
		}
	},
	{
		method: 'GET',
		path: '/swarm',
		answers: 'swarm',
		*handler({ backend }) {
			return json(200, yield* backend.swarm.inspect());
		}
	},
	{
		method: 'POST',
		path: '/swarm/update',
		body: 'Spec',
		*handler({ backend, query, json: body }) {
			yield* backend.swarm.update(query.version('swarm'), body(), {
				workerToken: query.strictFlag('rotateWorkerToken'),
				managerToken: query.strictFlag('rotateManagerToken'),
				unlockKey: query.strictFlag('rotateManagerUnlockKey')
			});
			return empty();
		}
	},
	{
		method: 'GET',
		path: '/swarm/unlockkey',
		since: '1.25',
		*handler({ backend }) {
			return json(200, { UnlockKey: yield* backend.swarm.unlockKey() });
		}
	},
	{
		method: 'POST',
		path: '/swarm/unlock',
		body: 'UnlockRequest',
		since: '1.25',
		*handler({ backend, json: body }) {
			yield* backend.swarm.unlock(body<{ UnlockKey: string }>().UnlockKey ?? '');
			return empty();
		}
	}
];
