import { dialTcp, parseAddress } from '../../api/tcp/client.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Net } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { consulValue } from '../services/consul.ts';
import type { KeyStore } from './url.ts';

/** A key/value store on the network, as the discovery and the lock of a manager need it. */
export interface KeyStoreClient {
	readonly kind: KeyStore;
	/** Values below a folder, ascending by key; with `since` it waits for a change after that number. @throws SwarmError */
	list(folder: string, since?: number): Process<{ values: string[]; index: number }>;
	/** @throws SwarmError */
	put(key: string, value: string, ttlMs: number | undefined): Process<void>;
	/** Takes or keeps a lock. @returns whether we hold it now. @throws SwarmError */
	acquire(key: string, value: string, ttlMs: number): Process<boolean>;
	/** @throws SwarmError */
	get(key: string): Process<string | undefined>;
}

interface StoreOptions {
	net: Net;
	from: string;
}

const PORT: Readonly<Record<KeyStore, number>> = { consul: 8500, etcd: 2379, zk: 2181 };

type Ask = (request: ApiRequest) => Process<ApiResponse>;

export function openStore(kind: KeyStore, endpoints: readonly string[], options: StoreOptions): KeyStoreClient {
	const ask = askAny(kind, endpoints, options);
	return { consul: consulClient, etcd: etcdClient, zk: zookeeperClient }[kind](ask, options.from);
}

/** Endpoints in turn, until one answers. */
function askAny(kind: KeyStore, endpoints: readonly string[], { net, from }: StoreOptions): Ask {
	const dials: ApiHandler[] = endpoints.flatMap((endpoint) => {
		const address = parseAddress(endpoint, PORT[kind]);
		return address ? [dialTcp({ net, from, address, timeoutMs: 10_000 })] : [];
	});
	return function* (request) {
		for (const dial of dials) {
			const response = yield* dial(request);
			if (response.status !== 0) return response;
		}
		throw new SwarmError(
			kind === 'etcd'
				? 'client: etcd cluster is unavailable or misconfigured'
				: kind === 'zk'
					? 'zk: could not connect to a server'
					: `Get http://${endpoints[0] ?? ''}/v1/kv: dial tcp ${endpoints[0] ?? ''}: connection refused`
		);
	};
}

function indexOf(response: ApiResponse, header: string): number {
	return Number(Object.entries(response.headers).find(([name]) => name.toLowerCase() === header)?.[1] ?? 0);
}

function consulClient(ask: Ask): KeyStoreClient {
	const sessions = new Map<string, string>();
	/** One session for each key that ends; renewed by every further put, made anew when it has ended. */
	function* session(key: string, ttlMs: number): Process<string> {
		const old = sessions.get(key);
		if (old !== undefined) {
			const renewed = yield* ask({ method: 'PUT', path: `/v1/session/renew/${old}` });
			if (renewed.status === 200) return old;
		}
		const body = JSON.stringify({ Behavior: 'delete', TTL: `${Math.max(1, Math.round(ttlMs / 2000))}s` });
		const made = (yield* ask({ method: 'PUT', path: '/v1/session/create', body })).body as { ID: string };
		sessions.set(key, made.ID);
		return made.ID;
	}
	return {
		kind: 'consul',
		*list(folder, since) {
			const wait = since === undefined ? '' : `&index=${since}&wait=60s`;
			const response = yield* ask({ method: 'GET', path: `/v1/kv/${folder}?recurse${wait}` });
			const pairs = response.status === 200 ? (response.body as { Value: string }[]) : [];
			return { values: pairs.map(consulValue), index: indexOf(response, 'x-consul-index') };
		},
		*put(key, value, ttlMs) {
			const hold = ttlMs === undefined ? '' : `?acquire=${yield* session(key, ttlMs)}`;
			yield* ask({ method: 'PUT', path: `/v1/kv/${key}${hold}`, body: value });
		},
		*acquire(key, value, ttlMs) {
			const held = yield* this.get(key);
			const id = yield* session(key, ttlMs);
			if (held === value) return true;
			return (yield* ask({ method: 'PUT', path: `/v1/kv/${key}?acquire=${id}`, body: value })).body === true;
		},
		*get(key) {
			const response = yield* ask({ method: 'GET', path: `/v1/kv/${key}` });
			return response.status === 200 ? consulValue((response.body as { Value: string }[])[0]!) : undefined;
		}
	};
}

interface EtcdAnswer {
	node?: { value?: string; nodes?: { value?: string }[] };
}

function etcdClient(ask: Ask): KeyStoreClient {
	const path = (key: string): string => `/v2/keys/${key.replace(/^\/+|\/+$/g, '')}`;
	const form = (fields: Record<string, string>): string =>
		Object.entries(fields)
			.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
			.join('&');
	const put = (key: string, fields: Record<string, string>): Process<ApiResponse> =>
		ask({
			method: 'PUT',
			path: path(key),
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: form(fields)
		});
	return {
		kind: 'etcd',
		*list(folder, since) {
			if (since !== undefined) {
				yield* ask({ method: 'GET', path: `${path(folder)}?wait=true&recursive=true&waitIndex=${since + 1}` });
			}
			const response = yield* ask({ method: 'GET', path: `${path(folder)}?recursive=true` });
			const nodes = (response.body as EtcdAnswer | undefined)?.node?.nodes ?? [];
			return { values: nodes.flatMap(({ value }) => value ?? []), index: indexOf(response, 'x-etcd-index') };
		},
		*put(key, value, ttlMs) {
			yield* put(key, { value, ...(ttlMs === undefined ? {} : { ttl: String(Math.floor(ttlMs / 1000)) }) });
		},
		*acquire(key, value, ttlMs) {
			const ttl = String(Math.max(1, Math.floor(ttlMs / 1000)));
			const kept = yield* put(key, { value, ttl, prevValue: value });
			if (kept.status < 300) return true;
			return (yield* put(key, { value, ttl, prevExist: 'false' })).status < 300;
		},
		*get(key) {
			const response = yield* ask({ method: 'GET', path: path(key) });
			return response.status === 200 ? (response.body as EtcdAnswer).node?.value : undefined;
		}
	};
}

function zookeeperClient(ask: Ask, from: string): KeyStoreClient {
	const path = (key: string): string => `/${key.replace(/^\/+|\/+$/g, '')}`;
	const session = (ttlMs: number): string => `session=${from}&timeout=${Math.max(1, Math.round(ttlMs / 1000))}`;
	return {
		kind: 'zk',
		*list(folder, since) {
			const wait = since === undefined ? '' : `?since=${since}`;
			const response = yield* ask({ method: 'GET', path: `${path(folder)}${wait}` });
			const children = (response.body as { children?: string[] } | undefined)?.children ?? [];
			return { values: children, index: indexOf(response, 'x-zxid') };
		},
		*put(key, value, ttlMs) {
			yield* ask({
				method: 'PUT',
				path: `${path(key)}${ttlMs === undefined ? '' : `?${session(ttlMs)}`}`,
				body: value
			});
		},
		*acquire(key, value, ttlMs) {
			const query = `create=1&session=${encodeURIComponent(value)}&timeout=${Math.max(1, Math.round(ttlMs / 1000))}`;
			return (yield* ask({ method: 'PUT', path: `${path(key)}?${query}`, body: value })).status === 200;
		},
		*get(key) {
			const response = yield* ask({ method: 'GET', path: path(key) });
			return response.status === 200 ? (response.body as { data?: string }).data : undefined;
		}
	};
}
