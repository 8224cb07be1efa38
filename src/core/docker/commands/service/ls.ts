import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { familiarImage } from '../../format/image-name.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { shortId } from '../../format/units.ts';
import type { PortConfig, Service } from '../../../api/wire/service.ts';
import { filtersOf } from '../list-filters.ts';
import { addStatus } from './status.ts';

export const serviceColumns: Column<Service>[] = [
	{ name: 'ID', header: 'ID', value: (service) => shortId(service.ID) },
	{ name: 'Name', header: 'NAME', value: (service) => service.Spec.Name },
	{ name: 'Mode', header: 'MODE', value: modeText },
	{ name: 'Replicas', header: 'REPLICAS', value: replicasText },
	{
		name: 'Image',
		header: 'IMAGE',
		value: (service) => familiarImage(service.Spec.TaskTemplate.ContainerSpec?.Image ?? '')
	},
	{ name: 'Ports', header: 'PORTS', value: (service) => ingressPorts(service.Endpoint.Ports ?? []) }
];

export const SERVICE_TABLE = '{{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Image}}\t{{.Ports}}';

export const SERVICE_RAW =
	'id: {{.ID}}\nname: {{.Name}}\nmode: {{.Mode}}\nreplicas: {{.Replicas}}\nimage: {{.Image}}\nports: {{.Ports}}\n';

export const ls: Command = {
	path: 'service ls',
	aliases: ['service ls', 'service list'],
	use: '[OPTIONS]',
	short: 'List services',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const quiet = context.flags.bool('quiet');
		const services = yield* context.engine.get<Service[]>('/services', {
			filters: encodeFilters(filtersOf(context.flags)),
			status: quiet ? undefined : 'true'
		});
		if (!quiet) yield* addStatus(context.engine, context.era, services);
		services.sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name));
		yield* printList(context, {
			setting: 'servicesFormat',
			format: context.flags.string('format'),
			table: SERVICE_TABLE,
			columns: serviceColumns,
			rows: services,
			raw: SERVICE_RAW,
			quietRaw: 'id: {{.ID}}',
			typeName: '*service.serviceContext',
			quiet: quiet ? (service) => shortId(service.ID) : undefined
		});
		return 0;
	}
};

function modeText({ Spec: { Mode: mode } }: Service): string {
	if (mode.Global) return 'global';
	if (mode.Replicated) return 'replicated';
	if (mode.ReplicatedJob) return 'replicated job';
	return mode.GlobalJob ? 'global job' : '';
}

/** Jobs leave out the limit per node: the line would be too long. */
function replicasText(service: Service): string {
	const {
		RunningTasks: running,
		DesiredTasks: desired,
		CompletedTasks: completed
	} = service.ServiceStatus ?? {
		RunningTasks: 0,
		DesiredTasks: 0,
		CompletedTasks: 0
	};
	const mode = service.Spec.Mode;
	if (mode.ReplicatedJob) {
		return `${running}/${desired} (${completed}/${mode.ReplicatedJob.TotalCompletions ?? 0} completed)`;
	}
	if (mode.GlobalJob) return `${running}/${desired} (${completed}/${desired + completed} completed)`;
	const limit = mode.Replicated ? (service.Spec.TaskTemplate.Placement?.MaxReplicas ?? 0) : 0;
	return `${running}/${desired}${limit > 0 ? ` (max ${limit} per node)` : ''}`;
}

/**
 * '*:80->80/tcp' of the ports that every node answers. Neighbours are joined to ranges, also those that lead to one port:
 * '*:8080-8081->80/tcp'; a range that has several targets takes none that it has already.
 * Source: docker/cli command/service/formatter.go, Ports; seen in a real swarm.
 */
function ingressPorts(ports: readonly PortConfig[]): string {
	const sorted = ports
		.filter((port) => port.PublishMode === 'ingress')
		.map((port) => ({
			protocol: port.Protocol ?? 'tcp',
			published: port.PublishedPort ?? 0,
			target: port.TargetPort ?? 0
		}))
		.sort((a, b) => (a.protocol === b.protocol ? a.published - b.published : a.protocol < b.protocol ? -1 : 1));
	const ranges: { protocol: string; published: [number, number]; target: [number, number] }[] = [];
	for (const { protocol, published, target } of sorted) {
		const last = ranges.at(-1);
		const step = last ? target - last.target[1] : -1;
		const isNext = last?.protocol === protocol && published - last.published[1] <= 1 && (step === 0 || step === 1);
		if (isNext && !(step === 0 && last.target[0] !== last.target[1])) {
			last.published[1] = published;
			last.target[1] = target;
		} else ranges.push({ protocol, published: [published, published], target: [target, target] });
	}
	const range = ([from, to]: [number, number]): string => (from === to ? `${from}` : `${from}-${to}`);
	return ranges.map((entry) => `*:${range(entry.published)}->${range(entry.target)}/${entry.protocol}`).join(', ');
}
