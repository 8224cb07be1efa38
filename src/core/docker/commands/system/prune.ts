import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters, type FilterQuery } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import { humanSize } from '../../format/units.ts';
import type { Process } from '../../../sim/process.ts';
import { confirm } from '../confirm.ts';
import { pruneContainers } from '../container/prune.ts';
import { pruneImages } from '../image/prune.ts';
import { filtersOf } from '../list-filters.ts';
import { pruneNetworks } from '../network/prune.ts';
import { pruneVolumes } from '../volume/prune.ts';

type Pruned = { text: string; reclaimed: number };

/** Source: docker/cli cli/command/system/prune.go; recorded by test/core/docker/real-client (system). */
export const prune: Command = {
	path: 'system prune',
	use: '[OPTIONS]',
	short: 'Remove unused data',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Remove all unused images not just dangling ones' },
		{ name: 'filter', type: 'filter', text: 'Provide filter values (e.g. "label=<key>=<value>")' },
		{ name: 'force', short: 'f', type: 'bool', text: 'Do not prompt for confirmation' },
		{ name: 'volumes', type: 'bool', text: 'Prune anonymous volumes' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const filters = filtersOf(flags);
		const all = flags.bool('all');
		const volumes = flags.bool('volumes');
		if (volumes && filters['until']) {
			throw new CliError('ERROR: The "until" filter is not supported with "--volumes"');
		}
		if (!flags.bool('force') && !(yield* confirm(context, question(all, volumes, flags.list('filter'))))) return 0;
		const parts: Pruned[] = [
			yield* pruneContainers(context, filters),
			yield* pruneNetworks(context, filters),
			...(volumes ? [yield* pruneVolumes(context, filters)] : []),
			yield* pruneImages(context, all, filters),
			yield* pruneBuildCache(context, all, filters)
		];
		for (const { text } of parts) if (text !== '') yield* context.print(`${text}\n`);
		const reclaimed = parts.reduce((sum, part) => sum + part.reclaimed, 0);
		yield* context.printLine(`Total reclaimed space: ${humanSize(reclaimed)}`);
		return 0;
	}
};

function question(all: boolean, volumes: boolean, filters: readonly string[]): string {
	const items = [
		'all stopped containers',
		'all networks not used by at least one container',
		...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
		all ? 'all images without at least one container associated to them' : 'all dangling images',
		all ? 'all build cache' : 'unused build cache'
	];
	const list = (lines: readonly string[]): string => lines.map((line) => `  - ${line}\n`).join('');
	const filtered =
		filters.length > 0 ? `\n  Items to be pruned will be filtered with:\n${list([...filters].sort())}` : '';
	return `WARNING! This will remove:\n${list(items)}${filtered}\nAre you sure you want to continue?`;
}

function* pruneBuildCache(context: CommandContext, all: boolean, filters: FilterQuery): Process<Pruned> {
	const result = yield* context.engine.post<{ CachesDeleted: string[] | null; SpaceReclaimed: number }>(
		'/build/prune',
		{
			all: all ? '1' : undefined,
			filters: encodeFilters(filters) ?? ''
		}
	);
	const deleted = result.CachesDeleted ?? [];
	const text = deleted.length > 0 ? `Deleted build cache objects:\n${deleted.map((id) => `${id}\n`).join('')}` : '';
	return { text, reclaimed: result.SpaceReclaimed };
}
