import type { NetworkBackend, SwarmBackend } from '../api/backend.ts';
import { ApiError, kindOfStatus } from '../api/error.ts';
import type { DistributionInspect } from '../api/wire/image.ts';
import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import { SwarmError, type Swarm } from '../swarm/swarm.ts';
import * as files from './cluster/files.ts';
import { serviceLogs } from './cluster/logs.ts';
import * as networks from './cluster/networks.ts';
import * as nodes from './cluster/nodes.ts';
import * as services from './cluster/services.ts';
import * as swarms from './cluster/swarm.ts';
import * as tasks from './cluster/tasks.ts';
import * as volumes from './cluster/volumes.ts';

export interface ClusterOptions {
	readonly swarm: Swarm;
	readonly era: Era;
	/** Virtual wall clock, milliseconds since 1970. */
	nowMs(): number;
	/** Name for a service that was given none ('elated_hopper'). */
	randomName(): string;
	/** Asks the registry about an image. @throws ApiError */
	distribution(image: string, registryAuth: string): Process<DistributionInspect>;
	/** The engine's own networks that a name or ID may mean. */
	localNetworks: NetworkBackend['find'];
}

/**
 * What stands between Docker's API and SwarmKit on one engine: looks up what the user typed, checks and translates
 * specs, and words the errors. It keeps no state.
 * Source: moby daemon/cluster.
 */
export function createCluster(options: ClusterOptions): SwarmBackend {
	return speakingApi({
		info: () => swarms.swarmInfo(options),
		status: () => swarms.swarmStatus(options),
		init: (request) => swarms.initSwarm(options, request),
		join: (request) => swarms.joinSwarm(options, request),
		leave: (force) => options.swarm.leave(force),
		inspect: () => swarms.inspectSwarm(options),
		update: (version, spec, rotate) => swarms.updateSwarm(options, version, spec, rotate),
		unlockKey: () => options.swarm.unlockKey(),
		unlock: (key) => options.swarm.unlock(key),

		nodes: (filters) => nodes.listNodes(options, filters),
		node: (id) => nodes.inspectNode(options, id),
		updateNode: (id, version, spec) => nodes.updateNode(options, id, version, spec),
		removeNode: (id, force) => nodes.removeNode(options, id, force),

		services: (query) => services.listServices(options, query),
		service: (id, { insertDefaults }) => services.inspectService(options, id, insertDefaults),
		createService: (spec, extra) => services.createService(options, spec, extra),
		updateService: (id, spec, extra) => services.updateService(options, id, spec, extra),
		removeService: (id) => services.removeService(options, id),
		logs: (selector, wanted) => serviceLogs(options, selector, wanted),

		tasks: (filters) => tasks.listTasks(options, filters),
		task: (id) => tasks.inspectTask(options, id),

		secrets: (filters) => files.listSecrets(options, filters),
		secret: (id) => files.inspectSecret(options, id),
		createSecret: (spec) => files.createSecret(options, spec),
		updateSecret: (id, version, spec) => files.updateSecret(options, id, version, spec),
		removeSecret: (id) => files.removeSecret(options, id),
		configs: (filters) => files.listConfigs(options, filters),
		config: (id) => files.inspectConfig(options, id),
		createConfig: (spec) => files.createConfig(options, spec),
		updateConfig: (id, version, spec) => files.updateConfig(options, id, version, spec),
		removeConfig: (id) => files.removeConfig(options, id),

		volumes: () => volumes.listVolumes(options),
		volume: (id) => volumes.inspectVolume(options, id),
		createVolume: (request) => volumes.createVolume(options, request),
		updateVolume: (id, version, request) => volumes.updateVolume(options, id, version, request),
		removeVolume: (id, force) => volumes.removeVolume(options, id, force),

		networks: () => networks.listNetworks(options),
		network: (id) => networks.inspectNetwork(options, id),
		createNetwork: (request) => networks.createNetwork(options, request),
		removeNetwork: (id) => networks.removeNetwork(options, id)
	});
}

type Method = (...args: unknown[]) => Process<unknown>;

/** Every method with SwarmKit's errors in the API's words. */
function speakingApi(backend: SwarmBackend): SwarmBackend {
	const spoken: Record<string, Method> = {};
	for (const [name, method] of Object.entries(backend) as [string, Method][]) {
		spoken[name] = function* (...args) {
			try {
				return yield* method(...args);
			} catch (error) {
				if (error instanceof SwarmError) throw new ApiError(kindOfStatus(error.status), error.text);
				throw error;
			}
		};
	}
	return spoken as unknown as SwarmBackend;
}
