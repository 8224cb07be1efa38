import { formatDuration, formatFloat } from '../../format/go-values.ts';
import { sortedEntries } from '../../format/text.ts';
import { isZeroTime, parseTime } from '../../format/time.ts';
import { bytesSize, humanDuration } from '../../format/units.ts';
import type { ContainerSpec, Service, TaskSpec, UpdateConfig } from '../../../api/wire/service.ts';

/**
 * `service inspect --pretty`: tabs and blanks as recorded (recordings/services.jsonl, stack.jsonl, updates.jsonl).
 */
export function describeService(service: Service, networks: readonly string[], nowMs: number): string {
	const { Spec: spec } = service;
	const task = spec.TaskTemplate;
	let text = `\nID:\t\t${service.ID}\nName:\t\t${spec.Name}\n`;
	const labels = sortedEntries(spec.Labels);
	if (labels.length > 0)
		text += `Labels:\n${labels.map(([key, value]) => ` ${key}${value === '' ? '' : `=${value}`}\n`).join('')}`;
	text += 'Service Mode:';
	if (spec.Mode.Global) text += '\tGlobal';
	if (spec.Mode.Replicated) {
		text += '\tReplicated';
		if (spec.Mode.Replicated.Replicas) text += `\n Replicas:\t${spec.Mode.Replicated.Replicas}`;
	}
	text += '\n' + updateStatus(service, nowMs) + placement(task);
	if (spec.UpdateConfig) text += updateConfig('Update', spec.UpdateConfig);
	if (spec.RollbackConfig) text += updateConfig('Rollback', spec.RollbackConfig);
	text += container(task.ContainerSpec ?? {}) + logDriver(task) + resources(task);
	if (networks.length > 0) text += `Networks:${networks.map((name) => ` ${name}`).join('')} \n`;
	text += `Endpoint Mode:\t${spec.EndpointSpec?.Mode ?? ''}\n`;
	const ports = service.Endpoint.Ports ?? [];
	if (ports.length > 0) {
		text += 'Ports:';
		for (const port of ports) {
			text += `\n PublishedPort = ${port.PublishedPort ?? 0}\n  Protocol = ${port.Protocol ?? ''}`;
			text += `\n  TargetPort = ${port.TargetPort ?? 0}\n  PublishMode = ${port.PublishMode ?? ''}`;
		}
		text += ' \n';
	}
	return text + health(task.ContainerSpec ?? {}) + '\n';
}

function updateStatus({ UpdateStatus: status }: Service, nowMs: number): string {
	if (!status || !status.State) return '';
	let text = `UpdateStatus:\n State:\t\t${status.State}\n`;
	const ago = (time: string): string => `${humanDuration(nowMs - parseTime(time))} ago`;
	if (!isZeroTime(status.StartedAt)) text += ` Started:\t${ago(status.StartedAt!)}\n`;
	const isOver = status.State === 'completed' && !isZeroTime(status.CompletedAt);
	if (isOver) text += ` Completed:\t${ago(status.CompletedAt!)}\n`;
	return text + ` Message:\t${status.Message ?? ''}\n`;
}

function placement({ Placement: wanted }: TaskSpec): string {
	let text = 'Placement:\n';
	if (wanted?.Constraints?.length) text += ` Constraints:\t[${wanted.Constraints.join(' ')}]\n`;
	if (wanted?.Preferences?.length) {
		const names = wanted.Preferences.filter((pref) => pref.Spread).map(
			(pref) => `spread=${pref.Spread!.SpreadDescriptor}`
		);
		text += ` Preferences:   [${names.join(' ')}]\n`;
	}
	if (wanted?.MaxReplicas) text += ` Max Replicas Per Node:   ${wanted.MaxReplicas}\n`;
	return text;
}

function updateConfig(kind: 'Update' | 'Rollback', config: UpdateConfig): string {
	let text = `${kind}Config:\n Parallelism:\t${config.Parallelism}\n`;
	if (config.Delay) text += ` Delay:\t\t${formatDuration(config.Delay)}\n`;
	text += ` On failure:\t${config.FailureAction ?? ''}\n`;
	if (config.Monitor) text += ` Monitoring Period: ${formatDuration(config.Monitor)}\n`;
	text += ` Max failure ratio: ${formatFloat(config.MaxFailureRatio)}\n`;
	return text + `${` ${kind} order:`.padEnd(20)}${config.Order ?? ''}\n`;
}

function container(spec: ContainerSpec): string {
	let text = `ContainerSpec:\n Image:\t\t${spec.Image ?? ''}\n`;
	if (spec.Args?.length) text += ` Args:\t\t${spec.Args.join(' ')} \n`;
	if (spec.Env?.length) text += ` Env:\t\t${spec.Env.join(' ')} \n`;
	if (spec.Dir) text += ` Dir:\t\t${spec.Dir}\n`;
	if (spec.Init !== undefined) text += ` Init:\t\t${spec.Init}\n`;
	if (spec.User) text += ` User: ${spec.User}\n`;
	if (spec.CapabilityAdd?.length || spec.CapabilityDrop?.length) {
		text += 'Capabilities:\n';
		if (spec.CapabilityAdd?.length) text += ` Add: ${spec.CapabilityAdd.join(', ')}\n`;
		if (spec.CapabilityDrop?.length) text += ` Drop: ${spec.CapabilityDrop.join(', ')}\n`;
	}
	const sysctls = sortedEntries(spec.Sysctls);
	if (sysctls.length > 0)
		text += `SysCtls:\n${sysctls.map(([key, value]) => ` ${key}${value === '' ? '' : `: ${value}`}\n`).join('')}`;
	if (spec.Ulimits?.length) {
		text += `Ulimits:\n${spec.Ulimits.map((limit) => ` ${limit.Name}: ${limit.Soft}:${limit.Hard}\n`).join('')}`;
	}
	if (spec.Mounts?.length) {
		text += 'Mounts:\n';
		for (const mount of spec.Mounts) {
			text += ` Target:\t${mount.Target ?? ''}\n  Source:\t${mount.Source ?? ''}\n`;
			text += `  ReadOnly:\t${mount.ReadOnly ?? false}\n  Type:\t\t${mount.Type ?? ''}\n`;
		}
	}
	if (spec.Configs?.length) {
		text += 'Configs:\n';
		for (const config of spec.Configs)
			text += ` Target:\t${config.File?.Name ?? ''}\n  Source:\t${config.ConfigName}\n`;
	}
	if (spec.Secrets?.length) {
		text += 'Secrets:\n';
		for (const secret of spec.Secrets)
			text += ` Target:\t${secret.File?.Name ?? ''}\n  Source:\t${secret.SecretName}\n`;
	}
	return text;
}

function logDriver({ LogDriver: driver }: TaskSpec): string {
	if (!driver) return '';
	let text = 'Log Driver:\n';
	if (driver.Name) text += ` Name:\t\t${driver.Name}\n`;
	const options = sortedEntries(driver.Options);
	if (options.length > 0) {
		text += ` LogOpts:\n${options.map(([key, value]) => `  ${key}${value === '' ? '' : `:       ${value}`}\n`).join('')}`;
	}
	return text + '\n';
}

function resources({ Resources: wanted }: TaskSpec): string {
	if (!wanted) return '';
	const { Reservations: reserved, Limits: limits } = wanted;
	let text = 'Resources:\n';
	if (reserved && (reserved.NanoCPUs || reserved.MemoryBytes)) {
		text += ' Reservations:\n';
		if (reserved.NanoCPUs) text += `  CPU:\t\t${formatFloat(reserved.NanoCPUs / 1e9)}\n`;
		if (reserved.MemoryBytes) text += `  Memory:\t${bytesSize(reserved.MemoryBytes)}\n`;
	}
	if (limits && (limits.NanoCPUs || limits.MemoryBytes || limits.Pids)) {
		text += ' Limits:\n';
		if (limits.NanoCPUs) text += `  CPU:\t\t${formatFloat(limits.NanoCPUs / 1e9)}\n`;
		if (limits.MemoryBytes) text += `  Memory:\t${bytesSize(limits.MemoryBytes)}\n`;
		if (limits.Pids) text += `  PIDs:\t\t${limits.Pids}\n`;
	}
	return text;
}

function health({ Healthcheck: check }: ContainerSpec): string {
	if (!check) return '';
	const time = (ns: number | undefined): string => formatDuration(ns ?? 0);
	return (
		` Healthcheck:\n  Interval = ${time(check.Interval)}\n  Retries = ${check.Retries ?? 0}\n` +
		`  StartPeriod =\t${time(check.StartPeriod)}\n  Timeout =\t${time(check.Timeout)}\n` +
		(check.Test?.length ? `  Tests:${check.Test.map((test) => `\n\t Test = ${test}`).join('')} \n` : '')
	);
}
