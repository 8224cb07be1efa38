import type { ApiHandler } from '../../api/wire/http.ts';
import { park } from '../../sim/process.ts';
import type { Sim } from '../../sim/sim.ts';
import { bodyText, jsonAnswer, target } from './http.ts';
import type { KeyTree } from './key-tree.ts';

const WAIT_MS = 60_000;

/**
 * ZooKeeper's znodes. Its own protocol is binary; here the same requests go as HTTP on the same port, so that curl can
 * look at them: GET /znode (children, or data), PUT (create; `session` and `timeout` make it ephemeral), DELETE.
 */
export function zookeeperApi(sim: Sim, keys: KeyTree): ApiHandler {
	return function* (request) {
		const { path, query } = target(request);
		const znode = path.replace(/\/$/, '');
		const session = query.get('session') ?? '';
		const ttlMs = Number(query.get('timeout') ?? 0) * 1000;
		if (request.method === 'PUT') {
			const old = keys.get(znode);
			if (old && query.has('create') && old.session !== session) return jsonAnswer(409, { error: 'NodeExists' });
			const isSame = old?.session === session && old.value === bodyText(request);
			// Only what has an end can have it put off.
			if (isSame && ttlMs > 0) keys.keep(znode, ttlMs);
			else keys.set(znode, bodyText(request), { session, ...(ttlMs > 0 ? { ttlMs } : {}) });
			return jsonAnswer(200, { path: znode });
		}
		if (request.method === 'DELETE') {
			return keys.delete(znode) ? jsonAnswer(200, {}) : jsonAnswer(404, { error: 'NoNode' });
		}
		const since = Number(query.get('since') ?? -1);
		const until = sim.now + WAIT_MS;
		while (since >= 0 && keys.index <= since && sim.now < until) yield* park(keys.changed, until - sim.now);
		const headers = { 'X-Zxid': String(keys.index) };
		const entry = keys.get(znode);
		const children = keys.below(`${znode}/`);
		if (!entry && children.length === 0) return jsonAnswer(404, { error: 'NoNode' }, headers);
		return jsonAnswer(
			200,
			{
				...(entry ? { data: entry.value, ephemeral: entry.expiresAt !== undefined } : {}),
				children: [...new Set(children.map(([name]) => name.slice(znode.length + 1).split('/')[0]!))]
			},
			headers
		);
	};
}
