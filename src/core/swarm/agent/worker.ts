import type { Scope } from '../../sim/scope.ts';
import type { SwarmDisk } from '../disk.ts';
import type { Task } from '../objects.ts';
import type { Executor } from './controller.ts';
import { TaskRunner } from './task-runner.ts';

/**
 * The tasks of this node, in memory and on its disk. What was assigned goes on running without a dispatcher, and is
 * taken up again after a restart of the daemon.
 *
 * Source: swarmkit agent/worker.go, storage.go.
 */
export class Worker {
	private readonly runners = new Map<string, TaskRunner>();
	private readonly listeners = new Set<(runner: TaskRunner) => void>();

	constructor(
		private readonly scope: Scope,
		private readonly disk: SwarmDisk,
		private readonly executor: Executor,
		private readonly report: (task: Task) => void
	) {}

	/** Takes up what the disk holds. */
	start(): void {
		for (const task of Object.values(this.disk.tasks)) this.startTask(task);
	}

	assign(tasks: readonly Task[], removed: readonly string[], complete: boolean): void {
		const wanted = new Set(tasks.map((task) => task.id));
		if (complete) {
			for (const id of [...this.runners.keys()]) if (!wanted.has(id)) this.remove(id);
		}
		for (const id of removed) this.remove(id);
		for (const task of tasks) {
			const runner = this.runners.get(task.id);
			if (runner) {
				runner.update(task);
				this.save(runner.task);
			} else {
				// A status that we have seen ourselves is newer than what a manager tells of it.
				const known = this.disk.tasks[task.id];
				const taken = known ? { ...task, status: known.status } : task;
				this.save(taken);
				this.startTask(taken);
			}
		}
		if (complete) this.executor.removeStale(new Set(this.runners.keys()));
	}

	running(): TaskRunner[] {
		return [...this.runners.values()];
	}

	/** Told of every task that is begun from now on. */
	onTask(listener: (runner: TaskRunner) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Statuses that a new session has to tell, because the dispatcher may have missed them. */
	tasks(): Task[] {
		return [...this.runners.values()].map((runner) => runner.task);
	}

	private remove(id: string): void {
		this.runners.get(id)?.close();
		this.runners.delete(id);
		delete this.disk.tasks[id];
	}

	private startTask(task: Task): void {
		const runner = new TaskRunner(task, this.scope, this.executor, (changed) => {
			// The last words of a task that is not assigned any more are of no use to anybody.
			if (this.runners.get(task.id) !== runner) return;
			this.save(changed);
			this.report(changed);
		});
		this.runners.set(task.id, runner);
		runner.start();
		for (const listener of [...this.listeners]) listener(runner);
	}

	private save(task: Task): void {
		this.disk.tasks[task.id] = task;
	}
}
