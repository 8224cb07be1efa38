import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import type { Process } from '../../../sim/process.ts';
import { filtersOf } from '../list-filters.ts';
import { printTasks } from './task-table.ts';

export const ps: Command = {
	path: 'service ps',
	use: '[OPTIONS] SERVICE [SERVICE...]',
	short: 'List the tasks of one or more services',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: 'Pretty-print tasks using a Go template' },
		{ name: 'no-resolve', type: 'bool', text: 'Do not map IDs to Names' },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate output' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display task IDs' }
	],
	args: minArgs(1),
	completes: 'service',
	*run(context) {
		const { ids, unknown } = yield* findServices(context, context.args);
		const filters = filtersOf(context.flags);
		if (filters.node) filters.node = yield* resolveSelfIn(context, filters.node);
		const tasks = yield* context.engine.get<Task[]>('/tasks', {
			filters: encodeFilters({ ...filters, service: [...(filters.service ?? []), ...ids] })
		});
		yield* printTasks(context, tasks, {
			resolve: !context.flags.bool('no-resolve'),
			truncate: !context.flags.bool('no-trunc'),
			quiet: context.flags.bool('quiet'),
			format: context.flags.string('format')
		});
		if (unknown.length > 0) throw new CliError(unknown.join('\n'));
		return 0;
	}
};

/** Full ID, full name, then a part of the ID. @throws CliError when none is known */
function* findServices(
	context: CommandContext,
	names: readonly string[]
): Process<{ ids: string[]; unknown: string[] }> {
	const byId = yield* context.engine.get<Service[]>('/services', { filters: encodeFilters({ id: names }) });
	const byName = yield* context.engine.get<Service[]>('/services', { filters: encodeFilters({ name: names }) });
	const ids: string[] = [];
	const unknown: string[] = [];
	for (const name of names) {
		const exact = byId.find((service) => service.ID === name) ?? byName.find((service) => service.Spec.Name === name);
		const prefixed = exact ? [exact] : byId.filter((service) => service.ID.startsWith(name));
		if (prefixed.length > 1) throw new CliError(`multiple services found with provided prefix: ${name}`);
		if (prefixed[0]) ids.push(prefixed[0].ID);
		else unknown.push(`no such service: ${name}`);
	}
	if (ids.length === 0) throw new CliError(unknown.join('\n'));
	return { ids, unknown };
}

function* resolveSelfIn(context: CommandContext, nodes: readonly string[]): Process<string[]> {
	const resolved: string[] = [];
	for (const node of nodes) {
		if (node === 'self')
			resolved.push((yield* context.engine.get<{ Swarm: { NodeID: string } }>('/info')).Swarm.NodeID);
		else resolved.push(node);
	}
	return resolved;
}
