import { exactArgs, minArgs, type Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { encodeFilters } from '../engine-client.ts';
import { CliError } from '../errors.ts';
import { inspectAll } from '../format/inspect.ts';
import { decoded } from '../format/json.ts';
import { filtersOf } from '../commands/list-filters.ts';
import { inspect as inspectRow } from '../commands/node/inspect.ts';
import { resolveSelf } from '../commands/node/lookup.ts';
import { rm as rmRow } from '../commands/node/rm.ts';
import { update as updateRow } from '../commands/node/update.ts';
import type { Node } from '../../api/wire/node.ts';
import type { Task } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';
import { describeNode } from './node-pretty.ts';
import { oldFlags } from './old-flags.ts';
import { filterDesired, printTasks, PS_FLAGS, TASKS_FLAGS } from './tasks.ts';

/** Source: docker/docker v1.12.0-rc1 and v1.12.3, api/client/node. */

const RC1 = { until: '1.12.0-rc1' } as const;
const FINAL = { since: '1.12.3' } as const;

/** GET, change, POST for each node, also where nothing changes; the first refusal ends it. */
function changing(
	verb: string,
	short: string,
	change: (node: Node) => void,
	done: (name: string) => string,
	when: Partial<Command>
): Command {
	return {
		path: `node ${verb}`,
		use: 'NODE [NODE...]',
		short,
		flags: [],
		args: minArgs(1),
		completes: 'node',
		...when,
		*run(context) {
			for (const name of context.args) yield* changeNode(context, name, change, done(name));
			return 0;
		}
	};
}

function* changeNode(context: CommandContext, name: string, change: (node: Node) => void, done: string): Process<void> {
	const node = yield* context.engine.get<Node>(`/nodes/${name}`);
	change(node);
	yield* context.engine.post(`/nodes/${node.ID}/update`, { version: String(node.Version.Index) }, node.Spec);
	// The release candidate's helper named the node as well.
	if (!context.era.capabilities.joinTokens) yield* context.printLine(name);
	yield* context.printLine(done);
}

const accepted = (node: Node): void => void (node.Spec.Membership = 'accepted');
const manager = (node: Node): void => void (node.Spec.Role = 'manager');
const worker = (node: Node): void => void (node.Spec.Role = 'worker');

/** Lets a node in that waits because the acceptance policy did not. */
export const accept = changing(
	'accept',
	'Accept a node in the swarm',
	accepted,
	(name) => `${name} attempting to accept a node in the swarm.`,
	RC1
);

export const promote: readonly Command[] = [
	changing(
		'promote',
		'Promote a node to a manager in the swarm',
		manager,
		(name) => `${name} attempting to promote a node to a manager in the swarm.`,
		RC1
	),
	changing(
		'promote',
		'Promote one or more nodes to manager in the swarm',
		manager,
		(name) => `Node ${name} promoted to a manager in the swarm.`,
		FINAL
	)
];

export const demote: readonly Command[] = [
	changing(
		'demote',
		'Demote a node from manager in the swarm',
		worker,
		(name) => `${name} attempting to demote a manager in the swarm.`,
		RC1
	),
	changing(
		'demote',
		'Demote one or more nodes from manager in the swarm',
		worker,
		(name) => `Manager ${name} demoted in the swarm.`,
		FINAL
	)
];

const FORMAT_TEXT = 'Format the output using the given go template';
const PRETTY_TEXT = 'Print the information in a human friendly format.';

const inspectThen: Command = {
	...inspectRow,
	*run(context) {
		const format = context.flags.string('format');
		const fetch = function* (name: string): Process<Node> {
			return decoded(yield* context.engine.get<Node>(`/nodes/${yield* resolveSelf(context, name)}`));
		};
		if (!context.flags.bool('pretty'))
			return yield* inspectAll(context, context.args, fetch, { format, type: 'swarm.Node' });
		if (format !== '') throw new CliError('--format is incompatible with human friendly format');
		for (const [i, name] of context.args.entries()) {
			const isLast = i + 1 === context.args.length;
			const after = isLast ? (context.era.capabilities.joinTokens ? '\n' : '') : '\n\n';
			yield* context.print(describeNode(yield* fetch(name), context.era) + after);
		}
		return 0;
	}
};

export const inspect: readonly Command[] = [
	{
		...inspectThen,
		short: 'Inspect a node in the swarm',
		flags: [
			{ name: 'format', short: 'f', type: 'string', text: FORMAT_TEXT },
			{ name: 'pretty', short: 'p', type: 'bool', text: PRETTY_TEXT }
		],
		...RC1
	},
	{
		...inspectThen,
		flags: [
			{ name: 'format', short: 'f', type: 'string', text: FORMAT_TEXT },
			{ name: 'pretty', type: 'bool', text: PRETTY_TEXT }
		],
		...FINAL
	}
];

export const rm: readonly Command[] = [
	{ ...rmRow, flags: [], use: 'NODE [NODE...]', short: 'Remove a node from the swarm', ...RC1 },
	{ ...rmRow, flags: [{ name: 'force', type: 'bool', text: 'Force remove an active node' }], ...FINAL }
];

export const update: Command = {
	...updateRow,
	short: 'Update a node',
	flags: oldFlags(updateRow.flags, [
		['availability', 'plain', 'Availability of the node (active/pause/drain)'],
		['membership', 'plain', 'Membership of the node (accepted/rejected)', { ...RC1, leftOut: true }],
		['role', 'plain', 'Role of the node (worker/manager)'],
		['label-add', 'list', 'Add or update a node label (key=value)', FINAL],
		['label-rm', 'list', 'Remove a node label if exists', FINAL]
	])
};

const taskList: Omit<Command, 'path' | 'flags'> = {
	use: '[OPTIONS] self|NODE',
	short: 'List tasks running on a node',
	args: exactArgs(1),
	completes: 'node',
	*run(context) {
		const name = yield* resolveSelf(context, context.args[0]!);
		const node = yield* context.engine.get<Node>(`/nodes/${name}`);
		const filters = filtersOf(context.flags);
		filters.node = [node.ID];
		filterDesired(context, filters);
		yield* printTasks(context, yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) }));
		return 0;
	}
};

/** `node tasks` became `node ps` (1.12.0-rc3). */
export const tasks: readonly Command[] = [
	{
		...taskList,
		path: 'node tasks',
		flags: TASKS_FLAGS.map((flag) => (flag.name === 'all' ? { ...flag, text: 'Display all instances' } : flag)),
		...RC1
	},
	{ ...taskList, path: 'node ps', flags: PS_FLAGS, ...FINAL }
];
