import { contains, parseAddress, parsePrefix } from '../allocator/address.ts';
import type { IpamConfig, Network } from '../objects.ts';
import { invalid, validateAnnotations } from './validate-name.ts';

/** Without plugins these are all. The message below is SwarmKit's for any other (control-api/015), odd as it is. */
const DRIVERS: ReadonlySet<string> = new Set(['overlay', 'bridge', 'host', 'macvlan', 'ipvlan', 'null']);

/** Source: swarmkit controlapi/network.go, validateNetworkSpec; vectors/spec-validation.json. */
export function validateNetworkSpec(spec: Network['spec']): void {
	if (spec.ingress && spec.attachable) throw invalid('ingress network cannot be attachable');
	validateAnnotations(spec.annotations);
	const driver = spec.driverConfig?.name ?? '';
	if (driver !== '' && !DRIVERS.has(driver)) throw invalid('ingress network drivers are unavailable');
	for (const config of spec.ipam?.configs ?? []) validateIpamConfiguration(config);
}

export function validateIpamConfiguration({ subnet = '', range, gateway }: Partial<IpamConfig>): void {
	const network = parsePrefix(subnet);
	if (!network) throw invalid(`ipam configuration: invalid subnet ${subnet}`);
	if (range) {
		const slice = parsePrefix(range);
		if (!slice) throw invalid(`ipam configuration: invalid range ${range}`);
		if (!contains(network, { family: slice.family, value: slice.first })) {
			throw invalid(`ipam configuration: subnet ${subnet} does not contain range ${range}`);
		}
	}
	if (gateway) {
		const address = parseAddress(gateway);
		if (!address) throw invalid(`ipam configuration: invalid gateway ${gateway}`);
		if (!contains(network, address)) {
			throw invalid(`ipam configuration: subnet ${subnet} does not contain gateway ${gateway}`);
		}
	}
}
