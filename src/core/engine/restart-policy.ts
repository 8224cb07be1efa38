import { ApiError } from '../api/error.ts';
import type { HostConfig } from '../api/wire/container.ts';
import { atLeast, type Era } from '../era/era.ts';
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

/** Source: moby api/types/container/hostconfig.go, ValidateRestartPolicy (28.2); a real 20.10 (testdata/real-engine). */
export function checkRestartPolicy(policy: HostConfig['RestartPolicy'], era: Era): void {
	const { Name: name = '', MaximumRetryCount: retries = 0 } = policy ?? {};
	const isRecent = atLeast(era.id, '28.2');
	const invalid = isRecent ? 'invalid restart policy: ' : '';
	switch (name) {
		case '':
			return;
		case 'on-failure':
			if (retries < 0) throw refusal(`${invalid}maximum retry count cannot be negative`);
			return;
		case 'always':
		case 'unless-stopped':
		case 'no':
			if (retries === 0) return;
			if (!isRecent) throw refusal(`maximum retry count cannot be used with restart policy '${name}'`);
			throw refusal(
				`${invalid}maximum retry count can only be used with 'on-failure'${retries < 0 ? ' and cannot be negative' : ''}`
			);
		default:
			throw refusal(
				isRecent
					? `${invalid}unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`
					: `invalid restart policy '${name}'`
			);
	}
}

const refusal = (message: string): ApiError => new ApiError('invalid', message);
