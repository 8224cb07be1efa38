import type { CommandContext } from '../../context.ts';
import { encodeFilters, POLL_HEADER } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import { ProgressDisplay } from '../../format/progress-display.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import { Signal, sleep, type Process } from '../../../sim/process.ts';
import { createUpdater, type ProgressUpdater } from './progress-updaters.ts';

/** How often the client looks, and how long tasks have to stay up unless the service says otherwise. */
const POLL_MS = 200;
const MONITOR_MS = 5000;

/**
 * Follows a service until it has converged and stayed so for its monitor period.
 * Source: docker/cli service/progress; recordings/services.jsonl, updates.jsonl.
 * @param name as typed (the ID after `service create`): the last line repeats it
 * @returns false when Ctrl-C came before the end
 * @throws CliError when an update or rollback was paused
 */
export function* waitForService(context: CommandContext, name: string, quiet: boolean): Process<boolean> {
	const { show } = quietable(context, quiet);
	let updater: ProgressUpdater | undefined;
	let converged = false;
	let convergedAt: number | undefined;
	let monitorMs = MONITOR_MS;
	let rollingBack = false;
	let closing: string | undefined;
	for (;;) {
		const service = yield* context.engine.get<Service>(`/services/${name}`, { insertDefaults: 'false' }, POLL_HEADER);
		const monitor = service.Spec.UpdateConfig?.Monitor;
		if (monitor) monitorMs = monitor / 1e6;
		updater ??= createUpdater(service, show);
		const status = service.UpdateStatus;
		switch (status?.State) {
			case 'updating':
				rollingBack = false;
				break;
			case 'completed':
				if (!converged) return true;
				break;
			case 'paused':
				throw new CliError(`service update paused: ${status.Message ?? ''}`);
			case 'rollback_started':
				if (!rollingBack && status.Message)
					yield* show({ id: 'rollback', status: status.Message, bar: { current: 0, total: 0 } });
				rollingBack = true;
				break;
			case 'rollback_paused':
				throw new CliError(`service rollback paused: ${status.Message ?? ''}`);
			case 'rollback_completed':
				if (!converged) closing = status.Message ?? '';
				rollingBack = true;
				break;
			case undefined:
		}
		if (converged && convergedAt !== undefined && context.nowMs - convergedAt >= monitorMs) {
			yield* show({
				id: 'verify',
				status: context.era.capabilities.wordsOf28 ? `Service ${name} converged` : 'Service converged',
				bar: { current: 0, total: 0 }
			});
			if (closing !== undefined) yield* show({ id: 'rollback', status: closing });
			return true;
		}
		const which = context.era.capabilities.wordsOf28 ? service.ID : name;
		const filters = encodeFilters({ service: [which], '_up-to-date': ['true'] });
		const tasks = yield* context.engine.get<Task[]>('/tasks', { filters }, POLL_HEADER);
		const nodes = yield* context.engine.get<Node[]>('/nodes', {}, POLL_HEADER);
		const active = new Set(nodes.filter((node) => node.Status.State !== 'down').map((node) => node.ID));
		converged = yield* updater.update(service, tasks, active, rollingBack);
		if (converged) {
			if (service.JobStatus) {
				yield* show({ status: 'job complete' });
				return true;
			}
			convergedAt ??= context.nowMs;
			const left = monitorMs - (context.nowMs - convergedAt);
			if (left >= 0) {
				// The real clock has always moved on a little since: five seconds are shown as 5, not as 6.
				const seconds = Math.max(1, Math.ceil(left / 1000));
				const text = `Waiting ${seconds} seconds to verify that tasks are stable...`;
				yield* show({ id: 'verify', status: text, bar: { current: 0, total: 0 } });
			}
		} else {
			if (convergedAt !== undefined)
				yield* show({ id: 'verify', status: 'Detected task failure', bar: { current: 0, total: 0 } });
			convergedAt = undefined;
		}
		if (yield* interrupted()) {
			if (!converged) {
				// Since 28 the display ends with the same Ctrl-C: whether it still shows this is chance.
				yield* show({ status: 'Operation continuing in background.' });
				yield* show({ status: `Use \`docker service ps ${name}\` to check progress.` });
			}
			// The client ends well: the service goes on without it.
			return false;
		}
	}
}

/** What is wrong with the services after one that somebody stopped looking at, since 28. */
export const CANCELED = 'context canceled';

/** Several services one after another. @returns what went wrong, each with the service's name before it */
export function* waitForServices(context: CommandContext, names: readonly string[], quiet = false): Process<string[]> {
	const errors: string[] = [];
	let isCanceled = false;
	for (const name of names) {
		try {
			if (isCanceled) errors.push(`${name}: ${CANCELED}`);
			else if (!(yield* waitForService(context, name, quiet))) isCanceled = context.era.capabilities.wordsOf28;
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			errors.push(`${name}: ${error.message}`);
		}
	}
	return errors;
}

/** What draws progress; `quiet` draws nothing. */
export function quietable(context: CommandContext, quiet: boolean): Pick<ProgressDisplay, 'show'> {
	const display = new ProgressDisplay(context);
	return {
		*show(message) {
			if (!quiet) yield* display.show(message);
		}
	};
}

/** Waits for the next look. true: Ctrl-C came first. */
export function* interrupted(): Process<boolean> {
	try {
		yield* sleep(POLL_MS);
		return false;
	} catch (error) {
		if (error instanceof Signal && error.signal === 'SIGINT') return true;
		throw error;
	}
}
