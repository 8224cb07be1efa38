import { CliError, ValueError } from '../errors.ts';
import { parseDecimal } from '../format/go-values.ts';
import type {
	ConfigReference,
	ContainerSpec,
	EndpointSpec,
	HealthConfig,
	NetworkAttachmentConfig,
	PortConfig,
	RestartPolicy,
	SecretReference,
	ServiceMode,
	ServiceSpec,
	TaskSpec,
	UpdateConfig
} from '../../api/wire/service.ts';
import { effectiveCapabilities } from '../values/capabilities.ts';
import { mountsOf } from './mounts.ts';
import type { StackName } from './stack-name.ts';
import type {
	ComposeFile,
	ComposeUpdateConfig,
	DeployConfig,
	HealthCheckConfig,
	ServiceConfig,
	ServicePortConfig
} from './types.ts';

/** Services of a Compose file as the swarm takes them. Source: docker/cli cli/compose/convert. */

export const IMAGE_LABEL = 'com.docker.stack.image';

/** @throws CliError */
export function serviceSpec(
	stack: StackName,
	name: string,
	service: ServiceConfig,
	file: ComposeFile,
	secrets: readonly SecretReference[],
	configs: readonly ConfigReference[]
): ServiceSpec {
	const deploy = service.deploy ?? {};
	const endpoint = endpointSpec(deploy.endpoint_mode, service.ports ?? []);
	const mode = serviceMode(deploy);
	const mounts = mountsOf(service.volumes ?? [], file.volumes, stack);
	const resources = resourcesOf(deploy.resources ?? {});
	const restart = restartPolicy(service.restart ?? '', deploy.restart_policy);
	const health = healthConfig(service.healthcheck);
	const networks = networkAttachments(name, service, file, stack);
	const privileges = {
		CredentialSpec: credentialSpec(stack, service.credential_spec, configs),
		SELinuxContext: null,
		NoNewPrivileges: false
	};
	const capabilities = effectiveCapabilities(service.cap_add ?? [], service.cap_drop ?? []);
	const container: ContainerSpec = {
		...text('Image', service.image),
		Labels: stack.labels(service.labels),
		...list('Command', service.entrypoint),
		...list('Args', service.command),
		...text('Hostname', service.hostname),
		...list('Env', environment(service.environment)),
		...text('Dir', service.working_dir),
		...text('User', service.user),
		Privileges: privileges,
		...(service.init === undefined ? {} : { Init: service.init }),
		...text('StopSignal', service.stop_signal),
		...(service.tty ? { TTY: true } : {}),
		...(service.stdin_open ? { OpenStdin: true } : {}),
		...(service.read_only ? { ReadOnly: true } : {}),
		...list('Mounts', mounts),
		...(service.stop_grace_period === undefined ? {} : { StopGracePeriod: service.stop_grace_period }),
		...(health ? { Healthcheck: health } : {}),
		...list('Hosts', service.extra_hosts?.map(swarmHost)),
		...dnsConfig(service),
		...list('Secrets', secrets),
		...list('Configs', configs),
		...text('Isolation', service.isolation),
		...(service.sysctls ? { Sysctls: Object.fromEntries(service.sysctls) } : {}),
		...list('CapabilityAdd', capabilities.add),
		...list('CapabilityDrop', capabilities.drop),
		...list('Ulimits', ulimits(service))
	};
	const task: TaskSpec = {
		ContainerSpec: container,
		Resources: resources,
		...(restart ? { RestartPolicy: restart } : {}),
		Placement: placement(deploy),
		Networks: networks,
		...(service.logging ? { LogDriver: logDriver(service.logging) } : {}),
		ForceUpdate: 0
	};
	const update = updateConfig(deploy.update_config);
	const rollback = updateConfig(deploy.rollback_config);
	return {
		Name: stack.scope(name),
		Labels: { ...stack.labels(deploy.labels), [IMAGE_LABEL]: service.image ?? '' },
		TaskTemplate: task,
		Mode: mode,
		...(update ? { UpdateConfig: update } : {}),
		...(rollback ? { RollbackConfig: rollback } : {}),
		EndpointSpec: endpoint
	};
}

/** Empty texts and lists are absent in Docker's JSON. */
function text<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
	return value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, string>);
}

function list<K extends string, T>(key: K, values: readonly T[] | undefined): Partial<Record<K, T[]>> {
	return values === undefined || values.length === 0 ? {} : ({ [key]: [...values] } as Record<K, T[]>);
}

function serviceMode({ mode = '', replicas }: DeployConfig): ServiceMode {
	switch (mode) {
		case 'global':
		case 'global-job':
			if (replicas !== undefined)
				throw new CliError('replicas can only be used with replicated or replicated-job mode');
			return mode === 'global' ? { Global: {} } : { GlobalJob: {} };
		case 'replicated-job':
			return { ReplicatedJob: replicas === undefined ? {} : { MaxConcurrent: replicas, TotalCompletions: replicas } };
		case 'replicated':
		case '':
			return { Replicated: replicas === undefined ? {} : { Replicas: replicas } };
		default:
			throw new CliError(`Unknown mode: ${mode}`);
	}
}

function endpointSpec(mode: string | undefined, ports: readonly ServicePortConfig[]): EndpointSpec {
	const configs = ports.map((port): PortConfig => ({
		...(port.protocol === undefined ? {} : { Protocol: port.protocol as 'tcp' }),
		...(port.target === undefined ? {} : { TargetPort: port.target }),
		...(port.published === undefined ? {} : { PublishedPort: port.published }),
		...(port.mode === undefined ? {} : { PublishMode: port.mode as 'ingress' })
	}));
	configs.sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0));
	return { ...text('Mode', mode?.toLowerCase()), ...list('Ports', configs) };
}

function resourcesOf({
	limits,
	reservations
}: NonNullable<DeployConfig['resources']>): NonNullable<TaskSpec['Resources']> {
	const amounts = (source: { cpus?: string; memory?: number }): { NanoCPUs?: number; MemoryBytes?: number } => ({
		...(nanoCpus(source.cpus) === 0 ? {} : { NanoCPUs: nanoCpus(source.cpus) }),
		...(source.memory === undefined ? {} : { MemoryBytes: source.memory })
	});
	const generic = (reservations?.generic_resources ?? []).map(({ discrete_resource_spec: spec }) =>
		spec ? { DiscreteResourceSpec: { Kind: spec.kind ?? '', Value: spec.value ?? 0 } } : {}
	);
	return {
		...(limits ? { Limits: { ...amounts(limits), ...(limits.pids === undefined ? {} : { Pids: limits.pids }) } } : {}),
		...(reservations ? { Reservations: { ...amounts(reservations), ...list('GenericResources', generic) } } : {})
	};
}

function nanoCpus(value: string | undefined): number {
	if (value === undefined) return 0;
	try {
		return parseDecimal(value);
	} catch (error) {
		if (error instanceof ValueError) throw new CliError(error.message);
		throw error;
	}
}

function restartPolicy(restart: string, policy: DeployConfig['restart_policy']): RestartPolicy | undefined {
	if (policy) {
		return {
			...(policy.condition === undefined ? {} : { Condition: policy.condition }),
			...(policy.delay === undefined ? {} : { Delay: policy.delay }),
			...(policy.max_attempts === undefined ? {} : { MaxAttempts: policy.max_attempts }),
			...(policy.window === undefined ? {} : { Window: policy.window })
		};
	}
	const [name = '', count = ''] = restart.split(/:(.*)/s);
	if (restart !== '' && name === '') {
		throw new CliError('invalid restart policy format: no policy provided before colon');
	}
	if (count !== '' && !/^[-+]?\d+$/.test(count)) {
		throw new CliError('invalid restart policy format: maximum retry count must be an integer');
	}
	if (name === '' || name === 'no') return undefined;
	if (name === 'always' || name === 'unless-stopped') return { Condition: 'any' };
	if (name === 'on-failure') return { Condition: 'on-failure', MaxAttempts: Number(count) };
	throw new CliError(`unknown restart policy: ${restart}`);
}

function healthConfig(health: HealthCheckConfig | undefined): HealthConfig | undefined {
	if (!health) return undefined;
	if (health.disable) {
		if (health.test !== undefined) throw new CliError("test and disable can't be set at the same time");
		return { Test: ['NONE'] };
	}
	return {
		...list('Test', health.test),
		...(health.interval ? { Interval: health.interval } : {}),
		...(health.timeout ? { Timeout: health.timeout } : {}),
		...(health.start_period ? { StartPeriod: health.start_period } : {}),
		...(health.start_interval ? { StartInterval: health.start_interval } : {}),
		...(health.retries ? { Retries: health.retries } : {})
	};
}

/** Services without networks are on the stack's default network. */
function networkAttachments(
	name: string,
	service: ServiceConfig,
	file: ComposeFile,
	stack: StackName
): NetworkAttachmentConfig[] {
	const wanted = service.networks?.size ? service.networks : new Map([['default', null]]);
	const attachments: NetworkAttachmentConfig[] = [];
	for (const [key, attachment] of wanted) {
		const network = file.networks.get(key);
		if (!network && key !== 'default') throw new CliError(`undefined network "${key}"`);
		const target = network?.name ?? stack.scope(key);
		const aliases = [...(attachment?.aliases ?? []), ...(isUserDefined(target) ? [name] : [])];
		const options = attachment?.driver_opts;
		attachments.push({
			Target: target,
			...list('Aliases', aliases),
			...(options ? { DriverOpts: Object.fromEntries(options) } : {})
		});
	}
	return attachments.sort((a, b) => (a.Target! < b.Target! ? -1 : 1));
}

/** Networks that every engine has are neither created nor looked for. */
export function isUserDefined(network: string): boolean {
	return !['default', 'bridge', 'host', 'none'].includes(network) && !network.startsWith('container:');
}

function credentialSpec(
	stack: StackName,
	spec: ServiceConfig['credential_spec'],
	configs: readonly ConfigReference[]
): Record<string, string> | null {
	const given = (['config', 'file', 'registry'] as const).filter((key) => spec?.[key] !== undefined);
	if (!spec || given.length === 0) return null;
	if (given.length > 1) {
		const names = given.map((key) => `"${key[0]!.toUpperCase()}${key.slice(1)}"`);
		const last = names.pop()!;
		throw new CliError(
			`invalid credential spec: cannot specify both ${names.join(', ')}${names.length > 1 ? ',' : ''} and ${last}`
		);
	}
	if (spec.config === undefined) {
		return spec.file === undefined ? { Registry: spec.registry! } : { File: spec.file };
	}
	const found =
		configs.find((config) => config.ConfigName === spec.config) ??
		configs.find((config) => config.ConfigName === stack.scope(spec.config!));
	if (found) return { Config: found.ConfigID };
	throw new CliError(`invalid credential spec: spec specifies config ${spec.config}, but no such config can be found`);
}

/** 'host:ip' as the API has it: 'ip host'. */
function swarmHost(pair: string): string {
	const at = pair.indexOf(':');
	return `${pair.slice(at + 1)} ${pair.slice(0, at)}`;
}

function environment(variables: ServiceConfig['environment']): string[] {
	return [...(variables ?? [])].map(([name, value]) => (value === null ? name : `${name}=${value}`)).sort();
}

function dnsConfig(service: ServiceConfig): Pick<ContainerSpec, 'DNSConfig'> {
	if (!service.dns && !service.dns_search) return {};
	return { DNSConfig: { ...list('Nameservers', service.dns), ...list('Search', service.dns_search) } };
}

function ulimits(service: ServiceConfig): NonNullable<ContainerSpec['Ulimits']> {
	return [...(service.ulimits ?? [])]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([Name, limit]) => ({
			Name,
			Hard: limit.single ?? limit.hard ?? 0,
			Soft: limit.single ?? limit.soft ?? 0
		}));
}

function placement({ placement: source = {} }: DeployConfig): NonNullable<TaskSpec['Placement']> {
	const preferences = source.preferences?.map(({ spread = '' }) => ({ Spread: { SpreadDescriptor: spread } }));
	return {
		...list('Constraints', source.constraints),
		...list('Preferences', preferences),
		...(source.max_replicas_per_node === undefined ? {} : { MaxReplicas: source.max_replicas_per_node })
	};
}

function logDriver({ driver, options }: NonNullable<ServiceConfig['logging']>): NonNullable<TaskSpec['LogDriver']> {
	return { ...text('Name', driver), ...(options ? { Options: Object.fromEntries(options) } : {}) };
}

function updateConfig(source: ComposeUpdateConfig | undefined): UpdateConfig | undefined {
	if (!source) return undefined;
	return {
		Parallelism: source.parallelism ?? 1,
		...(source.delay === undefined ? {} : { Delay: source.delay }),
		...text('FailureAction', source.failure_action),
		...(source.monitor === undefined ? {} : { Monitor: source.monitor }),
		MaxFailureRatio: source.max_failure_ratio ?? 0,
		...text('Order', source.order)
	};
}
