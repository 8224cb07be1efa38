import { minArgs, NO_ARGS, exactArgs, type Column, type Command } from '../command.ts';
import { encodeFilters } from '../engine-client.ts';
import { printList } from '../format/list.ts';
import { capitalized } from '../format/text.ts';
import { filtersOf } from '../commands/list-filters.ts';
import { demote as demoteRow } from '../commands/node/demote.ts';
import { inspect as inspectRow } from '../commands/node/inspect.ts';
import { resolveSelf } from '../commands/node/lookup.ts';
import { promote as promoteRow } from '../commands/node/promote.ts';
import { rm as rmRow } from '../commands/node/rm.ts';
import { update as updateRow } from '../commands/node/update.ts';
import type { Node } from '../../api/wire/node.ts';
import type { SystemInfo } from '../../api/wire/system.ts';
import type { Task } from '../../api/wire/task.ts';
import { printTasks, TASK_FLAGS } from './tasks.ts';

/** Source: docker/docker v1.12.0-rc1 api/client/node, docs/reference/commandline/node_*.md. */

export const demote: Command = { ...demoteRow, short: 'Demote a node from manager in the swarm' };
export const promote: Command = { ...promoteRow, short: 'Promote a node to a manager in the swarm' };
export const inspect: Command = { ...inspectRow, short: 'Inspect a node in the swarm' };
export const rm: Command = {
	...withoutAliases(rmRow),
	flags: [],
	use: 'NODE [NODE...]',
	short: 'Remove a node from the swarm'
};
export const update: Command = {
	...updateRow,
	short: 'Update a node',
	flags: [
		{ name: 'availability', type: 'string', text: 'Availability of the node (active/pause/drain)' },
		{ name: 'membership', type: 'string', text: 'Membership of the node (accepted/rejected)', leftOut: true },
		{ name: 'role', type: 'string', text: 'Role of the node (worker/manager)' }
	]
};

function withoutAliases(row: Command): Command {
	const { aliases: _aliases, ...rest } = row;
	return rest;
}

/** Lets a node in that waits because the acceptance policy did not. */
export const accept: Command = {
	path: 'node accept',
	use: 'NODE [NODE...]',
	short: 'Accept a node in the swarm',
	flags: [],
	args: minArgs(1),
	completes: 'node',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			const node = yield* context.engine.get<Node>(`/nodes/${name}`);
			node.Spec.Membership = 'accepted';
			yield* context.engine.post(`/nodes/${node.ID}/update`, { version: String(node.Version.Index) }, node.Spec);
			yield* context.printLine(`Node ${name} accepted in the swarm.`);
		});
	}
};

interface NodeRow {
	node: Node;
	isSelf: boolean;
}

const nodeColumns: Column<NodeRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ node, isSelf }) => (isSelf ? `${node.ID} *` : node.ID) },
	{ name: 'Name', header: 'NAME', value: ({ node }) => node.Spec.Name || (node.Description.Hostname ?? '') },
	{ name: 'Membership', header: 'MEMBERSHIP', value: ({ node }) => capitalized(node.Spec.Membership ?? 'accepted') },
	{ name: 'Status', header: 'STATUS', value: ({ node }) => capitalized(node.Status.State ?? '') },
	{ name: 'Availability', header: 'AVAILABILITY', value: ({ node }) => capitalized(node.Spec.Availability ?? '') },
	{
		name: 'ManagerStatus',
		header: 'MANAGER STATUS',
		value: ({ node }) => capitalized(node.ManagerStatus?.Reachability ?? '')
	},
	{ name: 'Leader', header: 'LEADER', value: ({ node }) => (node.ManagerStatus?.Leader ? 'Yes' : '') }
];

export const ls: Command = {
	path: 'node ls',
	use: '[OPTIONS]',
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
			table: '{{.ID}}\t{{.Name}}\t{{.Membership}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.Leader}}',
			columns: nodeColumns,
			rows: nodes.map((node) => ({ node, isSelf: node.ID === self })),
			typeName: '',
			minWidth: 0,
			padding: 2,
			quiet: context.flags.bool('quiet') ? ({ node }) => node.ID : undefined
		});
		return 0;
	}
};

export const tasks: Command = {
	path: 'node tasks',
	use: '[OPTIONS] self|NODE',
	short: 'List tasks running on a node',
	flags: TASK_FLAGS,
	args: exactArgs(1),
	completes: 'node',
	*run(context) {
		const name = yield* resolveSelf(context, context.args[0]!);
		const node = yield* context.engine.get<Node>(`/nodes/${name}`);
		const filters = filtersOf(context.flags);
		filters.node = [node.ID];
		if (!context.flags.bool('all') && !filters['desired-state']) filters['desired-state'] = ['running', 'accepted'];
		yield* printTasks(context, yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) }));
		return 0;
	}
};
