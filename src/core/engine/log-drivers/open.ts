import { ApiError } from '../../api/error.ts';
import type { LogLine } from '../container-log.ts';
import type { ContainerRecord } from '../container-record.ts';
import type { EngineContext } from '../engine-context.ts';
import { sizeOf, LOG_DRIVERS } from './table.ts';

/** Where the lines of a container go besides what is kept of them. */
export interface OpenLog {
	/** Each whole line, without its end. */
	readonly deliver: ((line: LogLine) => void) | undefined;
	/** Files of json-file and local: the oldest is dropped when all are full. */
	readonly rotation: { bytes: number; files: number } | undefined;
}

/** Severities that the syslog driver uses. Source: lab 20.10, priorities 30 and 27. */
const SEVERITY = { stdout: 6, stderr: 3 } as const;

/**
 * What happens to a container's lines from its start.
 * @throws ApiError when its driver cannot begin; the container does not start then. Wordings: lab 20.10.
 */
export function openLog(context: EngineContext, record: ContainerRecord): OpenLog {
	const { Type: name = 'json-file', Config } = record.hostConfig.LogConfig ?? {};
	const options = Config ?? {};
	const driver = LOG_DRIVERS.get(name);
	const fault = driver?.startFault?.(options) ?? (name === 'syslog' ? addressFault(context, options) : undefined);
	const tag = tagOf(record, context.where, options['tag'] ?? '');
	const problem = fault ?? tag.fault;
	if (problem !== undefined && name !== 'none')
		throw new ApiError('system', `failed to initialize logging driver: ${problem}`);
	const bytes = driver?.isReadable && options['max-size'] !== undefined ? sizeOf(options['max-size']) : undefined;
	const isHere = name === 'journald' || (name === 'syslog' && (options['syslog-address'] ?? '') === '');
	const { hostLog } = context;
	return {
		deliver: isHere
			? ({ stream, text }) =>
					hostLog.write({
						severity: SEVERITY[stream],
						identifier: tag.text,
						message: text.replace(/\r?\n$/, ''),
						fields: name === 'journald' ? { CONTAINER_NAME: record.name, CONTAINER_ID: record.id.slice(0, 12) } : {}
					})
			: undefined,
		rotation: bytes === undefined ? undefined : { bytes, files: Number(options['max-file'] ?? 1) }
	};
}

/** Somebody must be there who takes the lines, where a protocol can tell. */
function addressFault({ net, host }: EngineContext, options: Readonly<Record<string, string>>): string | undefined {
	const match = /^(\w+):\/\/([^/]*)/.exec(options['syslog-address'] ?? '');
	if (!match || match[1]!.startsWith('unix')) return undefined;
	const [, protocol = '', address = ''] = match;
	const [name = '', port = '514'] = address.split(':');
	const isNumber = /^\d+(\.\d+){3}$/.test(name);
	const target = net.find(name, host.name);
	if (!target && !isNumber) return `dial ${protocol.replace('tcp+tls', 'tcp')}: lookup ${name}: no such host`;
	if (protocol === 'udp') return undefined;
	if (target?.isListening(`tcp/${port}`)) return undefined;
	return `dial tcp ${target?.address ?? name}:${port}: connect: ${target?.isUp || target === host ? 'connection refused' : 'no route to host'}`;
}

/** `--log-opt tag=…`: Go's template over what the driver knows of the container. */
function tagOf(record: ContainerRecord, machine: string, template: string): { text: string; fault?: string } {
	const { id } = record;
	const values: Readonly<Record<string, string>> = {
		ID: id.slice(0, 12),
		FullID: id,
		Name: record.name,
		ImageName: record.image,
		ImageID: record.imageId.replace('sha256:', '').slice(0, 12),
		ImageFullID: record.imageId,
		DaemonName: 'docker',
		Command: [record.path, ...record.args].join(' ')
	};
	let fault: string | undefined;
	const text = (template || '{{.ID}}').replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, field: string, at: number) => {
		const value = field === 'Hostname' ? machine : values[field];
		if (value === undefined)
			fault ??= `template: log-tag:1:${at + 2}: executing "log-tag" at <.${field}>: can't evaluate field ${field} in type *logger.Info`;
		return value ?? whole;
	});
	return fault === undefined ? { text } : { text, fault };
}
