/** An IP address as a number. */
export interface Address {
	family: 4 | 6;
	value: bigint;
}

/** A subnet: all addresses from `first` to `last`. */
export interface Prefix {
	family: 4 | 6;
	/** Lowest address. */
	first: bigint;
	last: bigint;
	/** Length of the mask in bits. */
	length: number;
}

const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** @returns undefined for what is no address */
export function parseAddress(text: string): Address | undefined {
	return text.includes(':') ? parseV6(text) : parseV4(text);
}

export function formatAddress({ family, value }: Address): string {
	if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
	const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i)) & 0xffffn);
	const run = longestZeros(groups);
	if (run.length < 2) return groups.map((group) => group.toString(16)).join(':');
	const hex = (list: bigint[]): string => list.map((group) => group.toString(16)).join(':');
	return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

/** Parses CIDR form; bits beyond the mask are dropped. @returns undefined for what is none */
export function parsePrefix(text: string): Prefix | undefined {
	const slash = text.indexOf('/');
	if (slash < 0) return undefined;
	const address = parseAddress(text.slice(0, slash));
	const mask = text.slice(slash + 1);
	if (!address || !/^\d{1,3}$/.test(mask) || Number(mask) > bitsOf(address.family)) return undefined;
	return prefixAt(address, Number(mask));
}

/** The subnet of this mask length that holds the address. */
export function prefixAt({ family, value }: Address, length: number): Prefix {
	const size = 1n << BigInt(bitsOf(family) - length);
	const first = (value / size) * size;
	return { family, first, last: first + size - 1n, length };
}

export function formatPrefix({ family, first, length }: Prefix): string {
	return `${formatAddress({ family, value: first })}/${length}`;
}

export function contains(prefix: Prefix, address: Address): boolean {
	return prefix.family === address.family && address.value >= prefix.first && address.value <= prefix.last;
}

export function overlaps(a: Prefix, b: Prefix): boolean {
	return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

function parseV4(text: string): Address | undefined {
	const parts = text.split('.');
	if (parts.length !== 4) return undefined;
	let value = 0n;
	for (const part of parts) {
		if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
		value = (value << 8n) | BigInt(part);
	}
	return { family: 4, value };
}

function parseV6(text: string): Address | undefined {
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const groups = (half: string): string[] => (half === '' ? [] : half.split(':'));
	const head = groups(halves[0]!);
	const tail = halves.length === 2 ? groups(halves[1]!) : [];
	const missing = 8 - head.length - tail.length;
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
	let value = 0n;
	for (const group of [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail]) {
		if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
		value = (value << 16n) | BigInt(`0x${group}`);
	}
	return { family: 6, value };
}

function longestZeros(groups: readonly bigint[]): { start: number; length: number } {
	let best = { start: 0, length: 0 };
	for (let i = 0; i < groups.length; i++) {
		let length = 0;
		while (i + length < groups.length && groups[i + length] === 0n) length++;
		if (length > best.length) best = { start: i, length };
	}
	return best;
}
