import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters, type FilterQuery } from '../../engine-client.ts';
import { humanSize } from '../../format/units.ts';
import type { ContainerPruneResponse } from '../../../api/wire/container.ts';
import type { Process } from '../../../sim/process.ts';
import { confirm } from '../confirm.ts';
import { filtersOf } from '../list-filters.ts';
export const prune: Command = {
	path: 'container prune',
	use: '[OPTIONS]',
	short: 'Remove all stopped containers',
	flags: [
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "until=<timestamp>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' }
	],
	args: NO_ARGS,
	completes: 'container',
	*run(context) {
		const { flags } = context;
		if (
			!flags.bool('force') &&
			!(yield* confirm(
				context,
				'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'
			))
		)
			return 0;
		const { text, reclaimed } = yield* pruneContainers(context, filtersOf(flags));
		if (text !== '') yield* context.print(`${text}\n`);
		yield* context.printLine(`Total reclaimed space: ${humanSize(reclaimed)}`);
		return 0;
	}
};

/** @returns what was deleted, as the client lists it, and the bytes */
export function* pruneContainers(
	context: CommandContext,
	filters: FilterQuery
): Process<{ text: string; reclaimed: number }> {
	const result = yield* context.engine.post<ContainerPruneResponse>('/containers/prune', {
		filters: encodeFilters(filters)
	});
	const deleted = result.ContainersDeleted ?? [];
	const text = deleted.length > 0 ? `Deleted Containers:\n${deleted.map((name) => `${name}\n`).join('')}` : '';
	return { text, reclaimed: result.SpaceReclaimed };
}
