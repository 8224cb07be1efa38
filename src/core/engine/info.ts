import type { SystemInfo, VersionResponse } from '../api/wire/system.ts';
import { atLeast, type Era } from '../era/era.ts';
import { SHORT_MONTHS } from '../sim/calendar.ts';
import type { Sim } from '../sim/sim.ts';
import { genericToApi } from './convert/task-spec.ts';
import type { DaemonConfig } from './daemon/config.ts';
import { twoDigits } from './programs/http-server.ts';

/** Plugins that each Docker has built in. Source: recordings, docker info and node inspect (20.10); 1.12 before the other log drivers. */
export function builtInPlugins(era: Era): { Volume: string[]; Network: string[]; Log: string[] } {
	if (!atLeast(era.id, '19.03')) {
		// 1.12's `docker info` lists them in this order and knows no log plugins.
		return { Volume: ['local'], Network: ['bridge', 'host', 'null', 'overlay'], Log: [] };
	}
	return {
		Volume: ['local'],
		Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
		Log: [
			'awslogs',
			'fluentd',
			'gcplogs',
			'gelf',
			'journald',
			'json-file',
			'local',
			...(atLeast(era.id, '28.2') ? [] : ['logentries']),
			'splunk',
			'syslog'
		]
	};
}

interface Counts {
	running: number;
	paused: number;
	stopped: number;
	images: number;
}

/** `docker info` without the swarm. Source: recordings (GET /info of 20.10); the article for 1.12.0-rc1. */
export function systemInfo(
	era: Era,
	sim: Sim,
	machine: string,
	daemonId: string,
	counts: Counts
): Omit<SystemInfo, 'Swarm'> {
	const { hardware, engine, components, storage } = era;
	const isModern = atLeast(era.id, '19.03');
	const plugins = builtInPlugins(era);
	const onSdCard = !isModern && hardware.architecture.startsWith('arm');
	return {
		ID: daemonId,
		Containers: counts.running + counts.paused + counts.stopped,
		ContainersRunning: counts.running,
		ContainersPaused: counts.paused,
		ContainersStopped: counts.stopped,
		Images: counts.images,
		Driver: storage.driver,
		DriverStatus: storage.status.map(([name, value]) => [name, value]),
		Plugins: { Volume: plugins.Volume, Network: plugins.Network, Authorization: null, Log: plugins.Log },
		MemoryLimit: !onSdCard,
		SwapLimit: !onSdCard,
		// Later engines leave them out when they are false.
		...(atLeast(era.id, '28.2') ? {} : { KernelMemory: true, KernelMemoryTCP: true }),
		CpuCfsPeriod: true,
		CpuCfsQuota: true,
		CPUShares: true,
		CPUSet: true,
		PidsLimit: true,
		IPv4Forwarding: true,
		BridgeNfIptables: true,
		BridgeNfIp6tables: true,
		Debug: false,
		NFd: 27,
		OomKillDisable: !atLeast(era.id, '28.2'),
		NGoroutines: 52,
		SystemTime: sim.timestamp(),
		LoggingDriver: 'json-file',
		CgroupDriver: atLeast(era.id, '28.2') ? 'systemd' : 'cgroupfs',
		...(isModern ? { CgroupVersion: atLeast(era.id, '28.2') ? '2' : '1' } : {}),
		NEventsListener: 0,
		KernelVersion: hardware.kernel,
		OperatingSystem: hardware.operatingSystem,
		...(isModern ? { OSVersion: /\b(\d+)\b/.exec(hardware.operatingSystem.replace('GNU/Linux', ''))?.[1] ?? '' } : {}),
		OSType: engine.os,
		Architecture: hardware.architecture,
		IndexServerAddress: 'https://index.docker.io/v1/',
		RegistryConfig: {
			AllowNondistributableArtifactsCIDRs: [],
			AllowNondistributableArtifactsHostnames: [],
			InsecureRegistryCIDRs: ['127.0.0.0/8'],
			IndexConfigs: { 'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true } },
			Mirrors: []
		},
		NCPU: hardware.cpus,
		MemTotal: hardware.memoryBytes,
		GenericResources: null,
		DockerRootDir: '/var/lib/docker',
		HttpProxy: '',
		HttpsProxy: '',
		NoProxy: '',
		Name: machine,
		Labels: [],
		ExperimentalBuild: false,
		ServerVersion: engine.version,
		Runtimes: { ...era.runtimes },
		DefaultRuntime: 'runc',
		LiveRestoreEnabled: false,
		Isolation: '',
		InitBinary: 'docker-init',
		ContainerdCommit: { ID: components.containerd.commit, Expected: components.containerd.commit },
		RuncCommit: { ID: components.runc.commit, Expected: components.runc.commit },
		InitCommit: { ID: components.init.commit, Expected: components.init.commit },
		SecurityOptions: era.securityOptions && [...era.securityOptions],
		Warnings: null
	};
}

/** What `docker info` tells of how the daemon is set up. Source: lab 20.10 (GET /info with a daemon.json). */
export function configInfo(config: DaemonConfig): Partial<SystemInfo> {
	const { insecureRegistries, registryMirrors, addressPools, genericResources } = config;
	const isRange = (text: string): boolean => /\/\d+$/.test(text);
	const own = insecureRegistries.filter((name) => !isRange(name));
	const mirrors = [...registryMirrors];
	return {
		Debug: config.debug,
		LoggingDriver: config.logDriver,
		Labels: [...config.labels],
		LiveRestoreEnabled: config.liveRestore,
		GenericResources: genericResources.length > 0 ? genericResources.map(genericToApi) : null,
		RegistryConfig: {
			AllowNondistributableArtifactsCIDRs: [],
			AllowNondistributableArtifactsHostnames: [],
			InsecureRegistryCIDRs: [...insecureRegistries.filter(isRange), '127.0.0.0/8'],
			IndexConfigs: {
				'docker.io': { Name: 'docker.io', Mirrors: mirrors, Secure: true, Official: true },
				...Object.fromEntries(own.map((Name) => [Name, { Name, Mirrors: [], Secure: false, Official: false }]))
			},
			Mirrors: mirrors
		},
		...(addressPools.length > 0
			? { DefaultAddressPools: addressPools.map(({ base, size }) => ({ Base: base, Size: size })) }
			: {})
	};
}

/** `docker version`, the engine's half. Source: recordings (GET /version); the article for 1.12.0-rc1. */
export function versionInfo(era: Era): VersionResponse {
	const { engine, hardware, components } = era;
	const isModern = atLeast(era.id, '19.03');
	const base = {
		Version: engine.version,
		ApiVersion: engine.apiVersion,
		...(engine.minApiVersion === '' ? {} : { MinAPIVersion: engine.minApiVersion }),
		GitCommit: engine.gitCommit,
		GoVersion: engine.goVersion,
		Os: engine.os,
		Arch: engine.arch,
		KernelVersion: hardware.kernel,
		// The old client prints what it cannot parse as it is.
		BuildTime: isModern ? buildTime(engine.built) : engine.built
	};
	if (!isModern) return base;
	return {
		Platform: { Name: engine.platform },
		Components: [
			{
				Name: 'Engine',
				Version: engine.version,
				Details: {
					ApiVersion: engine.apiVersion,
					Arch: engine.arch,
					BuildTime: base.BuildTime,
					Experimental: 'false',
					GitCommit: engine.gitCommit,
					GoVersion: engine.goVersion,
					KernelVersion: hardware.kernel,
					MinAPIVersion: engine.minApiVersion,
					Os: engine.os
				}
			},
			{
				Name: 'containerd',
				Version: components.containerd.version,
				Details: { GitCommit: components.containerd.commit }
			},
			{ Name: 'runc', Version: components.runc.version, Details: { GitCommit: components.runc.commit } },
			{ Name: 'docker-init', Version: components.init.version, Details: { GitCommit: components.init.commit } }
		],
		...base
	};
}

/** 'Fri May 30 12:07:27 2025', as `docker version` prints it, to '2025-05-30T12:07:27.000000000+00:00', as the API has it. */
function buildTime(built: string): string {
	const [, month = '', day = '', time = '', year = ''] = /^\w+\s+(\w+)\s+(\d+)\s+([\d:]+)\s+(\d+)$/.exec(built) ?? [];
	const number = SHORT_MONTHS.indexOf(month) + 1;
	if (number === 0) return built;
	return `${year}-${twoDigits(number)}-${day.padStart(2, '0')}T${time}.000000000+00:00`;
}
