import { SHAPES } from '../api/bodies/shapes.ts';
import { ApiError, type ApiErrorKind } from '../api/error.ts';
import type { ContainerCreateRequest } from '../api/wire/container.ts';
import { atLeast, type Era } from '../era/era.ts';
import { checkMounts } from './mount-checks.ts';
import { checkResources } from './resources.ts';
import { checkRestartPolicy } from './restart-policy.ts';
import { isLinuxSignal } from './runtime.ts';

/** What a container's configuration is checked against. */
export interface Surroundings {
	readonly era: Era;
	/** Of the machine. */
	readonly exists: (path: string) => boolean;
	readonly hasContainer: (term: string) => boolean;
}

/** Source: man 7 capabilities. */
const CAPABILITIES =
	'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
		' '
	);
const MS = 1_000_000;
const CONFIG = SHAPES.get('ContainerConfigWrapper')!;
/** Fields of a request that are no part of the container's own configuration. */
const BESIDES = ['HostConfig', 'NetworkingConfig'];

/**
 * Refuses a container that cannot be. Source: the refusals of a real 20.10 (testdata/real-engine), moby
 * daemon/container.go, verifyContainerSettings, for their order.
 * @returns warnings
 * @throws ApiError
 */
export function checkContainer(request: ContainerCreateRequest, around: Surroundings): string[] {
	// The engines of 1.12 have words of their own, which nobody recorded.
	if (!atLeast(around.era.id, '19.03')) return [];
	const isAsked = ([key, value]: [string, unknown]): boolean =>
		!BESIDES.includes(key) && CONFIG.has(key) && value !== '';
	if (!Object.entries(request).some(isAsked)) throw refusal('Config cannot be empty in order to create a container');
	checkConfig(request);
	const warnings = checkHostConfig(request, around);
	checkEndpoints(request, around.era);
	checkMounts(request, around.exists);
	return warnings;
}

function checkConfig({ WorkingDir, StopSignal, Env, Healthcheck: health }: ContainerCreateRequest): void {
	if (WorkingDir && !WorkingDir.startsWith('/'))
		throw refusal(`the working directory '${WorkingDir}' is invalid, it needs to be an absolute path`);
	if (StopSignal && !isLinuxSignal(StopSignal) && !/^[1-9]\d*$/.test(StopSignal))
		throw refusal(`Invalid signal: ${StopSignal}`);
	for (const variable of Env ?? [])
		if (/^(=|$)/.test(variable)) throw refusal(`invalid environment variable: ${variable}`);
	if (!health) return;
	const times = health as unknown as Record<string, number | undefined>;
	for (const name of ['Interval', 'Timeout', 'StartPeriod']) {
		const time = times[name] ?? 0;
		if (time !== 0 && time < MS) throw refusal(`${name} in Healthcheck cannot be less than 1ms`);
		if (name === 'Timeout' && (times['Retries'] ?? 0) < 0) throw refusal('Retries in Healthcheck cannot be negative');
	}
}

function checkHostConfig(request: ContainerCreateRequest, { era, hasContainer }: Surroundings): string[] {
	const host = request.HostConfig ?? {};
	const field = <T>(name: string): T | undefined => (host[name] as T | null | undefined) ?? undefined;
	const refuse = (isRefused: boolean, message: string, kind: ApiErrorKind = 'invalid'): void => {
		if (isRefused) throw new ApiError(kind, message);
	};
	const policy = host.RestartPolicy?.Name ?? '';
	refuse(
		host.AutoRemove === true && !['', 'no'].includes(policy),
		"can't create 'AutoRemove' container with restart policy"
	);
	for (const text of host.ExtraHosts ?? []) {
		const [, address] = /^[^:]+:(.+)$/s.exec(text) ?? [];
		refuse(address === undefined, `bad format for add-host: "${text}"`);
		refuse(
			!/^(host-gateway|\d+\.\d+\.\d+\.\d+|.*:.*)$/.test(address!),
			`invalid IP address in add-host: "${address!}"`
		);
	}
	checkPorts(host.PortBindings);
	checkRestartPolicy(host.RestartPolicy, era);
	for (const name of ['CapAdd', 'CapDrop'] as const)
		for (const text of host[name] ?? []) {
			const capability = text.toUpperCase().replace(/^CAP_/, '');
			refuse(
				capability !== 'ALL' && !CAPABILITIES.includes(capability),
				`invalid ${name}: unknown capability: "CAP_${capability}"`
			);
		}
	const isolation = field<string>('Isolation') ?? '';
	refuse(
		!['', 'default'].includes(isolation),
		`Invalid isolation: "${isolation}" - linux only supports 'default'`,
		'system'
	);
	checkResources(host, era, false);
	const swappiness = field<number>('MemorySwappiness') ?? -1;
	refuse(swappiness < -1 || swappiness > 100, `Invalid value: ${swappiness}, valid memory swappiness range is 0-100`);
	const warnings: string[] = [];
	if (field<boolean>('OomKillDisable') === true && (host.Memory ?? 0) === 0)
		warnings.push(
			'OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.'
		);
	const score = field<number>('OomScoreAdj') ?? 0;
	refuse(Math.abs(score) > 1000, `Invalid value ${score}, range for oom score adj is [-1000, 1000]`);
	refuse((field<number>('ShmSize') ?? 0) < 0, 'SHM size can not be less than 0');
	const cgroups = field<string>('CgroupnsMode') ?? '';
	refuse(!['', 'host', 'private'].includes(cgroups), `invalid cgroup namespace mode: ${cgroups}`);
	const runtime = field<string>('Runtime') ?? '';
	refuse(!['', 'runc', 'io.containerd.runc.v2'].includes(runtime), `Unknown runtime specified ${runtime}`);
	const network = host.NetworkMode ?? '';
	refuse(network === 'container:', 'Invalid network mode: invalid container format container:<name|id>');
	const publishes = Object.keys(host.PortBindings ?? {}).length > 0;
	refuse(
		network.startsWith('container:') && publishes,
		'conflicting options: port publishing and the container type network mode'
	);
	if (network === 'host' && publishes) warnings.push('Published ports are discarded when using host network mode');
	for (const text of host.Links ?? []) refuse(text.split(':').length > 2, `bad format for links: ${text}`, 'system');
	for (const text of field<string[]>('SecurityOpt') ?? [])
		refuse(!isSecurityOption(text), securityFault(text), 'system');
	for (const name of ['IpcMode', 'PidMode']) {
		const target = /^container:(.+)$/.exec(field<string>(name) ?? '')?.[1];
		refuse(target !== undefined && !hasContainer(target), `No such container: ${target!}`);
	}
	for (const text of field<string[]>('VolumesFrom') ?? []) {
		const [id = '', mode] = text.split(':');
		refuse(text === '', 'volumes-from specification cannot be an empty string');
		refuse(mode !== undefined && !['ro', 'rw', 'z', 'Z'].includes(mode), `invalid mode: ${mode!}`);
		refuse(!hasContainer(id), `No such container: ${id}`);
	}
	for (const name of Object.keys(field<Record<string, string>>('StorageOpt') ?? {}))
		refuse(
			true,
			name === 'size'
				? "--storage-opt is supported only for overlay over xfs with 'pquota' mount option"
				: `Unknown option ${name}`,
			'system'
		);
	return warnings;
}

const isSecurityOption = (text: string): boolean =>
	/^(no-new-privileges|disable|systempaths=unconfined)$|^(label|apparmor|seccomp|no-new-privileges)[=:]/.test(text);

const securityFault = (text: string): string =>
	`invalid --security-opt ${/[=:]/.test(text) ? 2 : 1}: ${JSON.stringify(text)}`;

function checkPorts(bindings: Record<string, readonly { HostPort?: string }[] | null> | null | undefined): void {
	for (const [port, hosts] of Object.entries(bindings ?? {})) {
		const number = port.split('/')[0]!;
		if (!isPort(number)) throw refusal(`invalid port specification: "${number}"`);
		for (const { HostPort: text = '' } of hosts ?? []) {
			const [first = '', last = first] = text.split('-');
			if (text !== '' && !(isPort(first) && isPort(last) && Number(first) <= Number(last)))
				throw refusal(`invalid port specification: "${text}"`);
		}
	}
}

const isPort = (text: string): boolean => text === '' || (/^\d+$/.test(text) && Number(text) <= 65_535);

/** Source: moby daemon/create.go, verifyNetworkingConfig. */
function checkEndpoints({ NetworkingConfig: networking }: ContainerCreateRequest, era: Era): void {
	const endpoints = Object.entries(networking?.EndpointsConfig ?? {});
	// From API 1.44 on a container may be connected to several networks at once.
	if (endpoints.length > 1 && !atLeast(era.id, '28.2')) {
		const names = endpoints.map(([name]) => name).sort();
		throw refusal(`Container cannot be connected to network endpoints: ${names.join(', ')}`);
	}
	for (const [name, settings] of endpoints) {
		if (settings === null) throw refusal(`no EndpointSettings for ${name}`);
		const address = settings.IPAMConfig?.IPv4Address ?? '';
		if (address !== '' && !/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw refusal(`invalid IPv4 address: ${address}`);
	}
}

const refusal = (message: string): ApiError => new ApiError('invalid', message);
