import { NO_ARGS, type Column, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { goJson } from '../../format/json.ts';
import { printList, rowOf, templateFault } from '../../format/list.ts';
import { rowObject } from '../../format/go/encode.ts';
import { Row, Template, TemplateError } from '../../format/template.ts';
import { humanSize } from '../../format/units.ts';
import type { DiskUsage } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';
import { containerColumns, type ContainerRow } from '../container/ls.ts';
import { LIST_FORMAT } from '../format-help.ts';
import { imageColumns, type ImageRow } from '../image/ls.ts';
import { volumeColumns } from '../volume/ls.ts';

interface UsageRow {
	type: string;
	total: number;
	active: number;
	size: number;
	reclaimable: number;
	/** Whether the share of the whole is shown. */
	withShare: boolean;
}

const usageColumns: Column<UsageRow>[] = [
	{ name: 'Type', header: 'TYPE', value: ({ type }) => type },
	{ name: 'TotalCount', header: 'TOTAL', value: ({ total }) => String(total) },
	{ name: 'Active', header: 'ACTIVE', value: ({ active }) => String(active) },
	{ name: 'Size', header: 'SIZE', value: ({ size }) => humanSize(size) },
	{
		name: 'Reclaimable',
		header: 'RECLAIMABLE',
		value: ({ reclaimable, size, withShare }) =>
			humanSize(reclaimable) + (withShare && size > 0 ? ` (${Math.trunc((reclaimable * 100) / size)}%)` : '')
	}
];

const cacheColumns: Column<never>[] = [
	['ID', 'CACHE ID'],
	['CacheType', 'CACHE TYPE'],
	['Size', 'SIZE'],
	['CreatedSince', 'CREATED'],
	['LastUsedSince', 'LAST USED'],
	['UsageCount', 'USAGE'],
	['Shared', 'SHARED']
].map(([name, header]) => ({ name: name!, header: header!, value: () => '' }));

const CONTAINER_TABLE =
	'{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}';
const IMAGE_TABLE =
	'{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}';
const CACHE_TABLE = cacheColumns.map(({ name }) => `{{.${name}}}`).join('\t');

/** Source: docker/cli cli/command/formatter/disk_usage.go; recorded by test/core/docker/real-client (system). */
export const df: Command = {
	path: 'system df',
	use: '[OPTIONS]',
	short: 'Show docker disk usage',
	flags: [
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'verbose', short: 'v', type: 'bool', text: 'Show detailed information on space usage' }
	],
	args: NO_ARGS,
	*run(context) {
		const usage = yield* context.engine.get<DiskUsage>('/system/df');
		const format = context.flags.string('format');
		if (!context.flags.bool('verbose')) yield* printSummary(context, usage, format);
		else if (format === '' || format === 'table') yield* printDetails(context, usage);
		else yield* printByTemplate(context, usage, format);
		return 0;
	}
};

function* printSummary(context: CommandContext, usage: DiskUsage, format: string): Process<void> {
	const images = usage.Images ?? [];
	const containers = usage.Containers ?? [];
	const volumes = usage.Volumes ?? [];
	const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);
	const isActive = (state: string): boolean => ['running', 'paused', 'restarting'].includes(state);
	const used = sum(
		images
			.filter((image) => image.Containers !== 0 && image.Size !== -1 && image.SharedSize !== -1)
			.map((image) => image.Size - image.SharedSize)
	);
	const rows: UsageRow[] = [
		{
			type: 'Images',
			total: images.length,
			active: images.filter((image) => image.Containers > 0).length,
			size: usage.LayersSize,
			reclaimable: usage.LayersSize - used,
			withShare: true
		},
		{
			type: 'Containers',
			total: containers.length,
			active: containers.filter(({ State }) => isActive(State)).length,
			size: sum(containers.map(({ SizeRw }) => SizeRw ?? 0)),
			reclaimable: sum(containers.filter(({ State }) => !isActive(State)).map(({ SizeRw }) => SizeRw ?? 0)),
			withShare: true
		},
		{
			type: 'Local Volumes',
			total: volumes.length,
			active: volumes.filter(({ UsageData }) => (UsageData?.RefCount ?? 0) > 0).length,
			size: sum(volumes.map(({ UsageData }) => Math.max(0, UsageData?.Size ?? 0))),
			reclaimable: sum(
				volumes.filter(({ UsageData }) => UsageData?.RefCount === 0).map(({ UsageData }) => UsageData?.Size ?? 0)
			),
			withShare: true
		},
		// No engine here builds.
		{ type: 'Build Cache', total: 0, active: 0, size: 0, reclaimable: 0, withShare: false }
	];
	yield* printList(context, {
		format,
		table: '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}',
		columns: usageColumns,
		rows,
		typeName: '*formatter.diskUsageImagesContext'
	});
}

function* printDetails(context: CommandContext, usage: DiskUsage): Process<void> {
	const common = { format: '', typeName: '' };
	yield* context.print('Images space usage:\n\n');
	yield* printList(context, {
		...common,
		table: IMAGE_TABLE,
		columns: imageColumns,
		rows: imageRows(context, usage, true)
	});
	yield* context.print('\nContainers space usage:\n\n');
	yield* printList(context, {
		...common,
		table: CONTAINER_TABLE,
		columns: containerColumns,
		rows: containerRows(context, usage, true)
	});
	yield* context.print('\nLocal Volumes space usage:\n\n');
	yield* printList(context, {
		...common,
		table: '{{.Name}}\t{{.Links}}\t{{.Size}}',
		columns: volumeColumns,
		rows: usage.Volumes ?? []
	});
	yield* context.print('\nBuild cache usage: 0B\n\n');
	yield* printList(context, { ...common, table: CACHE_TABLE, columns: cacheColumns, rows: [] });
}

function* printByTemplate(context: CommandContext, usage: DiskUsage, format: string): Process<void> {
	const whole = {
		Images: imageRows(context, usage, false).map((row) => rowOf('*formatter.imageContext', imageColumns, row)),
		Containers: containerRows(context, usage, false).map((row) =>
			rowOf('*formatter.ContainerContext', containerColumns, row)
		),
		Volumes: (usage.Volumes ?? []).map((row) => rowOf('*formatter.volumeContext', volumeColumns, row)),
		BuildCache: []
	};
	const source = format
		.replace(/^table/, '')
		.trim()
		.replaceAll('\\t', '\t')
		.replaceAll('\\n', '\n');
	if (source === 'json' || source === '{{json .}}') {
		yield* context.print(goJson(jsonOf(whole), true));
		return;
	}
	try {
		const row = new Row('*formatter.diskUsageContext', new Map<string, unknown>(Object.entries(whole)));
		yield* context.print(new Template(source).execute(row));
	} catch (error) {
		// Run here and not by the printer of lists, which has words of its own.
		throw error instanceof TemplateError ? new CliError(error.message) : templateFault(error);
	}
}

function jsonOf(whole: Readonly<Record<string, readonly Row[]>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(whole).map(([name, rows]) => [name, rows.map(rowObject)]));
}

function imageRows(context: CommandContext, usage: DiskUsage, truncate: boolean): ImageRow[] {
	return (usage.Images ?? []).map((image) => {
		const [, repository = '<none>', tag = '<none>'] = /^(.*):([^:/]*)$/.exec(image.RepoTags?.[0] ?? '') ?? [];
		return { image, repository, tag, digest: '', truncate, nowMs: context.nowMs };
	});
}

/** Without the size of the image beneath. */
function containerRows(context: CommandContext, usage: DiskUsage, truncate: boolean): ContainerRow[] {
	return (usage.Containers ?? []).map((container) => ({
		container: { ...container, SizeRootFs: 0 },
		truncate,
		era: context.era,
		nowMs: context.nowMs
	}));
}
