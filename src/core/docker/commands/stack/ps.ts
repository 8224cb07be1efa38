import { LIST_FORMAT } from '../format-help.ts';
import { exactArgs, type Command } from '../../command.ts';
import { StackName } from '../../compose/stack-name.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { Task } from '../../../api/wire/task.ts';
import { filtersOf } from '../list-filters.ts';
import { printTasks } from '../service/task-table.ts';

export const ps: Command = {
	path: 'stack ps',
	use: '[OPTIONS] STACK',
	short: 'List the tasks in the stack',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'no-resolve', type: 'bool', text: 'Do not map IDs to Names' },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate output' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display task IDs' }
	],
	args: exactArgs(1),
	*run(context) {
		const { flags } = context;
		const stack = new StackName(context.args[0]!);
		const filters = filtersOf(flags);
		const tasks = yield* context.engine.get<Task[]>('/tasks', {
			filters: encodeFilters({ ...filters, label: [...(filters['label'] ?? []), stack.filter] })
		});
		if (tasks.length === 0) throw new CliError(`nothing found in stack: ${stack.name}`);
		yield* printTasks(context, tasks, {
			resolve: !flags.bool('no-resolve'),
			truncate: !flags.bool('no-trunc'),
			quiet: flags.bool('quiet'),
			shortIds: true,
			format: flags.string('format')
		});
		return 0;
	}
};
