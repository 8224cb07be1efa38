import { FACTS, type Dialect } from '../dialect.ts';
import { GoPanic, SwarmError } from '../error.ts';

export interface DiscoveryUrl {
	scheme: string;
	uri: string;
}

export const SCHEMES = ['token', 'nodes', 'file', 'consul', 'etcd', 'zk'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** What has no `://` is a list of nodes. */
export function parseUrl(url: string): DiscoveryUrl {
	const at = url.indexOf('://');
	return at < 0 ? { scheme: 'nodes', uri: url } : { scheme: url.slice(0, at), uri: url.slice(at + 3) };
}

/** rc1 gave the text to Go's url.Parse, for which `node1:2375` has the scheme node1. */
export function parseUrlRc1(url: string): DiscoveryUrl {
	const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(url)?.[1];
	if (scheme !== undefined && !url.includes('://')) return { scheme, uri: url.slice(scheme.length + 1) };
	return parseUrl(url);
}

/** @throws SwarmError */
export function discoveryUrl(url: string, dialect: Dialect): { scheme: Scheme; uri: string } {
	const { scheme, uri } = dialect === 'rc1' ? parseUrlRc1(url) : parseUrl(url);
	const known = SCHEMES.find((candidate) => candidate === scheme);
	if (!known) throw new SwarmError('discovery service not supported');
	return { scheme: known, uri };
}

/** `token://<token>` at Docker's hub, or `token://host/path/<token>` at another. @throws SwarmError */
export function tokenTarget(uri: string, dialect: Dialect): { url: string; token: string } {
	const slash = uri.lastIndexOf('/');
	const token = uri.slice(slash + 1);
	if (token === '') throw new SwarmError('token is empty');
	return { url: slash < 0 ? FACTS[dialect].hub : `https://${uri.slice(0, slash)}`, token };
}

export interface KeyTarget {
	endpoints: string[];
	/** Folder of the registrations, as the store names keys: no slash around. */
	nodesPath: string;
	leaderPath: string;
}

export function keyTarget(uri: string, pathOption?: string): KeyTarget {
	const slash = uri.indexOf('/');
	const prefix = slash < 0 ? '' : uri.slice(slash + 1).replace(/^\/+|\/+$/g, '');
	const join = (last: string): string => [prefix, `docker/swarm/${last}`].filter((part) => part !== '').join('/');
	return {
		endpoints: (slash < 0 ? uri : uri.slice(0, slash)).split(','),
		nodesPath: pathOption ?? join('nodes'),
		leaderPath: join('leader')
	};
}

export type KeyStore = 'consul' | 'etcd' | 'zk';

/** Before 0.3 keys stood right below the prefix, which each backend wrote its own way. @throws SwarmError */
export function keyTargetRc1(store: KeyStore, uri: string): { endpoints: string[]; prefix: string } {
	const slash = uri.indexOf('/');
	if (slash < 0) {
		if (store === 'consul') throw new SwarmError('missing consul prefix');
		// The program indexed a slice without looking; what Go prints then.
		throw new GoPanic('runtime error: index out of range');
	}
	const path = uri.slice(slash + 1);
	const prefix = { consul: `${path}/`, etcd: `/${path}/`, zk: `/${path}` }[store];
	return { endpoints: uri.slice(0, slash).split(','), prefix };
}
