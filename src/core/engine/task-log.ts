import type { Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { LogLine, LogReader } from '../swarm/agent/controller.ts';
import type { LogSubscribeOptions } from '../swarm/swarm.ts';
import type { ContainerRecord } from './container-record.ts';
import { isRunning } from './container-view.ts';
import { logAttributes } from './log-drivers/of-container.ts';

/** Lines that are published in one message. */
const LINES_MAX = 100;

/**
 * A task's output for the swarm's log broker, line by line. What a terminal wrote is all stdout.
 * Source: moby daemon/cluster/executor/container/controller.go, Logs.
 */
export function readTaskLog(record: ContainerRecord, scope: Scope, options: LogSubscribeOptions): LogReader {
	const { follow, stdout, stderr, tail, since } = options;
	const wanted = {
		follow,
		stdout,
		stderr,
		timestamps: true,
		details: false,
		...(tail === undefined ? {} : { tail }),
		...(since === undefined ? {} : { since })
	};
	const stream = record.log.read(scope, wanted, { isTty: false, details: '' }, () => isRunning(record));
	const attributes = logAttributes(record);
	const extra = Object.keys(attributes).length > 0 ? { attributes } : {};
	return {
		*read(): Process<LogLine[] | undefined> {
			const lines: LogLine[] = [];
			do {
				const chunk = yield* stream.read();
				if (!chunk) break;
				const cut = chunk.text.indexOf(' ');
				lines.push({
					timestamp: chunk.text.slice(0, cut),
					stream: chunk.kind === 'stderr' ? 'stderr' : 'stdout',
					text: chunk.text.slice(cut + 1),
					...extra
				});
			} while (stream.backlog > 0 && lines.length < LINES_MAX);
			return lines.length > 0 ? lines : undefined;
		},
		close: () => stream.close()
	};
}
