import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { familiarImage } from '../../format/image-name.ts';
import { printList, rowOf } from '../../format/list.ts';
import { Template, TemplateError, TemplateSyntaxError } from '../../format/template.ts';
import { labelsText } from '../../format/text.ts';
import { unixTimeString } from '../../format/time.ts';
import { ellipsis, humanDuration, humanSize, shortId } from '../../format/units.ts';
import type { Era } from '../../../era/era.ts';
import type { CommandContext } from '../../context.ts';
import { CliError, quote } from '../../errors.ts';
import type { ContainerSummary, PortSummary } from '../../../api/wire/container.ts';
import { filtersOf } from '../list-filters.ts';

export interface ContainerRow {
	container: ContainerSummary;
	truncate: boolean;
	era: Era;
	nowMs: number;
}

const COMMAND_WIDTH = 20;
const MOUNT_WIDTH = 15;

export const containerColumns: Column<ContainerRow>[] = [
	{
		name: 'ID',
		header: 'CONTAINER ID',
		value: ({ container, truncate }) => (truncate ? shortId(container.Id) : container.Id)
	},
	{ name: 'Names', header: 'NAMES', value: namesText },
	{ name: 'Image', header: 'IMAGE', value: imageText },
	{
		name: 'Command',
		header: 'COMMAND',
		value: commandText
	},
	{ name: 'CreatedAt', header: 'CREATED AT', value: ({ container }) => unixTimeString(container.Created) },
	{
		name: 'RunningFor',
		header: 'CREATED',
		value: ({ container, nowMs }) => `${humanDuration(nowMs - container.Created * 1000)} ago`
	},
	{ name: 'Ports', header: 'PORTS', value: portsCell },
	{ name: 'State', header: 'STATE', value: ({ container }) => container.State },
	{ name: 'Status', header: 'STATUS', value: ({ container }) => container.Status },
	{ name: 'Size', header: 'SIZE', value: sizeText },
	{
		name: 'Labels',
		header: 'LABELS',
		value: ({ container }) => labelsText(container.Labels)
	},
	{
		name: 'Label',
		value:
			({ container }) =>
			(name: string) =>
				given(container).Labels?.[name] ?? ''
	},
	{
		name: 'Mounts',
		header: 'MOUNTS',
		value: ({ container, truncate }) =>
			((container.Mounts as ContainerSummary['Mounts'] | undefined) ?? [])
				.map((mount) => mount.Name || mount.Source)
				.map((name) => (truncate ? ellipsis(name, MOUNT_WIDTH) : name))
				.join(',')
	},
	{
		name: 'LocalVolumes',
		header: 'LOCAL VOLUMES',
		value: ({ container }) =>
			String(
				((container.Mounts as ContainerSummary['Mounts'] | undefined) ?? []).filter((mount) => mount.Driver === 'local')
					.length
			)
	},
	// Only engines with several platforms per image fill it in.
	{ name: 'Platform', header: 'PLATFORM', since: '28.2', value: () => null },
	{
		name: 'Networks',
		header: 'NETWORKS',
		value: ({ container }) =>
			Object.keys(given(container).NetworkSettings?.Networks ?? {})
				.sort()
				.join(',')
	}
];

export const CONTAINER_TABLE =
	'{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}';

const RAW =
	'container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\n' +
	'names: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n';

export const ls: Command = {
	path: 'container ls',
	also: ['ps'],
	aliases: ['container ls', 'container list', 'container ps', 'ps'],
	use: '[OPTIONS]',
	short: 'List containers',
	flags: [
		{ name: 'all', short: 'a', type: 'bool', text: 'Show all containers (default shows just running)' },
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'last', short: 'n', type: 'int', def: '-1', text: 'Show n last created containers (includes all states)' },
		{ name: 'latest', short: 'l', type: 'bool', text: 'Show the latest created container (includes all states)' },
		{ name: 'no-trunc', type: 'bool', text: "Don't truncate output" },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display container IDs' },
		{ name: 'size', short: 's', type: 'bool', text: 'Display total file sizes' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const format = flags.string('format');
		const quiet = flags.bool('quiet');
		tryFormat(context, format);
		const last = flags.bool('latest') ? 1 : flags.number('last');
		// The word json asks for no sizes; `--size=false` is an answer, too.
		const wantsSize = format !== 'json' && /\.Size|json/.test(format);
		const withSize = flags.bool('size') || (!quiet && !flags.changed('size') && wantsSize);
		const containers = yield* context.engine.get<ContainerSummary[]>('/containers/json', {
			all: flags.bool('all') || last > 0 ? (flags.bool('all') ? '1' : undefined) : undefined,
			limit: last > 0 ? String(last) : undefined,
			size: withSize ? '1' : undefined,
			filters: encodeFilters(filtersOf(flags))
		});
		const truncate = !flags.bool('no-trunc');
		yield* printList(context, {
			setting: 'psFormat',
			format,
			table: flags.bool('size') ? `${CONTAINER_TABLE}\t{{.Size}}` : CONTAINER_TABLE,
			columns: containerColumns,
			rows: containers.map((container) => ({
				container,
				truncate,
				era: context.era,
				nowMs: context.nowMs
			})),
			raw: RAW + (flags.bool('size') ? 'size: {{.Size}}\n' : ''),
			quietRaw: 'container_id: {{.ID}}',
			quietWins: true,
			typeName: '*formatter.ContainerContext',
			quiet: quiet ? ({ container }) => (truncate ? shortId(container.Id) : container.Id) : undefined
		});
		if (quiet && format !== '' && context.era.capabilities.jsonFormat) yield* context.warn(IGNORED);
		return 0;
	}
};

function commandText({ container, truncate, era }: ContainerRow): string {
	if (!truncate) return quote(container.Command);
	return quote(
		era.capabilities.marksCuts ? ellipsis(container.Command, COMMAND_WIDTH) : container.Command.slice(0, COMMAND_WIDTH)
	);
}

const IGNORED = 'WARNING: Ignoring custom format, because both --format and --quiet are set.';

/** A template is tried on no container before the engine is asked: it says whether sizes are wanted. */
function tryFormat(context: CommandContext, format: string): void {
	const source = (format || context.config.string('psFormat')).trim().replace(/^table/, '');
	if (source === 'json' || source === '') return;
	const none = { Id: '', Names: [], Image: '', ImageID: '', Command: '', Created: 0, Ports: [], Labels: {} };
	const container = { ...none, State: '', Status: '', NetworkSettings: { Networks: {} }, Mounts: [] };
	const row = { container: container as unknown as ContainerSummary, truncate: true, era: context.era, nowMs: 0 };
	try {
		new Template(source).execute(rowOf('*formatter.ContainerContext', containerColumns, row));
	} catch (error) {
		if (error instanceof TemplateError) throw new CliError(`failed to execute template: ${error.message}`);
		if (!(error instanceof TemplateSyntaxError)) throw error;
		throw new CliError(`failed to parse template: ${error.message}`);
	}
}

/** Other engines than ours leave fields out. */
function given(container: ContainerSummary): { [K in keyof ContainerSummary]: ContainerSummary[K] | null | undefined } {
	return container;
}

function imageText({ container, truncate }: ContainerRow): string {
	if (container.Image === '') return '<no image>';
	if (!truncate) return container.Image;
	const id = shortId(container.ImageID);
	if (id === shortId(container.Image)) return id;
	return familiarImage(container.Image);
}

/** Without the names that links give it. */
function namesText({ container, truncate }: ContainerRow): string {
	const names = (given(container).Names ?? []).map((name) => name.replace(/^\//, ''));
	const own = names.find((name) => !name.includes('/'));
	// Where all have a slash (a standalone Swarm's 'node-1/db') none is a link's.
	return truncate && own !== undefined ? own : names.join(',');
}

function sizeText({ container }: ContainerRow): string {
	const written = humanSize(container.SizeRw ?? 0, 3);
	const total = container.SizeRootFs ?? 0;
	return total > 0 ? `${written} (virtual ${humanSize(total, 3)})` : written;
}

/** '80/tcp', '0.0.0.0:8088->80/tcp': ports side by side become ranges. Source: docker/cli formatter, DisplayablePorts. */
/** IPv6 addresses are in brackets since 28. */
function portsCell({ container, era }: ContainerRow): string {
	const text = portsText(given(container).Ports ?? []);
	return era.capabilities.wordsOf28 ? text : text.replace(/\[([\da-f:]+)\]/g, '$1');
}

export function portsText(ports: readonly PortSummary[]): string {
	const groups = new Map<string, { first: number; last: number }>();
	const ranges: string[] = [];
	const mappings: string[] = [];
	const sorted = [...ports].sort(
		(a, b) =>
			a.PrivatePort - b.PrivatePort ||
			compare(a.IP ?? '', b.IP ?? '') ||
			(a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
			compare(a.Type, b.Type)
	);
	for (const port of sorted) {
		const ip = port.IP ?? '';
		if (ip !== '' && port.PublicPort !== port.PrivatePort) {
			mappings.push(`${hostPort(ip, String(port.PublicPort ?? 0))}->${port.PrivatePort}/${port.Type}`);
			continue;
		}
		const key = ip === '' ? port.Type : `${ip}/${port.Type}`;
		const group = groups.get(key);
		if (group && port.PrivatePort === group.last + 1) {
			group.last = port.PrivatePort;
			continue;
		}
		if (group) ranges.push(rangeText(key, group));
		groups.set(key, { first: port.PrivatePort, last: port.PrivatePort });
	}
	for (const [key, group] of groups) ranges.push(rangeText(key, group));
	return [...ranges, ...mappings].join(', ');
}

function rangeText(key: string, { first, last }: { first: number; last: number }): string {
	const slash = key.lastIndexOf('/');
	const range = first === last ? `${first}` : `${first}-${last}`;
	if (slash < 0) return `${range}/${key}`;
	return `${hostPort(key.slice(0, slash), range)}->${range}/${key.slice(slash + 1)}`;
}

function hostPort(ip: string, port: string): string {
	return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
