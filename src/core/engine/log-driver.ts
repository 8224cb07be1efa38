import type { Era } from '../era/era.ts';
import { atLeast } from '../era/era.ts';
import type { ContainerRecord } from './container-record.ts';

/** What the drivers that keep lines on the machine are called. */
const LOCAL_DRIVERS: readonly string[] = ['json-file', 'local', 'journald'];

/**
 * Whether `docker logs` can read what the container has written. From 20.10 the daemon keeps a copy of what goes to a
 * remote driver ("dual logging"), so only `none` cannot be read.
 * Source: recordings, logs.jsonl (none, syslog); Docker's documentation, "Use docker logs with remote logging drivers".
 */
export function canReadLogs(record: ContainerRecord, era: Era): boolean {
	const driver = record.hostConfig.LogConfig?.Type ?? 'json-file';
	return driver !== 'none' && (atLeast(era.id, '20.10') || LOCAL_DRIVERS.includes(driver));
}

/**
 * What --details shows of a container's lines: its labels and variables that --log-opt names.
 * Source: moby daemon/logger/loginfo.go, ExtraAttributes.
 */
export function logAttributes(record: ContainerRecord): Record<string, string> {
	const { labels = '', env = '' } = record.hostConfig.LogConfig?.Config ?? {};
	const attributes: Record<string, string> = {};
	for (const name of labels.split(',')) {
		const value = record.config.Labels?.[name];
		if (value !== undefined) attributes[name] = value;
	}
	const variables = new Map(
		(record.config.Env ?? []).map((pair) => {
			const at = pair.indexOf('=');
			return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
		})
	);
	for (const name of env.split(',')) {
		const value = variables.get(name);
		if (value !== undefined) attributes[name] = value;
	}
	return attributes;
}

/** 'COLOR=blue,owner=me' with everything else than letters escaped, as before each line in the stream of lines. */
export function encodeAttributes(attributes: Readonly<Record<string, string>>): string {
	return Object.entries(attributes)
		.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
		.sort()
		.join(',');
}
