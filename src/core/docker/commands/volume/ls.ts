import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { labelsText } from '../../format/text.ts';
import { humanSize } from '../../format/units.ts';
import type { Volume, VolumeListResponse } from '../../../api/wire/volume.ts';
import { filtersOf } from '../list-filters.ts';

export const volumeColumns: Column<Volume>[] = [
	{ name: 'Name', header: 'VOLUME NAME', value: (volume) => volume.Name },
	{ name: 'Driver', header: 'DRIVER', value: (volume) => volume.Driver },
	{ name: 'Scope', header: 'SCOPE', value: (volume) => volume.Scope },
	{ name: 'Mountpoint', header: 'MOUNTPOINT', value: (volume) => volume.Mountpoint },
	{
		name: 'Labels',
		header: 'LABELS',
		value: (volume) => labelsText(volume.Labels)
	},
	{ name: 'Label', value: (volume) => (name: string) => volume.Labels?.[name] ?? '' },
	{ name: 'Links', header: 'LINKS', value: (volume) => (volume.UsageData ? String(volume.UsageData.RefCount) : 'N/A') },
	{ name: 'Size', header: 'SIZE', value: (volume) => (volume.UsageData ? humanSize(volume.UsageData.Size) : 'N/A') },
	// Of cluster volumes alone.
	{
		name: 'Availability',
		header: 'AVAILABILITY',
		value: ({ ClusterVolume: of }) => (of ? (of.Spec.Availability ?? '') : 'N/A')
	},
	{ name: 'Group', header: 'GROUP', value: ({ ClusterVolume: of }) => (of ? (of.Spec.Group ?? '') : 'N/A') },
	{ name: 'Status', header: 'STATUS', value: statusText }
];

export const ls: Command = {
	path: 'volume ls',
	aliases: ['volume ls', 'volume list'],
	use: '[OPTIONS]',
	short: 'List volumes',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Provide filter values (e.g. "dangling=true")' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{
			name: 'cluster',
			type: 'bool',
			text: 'Display only cluster volumes, and use cluster volume list formatting'
		},
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display volume names' }
	],
	args: NO_ARGS,
	*run(context) {
		const filters = encodeFilters(filtersOf(context.flags));
		const listed = (yield* context.engine.get<VolumeListResponse>('/volumes', { filters })).Volumes ?? [];
		const isCluster = context.flags.bool('cluster');
		const volumes = isCluster ? listed.filter(({ ClusterVolume }) => ClusterVolume) : listed;
		volumes.sort((a, b) => naturalCompare(a.Name, b.Name));
		yield* printList(context, {
			...(isCluster ? {} : { setting: 'volumesFormat' }),
			// Of cluster volumes there is one table only.
			format: isCluster ? '' : context.flags.string('format'),
			table: isCluster
				? '{{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}'
				: '{{.Driver}}\t{{.Name}}',
			columns: volumeColumns,
			rows: volumes,
			raw: 'name: {{.Name}}\ndriver: {{.Driver}}\n',
			quietRaw: 'name: {{.Name}}',
			typeName: '*formatter.volumeContext',
			quiet: context.flags.bool('quiet') ? (volume) => volume.Name : undefined
		});
		return 0;
	}
};

/** How far a cluster volume has come. Source: docker/cli formatter/volume.go. */
function statusText({ ClusterVolume: of }: Volume): string {
	if (!of) return 'N/A';
	if (!of.Info?.VolumeID) return 'pending creation';
	const nodes = of.PublishStatus?.length ?? 0;
	if (nodes === 0) return 'created';
	return nodes === 1 ? 'in use (1 node)' : `in use (${nodes} nodes)`;
}
