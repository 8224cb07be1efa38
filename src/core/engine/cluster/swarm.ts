import { compact } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/swarm.ts';
import type { Process } from '../../sim/process.ts';
import { validateClusterFields } from '../../swarm/manager/control.ts';
import type { ClusterSpec, NodeSpec } from '../../swarm/objects.ts';
import { SwarmError, type InitRequest, type JoinRequest } from '../../swarm/swarm.ts';
import { availabilityFromApi } from '../convert/node.ts';
import { checkSwarmName, clusterInfoToApi, clusterSpecFields, mergeClusterSpec, swarmToApi } from '../convert/swarm.ts';
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
	const { fields, refusal } = initialSpec(spec);
	const nodeId = yield* options.swarm.init(
		compact<InitRequest>({
			listenAddr,
			advertiseAddr: request.AdvertiseAddr ?? '',
			dataPathAddr: request.DataPathAddr || undefined,
			dataPathPort: request.DataPathPort || undefined,
			forceNewCluster: request.ForceNewCluster ?? false,
			availability: ownAvailability(request.Availability),
			autoLockManagers: (request.AutoLockManagers || spec.EncryptionConfig?.AutoLockManagers) ?? false,
			defaultAddressPool: request.DefaultAddrPool ? [...request.DefaultAddrPool] : undefined,
			subnetSize: request.SubnetSize || 24,
			spec: fields
		})
	);
	if (refusal !== undefined) throw new ApiError('system', `error updating cluster settings: ${refusal}`);
	return nodeId;
}

/**
 * The settings are written once the swarm runs: what is wrong in them does not take it back.
 * Source: moby daemon/cluster/swarm.go, initClusterSpec; lab 20.10.
 */
function initialSpec(spec: api.SwarmSpec): { fields: Partial<ClusterSpec>; refusal?: string } {
	checkSwarmName(spec);
	try {
		const fields = clusterSpecFields(spec);
		validateClusterFields(fields);
		return { fields };
	} catch (error) {
		if (error instanceof SwarmError) return { fields: {}, refusal: error.text };
		if (error instanceof ApiError) return { fields: {}, refusal: error.message };
		throw error;
	}
}

/** The node itself looks at its availability, and has no kind for its error. Source: moby daemon/cluster/noderunner.go. */
function ownAvailability(word: string | undefined): NodeSpec['availability'] {
	if (!word) return 'ACTIVE';
	try {
		return availabilityFromApi(word);
	} catch (error) {
		if (error instanceof ApiError) throw new ApiError('system', error.message);
		throw error;
	}
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
			availability: ownAvailability(request.Availability)
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
