import type { ClassicSentences } from '../explain.ts';

/** Clauses about the standalone Swarm. */
export const CLASSIC_EN: ClassicSentences = {
	'discovery.key'({ where, service, key, op, ttlMs }) {
		const name = service === 'hub' ? 'Docker’s hub' : `${service} on ${where}`;
		if (op === 'expired') return `${key} has come to its end in ${name}`;
		if (op === 'deleted') return `${key} is taken out of ${name}`;
		const life = ttlMs > 0 ? `, for ${ttlMs / 1000} s` : '';
		return op === 'created' ? `${name} has ${key}${life}` : `${name} is told ${key} again${life}`;
	},
	'classic.agent': ({ where, address, state }) =>
		state === 'registering' ? `swarm join on ${where} registers ${address}` : `swarm join on ${where} ends`,
	'classic.manager'({ where, manager, state, role, primary }) {
		if (state === 'stopped') return `the Swarm manager ${manager} on ${where} ends`;
		if (role === 'replica') return `the Swarm manager ${manager} follows ${primary || 'nobody yet'}`;
		return `the Swarm manager ${manager} on ${where} answers`;
	},
	'classic.engine'({ manager, address, name, event }) {
		const engine = name === '' ? address : `${name} (${address})`;
		return {
			found: `${manager} learns of ${engine} from discovery`,
			connect: `${manager} has reached ${engine}`,
			disconnect: `${manager} takes ${engine} for dead`,
			reconnect: `${manager} has ${engine} back`,
			changed: `${manager} no longer trusts ${engine}, which answers under another ID`,
			removed: `${manager} drops ${engine}, which discovery no longer names`
		}[event];
	},
	'classic.request': ({ manager, from, method, path }) => `${from} asks Swarm at ${manager}: ${method} ${path}`,
	'classic.schedule'({ container, image, strategy, nodes, passes, node }) {
		const what = container === '' ? `a container of ${image}` : container;
		const last = passes.at(-1);
		if (node === '') return `no node for ${what}: ${last?.error ?? ''}`;
		return `${strategy} puts ${what} on ${node}, out of ${(last?.filters.at(-1)?.left ?? nodes).length} that passed the filters`;
	},
	'classic.forward': ({ node, method, path }) => `Swarm hands ${method} ${path} to ${node}`,
	'classic.answer': ({ status, method, path }) => `Swarm answers ${status} to ${method} ${path}`
};
