import { compact } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/swarm.ts';
import { atLeast } from '../../era/era.ts';
import type { Process } from '../../sim/process.ts';
import { DEFAULT_POOLS } from '../../swarm/manager/bootstrap.ts';
import type { InitRequest, JoinRequest } from '../../swarm/swarm.ts';
import { availabilityFromApi } from '../convert/node.ts';
import { clusterInfoToApi, clusterSpecFields, mergeClusterSpec, swarmToApi } from '../convert/swarm.ts';
import type { ClusterOptions } from '../cluster.ts';
import { listById } from './lookup.ts';

/** Source: moby daemon/cluster/swarm.go, Info. */
export function* swarmInfo(options: ClusterOptions): Process<api.SwarmInfo> {
	const info = yield* options.swarm.info();
	return compact<api.SwarmInfo>({
		NodeID: info.nodeId,
		NodeAddr: info.nodeAddr,
		LocalNodeState: info.localNodeState,
		ControlAvailable: info.controlAvailable,
		Error: info.error,
		RemoteManagers:
			info.remoteManagers.length > 0
				? info.remoteManagers.map((manager) => ({ NodeID: manager.nodeId, Addr: manager.addr }))
				: null,
		Nodes: info.nodes || undefined,
		Managers: info.managers || undefined,
		Cluster: info.cluster && clusterInfoToApi(info.cluster),
		Warnings: undefined,
		CACertHash: info.cluster?.rootCa.caCertHash
	});
}

/** As the header `Swarm` of a ping says it; it asks nobody else. Source: moby daemon/cluster/swarm.go, Status. */
export function* swarmStatus(options: ClusterOptions): Process<string> {
	const info = options.swarm.local();
	if (info.localNodeState !== 'active') return info.localNodeState;
	return info.controlAvailable ? 'active/manager' : 'active/worker';
}

/** Source: moby daemon/cluster/swarm.go, validateAndSanitizeInitRequest; lab 20.10. */
function checkListenAddr(address: string | undefined): asserts address is string {
	if (address === undefined || address === '')
		throw new ApiError('invalid', 'invalid ListenAddr "": invalid empty address');
}

export function* initSwarm(options: ClusterOptions, request: api.SwarmInitRequest): Process<string> {
	const { ListenAddr: listenAddr } = request;
	checkListenAddr(listenAddr);
	const spec = request.Spec ?? {};
	const dataPathPort = request.DataPathPort ?? 0;
	if (dataPathPort !== 0 && (dataPathPort < 1024 || dataPathPort > 49151)) {
		throw new ApiError('system', `Datapath port number is not in valid range (1024-49151) : ${dataPathPort}`);
	}
	// Only a given pool makes the mask matter. (cluster.go, validateDefaultAddrPool)
	const pools = request.DefaultAddrPool ?? [];
	const subnetSize = request.SubnetSize || 24;
	if (pools.length > 0 && subnetSize > 29) {
		throw new ApiError('invalid', `subnet size is out of range: ${subnetSize}`);
	}
	return yield* options.swarm.init(
		compact<InitRequest>({
			listenAddr,
			advertiseAddr: request.AdvertiseAddr ?? '',
			dataPathAddr: request.DataPathAddr || undefined,
			dataPathPort: dataPathPort || undefined,
			forceNewCluster: request.ForceNewCluster ?? false,
			availability: request.Availability ? availabilityFromApi(request.Availability) : 'ACTIVE',
			autoLockManagers: (request.AutoLockManagers || spec.EncryptionConfig?.AutoLockManagers) ?? false,
			// Who says nothing gets the daemon's own; the client says that it has none. (lab 20.10)
			defaultAddressPool:
				request.DefaultAddrPool || !atLeast(options.era.id, '19.03') ? [...pools] : [...DEFAULT_POOLS],
			subnetSize,
			spec: clusterSpecFields(spec)
		})
	);
}

export function* joinSwarm(options: ClusterOptions, request: api.SwarmJoinRequest): Process<void> {
	const { ListenAddr: listenAddr } = request;
	checkListenAddr(listenAddr);
	const remoteAddrs = request.RemoteAddrs ?? [];
	if (remoteAddrs.length === 0) throw new ApiError('invalid', 'at least 1 RemoteAddr is required to join');
	yield* options.swarm.join(
		compact<JoinRequest>({
			listenAddr,
			advertiseAddr: request.AdvertiseAddr ?? '',
			dataPathAddr: request.DataPathAddr || undefined,
			remoteAddrs: [...remoteAddrs],
			token: request.JoinToken ?? '',
			manager: request.Manager,
			availability: request.Availability ? availabilityFromApi(request.Availability) : 'ACTIVE'
		})
	);
}

export function* inspectSwarm(options: ClusterOptions): Process<api.Swarm> {
	return swarmToApi(yield* theCluster(options));
}

export function* updateSwarm(
	options: ClusterOptions,
	version: number,
	spec: api.SwarmSpec,
	rotate: { workerToken: boolean; managerToken: boolean; unlockKey: boolean }
): Process<void> {
	const control = options.swarm.control();
	const cluster = yield* theCluster(options);
	yield* control.updateCluster(version, mergeClusterSpec(cluster.spec, spec), rotate);
}

function* theCluster(options: ClusterOptions): Process<Parameters<typeof swarmToApi>[0]> {
	const [cluster] = yield* listById(options.swarm.control(), 'cluster');
	if (!cluster) throw new ApiError('system', 'swarm not found');
	return cluster;
}
