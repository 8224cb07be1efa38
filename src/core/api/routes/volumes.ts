import { ApiError } from '../error.ts';
import { empty, json, type Call, type Route } from '../route.ts';
import { isOlder } from '../version.ts';
import type { VolumeCreateRequest, VolumeListResponse } from '../wire/volume.ts';
import type { Process } from '../../sim/process.ts';

/** Cluster volumes came with this version. */
const CLUSTER_VOLUMES = '1.42';

/**
 * An engine's own volumes come first; what it does not know may be one of the swarm's.
 * Source: moby api/server/router/volume.
 */
export const volumeRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/volumes',
		*handler(call) {
			const own = yield* call.backend.volumes.list(call.query.filters());
			if (!(yield* hasClusterVolumes(call))) return json(200, own);
			return json(200, yield* withClusterVolumes(call, own));
		}
	},
	{
		method: 'GET',
		path: '/volumes/:name*',
		answers: 'volume',
		*handler(call) {
			const { backend, params } = call;
			const name = params['name']!;
			try {
				return json(200, yield* backend.volumes.inspect(name));
			} catch (error) {
				if (!isNotFound(error) || !(yield* hasClusterVolumes(call))) throw error;
				return json(200, yield* backend.swarm.volume(name));
			}
		}
	},
	{
		method: 'POST',
		path: '/volumes/create',
		answers: 'volume',
		body: 'VolumeCreateBody',
		*handler({ backend, version, json: body }) {
			const request = body<VolumeCreateRequest>();
			const isOfCluster = request.ClusterVolumeSpec && !isOlder(version, CLUSTER_VOLUMES);
			return json(201, yield* isOfCluster ? backend.swarm.createVolume(request) : backend.volumes.create(request));
		}
	},
	{
		method: 'PUT',
		path: '/volumes/:name*',
		body: 'VolumeUpdate',
		since: CLUSTER_VOLUMES,
		*handler({ backend, params, query, json: body }) {
			if (!(yield* isManager(backend))) {
				throw new ApiError('unavailable', 'volume update only valid for cluster volumes, but swarm is unavailable');
			}
			yield* backend.swarm.updateVolume(params['name']!, query.version('swarm object'), body());
			return empty();
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
		path: '/volumes/:name*',
		*handler(call) {
			const { backend, params, query } = call;
			const name = params['name']!;
			const force = query.flag('force');
			let missing: unknown;
			try {
				yield* backend.volumes.remove(name, force);
			} catch (error) {
				if (!isNotFound(error)) throw error;
				missing = error;
			}
			// With force an engine does not say whether it had any.
			if ((missing || force) && (yield* hasClusterVolumes(call))) yield* backend.swarm.removeVolume(name, force);
			else if (missing) throw missing;
			return empty(204);
		}
	}
];

function isNotFound(error: unknown): boolean {
	return error instanceof ApiError && error.kind === 'notFound';
}

function* isManager(backend: Call['backend']): Process<boolean> {
	return (yield* backend.swarm.status()) === 'active/manager';
}

function* hasClusterVolumes({ backend, version }: Call): Process<boolean> {
	return !isOlder(version, CLUSTER_VOLUMES) && (yield* isManager(backend));
}

/** What the swarm cannot tell is a warning: the engine's own volumes are there all the same. Filters are for those alone. */
function* withClusterVolumes({ backend }: Call, own: VolumeListResponse): Process<VolumeListResponse> {
	try {
		return { ...own, Volumes: [...(own.Volumes ?? []), ...(yield* backend.swarm.volumes())] };
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		return { ...own, Warnings: [...(own.Warnings ?? []), error.message] };
	}
}
