// Configs and secrets: data that the swarm keeps. What their commands have alike.
import type { Config } from '../../api/wire/config.ts';
import type { Secret } from '../../api/wire/secret.ts';
import type { Process } from '../../sim/process.ts';
import { minArgs, NO_ARGS, type Column, type Command } from '../command.ts';
import { encodeFilters } from '../engine-client.ts';
import { CliError } from '../errors.ts';
import { inspectAll } from '../format/inspect.ts';
import { printList } from '../format/list.ts';
import { naturalCompare } from '../format/natural-sort.ts';
import { labelsText, sortedEntries } from '../format/text.ts';
import { parseTime } from '../format/time.ts';
import { humanDuration } from '../format/units.ts';
import { INSPECT_FORMAT, LIST_FORMAT } from './format-help.ts';
import { filtersOf } from './list-filters.ts';

export interface DataRow<T extends Config | Secret> {
	object: T;
	nowMs: number;
}

/** @param own columns of the kind, behind the name */
export function dataColumns<T extends Config | Secret>(own: Column<DataRow<T>>[] = []): Column<DataRow<T>>[] {
	return [
		{ name: 'ID', header: 'ID', value: ({ object }) => object.ID },
		{ name: 'Name', header: 'NAME', value: ({ object }) => object.Spec.Name },
		...own,
		{ name: 'CreatedAt', header: 'CREATED', value: ({ object, nowMs }) => age(object.CreatedAt, nowMs) },
		{ name: 'UpdatedAt', header: 'UPDATED', value: ({ object, nowMs }) => age(object.UpdatedAt, nowMs) },
		{ name: 'Labels', header: 'LABELS', value: ({ object }) => labelsText(object.Spec.Labels) },
		{
			name: 'Label',
			value:
				({ object }) =>
				(name: string) =>
					object.Spec.Labels?.[name] ?? ''
		}
	];
}

/** @param columns those of the table are the ones in `shown`, by name */
export function listing<T extends Config | Secret>(
	kind: 'config' | 'secret',
	columns: Column<DataRow<T>>[],
	shown: readonly string[]
): Command {
	return {
		path: `${kind} ls`,
		aliases: [`${kind} ls`, `${kind} list`],
		use: '[OPTIONS]',
		short: `List ${kind}s`,
		flags: [
			{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
			{ name: 'format', type: 'string', text: LIST_FORMAT },
			{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
		],
		args: NO_ARGS,
		*run(context) {
			const objects = yield* context.engine.get<T[]>(`/${kind}s`, {
				filters: encodeFilters(filtersOf(context.flags))
			});
			objects.sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name));
			yield* printList(context, {
				setting: `${kind}Format`,
				format: context.flags.string('format'),
				table: shown.map((name) => `{{.${name}}}`).join('\t'),
				columns,
				rows: objects.map((object) => ({ object, nowMs: context.nowMs })),
				typeName: `*${kind}.${kind}Context`,
				quiet: context.flags.bool('quiet') ? ({ object }) => object.ID : undefined
			});
			return 0;
		}
	};
}

/** @param describe what --pretty prints of one */
export function inspecting<T extends Config | Secret>(
	kind: 'config' | 'secret',
	describe: (object: T) => string
): Command {
	const word = kind.toUpperCase();
	return {
		path: `${kind} inspect`,
		use: `[OPTIONS] ${word} [${word}...]`,
		short: `Display detailed information on one or more ${kind}s`,
		flags: [
			{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
			{ name: 'pretty', type: 'bool', text: 'Print the information in a human friendly format' }
		],
		args: minArgs(1),
		completes: kind,
		*run(context) {
			const format = context.flags.bool('pretty') ? 'pretty' : context.flags.string('format');
			if (format.startsWith('pretty') && format !== 'pretty')
				throw new CliError('cannot supply extra formatting options to the pretty template');
			const fetch = (name: string): Process<T> => context.engine.get<T>(`/${kind}s/${name}`);
			if (format !== 'pretty')
				return yield* inspectAll(context, context.args, fetch, {
					format,
					type: kind === 'config' ? 'swarm.Config' : 'swarm.Secret',
					falls: true,
					nested: true
				});
			// All or nothing: the client writes when it has them all.
			let text = '';
			for (const name of context.args) text += describe(yield* fetch(name));
			yield* context.print(text);
			return 0;
		}
	};
}

/** The labels as --pretty prints them; '' where there are none. */
export function prettyLabels(labels: Readonly<Record<string, string>> | null): string {
	const entries = sortedEntries(labels);
	if (entries.length === 0) return '';
	return `Labels:\n${entries.map(([key, value]) => ` - ${key}${value === '' ? '' : `=${value}`}\n`).join('')}`;
}

function age(time: string, nowMs: number): string {
	return `${humanDuration(nowMs - parseTime(time))} ago`;
}
