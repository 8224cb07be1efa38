import { LIST_FORMAT } from '../format-help.ts';
import type { Column } from '../../command.ts';
import { NO_ARGS, type Command } from '../../command.ts';
import { encodeFilters } from '../../engine-client.ts';
import { capitalized } from '../../format/text.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import { filtersOf } from '../list-filters.ts';

interface NodeRow {
	node: Node;
	isSelf: boolean;
	tlsOfSwarm: Node['Description']['TLSInfo'] | undefined;
}

export const nodeColumns: Column<NodeRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ node }) => node.ID },
	{ name: 'Self', header: '', value: ({ isSelf }) => isSelf },
	{ name: 'Hostname', header: 'HOSTNAME', value: ({ node }) => node.Description.Hostname ?? '' },
	{ name: 'Status', header: 'STATUS', value: ({ node }) => capitalized(node.Status.State ?? '') },
	{
		name: 'Availability',
		header: 'AVAILABILITY',
		value: ({ node }) => capitalized(node.Spec.Availability ?? '')
	},
	{ name: 'ManagerStatus', header: 'MANAGER STATUS', value: ({ node }) => managerStatus(node) },
	{ name: 'EngineVersion', header: 'ENGINE VERSION', value: ({ node }) => node.Description.Engine.EngineVersion ?? '' },
	{ name: 'TLSStatus', header: 'TLS STATUS', value: tlsStatus }
];

const TABLE =
	'{{.ID}} {{if .Self}}*{{else}} {{ end }}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.EngineVersion}}';

export const ls: Command = {
	path: 'node ls',
	aliases: ['node ls', 'node list'],
	use: '[OPTIONS]',
	short: 'List nodes in the swarm',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: NO_ARGS,
	*run(context) {
		const nodes = yield* context.engine.get<Node[]>('/nodes', { filters: encodeFilters(filtersOf(context.flags)) });
		nodes.sort((a, b) => naturalCompare(a.Description.Hostname ?? '', b.Description.Hostname ?? ''));
		const quiet = context.flags.bool('quiet');
		let self: SystemInfo['Swarm'] | undefined;
		if (nodes.length > 0 && !quiet) self = (yield* context.engine.get<SystemInfo>('/info')).Swarm;
		const rows = nodes.map((node) => ({
			node,
			isSelf: node.ID === self?.NodeID,
			tlsOfSwarm: self?.Cluster?.TLSInfo
		}));
		yield* printList(context, {
			setting: 'nodesFormat',
			format: context.flags.string('format'),
			table: TABLE,
			columns: nodeColumns,
			rows,
			raw: 'node_id: {{.ID}}\nhostname: {{.Hostname}}\nstatus: {{.Status}}\navailability: {{.Availability}}\nmanager_status: {{.ManagerStatus}}\n',
			quietRaw: 'node_id: {{.ID}}',
			typeName: '*node.nodeContext',
			quiet: quiet ? ({ node }) => node.ID : undefined
		});
		return 0;
	}
};

export function managerStatus(node: Node): string {
	if (!node.ManagerStatus) return '';
	return node.ManagerStatus.Leader ? 'Leader' : capitalized(node.ManagerStatus.Reachability ?? '');
}

/** Source: docker/cli command/node/formatter.go, TLSStatus: the whole TLSInfo must be equal. */
function tlsStatus({ node, tlsOfSwarm }: NodeRow): string {
	const info = node.Description.TLSInfo as Node['Description']['TLSInfo'] | undefined;
	if (!tlsOfSwarm?.TrustRoot || !info?.TrustRoot) return 'Unknown';
	const isSame =
		info.TrustRoot === tlsOfSwarm.TrustRoot &&
		info.CertIssuerPublicKey === tlsOfSwarm.CertIssuerPublicKey &&
		info.CertIssuerSubject === tlsOfSwarm.CertIssuerSubject;
	return isSame ? 'Ready' : 'Needs Rotation';
}
