import {
	contains,
	formatAddress,
	formatPrefix,
	overlaps,
	parseAddress,
	parsePrefix,
	prefixAt,
	type Prefix
} from './address.ts';

/** Something could not be allocated: why, in libnetwork's and SwarmKit's words. */
export class AllocationError extends Error {
	override name = 'AllocationError';
}

export const NO_ADDRESSES = 'no available addresses on this pool';
export const OUT_OF_RANGE = 'requested address is out of range';
const OVERLAP = 'invalid pool request: Pool overlaps with other one on this address space';

/** Where pools come from that nobody asked for by name: slices of `size` bits out of `base`, in order of address. */
export interface PoolSource {
	base: string;
	size: number;
}

interface Pool {
	prefix: Prefix;
	/** Only addresses in here are handed out by themselves. */
	range: Prefix;
	taken: Set<bigint>;
	/** Where the search for the next address begins. */
	cursor: bigint;
}

/**
 * Pools and the addresses in them. Addresses are serial: the next free one after the last handed out, and only then
 * around to the beginning; one that was released is not used again before that.
 *
 * Source: moby daemon/libnetwork/ipams/defaultipam; SEMANTICS section 11.
 */
export class Ipam {
	/** Key of a pool: space/pool[/range]. */
	private readonly pools = new Map<string, Pool>();

	constructor(private readonly sources: Readonly<Record<string, readonly PoolSource[]>>) {}

	/**
	 * @param pool CIDR form; '' for the next free slice of the space; `0.0.0.0/25` for one of that size
	 * @param range part of it to hand out addresses from, '' for all
	 * @returns the pool's key and its CIDR form
	 * @throws AllocationError
	 */
	requestPool(space: string, pool: string, range = ''): { id: string; pool: string } {
		const malformed = (what: string): AllocationError =>
			new AllocationError(
				`failed to parse pool request for address space "${space}" pool "${pool}" subpool "${range}": invalid address ${what}`
			);
		if (space === '') throw malformed('space');
		if (pool === '' && range !== '') throw malformed('subpool');
		const wanted = pool === '' ? undefined : parsePrefix(pool);
		if (pool !== '' && !wanted) throw malformed('pool');
		const rangePrefix = range === '' ? undefined : parsePrefix(range);
		if (range !== '' && !rangePrefix) throw malformed('subpool');
		const anywhere = !wanted || (wanted.family === 4 && wanted.first === 0n);
		const prefix = anywhere ? this.nextSlice(space, wanted?.length) : wanted;
		const text = formatPrefix(prefix);
		const id = `${space}/${text}${rangePrefix ? `/${formatPrefix(rangePrefix)}` : ''}`;
		if (this.pools.has(id)) throw new AllocationError(OVERLAP);
		for (const other of this.poolsOf(space)) {
			// The same pool may be asked for again with another range in it.
			if (formatPrefix(other) !== text && overlaps(other, prefix)) throw new AllocationError(OVERLAP);
		}
		this.pools.set(id, { prefix, range: rangePrefix ?? prefix, taken: reserved(prefix), cursor: prefix.first });
		return { id, pool: text };
	}

	/** @throws AllocationError */
	releasePool(id: string): void {
		if (!this.pools.delete(id)) throw new AllocationError('address space does not contain specified address pool');
	}

	/**
	 * @param address a certain one; undefined for the next
	 * @returns in CIDR form, with the mask of the pool
	 * @throws AllocationError
	 */
	requestAddress(id: string, address?: string): string {
		const pool = this.poolAt(id);
		const { family, length } = pool.prefix;
		if (address !== undefined) {
			const wanted = parseAddress(address);
			if (!wanted || !contains(pool.prefix, wanted)) throw new AllocationError(OUT_OF_RANGE);
			if (pool.taken.has(wanted.value)) throw new AllocationError('Address already in use');
			pool.taken.add(wanted.value);
			return `${formatAddress(wanted)}/${length}`;
		}
		const value = nextFree(pool);
		if (value === undefined) throw new AllocationError(NO_ADDRESSES);
		pool.taken.add(value);
		pool.cursor = value + 1n;
		return `${formatAddress({ family, value })}/${length}`;
	}

	/** @throws AllocationError */
	releaseAddress(id: string, address: string | undefined): void {
		const pool = this.poolAt(id);
		const value = address === undefined ? undefined : parseAddress(address)?.value;
		if (value === undefined) throw new AllocationError(`invalid address: ${address ?? '<nil>'}`);
		pool.taken.delete(value);
	}

	private poolAt(id: string): Pool {
		const pool = this.pools.get(id);
		if (!pool) throw new AllocationError(`invalid pool id: ${id}`);
		return pool;
	}

	private poolsOf(space: string): Prefix[] {
		return [...this.pools].filter(([id]) => id.startsWith(`${space}/`)).map(([, pool]) => pool.prefix);
	}

	private nextSlice(space: string, length?: number): Prefix {
		const used = this.poolsOf(space);
		for (const { base, size } of this.sources[space] ?? []) {
			const source = parsePrefix(base);
			if (!source) continue;
			const bits = Math.max(size, length ?? size, source.length);
			let slice = prefixAt({ family: source.family, value: source.first }, bits);
			while (slice.first <= source.last) {
				const taken = used.find((other) => overlaps(other, slice));
				if (!taken) return slice;
				const behind = taken.last > slice.last ? taken.last : slice.last;
				slice = prefixAt({ family: source.family, value: behind + 1n }, bits);
			}
		}
		throw new AllocationError('all predefined address pools have been fully subnetted');
	}
}

/** The address of the subnet itself and the one for broadcasts, where the subnet is large enough to have them. */
function reserved({ family, first, last }: Prefix): Set<bigint> {
	if (last - first < 2n) return new Set();
	return new Set(family === 4 ? [first, last] : [first]);
}

function nextFree({ range, taken, cursor }: Pool): bigint | undefined {
	const from = cursor < range.first || cursor > range.last ? range.first : cursor;
	for (let value = from; value <= range.last; value++) if (!taken.has(value)) return value;
	for (let value = range.first; value < from; value++) if (!taken.has(value)) return value;
	return undefined;
}
