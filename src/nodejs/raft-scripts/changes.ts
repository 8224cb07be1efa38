import { NONE } from '../../core/raft/message.ts';
import type { ConfChange } from '../../core/raft/message.ts';
import { NotModelled } from './not-modelled.ts';

const TYPES = { v: 'addNode', r: 'removeNode', u: 'updateNode' } as const;

/** `v3 r2 u1`: add voter 3, remove 2, update 1. */
export function changesFromText(text: string): ConfChange[] {
	const words = text.split(/\s+/).filter((word) => word !== '');
	return words.map((word) => {
		const match = /^([vlru])(\d+)$/.exec(word);
		if (!match) throw new Error(`unknown change ${word}`);
		const [, kind, nodeId] = match as unknown as [string, keyof typeof TYPES | 'l', string];
		// A change of nobody changes nothing, whatever its kind.
		if (nodeId === NONE) return { type: 'updateNode', nodeId };
		if (kind === 'l') throw new NotModelled('learners');
		return { type: TYPES[kind], nodeId };
	});
}
