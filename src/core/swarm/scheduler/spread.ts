import type { Rng } from '../../sim/rng.ts';
import type { Task, Timestamp } from '../objects.ts';
import { MAX_FAILURES, type NodeInfo } from './nodes.ts';
import type { Pipeline } from './pipeline.ts';
import { buildTree, shareOut, type Branch } from './preferences.ts';

/** A task of the group found its node. */
export interface Placed {
	/** As it was in the store. */
	old: Task;
	/** ASSIGNED, with its node. */
	task: Task;
	info: NodeInfo;
	/** In words: 'fewest tasks of web (0), fewest in all (2)'. */
	why: string;
}

export interface Surroundings {
	nodes: readonly NodeInfo[];
	pipeline: Pipeline;
	rng: Rng;
	nowMs: number;
	timestamp: Timestamp;
}

/**
 * Whether node a is the better one for the task: fewer recent failures (only once one of the two has too many), then
 * fewer active tasks of the same service, then fewer active tasks in all.
 *
 * Source: swarmkit manager/scheduler/scheduler.go, nodeLess; SEMANTICS 6.4.
 */
export function isBetter(a: NodeInfo, b: NodeInfo, task: Task, nowMs: number): boolean {
	const failuresA = a.recentFailures(task, nowMs);
	const failuresB = b.recentFailures(task, nowMs);
	if ((failuresA >= MAX_FAILURES || failuresB >= MAX_FAILURES) && failuresA !== failuresB) return failuresA < failuresB;
	const ofService = a.activeTasksOf(task.serviceId) - b.activeTasksOf(task.serviceId);
	if (ofService !== 0) return ofService < 0;
	return a.activeTasks < b.activeTasks;
}

/**
 * Places tasks that share service and spec version, and notes them in the nodes' bookkeeping. Which slot goes where,
 * and which of two equal nodes is first, is drawn: SwarmKit leaves both to the order of a Go map.
 *
 * Source: swarmkit manager/scheduler/scheduler.go, scheduleTaskGroup; recordings FINDINGS section 3.
 * @returns the tasks that fitted and those that did not; why they did not is in `pipeline.explain()`
 */
export function placeGroup(group: readonly Task[], around: Surroundings): { placed: Placed[]; left: Task[] } {
	const { pipeline, rng, nowMs } = around;
	const waiting = rng.shuffle(group);
	const first = waiting[0];
	if (!first) return { placed: [], left: [] };
	const placed: Placed[] = [];
	const less = (a: NodeInfo, b: NodeInfo): boolean => isBetter(a, b, first, nowMs);
	const passes = (info: NodeInfo): boolean => pipeline.process(info);
	pipeline.setTask(first);
	const tree = buildTree(first, rng.shuffle(around.nodes), group.length, passes, less);
	const place = (leaf: Branch, n: number): number => {
		const nodes = orderedNodes(leaf, passes, less);
		const before = placed.length;
		placeOnNodes(n, waiting, nodes, leaf, { ...around, less, passes }, placed);
		return placed.length - before;
	};
	shareOut(tree, group.length, place, (branches) => rng.shuffle(branches));
	return { placed, left: waiting };
}

/** Best first. At a second visit of a leaf the nodes must pass the filters again. */
function orderedNodes(
	leaf: Branch,
	passes: (info: NodeInfo) => boolean,
	less: (a: NodeInfo, b: NodeInfo) => boolean
): NodeInfo[] {
	if (leaf.used) leaf.candidates = leaf.candidates.filter(passes);
	leaf.used = true;
	return leaf.candidates.sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
}

/**
 * Walks along the sorted nodes: on to the next only when that one is now strictly better, and round robin once the
 * last has been reached. So what nodes had before is evened out only up to a point (SEMANTICS 6.4).
 */
function placeOnNodes(
	n: number,
	waiting: Task[],
	nodes: readonly NodeInfo[],
	leaf: Branch,
	around: Surroundings & { less(a: NodeInfo, b: NodeInfo): boolean; passes(info: NodeInfo): boolean },
	placed: Placed[]
): void {
	if (nodes.length === 0) return;
	const refused = new Set<number>();
	let at = 0;
	for (let count = 1; count <= n; count++) {
		const old = waiting.shift();
		if (!old) return;
		const info = nodes[at % nodes.length]!;
		const why = explainChoice(info, old, leaf, around);
		const task = assigned(old, info, around);
		info.addTask(task);
		around.pipeline.volumes.reserve(task);
		placed.push({ old, task, info, why });
		if (count === n) return;
		if (at + 1 < nodes.length) {
			if (around.less(nodes[at + 1]!, info)) at++;
		} else {
			at++;
		}
		const from = at;
		while (refused.has(at % nodes.length) || !around.passes(nodes[at % nodes.length]!)) {
			refused.add(at % nodes.length);
			at++;
			if (at - from === nodes.length) return;
		}
	}
}

function assigned(task: Task, info: NodeInfo, { pipeline, timestamp }: Surroundings): Task {
	const generic = info.genericFor(task);
	// A mount that finds none, though another did, is left out: SwarmKit only logs it.
	const volumes = pipeline.volumes.choose(task, info).attachments;
	return {
		...task,
		nodeId: info.id,
		...(generic.length > 0 ? { assignedGenericResources: generic } : {}),
		...(volumes.length > 0 ? { volumes } : {}),
		status: { state: 'ASSIGNED', timestamp, message: 'scheduler assigned task to node' }
	};
}

/** The reason in words, as far as it is true: the walk along the nodes does not always choose the emptiest. */
function explainChoice(info: NodeInfo, task: Task, leaf: Branch, { nowMs, pipeline }: Surroundings): string {
	const others = leaf.nodes.filter((other) => other !== info && pipeline.fits(other));
	const branch = leaf.name === '' ? '' : `spread over ${leaf.name}: `;
	if (others.length === 0) return `${branch}the only node that can take it`;
	const service = task.serviceAnnotations.name || 'its service';
	const own = info.activeTasksOf(task.serviceId);
	const all = info.activeTasks;
	const healthy = others.filter((other) => other.recentFailures(task, nowMs) < MAX_FAILURES);
	const avoided = others.length - healthy.length;
	const also =
		avoided > 0 ? `, ${avoided === 1 ? 'one node' : `${avoided} nodes`} avoided after ${MAX_FAILURES} failures` : '';
	if (healthy.some((other) => other.activeTasksOf(task.serviceId) < own)) {
		return `${branch}next in turn (${own} of ${service}, ${all} in all)${also}`;
	}
	const level = healthy.filter((other) => other.activeTasksOf(task.serviceId) === own);
	const fewest = `${branch}fewest tasks of ${service} (${own})`;
	if (level.length === 0) return fewest + also;
	if (level.some((other) => other.activeTasks < all)) return `${fewest}, next in turn (${all} in all)${also}`;
	const equal = level.filter((other) => other.activeTasks === all).length;
	const drawn = equal > 0 ? `, drawn from ${equal + 1} equal nodes` : '';
	return `${fewest}, fewest in all (${all})${drawn}${also}`;
}
