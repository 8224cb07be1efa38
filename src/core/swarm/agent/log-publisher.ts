import { NetError } from '../../sim/net.ts';
import { waitFor, type Proc, type Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import type { LogRequest, SubscriptionMessage } from '../logbroker/protocol.ts';
import type { Task } from '../objects.ts';
import { SwarmError } from '../swarm.ts';
import type { LogReader } from './controller.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Worker } from './worker.ts';

/**
 * Publishes the output of this node's tasks to the subscriptions that want it, while the session lasts.
 *
 * Source: swarmkit agent/worker.go, Subscribe; agent/agent.go, Publisher.
 */
export class LogPublisher {
	private readonly publishing = new Map<string, { scope: Scope; unwatch: () => void }>();

	constructor(
		private readonly nodeId: string,
		/** Ends with the session. */
		private readonly scope: Scope,
		private readonly worker: Worker,
		private readonly call: (request: LogRequest) => Process<unknown>
	) {}

	take(message: SubscriptionMessage): void {
		const { id, options, close } = message;
		if (close) {
			this.stop(id);
			return;
		}
		if (this.publishing.has(id)) return;
		const scope = this.scope.child(`logs ${id}`);
		const publish = (runner: TaskRunner): Proc =>
			scope.spawn(this.publishTask(message, runner), { name: `logs of ${runner.task.id}` });
		const unwatch = options.follow
			? this.worker.onTask((runner) => {
					if (selects(message, runner.task)) publish(runner);
				})
			: () => {};
		this.publishing.set(id, { scope, unwatch });
		scope.onEnd(unwatch);
		const running = this.worker.running().filter((runner) => selects(message, runner.task));
		scope.spawn(this.publishAll(message, running.map(publish)), { name: 'logs' });
	}

	private stop(id: string): void {
		const open = this.publishing.get(id);
		this.publishing.delete(id);
		open?.unwatch();
		open?.scope.end();
	}

	/** Without --follow a node is done when the tasks it has now have told everything. */
	private *publishAll({ id, options }: SubscriptionMessage, procs: readonly Proc[]): Process {
		for (const proc of procs) yield* waitFor(proc);
		if (options.follow) return 0;
		this.publishing.delete(id);
		yield* this.tell({ op: 'published', id, nodeId: this.nodeId });
		return 0;
	}

	private *publishTask({ id, options }: SubscriptionMessage, runner: TaskRunner): Process {
		const { id: taskId, serviceId = '' } = runner.task;
		let reader: LogReader | undefined;
		try {
			reader = yield* runner.logs(options);
			for (;;) {
				const lines = yield* reader?.read() ?? nothing();
				if (!lines) return 0;
				const isHeard = yield* this.tell({ op: 'publish', id, nodeId: this.nodeId, serviceId, taskId, lines });
				if (!isHeard) return 0;
			}
		} finally {
			reader?.close();
		}
	}

	/** @returns false when nobody wants to hear any more */
	private *tell(request: LogRequest): Process<boolean> {
		try {
			yield* this.call(request);
			return true;
		} catch (error) {
			if (error instanceof NetError || error instanceof SwarmError) return false;
			throw error;
		}
	}
}

function selects({ selector }: SubscriptionMessage, task: Task): boolean {
	return selector.taskIds.includes(task.id) || selector.serviceIds.includes(task.serviceId ?? '');
}

function* nothing(): Process<undefined> {
	return undefined;
}
