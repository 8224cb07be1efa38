import { LIST_FORMAT } from '../format-help.ts';
import { ANY_ARGS, type Column, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { printList, renderList, type ListOptions } from '../../format/list.ts';
import { bytesSize, humanSize, shortId } from '../../format/units.ts';
import type { ContainerStats, ContainerSummary } from '../../../api/wire/container.ts';
import { sleep, type Process } from '../../../sim/process.ts';
import { REFRESH_MS, watchStats, type Watched } from './stats-watch.ts';

interface StatsRow extends Watched {
	truncate: boolean;
}

const NOTHING = '--';

/** What is shown of an answer that is not too old. */
function known(show: (stats: ContainerStats) => string, otherwise = NOTHING): (row: StatsRow) => string {
	return ({ stats, isValid }) => (isValid && stats ? show(stats) : otherwise);
}

const statsColumns: Column<StatsRow>[] = [
	{ name: 'Container', header: 'CONTAINER', value: ({ container }) => container },
	{
		name: 'ID',
		header: 'CONTAINER ID',
		value: ({ stats, truncate }) => (truncate ? shortId(stats?.id ?? '') : (stats?.id ?? ''))
	},
	{ name: 'Name', header: 'NAME', value: ({ stats }) => stats?.name.replace(/^\//, '') ?? NOTHING },
	{ name: 'CPUPerc', header: 'CPU %', value: known((stats) => `${cpuPercent(stats).toFixed(2)}%`) },
	{
		name: 'MemUsage',
		header: 'MEM USAGE / LIMIT',
		value: known(
			(stats) => `${bytesSize(memoryUsed(stats))} / ${bytesSize(stats.memory_stats.limit ?? 0)}`,
			`${NOTHING} / ${NOTHING}`
		)
	},
	{ name: 'MemPerc', header: 'MEM %', value: known((stats) => `${memoryPercent(stats).toFixed(2)}%`) },
	{
		name: 'NetIO',
		header: 'NET I/O',
		value: known((stats) => `${humanSize(network(stats, 'rx_bytes'), 3)} / ${humanSize(network(stats, 'tx_bytes'), 3)}`)
	},
	{
		name: 'BlockIO',
		header: 'BLOCK I/O',
		value: known((stats) => `${humanSize(blockIo(stats, 'read'), 3)} / ${humanSize(blockIo(stats, 'write'), 3)}`)
	},
	{ name: 'PIDs', header: 'PIDS', value: known((stats) => String(stats.pids_stats.current ?? 0)) }
];

const TABLE = '{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}';

export const stats: Command = {
	path: 'container stats',
	also: ['stats'],
	aliases: ['container stats', 'stats'],
	use: '[OPTIONS] [CONTAINER...]',
	short: 'Display a live stream of container(s) resource usage statistics',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Show all containers (default shows just running)' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'no-stream', type: 'bool', text: 'Disable streaming stats and only pull the first result' },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate output' }
	],
	args: ANY_ARGS,
	completes: 'container',
	*run(context) {
		const list = (watched: readonly Watched[]): ListOptions<StatsRow> => ({
			setting: 'statsFormat',
			format: context.flags.string('format'),
			table: TABLE,
			columns: statsColumns,
			rows: watched.map((one) => ({ ...one, truncate: !context.flags.bool('no-trunc') })),
			typeName: '*container.statsContext'
		});
		const once = context.flags.bool('no-stream');
		if (once || !context.era.capabilities.wordsOf28)
			for (;;) {
				const rows = yield* collect(context);
				if (!once) yield* context.print('\x1b[H\x1b[2J');
				yield* printList(context, list(rows));
				if (once) return 0;
				yield* sleep(REFRESH_MS);
			}
		return yield* watchStats(context, (watched) =>
			renderList(context.era, list(watched), context.config.string('statsFormat'))
		);
	}
};

function* collect(context: CommandContext): Process<Watched[]> {
	let names = context.args;
	if (names.length === 0) {
		const all = context.flags.bool('all') ? '1' : undefined;
		names = (yield* context.engine.get<ContainerSummary[]>('/containers/json', { all })).map((row) => shortId(row.Id));
	}
	const rows: Watched[] = [];
	for (const container of names) {
		const response = yield* context.engine.request('GET', `/containers/${container}/stats`, { query: { stream: '0' } });
		let body = response.body;
		if (body === undefined && response.stream) {
			body = JSON.parse((yield* response.stream.read())?.text ?? '{}');
			response.stream.close();
		}
		rows.push({ stats: body as ContainerStats, container, isValid: true });
	}
	return rows;
}

function cpuPercent(stats: ContainerStats): number {
	const used = stats.cpu_stats.cpu_usage.total_usage - stats.precpu_stats.cpu_usage.total_usage;
	const system = (stats.cpu_stats.system_cpu_usage ?? 0) - (stats.precpu_stats.system_cpu_usage ?? 0);
	const cpus = stats.cpu_stats.online_cpus ?? stats.cpu_stats.cpu_usage.percpu_usage?.length ?? 1;
	return system > 0 && used > 0 ? (used / system) * cpus * 100 : 0;
}

/** Without the page cache that the kernel could give back (cgroup v1 and v2 name it differently). */
function memoryUsed({ memory_stats: memory }: ContainerStats): number {
	const usage = memory.usage ?? 0;
	const inactive = memory.stats?.['total_inactive_file'] ?? memory.stats?.['inactive_file'] ?? 0;
	return inactive < usage ? usage - inactive : usage;
}

function memoryPercent(stats: ContainerStats): number {
	const limit = stats.memory_stats.limit ?? 0;
	return limit === 0 ? 0 : (memoryUsed(stats) / limit) * 100;
}

function network(stats: ContainerStats, key: string): number {
	return Object.values(stats.networks ?? {}).reduce((sum, counters) => sum + (counters[key] ?? 0), 0);
}

function blockIo(stats: ContainerStats, op: string): number {
	const blkio = stats['blkio_stats'] as
		{ io_service_bytes_recursive?: { op: string; value: number }[] | null } | undefined;
	return (blkio?.io_service_bytes_recursive ?? [])
		.filter((entry) => entry.op.toLowerCase() === op)
		.reduce((sum, entry) => sum + entry.value, 0);
}
