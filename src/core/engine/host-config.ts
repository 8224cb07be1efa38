import type { HostConfig } from '../api/wire/container.ts';
import { atLeast, type Era } from '../era/era.ts';

const MASKED = [
	'/proc/asound',
	'/proc/acpi',
	'/proc/kcore',
	'/proc/keys',
	'/proc/latency_stats',
	'/proc/timer_list',
	'/proc/timer_stats',
	'/proc/sched_debug',
	'/proc/scsi',
	'/sys/firmware'
];
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** Limits of kernel memory, told until Docker 23 dropped them. */
const KERNEL_MEMORY = { KernelMemory: 0, KernelMemoryTCP: 0 };

/** Every field in the order of moby's struct, as a container has it that was asked for nothing. */
function defaults(era: Era): HostConfig {
	return {
		Binds: null,
		ContainerIDFile: '',
		LogConfig: { Type: 'json-file', Config: {} },
		NetworkMode: 'default',
		PortBindings: {},
		RestartPolicy: { Name: '', MaximumRetryCount: 0 },
		AutoRemove: false,
		VolumeDriver: '',
		VolumesFrom: null,
		CapAdd: null,
		CapDrop: null,
		CgroupnsMode: 'host',
		Dns: null,
		DnsOptions: null,
		DnsSearch: null,
		ExtraHosts: null,
		GroupAdd: null,
		IpcMode: 'private',
		Cgroup: '',
		Links: null,
		OomScoreAdj: 0,
		PidMode: '',
		Privileged: false,
		PublishAllPorts: false,
		ReadonlyRootfs: false,
		SecurityOpt: null,
		UTSMode: '',
		UsernsMode: '',
		ShmSize: 67_108_864,
		Runtime: 'runc',
		ConsoleSize: [0, 0],
		Isolation: '',
		CpuShares: 0,
		Memory: 0,
		NanoCpus: 0,
		CgroupParent: '',
		BlkioWeight: 0,
		BlkioWeightDevice: null,
		BlkioDeviceReadBps: null,
		BlkioDeviceWriteBps: null,
		BlkioDeviceReadIOps: null,
		BlkioDeviceWriteIOps: null,
		CpuPeriod: 0,
		CpuQuota: 0,
		CpuRealtimePeriod: 0,
		CpuRealtimeRuntime: 0,
		CpusetCpus: '',
		CpusetMems: '',
		Devices: null,
		DeviceCgroupRules: null,
		DeviceRequests: null,
		...(atLeast(era.id, '28.2') ? {} : KERNEL_MEMORY),
		MemoryReservation: 0,
		MemorySwap: 0,
		MemorySwappiness: null,
		OomKillDisable: false,
		PidsLimit: null,
		Ulimits: [],
		CpuCount: 0,
		CpuPercent: 0,
		IOMaximumIOps: 0,
		IOMaximumBandwidth: 0,
		MaskedPaths: MASKED,
		ReadonlyPaths: READ_ONLY
	};
}

/** Fields in which a client's empty value means the daemon's own. */
const DAEMONS_OWN = ['NetworkMode', 'CgroupnsMode', 'IpcMode', 'ShmSize', 'Runtime', 'MaskedPaths', 'ReadonlyPaths'];
/** Told by the daemon as it found them, whatever was sent. */
const NOT_KEPT = ['MemorySwappiness', 'OomKillDisable', 'PidsLimit'];

/** What a container has unless asked otherwise. Source: recordings, containers.jsonl and networks.jsonl, docker inspect. */
export function completeHostConfig(
	given: HostConfig,
	era: Era,
	logConfig: NonNullable<HostConfig['LogConfig']>
): HostConfig {
	const asked = Object.entries(given).filter(
		([key, value]) =>
			value !== undefined &&
			!(DAEMONS_OWN.includes(key) && (value === '' || value === 0 || value === null)) &&
			!(NOT_KEPT.includes(key) && (value === null || value === 0 || value === -1))
	);
	const complete: HostConfig = { ...defaults(era), ...Object.fromEntries(asked) };
	return {
		...complete,
		// As much swap as memory (moby daemon/daemon_unix.go, adaptContainerSettings; lab 20.10).
		...(complete.Memory && !complete['MemorySwap'] ? { MemorySwap: 2 * complete.Memory } : {}),
		LogConfig: logConfig,
		PortBindings: given.PortBindings ?? {}
	};
}
