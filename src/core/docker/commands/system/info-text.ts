import { isIn } from '../../flags.ts';
import { bytesSize, humanDuration } from '../../format/units.ts';
import type { Era } from '../../../era/era.ts';
import type { SwarmInfo } from '../../../api/wire/swarm.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';

/** The server's part of `docker info`. Order and indents: recordings/help.jsonl, cluster.jsonl. */
export function describeInfo(info: SystemInfo, era: Era): string {
	const lines: string[] = [];
	const add = (indent: number, text: string): void => void lines.push(' '.repeat(indent) + text);
	add(1, `Containers: ${info.Containers}`);
	add(2, `Running: ${info.ContainersRunning}`);
	add(2, `Paused: ${info.ContainersPaused}`);
	add(2, `Stopped: ${info.ContainersStopped}`);
	add(1, `Images: ${info.Images}`);
	add(1, `Server Version: ${info.ServerVersion}`);
	add(1, `Storage Driver: ${info.Driver}`);
	for (const [name, value] of info.DriverStatus ?? []) add(2, `${name}: ${value}`);
	if (info.LoggingDriver) add(1, `Logging Driver: ${info.LoggingDriver}`);
	if (info.CgroupDriver) add(1, `Cgroup Driver: ${info.CgroupDriver}`);
	const cgroupVersion = text(info, 'CgroupVersion');
	if (cgroupVersion && isIn(era.id, { since: '20.10' })) add(1, `Cgroup Version: ${cgroupVersion}`);
	add(1, 'Plugins:');
	add(2, `Volume: ${info.Plugins.Volume.join(' ')}`);
	add(2, `Network: ${info.Plugins.Network.join(' ')}`);
	if (info.Plugins.Authorization?.length) add(2, `Authorization: ${info.Plugins.Authorization.join(' ')}`);
	add(2, `Log: ${info.Plugins.Log.join(' ')}`);
	lines.push(...deviceLines(info));
	add(1, `Swarm: ${info.Swarm.LocalNodeState}`);
	lines.push(...swarmLines(info.Swarm));
	const runtimes = Object.keys((info['Runtimes'] as Record<string, unknown> | null | undefined) ?? {}).sort();
	if (runtimes.length > 0) {
		add(1, `Runtimes: ${runtimes.join(' ')}`);
		add(1, `Default Runtime: ${text(info, 'DefaultRuntime')}`);
	}
	if (info.OSType === 'linux') {
		add(1, `Init Binary: ${text(info, 'InitBinary')}`);
		for (const [name, key] of [
			['containerd', 'ContainerdCommit'],
			['runc', 'RuncCommit'],
			['init', 'InitCommit']
		] as const) {
			const commit = info[key] as { ID?: string; Expected?: string } | undefined;
			if (!commit) continue;
			add(
				1,
				`${name} version: ${commit.ID ?? ''}${commit.Expected && commit.Expected !== commit.ID ? ` (expected: ${commit.Expected})` : ''}`
			);
		}
		const security = (info['SecurityOptions'] as string[] | null | undefined) ?? [];
		// One that cannot be read and none is shown.
		const isReadable = security.every(
			(option) => !option.includes('=') || option.split(',').every((pair) => /^[^=]+=.+$/.test(pair))
		);
		if (security.length > 0 && isReadable) add(1, 'Security Options:');
		for (const option of isReadable ? security : []) {
			const pairs = option.split(',').map((pair) => pair.split('=', 2) as [string, string]);
			add(2, pairs.find(([key]) => key === 'name')?.[1] ?? option);
			for (const [key, value] of pairs)
				if (key !== 'name' && (key === 'profile' || !isIn(era.id, { until: '20.10' })))
					add(3, `${key === 'profile' ? 'Profile' : key}: ${value}`);
		}
	}
	add(1, `Kernel Version: ${info.KernelVersion}`);
	add(1, `Operating System: ${info.OperatingSystem}`);
	add(1, `OSType: ${info.OSType}`);
	add(1, `Architecture: ${info.Architecture}`);
	add(1, `CPUs: ${info.NCPU}`);
	add(1, `Total Memory: ${bytesSize(info.MemTotal)}`);
	add(1, `Name: ${info.Name}`);
	add(1, `ID: ${info.ID}`);
	add(1, `Docker Root Dir: ${text(info, 'DockerRootDir')}`);
	add(1, `Debug Mode: ${info['Debug'] === true}`);
	if (info['Debug'] === true) {
		add(2, `File Descriptors: ${text(info, 'NFd')}`);
		add(2, `Goroutines: ${text(info, 'NGoroutines')}`);
		add(2, `System Time: ${info.SystemTime}`);
		add(2, `EventsListeners: ${text(info, 'NEventsListener')}`);
	}
	const isOld = isIn(era.id, { until: '20.10' });
	if (isOld && text(info, 'IndexServerAddress') !== '') add(1, `Registry: ${text(info, 'IndexServerAddress')}`);
	if (isOld ? info.Labels : info.Labels?.length) {
		add(1, 'Labels:');
		for (const label of info.Labels ?? []) add(2, label);
	}
	add(1, `Experimental: ${info['ExperimentalBuild'] === true}`);
	const registry = info['RegistryConfig'] as
		{ InsecureRegistryCIDRs?: string[]; Mirrors?: string[] | null } | null | undefined;
	if (registry?.InsecureRegistryCIDRs?.length) {
		add(1, 'Insecure Registries:');
		for (const cidr of registry.InsecureRegistryCIDRs) add(2, cidr);
	}
	if (registry?.Mirrors?.length) {
		add(1, 'Registry Mirrors:');
		for (const mirror of registry.Mirrors) add(2, mirror);
	}
	add(1, `Live Restore Enabled: ${info['LiveRestoreEnabled'] === true}`);
	lines.push(...networkLines(info, era));
	return lines.map((line) => line + '\n').join('');
}

/** What an engine warns of; of one that does not say, what is missing. Source: docker/cli system/info.go. */
export function serverWarnings(info: SystemInfo): readonly string[] {
	if (info.Warnings) return info.Warnings;
	if (info.OSType === 'windows') return [];
	return MISSING.flatMap(([key, text]) =>
		info[key] === true || (key === 'OomKillDisable' && info['CgroupVersion'] === '2') ? [] : [`WARNING: ${text}`]
	);
}

const MISSING = [
	['MemoryLimit', 'No memory limit support'],
	['SwapLimit', 'No swap limit support'],
	['OomKillDisable', 'No oom kill disable support'],
	['CpuCfsQuota', 'No cpu cfs quota support'],
	['CpuCfsPeriod', 'No cpu cfs period support'],
	['CPUShares', 'No cpu shares support'],
	['CPUSet', 'No cpuset support'],
	['IPv4Forwarding', 'IPv4 forwarding is disabled']
] as const;

function deviceLines(info: SystemInfo): string[] {
	const directories = (info['CDISpecDirs'] as string[] | null | undefined) ?? [];
	const devices = (info['DiscoveredDevices'] as { Source: string; ID: string }[] | null | undefined) ?? [];
	return [
		...(directories.length > 0 ? [' CDI spec directories:', ...directories.map((path) => `  ${path}`)] : []),
		...(devices.length > 0 ? [' Discovered Devices:', ...devices.map(({ Source, ID }) => `  ${Source}: ${ID}`)] : [])
	];
}

function networkLines(info: SystemInfo, era: Era): string[] {
	type Pairs = { Driver?: string; Info?: [string, string][] | null } | null | undefined;
	const pairs = (of: Pairs): string[] => (of?.Info ?? []).map(([name, value]) => `  ${name}: ${value}`);
	const pools = (info['DefaultAddressPools'] as { Base: string; Size: number }[] | null | undefined) ?? [];
	const firewall = info['FirewallBackend'] as Pairs;
	const nri = era.capabilities.words29 ? (info['NRI'] as Pairs) : undefined;
	return [
		...(pools.length > 0
			? [' Default Address Pools:', ...pools.map(({ Base, Size }) => `   Base: ${Base}, Size: ${Size}`)]
			: []),
		...(firewall ? [` Firewall Backend: ${firewall.Driver ?? ''}`, ...pairs(firewall)] : []),
		...(nri ? [' NRI:', ...pairs(nri)] : [])
	];
}

function text(info: SystemInfo, key: string): string {
	const value = info[key];
	return value === undefined || value === null ? '' : String(value);
}

function swarmLines(swarm: SwarmInfo): string[] {
	if (swarm.LocalNodeState === 'inactive' || swarm.LocalNodeState === 'locked') return [];
	const lines = [`  NodeID: ${swarm.NodeID}`];
	if (swarm.Error) lines.push(`  Error: ${swarm.Error}`);
	lines.push(`  Is Manager: ${swarm.ControlAvailable}`);
	const cluster = swarm.Cluster;
	if (cluster && swarm.ControlAvailable && swarm.Error === '' && swarm.LocalNodeState !== 'error') {
		const { Spec: spec } = cluster;
		lines.push(`  ClusterID: ${cluster.ID}`, `  Managers: ${swarm.Managers ?? 0}`, `  Nodes: ${swarm.Nodes ?? 0}`);
		const pools = cluster.DefaultAddrPool ?? [];
		if (pools.length > 0) {
			lines.push(
				`  Default Address Pool: ${pools.map((pool) => `${pool}  `).join('')}`,
				`  SubnetSize: ${cluster.SubnetSize}`
			);
		}
		if (cluster.DataPathPort) lines.push(`  Data Path Port: ${cluster.DataPathPort}`);
		lines.push(
			'  Orchestration:',
			`   Task History Retention Limit: ${spec.Orchestration?.TaskHistoryRetentionLimit ?? 0}`
		);
		lines.push('  Raft:', `   Snapshot Interval: ${spec.Raft?.SnapshotInterval ?? 0}`);
		if (spec.Raft?.KeepOldSnapshots !== undefined)
			lines.push(`   Number of Old Snapshots to Retain: ${spec.Raft.KeepOldSnapshots}`);
		lines.push(
			`   Heartbeat Tick: ${spec.Raft?.HeartbeatTick ?? 0}`,
			`   Election Tick: ${spec.Raft?.ElectionTick ?? 0}`
		);
		lines.push('  Dispatcher:', `   Heartbeat Period: ${longDuration(spec.Dispatcher?.HeartbeatPeriod ?? 0)}`);
		lines.push('  CA Configuration:', `   Expiry Duration: ${longDuration(spec.CAConfig?.NodeCertExpiry ?? 0)}`);
		lines.push(`   Force Rotate: ${spec.CAConfig?.ForceRotate ?? 0}`);
		if (spec.CAConfig?.SigningCACert) lines.push('   Signing CA Certificate:', spec.CAConfig.SigningCACert.trim(), '');
		if (spec.CAConfig?.ExternalCAs?.length) {
			lines.push('   External CAs:', ...spec.CAConfig.ExternalCAs.map((ca) => `     ${ca.Protocol}: ${ca.URL}`));
		}
		lines.push(`  Autolock Managers: ${spec.EncryptionConfig?.AutoLockManagers === true}`);
		lines.push(`  Root Rotation In Progress: ${cluster.RootRotationInProgress}`);
	}
	lines.push(`  Node Address: ${swarm.NodeAddr}`);
	const managers = (swarm.RemoteManagers ?? []).map((manager) => manager.Addr).sort();
	if (managers.length > 0) lines.push('  Manager Addresses:', ...managers.map((address) => `   ${address}`));
	return lines;
}

function longDuration(ns: number): string {
	return humanDuration(ns / 1e6);
}
