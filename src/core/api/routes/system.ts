import { atLeast } from '../../era/era.ts';
import { ApiError } from '../error.ts';
import { json, streaming, type Route } from '../route.ts';
import type { SystemInfo } from '../wire/system.ts';

const PING_TYPE = 'text/plain; charset=utf-8';
const NOT_CACHED = { 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache' };

export const systemRoutes: readonly Route[] = [
	{ method: 'GET', path: '/_ping', handler: ping },
	{ method: 'HEAD', path: '/_ping', since: '1.40', handler: ping },
	{
		method: 'GET',
		path: '/version',
		answers: 'version',
		*handler({ backend }) {
			return json(200, yield* backend.system.version());
		}
	},
	{
		method: 'GET',
		path: '/info',
		answers: 'info',
		*handler({ backend }) {
			const info = yield* backend.system.info();
			return json(200, withSwarm(info, yield* backend.swarm.info()));
		}
	},
	{
		method: 'GET',
		path: '/events',
		*handler({ backend, query }) {
			const since = query.seconds('since');
			const until = query.seconds('until');
			if (since !== undefined && until !== undefined && since > until) {
				throw new ApiError(
					'invalid',
					`\`since\` time (${Math.trunc(since)}) cannot be after \`until\` time (${Math.trunc(until)})`
				);
			}
			const stream = yield* backend.system.events({
				filters: query.filters(),
				...(since !== undefined && { since }),
				...(until !== undefined && { until })
			});
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'GET',
		path: '/system/df',
		since: '1.25',
		answers: 'diskUsage',
		*handler({ backend }) {
			return json(200, yield* backend.system.diskUsage());
		}
	},
	{
		method: 'POST',
		path: '/auth',
		body: 'AuthConfig',
		*handler({ backend, json: body }) {
			return json(200, yield* backend.system.login(body()));
		}
	}
];

function* ping({ backend, era }: Parameters<Route['handler']>[0]): ReturnType<Route['handler']> {
	// 20.10 does not tell its swarm yet (recordings); 1.12 has none of these headers.
	if (!atLeast(era.id, '19.03')) return { status: 200, headers: { 'Content-Type': PING_TYPE }, body: 'OK' };
	const recent = atLeast(era.id, '28.2') ? { 'Builder-Version': '2', Swarm: yield* backend.swarm.status() } : {};
	return { status: 200, headers: { 'Content-Type': PING_TYPE, ...NOT_CACHED, ...recent }, body: 'OK' };
}

/** `Swarm` stands behind the runtimes, where Go's struct has it. */
function withSwarm(info: Omit<SystemInfo, 'Swarm'>, swarm: SystemInfo['Swarm']): SystemInfo {
	const result: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(info)) {
		result[key] = value;
		if (key === 'DefaultRuntime') result['Swarm'] = swarm;
	}
	result['Swarm'] ??= swarm;
	return result as unknown as SystemInfo;
}
