import type { NodeAssignment } from '../agent/controller.ts';
import type { Network, Task } from '../objects.ts';
import type { ReadTx } from '../store/store.ts';
import { isAfter, isAtLeast, isBefore } from '../task-state.ts';

/** What one agent has been sent, so that only differences are sent again. */
export interface SentAssignments {
	tasks: Map<string, Task>;
	/** Fingerprint of the NodeAssignment. */
	node: string;
}

/**
 * The difference between what a node should have and what it was sent; undefined when there is none. Notes it as sent.
 *
 * Source: swarmkit manager/dispatcher/assignments.go; SEMANTICS.md section 5.
 */
export function nextAssignments(
	store: ReadTx,
	nodeId: string,
	sent: SentAssignments
): { tasks: Task[]; removed: string[]; node?: NodeAssignment } | undefined {
	const tasks: Task[] = [];
	const current = new Set<string>();
	for (const task of store.tasksOfNode(nodeId)) {
		if (isBefore(task.status.state, 'ASSIGNED')) continue;
		current.add(task.id);
		const old = sent.tasks.get(task.id);
		// The agent knows the status better than we do, except for the state that the scheduler has written.
		if (old === task || (old && isAfter(task.status.state, 'ASSIGNED') && isSameButStatus(old, task))) {
			if (old !== task) sent.tasks.set(task.id, task);
			continue;
		}
		sent.tasks.set(task.id, task);
		tasks.push(task);
	}
	const removed: string[] = [];
	for (const id of sent.tasks.keys()) if (!current.has(id)) removed.push(id);
	for (const id of removed) sent.tasks.delete(id);

	const node = nodeAssignment(store, nodeId, sent.tasks.values());
	const fingerprint = fingerprintOf(node);
	const isNodeChanged = fingerprint !== sent.node;
	sent.node = fingerprint;
	if (tasks.length === 0 && removed.length === 0 && !isNodeChanged) return undefined;
	return isNodeChanged ? { tasks, removed, node } : { tasks, removed };
}

const STABLE_KEYS = [
	'spec',
	'specVersion',
	'desiredState',
	'networks',
	'endpoint',
	'annotations',
	'serviceAnnotations',
	'logDriver',
	'assignedGenericResources',
	'jobIteration'
] as const;

/** Equal but for status and version: then there is nothing in it for the agent (swarmkit api/equality). */
export function isSameButStatus(a: Task, b: Task): boolean {
	return STABLE_KEYS.every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]));
}

function nodeAssignment(store: ReadTx, nodeId: string, tasks: Iterable<Task>): NodeAssignment {
	const networks = new Map<string, Network>();
	const secretIds = new Set<string>();
	const configIds = new Set<string>();
	for (const network of store.all('network')) if (network.spec.ingress) networks.set(network.id, network);
	for (const task of tasks) {
		if (isAtLeast(task.status.state, 'COMPLETE')) continue;
		for (const { networkId } of task.networks ?? []) {
			const network = store.get('network', networkId);
			if (network) networks.set(networkId, network);
		}
		for (const { id } of task.spec.container?.secrets ?? []) secretIds.add(id);
		for (const { id } of task.spec.container?.configs ?? []) configIds.add(id);
	}
	const peers = store.all('node').flatMap((node) => {
		if (node.status.state === 'DOWN' || !node.description) return [];
		return [{ nodeId: node.id, hostname: node.description.hostname, address: node.status.addr ?? '' }];
	});
	return {
		nodeId,
		peers,
		networks: [...networks.values()],
		secrets: [...secretIds].flatMap((id) => store.get('secret', id) ?? []),
		configs: [...configIds].flatMap((id) => store.get('config', id) ?? []),
		attachments: store.get('node', nodeId)?.attachments ?? []
	};
}

function fingerprintOf({ peers, networks, secrets, configs, attachments = [] }: NodeAssignment): string {
	const addresses = attachments.map((attachment) => `${attachment.networkId}=${attachment.addresses.join(',')}`);
	const objects = [...networks, ...secrets, ...configs].map(({ id, meta }) => `${id}:${meta.version.index}`);
	return [...peers.map((peer) => `${peer.nodeId}@${peer.address}`), ...objects, ...addresses].join(' ');
}
