import type { CommandContext } from '../../context.ts';
import { ValueError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { parsePortMapping } from '../../values/port.ts';
import { pairs, uniqueByKey, healthConfig } from '../service/spec-from-flags.ts';
import type { ContainerCreateRequest, HostConfig, PortBinding } from '../../../api/wire/container.ts';
import type { EndpointSettings } from '../../../api/wire/network.ts';
import type { Mount } from '../../../api/wire/service.ts';
import type { NetworkAttachment } from '../../values/network-attachment.ts';
import type { Ulimit } from '../../values/ulimit.ts';
import type { Process } from '../../../sim/process.ts';
import { readEnvFiles } from '../env-file.ts';
import { refusal } from './refusal.ts';

/** The body of POST /containers/create; every field the client sends, used or not (recordings/containers.jsonl). */
export function* createRequestOf(context: CommandContext): Process<ContainerCreateRequest> {
	const { flags, args } = context;
	const attached = !(flagGiven(flags, 'detach') && flags.bool('detach'));
	const stdin = flags.bool('interactive');
	const wants = (stream: string): boolean =>
		attached &&
		(flags.changed('attach')
			? flags
					.list('attach')
					.map((name) => name.toLowerCase())
					.includes(stream)
			: true);
	const env = uniqueByKey([
		...(yield* readEnvFiles(context, flags.list('env-file'))),
		...flags.list('env').flatMap((text) => fromEnvironment(context, text))
	]);
	const { exposed, bindings } = ports(context);
	const entrypoint = flags.string('entrypoint');
	const health = healthConfig(flags);
	return {
		Hostname: flags.string('hostname'),
		Domainname: '',
		User: flags.string('user'),
		AttachStdin: stdin && attached,
		AttachStdout: wants('stdout'),
		AttachStderr: wants('stderr'),
		...(Object.keys(exposed).length > 0 ? { ExposedPorts: exposed } : {}),
		Tty: flags.bool('tty'),
		OpenStdin: stdin,
		StdinOnce: stdin && attached,
		Env: env.length > 0 ? env : null,
		Cmd: args.length > 1 ? args.slice(1) : null,
		...(health ? { Healthcheck: health } : {}),
		Image: args[0]!,
		Volumes: Object.fromEntries(
			flags
				.list('volume')
				.filter((text) => !text.includes(':'))
				.map((path) => [path, {}])
		),
		WorkingDir: flags.string('workdir'),
		Entrypoint: flags.changed('entrypoint') ? [entrypoint] : null,
		OnBuild: null,
		Labels: pairs(flags.list('label')) ?? {},
		...(flags.changed('stop-signal') ? { StopSignal: flags.string('stop-signal') } : {}),
		...(flags.changed('stop-timeout') ? { StopTimeout: flags.number('stop-timeout') } : {}),
		HostConfig: hostConfig(context, bindings),
		NetworkingConfig: { EndpointsConfig: endpoints(flags) }
	};
}

function flagGiven(flags: FlagValues, name: string): boolean {
	return flags.given.includes(name);
}

/** `-e NAME` takes the variable over; where there is none the word goes as it is. Source: docker/cli opts/env.go, ValidateEnv. */
function fromEnvironment(context: CommandContext, text: string): string[] {
	if (text.includes('=')) return [text];
	const value = context.sys.env.get(text);
	return value === undefined ? [text] : [`${text}=${value}`];
}

function ports(context: CommandContext): {
	exposed: Record<string, Record<string, never>>;
	bindings: Record<string, PortBinding[]>;
} {
	const { flags } = context;
	const exposed: Record<string, Record<string, never>> = {};
	const bindings: Record<string, PortBinding[]> = {};
	for (const text of flags.list('publish')) {
		for (const mapping of mappingsOf(context, text)) {
			const key = `${mapping.containerPort}/${mapping.protocol}`;
			exposed[key] = {};
			(bindings[key] ??= []).push({ HostIp: mapping.hostIp, HostPort: mapping.hostPort });
		}
	}
	for (const text of flags.list('expose')) exposed[text.includes('/') ? text : `${text}/tcp`] = {};
	return { exposed, bindings };
}

function mappingsOf(context: CommandContext, text: string): ReturnType<typeof parsePortMapping> {
	try {
		return parsePortMapping(text);
	} catch (error) {
		if (error instanceof ValueError) throw refusal(context, error.message);
		throw error;
	}
}

/** Under either name of the flag. */
function networksOf(flags: FlagValues): NetworkAttachment[] {
	return [...flags.all<NetworkAttachment>('net'), ...flags.all<NetworkAttachment>('network')];
}

function networkMode(flags: FlagValues): string {
	return networksOf(flags)[0]?.Target ?? 'default';
}

function hostConfig(context: CommandContext, bindings: Record<string, PortBinding[]>): HostConfig {
	const { flags } = context;
	const binds = flags
		.list('volume')
		.filter((text) => text.includes(':'))
		.map((text) => absoluteBind(context, text));
	const list = (name: string): string[] | null => (flags.changed(name) ? flags.list(name) : null);
	const tmpfs = pairsByColon(flags.list('tmpfs'));
	return {
		Binds: binds.length > 0 ? binds : null,
		ContainerIDFile: '',
		LogConfig: { Type: flags.string('log-driver'), Config: pairs(flags.list('log-opt')) ?? {} },
		NetworkMode: networkMode(flags),
		PortBindings: bindings,
		RestartPolicy: restartPolicy(context),
		AutoRemove: flags.bool('rm'),
		VolumeDriver: '',
		VolumesFrom: null,
		ConsoleSize: consoleSize(context),
		CapAdd: list('cap-add'),
		CapDrop: list('cap-drop'),
		CgroupnsMode: '',
		Dns: flags.list('dns'),
		DnsOptions: flags.list('dns-option'),
		DnsSearch: flags.list('dns-search'),
		ExtraHosts: list('add-host'),
		GroupAdd: list('group-add'),
		IpcMode: '',
		Cgroup: '',
		Links: null,
		OomScoreAdj: 0,
		PidMode: '',
		Privileged: flags.bool('privileged'),
		PublishAllPorts: flags.bool('publish-all'),
		ReadonlyRootfs: flags.bool('read-only'),
		SecurityOpt: null,
		...(flags.changed('tmpfs') ? { Tmpfs: tmpfs } : {}),
		UTSMode: '',
		UsernsMode: '',
		ShmSize: 0,
		...(flags.changed('sysctl') ? { Sysctls: pairs(flags.list('sysctl')) } : {}),
		Isolation: '',
		CpuShares: 0,
		Memory: flags.number('memory'),
		NanoCpus: flags.number('cpus'),
		CgroupParent: '',
		BlkioWeight: 0,
		BlkioWeightDevice: [],
		BlkioDeviceReadBps: [],
		BlkioDeviceWriteBps: [],
		BlkioDeviceReadIOps: [],
		BlkioDeviceWriteIOps: [],
		CpuPeriod: 0,
		CpuQuota: 0,
		CpuRealtimePeriod: 0,
		CpuRealtimeRuntime: 0,
		CpusetCpus: '',
		CpusetMems: '',
		Devices: [],
		DeviceCgroupRules: null,
		DeviceRequests: null,
		MemoryReservation: 0,
		MemorySwap: 0,
		MemorySwappiness: -1,
		OomKillDisable: false,
		PidsLimit: 0,
		Ulimits: flags.all<Ulimit>('ulimit'),
		CpuCount: 0,
		CpuPercent: 0,
		IOMaximumIOps: 0,
		IOMaximumBandwidth: 0,
		...(flags.changed('mount') ? { Mounts: flags.all<Mount>('mount') } : {}),
		MaskedPaths: null,
		ReadonlyPaths: null,
		...(flags.changed('init') ? { Init: flags.bool('init') } : {})
	};
}

/** Rows, then columns, when there is a terminal. */
export function consoleSize(context: CommandContext): [number, number] {
	const terminal = context.sys.terminal(1);
	return terminal ? [terminal.rows, terminal.columns] : [0, 0];
}

function absoluteBind(context: CommandContext, text: string): string {
	if (!text.startsWith('.')) return text;
	const at = text.indexOf(':');
	const path = text.slice(0, at).replace(/^\.\/?/, '');
	return `${context.sys.cwd}${path === '' ? '' : `/${path}`}${text.slice(at)}`;
}

function pairsByColon(texts: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		texts.map((text) => [text.split(':')[0]!, text.includes(':') ? text.slice(text.indexOf(':') + 1) : ''])
	);
}

function restartPolicy(context: CommandContext): { Name: string; MaximumRetryCount: number } {
	const text = context.flags.string('restart');
	if (text === '') return { Name: '', MaximumRetryCount: 0 };
	const [name, count] = text.split(':');
	if (count !== undefined && !/^\d+$/.test(count))
		throw refusal(context, 'invalid restart policy format: maximum retry count must be an integer');
	// Source: docker/cli cli/command/container/opts.go, parse.
	if (context.flags.bool('rm') && name !== 'no')
		throw refusal(context, 'conflicting options: cannot specify both --restart and --rm');
	return { Name: name!, MaximumRetryCount: Number(count ?? 0) };
}

function endpoints(flags: FlagValues): Record<string, Partial<EndpointSettings>> {
	const attachments = networksOf(flags);
	const targets: NetworkAttachment[] = attachments.length > 0 ? attachments : [{ Target: 'default' }];
	// One network without more to say about it is told by HostConfig.NetworkMode alone.
	const isPlain = attachments.length === 1 && !flags.anyChanged('ip', 'network-alias');
	if (isPlain && !attachments[0]!.Aliases && !attachments[0]!.DriverOpts) return {};
	return Object.fromEntries(
		targets.map((attachment, i) => {
			const aliases = [...(attachment.Aliases ?? []), ...(i === 0 ? flags.list('network-alias') : [])];
			const ip = i === 0 ? flags.string('ip') : '';
			return [
				attachment.Target,
				{
					IPAMConfig: ip === '' ? null : { IPv4Address: ip },
					Links: null,
					Aliases: aliases.length > 0 ? aliases : null,
					MacAddress: '',
					DriverOpts: attachment.DriverOpts ?? null,
					GwPriority: 0,
					NetworkID: '',
					EndpointID: '',
					Gateway: '',
					IPAddress: '',
					IPPrefixLen: 0,
					IPv6Gateway: '',
					GlobalIPv6Address: '',
					GlobalIPv6PrefixLen: 0,
					DNSNames: null
				}
			];
		})
	);
}
