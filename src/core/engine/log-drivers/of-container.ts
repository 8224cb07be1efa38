import { sortKeys } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type { ContainerCreateRequest, HostConfig } from '../../api/wire/container.ts';
import type { Era } from '../../era/era.ts';
import { atLeast } from '../../era/era.ts';
import type { ContainerRecord } from '../container-record.ts';
import type { DaemonConfig } from '../daemon/config.ts';
import { LogOptionError, refuseLogOptions } from './options.ts';
import { LOG_DRIVERS } from './table.ts';

type LogConfig = NonNullable<HostConfig['LogConfig']>;

/**
 * A container's log driver and options: the request's, over those of the daemon if it is the same driver.
 * Source: moby daemon/logs.go, mergeAndVerifyLogConfig; lab 20.10.
 * @throws ApiError when the driver does not know an option
 */
export function logConfigOf({ HostConfig: asked }: ContainerCreateRequest, daemon: DaemonConfig): LogConfig {
	const Type = asked?.LogConfig?.Type || daemon.logDriver;
	const own = asked?.LogConfig?.Config ?? {};
	const Config = sortKeys(Type === daemon.logDriver ? { ...daemon.logOptions, ...own } : own);
	try {
		refuseLogOptions(Type, Config);
	} catch (error) {
		if (error instanceof LogOptionError) throw new ApiError('invalid', error.message);
		throw error;
	}
	return { Type, Config };
}

/**
 * Whether `docker logs` can read what the container has written. From 20.10 the daemon keeps a copy of what goes to a
 * remote driver ("dual logging"), unless it is told not to; `none` can never be read.
 * Source: recordings, logs.jsonl (none, syslog); Docker's documentation, "Use docker logs with remote logging drivers".
 */
export function canReadLogs(record: ContainerRecord, era: Era): boolean {
	const { Type: driver = 'json-file', Config } = record.hostConfig.LogConfig ?? {};
	if (LOG_DRIVERS.get(driver)?.isReadable) return true;
	return driver !== 'none' && atLeast(era.id, '20.10') && Config?.['cache-disabled'] !== 'true';
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
