import type { Service, UpdateConfig, UpdateStatus } from '../objects.ts';
import { milliseconds } from './task.ts';

/** What a service does that says nothing about updates (swarmkit api/defaults/service.go). */
export const DEFAULT_UPDATE: UpdateConfig = { parallelism: 1, failureAction: 'PAUSE', order: 'STOP_FIRST' };
const DEFAULT_MONITOR_MS = 5_000;

/** A rollback goes by the rollback's own settings. */
export function updateConfigOf(service: Service): UpdateConfig {
	const config = isRollingBack(service.updateStatus) ? service.spec.rollback : service.spec.update;
	return config ?? DEFAULT_UPDATE;
}

/** How long a new task is watched after it runs. */
export function monitorMs(config: UpdateConfig): number {
	return config.monitor === undefined ? DEFAULT_MONITOR_MS : milliseconds(config.monitor);
}

/** How long the whole update is watched after its last slot, so that the watch outlasts a worker's delay. */
export function finalMonitorMs(config: UpdateConfig): number {
	const delayMs = milliseconds(config.delay ?? 0);
	return delayMs >= monitorMs(config) ? delayMs + 1_000 : monitorMs(config);
}

/**
 * Whether so many failures are too many. Strictly more than the ratio, in 32-bit floats: 1 of 10 is not above 0.1.
 * Source: swarmkit manager/orchestrator/update/updater.go, failureTriggersAction.
 */
export function tooManyFailures(failures: number, dirtySlots: number, config: UpdateConfig): boolean {
	return Math.fround(Math.fround(failures) / Math.fround(dirtySlots)) > Math.fround(config.maxFailureRatio ?? 0);
}

export function isRollingBack(status: UpdateStatus | undefined): boolean {
	return status?.state === 'ROLLBACK_STARTED';
}

/** An update that waits for the user: nothing is touched. */
export function isPaused(status: UpdateStatus | undefined): boolean {
	return status?.state === 'PAUSED' || status?.state === 'ROLLBACK_PAUSED';
}

/** The first transition; undefined when there is a status already. */
export function started(status: UpdateStatus | undefined, now: string): UpdateStatus | undefined {
	return status ? undefined : { state: 'UPDATING', startedAt: now, message: 'update in progress' };
}

export function completed(status: UpdateStatus, now: string): UpdateStatus {
	return isRollingBack(status)
		? { ...status, state: 'ROLLBACK_COMPLETED', message: 'rollback completed', completedAt: now }
		: { ...status, state: 'COMPLETED', message: 'update completed', completedAt: now };
}

/** What too many failures lead to. */
export type FailureOutcome = { action: 'none' } | { action: 'pause' | 'rollback'; message: string };

/** A rollback is never rolled back, it pauses; with PAUSE its message still says update (recordings FINDINGS section 4). */
export function failureOutcome(config: UpdateConfig, rollingBack: boolean, taskId: string): FailureOutcome {
	const because = `due to failure or early termination of task ${taskId}`;
	switch (config.failureAction) {
		case 'CONTINUE':
			return { action: 'none' };
		case 'PAUSE':
			return { action: 'pause', message: `update paused ${because}` };
		case 'ROLLBACK':
			if (rollingBack) return { action: 'pause', message: `rollback paused ${because}` };
			return { action: 'rollback', message: `update rolled back ${because}` };
	}
}

/** The service after its update was paused. */
export function paused(service: Service, message: string): Service {
	if (!service.updateStatus) return service;
	const state = isRollingBack(service.updateStatus) ? 'ROLLBACK_PAUSED' : 'PAUSED';
	return { ...service, updateStatus: { ...service.updateStatus, state, message } };
}

/**
 * The service with its previous spec again, which is then gone: no way back from an automatic rollback.
 * @returns undefined when there is no previous spec; the status then stays as it is
 */
export function rolledBack(service: Service, message: string): Service | undefined {
	const { previousSpec, previousSpecVersion, specVersion: _, ...rest } = service;
	if (!service.updateStatus || !previousSpec) return undefined;
	return {
		...rest,
		spec: previousSpec,
		...(previousSpecVersion ? { specVersion: previousSpecVersion } : {}),
		updateStatus: { ...service.updateStatus, state: 'ROLLBACK_STARTED', message }
	};
}
