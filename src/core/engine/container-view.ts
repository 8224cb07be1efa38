import type { ContainerInspect, ContainerSummary, PortBinding, PortSummary } from '../api/wire/container.ts';
import type { EndpointSettings } from '../api/wire/network.ts';
import { atLeast, type Era } from '../era/era.ts';
import { byteLength } from '../sim/files.ts';
import { stableHex } from './reference.ts';
import { containerDirectories } from './layer-directories.ts';
import { timestampOf, type ContainerRecord } from './container-record.ts';
import { humanDuration } from './human-duration.ts';
import { endpointSettings, type EngineNetwork, type Networks } from './networks.ts';

/** 'Up 6 minutes (healthy)', 'Exited (0) 2 seconds ago'. Source: moby container/state.go, String; recordings. */
export function statusText(record: ContainerRecord, nowMs: number, era: Era): string {
	// Go-units had no singular of seconds in 2016.
	const since = (ms: number): string =>
		era.capabilities.spacedUnits
			? humanDuration(nowMs - ms).replace(/^1 second$/, '1 seconds')
			: humanDuration(nowMs - ms);
	const up = since(record.startedMs);
	switch (record.status) {
		case 'running': {
			const health = record.health?.Status ?? 'none';
			return health === 'none' ? `Up ${up}` : `Up ${up} (${health === 'starting' ? 'health: starting' : health})`;
		}
		case 'paused':
			return `Up ${up} (Paused)`;
		case 'restarting':
			return `Restarting (${record.exitCode}) ${since(record.finishedMs)} ago`;
		case 'removing':
			return 'Removal In Progress';
		case 'dead':
			return 'Dead';
		case 'created':
			return 'Created';
		default:
			return record.finishedMs === 0 ? '' : `Exited (${record.exitCode}) ${since(record.finishedMs)} ago`;
	}
}

export function isRunning(record: ContainerRecord): boolean {
	return record.status === 'running' || record.status === 'paused' || record.status === 'restarting';
}

/** Networks of a container by name. In lists without aliases, as recorded. */
export function networkSettings(
	record: ContainerRecord,
	networks: Networks,
	withAliases: boolean
): Record<string, EndpointSettings> {
	const entries = record.networks.map((wish): [string, EndpointSettings] => {
		const network = networkOf(wish.network, wish.networkId, networks);
		const aliases = withAliases ? wish.aliases : null;
		const address = wish.attachment?.address ?? wish.address;
		return [
			network?.name ?? wish.network,
			endpointSettings(network, wish.endpoint, {
				aliases,
				links: wish.links ?? null,
				linkLocalIps: wish.linkLocalIps,
				gatewayPriority: wish.gatewayPriority,
				address
			})
		];
	});
	return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function networkOf(name: string, id: string | undefined, networks: Networks): EngineNetwork | undefined {
	return (id === undefined ? undefined : networks.lookup(id)) ?? networks.lookup(name === 'default' ? 'bridge' : name);
}

export function summarise(
	record: ContainerRecord,
	networks: Networks,
	nowMs: number,
	size: boolean,
	imageBytes: number,
	era: Era
): ContainerSummary {
	const written = size ? writtenBytes(record) : 0;
	return {
		Id: record.id,
		Names: [`/${record.name}`],
		Image: record.image,
		ImageID: record.imageId,
		// Source: moby daemon/list.go: words with blanks stand in quotes.
		Command: [record.path, ...record.args.map((word) => (word.includes(' ') ? `'${word}'` : word))].join(' '),
		Created: Math.trunc(record.createdMs / 1000),
		Ports: portSummaries(record),
		...(size ? { SizeRw: written, SizeRootFs: imageBytes + written } : {}),
		Labels: { ...record.config.Labels },
		State: record.status,
		Status: statusText(record, nowMs, era),
		HostConfig: { NetworkMode: record.hostConfig.NetworkMode ?? 'default' },
		NetworkSettings: { Networks: networkSettings(record, networks, false) },
		Mounts: record.mounts.map((mount) => ({ ...mount }))
	};
}

export function inspect(
	record: ContainerRecord,
	networks: Networks,
	size: boolean,
	imageBytes: number,
	era: Era
): ContainerInspect {
	const { id } = record;
	// Nothing is written for a container before somebody tries to start it (testdata/real-engine).
	const isNew = record.startedMs === 0 && record.error === '';
	const place = (file: string): string => (isNew ? '' : `/var/lib/docker/containers/${id}/${file}`);
	const sandbox = record.pid === 0 ? '' : stableHex(`sandbox ${id} ${record.startedMs}`);
	const settings = networkSettings(record, networks, true);
	const bridge = settings['bridge'];
	const written = size ? writtenBytes(record) : 0;
	const runs = isRunning(record);
	return {
		Id: id,
		Created: timestampOf(record.createdMs),
		Path: record.path,
		Args: [...record.args],
		State: {
			Status: record.status,
			Running: runs,
			Paused: record.status === 'paused',
			Restarting: record.status === 'restarting',
			OOMKilled: false,
			Dead: record.status === 'dead',
			Pid: record.pid,
			ExitCode: record.exitCode,
			Error: record.error,
			StartedAt: timestampOf(record.startedMs),
			FinishedAt: timestampOf(record.finishedMs),
			...(record.health ? { Health: { ...record.health, Log: [...(record.health.Log ?? [])] } } : {})
		},
		Image: record.imageId,
		ResolvConfPath: place('resolv.conf'),
		HostnamePath: place('hostname'),
		HostsPath: place('hosts'),
		LogPath: place(`${id}-json.log`),
		Name: `/${record.name}`,
		RestartCount: record.restartCount,
		Driver: 'overlay2',
		Platform: 'linux',
		MountLabel: '',
		ProcessLabel: '',
		AppArmorProfile: '',
		ExecIDs: record.execIds.length > 0 ? [...record.execIds] : null,
		HostConfig: { ...record.hostConfig },
		GraphDriver: { Data: containerDirectories(id, record.imageId), Name: 'overlay2' },
		...(size ? { SizeRw: written, SizeRootFs: imageBytes + written } : {}),
		Mounts: record.mounts.map((mount) => ({ ...mount })),
		Config: { ...record.config, Labels: { ...record.config.Labels } },
		NetworkSettings: {
			Bridge: '',
			SandboxID: sandbox,
			...sandboxFields(record, sandbox, era),
			SecondaryIPAddresses: null,
			SecondaryIPv6Addresses: null,
			EndpointID: bridge?.EndpointID ?? '',
			Gateway: bridge?.Gateway ?? '',
			GlobalIPv6Address: '',
			GlobalIPv6PrefixLen: 0,
			IPAddress: bridge?.IPAddress ?? '',
			IPPrefixLen: bridge?.IPPrefixLen ?? 0,
			IPv6Gateway: '',
			MacAddress: bridge?.MacAddress ?? '',
			Networks: settings
		}
	};
}

/** The order of moby's struct; Docker 25 moved the key and the ports up. */
function sandboxFields(
	record: ContainerRecord,
	sandbox: string,
	era: Era
): Pick<
	ContainerInspect['NetworkSettings'],
	'SandboxKey' | 'Ports' | 'HairpinMode' | 'LinkLocalIPv6Address' | 'LinkLocalIPv6PrefixLen'
> {
	const key = { SandboxKey: sandbox === '' ? '' : `/var/run/docker/netns/${sandbox.slice(0, 12)}` };
	const ports = { Ports: isRunning(record) ? openPorts(record) : {} };
	const linkLocal = { HairpinMode: false, LinkLocalIPv6Address: '', LinkLocalIPv6PrefixLen: 0 };
	return atLeast(era.id, '28.2') ? { ...key, ...ports, ...linkLocal } : { ...linkLocal, ...ports, ...key };
}

/** Exposed ports with where they are open on the machine: IPv4 and IPv6, as the engine binds them. */
function openPorts(record: ContainerRecord): Record<string, PortBinding[] | null> {
	const ports: Record<string, PortBinding[] | null> = {};
	const exposed = Object.keys(record.config.ExposedPorts ?? {});
	for (const port of [...new Set([...exposed, ...Object.keys(record.bindings)])].sort(byPort))
		ports[port] = record.bindings[port] ?? null;
	return ports;
}

function portSummaries(record: ContainerRecord): PortSummary[] {
	// Ports are forgotten at the regular end of a container.
	if (!isRunning(record) && record.leftBehind === undefined) return [];
	return Object.entries(openPorts(record)).flatMap(([port, bindings]): PortSummary[] => {
		const [number = '0', protocol = 'tcp'] = port.split('/');
		const base = { PrivatePort: Number(number), Type: protocol as PortSummary['Type'] };
		if (!bindings || bindings.length === 0) return [base];
		return bindings.map(({ HostIp, HostPort }) => ({ IP: HostIp, ...base, PublicPort: Number(HostPort) }));
	});
}

function byPort(a: string, b: string): number {
	return parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1);
}

/**
 * All files of a container below '/', by path.
 * @param mounted what is mounted is not gone into: a whole machine may lie there, and it is not the container's
 */
export function allFiles(
	files: ContainerRecord['files'],
	directory = '/',
	mounted: ContainerRecord['mounts'] = []
): Map<string, string> {
	const found = new Map<string, string>();
	for (const name of files.list(directory)) {
		const path = directory === '/' ? `/${name}` : `${directory}/${name}`;
		const { kind } = files.stat(path, { follow: false });
		if (kind === 'directory') {
			found.set(path, '');
			if (mounted.some(({ Destination }) => Destination === path)) continue;
			for (const [child, content] of allFiles(files, path, mounted)) found.set(child, content);
		} else found.set(path, kind === 'file' ? files.read(path) : kind);
	}
	return found;
}

/** Written by the engine beside the container's own layer. */
export const ENGINES_OWN: readonly string[] = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'];

function writtenBytes(record: ContainerRecord): number {
	let bytes = 0;
	for (const [path, content] of allFiles(record.files, '/', record.mounts)) {
		if (ENGINES_OWN.includes(path) || record.mounts.some(({ Destination }) => Destination === path)) continue;
		if (record.baseline.get(path) !== content) bytes += byteLength(content);
	}
	return bytes;
}
