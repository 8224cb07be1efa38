import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import { park, type Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Sim } from '../../sim/sim.ts';
import { base64, fromBase64 } from '../../sim/base64.ts';
import { bodyText, jsonAnswer, target, textAnswer } from './http.ts';
import type { KeyEntry, KeyTree } from './key-tree.ts';

/** A blocking query without `wait` is answered after so long at the latest. */
const WAIT_MS = 300_000;

interface Session {
	ttlMs: number;
	isDeleting: boolean;
}

/** Consul's key/value store and sessions, as far as Swarm and curl ask for them. */
export class ConsulApi {
	private readonly sessions = new Map<string, Session>();
	readonly handler: ApiHandler;

	constructor(
		private readonly sim: Sim,
		private readonly keys: KeyTree,
		private readonly rng: Rng
	) {
		this.handler = (request) => this.answer(request);
	}

	private *answer(request: ApiRequest): Process<ApiResponse> {
		const { path, query } = target(request);
		if (path === '/v1/status/leader') return jsonAnswer(200, '127.0.0.1:8300');
		if (path.startsWith('/v1/session/')) return this.session(request, path.slice('/v1/session/'.length));
		if (!path.startsWith('/v1/kv/')) return textAnswer(404, '');
		const key = path.slice('/v1/kv/'.length);
		if (request.method === 'PUT') return jsonAnswer(200, this.put(key, bodyText(request), query));
		if (request.method === 'DELETE') {
			for (const [found] of query.has('recurse') ? this.keys.below(key) : [[key] as const]) this.keys.delete(found);
			return jsonAnswer(200, true);
		}
		return yield* this.read(key, query);
	}

	private *read(key: string, query: ReadonlyMap<string, string>): Process<ApiResponse> {
		const since = Number(query.get('index') ?? 0);
		const until = this.sim.now + (secondsOf(query.get('wait')) ?? WAIT_MS);
		while (since > 0 && this.keys.index <= since && this.sim.now < until) {
			yield* park(this.keys.changed, until - this.sim.now);
		}
		const headers = { 'X-Consul-Index': String(Math.max(1, this.keys.index)) };
		const found: [string, KeyEntry][] =
			query.has('recurse') || query.has('keys')
				? this.keys.below(key)
				: [this.keys.get(key)].flatMap((entry) => (entry ? [[key, entry] as [string, KeyEntry]] : []));
		if (found.length === 0) return { ...textAnswer(404, ''), headers };
		if (query.has('keys'))
			return jsonAnswer(
				200,
				found.map(([name]) => name),
				headers
			);
		if (query.has('raw')) return { status: 200, headers, body: found[0]![1].value };
		return jsonAnswer(
			200,
			found.map(([name, entry]) => pair(name, entry)),
			headers
		);
	}

	private put(key: string, value: string, query: ReadonlyMap<string, string>): boolean {
		const acquire = query.get('acquire');
		if (acquire === undefined) {
			this.keys.set(key, value);
			return true;
		}
		const session = this.sessions.get(acquire);
		const holder = this.keys.get(key)?.session ?? '';
		if (!session || (holder !== '' && holder !== acquire)) return false;
		this.keys.set(key, value, { session: acquire, ttlMs: session.ttlMs });
		return true;
	}

	private session(request: ApiRequest, rest: string): ApiResponse {
		const [verb = '', id = ''] = rest.split('/');
		if (verb === 'create') {
			const wish = JSON.parse(bodyText(request) || '{}') as { TTL?: string; Behavior?: string };
			const hex = this.rng.hex(32);
			const made = [8, 4, 4, 4, 12]
				.reduce<{ parts: string[]; at: number }>(
					({ parts, at }, length) => ({ parts: [...parts, hex.slice(at, at + length)], at: at + length }),
					{ parts: [], at: 0 }
				)
				.parts.join('-');
			// Consul waits up to twice the time to live before it ends a session; Swarm halves what it asks for.
			const ttlMs = 2 * (secondsOf(wish.TTL) ?? 86_400_000);
			this.sessions.set(made, { ttlMs, isDeleting: wish.Behavior === 'delete' });
			return jsonAnswer(200, { ID: made });
		}
		const session = this.sessions.get(id);
		if (verb === 'renew') {
			if (!session) return textAnswer(404, `Session id '${id}' not found`);
			for (const [key, entry] of this.keys.below('')) if (entry.session === id) this.keys.keep(key, session.ttlMs);
			return jsonAnswer(200, [{ ID: id, TTL: `${session.ttlMs / 2000}s` }]);
		}
		if (verb === 'destroy') {
			this.sessions.delete(id);
			for (const [key, entry] of this.keys.below('')) if (entry.session === id) this.keys.delete(key);
			return jsonAnswer(200, true);
		}
		return jsonAnswer(
			200,
			[...this.sessions].map(([ID, { ttlMs, isDeleting }]) => ({
				ID,
				TTL: `${ttlMs / 2000}s`,
				Behavior: isDeleting ? 'delete' : 'release'
			}))
		);
	}
}

function pair(key: string, { value, created, modified, session }: KeyEntry): Record<string, unknown> {
	return {
		CreateIndex: created,
		ModifyIndex: modified,
		LockIndex: session === '' ? 0 : 1,
		Key: key,
		Flags: 0,
		Value: base64(value),
		...(session === '' ? {} : { Session: session })
	};
}

export function consulValue(pair: { Value: string | null }): string {
	return fromBase64(pair.Value ?? '');
}

/** '90s', '5m' → ms */
function secondsOf(text: string | undefined): number | undefined {
	const match = /^(\d+)(ms|s|m)?$/.exec(text ?? '');
	if (!match) return undefined;
	return Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[(match[2] ?? 's') as 'ms' | 's' | 'm'];
}
