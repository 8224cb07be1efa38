import { ApiError } from '../../api/error.ts';
import type { Network, NetworkCreateRequest } from '../../api/wire/network.ts';
import { atLeast } from '../../era/era.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../../swarm/swarm.ts';
import { networkSpecFromApi, networkToApi } from '../convert/network.ts';
import type { ClusterOptions } from '../cluster.ts';
import { checkIpam } from '../ipam-config.ts';
import { pluginNotFound } from '../networks.ts';
import { listById, lookUp } from './lookup.ts';

/** Every engine has them, and no swarm network may be called so. Source: moby runconfig/hostconfig.go. */
export const PREDEFINED_NETWORKS: readonly string[] = ['bridge', 'host', 'none', 'default'];

/** Those that come with the engine. */
const DRIVERS: readonly string[] = ['', 'bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'];

/** [] where this node cannot tell: the list of networks does not fail for it (FINDINGS.md 1). */
export function* listNetworks(options: ClusterOptions): Process<Network[]> {
	try {
		const networks = yield* listById(options.swarm.control(), 'network');
		return networks
			.filter((n) => !PREDEFINED_NETWORKS.includes(n.spec.annotations.name))
			.map((n) => networkToApi(n, options.nowMs()));
	} catch (error) {
		if (error instanceof SwarmError) return [];
		throw error;
	}
}

export function* inspectNetwork(options: ClusterOptions, term: string): Process<Network> {
	return networkToApi(yield* lookUp(options.swarm.control(), 'network', term), options.nowMs());
}

export function* createNetwork(options: ClusterOptions, request: NetworkCreateRequest): Process<string> {
	const info = options.swarm.local();
	if (info.localNodeState === 'active' && !info.controlAvailable) {
		// libnetwork's words; moby never gets to ask the swarm (recorded: 403).
		throw new ApiError(
			'forbidden',
			'Cannot create a multi-host network from a worker node. Please create the network from a manager node.'
		);
	}
	checkIpam(options.era, request);
	const { Name: name, Driver: driver = '', Scope: scope = '' } = request;
	if (name.trim() === '' && !atLeast(options.era.id, '28.2')) throw new ApiError('system', `invalid name: ${name}`);
	// libnetwork controller.go, NewNetwork: before the swarm is asked.
	if (!DRIVERS.includes(driver)) yield* pluginNotFound(driver);
	if (driver === 'overlay' && scope === 'local')
		throw new ApiError('forbidden', 'cannot downgrade network scope for overlay networks');
	if (scope === 'swarm' && info.localNodeState === 'inactive')
		throw new ApiError('forbidden', 'cannot create a swarm scoped network when swarm is not active');
	let control;
	try {
		control = options.swarm.control();
	} catch (error) {
		// Recorded as 500, not 503.
		if (error instanceof SwarmError) throw new ApiError('system', error.text);
		throw error;
	}
	if (PREDEFINED_NETWORKS.includes(request.Name)) {
		throw new ApiError('forbidden', `${request.Name} is a pre-defined network and cannot be created`);
	}
	return (yield* control.createNetwork(networkSpecFromApi(request))).id;
}

export function* removeNetwork(options: ClusterOptions, term: string): Process<void> {
	const control = options.swarm.control();
	const network = yield* lookUp(control, 'network', term);
	yield* control.removeNetwork(network.id);
}
