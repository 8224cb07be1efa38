import type { HostConfig } from '../../../api/wire/container.ts';
import { ValueError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { isDeviceName, parseDevice, type DeviceMapping, type DeviceRequest } from '../../values/device.ts';
import { pairs } from '../service/spec-from-flags.ts';

/** Flags whose value goes into a field of HostConfig as it is. */
const PLAIN = {
	string: {
		'cgroup-parent': 'CgroupParent',
		cgroupns: 'CgroupnsMode',
		'cpuset-cpus': 'CpusetCpus',
		'cpuset-mems': 'CpusetMems',
		ipc: 'IpcMode',
		isolation: 'Isolation',
		pid: 'PidMode',
		userns: 'UsernsMode',
		uts: 'UTSMode',
		'volume-driver': 'VolumeDriver'
	},
	number: {
		'blkio-weight': 'BlkioWeight',
		'cpu-period': 'CpuPeriod',
		'cpu-quota': 'CpuQuota',
		'cpu-rt-period': 'CpuRealtimePeriod',
		'cpu-rt-runtime': 'CpuRealtimeRuntime',
		'cpu-shares': 'CpuShares',
		cpus: 'NanoCpus',
		memory: 'Memory',
		'memory-reservation': 'MemoryReservation',
		'memory-swap': 'MemorySwap',
		'memory-swappiness': 'MemorySwappiness',
		'oom-score-adj': 'OomScoreAdj',
		'pids-limit': 'PidsLimit',
		'shm-size': 'ShmSize'
	},
	bool: {
		'oom-kill-disable': 'OomKillDisable',
		privileged: 'Privileged',
		'publish-all': 'PublishAllPorts',
		'read-only': 'ReadonlyRootfs',
		rm: 'AutoRemove'
	},
	/** Lists that are null when nothing was asked. */
	list: {
		'add-host': 'ExtraHosts',
		'device-cgroup-rule': 'DeviceCgroupRules',
		'group-add': 'GroupAdd',
		link: 'Links',
		'volumes-from': 'VolumesFrom'
	},
	/** Lists that are empty when nothing was asked. */
	emptyList: { dns: 'Dns', 'dns-option': 'DnsOptions', 'dns-search': 'DnsSearch' },
	values: {
		'blkio-weight-device': 'BlkioWeightDevice',
		'device-read-bps': 'BlkioDeviceReadBps',
		'device-read-iops': 'BlkioDeviceReadIOps',
		'device-write-bps': 'BlkioDeviceWriteBps',
		'device-write-iops': 'BlkioDeviceWriteIOps',
		ulimit: 'Ulimits'
	}
} as const;

export function plainHostFields(flags: FlagValues): HostConfig {
	const fields: Record<string, unknown> = {};
	const each = (kind: keyof typeof PLAIN, value: (flag: string) => unknown): void => {
		for (const [flag, field] of Object.entries(PLAIN[kind])) fields[field] = value(flag);
	};
	each('string', (flag) => flags.string(flag));
	each('number', (flag) => flags.number(flag));
	each('bool', (flag) => flags.bool(flag));
	each('list', (flag) => (flags.changed(flag) ? flags.list(flag) : null));
	if (flags.changed('add-host')) fields['ExtraHosts'] = flags.list('add-host').map(withColon);
	each('emptyList', (flag) => flags.list(flag));
	each('values', (flag) => flags.all(flag));
	return fields;
}

/** 'a=1.2.3.4' is the newer way of writing 'a:1.2.3.4'. */
function withColon(host: string): string {
	const at = host.search(/[:=]/);
	return `${host.slice(0, at)}:${host.slice(at + 1)}`;
}

/** Devices by path, and those that a driver has to find. @throws ValueError */
export function devicesOf(flags: FlagValues): { Devices: DeviceMapping[]; DeviceRequests: DeviceRequest[] | null } {
	const texts = flags.list('device');
	const names = texts.filter(isDeviceName);
	const byName = { Driver: 'cdi', Count: 0, DeviceIDs: names, Capabilities: null, Options: null };
	const requests = [...flags.all<DeviceRequest>('gpus'), ...(names.length > 0 ? [byName] : [])];
	return {
		Devices: texts.filter((text) => !isDeviceName(text)).map(parseDevice),
		DeviceRequests: requests.length > 0 ? requests : null
	};
}

const isMember = (mode: string): boolean => /^container:/.test(mode);

/** What Docker's API knows as modes; ipc and isolation are looked at by the engine alone. In the client's order. */
const MODES: readonly (readonly [flag: string, what: string, isValid: (mode: string) => boolean])[] = [
	['pid', 'PID', (mode) => mode === '' || mode === 'host' || isMember(mode)],
	['uts', 'UTS', (mode) => mode === '' || mode === 'host'],
	['userns', 'USER', (mode) => mode === '' || mode === 'host'],
	['cgroupns', 'CGROUP', (mode) => mode === '' || mode === 'host' || mode === 'private']
];

/** @throws ValueError */
export function checkModes(flags: FlagValues): void {
	for (const [flag, what, isValid] of MODES) {
		if (!isValid(flags.string(flag))) throw new ValueError(`--${flag}: invalid ${what} mode`);
	}
}

/** 'on-failure:3'. Source: docker/cli opts/parse.go, ParseRestartPolicy. @throws ValueError */
export function restartPolicyOf(flags: FlagValues): { Name: string; MaximumRetryCount: number } {
	const text = flags.string('restart');
	const at = text.indexOf(':');
	const name = at < 0 ? text : text.slice(0, at);
	const count = at < 0 ? '' : text.slice(at + 1);
	if (at === 0) throw new ValueError('invalid restart policy format: no policy provided before colon');
	if (!/^([+-]?\d+)?$/.test(count)) {
		throw new ValueError('invalid restart policy format: maximum retry count must be an integer');
	}
	return { Name: name, MaximumRetryCount: Number(count) };
}

/** @throws ValueError */
export function logConfigOf(flags: FlagValues): { Type: string; Config: Record<string, string> } {
	const driver = flags.string('log-driver');
	if (driver === 'none' && flags.changed('log-opt')) throw new ValueError('invalid logging opts for driver none');
	return { Type: driver, Config: pairs(flags.list('log-opt')) ?? {} };
}

/** undefined when none was asked. @throws ValueError */
export function storageOptions(flags: FlagValues): Record<string, string> | undefined {
	if (!flags.changed('storage-opt')) return undefined;
	for (const text of flags.list('storage-opt')) {
		if (!text.includes('=')) throw new ValueError('invalid storage option');
	}
	return pairs(flags.list('storage-opt'));
}

/** In the client's order. @throws ValueError */
export function checkHealthFlags(flags: FlagValues): void {
	const names = ['interval', 'timeout', 'retries', 'start-period', 'start-interval'].map((name) => `health-${name}`);
	const negative = flags.bool('no-healthcheck') ? undefined : names.find((name) => flags.number(name) < 0);
	if (negative) throw new ValueError(`--${negative} cannot be negative`);
}
