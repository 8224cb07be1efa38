import { base64 } from '../../sim/base64.ts';
import { empty, type Route } from '../route.ts';
import type { PathStat } from '../wire/container.ts';

const PATH = '/containers/:id*/archive';

/** Files of a container as tar archives: `docker cp`. Source: moby api/server/router/container/copy.go. */
export const archiveRoutes: readonly Route[] = [
	{
		method: 'HEAD',
		path: PATH,
		*handler({ backend, params, query }) {
			return {
				status: 200,
				headers: statHeader(yield* backend.containers.archiveStat(params['id']!, query.get('path')))
			};
		}
	},
	{
		method: 'GET',
		path: PATH,
		*handler({ backend, params, query }) {
			const { stat, archive } = yield* backend.containers.readArchive(params['id']!, query.get('path'));
			return { status: 200, headers: { ...statHeader(stat), 'Content-Type': 'application/x-tar' }, body: archive };
		}
	},
	{
		method: 'PUT',
		path: PATH,
		*handler({ backend, params, query, text }) {
			yield* backend.containers.writeArchive(params['id']!, query.get('path'), text(), {
				noOverwriteDirNonDir: query.flag('noOverwriteDirNonDir')
			});
			return empty();
		}
	}
];

function statHeader(stat: PathStat): Record<string, string> {
	return { 'X-Docker-Container-Path-Stat': base64(JSON.stringify(stat)) };
}
