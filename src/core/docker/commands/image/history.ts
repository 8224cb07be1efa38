import { exactArgs, type Column, type Command } from '../../command.ts';
import { printList } from '../../format/list.ts';
import { ellipsis, humanDuration, humanSize, shortId } from '../../format/units.ts';
import type { ImageHistoryItem } from '../../../api/wire/image.ts';
import { LIST_FORMAT } from '../format-help.ts';
import { PLATFORM_FORM, platformQuery } from './platform.ts';

interface HistoryRow {
	item: ImageHistoryItem;
	truncate: boolean;
	human: boolean;
	nowMs: number;
}

const COMMAND_WIDTH = 45;

const historyColumns: Column<HistoryRow>[] = [
	{ name: 'ID', header: 'IMAGE', value: ({ item, truncate }) => (truncate ? shortId(item.Id) : item.Id) },
	{
		name: 'CreatedAt',
		header: 'CREATED AT',
		value: ({ item }) => new Date(item.Created * 1000).toISOString().replace('.000Z', 'Z')
	},
	{
		name: 'CreatedSince',
		header: 'CREATED',
		value: ({ item, nowMs }) => (item.Created > 0 ? `${humanDuration(nowMs - item.Created * 1000)} ago` : 'N/A')
	},
	{
		name: 'CreatedBy',
		header: 'CREATED BY',
		value: ({ item, truncate }) => {
			const text = item.CreatedBy.replaceAll('\t', ' ');
			return truncate ? ellipsis(text, COMMAND_WIDTH) : text;
		}
	},
	{
		name: 'Size',
		header: 'SIZE',
		value: ({ item, human }) => (human ? humanSize(item.Size, 3) : String(item.Size))
	},
	{ name: 'Comment', header: 'COMMENT', value: ({ item }) => item.Comment }
];

/** Source: docker/cli cli/command/image/history.go; recorded by test/core/docker/real-client (images). */
export const history: Command = {
	path: 'image history',
	also: ['history'],
	aliases: ['image history', 'history'],
	use: '[OPTIONS] IMAGE',
	short: 'Show the history of an image',
	flags: [
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{
			name: 'human',
			short: 'H',
			type: 'bool',
			def: 'true',
			text: 'Print sizes and dates in human readable format'
		},
		{ name: 'no-trunc', type: 'bool', text: "Don't truncate output" },
		{
			name: 'platform',
			type: 'string',
			text: `Show history for the given platform. ${PLATFORM_FORM}`
		},
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only show image IDs' }
	],
	args: exactArgs(1),
	completes: 'image',
	*run(context) {
		const { flags } = context;
		const items = yield* context.engine.get<ImageHistoryItem[]>(`/images/${context.args[0]!}/history`, {
			platform: platformQuery(context)
		});
		const truncate = !flags.bool('no-trunc');
		const human = flags.bool('human');
		yield* printList(context, {
			format: flags.string('format'),
			table: `{{.ID}}\t{{.${human ? 'CreatedSince' : 'CreatedAt'}}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`,
			columns: historyColumns,
			rows: items.map((item) => ({ item, truncate, human, nowMs: context.nowMs })),
			typeName: '*image.historyContext',
			quiet: flags.bool('quiet') ? ({ item }) => (truncate ? shortId(item.Id) : item.Id) : undefined
		});
		return 0;
	}
};
