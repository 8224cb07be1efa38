import type { ContainerRecord } from './container-record.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;
/** A run of this length makes the next delay the first one again. */
const GOOD_RUN_MS = 10_000;

/** Delay before the next start, or undefined for none. Source: moby restartmanager/restartmanager.go, ShouldRestart. */
export function restartDelay(record: ContainerRecord, ranMs: number, lastDelayMs: number): number | undefined {
	const policy = record.hostConfig.RestartPolicy ?? { Name: '', MaximumRetryCount: 0 };
	const delay =
		lastDelayMs === 0 || ranMs >= GOOD_RUN_MS ? FIRST_DELAY_MS : Math.min(lastDelayMs * 2, LONGEST_DELAY_MS);
	switch (policy.Name) {
		case 'always':
			return delay;
		case 'unless-stopped':
			return record.stoppedByHand ? undefined : delay;
		case 'on-failure': {
			const mayTryAgain = policy.MaximumRetryCount === 0 || record.restartCount < policy.MaximumRetryCount;
			return record.exitCode !== 0 && mayTryAgain ? delay : undefined;
		}
		default:
			return undefined;
	}
}

/** Whether the daemon starts it when it starts itself; attempts are counted anew. Source: testdata/engine/lives. */
export function startsWithDaemon(record: ContainerRecord): boolean {
	switch (record.hostConfig.RestartPolicy?.Name) {
		case 'always':
			return true;
		case 'unless-stopped':
			return !record.stoppedByHand;
		case 'on-failure':
			return record.exitCode !== 0;
		default:
			return false;
	}
}
