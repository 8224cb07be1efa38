import { SwarmError } from '../error.ts';

/** A registered engine: all that discovery knows is where its Docker listens. */
export interface Entry {
	host: string;
	port: string;
}

/** As Go's net.SplitHostPort, with the hint that Swarm adds. @throws SwarmError */
export function parseEntry(address: string): Entry {
	const fail = (why: string): never => {
		throw new SwarmError(
			`address ${address}: ${why}, please check you are using the correct discovery (missing token:// ?)`
		);
	};
	if (address.startsWith('[')) {
		const match = /^\[([^\]]*)\](?::(.*))?$/.exec(address);
		if (!match) return fail("missing ']' in address");
		if (match[2] === undefined) return fail('missing port in address');
		return { host: match[1]!, port: match[2] };
	}
	const colon = address.lastIndexOf(':');
	if (colon < 0) return fail('missing port in address');
	if (address.indexOf(':') !== colon) return fail('too many colons in address');
	return { host: address.slice(0, colon), port: address.slice(colon + 1) };
}

export function formatEntry({ host, port }: Entry): string {
	return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Empty ones are skipped. @throws SwarmError */
export function createEntries(addresses: readonly string[]): Entry[] {
	return addresses.filter((address) => address !== '').map(parseEntry);
}

export function diffEntries(
	current: readonly string[],
	next: readonly string[]
): { added: string[]; removed: string[] } {
	return {
		added: next.filter((entry) => !current.includes(entry)),
		removed: current.filter((entry) => !next.includes(entry))
	};
}

/** `10.0.0.[10:13]:2375`: the first range of an item, ends included, is counted out; a malformed one stays as it is. */
export function generate(pattern: string): string[] {
	const match = /^([^[]*)\[(.*?)\](.*)$/s.exec(pattern);
	const range = /^(\d+):(\d+)$/.exec(match?.[2] ?? '');
	if (!match || !range) return [pattern];
	const [from, to] = [Number(range[1]), Number(range[2])];
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => `${match[1]!}${from + i}${match[3]!}`);
}

export function parseNodes(uri: string): Entry[] {
	return createEntries(uri.split(',').flatMap((item) => generate(item.trim())));
}

/** Lines of a discovery file: comments to the end of the line, blanks around, ranges. */
export function parseFile(content: string): string[] {
	return content
		.split('\n')
		.map((line) => line.replace(/#.*$/, '').trim())
		.filter((line) => line !== '')
		.flatMap(generate);
}
