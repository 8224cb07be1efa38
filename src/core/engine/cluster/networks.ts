import { ApiError } from '../../api/error.ts';
import type { Network, NetworkCreateRequest } from '../../api/wire/network.ts';
import type { Process } from '../../sim/process.ts';
import { atLeast, type Era } from '../../era/era.ts';
import { SwarmError } from '../../swarm/swarm.ts';
import { networkSpecFromApi, networkToApi } from '../convert/network.ts';
import type { ClusterOptions } from '../cluster.ts';
import { listById, lookUp } from './lookup.ts';

/** Every engine has them, and no swarm network may be called so. Source: moby runconfig/hostconfig.go. */
export const PREDEFINED_NETWORKS: readonly string[] = ['bridge', 'host', 'none', 'default'];

/** [] where this node cannot tell: the list of networks does not fail for it (FINDINGS.md 1). */
export function* listNetworks(options: ClusterOptions): Process<Network[]> {
	try {
		const networks = yield* listById(options.swarm.control(), 'network');
		return networks.filter((n) => !PREDEFINED_NETWORKS.includes(n.spec.annotations.name)).map(networkToApi);
	} catch (error) {
		if (error instanceof SwarmError) return [];
		throw error;
	}
}

export function* inspectNetwork(options: ClusterOptions, term: string): Process<Network> {
	return networkToApi(yield* lookUp(options.swarm.control(), 'network', term));
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

/** Source of the wordings: networks.jsonl (20.10); moby 28 api/types/network/ipam.go, ValidateIPAM. */
function checkIpam(era: Era, request: NetworkCreateRequest): void {
	const isNew = atLeast(era.id, '28.2');
	const problems: string[] = [];
	for (const { Subnet: subnet } of request.IPAM?.Config ?? []) {
		if (subnet === undefined || subnet === '') continue;
		const masked = maskedSubnet(subnet);
		if (masked === undefined) {
			if (!isNew) throw new ApiError('system', `Invalid subnet ${subnet} : invalid CIDR address: ${subnet}`);
			problems.push(`invalid subnet ${subnet}: invalid CIDR block notation`);
		} else if (isNew && masked !== subnet) problems.push(`invalid subnet ${subnet}: it should be ${masked}`);
	}
	if (problems.length > 0) throw new ApiError('invalid', `invalid network config:\n${problems.join('\n')}`);
}

/** The network address of an IPv4 subnet in CIDR form; undefined when it is none. IPv6 is passed as it is. */
function maskedSubnet(subnet: string): string | undefined {
	if (subnet.includes(':')) return /^[0-9a-fA-F:.]+\/\d{1,3}$/.test(subnet) ? subnet : undefined;
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(subnet);
	if (!parts) return undefined;
	const bytes = parts.slice(1, 5).map(Number);
	const length = Number(parts[5]);
	if (bytes.some((byte) => byte > 255) || length > 32) return undefined;
	const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
	const size = 2 ** (32 - length);
	const first = Math.floor(address / size) * size;
	return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
}
