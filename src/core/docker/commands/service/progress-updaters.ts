import type { ProgressDisplay } from '../../format/progress-display.ts';
import { ellipsis, shortId } from '../../format/units.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import { invariant } from '../../../sim/invariant.ts';
import type { Process } from '../../../sim/process.ts';

/** Draws the state of a service's tasks and tells whether it has converged; one kind per service mode. */
export interface ProgressUpdater {
	update(
		service: Service,
		tasks: readonly Task[],
		activeNodes: ReadonlySet<string>,
		rollback: boolean
	): Process<boolean>;
}

type Show = ProgressDisplay['show'];

/** Steps of the bar; those from complete on are for comparing only. Source: docker/cli service/progress. */
const STEP: Record<string, number> = {
	new: 1,
	allocated: 2,
	pending: 3,
	assigned: 4,
	accepted: 5,
	preparing: 6,
	ready: 7,
	starting: 8,
	running: 9,
	complete: 10,
	shutdown: 11,
	failed: 12,
	rejected: 13
};
const RUNNING = 9;
const COMPLETE = 10;
/** With more tasks only the overall line is drawn. */
const MOST_BARS = 20;
const LONGEST_STATE = 'preparing'.length;
const ERROR_WIDTH = 75;

export function createUpdater(service: Service, show: Show): ProgressUpdater {
	const mode = service.Spec.Mode;
	if (mode.Replicated) return new ReplicatedUpdater(show);
	if (mode.Global) return new GlobalUpdater(show);
	if (mode.ReplicatedJob) return new ReplicatedJobUpdater(show, service);
	invariant(mode.GlobalJob, 'a service without a mode', service.ID);
	return new GlobalJobUpdater(show, service);
}

function stepOf(state: string | undefined): number {
	return STEP[state ?? ''] ?? 0;
}

function isTerminal(state: string | undefined): boolean {
	return stepOf(state) > RUNNING;
}

function* showOverall(show: Show, running: number, total: number, rollback: boolean): Process<void> {
	const status = `${rollback ? 'rolling back update: ' : ''}${running} out of ${total} tasks`;
	yield* show({ id: 'overall progress', status, bar: { current: 0, total: 0 } });
}

function* showTask(show: Show, id: string, task: Task, steps = RUNNING): Process<void> {
	const error = task.Status.Err ?? '';
	if (error !== '') {
		yield* show({ id, status: ellipsis(error.replaceAll('\n', ' '), ERROR_WIDTH), bar: { current: 0, total: 0 } });
		return;
	}
	const isJob = steps > RUNNING;
	if (!isJob && (isTerminal(task.DesiredState) || isTerminal(task.Status.State))) return;
	const status = (task.Status.State ?? '').padEnd(LONGEST_STATE);
	yield* show({ id, status, bar: { current: stepOf(task.Status.State), total: steps, hideCounts: true } });
}

/** Of several tasks in one place the one that is wanted most; if equally wanted, the one that is not as far. */
function isKept(existing: Task, other: Task): boolean {
	const wanted = stepOf(existing.DesiredState) - stepOf(other.DesiredState);
	return wanted < 0 || (wanted === 0 && stepOf(existing.Status.State) <= stepOf(other.Status.State));
}

class ReplicatedUpdater implements ProgressUpdater {
	private initialized = false;
	private done = false;
	/** Slot → line, in the order slots were first seen. */
	private readonly lines = new Map<number, number>();

	constructor(private readonly show: Show) {}

	*update(service: Service, tasks: readonly Task[], active: ReadonlySet<string>, rollback: boolean): Process<boolean> {
		const replicas = service.Spec.Mode.Replicated?.Replicas ?? 0;
		if (!this.initialized) {
			yield* showOverall(this.show, 0, replicas, rollback);
			for (let i = 1; replicas <= MOST_BARS && i <= replicas; i++) {
				yield* this.show({ id: `${i}/${replicas}`, status: ' ', bar: { current: 0, total: 0 } });
			}
			this.initialized = true;
		}
		const bySlot = this.tasksBySlot(tasks, active);
		if (this.done && bySlot.some((task) => task.Status.State !== 'running')) this.done = false;
		let running = 0;
		for (const task of bySlot) {
			const slot = task.Slot ?? 0;
			if (!this.lines.has(slot)) this.lines.set(slot, this.lines.size + 1);
			if (!isTerminal(task.DesiredState) && task.Status.State === 'running') running++;
			const line = this.lines.get(slot)!;
			if (!this.done && replicas <= MOST_BARS && line <= replicas)
				yield* showTask(this.show, `${line}/${replicas}`, task);
		}
		if (!this.done) {
			yield* showOverall(this.show, running, replicas, rollback);
			if (running === replicas) this.done = true;
		}
		return running === replicas;
	}

	/** By slot number; Docker's own order is that of a Go map. */
	private tasksBySlot(tasks: readonly Task[], active: ReadonlySet<string>): Task[] {
		const bySlot = new Map<number, Task>();
		for (const task of tasks) {
			if (stepOf(task.DesiredState) === 0 || stepOf(task.Status.State) === 0) continue;
			const existing = bySlot.get(task.Slot ?? 0);
			if (existing && isKept(existing, task)) continue;
			if (task.NodeID && !active.has(task.NodeID)) continue;
			bySlot.set(task.Slot ?? 0, task);
		}
		return [...bySlot.values()].sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0));
	}
}

class GlobalUpdater implements ProgressUpdater {
	private initialized = false;
	private done = false;

	constructor(private readonly show: Show) {}

	*update(_service: Service, tasks: readonly Task[], active: ReadonlySet<string>, rollback: boolean): Process<boolean> {
		const byNode = tasksByNode(tasks);
		const total = byNode.length;
		if (!this.initialized) {
			if (total === 0) {
				// No tasks yet, or no node fits: nobody can tell which.
				yield* this.show({ id: 'overall progress', status: 'waiting for new tasks', bar: { current: 0, total: 0 } });
				return false;
			}
			yield* showOverall(this.show, 0, total, rollback);
			this.initialized = true;
		}
		if (this.done && byNode.some((task) => task.Status.State !== 'running')) this.done = false;
		let running = 0;
		for (const task of byNode) {
			if (!active.has(task.NodeID ?? '')) continue;
			if (!isTerminal(task.DesiredState) && task.Status.State === 'running') running++;
			if (!this.done && total <= MOST_BARS) yield* showTask(this.show, shortId(task.NodeID ?? ''), task);
		}
		if (!this.done) {
			yield* showOverall(this.show, running, total, rollback);
			if (running === total) this.done = true;
		}
		return running === total;
	}
}

function tasksByNode(tasks: readonly Task[]): Task[] {
	const byNode = new Map<string, Task>();
	for (const task of tasks) {
		if (stepOf(task.DesiredState) === 0 || stepOf(task.Status.State) === 0) continue;
		const existing = byNode.get(task.NodeID ?? '');
		if (existing && isKept(existing, task)) continue;
		byNode.set(task.NodeID ?? '', task);
	}
	return [...byNode.values()].sort((a, b) => ((a.NodeID ?? '') < (b.NodeID ?? '') ? -1 : 1));
}

class ReplicatedJobUpdater implements ProgressUpdater {
	private initialized = false;
	private readonly total: number;
	private readonly concurrent: number;

	constructor(
		private readonly show: Show,
		service: Service
	) {
		const job = service.Spec.Mode.ReplicatedJob!;
		this.total = job.TotalCompletions ?? 1;
		this.concurrent = job.MaxConcurrent ?? 1;
	}

	*update(service: Service, tasks: readonly Task[]): Process<boolean> {
		if (!this.initialized) {
			yield* this.showProgress(0, 0);
			for (let i = 1; this.total <= MOST_BARS && i <= this.total; i++) {
				yield* this.show({ id: this.line(i), status: ' ', bar: { current: 0, total: 0 } });
			}
			this.initialized = true;
		}
		const bySlot = new Map<number, Task>();
		for (const task of tasks) {
			if (task.JobIteration?.Index !== service.JobStatus?.JobIteration.Index) continue;
			if (stepOf(task.DesiredState) === 0 || stepOf(task.Status.State) === 0) continue;
			const existing = bySlot.get(task.Slot ?? 0);
			if (!existing || stepOf(existing.Status.State) > stepOf(task.Status.State)) bySlot.set(task.Slot ?? 0, task);
		}
		let active = 0;
		let complete = 0;
		for (const task of [...bySlot.values()].sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0))) {
			if (this.total <= MOST_BARS) yield* showTask(this.show, this.line((task.Slot ?? 0) + 1), task, COMPLETE);
			if (stepOf(task.Status.State) < COMPLETE) active++;
			if (task.Status.State === 'complete') complete++;
		}
		yield* this.showProgress(active, complete);
		return complete === this.total;
	}

	private *showProgress(active: number, complete: number): Process<void> {
		const digits = String(this.total).length;
		yield* this.show({
			id: 'job progress',
			status: `${String(complete).padStart(digits, '0')} out of ${this.total} complete`,
			bar: { current: complete, total: this.total, hideCounts: true }
		});
		const wanted = Math.min(this.concurrent, this.total - complete);
		const width = String(this.concurrent).length;
		yield* this.show({
			id: 'active tasks',
			status: `${String(active).padStart(width, '0')} out of ${wanted} tasks`,
			bar: { current: 0, total: 0 }
		});
	}

	private line(number: number): string {
		return `${String(number).padStart(String(this.total).length, '0')}/${this.total}`;
	}
}

class GlobalJobUpdater implements ProgressUpdater {
	private nodes: string[] | undefined;

	constructor(
		private readonly show: Show,
		private readonly service: Service
	) {}

	*update(_service: Service, tasks: readonly Task[], active: ReadonlySet<string>): Process<boolean> {
		const iteration = this.service.JobStatus?.JobIteration.Index;
		const mine = tasks.filter((task) => task.JobIteration?.Index === iteration);
		if (!this.nodes) {
			if (tasks.length === 0 && active.size > 0) {
				yield* this.show({ id: 'job progress', status: 'waiting for tasks', bar: { current: 0, total: 0 } });
				return false;
			}
			this.nodes = [...new Set(mine.map((task) => task.NodeID ?? ''))];
			yield* this.showProgress(0);
		}
		const byNode = new Map<string, Task>();
		for (const task of mine) {
			if (stepOf(task.DesiredState) === 0 || stepOf(task.Status.State) === 0) continue;
			const existing = byNode.get(task.NodeID ?? '');
			if (!existing || stepOf(existing.Status.State) < stepOf(task.Status.State)) byNode.set(task.NodeID ?? '', task);
		}
		let complete = 0;
		for (const task of byNode.values()) {
			if (this.nodes.length <= MOST_BARS) yield* showTask(this.show, task.NodeID ?? '', task, COMPLETE);
			if (task.Status.State === 'complete') complete++;
		}
		yield* this.showProgress(complete);
		return complete === this.nodes.length;
	}

	private *showProgress(complete: number): Process<void> {
		const total = this.nodes!.length;
		yield* this.show({
			id: 'job progress',
			status: `${String(complete).padStart(String(total).length)} out of ${total} complete`,
			bar: { current: complete, total, hideCounts: true }
		});
	}
}
