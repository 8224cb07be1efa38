import { NO_ARGS, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import type { NetworkPruneResponse } from '../../../api/wire/network.ts';
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
		const filters = encodeFilters(filtersOf(context.flags));
		const result = yield* context.engine.post<NetworkPruneResponse>('/networks/prune', { filters });
		const deleted = result.NetworksDeleted ?? [];
		if (deleted.length > 0) yield* context.print(`Deleted Networks:\n${deleted.map((name) => `${name}\n`).join('')}\n`);
		return 0;
	}
};
