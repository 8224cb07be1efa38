import { NO_ARGS, type Column, type Command } from '../command.ts';
import { encodeFilters } from '../engine-client.ts';
import { printList } from '../format/list.ts';
import { capitalized } from '../format/text.ts';
import { filtersOf } from '../commands/list-filters.ts';
import type { Node } from '../../api/wire/node.ts';
import type { SystemInfo } from '../../api/wire/system.ts';

/** Source: docker/docker v1.12.0-rc1 and v1.12.3, api/client/node/list.go. */
interface NodeRow {
	node: Node;
	isSelf: boolean;
}

const RC1 = { until: '1.12.0-rc1' } as const;
const FINAL = { since: '1.12.3' } as const;

const columns: Column<NodeRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ node, isSelf }) => (isSelf ? `${node.ID} *` : node.ID) },
	{
		name: 'Name',
		header: 'NAME',
		value: ({ node }) => node.Spec.Name || (node.Description.Hostname ?? ''),
		...RC1
	},
	{ name: 'Name', header: 'HOSTNAME', value: ({ node }) => node.Description.Hostname ?? '', ...FINAL },
	{ name: 'Membership', header: 'MEMBERSHIP', value: ({ node }) => capitalized(node.Spec.Membership ?? 'accepted') },
	{ name: 'Status', header: 'STATUS', value: ({ node }) => capitalized(node.Status.State ?? '') },
	{ name: 'Availability', header: 'AVAILABILITY', value: ({ node }) => capitalized(node.Spec.Availability ?? '') },
	{ name: 'ManagerStatus', header: 'MANAGER STATUS', value: reachability, ...RC1 },
	{
		name: 'ManagerStatus',
		header: 'MANAGER STATUS',
		value: (row) => (row.node.ManagerStatus?.Leader ? 'Leader' : reachability(row)),
		...FINAL
	},
	{ name: 'Leader', header: 'LEADER', value: ({ node }) => (node.ManagerStatus?.Leader ? 'Yes' : '') }
];

const RC1_TABLE =
	'{{.ID}}\t{{.Name}}\t{{.Membership}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.Leader}}';
const FINAL_TABLE = '{{.ID}}\t{{.Name}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}';

function reachability({ node }: NodeRow): string {
	return capitalized(node.ManagerStatus?.Reachability ?? '');
}

const row: Command = {
	path: 'node ls',
	aliases: ['node ls', 'node list'],
	use: '',
	short: 'List nodes in the swarm',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const nodes = yield* context.engine.get<Node[]>('/nodes', { filters: encodeFilters(filtersOf(context.flags)) });
		const self = (yield* context.engine.get<SystemInfo>('/info')).Swarm.NodeID;
		yield* printList(context, {
			format: '',
			table: context.era.capabilities.joinTokens ? FINAL_TABLE : RC1_TABLE,
			columns,
			rows: nodes.map((node) => ({ node, isSelf: node.ID === self })),
			typeName: '',
			minWidth: 0,
			padding: 2,
			quiet: context.flags.bool('quiet') ? ({ node }) => node.ID : undefined
		});
		return 0;
	}
};

export const ls: readonly Command[] = [
	{ ...row, until: '1.12.0-rc1' },
	{ ...row, use: '[OPTIONS]', since: '1.12.3' }
];
