import type { Column } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { familiarImage } from '../../format/image-name.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { capitalized } from '../../format/text.ts';
import { parseTime } from '../../format/time.ts';
import { ellipsis, humanDuration, shortId } from '../../format/units.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import type { Process } from '../../../sim/process.ts';

/** The table of `service ps`, `node ps` and `stack ps`. */
export interface TaskRow {
	task: Task;
	name: string;
	node: string;
	truncate: boolean;
	nowMs: number;
}

const ERROR_WIDTH = 30;

export const taskColumns: Column<TaskRow>[] = [
	{ name: 'ID', header: 'ID', value: ({ task, truncate }) => (truncate ? shortId(task.ID) : task.ID) },
	{ name: 'Name', header: 'NAME', value: ({ name }) => name },
	{
		name: 'Image',
		header: 'IMAGE',
		value: ({ task, truncate }) => familiarImage(task.Spec.ContainerSpec?.Image ?? '', truncate)
	},
	{ name: 'Node', header: 'NODE', value: ({ node }) => node },
	{ name: 'DesiredState', header: 'DESIRED STATE', value: ({ task }) => capitalized(task.DesiredState ?? '') },
	{ name: 'CurrentState', header: 'CURRENT STATE', value: currentState },
	{ name: 'Error', header: 'ERROR', value: errorText },
	{ name: 'Ports', header: 'PORTS', value: ({ task }) => portsText(task) }
];

const TABLE = '{{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}';

export interface TaskTableOptions {
	/** IDs of nodes and services as names. */
	resolve: boolean;
	truncate: boolean;
	/** Prints IDs only: in full, except for a stack. */
	quiet: boolean;
	shortIds?: true;
	format: string;
}

export function* printTasks(context: CommandContext, tasks: readonly Task[], options: TaskTableOptions): Process<void> {
	const names = new NameResolver(context, options.resolve);
	const named: { task: Task; name: string }[] = [];
	for (const task of tasks) {
		const service = yield* names.service(task.ServiceID ?? '');
		named.push({ task, name: `${service}.${task.Slot ? task.Slot : (task.NodeID ?? '')}` });
	}
	const byName = context.era.capabilities.jobs;
	named.sort(
		(a, b) =>
			(byName ? naturalCompare(a.name, b.name) : (a.task.Slot ?? 0) - (b.task.Slot ?? 0)) ||
			parseTime(b.task.CreatedAt) - parseTime(a.task.CreatedAt)
	);
	const isTable = !options.quiet && (options.format === '' || options.format.startsWith('table'));
	const rows: TaskRow[] = [];
	let previous = '';
	for (const { task, name } of named) {
		const node = yield* names.node(task.NodeID ?? '');
		// Earlier tasks of the same slot hang below the newest one.
		rows.push({
			task,
			name: isTable && name === previous ? ` \\_ ${name}` : name,
			node,
			truncate: options.truncate,
			nowMs: context.nowMs
		});
		previous = name;
	}
	yield* printList(context, {
		format: options.format,
		table: TABLE,
		columns: taskColumns,
		rows,
		typeName: '*task.taskContext',
		quiet: options.quiet ? ({ task }) => (options.shortIds && options.truncate ? shortId(task.ID) : task.ID) : undefined
	});
}

/** Names of nodes and services by ID, each asked once. */
export class NameResolver {
	private readonly known = new Map<string, string>();

	constructor(
		private readonly context: CommandContext,
		private readonly enabled: boolean
	) {}

	*node(id: string): Process<string> {
		return yield* this.resolve(
			`/nodes/${id}`,
			id,
			{},
			(node: Node) => node.Spec.Name || node.Description.Hostname || id
		);
	}

	*service(id: string): Process<string> {
		const query = { insertDefaults: 'false' };
		return yield* this.resolve(`/services/${id}`, id, query, (service: Service) => service.Spec.Name);
	}

	private *resolve<T>(
		path: string,
		id: string,
		query: Record<string, string>,
		nameOf: (found: T) => string
	): Process<string> {
		if (!this.enabled || id === '') return id;
		const known = this.known.get(path);
		if (known !== undefined) return known;
		let name = id;
		try {
			name = nameOf(yield* this.context.engine.get<T>(path, query));
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
		}
		this.known.set(path, name);
		return name;
	}
}

function currentState({ task, nowMs }: TaskRow): string {
	const age = nowMs - parseTime(task.Status.Timestamp ?? task.CreatedAt);
	return `${capitalized(task.Status.State ?? '')} ${humanDuration(age).toLowerCase()} ago`;
}

function errorText({ task, truncate }: TaskRow): string {
	const error = task.Status.Err ?? '';
	if (error === '') return '';
	return `"${truncate ? ellipsis(error, ERROR_WIDTH) : error}"`;
}

function portsText(task: Task): string {
	const ports = (task.Status.PortStatus as Task['Status']['PortStatus'] | undefined)?.Ports ?? [];
	return ports
		.map((port) => `*:${port.PublishedPort ?? 0}->${port.TargetPort ?? 0}/${port.Protocol ?? 'tcp'}`)
		.join(',');
}
