import type { Timer } from '../../sim/sim.ts';
import type { LeaderContext } from '../component.ts';
import type { Service, Task } from '../objects.ts';
import type { Change, ReadTx } from '../store/store.ts';
import { isAfter, isAtLeast, isBefore } from '../task-state.ts';
import { byStatusTime, defaultCluster, isGlobal, isReplicated } from './task.ts';

/** The reaper waits this long after the first thing to do … */
const BATCH_MS = 250;
/** … unless there is more than this to do. */
const BATCH_LIMIT = 1_000;

/**
 * Deletes tasks that were removed and have stopped, and old tasks beyond the history limit of their slot.
 *
 * Source: swarmkit manager/orchestrator/taskreaper/task_reaper.go; SEMANTICS 8.7.
 */
export function startTaskReaper(context: LeaderContext): void {
	new TaskReaper(context).start();
}

interface DirtySlot {
	serviceId: string;
	slot: number;
	nodeId: string;
}

class TaskReaper {
	/** Slots in which a task was created. */
	private readonly dirty = new Map<string, DirtySlot>();
	private readonly cleanup = new Set<string>();
	private timer: Timer | undefined;

	constructor(private readonly context: LeaderContext) {}

	start(): void {
		const { store, scope } = this.context;
		for (const task of store.all('task')) if (isReapable(task)) this.cleanup.add(task.id);
		scope.onEnd(store.watch((changes) => this.onCommit(changes)));
		if (this.cleanup.size > 0) this.tick();
	}

	private onCommit(changes: readonly Change[]): void {
		let seen = false;
		for (const change of changes) {
			if (change.kind === 'task' && change.op === 'create') {
				const { serviceId = '', slot, nodeId = '' } = change.object;
				this.dirty.set(`${serviceId} ${slot} ${nodeId}`, { serviceId, slot, nodeId });
			} else if (change.kind === 'task' && change.op === 'update') {
				if (isReapable(change.object)) this.cleanup.add(change.id);
			} else {
				continue;
			}
			seen = true;
		}
		if (!seen || this.dirty.size + this.cleanup.size === 0) return;
		const { scope } = this.context;
		if (this.dirty.size + this.cleanup.size > BATCH_LIMIT) {
			this.timer?.cancel();
			// Not within the commit that told us.
			this.timer = scope.after(0, () => this.tick());
		} else {
			this.timer ??= scope.after(BATCH_MS, () => this.tick());
		}
	}

	private tick(): void {
		this.timer = undefined;
		if (this.dirty.size + this.cleanup.size === 0) return;
		this.context.store.update('reap', (tx) => {
			const doomed = new Set(this.cleanup);
			this.cleanup.clear();
			const limit = defaultCluster(tx)?.spec.orchestration.taskHistoryRetentionLimit ?? 0;
			for (const [key, slot] of [...this.dirty]) {
				const service = tx.get('service', slot.serviceId);
				const tasks = service ? tasksOf(tx, service, slot) : [];
				const { ids, staysDirty } = trimHistory(tasks, historyLimit(service, limit));
				for (const id of ids) doomed.add(id);
				if (!staysDirty) this.dirty.delete(key);
			}
			const ids = [...doomed].filter((id) => tx.get('task', id));
			for (const id of ids) tx.delete('task', id);
			return `reap ${ids.length}`;
		});
	}
}

/** How many tasks a slot keeps, the running one included; negative: all. MaxAttempts needs them all to count. */
export function historyLimit(service: Service | undefined, clusterLimit: number): number {
	const maxAttempts = service?.spec.task.restart?.maxAttempts ?? 0;
	return maxAttempts > 0 ? maxAttempts + 1 : clusterLimit;
}

/**
 * What to delete of a slot, oldest first: tasks that ended or will never run, until `limit` are left in all.
 * @returns also whether to look at the slot again: more than one of its tasks has not ended yet
 */
export function trimHistory(tasks: readonly Task[], limit: number): { ids: string[]; staysDirty: boolean } {
	if (limit < 0 || tasks.length <= limit) return { ids: [], staysDirty: false };
	const ids: string[] = [];
	let going = 0;
	for (const task of [...tasks].sort(byStatusTime)) {
		const ended = isAfter(task.status.state, 'RUNNING');
		const neverRuns = isBefore(task.status.state, 'ASSIGNED') && isAfter(task.desiredState, 'RUNNING');
		if (!ended && !neverRuns) {
			going++;
			continue;
		}
		ids.push(task.id);
		if (tasks.length - ids.length <= limit) break;
	}
	return { ids, staysDirty: going > 1 };
}

/** Removed and stopped (or never started), or orphaned without a service that could replace it. */
function isReapable(task: Task): boolean {
	const { state } = task.status;
	if (isAtLeast(state, 'ORPHANED') && !task.serviceId) return true;
	return task.desiredState === 'REMOVE' && (isBefore(state, 'ASSIGNED') || isAtLeast(state, 'COMPLETE'));
}

function tasksOf(tx: ReadTx, service: Service, { slot, nodeId }: DirtySlot): Task[] {
	if (isReplicated(service)) return tx.tasksOfService(service.id).filter((task) => task.slot === slot);
	if (isGlobal(service)) return tx.tasksOfService(service.id).filter((task) => task.nodeId === nodeId);
	return [];
}
