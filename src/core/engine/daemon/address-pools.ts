import { parseSubnet, toAddress } from '../ip-address.ts';

/** A range from which networks of this machine get their subnets: `default-address-pools`. */
export interface AddressPool {
	readonly base: string;
	/** Length of the prefix of each subnet. */
	readonly size: number;
}

/** docker0 takes 172.17; then 172.18–172.31, then slices of 192.168. Source: libnetwork ipamutils, local scope pools. */
const USUAL: readonly AddressPool[] = [
	...Array.from({ length: 15 }, (_, i) => ({ base: `172.${17 + i}.0.0/16`, size: 16 })),
	{ base: '192.168.0.0/16', size: 20 }
];

/** The subnets, in the order in which they are given away; all that a page will ever need. */
export function subnetsOf(pools: readonly AddressPool[]): string[] {
	return (pools.length > 0 ? pools : USUAL).flatMap(({ base, size }) => {
		const { first, prefix } = parseSubnet(base);
		const count = Math.min(256, 2 ** (size - prefix));
		return Array.from({ length: count }, (_, i) => `${toAddress(first + i * 2 ** (32 - size))}/${size}`);
	});
}

/** @throws RangeError with the engine's words. Source: lab 20.10. */
export function refusePools(pools: readonly AddressPool[]): void {
	for (const { base, size } of pools) {
		if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(base))
			throw new RangeError(`invalid base pool ${JSON.stringify(base)}: invalid CIDR address: ${base}`);
		if (size < parseSubnet(base).prefix || size > 32) throw new RangeError(`invalid pools size: ${size}`);
	}
}
