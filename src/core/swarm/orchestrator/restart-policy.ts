import type { Service, Task } from '../objects.ts';
import { isJob, milliseconds, restartCondition, statusTimeMs } from './task.ts';

/** What a leader remembers of the restarts in one slot. */
export interface SlotHistory {
	totalRestarts: number;
	specVersion: number;
	/** Milliseconds since 1970 of each restart; only kept for policies with a window. */
	restartsMs: number[];
}

/**
 * Whether the policy of a task that ended asks for another one.
 *
 * Source: swarmkit manager/orchestrator/restart/restart.go, shouldRestart; SEMANTICS 8.4.
 * @param history of the task's slot, undefined when nothing was restarted there
 */
export function shouldRestart(task: Task, service: Service | undefined, history: SlotHistory | undefined): boolean {
	const condition = restartCondition(task);
	if (condition === 'NONE') return false;
	// To restart a job that is complete would make no sense.
	if ((condition === 'ON_FAILURE' || isJob(service)) && task.status.state === 'COMPLETE') return false;

	const maxAttempts = task.spec.restart?.maxAttempts ?? 0;
	if (maxAttempts === 0) return true;
	if (!history || (task.specVersion && task.specVersion.index !== history.specVersion)) return true;

	const windowMs = milliseconds(task.spec.restart?.window ?? 0);
	const endedMs = statusTimeMs(task);
	if (windowMs === 0 || endedMs === undefined) return history.totalRestarts < maxAttempts;
	const inWindow = history.restartsMs.filter((time) => time > endedMs - windowMs && time < endedMs);
	return inWindow.length < maxAttempts;
}

/**
 * The history after `replacement` was started in the slot. Failures of an older spec do not count against a newer.
 * @returns undefined when the policy needs no history
 */
export function recordRestart(
	history: SlotHistory | undefined,
	replacement: Task,
	nowMs: number
): SlotHistory | undefined {
	const { maxAttempts = 0, window = 0 } = replacement.spec.restart ?? {};
	if (maxAttempts === 0) return undefined;
	const specVersion = replacement.specVersion?.index;
	const fresh: SlotHistory = { totalRestarts: 0, specVersion: specVersion ?? 0, restartsMs: [] };
	const old = history && (specVersion === undefined || specVersion === history.specVersion) ? history : fresh;
	return {
		totalRestarts: old.totalRestarts + 1,
		specVersion: old.specVersion,
		restartsMs: window === 0 ? old.restartsMs : [...old.restartsMs, nowMs]
	};
}
