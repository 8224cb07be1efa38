import type { Timer } from '../../sim/sim.ts';
import type { LeaderContext } from '../component.ts';
import type { Service, Task, UpdateConfig } from '../objects.ts';
import { StoreError, type Change, type WriteTx } from '../store/store.ts';
import { isAfter, isAtLeast, isBefore } from '../task-state.ts';
import { isTaskDirty, sameSpec } from './dirty.ts';
import type { DelayedStart, RestartSupervisor } from './restart.ts';
import type { Slot } from './slot.ts';
import { defaultCluster, isGlobal, milliseconds, newTask, shortNames } from './task.ts';
import {
	completed,
	failureOutcome,
	finalMonitorMs,
	isPaused,
	isRollingBack,
	monitorMs,
	paused,
	rolledBack,
	started,
	tooManyFailures,
	updateConfigOf
} from './update-rules.ts';

/** Keeps at most one update going per service. One for each orchestrator. */
export class UpdateSupervisor {
	private readonly updates = new Map<string, Updater>();

	constructor(
		private readonly context: LeaderContext,
		private readonly restarts: RestartSupervisor
	) {}

	/**
	 * Brings the slots to the service's spec, in the background and in the given order. An update towards the same spec
	 * goes on; one towards another spec is given up.
	 */
	update(service: Service, slots: readonly Slot[]): void {
		const running = this.updates.get(service.id);
		if (running) {
			if (sameSpec(service.spec, running.service.spec)) return;
			running.cancel();
		}
		const updater: Updater = new Updater(this.context, this.restarts, service, () => {
			if (this.updates.get(service.id) === updater) this.updates.delete(service.id);
		});
		this.updates.set(service.id, updater);
		updater.run(slots);
	}
}

/**
 * One rolling update. Workers take slot after slot, each at its own pace: replace, wait until the new task runs, wait
 * the delay. A new task that cannot be placed holds its worker for ever.
 *
 * Source: swarmkit manager/orchestrator/update/updater.go; SEMANTICS 8.5.
 */
class Updater {
	private readonly config: UpdateConfig;
	private readonly queue: Slot[] = [];
	private dirtySlots = 0;
	private busyWorkers = 0;
	/** Tasks made by this update, with the time they were seen running (undefined before). */
	private readonly updatedTasks = new Map<string, number | undefined>();
	private readonly failedTasks = new Set<string>();
	private readonly unheard: Task[] = [];
	/** What workers wait for: a task past its start. */
	private readonly waiting = new Map<string, (task: Task) => void>();
	private readonly timers = new Set<Timer>();
	private unwatch: (() => void) | undefined;
	/** No further slots; the workers finish theirs. */
	private stopped = false;
	private ended = false;

	constructor(
		private readonly context: LeaderContext,
		private readonly restarts: RestartSupervisor,
		readonly service: Service,
		private readonly onEnd: () => void
	) {
		this.config = updateConfigOf(service);
	}

	run(slots: readonly Slot[]): void {
		const { updateStatus } = this.service;
		if (isPaused(updateStatus)) return this.end();
		this.queue.push(...slots.filter((slot) => slot.length > 1 || (slot[0] && this.isDirty(slot[0]))));
		this.dirtySlots = this.queue.length;
		if (this.dirtySlots === 0) {
			if (updateStatus?.state === 'UPDATING' || isRollingBack(updateStatus)) this.complete();
			return this.end();
		}
		if (!updateStatus) this.begin();
		this.unwatch = this.context.store.watch((changes) => this.onCommit(changes));
		const workers = this.config.parallelism === 0 ? this.dirtySlots : this.config.parallelism;
		for (let i = 0; i < workers && this.queue.length > 0; i++) this.work();
	}

	/** Gives up at once; starts that are under way still happen. */
	cancel(): void {
		this.stopped = true;
		this.end();
	}

	private end(): void {
		if (this.ended) return;
		this.ended = true;
		this.unwatch?.();
		for (const timer of this.timers) timer.cancel();
		this.timers.clear();
		this.waiting.clear();
		this.onEnd();
	}

	private after(ms: number, run: () => void): void {
		const timer = this.context.scope.after(ms, () => {
			this.timers.delete(timer);
			run();
		});
		this.timers.add(timer);
	}

	private onCommit(changes: readonly Change[]): void {
		for (const change of changes) {
			if (change.kind !== 'task' || change.op !== 'update' || change.object.serviceId !== this.service.id) continue;
			const task = change.object;
			if (isAfter(task.status.state, 'RUNNING')) this.onFailure(task);
			if (this.ended) return;
			if (isAtLeast(task.status.state, 'RUNNING')) this.waiting.get(task.id)?.(task);
		}
	}

	// ── workers ────────────────────────────────────────────────────────────────────────────────────────────────────

	private work(): void {
		const slot = this.stopped ? undefined : this.queue.shift();
		if (!slot) {
			if (this.busyWorkers > 0) return;
			if (this.stopped) this.end();
			else this.monitor();
			return;
		}
		this.busyWorkers++;
		const clean = slot.filter((task) => !this.isDirty(task));
		const existing =
			clean.find((task) => task.desiredState === 'RUNNING') ??
			clean.findLast((task) => isBefore(task.desiredState, 'RUNNING'));
		if (existing) this.keepOnly(slot, existing);
		else this.replace(slot);
	}

	private workDone(): void {
		if (this.ended) return;
		const delayMs = milliseconds(this.config.delay ?? 0);
		const next = (): void => {
			this.busyWorkers--;
			this.work();
		};
		if (delayMs > 0) this.after(delayMs, next);
		else next();
	}

	/** The slot holds an up-to-date task: the others go, and it is started if it is not wanted yet. */
	private keepOnly(slot: Slot, existing: Task): void {
		const others = slot.filter((task) => task !== existing);
		const start = existing.desiredState !== 'RUNNING';
		if (others.length === 0 && !start) {
			// Never within the commit that freed this worker.
			this.after(0, () => this.workDone());
			return;
		}
		let delay: DelayedStart | undefined;
		this.context.store.update(
			`update ${shortNames([existing])}`,
			(tx) => {
				const removed = others.length > 0 ? this.removeOld(tx, others) : undefined;
				if (start) delay = this.restarts.delayStart(removed, existing.id, 0, true);
			},
			() => {
				if (this.ended) return;
				if (delay) delay.onDone(() => this.workDone());
				else this.workDone();
			}
		);
	}

	private replace(slot: Slot): void {
		const { store, sim, rng } = this.context;
		const first = slot[0]!;
		const startFirst = this.config.order === 'START_FIRST';
		let delay: DelayedStart | undefined;
		let updated: Task | undefined;
		store.update(
			'update',
			(tx) => {
				if (!tx.get('service', this.service.id)) return;
				const maker = { rng, timestamp: sim.timestamp(), cluster: defaultCluster(tx) };
				const nodeId = isGlobal(this.service) ? first.nodeId : undefined;
				const task: Task = { ...newTask(maker, this.service, first.slot, nodeId), desiredState: 'READY' };
				const removed = startFirst ? undefined : this.removeOld(tx, slot);
				tx.create('task', task);
				// From here on its failure counts.
				this.updatedTasks.set(task.id, undefined);
				delay = this.restarts.delayStart(removed, task.id, 0, !startFirst);
				updated = task;
				return `update ${shortNames([task])}`;
			},
			() => {
				if (this.ended) return;
				// The old task was shut down by somebody else, or the service is gone: this slot is not ours any more.
				if (!updated || !delay) return this.after(0, () => this.workDone());
				const { id } = updated;
				delay.onDone(() => this.awaitRunning(id, slot, startFirst));
			}
		);
	}

	/** Without limit of time: whoever updates to an impossible spec waits. */
	private awaitRunning(taskId: string, slot: Slot, startFirst: boolean): void {
		if (this.ended) return;
		const reached = (task: Task): void => {
			this.waiting.delete(taskId);
			this.updatedTasks.set(taskId, this.context.sim.now);
			this.after(0, () => {
				if (!startFirst || task.status.state !== 'RUNNING') return this.workDone();
				this.context.store.update(
					`update ${shortNames([task])}`,
					(tx) => void this.removeOld(tx, slot),
					() => this.workDone()
				);
			});
		};
		const task = this.context.store.get('task', taskId);
		if (task && isAtLeast(task.status.state, 'RUNNING')) reached(task);
		else this.waiting.set(taskId, reached);
	}

	/**
	 * Shuts the tasks down.
	 * @returns the last one that was, undefined when none had to be
	 * @throws StoreError when all of them had been shut down by somebody else already: the slot was replaced meanwhile
	 */
	private removeOld(tx: WriteTx, slot: readonly Task[]): Task | undefined {
		let removed: Task | undefined;
		let taken = false;
		for (const original of slot) {
			if (isAfter(original.desiredState, 'RUNNING')) continue;
			const task = tx.get('task', original.id);
			if (!task || isAfter(task.desiredState, 'RUNNING')) {
				taken = true;
				continue;
			}
			tx.update('task', { ...task, desiredState: 'SHUTDOWN' });
			removed = original;
		}
		if (!removed && taken) throw new StoreError('not exist');
		return removed;
	}

	private isDirty(task: Task): boolean {
		return isTaskDirty(this.service, task, this.context.store.get('node', task.nodeId ?? ''));
	}

	// ── failures and the end ───────────────────────────────────────────────────────────────────────────────────────

	/**
	 * A task of this update that ended before it ran, or too soon after, counts once. COMPLETE counts as well. Once the
	 * last slot is handed out, failures are looked at only when all workers are done, delay included: upstream waits
	 * for its workers there and does not listen meanwhile.
	 */
	private onFailure(task: Task): void {
		if (this.stopped || this.config.failureAction === 'CONTINUE') return;
		if (this.queue.length === 0 && this.busyWorkers > 0) {
			this.unheard.push(task);
			return;
		}
		if (this.failedTasks.has(task.id) || !this.updatedTasks.has(task.id)) return;
		const runningSince = this.updatedTasks.get(task.id);
		if (runningSince !== undefined && this.context.sim.now - runningSince > monitorMs(this.config)) return;
		this.failedTasks.add(task.id);
		if (!tooManyFailures(this.failedTasks.size, this.dirtySlots, this.config)) return;
		const outcome = failureOutcome(this.config, isRollingBack(this.service.updateStatus), task.id);
		if (outcome.action === 'none') return;
		this.stopped = true;
		this.queue.length = 0;
		const after = (service: Service): Service | undefined =>
			outcome.action === 'pause' ? paused(service, outcome.message) : rolledBack(service, outcome.message);
		// Not within the commit that told us.
		this.after(0, () => {
			this.writeStatus(outcome.action === 'pause' ? 'update paused' : 'roll back', after);
			if (this.busyWorkers === 0) this.end();
		});
	}

	private monitor(): void {
		if (this.ended) return;
		for (const task of this.unheard.splice(0)) this.onFailure(task);
		if (this.stopped) return;
		this.after(finalMonitorMs(this.config), () => {
			this.complete();
			this.end();
		});
	}

	private begin(): void {
		this.writeStatus('updating', (service) => {
			const updateStatus = started(service.updateStatus, this.context.sim.timestamp());
			return updateStatus && { ...service, updateStatus };
		});
	}

	private complete(): void {
		this.writeStatus('updated', ({ updateStatus, ...service }) => {
			// Without a status the service was changed since this update began.
			if (!updateStatus) return undefined;
			return { ...service, updateStatus: completed(updateStatus, this.context.sim.timestamp()) };
		});
	}

	private writeStatus(label: string, change: (service: Service) => Service | undefined): void {
		this.context.store.update(label, (tx) => {
			const service = tx.get('service', this.service.id);
			const changed = service?.updateStatus || label === 'updating' ? service && change(service) : undefined;
			if (changed) tx.update('service', changed);
		});
	}
}
