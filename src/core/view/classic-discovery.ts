import type { ClassicView } from './classic.ts';

export type DiscoveryKind = 'token' | 'consul' | 'etcd' | 'zk' | 'file' | 'nodes';

/** The places where addresses of engines are kept, who writes there and who reads. */
export interface DiscoveryViewModel {
	places: DiscoveryPlace[];
}

export interface DiscoveryPlace {
	/** Kind and machine. */
	key: string;
	kind: DiscoveryKind;
	/** Machine of the service; 'hub' for Docker's; '' for what is no service. */
	where: string;
	entries: DiscoveryEntry[];
	/** Managers that learn from it. */
	readers: { manager: string; machine: string; url: string; how: 'watch' | 'poll' | 'once'; everyMs: number }[];
	/** Agents that write into it. */
	writers: { machine: string; address: string; url: string }[];
}

export interface DiscoveryEntry {
	/** '' where there are no keys: a line of a file, an address of a list. */
	key: string;
	value: string;
	/** A manager's lock, not an engine's address. */
	isLock: boolean;
	/** undefined: for ever. */
	leftMs: number | undefined;
	/** Of its life, 0..1. */
	share: number | undefined;
	seq: number | undefined;
}

const SERVICE: Readonly<Record<string, DiscoveryKind>> = {
	hub: 'token',
	consul: 'consul',
	etcd: 'etcd',
	zookeeper: 'zk'
};
const HOW: Readonly<Record<DiscoveryKind, 'watch' | 'poll' | 'once'>> = {
	token: 'poll',
	file: 'poll',
	nodes: 'once',
	consul: 'watch',
	etcd: 'watch',
	zk: 'watch'
};

export function discoveryViewModel({ keys, agents, managers }: ClassicView, now: number): DiscoveryViewModel {
	const places = new Map<string, DiscoveryPlace>();
	const place = (kind: DiscoveryKind, where: string): DiscoveryPlace => {
		const key = `${kind} ${where}`;
		let found = places.get(key);
		if (!found) places.set(key, (found = { key, kind, where, entries: [], readers: [], writers: [] }));
		return found;
	};
	for (const { service, where, key, value, endsAt, ttlMs, seq } of keys.values()) {
		const at = place(SERVICE[service]!, where);
		// The hub's folder of a token holds no address.
		if (value === '') continue;
		const leftMs = endsAt === undefined ? undefined : Math.max(0, endsAt - now);
		at.entries.push({
			key,
			value,
			isLock: /(^|\/)docker\/swarm\/leader$/.test(key),
			leftMs,
			share: leftMs === undefined ? undefined : Math.min(1, leftMs / ttlMs),
			seq
		});
	}
	const named = (url: string): DiscoveryPlace => {
		const kind = kindOf(url);
		const known = [...places.values()].find((one) => one.kind === kind);
		return known ?? place(kind, kind === 'token' ? 'hub' : '');
	};
	for (const { machine, address, discovery: url } of agents.values())
		named(url).writers.push({ machine, address, url });
	for (const { address: manager, machine, discovery: url, heartbeatMs, running, engines } of managers.values()) {
		if (!running || url === '') continue;
		const at = named(url);
		at.readers.push({ manager, machine, url, how: HOW[at.kind], everyMs: heartbeatMs });
		// Of a file or a list nothing else tells what is in it.
		if (at.kind === 'file' || at.kind === 'nodes') {
			for (const { address, seq } of engines.values()) {
				if (at.entries.some(({ value }) => value === address)) continue;
				at.entries.push({ key: '', value: address, isLock: false, leftMs: undefined, share: undefined, seq });
			}
		}
	}
	for (const { entries } of places.values()) entries.sort((a, b) => (a.key + a.value < b.key + b.value ? -1 : 1));
	return { places: [...places.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

function kindOf(url: string): DiscoveryKind {
	const scheme = /^(\w+):\/\//.exec(url)?.[1] ?? 'nodes';
	return scheme in HOW ? (scheme as DiscoveryKind) : 'nodes';
}
