import type { Column, Flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { printList } from '../format/list.ts';
import { capitalized } from '../format/text.ts';
import { parseTime } from '../format/time.ts';
import { humanDuration } from '../format/units.ts';
import { NameResolver } from '../commands/service/task-table.ts';
import type { Task } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';

/**
 * The table of `service tasks` and `node tasks`, which became `ps`.
 * Source: docker/docker v1.12.0-rc1 api/client/task/print.go, docs/reference/commandline/service_tasks.md.
 */
interface TaskRow {
	task: Task;
	name: string;
	service: string;
	node: string;
	nowMs: number;
}

export const TASK_FLAGS: readonly Flag[] = [
	{ name: 'all', short: 'a', type: 'bool', text: 'Display all tasks' },
	{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
	{ name: 'no-resolve', short: 'n', type: 'bool', text: 'Do not map IDs to Names' }
];

const taskColumns: Column<TaskRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ task }) => task.ID },
	{ name: 'Name', header: 'NAME', value: ({ name }) => name },
	{ name: 'Service', header: 'SERVICE', value: ({ service }) => service },
	{ name: 'Image', header: 'IMAGE', value: ({ task }) => task.Spec.ContainerSpec?.Image ?? '' },
	{ name: 'LastState', header: 'LAST STATE', value: lastState },
	{ name: 'DesiredState', header: 'DESIRED STATE', value: ({ task }) => capitalized(task.DesiredState ?? '') },
	{ name: 'Node', header: 'NODE', value: ({ node }) => node }
];

export function* printTasks(context: CommandContext, tasks: readonly Task[]): Process<void> {
	const names = new NameResolver(context, !context.flags.bool('no-resolve'));
	const sorted = [...tasks].sort(
		(a, b) => (a.Slot ?? 0) - (b.Slot ?? 0) || parseTime(b.CreatedAt) - parseTime(a.CreatedAt)
	);
	const rows: TaskRow[] = [];
	for (const task of sorted) {
		const service = yield* names.service(task.ServiceID ?? '');
		const node = yield* names.node(task.NodeID ?? '');
		rows.push({ task, service, node, name: task.Slot ? `${service}.${task.Slot}` : service, nowMs: context.nowMs });
	}
	yield* printList(context, {
		format: '',
		table: '{{.ID}}\t{{.Name}}\t{{.Service}}\t{{.Image}}\t{{.LastState}}\t{{.DesiredState}}\t{{.Node}}',
		columns: taskColumns,
		rows,
		typeName: '',
		minWidth: 0,
		padding: 2
	});
}

function lastState({ task, nowMs }: TaskRow): string {
	return `${capitalized(task.Status.State ?? '')} ${humanDuration(nowMs - parseTime(task.Status.Timestamp ?? task.CreatedAt))}`;
}
