import { dialTcp, parseAddress } from '../../api/tcp/client.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import { FileError, type Files } from '../../sim/files.ts';
import type { Net } from '../../sim/net.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { createEntries, formatEntry, parseFile, parseNodes } from './entries.ts';
import { openStore, type KeyStoreClient } from './stores.ts';
import { discoveryUrl, keyTarget, keyTargetRc1, tokenTarget } from './url.ts';

export interface DiscoveryOptions {
	dialect: Dialect;
	net: Net;
	/** Machine that asks. */
	from: string;
	files: Files;
	heartbeatMs: number;
	/** How long a registration lives; undefined for rc1, where it follows from the heartbeat. */
	ttlMs: number | undefined;
	/** `kv.path` */
	path?: string;
}

/** Where the addresses of a cluster's engines are kept. */
export interface Discovery {
	/** All addresses. @throws SwarmError */
	fetch(): Process<string[]>;
	/** @throws SwarmError */
	register(address: string): Process<void>;
	/** Tells the addresses now and at each change, for ever; what goes wrong goes to `failed`. */
	watch(told: (addresses: string[]) => void, failed: (message: string) => void): Process<void>;
	/** For a lock: the store, and the key; undefined where there is none. */
	readonly lock: { store: KeyStoreClient; key: string } | undefined;
}

const NOT_IMPLEMENTED = 'not implemented in this discovery service';

/** @throws SwarmError for a URL that means nothing */
export function openDiscovery(url: string, options: DiscoveryOptions): Discovery {
	const { dialect } = options;
	const { scheme, uri } = discoveryUrl(url, dialect);
	switch (scheme) {
		case 'nodes':
			return nodesDiscovery(dialect === 'rc1' ? uri.split(',') : parseNodes(uri).map(formatEntry));
		case 'file':
			return fileDiscovery(uri, options);
		case 'token':
			return tokenDiscovery(tokenTarget(uri, dialect), options);
		default: {
			if (dialect === 'rc1') {
				const { endpoints, prefix } = keyTargetRc1(scheme, uri);
				return keyDiscovery(openStore(scheme, endpoints, options), prefix, undefined, options);
			}
			const { endpoints, nodesPath, leaderPath } = keyTarget(uri, options.path);
			return keyDiscovery(openStore(scheme, endpoints, options), nodesPath, leaderPath, options);
		}
	}
}

function nodesDiscovery(addresses: string[]): Discovery {
	return {
		lock: undefined,
		*fetch() {
			return addresses;
		},
		*register() {
			throw new SwarmError(NOT_IMPLEMENTED);
		},
		*watch(told) {
			told(addresses);
		}
	};
}

function fileDiscovery(path: string, options: DiscoveryOptions): Discovery {
	const { files, dialect, heartbeatMs } = options;
	function* fetch(): Process<string[]> {
		let content: string;
		try {
			content = files.read(path.startsWith('/') ? path : `/root/${path}`);
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new SwarmError(`open ${path}: ${error.text[0]!.toLowerCase()}${error.text.slice(1)}`);
		}
		if (dialect === 'rc1') return content.split('\n').filter((line) => line !== '');
		return createEntries(parseFile(content)).map(formatEntry);
	}
	return {
		lock: undefined,
		fetch,
		*register() {
			throw new SwarmError(NOT_IMPLEMENTED);
		},
		watch: (told, failed) => poll(fetch, heartbeatMs, told, failed)
	};
}

function tokenDiscovery({ url, token }: { url: string; token: string }, options: DiscoveryOptions): Discovery {
	const { dialect, heartbeatMs, ttlMs } = options;
	const ask = hubClient(url, options);
	function* fetch(): Process<string[]> {
		const response = yield* ask({ method: 'GET', path: `/clusters/${token}` });
		if (response.status !== 200) {
			if (dialect === 'rc1') return [];
			throw new SwarmError(`Failed to fetch entries, Discovery service returned ${response.status} HTTP status code`);
		}
		return Array.isArray(response.body) ? response.body.map(String) : [];
	}
	return {
		lock: undefined,
		fetch,
		*register(address) {
			const query = ttlMs === undefined ? '' : `?ttl=${Math.floor(ttlMs / 1000)}`;
			yield* ask({ method: 'POST', path: `/clusters/${token}${query}`, body: address });
		},
		watch: (told, failed) => poll(fetch, heartbeatMs, told, failed)
	};
}

/** `swarm create`: a new cluster at the hub. @throws SwarmError */
export function* createCluster(url: string, options: Pick<DiscoveryOptions, 'net' | 'from'>): Process<string> {
	const response = yield* hubClient(url, options)({ method: 'POST', path: '/clusters' });
	return String(response.body ?? '');
}

function hubClient(
	url: string,
	{ net, from }: Pick<DiscoveryOptions, 'net' | 'from'>
): (request: ApiRequest) => Process<ApiResponse> {
	const match = /^https?:\/\/([^/]+)(\/.*)?$/.exec(url);
	const address = parseAddress(match?.[1] ?? '', 443) ?? { host: '', port: 443 };
	const dial: ApiHandler = dialTcp({ net, from, address });
	return function* (request) {
		const response = yield* dial({ ...request, path: `${match?.[2] ?? ''}${request.path}` });
		if (response.status === 0) {
			const verb = request.method[0]! + request.method.slice(1).toLowerCase();
			const why =
				typeof response.body === 'string'
					? response.body
					: `dial tcp ${address.host}:${address.port}: connection refused`;
			throw new SwarmError(`${verb} ${url}${request.path}: ${why.replace(`dial lookup`, 'dial tcp: lookup')}`);
		}
		return response;
	};
}

function* poll(
	fetch: () => Process<string[]>,
	everyMs: number,
	told: (addresses: string[]) => void,
	failed: (message: string) => void
): Process<void> {
	for (;;) {
		try {
			told(yield* fetch());
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			failed(error.message);
		}
		yield* sleep(everyMs);
	}
}

function keyDiscovery(
	store: KeyStoreClient,
	folder: string,
	leaderPath: string | undefined,
	{ heartbeatMs, ttlMs, dialect }: DiscoveryOptions
): Discovery {
	const prefix = folder.endsWith('/') ? folder : `${folder}/`;
	return {
		lock: leaderPath === undefined ? undefined : { store, key: leaderPath },
		*fetch() {
			return (yield* store.list(prefix)).values;
		},
		*register(address) {
			// rc1: keys of etcd lived for one heartbeat and a half, those of the others for ever.
			const ttl = dialect === 'rc1' ? (store.kind === 'etcd' ? Math.floor((heartbeatMs * 3) / 2) : undefined) : ttlMs;
			yield* store.put(`${prefix}${address}`, address, ttl);
		},
		*watch(told, failed) {
			let since: number | undefined;
			for (;;) {
				try {
					const { values, index } = yield* store.list(prefix, since);
					since = index;
					told(values);
				} catch (error) {
					if (!(error instanceof SwarmError)) throw error;
					failed(since === undefined ? error.message : 'Unexpected watch error');
					since = undefined;
					yield* sleep(heartbeatMs);
				}
			}
		}
	};
}
