import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { labelsText } from '../../format/text.ts';
import { parseTime } from '../../format/time.ts';
import { humanDuration } from '../../format/units.ts';
import type { Secret } from '../../../api/wire/secret.ts';
import { filtersOf } from '../list-filters.ts';

interface SecretRow {
	object: Secret;
	nowMs: number;
}

export const secretColumns: Column<SecretRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ object }) => object.ID },
	{ name: 'Name', header: 'NAME', value: ({ object }) => object.Spec.Name },
	{ name: 'Driver', header: 'DRIVER', value: ({ object }) => object.Spec.Driver?.Name ?? '' },
	{ name: 'CreatedAt', header: 'CREATED', value: ({ object, nowMs }) => age(object.CreatedAt, nowMs) },
	{ name: 'UpdatedAt', header: 'UPDATED', value: ({ object, nowMs }) => age(object.UpdatedAt, nowMs) },
	{
		name: 'Labels',
		header: 'LABELS',
		value: ({ object }) => labelsText(object.Spec.Labels)
	},
	{
		name: 'Label',
		value:
			({ object }) =>
			(name: string) =>
				object.Spec.Labels?.[name] ?? ''
	}
];

export const ls: Command = {
	path: 'secret ls',
	aliases: ['secret ls', 'secret list'],
	use: '[OPTIONS]',
	short: 'List secrets',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const objects = yield* context.engine.get<Secret[]>('/secrets', {
			filters: encodeFilters(filtersOf(context.flags))
		});
		objects.sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name));
		yield* printList(context, {
			setting: 'secretFormat',
			format: context.flags.string('format'),
			table: '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.CreatedAt}}\t{{.UpdatedAt}}',
			columns: secretColumns,
			rows: objects.map((object) => ({ object, nowMs: context.nowMs })),
			typeName: '*secret.secretContext',
			quiet: context.flags.bool('quiet') ? ({ object }) => object.ID : undefined
		});
		return 0;
	}
};

function age(time: string, nowMs: number): string {
	return `${humanDuration(nowMs - parseTime(time))} ago`;
}
