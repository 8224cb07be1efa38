import { formatDuration, formatFloat } from '../format/go-values.ts';
import { sortedEntries } from '../format/text.ts';
import { parseTime } from '../format/time.ts';
import { bytesSize, humanDuration, spacedUnits } from '../format/units.ts';
import type { ContainerSpec, Service } from '../../api/wire/service.ts';

/** `service inspect --pretty`. Source of tabs, blanks and misspellings: api/client/service/inspect.go of each tag. */

export function describeServiceRc1(service: Service): string {
	const { Spec: spec } = service;
	const update = spec.UpdateConfig;
	let text = head(service);
	text += spec.Mode.Global ? 'Mode:\t\tGLOBAL\n' : 'Mode:\t\tREPLICATED\n';
	if (spec.Mode.Replicated) text += ` Replicas:\t\t${spec.Mode.Replicated.Replicas ?? 0}\n`;
	text += `Placement:\n Strategy:\tSPREAD\nUpateConfig:\n Parallelism:\t${update?.Parallelism ?? 0}\n`;
	if (update?.Delay) text += ` Delay:\t\t${formatDuration(update.Delay)}\n`;
	const container = spec.TaskTemplate.ContainerSpec ?? {};
	text += `ContainerSpec:\n Image:\t\t${container.Image ?? ''}\n`;
	if (container.Command?.length) text += ` Command:\t${container.Command.join(' ')}\n`;
	if (container.Args?.length) text += ` Args:\t${container.Args.join(' ')}\n`;
	return text + surroundings(container);
}

export function describeServiceFinal(service: Service, nowMs: number): string {
	const { Spec: spec } = service;
	const task = spec.TaskTemplate;
	const container = task.ContainerSpec ?? {};
	let text = head(service);
	text += spec.Mode.Global ? 'Mode:\t\tGlobal\n' : 'Mode:\t\tReplicated\n';
	if (spec.Mode.Replicated) text += ` Replicas:\t${spec.Mode.Replicated.Replicas ?? 0}\n`;
	text += updateStatus(service, nowMs) + 'Placement:\n';
	if (task.Placement?.Constraints?.length) text += ` Constraints\t: ${task.Placement.Constraints.join(', ')}\n`;
	if (spec.UpdateConfig) {
		text += `UpdateConfig:\n Parallelism:\t${spec.UpdateConfig.Parallelism ?? 0}\n`;
		if (spec.UpdateConfig.Delay) text += ` Delay:\t\t${formatDuration(spec.UpdateConfig.Delay)}\n`;
		text += ` On failure:\t${spec.UpdateConfig.FailureAction ?? ''}\n`;
	}
	text += `ContainerSpec:\n Image:\t\t${container.Image ?? ''}\n`;
	if (container.Args?.length) text += ` Args:\t\t${container.Args.join(' ')}\n`;
	text += surroundings(container);
	if (container.Mounts?.length) {
		text += ' Mounts:\n';
		for (const mount of container.Mounts) {
			text += `  Target = ${mount.Target ?? ''}\n  Source = ${mount.Source ?? ''}\n`;
			text += `  ReadOnly = ${mount.ReadOnly ?? false}\n  Type = ${mount.Type ?? ''}\n`;
		}
	}
	text += resources(service);
	if (spec.Networks?.length) text += `Networks:${spec.Networks.map(({ Target: id }) => ` ${id}`).join('')}\n`;
	const ports = service.Endpoint.Ports ?? [];
	if (ports.length > 0) text += 'Ports:\n';
	for (const port of ports) {
		text += ` Protocol = ${port.Protocol ?? ''}\n TargetPort = ${port.TargetPort ?? 0}\n`;
		text += ` PublishedPort = ${port.PublishedPort ?? 0}\n`;
	}
	return text;
}

function head({ ID: id, Spec: spec }: Service): string {
	const labels = sortedEntries(spec.Labels);
	return (
		`ID:\t\t${id}\nName:\t\t${spec.Name}\n` +
		(labels.length > 0 ? `Labels:\n${labels.map(([key, value]) => ` - ${key}=${value}\n`).join('')}` : '')
	);
}

function updateStatus({ UpdateStatus: status }: Service, nowMs: number): string {
	if (!status?.State) return '';
	const ago = (time: string | undefined): string =>
		`${spacedUnits(humanDuration(nowMs - parseTime(time ?? ''))).toLowerCase()} ago`;
	let text = `Update status:\n State:\t\t${status.State}\n Started:\t${ago(status.StartedAt)}\n`;
	if (status.State === 'completed') text += ` Completed:\t${ago(status.CompletedAt)}\n`;
	return text + ` Message:\t${status.Message ?? ''}\n`;
}

function surroundings(container: ContainerSpec): string {
	let text = '';
	if (container.Env?.length) text += ` Env:\t\t${container.Env.join(' ')}\n`;
	if (container.Dir) text += ` Dir\t\t${container.Dir}\n`;
	if (container.User) text += ` User\t\t${container.User}\n`;
	return text;
}

function resources({ Spec: spec }: Service): string {
	const wanted = spec.TaskTemplate.Resources;
	if (!wanted) return '';
	let text = 'Resources:\n';
	for (const [name, amount] of [
		['Reservations', wanted.Reservations],
		['Limits', wanted.Limits]
	] as const) {
		if (!amount?.NanoCPUs && !amount?.MemoryBytes) continue;
		text += ` ${name}:\n`;
		if (amount.NanoCPUs) text += `  CPU:\t\t${formatFloat(amount.NanoCPUs / 1e9)}\n`;
		if (amount.MemoryBytes) text += `  Memory:\t${bytesSize(amount.MemoryBytes, ' ')}\n`;
	}
	return text;
}
