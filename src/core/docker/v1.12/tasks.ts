import type { Column, Flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { printList } from '../format/list.ts';
import { capitalized } from '../format/text.ts';
import { parseTime } from '../format/time.ts';
import { humanDuration, spacedUnits } from '../format/units.ts';
import { NameResolver } from '../commands/service/task-table.ts';
import type { Task } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';

/**
 * The table of `service tasks` and `node tasks`, which became `ps`.
 * Source: docker/docker v1.12.0-rc1 and v1.12.3, api/client/task/print.go.
 */
interface TaskRow {
	task: Task;
	name: string;
	/** Indented under a newer task of the same slot. */
	indented: string;
	service: string;
	node: string;
	nowMs: number;
}

const FILTER: Flag = {
	name: 'filter',
	short: 'f',
	type: 'filter',
	text: 'Filter output based on conditions provided'
};

export const TASKS_FLAGS: readonly Flag[] = [
	{ name: 'all', short: 'a', type: 'bool', text: 'Display all tasks' },
	FILTER,
	{ name: 'no-resolve', short: 'n', type: 'bool', text: 'Do not map IDs to Names' }
];

export const PS_FLAGS: readonly Flag[] = [
	FILTER,
	{ name: 'no-resolve', type: 'bool', text: 'Do not map IDs to Names' }
];

const RC1 = { until: '1.12.0-rc1' } as const;
const FINAL = { since: '1.12.3' } as const;

const columns: Column<TaskRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ task }) => task.ID },
	{ name: 'Name', header: 'NAME', value: ({ name }) => name, ...RC1 },
	{ name: 'Name', header: 'NAME', value: ({ indented }) => indented, ...FINAL },
	{ name: 'Service', header: 'SERVICE', value: ({ service }) => service, ...RC1 },
	{ name: 'Image', header: 'IMAGE', value: ({ task }) => task.Spec.ContainerSpec?.Image ?? '' },
	{ name: 'LastState', header: 'LAST STATE', value: lastState, ...RC1 },
	{ name: 'DesiredState', header: 'DESIRED STATE', value: ({ task }) => capitalized(task.DesiredState ?? '') },
	{ name: 'Node', header: 'NODE', value: ({ node }) => node },
	{
		name: 'CurrentState',
		header: 'CURRENT STATE',
		value: ({ task, nowMs }) => `${capitalized(task.Status.State ?? '')} ${age(task, nowMs).toLowerCase()} ago`,
		...FINAL
	},
	{ name: 'Error', header: 'ERROR', value: ({ task }) => shortError(task.Status.Err ?? ''), ...FINAL }
];

const RC1_TABLE = '{{.ID}}\t{{.Name}}\t{{.Service}}\t{{.Image}}\t{{.LastState}}\t{{.DesiredState}}\t{{.Node}}';
const FINAL_TABLE = '{{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}';
const LONGEST_ERROR = 30;

/** `tasks` showed what is meant to run unless --all; `ps` shows everything. */
export function filterDesired(context: CommandContext, filters: Record<string, readonly string[]>): void {
	if (context.era.capabilities.joinTokens) return;
	// So the release candidate spelled it.
	if (!context.flags.bool('all') && !filters['desired_state']) filters['desired_state'] = ['running', 'accepted'];
}

export function* printTasks(context: CommandContext, tasks: readonly Task[]): Process<void> {
	const names = new NameResolver(context, !context.flags.bool('no-resolve'));
	const sorted = [...tasks].sort(
		(a, b) => (a.Slot ?? 0) - (b.Slot ?? 0) || parseTime(b.CreatedAt) - parseTime(a.CreatedAt)
	);
	const rows: TaskRow[] = [];
	let previous = '';
	for (const task of sorted) {
		const service = yield* names.service(task.ServiceID ?? '');
		const node = yield* names.node(task.NodeID ?? '');
		const name = task.Slot ? `${service}.${task.Slot}` : service;
		rows.push({
			task,
			service,
			node,
			name,
			indented: name === previous ? ` \\_ ${name}` : name,
			nowMs: context.nowMs
		});
		previous = name;
	}
	yield* printList(context, {
		format: '',
		table: context.era.capabilities.joinTokens ? FINAL_TABLE : RC1_TABLE,
		columns,
		rows,
		typeName: '',
		minWidth: 0,
		padding: 2
	});
}

function lastState({ task, nowMs }: TaskRow): string {
	return `${capitalized(task.Status.State ?? '')} ${age(task, nowMs)}`;
}

function age(task: Task, nowMs: number): string {
	return spacedUnits(humanDuration(nowMs - parseTime(task.Status.Timestamp ?? task.CreatedAt)));
}

function shortError(text: string): string {
	if (text === '') return '';
	return `"${text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR - 1)}…` : text}"`;
}
