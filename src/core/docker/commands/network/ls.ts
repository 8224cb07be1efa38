import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { labelsText } from '../../format/text.ts';
import { goTimeString } from '../../format/time.ts';
import { shortId } from '../../format/units.ts';
import type { Network } from '../../../api/wire/network.ts';
import { filtersOf } from '../list-filters.ts';

interface NetworkRow {
	network: Network;
	truncate: boolean;
}

export const networkColumns: Column<NetworkRow>[] = [
	{ name: 'ID', header: 'NETWORK ID', value: ({ network, truncate }) => (truncate ? shortId(network.Id) : network.Id) },
	{ name: 'Name', header: 'NAME', value: ({ network }) => network.Name },
	{ name: 'Driver', header: 'DRIVER', value: ({ network }) => network.Driver },
	{ name: 'Scope', header: 'SCOPE', value: ({ network }) => network.Scope },
	{ name: 'IPv4', header: 'IPV4', since: '28.2', value: ({ network }) => String(network.EnableIPv4 ?? false) },
	{ name: 'IPv6', header: 'IPV6', value: ({ network }) => String(network.EnableIPv6) },
	{ name: 'Internal', header: 'INTERNAL', value: ({ network }) => String(network.Internal) },
	{
		name: 'Labels',
		header: 'LABELS',
		value: ({ network }) => labelsText(network.Labels)
	},
	{
		name: 'Label',
		value:
			({ network }) =>
			(name: string) =>
				network.Labels?.[name] ?? ''
	},
	{ name: 'CreatedAt', header: 'CREATED AT', value: ({ network }) => goTimeString(network.Created) }
];

export const ls: Command = {
	path: 'network ls',
	aliases: ['network ls', 'network list'],
	use: '[OPTIONS]',
	short: 'List networks',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Provide filter values (e.g. "driver=bridge")' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate the output' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display network IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const networks = yield* context.engine.get<Network[]>('/networks', {
			filters: encodeFilters(filtersOf(context.flags))
		});
		networks.sort((a, b) => naturalCompare(a.Name, b.Name));
		const truncate = !context.flags.bool('no-trunc');
		yield* printList(context, {
			setting: 'networksFormat',
			format: context.flags.string('format'),
			table: '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}',
			columns: networkColumns,
			endsInTab: context.era.commandLine === 'mflag',
			rows: networks.map((network) => ({ network, truncate })),
			raw: 'network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n',
			quietRaw: 'network_id: {{.ID}}',
			typeName: '*network.networkContext',
			quiet: context.flags.bool('quiet') ? ({ network }) => (truncate ? shortId(network.Id) : network.Id) : undefined
		});
		return 0;
	}
};
