import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters, type FilterQuery } from '../../engine-client.ts';
import type { NetworkPruneResponse } from '../../../api/wire/network.ts';
import type { Process } from '../../../sim/process.ts';
import { confirm } from '../confirm.ts';
import { filtersOf } from '../list-filters.ts';

const WARNING =
	'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?';

export const prune: Command = {
	path: 'network prune',
	use: '[OPTIONS]',
	short: 'Remove all unused networks',
	flags: [
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "until=<timestamp>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' }
	],
	args: NO_ARGS,
	*run(context) {
		if (!context.flags.bool('force') && !(yield* confirm(context, WARNING))) return 0;
		const { text } = yield* pruneNetworks(context, filtersOf(context.flags));
		if (text !== '') yield* context.print(`${text}\n`);
		return 0;
	}
};

/** @returns what was deleted, as the client lists it, and the bytes */
export function* pruneNetworks(
	context: CommandContext,
	filters: FilterQuery
): Process<{ text: string; reclaimed: number }> {
	const result = yield* context.engine.post<NetworkPruneResponse>('/networks/prune', {
		filters: encodeFilters(filters)
	});
	const deleted = result.NetworksDeleted ?? [];
	const text = deleted.length > 0 ? `Deleted Networks:\n${deleted.map((name) => `${name}\n`).join('')}` : '';
	return { text, reclaimed: 0 };
}
