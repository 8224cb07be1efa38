import { exactArgs, NO_ARGS, type Column, type Command, type Flag } from '../command.ts';
import { encodeFilters } from '../engine-client.ts';
import { printList } from '../format/list.ts';
import { shortId } from '../format/units.ts';
import { filtersOf } from '../commands/list-filters.ts';
import { create as createRow } from '../commands/service/create.ts';
import { inspect as inspectRow } from '../commands/service/inspect.ts';
import { rm as rmRow } from '../commands/service/rm.ts';
import { scale as scaleRow } from '../commands/service/scale.ts';
import { update as updateRow } from '../commands/service/update.ts';
import type { Service } from '../../api/wire/service.ts';
import type { Task } from '../../api/wire/task.ts';
import { printTasks, TASK_FLAGS } from './tasks.ts';

/** Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 api/client/service, docs/reference/commandline/service_*.md. */

/** The flags that were there already. */
const CREATE_FLAGS = [
	'constraint',
	'container-label',
	'endpoint-mode',
	'env',
	'label',
	'limit-cpu',
	'limit-memory',
	'mode',
	'mount',
	'name',
	'network',
	'publish',
	'replicas',
	'reserve-cpu',
	'reserve-memory',
	'restart-condition',
	'restart-delay',
	'restart-max-attempts',
	'restart-window',
	'stop-grace-period',
	'update-delay',
	'update-parallelism',
	'user',
	'workdir'
];
const UPDATE_FLAGS = [
	'args',
	'constraint-add',
	'constraint-rm',
	'endpoint-mode',
	'env-add',
	'env-rm',
	'image',
	'label-add',
	'label-rm',
	'limit-cpu',
	'limit-memory',
	'mount-add',
	'mount-rm',
	'publish-add',
	'publish-rm',
	'replicas',
	'reserve-cpu',
	'reserve-memory',
	'restart-condition',
	'restart-delay',
	'restart-max-attempts',
	'restart-window',
	'stop-grace-period',
	'update-delay',
	'update-parallelism',
	'user',
	'workdir'
];

function only(flags: readonly Flag[], names: readonly string[]): Flag[] {
	return flags.filter((flag) => names.includes(flag.name));
}

/** A row of today with the words of then. */
function then(row: Command, changes: Partial<Command>): Command {
	const { aliases: _aliases, also: _also, ...rest } = row;
	return { ...rest, ...changes };
}

export const create = then(createRow, { flags: only(createRow.flags, CREATE_FLAGS) });
export const inspect = then(inspectRow, {});
export const rm = then(rmRow, { use: '[OPTIONS] SERVICE [SERVICE...]', short: 'Remove a service' });
export const scale = then(scaleRow, { short: 'Scale one or multiple services', flags: [] });
export const update = then(updateRow, { flags: only(updateRow.flags, UPDATE_FLAGS), short: 'Update a service' });

/** SCALE is what is wished for, not what runs (articles/pi-swarm-mode.txt). */
const serviceColumns: Column<Service>[] = [
	{ name: 'ID', header: 'ID', value: (service) => shortId(service.ID) },
	{ name: 'Name', header: 'NAME', value: (service) => service.Spec.Name },
	{
		name: 'Scale',
		header: 'SCALE',
		value: ({ Spec: { Mode: mode } }) => (mode.Global ? 'global' : String(mode.Replicated?.Replicas ?? 0))
	},
	{ name: 'Image', header: 'IMAGE', value: (service) => service.Spec.TaskTemplate.ContainerSpec?.Image ?? '' },
	{
		name: 'Command',
		header: 'COMMAND',
		value: (service) => (service.Spec.TaskTemplate.ContainerSpec?.Args ?? []).join(' ')
	}
];

export const ls: Command = {
	path: 'service ls',
	use: '[OPTIONS]',
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
		yield* printList(context, {
			format: '',
			table: '{{.ID}}\t{{.Name}}\t{{.Scale}}\t{{.Image}}\t{{.Command}}',
			columns: serviceColumns,
			rows: services,
			typeName: '',
			minWidth: 0,
			padding: 2,
			quiet: context.flags.bool('quiet') ? (service) => service.ID : undefined
		});
		return 0;
	}
};

export const tasks: Command = {
	path: 'service tasks',
	use: '[OPTIONS] SERVICE',
	short: 'List the tasks of a service',
	flags: TASK_FLAGS,
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const service = yield* context.engine.get<Service>(`/services/${context.args[0]!}`);
		const filters = filtersOf(context.flags);
		filters.service = [service.ID];
		if (!context.flags.bool('all') && !filters['desired-state']) filters['desired-state'] = ['running', 'accepted'];
		const found = yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) });
		yield* printTasks(context, found);
		return 0;
	}
};
