import type { ApiHandler } from '../../api/wire/http.ts';
import type { Rng } from '../../sim/rng.ts';
import { bodyText, jsonAnswer, target, textAnswer } from './http.ts';
import type { KeyTree } from './key-tree.ts';

/** Where the service stood on the internet, by the times of rc1 and of 1.2. */
export const HUB_NAMES = ['discovery-stage.hub.docker.com', 'discovery.hub.docker.com'] as const;

/**
 * Docker's discovery service: clusters by token, addresses in them. It asked for no password, and took any word for a
 * token. Source: discovery/token/README.md.
 */
export function hubApi(keys: KeyTree, rng: Rng): ApiHandler {
	return function* (request) {
		const { path, query } = target(request);
		const match = /^\/v1\/clusters(?:\/([^/]+))?\/?$/.exec(path);
		if (!match) return textAnswer(404, '404 page not found\n');
		const token = match[1];
		if (token === undefined) {
			if (request.method !== 'POST') return textAnswer(405, 'Method Not Allowed\n');
			const made = rng.hex(32);
			keys.set(`${made}/`, '');
			return textAnswer(200, made);
		}
		const folder = `${token}/`;
		const known = keys.below(folder);
		switch (request.method) {
			case 'POST': {
				const ttl = Number(query.get('ttl') ?? 0);
				const address = bodyText(request).trim();
				keys.set(`${folder}${address}`, address, ttl > 0 ? { ttlMs: ttl * 1000 } : {});
				return textAnswer(200, '');
			}
			case 'DELETE':
				for (const [key] of known) keys.delete(key);
				return textAnswer(200, '');
			default:
				if (known.length === 0) return textAnswer(404, 'Not Found\n');
				return jsonAnswer(
					200,
					known.flatMap(([, { value }]) => (value === '' ? [] : [value]))
				);
		}
	};
}
