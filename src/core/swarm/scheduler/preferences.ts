import { ENGINE_LABEL_PREFIX, NODE_LABEL_PREFIX, labelOf } from '../constraint.ts';
import type { Task } from '../objects.ts';
import type { NodeInfo } from './nodes.ts';

/** Nodes grouped by the values of the labels that placement preferences name; one level per preference. */
export interface Branch {
	/** 'node.labels.zone = east', '' for the root: for explanations. */
	name: string;
	/** Active tasks of the service on all nodes below, also on those that no filter lets through. */
	tasks: number;
	/** Sub-branches by label value; none in a leaf. */
	next: Map<string, Branch>;
	/** Leaf: all nodes in it. */
	nodes: NodeInfo[];
	/** Leaf: the best nodes that passed the filters, at most as many as there are tasks to place. */
	candidates: NodeInfo[];
	/** Leaf: whether tasks were placed here before, so that the candidates have to be checked again. */
	used: boolean;
}

/**
 * Builds the tree. Nodes without the label form a branch of their own; descriptors that are no labels are ignored.
 *
 * Source: swarmkit manager/scheduler/nodeset.go; SEMANTICS 6.4.
 * @param nodes in the order in which they are tried
 * @param room how many candidates a leaf keeps
 */
export function buildTree(
	task: Task,
	nodes: readonly NodeInfo[],
	room: number,
	passes: (info: NodeInfo) => boolean,
	less: (a: NodeInfo, b: NodeInfo) => boolean
): Branch {
	const descriptors = (task.spec.placement?.preferences ?? [])
		.map((preference) => preference.spread.spreadDescriptor)
		.filter(isLabel);
	const root = branch('');
	for (const info of nodes) {
		const own = info.activeTasksOf(task.serviceId);
		let leaf = root;
		leaf.tasks += own;
		for (const descriptor of descriptors) {
			const value = labelOf(info.node, descriptor) ?? '';
			let next = leaf.next.get(value);
			if (!next) leaf.next.set(value, (next = branch(`${descriptor} = ${value || 'none'}`)));
			leaf = next;
			leaf.tasks += own;
		}
		leaf.nodes.push(info);
		offer(leaf.candidates, info, room, passes, less);
	}
	return root;
}

/**
 * Shares n tasks among branches (not among nodes), evening out with what the branches have already. A branch that
 * could not take its share is full, and its tasks leave the sum.
 *
 * Source: swarmkit manager/scheduler/scheduler.go, scheduleNTasksOnSubtree.
 * @param place puts up to n tasks on a leaf, @returns how many found a place
 * @param order the order in which branches are asked
 * @returns how many found a place
 */
export function shareOut(
	tree: Branch,
	n: number,
	place: (leaf: Branch, n: number) => number,
	order: (branches: Branch[]) => Branch[]
): number {
	if (tree.next.size === 0) return place(tree, n);
	let placed = 0;
	let tasksInUsable = tree.tasks;
	const full = new Set<Branch>();
	for (let moving = true; moving && placed !== n && full.size !== tree.next.size;) {
		moving = false;
		const usable = tree.next.size - full.size;
		const sum = tasksInUsable + n - placed;
		const desired = Math.floor(sum / usable);
		let remainder = sum % usable;
		for (const child of order([...tree.next.values()])) {
			if (full.has(child)) continue;
			const has = child.tasks;
			if (has > desired || (has === desired && remainder === 0)) continue;
			moving = true;
			const share = desired - has + (remainder > 0 ? 1 : 0);
			const taken = shareOut(child, share, place, order);
			// What is placed now is not added to the branch: the next round shares out what is left, and that alone.
			if (taken < share) {
				full.add(child);
				tasksInUsable -= has;
			} else if (remainder > 0) {
				remainder--;
			}
			placed += taken;
		}
	}
	return placed;
}

function branch(name: string): Branch {
	return { name, tasks: 0, next: new Map(), nodes: [], candidates: [], used: false };
}

function isLabel(descriptor: string): boolean {
	const lower = descriptor.toLowerCase();
	return [NODE_LABEL_PREFIX, ENGINE_LABEL_PREFIX].some(
		(prefix) => lower.length > prefix.length && lower.startsWith(prefix)
	);
}

/** Keeps the best `room` nodes. The filters are only asked about nodes that would be kept, as their counts show. */
function offer(
	candidates: NodeInfo[],
	info: NodeInfo,
	room: number,
	passes: (info: NodeInfo) => boolean,
	less: (a: NodeInfo, b: NodeInfo) => boolean
): void {
	if (candidates.length < room) {
		if (passes(info)) candidates.push(info);
		return;
	}
	let worst = 0;
	for (let i = 1; i < candidates.length; i++) if (less(candidates[worst]!, candidates[i]!)) worst = i;
	if (room > 0 && less(info, candidates[worst]!) && passes(info)) candidates[worst] = info;
}
