import { ANY_ARGS, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Task } from '../../../api/wire/task.ts';
import { filtersOf } from '../list-filters.ts';
import { printTasks } from '../service/task-table.ts';
import { resolveSelf } from './lookup.ts';

export const ps: Command = {
	path: 'node ps',
	use: '[OPTIONS] [NODE...]',
	short: 'List tasks running on one or more nodes, defaults to current node',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: 'Pretty-print tasks using a Go template' },
		{ name: 'no-resolve', type: 'bool', text: 'Do not map IDs to Names' },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate output' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display task IDs' }
	],
	args: ANY_ARGS,
	completes: 'node',
	*run(context) {
		const names = context.args.length > 0 ? context.args : ['self'];
		const filters = filtersOf(context.flags);
		const tasks: Task[] = [];
		const errors: string[] = [];
		for (const name of names) {
			try {
				const node = yield* context.engine.get<Node>(`/nodes/${yield* resolveSelf(context, name)}`);
				// The client keeps adding IDs to one filter, so a second node lists the first one's tasks again.
				(filters.node ??= []).push(node.ID);
				tasks.push(...(yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) })));
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				errors.push(error.message);
			}
		}
		if (errors.length === 0 || tasks.length > 0) {
			yield* printTasks(context, tasks, {
				resolve: !context.flags.bool('no-resolve'),
				truncate: !context.flags.bool('no-trunc'),
				quiet: context.flags.bool('quiet'),
				shortIds: true,
				format: context.flags.string('format')
			});
		}
		if (errors.length > 0) throw new CliError(errors.join('\n'));
		return 0;
	}
};
