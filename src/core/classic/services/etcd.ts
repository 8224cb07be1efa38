import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import { park, type Process } from '../../sim/process.ts';
import type { Sim } from '../../sim/sim.ts';
import { bodyText, formFields, jsonAnswer, target, textAnswer } from './http.ts';
import type { KeyEntry, KeyTree } from './key-tree.ts';

const WAIT_MS = 300_000;

interface Node {
	key: string;
	dir?: true;
	value?: string;
	nodes?: Node[];
	expiration?: string;
	ttl?: number;
	modifiedIndex: number;
	createdIndex: number;
}

/** etcd's API of those years (v2): keys are paths, what ends has a TTL. */
export function etcdApi(sim: Sim, keys: KeyTree): ApiHandler {
	return function* (request) {
		const { path, query } = target(request);
		if (path === '/version') return textAnswer(200, 'etcd 2.0.0');
		if (!path.startsWith('/v2/keys')) return textAnswer(404, '404 page not found\n');
		const key = path.slice('/v2/keys'.length).replace(/\/$/, '');
		if (request.method === 'PUT') return put(sim, keys, key, request);
		if (request.method === 'DELETE') {
			const found = query.has('recursive') ? keys.below(`${key}/`) : [];
			const gone = [key, ...found.map(([name]) => name)].filter((name) => keys.delete(name));
			return gone.length > 0
				? answer(keys, 200, { action: 'delete', node: { key, modifiedIndex: keys.index, createdIndex: keys.index } })
				: notFound(keys, key);
		}
		if (query.has('wait')) yield* change(sim, keys, Number(query.get('waitIndex') ?? keys.index + 1));
		const node = nodeAt(sim, keys, key, query.get('recursive') === 'true');
		return node ? answer(keys, 200, { action: 'get', node }) : notFound(keys, key);
	};
}

function* change(sim: Sim, keys: KeyTree, from: number): Process<void> {
	const until = sim.now + WAIT_MS;
	while (keys.index < from && sim.now < until) yield* park(keys.changed, until - sim.now);
}

function put(sim: Sim, keys: KeyTree, key: string, request: ApiRequest): ApiResponse {
	const fields = formFields(bodyText(request));
	const old = keys.get(key);
	const failed = (errorCode: number, message: string, cause: string): ApiResponse =>
		answer(keys, errorCode === 105 || errorCode === 101 ? 412 : 404, { errorCode, message, cause, index: keys.index });
	if (fields.get('prevExist') === 'false' && old) return failed(105, 'Key already exists', key);
	if (fields.get('prevExist') === 'true' && !old) return failed(100, 'Key not found', key);
	const previous = fields.get('prevValue');
	if (previous !== undefined && old?.value !== previous) {
		if (!old) return failed(100, 'Key not found', key);
		return failed(101, 'Compare failed', `[${previous} != ${old.value}]`);
	}
	const ttl = Number(fields.get('ttl') ?? 0);
	const entry = keys.set(key, fields.get('value') ?? '', ttl > 0 ? { ttlMs: ttl * 1000 } : {});
	return answer(keys, old ? 200 : 201, {
		action: 'set',
		node: leaf(sim, key, entry),
		...(old ? { prevNode: leaf(sim, key, old) } : {})
	});
}

/** A key, or the folder that keys make by standing in it. */
function nodeAt(sim: Sim, keys: KeyTree, key: string, recursive: boolean): Node | undefined {
	const entry = keys.get(key);
	if (entry) return leaf(sim, key, entry);
	const below = keys.below(`${key}/`);
	if (below.length === 0) return undefined;
	const children = [...new Set(below.map(([name]) => `${key}/${name.slice(key.length + 1).split('/')[0]!}`))];
	const created = Math.min(...below.map(([, found]) => found.created));
	const nodes = children.map((child): Node => {
		const found = keys.get(child);
		if (found) return leaf(sim, child, found);
		return recursive
			? nodeAt(sim, keys, child, true)!
			: { key: child, dir: true, modifiedIndex: created, createdIndex: created };
	});
	return { key: key || '/', dir: true, nodes, modifiedIndex: created, createdIndex: created };
}

function leaf(sim: Sim, key: string, { value, created, modified, expiresAt }: KeyEntry): Node {
	const ends =
		expiresAt === undefined
			? {}
			: {
					expiration: new Date(sim.wallMs + expiresAt - sim.now).toISOString().replace('Z', '000000Z'),
					ttl: Math.ceil((expiresAt - sim.now) / 1000)
				};
	return { key, value, ...ends, modifiedIndex: modified, createdIndex: created };
}

function answer(keys: KeyTree, status: number, body: unknown): ApiResponse {
	return jsonAnswer(status, body, { 'X-Etcd-Index': String(keys.index) });
}

function notFound(keys: KeyTree, key: string): ApiResponse {
	return answer(keys, 404, { errorCode: 100, message: 'Key not found', cause: key || '/', index: keys.index });
}
