import type { Era } from '../../../era/era.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { effectiveCapabilities } from '../../values/capabilities.ts';
import { cutPair } from '../../values/csv.ts';
import { configReferences, networkTargets, secretReferences } from './references.ts';
import type {
	ConfigReference,
	ContainerSpec,
	EndpointSpec,
	HealthConfig,
	Placement,
	PortConfig,
	RestartPolicy,
	ServiceMode,
	ServiceSpec,
	TaskSpec,
	UpdateConfig
} from '../../../api/wire/service.ts';
import type { CredentialSpec } from '../../values/credential-spec.ts';
import type { FileReference } from '../../values/file-reference.ts';
import type { NetworkAttachment } from '../../values/network-attachment.ts';
import type { PlacementPreference } from '../../values/placement-preference.ts';
import type { Ulimit } from '../../values/ulimit.ts';
import type { Process } from '../../../sim/process.ts';
import { mountsOf } from '../mounts.ts';
import { genericResources } from './generic-resources.ts';
import { readEnvFiles } from '../env-file.ts';

/** A service's spec; without a name the engine invents one. */
export type ServiceRequest = Omit<ServiceSpec, 'Name'> & { Name?: string };

/** The spec that `service create` sends, from its flags and arguments. Fields in the order of Docker's JSON. */
export function* serviceSpecOf(context: CommandContext): Process<ServiceRequest> {
	const { flags } = context;
	const mode = serviceMode(flags, context.era);
	const isJob = mode.ReplicatedJob !== undefined || mode.GlobalJob !== undefined;
	const updateConfig = updateConfigOf(flags, 'update');
	const rollbackConfig = updateConfigOf(flags, 'rollback');
	if (isJob && (updateConfig || rollbackConfig)) {
		throw new CliError('update and rollback configuration is not supported for jobs');
	}
	const container = containerSpec(context, [
		...(yield* readEnvFiles(context, flags.list('env-file'))),
		...withValues(flags.list('env'), context.sys.env)
	]);
	const networks = yield* networkTargets(context, flags.all<NetworkAttachment>('network'));
	const secrets = yield* secretReferences(context, flags.all<FileReference>('secret'));
	const credentials = credentialSpecOf(flags);
	const runtime = credentials?.Config ? [credentials.Config] : [];
	const configs = yield* configReferences(context, flags.all<FileReference>('config'), runtime);
	if (secrets.length > 0) container.Secrets = secrets;
	if (configs.length > 0) container.Configs = configs;
	if (credentials)
		container.Privileges = { CredentialSpec: withConfigId(credentials, configs), NoNewPrivileges: false };
	const task: TaskSpec = {
		ContainerSpec: container,
		Resources: resources(flags),
		Placement: placement(flags),
		ForceUpdate: 0
	};
	const restart = restartPolicy(flags);
	if (restart) task.RestartPolicy = restart;
	if (networks.length > 0) task.Networks = networks;
	if (flags.changed('log-driver')) {
		const options = pairs(flags.list('log-opt'));
		task.LogDriver = { Name: flags.string('log-driver'), ...(options ? { Options: options } : {}) };
	}
	return {
		...(flags.string('name') === '' ? {} : { Name: flags.string('name') }),
		Labels: pairs(flags.list('label')) ?? {},
		TaskTemplate: task,
		Mode: mode,
		...(updateConfig ? { UpdateConfig: updateConfig } : {}),
		...(rollbackConfig ? { RollbackConfig: rollbackConfig } : {}),
		EndpointSpec: endpointSpec(flags)
	};
}

function serviceMode(flags: FlagValues, { capabilities }: Era): ServiceMode {
	const mode = flags.string('mode');
	if (mode.endsWith('-job') && !capabilities.jobs) throw unknownMode(mode);
	const replicas = flags.changed('replicas') ? { Replicas: flags.number('replicas') } : {};
	const concurrent = flags.changed('max-concurrent');
	switch (mode) {
		case 'global':
		case 'global-job':
			if (flags.changed('replicas'))
				throw new CliError('replicas can only be used with replicated or replicated-job mode');
			if (flags.number('replicas-max-per-node') > 0) {
				throw new CliError('replicas-max-per-node can only be used with replicated or replicated-job mode');
			}
			if (concurrent) throw new CliError('max-concurrent can only be used with replicated-job mode');
			return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
		case 'replicated':
			if (concurrent) throw new CliError('max-concurrent can only be used with replicated-job mode');
			return { Replicated: replicas };
		case 'replicated-job': {
			const total = replicas.Replicas;
			const most = concurrent ? flags.number('max-concurrent') : total;
			return {
				ReplicatedJob: {
					...(most === undefined ? {} : { MaxConcurrent: most }),
					...(total === undefined ? {} : { TotalCompletions: total })
				}
			};
		}
		default:
			throw unknownMode(mode);
	}
}

function unknownMode(mode: string): CliError {
	return new CliError(`Unknown mode: ${mode}, only replicated and global supported`);
}

/** Given, and not to be taken away. */
export function credentialSpecOf(flags: FlagValues): CredentialSpec | undefined {
	if (flags.list('credential-spec').at(-1) === undefined || flags.list('credential-spec').at(-1) === '')
		return undefined;
	return flags.single('credential-spec') as CredentialSpec;
}

/** The API wants the ID of the config that was named. */
export function withConfigId(credentials: CredentialSpec, configs: readonly ConfigReference[]): CredentialSpec {
	const config = configs.find(({ ConfigName }) => ConfigName === credentials.Config);
	return config ? { ...credentials, Config: config.ConfigID } : credentials;
}

function containerSpec({ flags, args, sys }: CommandContext, variables: readonly string[]): ContainerSpec {
	const spec: ContainerSpec = args[0] === '' ? {} : { Image: args[0]! };
	const labels = pairs(flags.list('container-label'));
	if (labels) spec.Labels = labels;
	const entrypoint = flags.changed('entrypoint') ? (flags.single('entrypoint') as string[]) : [];
	if (entrypoint.length > 0) spec.Command = entrypoint;
	if (args.length > 1) spec.Args = args.slice(1);
	if (flags.string('hostname') !== '') spec.Hostname = flags.string('hostname');
	const env = lastOfEach(variables);
	if (env.length > 0) spec.Env = env;
	if (flags.string('workdir') !== '') spec.Dir = flags.string('workdir');
	if (flags.string('user') !== '') spec.User = flags.string('user');
	if (flags.changed('group')) spec.Groups = flags.list('group');
	spec.Init = flags.bool('init');
	if (flags.string('stop-signal') !== '') spec.StopSignal = flags.string('stop-signal');
	if (flags.bool('tty')) spec.TTY = true;
	if (flags.bool('read-only')) spec.ReadOnly = true;
	if (flags.changed('mount')) spec.Mounts = mountsOf(flags, 'mount', sys.cwd);
	if (flags.changed('stop-grace-period')) spec.StopGracePeriod = flags.number('stop-grace-period');
	const health = healthConfig(flags);
	if (health) spec.Healthcheck = health;
	if (flags.changed('host')) spec.Hosts = flags.list('host').map(swarmHost);
	if (flags.string('isolation') !== '') spec.Isolation = flags.string('isolation');
	spec.DNSConfig = {
		...(flags.changed('dns') ? { Nameservers: flags.list('dns') } : {}),
		...(flags.changed('dns-search') ? { Search: flags.list('dns-search') } : {}),
		...(flags.changed('dns-option') ? { Options: flags.list('dns-option') } : {})
	};
	const sysctls = pairs(flags.list('sysctl'));
	if (sysctls) spec.Sysctls = sysctls;
	const capabilities = effectiveCapabilities(flags.list('cap-add'), flags.list('cap-drop'));
	if (capabilities.add.length > 0) spec.CapabilityAdd = capabilities.add;
	if (capabilities.drop.length > 0) spec.CapabilityDrop = capabilities.drop;
	if (flags.changed('ulimit')) spec.Ulimits = flags.all<Ulimit>('ulimit').sort((a, b) => (a.Name < b.Name ? -1 : 1));
	if (flags.number('oom-score-adj') !== 0) spec.OomScoreAdj = flags.number('oom-score-adj');
	return spec;
}

/** A variable without a value takes that of the client's environment. */
export function withValues(variables: readonly string[], environment: ReadonlyMap<string, string>): string[] {
	return variables.map((variable) => {
		const value = variable.includes('=') ? undefined : environment.get(variable);
		return value === undefined ? variable : `${variable}=${value}`;
	});
}

/** 'name:ip' as the API has it: 'ip name'. */
export function swarmHost(text: string): string {
	const at = text.indexOf(text.includes('=') ? '=' : ':');
	if (at < 0) throw new CliError(`bad format for add-host: "${text}"`);
	return `${text.slice(at + 1).replace(/^\[(.+)\]$/, '$1')} ${text.slice(0, at)}`;
}

export function healthConfig(flags: FlagValues): HealthConfig | undefined {
	const given =
		flags.string('health-cmd') !== '' ||
		flags.number('health-retries') !== 0 ||
		flags.anyChanged('health-interval', 'health-timeout', 'health-start-period', 'health-start-interval');
	if (flags.bool('no-healthcheck')) {
		if (given) throw new CliError('--no-healthcheck conflicts with --health-* options');
		return { Test: ['NONE'] };
	}
	if (!given) return undefined;
	const health: HealthConfig = {};
	if (flags.string('health-cmd') !== '') health.Test = ['CMD-SHELL', flags.string('health-cmd')];
	if (flags.changed('health-interval')) health.Interval = flags.number('health-interval');
	if (flags.changed('health-timeout')) health.Timeout = flags.number('health-timeout');
	if (flags.changed('health-start-period')) health.StartPeriod = flags.number('health-start-period');
	if (flags.changed('health-start-interval')) health.StartInterval = flags.number('health-start-interval');
	if (flags.number('health-retries') !== 0) health.Retries = flags.number('health-retries');
	return health;
}

function resources(flags: FlagValues): NonNullable<TaskSpec['Resources']> {
	const limits = {
		...(flags.number('limit-cpu') ? { NanoCPUs: flags.number('limit-cpu') } : {}),
		...(flags.number('limit-memory') ? { MemoryBytes: flags.number('limit-memory') } : {}),
		...(flags.number('limit-pids') ? { Pids: flags.number('limit-pids') } : {})
	};
	const reservations = {
		...(flags.number('reserve-cpu') ? { NanoCPUs: flags.number('reserve-cpu') } : {}),
		...(flags.number('reserve-memory') ? { MemoryBytes: flags.number('reserve-memory') } : {}),
		...(flags.changed('generic-resource') ? { GenericResources: genericResources(flags.list('generic-resource')) } : {})
	};
	return { Limits: limits, Reservations: reservations };
}

function placement(flags: FlagValues): Placement {
	return {
		...(flags.changed('constraint') ? { Constraints: flags.list('constraint') } : {}),
		...(flags.changed('placement-pref') ? { Preferences: flags.all<PlacementPreference>('placement-pref') } : {}),
		...(flags.number('replicas-max-per-node') > 0 ? { MaxReplicas: flags.number('replicas-max-per-node') } : {})
	};
}

export const RESTART_FLAGS = ['restart-condition', 'restart-delay', 'restart-max-attempts', 'restart-window'] as const;

/** Nothing typed: the engine's defaults; anything typed: the client writes all of them. */
function restartPolicy(flags: FlagValues): RestartPolicy | undefined {
	if (!flags.anyChanged(...RESTART_FLAGS)) return undefined;
	return {
		Condition: flags.changed('restart-condition') ? flags.string('restart-condition') : 'any',
		Delay: flags.changed('restart-delay') ? flags.number('restart-delay') : 5e9,
		MaxAttempts: flags.number('restart-max-attempts'),
		...(flags.changed('restart-window') ? { Window: flags.number('restart-window') } : {})
	};
}

/** The client's defaults, written out as soon as one of the flags is used (docker/cli service/opts.go). */
export function defaultUpdateConfig(): UpdateConfig {
	return { Parallelism: 1, FailureAction: 'pause', Monitor: 5e9, MaxFailureRatio: 0, Order: 'stop-first' };
}

export function updateFlagNames(kind: 'update' | 'rollback'): string[] {
	return ['parallelism', 'delay', 'failure-action', 'monitor', 'max-failure-ratio', 'order'].map(
		(name) => `${kind}-${name}`
	);
}

export function updateConfigOf(
	flags: FlagValues,
	kind: 'update' | 'rollback',
	current?: UpdateConfig
): UpdateConfig | undefined {
	if (!flags.anyChanged(...updateFlagNames(kind))) return current;
	const config = { ...(current ?? defaultUpdateConfig()) };
	const given = (name: string): boolean => flags.changed(`${kind}-${name}`);
	if (given('parallelism')) config.Parallelism = flags.number(`${kind}-parallelism`);
	if (given('delay')) config.Delay = flags.number(`${kind}-delay`);
	if (given('failure-action')) config.FailureAction = flags.string(`${kind}-failure-action`);
	if (given('monitor')) config.Monitor = flags.number(`${kind}-monitor`);
	if (given('max-failure-ratio')) config.MaxFailureRatio = flags.number(`${kind}-max-failure-ratio`);
	if (given('order')) config.Order = flags.string(`${kind}-order`);
	return {
		Parallelism: config.Parallelism,
		...(config.Delay ? { Delay: config.Delay } : {}),
		...(config.FailureAction ? { FailureAction: config.FailureAction } : {}),
		...(config.Monitor ? { Monitor: config.Monitor } : {}),
		MaxFailureRatio: config.MaxFailureRatio,
		...(config.Order ? { Order: config.Order } : {})
	};
}

function endpointSpec(flags: FlagValues): EndpointSpec {
	const ports = flags.all<PortConfig[]>('publish').flat();
	return { Mode: flags.string('endpoint-mode').toLowerCase(), ...(ports.length > 0 ? { Ports: ports } : {}) };
}

/** 'key=value' texts as a map; undefined when there are none. */
export function pairs(texts: readonly string[]): Record<string, string> | undefined {
	if (texts.length === 0) return undefined;
	const map: Record<string, string> = {};
	for (const text of texts) {
		const { key, value } = cutPair(text);
		map[key] = value ?? '';
	}
	return map;
}

/**
 * Of several 'KEY=…' with one key the last, in its own place; but the same words twice, and a KEY alone, stay.
 * Source: docker/cli service/opts.go, makeEnv.
 */
function lastOfEach(variables: readonly string[]): string[] {
	let env: string[] = [];
	for (const variable of variables) {
		const start = `${cutPair(variable).key}=`;
		env = [...env.filter((other) => other === variable || !other.startsWith(start)), variable];
	}
	return env;
}

/** Of several 'KEY=…' with one key the last, in the place of the first. */
export function uniqueByKey(entries: readonly string[]): string[] {
	const byKey = new Map<string, string>();
	for (const entry of entries) byKey.set(cutPair(entry).key, entry);
	return [...byKey.values()];
}
