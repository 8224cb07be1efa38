import { FACTS } from '../dialect.ts';
import { rfc3339 } from '../program/log.ts';
import { bytesSize } from './duration.ts';
import { shownName, type Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';
import { imageCount } from './images.ts';

type Row = [string, string];

/** Who leads, for `info`: undefined without replication. */
export interface Leadership {
	isPrimary: boolean;
	/** Address of the primary, '' while there is none. */
	primary: string;
}

/** GET /info. Clients of Docker before 1.10 show only DriverStatus, so it came in there with a trick. */
export function infoOf(cluster: Cluster, leadership: Leadership | undefined, hasSystemStatus: boolean): unknown {
	const { parts } = cluster;
	const engines = cluster.listedEngines();
	const members = cluster.members();
	const total = (of: (engine: ManagedEngine) => number): number => members.reduce((sum, engine) => sum + of(engine), 0);
	const count = (test: (status: string) => boolean): number =>
		total((engine) => [...engine.containers.values()].filter(({ info }) => test(info.State.Status)).length);
	if (parts.dialect === 'rc1') {
		return {
			Containers: total((engine) => engine.containers.size),
			DriverStatus: [['\bNodes', String(engines.length)], ...engines.map((engine) => [engine.name, engine.address])],
			NEventsListener: cluster.eventStreams,
			Debug: false
		};
	}
	const rows = statusRows(cluster, engines, leadership);
	return {
		ID: '',
		Containers: total((engine) => engine.containers.size),
		ContainersRunning: count((status) => status === 'running'),
		ContainersPaused: count((status) => status === 'paused'),
		ContainersStopped: count((status) => status !== 'running' && status !== 'paused'),
		Images: imageCount(cluster),
		Driver: '',
		DriverStatus: hasSystemStatus
			? null
			: rows.map(([key, value]) => [key.startsWith(' ') ? key.slice(1) : `\b${key}`, value]),
		SystemStatus: hasSystemStatus ? rows : null,
		Plugins: { Volume: [], Network: [], Authorization: null },
		MemoryLimit: true,
		SwapLimit: true,
		CpuCfsPeriod: true,
		CpuCfsQuota: true,
		CPUShares: true,
		CPUSet: true,
		IPv4Forwarding: true,
		BridgeNfIptables: true,
		BridgeNfIp6tables: true,
		Debug: false,
		OomKillDisable: true,
		KernelVersion: parts.kernel,
		OperatingSystem: 'linux',
		Architecture: 'amd64',
		NCPU: total((engine) => engine.totalCpus),
		MemTotal: total((engine) => engine.totalMemory),
		Name: parts.machine,
		Labels: null,
		ServerVersion: FACTS[parts.dialect].serverVersion
	};
}

function statusRows(cluster: Cluster, engines: readonly ManagedEngine[], leadership: Leadership | undefined): Row[] {
	const { scheduler, strategyName } = cluster.parts;
	const rows: Row[] = [['Role', leadership && !leadership.isPrimary ? 'replica' : 'primary']];
	if (leadership && !leadership.isPrimary) rows.push(['Primary', leadership.primary]);
	rows.push(
		['Strategy', strategyName],
		['Filters', scheduler.filters.map(({ name }) => name).join(', ')],
		['Nodes', String(engines.length)]
	);
	for (const engine of engines) rows.push(...engineRows(engine));
	return rows;
}

function engineRows(engine: ManagedEngine): Row[] {
	const states = [...engine.containers.values()].map(({ info }) => info.State.Status);
	const running = states.filter((state) => state === 'running').length;
	const paused = states.filter((state) => state === 'paused').length;
	const parts = ` (${running} Running, ${paused} Paused, ${states.length - running - paused} Stopped)`;
	const labels = Object.keys(engine.labels)
		.sort()
		.map((key) => `${key}=${engine.labels[key]!}`);
	return [
		[` ${shownName(engine)}`, engine.address],
		['  └ ID', engine.id],
		['  └ Status', engine.state],
		['  └ Containers', `${states.length}${engine.isHealthy ? parts : ''}`],
		['  └ Reserved CPUs', `${engine.usedCpus} / ${engine.totalCpus}`],
		['  └ Reserved Memory', `${bytesSize(engine.usedMemory)} / ${bytesSize(engine.totalMemory)}`],
		['  └ Labels', labels.join(', ')],
		...(engine.error === '' ? [] : [['  └ Error', engine.error] as Row]),
		['  └ UpdatedAt', rfc3339(engine.updatedAtMs)],
		['  └ ServerVersion', engine.version]
	];
}
