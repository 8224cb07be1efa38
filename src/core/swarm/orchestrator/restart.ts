import type { Timer } from '../../sim/sim.ts';
import type { LeaderContext } from '../component.ts';
import type { Service, SwarmNode, Task } from '../objects.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isAtLeast, isAtMost } from '../task-state.ts';
import { recordRestart, shouldRestart, type SlotHistory } from './restart-policy.ts';
import { slotKey, updatableTasks, type Slot } from './slot.ts';
import {
	defaultCluster,
	isGlobal,
	isGlobalJob,
	isJob,
	isReplicated,
	isReplicatedJob,
	newTask,
	restartDelayMs,
	shortNames,
	taskName
} from './task.ts';

/** A replacement waits no longer than this for the old task to stop. */
const OLD_TASK_LIMIT_MS = 60_000;

/** A replacement that is READY and waits for its start. */
export interface DelayedStart {
	readonly done: boolean;
	/** Runs when the task was started, or at once if it was. */
	onDone(run: () => void): void;
}

/**
 * Replaces tasks by the rules of their restart policy. One for each orchestrator.
 *
 * Source: swarmkit manager/orchestrator/restart/restart.go; SEMANTICS 8.4.
 */
export class RestartSupervisor {
	private readonly delays = new Map<string, Delay>();
	private readonly histories = new Map<string, Map<string, SlotHistory>>();

	constructor(
		private readonly context: LeaderContext,
		private readonly oldTaskLimitMs = OLD_TASK_LIMIT_MS
	) {
		const onCommit = (changes: readonly Change[]): void => {
			for (const delay of this.delays.values()) delay.onCommit(changes);
		};
		context.scope.onEnd(context.store.watch(onCommit));
	}

	/**
	 * Shuts a task down and, where its policy says so, creates its successor: observed NEW, desired READY, so that image
	 * and container are there when the delay is over.
	 */
	restart(tx: WriteTx, service: Service, task: Task): void {
		const delay = this.delays.get(task.id);
		if (delay) {
			// The task failed while its own start is still delayed (no such image): no faster than the delay allows.
			if (!delay.hasWaiter) {
				delay.hasWaiter = true;
				delay.onDone(() => this.restartLater(task.id));
			}
			return;
		}
		if (isAfter(task.desiredState, 'COMPLETE')) return;
		tx.update('task', { ...task, desiredState: 'SHUTDOWN' });
		if (!this.shouldRestart(task, service)) return;

		const { sim, rng } = this.context;
		const maker = { rng, timestamp: sim.timestamp(), cluster: defaultCluster(tx) };
		let replacement: Task;
		if (isReplicated(service) || isReplicatedJob(service)) replacement = newTask(maker, service, task.slot);
		else if (isGlobal(service) || isGlobalJob(service)) replacement = newTask(maker, service, 0, task.nodeId);
		else return;
		replacement = { ...replacement, desiredState: 'READY' };
		if (isJob(service) && service.jobStatus)
			replacement = { ...replacement, jobIteration: service.jobStatus.jobIteration };

		const node = tx.get('node', task.nodeId ?? '');
		const delayMs = node?.spec.availability === 'DRAIN' ? 0 : restartDelayMs(task);
		const waitStop = node?.status.state !== 'DOWN' && isAtMost(task.status.state, 'RUNNING');
		tx.create('task', replacement);
		this.record(replacement, service);
		sim.trace.emit({
			type: 'restart',
			where: this.context.where,
			taskId: task.id,
			task: taskName(task),
			replacement: replacement.id,
			delayMs,
			why: reason(task, node)
		});
		this.delayStart(task, replacement.id, delayMs, waitStop);
	}

	shouldRestart(task: Task, service: Service): boolean {
		// A global job's history is kept per node but looked up without one, so its attempts are not limited. As upstream.
		const key = isGlobalJob(service) ? `slot ${task.slot}` : slotKey(task, service);
		return shouldRestart(task, service, this.histories.get(task.serviceId ?? '')?.get(key));
	}

	updatableTasks(slot: Slot, service: Service): Slot {
		return updatableTasks(slot, service, (task) => this.shouldRestart(task, service));
	}

	/** Notes that `replacement` was started in its slot. `atMs`: milliseconds since 1970, default now. */
	record(replacement: Task, service: Service, atMs = this.context.sim.wallMs): void {
		const serviceId = replacement.serviceId ?? '';
		const key = slotKey(replacement, service);
		const slots = this.histories.get(serviceId);
		const history = recordRestart(slots?.get(key), replacement, atMs);
		if (!history) return;
		if (slots) slots.set(key, history);
		else this.histories.set(serviceId, new Map([[key, history]]));
	}

	/**
	 * Moves `newTaskId` from READY to RUNNING when the delay is over and, if wanted, the old task is past RUNNING (or its
	 * node is down or gone, or a minute has passed). To be called within the transaction that writes the two tasks, so
	 * that no change of the old one is missed.
	 */
	delayStart(oldTask: Task | undefined, newTaskId: string, delayMs: number, waitStop: boolean): DelayedStart {
		this.cancel(newTaskId);
		const waitFor = waitStop && oldTask && isAtMost(oldTask.status.state, 'RUNNING') ? oldTask : undefined;
		const delay = new Delay(this.context, delayMs, waitFor, this.oldTaskLimitMs, () => {
			this.context.store.update(
				'start',
				(tx) => startNow(tx, newTaskId),
				() => this.finish(newTaskId, delay)
			);
		});
		this.delays.set(newTaskId, delay);
		return delay;
	}

	/** Forgets a pending start; who waits for it goes on. */
	cancel(taskId: string): void {
		const delay = this.delays.get(taskId);
		if (!delay) return;
		delay.stop();
		this.finish(taskId, delay);
	}

	clearServiceHistory(serviceId: string): void {
		this.histories.delete(serviceId);
	}

	private finish(taskId: string, delay: Delay): void {
		if (this.delays.get(taskId) === delay) this.delays.delete(taskId);
		delay.finish();
	}

	private restartLater(taskId: string): void {
		this.context.store.update('restart', (tx) => {
			const task = tx.get('task', taskId);
			const service = tx.get('service', task?.serviceId ?? '');
			if (!task || !service || isAfter(task.desiredState, 'RUNNING')) return;
			this.restart(tx, service, task);
			return `restart ${shortNames([task])}`;
		});
	}
}

/** Lets a READY task go on: to RUNNING, or COMPLETE for a task of a job. */
export function startNow(tx: WriteTx, taskId: string): string | undefined {
	const task = tx.get('task', taskId);
	if (!task || isAtLeast(task.desiredState, 'RUNNING')) return undefined;
	tx.update('task', { ...task, desiredState: task.jobIteration ? 'COMPLETE' : 'RUNNING' });
	return `start ${shortNames([task])}`;
}

class Delay implements DelayedStart {
	done = false;
	hasWaiter = false;
	private readonly runs: (() => void)[] = [];
	private readonly timers: Timer[] = [];
	private elapsed = false;
	private started = false;

	constructor(
		private readonly context: LeaderContext,
		delayMs: number,
		/** Task to wait for; undefined when there is none or it has stopped. */
		private oldTask: Task | undefined,
		oldTaskLimitMs: number,
		private readonly start: () => void
	) {
		if (oldTask) this.timers.push(context.scope.after(oldTaskLimitMs, () => this.stoppedOld()));
		this.timers.push(
			context.scope.after(delayMs, () => {
				this.elapsed = true;
				this.go();
			})
		);
	}

	onCommit(changes: readonly Change[]): void {
		const old = this.oldTask;
		if (!old) return;
		for (const change of changes) {
			const ended =
				change.kind === 'task' &&
				change.id === old.id &&
				change.op === 'update' &&
				isAfter(change.object.status.state, 'RUNNING');
			const lost =
				change.kind === 'node' &&
				change.id === old.nodeId &&
				(change.op === 'delete' || change.object.status.state === 'DOWN');
			if (ended || lost) this.stoppedOld();
		}
	}

	onDone(run: () => void): void {
		if (this.done) run();
		else this.runs.push(run);
	}

	stop(): void {
		this.started = true;
		for (const timer of this.timers) timer.cancel();
	}

	finish(): void {
		if (this.done) return;
		this.done = true;
		for (const run of this.runs.splice(0)) run();
	}

	private stoppedOld(): void {
		if (!this.oldTask) return;
		this.oldTask = undefined;
		// Not within the commit that told us.
		if (this.elapsed) this.context.scope.after(0, () => this.go());
	}

	private go(): void {
		if (!this.elapsed || this.oldTask || this.started) return;
		this.stop();
		this.start();
	}
}

function reason(
	task: Task,
	node: SwarmNode | undefined
): 'failed' | 'node down' | 'node drained' | 'node gone' | 'finished' | 'rejected' {
	if (task.status.state === 'COMPLETE') return 'finished';
	if (task.status.state === 'REJECTED') return 'rejected';
	if (isAfter(task.status.state, 'RUNNING')) return 'failed';
	if (!node) return 'node gone';
	return node.status.state === 'DOWN' ? 'node down' : 'node drained';
}
