import { NO_ARGS, type Column, type Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { encodeFilters } from '../engine-client.ts';
import { printList } from '../format/list.ts';
import { shortId } from '../format/units.ts';
import { filtersOf } from '../commands/list-filters.ts';
import type { Node } from '../../api/wire/node.ts';
import type { Service } from '../../api/wire/service.ts';
import type { Task } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';

interface ServiceRow {
	service: Service;
	/** Tasks in state running on nodes that are ready. */
	running: number;
}

/** Until rc1 the third column was what is wished for only (articles/pi-swarm-mode.txt, swarm-mode-quick-start.txt). */
const columns: Column<ServiceRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ service }) => shortId(service.ID) },
	{ name: 'Name', header: 'NAME', value: ({ service }) => service.Spec.Name },
	{ name: 'Count', header: 'SCALE', value: ({ service }) => wished(service), until: '1.12.0-rc1' },
	{
		name: 'Count',
		header: 'REPLICAS',
		value: ({ service, running }) => (service.Spec.Mode.Global ? 'global' : `${running}/${wished(service)}`),
		since: '1.12.3'
	},
	{ name: 'Image', header: 'IMAGE', value: ({ service }) => service.Spec.TaskTemplate.ContainerSpec?.Image ?? '' },
	{
		name: 'Command',
		header: 'COMMAND',
		value: ({ service }) => (service.Spec.TaskTemplate.ContainerSpec?.Args ?? []).join(' ')
	}
];

function wished({ Spec: { Mode: mode } }: Service): string {
	return mode.Global ? 'global' : String(mode.Replicated?.Replicas ?? 0);
}

const row: Command = {
	path: 'service ls',
	aliases: ['service ls', 'service list'],
	use: '',
	short: 'List services',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const services = yield* context.engine.get<Service[]>('/services', {
			filters: encodeFilters(filtersOf(context.flags))
		});
		const quiet = context.flags.bool('quiet');
		const running =
			quiet || !context.era.capabilities.joinTokens
				? new Map<string, number>()
				: yield* countRunning(context, services);
		yield* printList(context, {
			format: '',
			table: '{{.ID}}\t{{.Name}}\t{{.Count}}\t{{.Image}}\t{{.Command}}',
			columns,
			rows: services.map((service) => ({ service, running: running.get(service.ID) ?? 0 })),
			typeName: '',
			minWidth: 0,
			padding: 2,
			quiet: quiet ? ({ service }) => service.ID : undefined
		});
		return 0;
	}
};

export const ls: readonly Command[] = [
	{ ...row, until: '1.12.0-rc1' },
	{ ...row, use: '[OPTIONS]', since: '1.12.3' }
];

/** The client counted itself: all tasks of the services, all nodes. */
function* countRunning(context: CommandContext, services: readonly Service[]): Process<Map<string, number>> {
	const running = new Map<string, number>();
	const filters = { service: services.map((service) => service.ID) };
	const tasks = yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) });
	const nodes = yield* context.engine.get<Node[]>('/nodes');
	const ready = new Set(nodes.filter((node) => node.Status.State === 'ready').map((node) => node.ID));
	for (const task of tasks) {
		const id = task.ServiceID ?? '';
		if (task.Status.State === 'running' && ready.has(task.NodeID ?? '')) running.set(id, (running.get(id) ?? 0) + 1);
	}
	return running;
}
