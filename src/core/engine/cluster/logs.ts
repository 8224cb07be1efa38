import type { LogOptions } from '../../api/backend.ts';
import type { ApiStream, StreamChunk } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import type { LogMessage, LogSubscription } from '../../swarm/swarm.ts';
import type { ClusterOptions } from '../cluster.ts';
import { encodeAttributes } from '../log-drivers/of-container.ts';
import { lookUp, lookUpTask } from './lookup.ts';

/**
 * Lines of all tasks that the selector means, gathered from their nodes by the log broker.
 * Source: moby daemon/cluster/services.go, ServiceLogs; recordings/logs.jsonl.
 */
export function* serviceLogs(
	options: ClusterOptions,
	selector: { services: string[]; tasks: string[] },
	wanted: LogOptions
): Process<ApiStream> {
	const control = options.swarm.control();
	const serviceIds: string[] = [];
	const taskIds: string[] = [];
	let isTerminal = false;
	for (const term of selector.services) {
		const service = yield* lookUp(control, 'service', term);
		serviceIds.push(service.id);
		isTerminal ||= service.spec.task.container?.tty ?? false;
	}
	for (const term of selector.tasks) {
		const task = yield* lookUpTask(control, term);
		taskIds.push(task.id);
		isTerminal ||= task.spec.container?.tty ?? false;
	}
	const subscription = yield* control.subscribeLogs(
		{ serviceIds, taskIds },
		{
			follow: wanted.follow,
			stdout: wanted.stdout,
			stderr: wanted.stderr,
			...(wanted.tail !== undefined && { tail: wanted.tail }),
			...(wanted.since !== undefined && { since: wanted.since })
		}
	);
	return new LogStream(subscription, wanted, isTerminal);
}

class LogStream implements ApiStream {
	constructor(
		private readonly subscription: LogSubscription,
		private readonly wanted: LogOptions,
		readonly isTerminal: boolean
	) {}

	*read(): Process<StreamChunk | undefined> {
		const message = yield* this.subscription.read();
		if (!message) return undefined;
		if ('error' in message) {
			// As moby's WriteLogStream puts an error among the lines.
			return { kind: this.isTerminal ? 'raw' : 'error', text: `Error grabbing logs: ${message.error}\n` };
		}
		return { kind: this.isTerminal ? 'raw' : message.stream, text: this.line(message) };
	}

	/** Time, then details, then the line. The client takes them apart again. */
	private line(message: LogMessage): string {
		let text = message.text;
		if (this.wanted.details) {
			const details = encodeAttributes({
				...message.attributes,
				'com.docker.swarm.node.id': message.nodeId,
				'com.docker.swarm.service.id': message.serviceId,
				'com.docker.swarm.task.id': message.taskId
			});
			text = `${details} ${text}`;
		}
		return this.wanted.timestamps ? `${message.timestamp} ${text}` : text;
	}

	*write(): Process<void> {}

	closeWrite(): void {}

	close(): void {
		this.subscription.close();
	}
}
