import { NO_ARGS, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { humanSize } from '../../format/units.ts';
import type { VolumePruneResponse } from '../../../api/wire/volume.ts';
import { confirm } from '../confirm.ts';
import { filtersOf } from '../list-filters.ts';

export const prune: Command = {
	path: 'volume prune',
	use: '[OPTIONS]',
	short: 'Remove unused local volumes',
	flags: [
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "label=<label>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const which = flags.bool('all') ? 'all' : 'anonymous';
		const question = `WARNING! This will remove ${which} local volumes not used by at least one container.\nAre you sure you want to continue?`;
		if (!flags.bool('force') && !(yield* confirm(context, question))) return 0;
		const filters = filtersOf(flags);
		if (flags.bool('all')) filters.all = ['true'];
		const result = yield* context.engine.post<VolumePruneResponse>('/volumes/prune', {
			filters: encodeFilters(filters)
		});
		const deleted = result.VolumesDeleted ?? [];
		if (deleted.length > 0) yield* context.print(`Deleted Volumes:\n${deleted.map((name) => `${name}\n`).join('')}\n`);
		yield* context.printLine(`Total reclaimed space: ${humanSize(result.SpaceReclaimed)}`);
		return 0;
	}
};
