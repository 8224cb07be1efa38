import type { Service, Task } from '../objects.ts';
import { isAtMost } from '../task-state.ts';
import { byStatusTime } from './task.ts';

/**
 * The tasks that take one place of a service: a slot number for replicated services, a node for global ones. Mostly
 * one task; two while one replaces the other.
 */
export type Slot = readonly Task[];

/** Names a slot within all services. */
export function slotKey(task: Pick<Task, 'slot' | 'nodeId'>, service: Service | undefined): string {
	return service?.spec.global || service?.spec.globalJob ? `node ${task.nodeId ?? ''}` : `slot ${task.slot}`;
}

export function groupBy<K>(tasks: readonly Task[], key: (task: Task) => K): Map<K, Task[]> {
	const groups = new Map<K, Task[]>();
	for (const task of tasks) {
		const group = groups.get(key(task));
		if (group) group.push(task);
		else groups.set(key(task), [task]);
	}
	return groups;
}

/**
 * The tasks of a slot that an update has to look at; none means that the slot is dead. A slot lives while a task in it
 * is wanted, or when its newest task ended and is not to be restarted (it still holds its place). During a rollback
 * such a slot is dead, so that the rollback always ends with as many tasks as are asked for.
 *
 * Source: swarmkit manager/orchestrator/restart/restart.go, UpdatableTasksInSlot; SEMANTICS 8.2.
 * @param mayRestart whether the restart policy would restart this task
 */
export function updatableTasks(slot: Slot, service: Service, mayRestart: (task: Task) => boolean): Slot {
	const wanted = slot.filter((task) => isAtMost(task.desiredState, 'RUNNING'));
	if (wanted.length > 0) return wanted;
	if (service.updateStatus?.state === 'ROLLBACK_STARTED') return [];
	let newest = slot[0];
	for (const task of slot) if (newest && byStatusTime(newest, task) < 0) newest = task;
	return newest && !mayRestart(newest) ? [newest] : [];
}

/**
 * Slots in the order in which a scale-down keeps them: the first of the service on each node, then the second on each,
 * and so on; within a round observed RUNNING before others, then by slot number. Slots with several tasks or with an
 * unassigned one come last. So tasks go from the fullest nodes first.
 *
 * Source: swarmkit manager/orchestrator/replicated/services.go, slot.go; recordings FINDINGS section 3 (70 of 70).
 */
export function scaleDownOrder(slots: readonly Slot[]): Slot[] {
	const running = (slot: Slot): number => (slot.some((task) => task.status.state === 'RUNNING') ? 0 : 1);
	const sorted = [...slots].sort((a, b) => running(a) - running(b) || a[0]!.slot - b[0]!.slot);
	const onNode = new Map<string, number>();
	const ranked = sorted.map((slot) => {
		const nodeId = slot.length === 1 ? slot[0]!.nodeId : undefined;
		if (!nodeId) return { slot, rank: Infinity };
		const rank = (onNode.get(nodeId) ?? 0) + 1;
		onNode.set(nodeId, rank);
		return { slot, rank };
	});
	return ranked.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank)).map(({ slot }) => slot);
}

/** The lowest `count` numbers from 1 that no slot in `taken` has. */
export function freeSlots(taken: ReadonlySet<number>, count: number): number[] {
	const free: number[] = [];
	for (let slot = 1; free.length < count; slot++) if (!taken.has(slot)) free.push(slot);
	return free;
}
