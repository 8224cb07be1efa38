import { ApiError } from '../api/error.ts';
import type { NetworkCreateRequest } from '../api/wire/network.ts';
import { atLeast, type Era } from '../era/era.ts';
import { parseSubnet, toAddress } from './ip-address.ts';

/**
 * Looked at before any driver is asked, for networks of one machine and of the swarm.
 * @throws ApiError
 * Source of the wordings: networks.jsonl (20.10); moby 28 api/types/network/ipam.go, ValidateIPAM.
 */
export function checkIpam(era: Era, request: NetworkCreateRequest): void {
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
	const length = Number(parts[5]);
	if (parts.slice(1, 5).some((byte) => Number(byte) > 255) || length > 32) return undefined;
	return `${toAddress(parseSubnet(subnet).first)}/${length}`;
}
