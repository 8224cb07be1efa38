import type { SystemBackend } from '../api/backend.ts';
import { ApiError } from '../api/error.ts';
import type { DiskUsage } from '../api/wire/system.ts';
import type { ContainerApi } from './container-api.ts';
import type { Containers } from './containers.ts';
import { isRunning } from './container-view.ts';
import { connectionFault } from './registry.ts';
import { draw, TIMING } from './timings.ts';
import { sleep } from '../sim/process.ts';
import type { EngineContext } from './engine-context.ts';
import type { Images } from './images.ts';
import { configInfo, systemInfo, versionInfo } from './info.ts';
import { view, type Volumes } from './volumes.ts';

/** docker info, version, events and system df of one engine. */
export function createSystem(
	context: EngineContext,
	daemonId: string,
	parts: { containers: Containers; containerApi: ContainerApi; images: Images; volumes: Volumes }
): SystemBackend {
	const { containers, containerApi, images, volumes } = parts;
	return {
		*info() {
			const all = containers.all();
			const paused = all.filter(({ status }) => status === 'paused').length;
			const running = all.filter((record) => isRunning(record) || record.leftBehind === 'lost').length - paused;
			const info = systemInfo(context.era, context.sim, context.where, daemonId, {
				running,
				paused,
				stopped: all.length - running - paused,
				images: images.newestFirst().length
			});
			return { ...info, ...configInfo(context.config) };
		},
		*version() {
			return versionInfo(context.era);
		},
		*events(options) {
			return context.events.stream(context.scope, options);
		},
		*diskUsage(): Generator<never, DiskUsage, unknown> {
			return {
				LayersSize: images.layersSize(),
				Images: images.newestFirst().map((image) => ({
					...images.summary(image, containers.imageUsers(image.id).length),
					SharedSize: images.sharedSize(image)
				})),
				Containers: containers.all().map((record) => containerApi.summary(record, true)),
				Volumes: volumes.all().map((volume) => ({
					...view(volume),
					UsageData: { RefCount: containers.volumeUsers(volume.name).length, Size: 0 }
				})),
				BuildCache: null,
				BuilderSize: 0
			};
		},
		*login(auth) {
			yield* sleep(draw(context.rng, TIMING.manifest));
			const server = auth['serveraddress'] ?? '';
			const isHub = server === '' || server.includes('docker.io');
			const credentials = { username: auth['username'] ?? '', password: auth['password'] ?? '' };
			const missing = isHub ? 'hub' : context.registry.obstacle(server, context.registryClient, credentials);
			if (!missing) return { Status: 'Login Succeeded', IdentityToken: '' };
			const fault = missing === 'hub' ? undefined : connectionFault(server, missing, context.era.id);
			if (fault !== undefined) throw new ApiError('system', fault);
			// Nobody here has an account at Docker Hub.
			throw missing === 'hub'
				? new ApiError(
						'unauthorized',
						'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password'
					)
				: new ApiError('unauthorized', `login attempt to https://${server}/v2/ failed with status: 401 Unauthorized`);
		}
	};
}
