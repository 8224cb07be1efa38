import { NO_ARGS, type Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { bytesSize, humanDuration } from '../format/units.ts';
import type { SwarmInfo } from '../../api/wire/swarm.ts';
import type { SystemInfo } from '../../api/wire/system.ts';

/** Resources the engine could miss, and what the client then says. */
const WARNINGS: readonly (readonly [string, string])[] = [
	['MemoryLimit', 'No memory limit support'],
	['SwapLimit', 'No swap limit support'],
	['KernelMemory', 'No kernel memory limit support'],
	['OomKillDisable', 'No oom kill disable support'],
	['CpuCfsQuota', 'No cpu cfs quota support'],
	['CpuCfsPeriod', 'No cpu cfs period support'],
	['CPUShares', 'No cpu shares support'],
	['CPUSet', 'No cpuset support'],
	['IPv4Forwarding', 'IPv4 forwarding is disabled'],
	['BridgeNfIptables', 'bridge-nf-call-iptables is disabled'],
	['BridgeNfIp6tables', 'bridge-nf-call-ip6tables is disabled']
];

/** Order and indents: docker/docker v1.12.0-rc1 and v1.12.3, api/client/info.go; articles/pi-swarm-mode.txt. */
export const info: Command = {
	path: 'info',
	use: '',
	short: 'Display system-wide information',
	flags: [],
	args: NO_ARGS,
	*run(context) {
		const found = yield* context.engine.get<SystemInfo>('/info');
		yield* context.print(describe(found, context));
		for (const [key, text] of WARNINGS) if (found[key] === false) yield* context.warn(`WARNING: ${text}`);
		yield* context.print(describeRest(found));
		return 0;
	}
};

function describe(info: SystemInfo, { era, isDebug }: CommandContext): string {
	const lines = [
		`Containers: ${info.Containers}`,
		` Running: ${info.ContainersRunning ?? 0}`,
		` Paused: ${info.ContainersPaused ?? 0}`,
		` Stopped: ${info.ContainersStopped ?? 0}`,
		`Images: ${info.Images ?? 0}`
	];
	const add = (name: string, value: unknown): void => {
		if (value !== undefined && value !== null && value !== '') lines.push(`${name}: ${String(value)}`);
	};
	add('Server Version', info.ServerVersion);
	add('Storage Driver', info.Driver);
	for (const [name, value] of info.DriverStatus ?? []) lines.push(` ${name}: ${value}`);
	// Of a standalone Swarm, which leaves out much else.
	for (const [name, value] of (info['SystemStatus'] as [string, string][] | null | undefined) ?? [])
		lines.push(`${name}: ${value}`);
	add('Logging Driver', info.LoggingDriver);
	add('Cgroup Driver', info.CgroupDriver);
	lines.push(
		'Plugins:',
		` Volume: ${(info.Plugins?.Volume ?? []).join(' ')}`,
		` Network: ${(info.Plugins?.Network ?? []).join(' ')}`
	);
	lines.push(`Swarm: ${info.Swarm?.LocalNodeState ?? ''}`);
	const hasTokens = era.capabilities.joinTokens;
	if (info.Swarm && info.Swarm.LocalNodeState !== 'inactive')
		lines.push(...(hasTokens ? finalSwarm : rc1Swarm)(info.Swarm));
	const runtimes = Object.keys((info['Runtimes'] as Record<string, unknown> | null | undefined) ?? {});
	if (runtimes.length > 0) {
		lines.push(`Runtimes: ${runtimes.join(' ')}`, `Default Runtime: ${String(info['DefaultRuntime'] ?? '')}`);
	}
	const security = (info['SecurityOptions'] as string[] | null | undefined) ?? [];
	if (hasTokens) lines.push(`Security Options:${security.length > 0 ? ` ${security.join(' ')}` : ''}`);
	add('Kernel Version', info.KernelVersion);
	add('Operating System', info.OperatingSystem);
	add('OSType', info.OSType);
	add('Architecture', info.Architecture);
	lines.push(`CPUs: ${info.NCPU ?? 0}`, `Total Memory: ${bytesSize(info.MemTotal ?? 0, ' ')}`);
	add('Name', info.Name);
	add('ID', info.ID);
	lines.push(`Docker Root Dir: ${String(info['DockerRootDir'] ?? '')}`);
	lines.push(`Debug Mode (client): ${isDebug}`, `Debug Mode (server): ${info['Debug'] === true}`);
	add('Registry', info['IndexServerAddress']);
	return lines.map((line) => line + '\n').join('');
}

function rc1Swarm(swarm: SwarmInfo): string[] {
	const lines = [` NodeID: ${swarm.NodeID}`];
	if (swarm.Error) lines.push(` Error: ${swarm.Error}`);
	if (!swarm.ControlAvailable) return [...lines, ' IsManager: No'];
	lines.push(' IsManager: Yes', ` Managers: ${swarm.Managers ?? 0}`, ` Nodes: ${swarm.Nodes ?? 0}`);
	if (swarm.CACertHash) lines.push(` CACertHash: ${swarm.CACertHash}`);
	return lines;
}

/** articles/swarm-mode-quick-start.txt */
function finalSwarm(swarm: SwarmInfo): string[] {
	const lines = [` NodeID: ${swarm.NodeID}`];
	if (swarm.Error) lines.push(` Error: ${swarm.Error}`);
	lines.push(` Is Manager: ${swarm.ControlAvailable}`);
	if (swarm.ControlAvailable) {
		const {
			Orchestration: orchestration,
			Raft: raft,
			Dispatcher: dispatcher,
			CAConfig: ca
		} = swarm.Cluster?.Spec ?? {};
		lines.push(
			` ClusterID: ${swarm.Cluster?.ID ?? ''}`,
			` Managers: ${swarm.Managers ?? 0}`,
			` Nodes: ${swarm.Nodes ?? 0}`,
			' Orchestration:',
			`  Task History Retention Limit: ${orchestration?.TaskHistoryRetentionLimit ?? 0}`,
			' Raft:',
			`  Snapshot Interval: ${raft?.SnapshotInterval ?? 0}`,
			`  Heartbeat Tick: ${raft?.HeartbeatTick ?? 0}`,
			`  Election Tick: ${raft?.ElectionTick ?? 0}`,
			' Dispatcher:',
			`  Heartbeat Period: ${humanDuration((dispatcher?.HeartbeatPeriod ?? 0) / 1e6)}`,
			' CA Configuration:',
			`  Expiry Duration: ${humanDuration((ca?.NodeCertExpiry ?? 0) / 1e6)}`
		);
		const external = ca?.ExternalCAs ?? [];
		if (external.length > 0)
			lines.push('  External CAs:', ...external.map(({ Protocol, URL }) => `    ${Protocol}: ${URL}`));
	}
	return [...lines, ` Node Address: ${swarm.NodeAddr ?? ''}`];
}

function describeRest(info: SystemInfo): string {
	let text = '';
	if (info.Labels) text += `Labels:\n${info.Labels.map((label) => ` ${label}\n`).join('')}`;
	if (info['ExperimentalBuild'] === true) text += 'Experimental: true\n';
	const registry = info['RegistryConfig'] as { InsecureRegistryCIDRs?: string[] } | null | undefined;
	const cidrs = registry?.InsecureRegistryCIDRs ?? [];
	if (cidrs.length > 0) text += `Insecure Registries:\n${cidrs.map((cidr) => ` ${cidr}\n`).join('')}`;
	return text;
}
