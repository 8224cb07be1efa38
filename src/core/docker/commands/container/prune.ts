import { NO_ARGS, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { humanSize } from '../../format/units.ts';
import type { ContainerPruneResponse } from '../../../api/wire/container.ts';
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
		const result = yield* context.engine.post<ContainerPruneResponse>('/containers/prune', {
			filters: encodeFilters(filtersOf(flags))
		});
		const deleted = result.ContainersDeleted ?? [];
		if (deleted.length > 0) yield* context.print(`Deleted Containers:\n${deleted.map((id) => `${id}\n`).join('')}\n`);
		yield* context.printLine(`Total reclaimed space: ${humanSize(result.SpaceReclaimed)}`);
		return 0;
	}
};
