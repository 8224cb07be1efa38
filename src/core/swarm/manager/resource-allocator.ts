import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import { commit } from '../commit.ts';
import { newId } from '../identity.ts';
import type { Task } from '../objects.ts';
import type { MemoryStore } from '../store/store.ts';
import { SwarmError } from '../swarm.ts';

/** What an engine asks of the leader for a container of the user's own on an overlay network. */
export type AttachmentRequest =
	| {
			op: 'attach';
			nodeId: string;
			/** ID or name of the network. */
			target: string;
			containerId: string;
			/** Wished by the user; the allocator gives one otherwise. */
			addresses: string[];
	  }
	| { op: 'detach'; nodeId: string; attachmentId: string };

const NO_META = { version: { index: 0 }, createdAt: '', updatedAt: '' };

/**
 * An attachment is a task without a service, bound to its node: allocator, scheduler and dispatcher treat it as any
 * other, and the agent there tells the waiting container its address.
 * Source: swarmkit manager/resourceapi/allocator.go.
 * @returns the task's ID
 */
export function* serveAttachment(
	request: AttachmentRequest,
	{ store, rng, timestamp }: { store: MemoryStore; rng: Rng; timestamp: () => string }
): Process<string> {
	if (request.op === 'detach') {
		const { attachmentId, nodeId } = request;
		return yield* commit(store, 'detach container', (tx) => {
			const task = tx.get('task', attachmentId);
			if (!task) throw new SwarmError('NotFound', `attachment ${attachmentId} not found`);
			if (task.nodeId !== nodeId)
				throw new SwarmError('PermissionDenied', `attachment ${attachmentId} doesn't belong to this node`);
			tx.delete('task', attachmentId);
			return attachmentId;
		});
	}
	const { nodeId, target, containerId, addresses } = request;
	const id = newId(rng);
	return yield* commit(store, `attach container to ${target}`, (tx) => {
		const network = tx.get('network', target) ?? tx.all('network').find(({ spec }) => spec.annotations.name === target);
		if (!network) throw new SwarmError('NotFound', `network ${target} not found`);
		if (!network.spec.attachable) throw new SwarmError('PermissionDenied', `network ${target} not manually attachable`);
		const task: Task = {
			id,
			meta: NO_META,
			nodeId,
			slot: 0,
			serviceAnnotations: { name: '' },
			spec: { attachment: { containerId }, networks: [{ target: network.id }] },
			networks: [{ networkId: network.id, addresses }],
			status: { state: 'NEW', timestamp: timestamp(), message: 'created' },
			desiredState: 'RUNNING'
		};
		tx.create('task', task);
		return id;
	});
}
