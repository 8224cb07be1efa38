import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { encodeFilters, type FilterQuery } from '../../engine-client.ts';
import { humanSize } from '../../format/units.ts';
import type { VolumePruneResponse } from '../../../api/wire/volume.ts';
import type { Process } from '../../../sim/process.ts';
import { confirm } from '../confirm.ts';
import { filtersOf } from '../list-filters.ts';

export const prune: Command = {
	path: 'volume prune',
	use: '[OPTIONS]',
	short: 'Remove unused local volumes',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Remove all unused volumes, not just anonymous ones' },
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "label=<label>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const which = flags.bool('all') ? 'all' : 'anonymous';
		const question = `WARNING! This will remove ${which} local volumes not used by at least one container.\nAre you sure you want to continue?`;
		const filters = filtersOf(flags);
		if (flags.bool('all')) {
			if (filters['all'])
				throw new CliError(`conflicting options: cannot specify both --all and --filter all=${filters['all'][0]!}`);
			filters['all'] = ['true'];
		}
		if (!flags.bool('force') && !(yield* confirm(context, question))) {
			if (context.era.capabilities.words29) throw new CliError('volume prune has been cancelled');
			return 0;
		}
		const { text, reclaimed } = yield* pruneVolumes(context, filters);
		if (text !== '') yield* context.print(`${text}\n`);
		yield* context.printLine(`Total reclaimed space: ${humanSize(reclaimed)}`);
		return 0;
	}
};

/** @returns what was deleted, as the client lists it, and the bytes */
export function* pruneVolumes(
	context: CommandContext,
	filters: FilterQuery
): Process<{ text: string; reclaimed: number }> {
	const result = yield* context.engine.post<VolumePruneResponse>('/volumes/prune', { filters: encodeFilters(filters) });
	const deleted = result.VolumesDeleted ?? [];
	const text = deleted.length > 0 ? `Deleted Volumes:\n${deleted.map((name) => `${name}\n`).join('')}` : '';
	return { text, reclaimed: result.SpaceReclaimed };
}
