import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters, type FilterQuery } from '../../engine-client.ts';
import { humanSize } from '../../format/units.ts';
import type { ImagePruneResponse } from '../../../api/wire/image.ts';
import type { Process } from '../../../sim/process.ts';
import { confirm } from '../confirm.ts';
import { filtersOf } from '../list-filters.ts';

export const prune: Command = {
	path: 'image prune',
	use: '[OPTIONS]',
	short: 'Remove unused images',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Remove all unused images, not just dangling ones' },
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "until=<timestamp>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const all = flags.bool('all');
		const which = all ? 'all images without at least one container associated to them' : 'all dangling images';
		const question = `WARNING! This will remove ${which}.\nAre you sure you want to continue?`;
		if (!flags.bool('force') && !(yield* confirm(context, question))) return 0;
		const { text, reclaimed } = yield* pruneImages(context, all, filtersOf(flags));
		if (text !== '') yield* context.print(`${text}\n`);
		yield* context.printLine(`Total reclaimed space: ${humanSize(reclaimed)}`);
		return 0;
	}
};

/** @returns what was deleted, as the client lists it, and the bytes */
export function* pruneImages(
	context: CommandContext,
	all: boolean,
	filters: FilterQuery
): Process<{ text: string; reclaimed: number }> {
	const result = yield* context.engine.post<ImagePruneResponse>('/images/prune', {
		filters: encodeFilters({ ...filters, dangling: [String(!all)] })
	});
	const lines = (result.ImagesDeleted ?? []).map((item) =>
		item.Untagged ? `untagged: ${item.Untagged}\n` : `deleted: ${item.Deleted ?? ''}\n`
	);
	const text = lines.length > 0 ? `Deleted Images:\n${lines.join('')}` : '';
	return { text, reclaimed: result.SpaceReclaimed };
}
