import { ApiError } from '../api/error.ts';
import type { IpamConfig, NetworkCreateRequest } from '../api/wire/network.ts';
import { atLeast, type Era } from '../era/era.ts';
import { isInSubnet, isIpAddress, parseSubnet, toAddress } from './ip-address.ts';

/**
 * Looked at before any driver is asked, for networks of one machine and of the swarm.
 * @throws ApiError
 * Source of the wordings: networks.jsonl, lab 20.10; moby 28 api/types/network/ipam.go, ValidateIPAM.
 */
export function checkIpam(era: Era, request: NetworkCreateRequest): void {
	const configs = request.IPAM?.Config ?? [];
	if (!atLeast(era.id, '28.2')) {
		for (const { Subnet: subnet = '' } of configs)
			if (maskedSubnet(subnet) === undefined)
				throw new ApiError('system', `Invalid subnet ${subnet} : invalid CIDR address: ${subnet}`);
		return;
	}
	const problems = configs.flatMap(problemsOf);
	if (problems.length > 0) throw new ApiError('invalid', `invalid network config:\n${joined(problems)}`);
}

/** Source: moby 28 internal/multierror. */
export function joined(problems: readonly string[]): string {
	return problems.length === 1 ? problems[0]! : problems.map((problem) => `* ${problem}`).join('\n');
}

/** Not modelled: what is wrong in a range or an address of IPv6. */
function problemsOf(config: IpamConfig): string[] {
	const { Subnet: subnet = '', IPRange: range = '', Gateway: gateway = '', AuxiliaryAddresses: aux } = config;
	const masked = maskedSubnet(subnet);
	if (masked === undefined) return [`invalid subnet ${subnet}: invalid CIDR block notation`];
	if (isIpv6(subnet)) return [];
	const addressProblem = (address: string): string | undefined => {
		if (address === '') return undefined;
		if (isIpv6(address)) return 'parent subnet is an IPv4 block';
		if (!isIpAddress(address)) return 'invalid address';
		return isInSubnet(address, subnet) ? undefined : `parent subnet ${subnet} doesn't contain this address`;
	};
	const problems = masked === subnet ? [] : [`invalid subnet ${subnet}: it should be ${masked}`];
	problems.push(...rangeProblems(range, subnet).map((problem) => `invalid ip-range ${range}: ${problem}`));
	const ofGateway = addressProblem(gateway);
	if (ofGateway !== undefined) problems.push(`invalid gateway ${gateway}: ${ofGateway}`);
	for (const [name, address] of Object.entries(aux ?? {})) {
		const problem = addressProblem(address);
		if (problem !== undefined) problems.push(`invalid auxiliary address ${name}: ${problem}`);
	}
	return problems;
}

function rangeProblems(range: string, subnet: string): string[] {
	if (range === '') return [];
	const masked = maskedSubnet(range);
	if (masked === undefined) return ['invalid CIDR block notation'];
	if (isIpv6(range)) return ['parent subnet is an IPv4 block'];
	const inner = parseSubnet(range);
	const outer = parseSubnet(subnet);
	const overlaps = inner.first <= outer.last && outer.first <= inner.last;
	return [
		...(inner.prefix < outer.prefix ? [`CIDR block is bigger than its parent subnet ${subnet}`] : []),
		...(masked === range ? [] : [`it should be ${masked}`]),
		...(overlaps ? [] : [`parent subnet ${subnet} doesn't contain ip-range`])
	];
}

export const isIpv6 = (text: string): boolean => text.includes(':');

/** The network address of an IPv4 subnet in CIDR form; undefined when it is none. IPv6 is passed as it is. */
function maskedSubnet(subnet: string): string | undefined {
	if (isIpv6(subnet)) return /^[0-9a-fA-F:.]+\/\d{1,3}$/.test(subnet) ? subnet : undefined;
	const [address = '', length = '', ...rest] = subnet.split('/');
	if (rest.length > 0 || !isIpAddress(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
	return `${toAddress(parseSubnet(subnet).first)}/${Number(length)}`;
}

/**
 * What the allocator of addresses does not take, before and after it has the pool.
 * @throws ApiError; errors of libnetwork that are no errdefs have no kind. Source: libnetwork network.go,
 * ipamAllocateVersion, ipam/allocator.go; lab 20.10.
 */
export function checkBeforePool({ Subnet: subnet = '', IPRange: range = '', Gateway: gateway = '' }: IpamConfig): void {
	if (gateway !== '' && !isIpAddress(gateway))
		throw new ApiError('system', `invalid gateway address ${gateway} in Ipam configuration`);
	if (range !== '' && maskedSubnet(range) === undefined)
		throw new ApiError(
			'system',
			`failed to parse pool request for address space "LocalDefault" pool "${subnet}" subpool "${range}": Invalid Address SubPool`
		);
	if (gateway !== '' && !isInSubnet(gateway, subnet))
		throw new ApiError('system', `failed to allocate gateway (${gateway}): Requested address is out of range`);
}

/** @throws ApiError */
export function checkAuxiliary({ Subnet: subnet = '', AuxiliaryAddresses: aux }: IpamConfig, network: string): void {
	for (const [name, address] of Object.entries(aux ?? {})) {
		if (!isIpAddress(address))
			throw new ApiError(
				'system',
				`non parsable secondary ip address (${name}:${address}) passed for network ${network}`
			);
		if (!isInSubnet(address, subnet))
			throw new ApiError(
				'forbidden',
				`auxiliary address: (${name}:${address}) must belong to the master pool: ${maskedSubnet(subnet)}`
			);
	}
}

/**
 * The first and the last address of a subnet that are given away, or of the part that is meant for it. Of a range only
 * the bits count that the subnet leaves to machines. Source: libnetwork ipam/utils.go, getAddressRange.
 */
export function givenAway(subnet: string, range = ''): { first: number; last: number } {
	const { first, last } = parseSubnet(subnet);
	if (range === '') return { first: first + 1, last: last - 1 };
	const size = last - first + 1;
	const part = parseSubnet(range);
	return {
		first: Math.max(first + (part.first % size), first + 1),
		last: Math.min(first + (part.last % size), last - 1)
	};
}
