import { ApiError } from '../api/error.ts';
import type { HostConfig } from '../api/wire/container.ts';
import { atLeast, type Era } from '../era/era.ts';

const MIN_MEMORY = 6 * 1024 * 1024;

/** Numbers of a container's limits, 0 where nothing was said. */
function numbers(config: HostConfig): (name: string) => number {
	const fields = config as Readonly<Record<string, unknown>>;
	return (name) => (typeof fields[name] === 'number' ? fields[name] : 0);
}

/**
 * Whether limits make sense for a machine. Source: moby daemon/daemon_unix.go, verifyPlatformContainerResources; lab 20.10.
 * @throws ApiError (400)
 */
export function checkResources(config: HostConfig, era: Era, isUpdate: boolean): void {
	const given = numbers(config);
	const refuse = (isWrong: boolean, message: string): void => {
		if (isWrong) throw new ApiError('invalid', message);
	};
	const [memory, swap, reservation] = [given('Memory'), given('MemorySwap'), given('MemoryReservation')];
	const [nano, period, quota] = [given('NanoCpus'), given('CpuPeriod'), given('CpuQuota')];
	refuse(memory !== 0 && memory < MIN_MEMORY, 'Minimum memory limit allowed is 6MB');
	refuse(
		memory > 0 && swap > 0 && swap < memory,
		'Minimum memoryswap limit should be larger than memory limit, see usage'
	);
	refuse(
		memory === 0 && swap > 0 && !isUpdate,
		'You should always set the Memory limit when using Memoryswap limit, see usage'
	);
	refuse(reservation > 0 && reservation < MIN_MEMORY, 'Minimum memory reservation allowed is 6MB');
	refuse(
		memory > 0 && reservation > 0 && memory < reservation,
		'Minimum memory limit can not be less than memory reservation limit, see usage'
	);
	refuse(nano > 0 && period > 0, 'Conflicting options: Nano CPUs and CPU Period cannot both be set');
	refuse(nano > 0 && quota > 0, 'Conflicting options: Nano CPUs and CPU Quota cannot both be set');
	const { cpus } = era.hardware;
	const range = atLeast(era.id, '28.2') ? 'range' : 'Range';
	refuse(
		nano < 0 || nano > cpus * 1e9,
		`${range} of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`
	);
	refuse(
		period !== 0 && (period < 1000 || period > 1_000_000),
		'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)'
	);
	refuse(quota > 0 && quota < 1000, 'CPU cfs quota can not be less than 1ms (i.e. 1000)');
	checkSet(textOf(config, 'CpusetCpus'), cpus, 'cpus', 'CPUs');
	checkSet(textOf(config, 'CpusetMems'), 1, 'mems', 'memory nodes');
	const weight = given('BlkioWeight');
	refuse(weight > 0 && (weight < 10 || weight > 1000), 'Range of blkio weight is from 10 to 1000');
}

function textOf(config: HostConfig, name: string): string {
	const value = (config as Readonly<Record<string, unknown>>)[name];
	return typeof value === 'string' ? value : '';
}

/** '0-3,5' out of so many. Source: moby pkg/parsers, ParseUintList. */
function checkSet(text: string, count: number, kind: string, what: string): void {
	if (text === '') return;
	for (const range of text.split(',')) {
		const match = /^(\d+)(?:-(\d+))?$/.exec(range);
		if (!match || Number(match[2] ?? match[1]) < Number(match[1]))
			throw new ApiError('invalid', `Invalid value ${text} for cpuset ${kind}: invalid format: ${text}`);
		if (Number(match[2] ?? match[1]) < count) continue;
		const available = count === 1 ? '0' : `0-${count - 1}`;
		throw new ApiError('invalid', `Requested ${what} are not available - requested ${text}, available: ${available}`);
	}
}

/** Fields that an update sets when they are not zero. Source: moby container/container_unix.go, UpdateContainer. */
const UPDATED = [
	'BlkioWeight',
	'CpuShares',
	'NanoCpus',
	'CpuPeriod',
	'CpuQuota',
	'CpusetCpus',
	'CpusetMems',
	'Memory',
	'MemorySwap',
	'MemoryReservation',
	'KernelMemory',
	'CpuRealtimePeriod',
	'CpuRealtimeRuntime'
];

/** A container's limits after an update. @param id of the container, for the error. @throws ApiError (409) */
export function updatedResources(id: string, current: HostConfig, change: HostConfig): HostConfig {
	const now = numbers(current);
	const wanted = numbers(change);
	const conflict = (message: string): ApiError => new ApiError('conflict', `Cannot update container ${id}: ${message}`);
	const already = (field: string, name: string, other: string, otherName: string): void => {
		if (wanted(field) > 0 && now(other) > 0)
			throw conflict(`Conflicting options: ${name} cannot be updated as ${otherName} has already been set`);
	};
	already('NanoCpus', 'Nano CPUs', 'CpuPeriod', 'CPU Period');
	already('NanoCpus', 'Nano CPUs', 'CpuQuota', 'CPU Quota');
	already('CpuPeriod', 'CPU Period', 'NanoCpus', 'NanoCPUs');
	already('CpuQuota', 'CPU Quota', 'NanoCpus', 'NanoCPUs');
	if (wanted('Memory') !== 0 && wanted('Memory') > now('MemorySwap') && wanted('MemorySwap') === 0) {
		throw conflict(
			'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time'
		);
	}
	const policy = change.RestartPolicy;
	if (current.AutoRemove && policy && !['', 'no'].includes(policy.Name))
		throw conflict('Restart policy cannot be updated because AutoRemove is enabled for the container');
	const fields = change as Readonly<Record<string, unknown>>;
	const set = UPDATED.filter((name) => fields[name] !== undefined && fields[name] !== 0 && fields[name] !== '');
	const pids = fields['PidsLimit'];
	return {
		...current,
		...Object.fromEntries(set.map((name) => [name, fields[name]])),
		// -1 and 0 mean no limit (lab 20.10).
		...(typeof pids === 'number' && { PidsLimit: Math.max(0, pids) }),
		...(policy && policy.Name !== '' && { RestartPolicy: policy })
	};
}
