import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { cutPair } from '../../values/csv.ts';
import type { CredentialSpec } from '../../values/credential-spec.ts';
import type { FileReference } from '../../values/file-reference.ts';
import type { NetworkAttachment } from '../../values/network-attachment.ts';
import type { PlacementPreference } from '../../values/placement-preference.ts';
import type { Ulimit } from '../../values/ulimit.ts';
import type { Network } from '../../../api/wire/network.ts';
import type {
	ConfigReference,
	ContainerSpec,
	GenericResource,
	HealthConfig,
	PortConfig,
	RestartPolicy,
	ServiceSpec,
	TaskSpec
} from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';
import { configReferences, networkTargets, secretReferences } from './references.ts';
import { mountsOf } from '../mounts.ts';
import { genericResources } from './generic-resources.ts';
import { capability } from '../../values/capabilities.ts';
import {
	credentialSpecOf,
	RESTART_FLAGS,
	swarmHost,
	uniqueByKey,
	updateConfigOf,
	withConfigId,
	withValues
} from './spec-from-flags.ts';

/** Changes a service's spec as the flags of `service update` say. Source: docker/cli service/update.go. */
export function* changeSpec(context: CommandContext, spec: ServiceSpec): Process<void> {
	const { flags } = context;
	const task = spec.TaskTemplate;
	const container = (task.ContainerSpec ??= {});
	changeContainer(flags, container);
	changeLists(context, container);
	changeResources(flags, task);
	changeRestart(flags, task);
	changePlacement(flags, task);
	if (flags.anyChanged('network-add', 'network-rm')) yield* changeNetworks(context, task);
	changeMode(flags, spec);
	const updateConfig = updateConfigOf(flags, 'update', spec.UpdateConfig);
	if (updateConfig) spec.UpdateConfig = updateConfig;
	const rollbackConfig = updateConfigOf(flags, 'rollback', spec.RollbackConfig);
	if (rollbackConfig) spec.RollbackConfig = rollbackConfig;
	changeEndpoint(flags, spec);
	if (flags.anyChanged('secret-add', 'secret-rm')) {
		const kept = without(container.Secrets ?? [], flags.list('secret-rm'), (secret) => secret.SecretName);
		setOrDelete(container, 'Secrets', [
			...kept,
			...(yield* secretReferences(context, flags.all<FileReference>('secret-add')))
		]);
	}
	yield* changeConfigs(context, container);
	// Options alone change nothing, nor does a driver without a name: the client looks for the driver first.
	if (flags.string('log-driver') !== '') {
		const options = Object.fromEntries(
			flags.list('log-opt').map((text) => [cutPair(text).key, cutPair(text).value ?? ''])
		);
		task.LogDriver = { Name: flags.string('log-driver'), ...(flags.changed('log-opt') ? { Options: options } : {}) };
	}
	spec.Labels = changeMap(spec.Labels ?? {}, flags.list('label-add'), flags.list('label-rm'));
	if (flags.bool('force')) task.ForceUpdate++;
}

/**
 * Configs, and the credential spec, which may be one of them: a config for the runtime stays as long as it is that.
 * Source: docker/cli service/update.go, getUpdatedConfigs, removeConfigs, updateCredSpecConfig.
 */
function* changeConfigs(context: CommandContext, container: ContainerSpec): Process<void> {
	const { flags } = context;
	const isGiven = flags.changed('credential-spec');
	const given = credentialSpecOf(flags);
	const before = container.Privileges?.['CredentialSpec'] as Partial<CredentialSpec> | undefined;
	const isKept = (config: ConfigReference): boolean =>
		isGiven ? config.ConfigName === given?.Config : config.ConfigID === before?.Config;
	const kept = (container.Configs ?? []).filter((config) =>
		config.Runtime ? isKept(config) : !flags.list('config-rm').includes(config.ConfigName)
	);
	const added = given?.Config && !kept.some((config) => config.Runtime) ? [given.Config] : [];
	const configs = [...kept, ...(yield* configReferences(context, flags.all<FileReference>('config-add'), added))];
	setOrDelete(container, 'Configs', configs);
	if (!isGiven) return;
	if (given) {
		container.Privileges = {
			NoNewPrivileges: false,
			...container.Privileges,
			CredentialSpec: withConfigId(given, configs)
		};
	} else if (container.Privileges) {
		delete container.Privileges['CredentialSpec'];
	}
}

function changeContainer(flags: FlagValues, container: ContainerSpec): void {
	const text = (flag: string, key: 'Image' | 'Dir' | 'User' | 'Hostname' | 'StopSignal'): void => {
		if (flags.changed(flag)) container[key] = flags.string(flag);
		if (container[key] === '') delete container[key];
	};
	text('image', 'Image');
	text('workdir', 'Dir');
	text('user', 'User');
	text('hostname', 'Hostname');
	text('stop-signal', 'StopSignal');
	if (flags.changed('args')) setOrDelete(container, 'Args', flags.single('args') as string[]);
	if (flags.changed('entrypoint')) setOrDelete(container, 'Command', flags.single('entrypoint') as string[]);
	if (flags.changed('isolation')) container.Isolation = flags.string('isolation');
	if (flags.changed('init')) container.Init = flags.bool('init');
	for (const [flag, key] of [
		['tty', 'TTY'],
		['read-only', 'ReadOnly']
	] as const) {
		if (!flags.changed(flag)) continue;
		if (flags.bool(flag)) container[key] = true;
		else delete container[key];
	}
	if (flags.changed('oom-score-adj')) {
		container.OomScoreAdj = flags.number('oom-score-adj');
		if (container.OomScoreAdj === 0) delete container.OomScoreAdj;
	}
	if (flags.changed('stop-grace-period')) container.StopGracePeriod = flags.number('stop-grace-period');
	changeHealth(flags, container);
}

/** Source: docker/cli service/update.go, updateHealthcheck, which overlooks --health-start-interval. */
function changeHealth(flags: FlagValues, container: ContainerSpec): void {
	const options = ['cmd', 'interval', 'retries', 'timeout', 'start-period'].map((name) => `health-${name}`);
	if (!flags.anyChanged('no-healthcheck', ...options)) return;
	if (flags.bool('no-healthcheck')) {
		if (flags.anyChanged(...options)) throw new CliError('--no-healthcheck conflicts with --health-* options');
		container.Healthcheck = { Test: ['NONE'] };
		return;
	}
	const before = container.Healthcheck ?? {};
	const command = flags.string('health-cmd');
	let test = before.Test?.[0] === 'NONE' ? undefined : before.Test;
	if (flags.changed('health-cmd')) test = command === '' ? undefined : ['CMD-SHELL', command];
	const health: HealthConfig = test ? { Test: test } : {};
	for (const [flag, key] of [
		['health-interval', 'Interval'],
		['health-timeout', 'Timeout'],
		['health-start-period', 'StartPeriod'],
		['health-start-interval', 'StartInterval'],
		['health-retries', 'Retries']
	] as const) {
		const amount = options.includes(flag) && flags.changed(flag) ? flags.number(flag) : before[key];
		if (amount) health[key] = amount;
	}
	container.Healthcheck = health;
}

function changeLists({ flags, sys }: CommandContext, container: ContainerSpec): void {
	if (flags.anyChanged('group-add', 'group-rm'))
		setOrDelete(
			container,
			'Groups',
			withoutOf(flags, 'group', [...(container.Groups ?? []), ...flags.list('group-add')]).sort()
		);
	if (flags.anyChanged('env-add', 'env-rm')) {
		const kept = without(container.Env ?? [], flags.list('env-rm'), (entry) => cutPair(entry).key);
		setOrDelete(container, 'Env', uniqueByKey([...kept, ...withValues(flags.list('env-add'), sys.env)]));
	}
	if (flags.anyChanged('container-label-add', 'container-label-rm')) {
		container.Labels = changeMap(
			container.Labels ?? {},
			flags.list('container-label-add'),
			flags.list('container-label-rm')
		);
	}
	if (container.Mounts || flags.changed('mount-add')) {
		const added = mountsOf(flags, 'mount-add', sys.cwd);
		const targets = added.map((mount) => mount.Target ?? '');
		if (new Set(targets).size < targets.length) throw new CliError('duplicate mount target');
		const others = without(container.Mounts ?? [], targets, (mount) => mount.Target ?? '');
		// What is to go goes even when it has just been added.
		const mounts = without([...others, ...added], flags.list('mount-rm'), (mount) => mount.Target ?? '').sort(
			(a, b) => compare(a.Source ?? '', b.Source ?? '') || compare(a.Target ?? '', b.Target ?? '')
		);
		setOrDelete(container, 'Mounts', mounts);
	}
	if (flags.anyChanged('host-add', 'host-rm')) {
		const gone = flags.list('host-rm');
		const kept = (container.Hosts ?? []).filter((entry) => {
			const [address = '', host = ''] = entry.split(' ');
			return !gone.includes(host) && !gone.includes(`${host}:${address}`);
		});
		setOrDelete(container, 'Hosts', [...new Set([...kept, ...flags.list('host-add').map(swarmHost)])]);
	}
	const dnsFlags = ['dns', 'dns-search', 'dns-option'].flatMap((flag) => [`${flag}-add`, `${flag}-rm`]);
	for (const [flag, key] of [
		['dns', 'Nameservers'],
		['dns-search', 'Search'],
		['dns-option', 'Options']
	] as const) {
		if (!flags.anyChanged(...dnsFlags)) continue;
		const dns = (container.DNSConfig ??= {});
		const all = new Set([...(dns[key] ?? []), ...flags.list(`${flag}-add`)]);
		setOrDelete(dns, key, withoutOf(flags, flag, [...all]).sort());
	}
	if (flags.anyChanged('sysctl-add', 'sysctl-rm')) {
		container.Sysctls = changeMap(container.Sysctls ?? {}, flags.list('sysctl-add'), flags.list('sysctl-rm'), true);
	}
	if (flags.anyChanged('ulimit-add', 'ulimit-rm')) {
		const added = flags.all<Ulimit>('ulimit-add');
		const gone = [...flags.list('ulimit-rm').map((text) => cutPair(text).key), ...added.map((limit) => limit.Name)];
		const kept = (container.Ulimits ?? []).filter((limit) => !gone.includes(limit.Name));
		setOrDelete(
			container,
			'Ulimits',
			[...kept, ...added].sort((a, b) => compare(a.Name, b.Name))
		);
	}
	if (flags.anyChanged('cap-add', 'cap-drop')) changeCapabilities(flags, container);
}

/** What was given is taken back before it is dropped, and the other way round. Source: docker/cli, updateCapabilities. */
function changeCapabilities(flags: FlagValues, container: ContainerSpec): void {
	let add = new Set(container.CapabilityAdd ?? []);
	let drop = new Set(container.CapabilityDrop ?? []);
	const toAdd = new Set(flags.list('cap-add').map(capability));
	const toDrop = new Set(flags.list('cap-drop').map(capability));
	if (toAdd.delete('RESET')) add = new Set();
	if (toDrop.delete('RESET')) drop = new Set();
	for (const name of toDrop) if (!toAdd.has(name) && !add.delete(name)) drop.add(name);
	for (const name of toAdd) if (!drop.delete(name)) add.add(name);
	// ALL stands for all others.
	const listed = (names: Set<string>): string[] => (names.has('ALL') ? ['ALL'] : [...names].sort());
	setOrDelete(container, 'CapabilityAdd', listed(add));
	setOrDelete(container, 'CapabilityDrop', listed(drop));
}

function changeResources(flags: FlagValues, task: TaskSpec): void {
	changeGenericResources(flags, task);
	const names = ['limit-cpu', 'limit-memory', 'limit-pids', 'reserve-cpu', 'reserve-memory'];
	if (!flags.anyChanged(...names)) return;
	const resources = (task.Resources ??= {});
	const limits = (resources.Limits ??= {});
	const reservations = (resources.Reservations ??= {});
	if (flags.changed('limit-cpu')) limits.NanoCPUs = flags.number('limit-cpu');
	if (flags.changed('limit-memory')) limits.MemoryBytes = flags.number('limit-memory');
	if (flags.changed('limit-pids')) limits.Pids = flags.number('limit-pids');
	if (flags.changed('reserve-cpu')) reservations.NanoCPUs = flags.number('reserve-cpu');
	if (flags.changed('reserve-memory')) reservations.MemoryBytes = flags.number('reserve-memory');
	for (const key of ['NanoCPUs', 'MemoryBytes', 'Pids'] as const) if (limits[key] === 0) delete limits[key];
	for (const key of ['NanoCPUs', 'MemoryBytes'] as const) if (reservations[key] === 0) delete reservations[key];
}

function changeGenericResources(flags: FlagValues, task: TaskSpec): void {
	if (!flags.anyChanged('generic-resource-add', 'generic-resource-rm')) return;
	const reservations = ((task.Resources ??= {}).Reservations ??= {});
	const kindOf = (resource: GenericResource): string => resource.DiscreteResourceSpec?.Kind ?? '';
	let kept = reservations.GenericResources ?? [];
	for (const added of genericResources(flags.list('generic-resource-add')))
		kept = [...kept.filter((other) => kindOf(other) !== kindOf(added)), added];
	for (const kind of flags.list('generic-resource-rm')) {
		const before = kept.length;
		kept = kept.filter((resource) => kindOf(resource) !== kind);
		if (kept.length === before) throw new CliError(`could not find generic-resource \`${kind}\` to remove it`);
	}
	setOrDelete(reservations, 'GenericResources', kept);
}

function changeRestart(flags: FlagValues, task: TaskSpec): void {
	if (!flags.anyChanged(...RESTART_FLAGS)) return;
	const policy: RestartPolicy = (task.RestartPolicy ??= { Condition: 'any', Delay: 5e9, MaxAttempts: 0 });
	if (flags.changed('restart-condition')) policy.Condition = flags.string('restart-condition');
	if (flags.changed('restart-delay')) policy.Delay = flags.number('restart-delay');
	if (flags.changed('restart-max-attempts')) policy.MaxAttempts = flags.number('restart-max-attempts');
	if (flags.changed('restart-window')) policy.Window = flags.number('restart-window');
}

function changePlacement(flags: FlagValues, task: TaskSpec): void {
	if (flags.anyChanged('constraint-add', 'constraint-rm')) {
		const placement = (task.Placement ??= {});
		const all = [...(placement.Constraints ?? []), ...flags.list('constraint-add')];
		setOrDelete(placement, 'Constraints', withoutOf(flags, 'constraint', all).sort());
	}
	if (flags.anyChanged('placement-pref-add', 'placement-pref-rm')) {
		const placement = (task.Placement ??= {});
		const gone = flags.all<PlacementPreference>('placement-pref-rm').map((pref) => pref.Spread.SpreadDescriptor);
		const kept = (placement.Preferences ?? []).filter((pref) => !gone.includes(pref.Spread?.SpreadDescriptor ?? ''));
		placement.Preferences = [...kept, ...flags.all<PlacementPreference>('placement-pref-add')];
		if (placement.Preferences.length === 0) delete placement.Preferences;
	}
	if (flags.changed('replicas-max-per-node')) {
		const placement = (task.Placement ??= {});
		placement.MaxReplicas = flags.number('replicas-max-per-node');
		if (placement.MaxReplicas === 0) delete placement.MaxReplicas;
	}
}

function changeMode(flags: FlagValues, spec: ServiceSpec): void {
	if (flags.changed('replicas')) {
		if (spec.Mode.Replicated) spec.Mode.Replicated.Replicas = flags.number('replicas');
		else throw new CliError('replicas can only be used with replicated mode');
	}
	// --max-concurrent is a flag of the client that changes nothing (docker/cli service/update.go).
}

/** A network to take away may be named or given by its ID; one already there is not added twice. */
function* changeNetworks(context: CommandContext, task: TaskSpec): Process<void> {
	const gone = new Set<string>();
	for (const name of context.flags.list('network-rm')) {
		const network = yield* context.engine.get<Network>(`/networks/${name}`, { scope: 'swarm' });
		gone.add(network.Id);
	}
	const added = yield* networkTargets(context, context.flags.all<NetworkAttachment>('network-add'));
	const kept = (task.Networks ?? []).filter((network) => !gone.has(network.Target ?? ''));
	const given = context.flags.all<NetworkAttachment>('network-add');
	for (const [i, network] of added.entries()) {
		if ([...kept, ...added.slice(0, i)].some((other) => other.Target === network.Target)) {
			throw new CliError(`service is already attached to network ${given[i]?.Target ?? ''}`);
		}
	}
	const networks = [...kept, ...added].sort((a, b) => compare(a.Target ?? '', b.Target ?? ''));
	if (networks.length > 0) task.Networks = networks;
	else delete task.Networks;
}

function changeEndpoint(flags: FlagValues, spec: ServiceSpec): void {
	if (flags.changed('endpoint-mode')) (spec.EndpointSpec ??= {}).Mode = flags.string('endpoint-mode');
	if (!flags.anyChanged('publish-add', 'publish-rm')) return;
	const endpoint = (spec.EndpointSpec ??= {});
	const gone = flags.all<PortConfig[]>('publish-rm').flat();
	const added = flags.all<PortConfig[]>('publish-add').flat();
	// What is to go is told from what stays by its mode, too: without one it is in ingress mode.
	const isGone = (port: PortConfig): boolean =>
		gone.some(
			(other) =>
				other.TargetPort === port.TargetPort &&
				other.Protocol === port.Protocol &&
				other.PublishMode === port.PublishMode
		);
	const before = endpoint.Ports ?? [];
	// What was there is not added again, even when it goes at the same time.
	const known = new Set(before.map(portText));
	setOrDelete(
		endpoint,
		'Ports',
		[...before.filter((port) => !isGone(port)), ...added.filter((port) => !known.has(portText(port)))].sort((a, b) =>
			compare(portText(a), portText(b))
		)
	);
}

/** How the client tells ports from one another, and puts them in order. Source: docker/cli, portConfigToString. */
function portText(port: PortConfig): string {
	return `${port.PublishedPort ?? 0}:${port.TargetPort ?? 0}/${port.Protocol ?? ''}/${port.PublishMode ?? ''}`;
}

function changeMap(
	map: Record<string, string>,
	add: readonly string[],
	remove: readonly string[],
	cutKeys = false
): Record<string, string> {
	const changed = { ...map };
	for (const text of remove) delete changed[cutKeys ? cutPair(text).key : text];
	for (const text of add) {
		const { key, value } = cutPair(text);
		changed[key] = value ?? '';
	}
	return changed;
}

/** What stays of `values`, those just added among them, after the flag `-rm`. */
function withoutOf(flags: FlagValues, flag: string, values: readonly string[]): string[] {
	return without(values, flags.list(`${flag}-rm`), (value) => value);
}

function without<T>(items: readonly T[], gone: readonly string[], nameOf: (item: T) => string): T[] {
	return items.filter((item) => !gone.includes(nameOf(item)));
}

/** Empty lists are absent in Docker's JSON. */
function setOrDelete<K extends string, T>(holder: Partial<Record<K, T[]>>, key: K, values: T[]): void {
	if (values.length > 0) holder[key] = values;
	else delete holder[key];
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
