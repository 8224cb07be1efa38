import type { EndpointSettings } from '../../../api/wire/network.ts';
import { ValueError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import type { NetworkAttachment } from '../../values/network-attachment.ts';

/** What a client sends of an endpoint of which nothing was said. */
export const EMPTY_ENDPOINT: EndpointSettings = {
	IPAMConfig: null,
	Links: null,
	Aliases: null,
	MacAddress: '',
	DriverOpts: null,
	GwPriority: 0,
	NetworkID: '',
	EndpointID: '',
	Gateway: '',
	IPAddress: '',
	IPPrefixLen: 0,
	IPv6Gateway: '',
	GlobalIPv6Address: '',
	GlobalIPv6PrefixLen: 0,
	DNSNames: null
};

/** What a flag says of the first network, and what it may not be said together with. In the client's order. */
const OF_THE_FIRST = [
	['network-alias', 'Aliases', '--network-alias and per-network alias'],
	['link', 'Links', '--link and per-network links'],
	['ip', 'IPv4Address', '--ip and per-network IPv4 address'],
	['ip6', 'IPv6Address', '--ip6 and per-network IPv6 address'],
	['mac-address', 'MacAddress', '--mac-address and per-network MAC address'],
	['link-local-ip', 'LinkLocalIPs', '--link-local-ip and per-network link-local IP addresses']
] as const;

/** Under either name of the flag. */
function networksOf(flags: FlagValues): NetworkAttachment[] {
	return [...flags.all<NetworkAttachment>('net'), ...flags.all<NetworkAttachment>('network')];
}

export function networkMode(flags: FlagValues): string {
	return networksOf(flags)[0]?.Target ?? 'default';
}

/** Networks of a new container. Source: docker/cli container/opts.go, parseNetworkOpts. @throws ValueError */
export function endpointsOf(flags: FlagValues): Record<string, EndpointSettings> {
	const given = networksOf(flags);
	const wanted: NetworkAttachment[] = given.length > 0 ? given : [{ Target: 'default' }];
	const endpoints: Record<string, EndpointSettings> = {};
	for (const [i, attachment] of wanted.entries()) {
		const endpoint = endpointOf(i === 0 ? withFlags(attachment, flags) : attachment);
		const { Target: name } = attachment;
		if (endpoints[name]) throw new ValueError(`network "${name}" is specified multiple times`);
		// One network without more to say about it is told by HostConfig.NetworkMode alone.
		if (given.length === 1 && JSON.stringify(endpoint) === JSON.stringify(EMPTY_ENDPOINT)) continue;
		endpoints[name] = endpoint;
	}
	const kinds = new Set(given.map(({ Target }) => isUserDefined(Target)));
	if (kinds.size > 1) {
		throw new ValueError('conflicting options: cannot attach both user-defined and non-user-defined network-modes');
	}
	return endpoints;
}

function withFlags(attachment: NetworkAttachment, flags: FlagValues): NetworkAttachment {
	const whole: NetworkAttachment = { ...attachment };
	for (const [flag, field, both] of OF_THE_FIRST) {
		if (!flags.changed(flag) || flags.string(flag) === '') continue;
		const before = attachment[field];
		if (before !== undefined && before.length > 0) {
			throw new ValueError(`conflicting options: cannot specify both ${both}`);
		}
		// On the default network a link is one of the old kind (HostConfig.Links).
		if (field === 'Links' && !isUserDefined(attachment.Target)) continue;
		if (field === 'Aliases' || field === 'Links' || field === 'LinkLocalIPs') whole[field] = flags.list(flag);
		else whole[field] = flags.string(flag);
	}
	return whole;
}

function endpointOf(attachment: NetworkAttachment): EndpointSettings {
	const { Target, Aliases = [], Links = [], LinkLocalIPs = [], IPv4Address, IPv6Address, MacAddress } = attachment;
	if (Target.trim() === '') throw new ValueError('no name set for network');
	if (!isUserDefined(Target) && Aliases.length > 0) {
		throw new ValueError('network-scoped aliases are only supported for user-defined networks');
	}
	if (!isUserDefined(Target) && Links.length > 0) {
		throw new ValueError('links are only supported for user-defined networks');
	}
	if (MacAddress) checkMac(MacAddress);
	const hasAddresses = IPv4Address || IPv6Address || LinkLocalIPs.length > 0;
	return {
		...EMPTY_ENDPOINT,
		...(hasAddresses
			? {
					IPAMConfig: {
						...(IPv4Address ? { IPv4Address } : {}),
						...(IPv6Address ? { IPv6Address } : {}),
						...(LinkLocalIPs.length > 0 ? { LinkLocalIPs } : {})
					}
				}
			: {}),
		...(Links.length > 0 ? { Links } : {}),
		...(Aliases.length > 0 ? { Aliases } : {}),
		MacAddress: MacAddress ?? '',
		DriverOpts: attachment.DriverOpts ?? null,
		GwPriority: attachment.GwPriority ?? 0
	};
}

/** @throws ValueError */
export function checkMac(text: string): void {
	if (!/^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(text.trim())) throw new ValueError(`${text} is not a valid mac address`);
}

function isUserDefined(mode: string): boolean {
	return !['default', 'bridge', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}
