import { base64 } from '../../sim/base64.ts';
import { ApiError } from '../error.ts';
import type { Query } from '../query.ts';
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
				headers: statHeader(yield* backend.containers.archiveStat(params['id']!, pathOf(query)))
			};
		}
	},
	{
		method: 'GET',
		path: PATH,
		*handler({ backend, params, query }) {
			const { stat, archive } = yield* backend.containers.readArchive(params['id']!, pathOf(query));
			return { status: 200, headers: { ...statHeader(stat), 'Content-Type': 'application/x-tar' }, body: archive };
		}
	},
	{
		method: 'PUT',
		path: PATH,
		*handler({ backend, params, query, text }) {
			yield* backend.containers.writeArchive(params['id']!, pathOf(query), text(), {
				noOverwriteDirNonDir: query.flag('noOverwriteDirNonDir')
			});
			return empty();
		}
	}
];

/** @throws ApiError (400). Source of the words, without their space: moby api/server/httputils/form.go. */
function pathOf(query: Query): string {
	const path = query.get('path');
	if (path === '') throw new ApiError('invalid', 'bad parameter: pathcannot be empty');
	return path;
}

function statHeader(stat: PathStat): Record<string, string> {
	return { 'X-Docker-Container-Path-Stat': base64(JSON.stringify(stat)) };
}
