import { park, sleep, WaitQueue, type Proc, type Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Task, TaskStatus } from '../objects.ts';
import { isAtLeast, isBefore } from '../task-state.ts';
import type { LogSubscribeOptions } from '../swarm.ts';
import { TaskError, type Controller, type Executor, type LogReader } from './controller.ts';
import { resolve, step } from './task.ts';

/** Pause before a step is tried again that has failed for the time being. */
const RETRY_MS = 1000;

/**
 * Drives one task on this node, one step at a time, and reports each new status. A task that must end interrupts the
 * step it is in.
 *
 * Source: swarmkit agent/task.go. There every change of the task interrupts the step; here only one that ends the task:
 * an operation that would only be begun again is left to finish.
 */
export class TaskRunner {
	private controller: Controller | undefined;
	private proc: Proc | undefined;
	private readonly changed = new WaitQueue();
	private isClosing = false;
	/** In an operation that may be interrupted. */
	private isInterruptible = false;

	constructor(
		/** As assigned, but with the status as known here. */
		public task: Task,
		private readonly scope: Scope,
		private readonly executor: Executor,
		private readonly report: (task: Task) => void
	) {}

	start(): void {
		this.proc = this.scope.spawn(this.run(), { name: `task ${this.task.id}` });
	}

	/** The manager has changed the task. */
	update(task: Task): void {
		// The desired state never goes back.
		if (isBefore(task.desiredState, this.task.desiredState)) return;
		// The status known here is the true one.
		this.task = { ...task, status: this.task.status };
		this.controller?.update(this.task);
		this.wake();
	}

	/** Not assigned any more: stops it and removes what was made for it. */
	close(): void {
		this.isClosing = true;
		this.wake();
	}

	/** The task's output; undefined when it has none to read. */
	*logs(options: LogSubscribeOptions): Process<LogReader | undefined> {
		// A task that was begun in this very turn has no controller yet.
		if (!this.controller) yield* sleep(0);
		return yield* this.controller?.logs(options) ?? noReader();
	}

	private wake(): void {
		const mustEnd = this.isClosing || isAtLeast(this.task.desiredState, 'SHUTDOWN');
		if (mustEnd && this.isInterruptible) {
			this.isInterruptible = false;
			this.proc?.kill('SIGINT');
		}
		this.changed.notifyAll();
	}

	private readonly timestamp = (): string => this.scope.sim.timestamp();

	private *run(): Process {
		const resolved = resolve(this.task, (task) => this.executor.controller(task), this.timestamp);
		this.controller = resolved.controller;
		if (resolved.status !== this.task.status) this.setStatus(resolved.status);
		if (!this.controller) return 0;
		while (!this.isClosing) {
			const before = this.task;
			this.isInterruptible = !isAtLeast(before.desiredState, 'SHUTDOWN');
			const { outcome, status } = yield* step(before, this.controller, this.timestamp);
			this.isInterruptible = false;
			if (status !== before.status) this.setStatus(status);
			if (this.isClosing || outcome === 'next' || this.task.desiredState !== before.desiredState) continue;
			yield* park(this.changed, outcome === 'retry' ? RETRY_MS : undefined);
		}
		yield* this.cleanUp(this.controller);
		return 0;
	}

	private *cleanUp(controller: Controller): Process<void> {
		try {
			if (isBefore(this.task.status.state, 'COMPLETE')) yield* controller.shutdown();
		} catch (error) {
			// Best effort, as in SwarmKit: what cannot be stopped is removed by force.
			if (!(error instanceof TaskError)) throw error;
		}
		try {
			yield* controller.remove();
		} catch (error) {
			if (!(error instanceof TaskError)) throw error;
		}
	}

	private setStatus(status: TaskStatus): void {
		this.task = { ...this.task, status };
		this.report(this.task);
	}
}

function* noReader(): Process<undefined> {
	return undefined;
}
