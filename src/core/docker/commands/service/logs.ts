import { exactArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { isNotFound } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { parseMoment } from '../../format/moment.ts';
import { shortId } from '../../format/units.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import type { Process } from '../../../sim/process.ts';
import { LineSplitter } from '../line-splitter.ts';
import { NameResolver } from './task-table.ts';

export const logs: Command = {
	path: 'service logs',
	use: '[OPTIONS] SERVICE|TASK',
	short: 'Fetch the logs of a service or task',
	flags: [
		{ name: 'details', type: 'bool', text: 'Show extra details provided to logs' },
		{ name: 'follow', short: 'f', type: 'bool', text: 'Follow log output' },
		{ name: 'no-resolve', type: 'bool', text: 'Do not map IDs to Names in output' },
		{ name: 'no-task-ids', type: 'bool', text: 'Do not include task IDs in output' },
		{ name: 'no-trunc', type: 'bool', text: 'Do not truncate output' },
		{ name: 'raw', type: 'bool', text: 'Do not neatly format logs' },
		{
			name: 'since',
			type: 'string',
			text: 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'
		},
		{ name: 'tail', short: 'n', type: 'string', def: 'all', text: 'Number of lines to show from the end of the logs' },
		{ name: 'timestamps', short: 't', type: 'bool', text: 'Show timestamps' }
	],
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const { flags } = context;
		const name = context.args[0]!;
		const source = yield* findSource(context, name);
		if (source.isTty && !flags.bool('raw')) throw new CliError('tty service logs only supported with --raw');
		const response = yield* context.engine.request('GET', `/${source.kind}s/${name}/logs`, {
			query: {
				stdout: '1',
				stderr: '1',
				details: flags.bool('raw') ? undefined : '1',
				tail: flags.string('tail'),
				since: flags.string('since') === '' ? undefined : parseMoment(flags.string('since'), context.nowMs, 'since'),
				timestamps: flags.bool('timestamps') ? '1' : undefined,
				follow: flags.bool('follow') ? '1' : undefined
			}
		});
		const stream = response.stream;
		if (!stream) return 0;
		const writer = new LogWriter(context, source.width);
		const splitter = new LineSplitter();
		try {
			for (;;) {
				const chunk = yield* stream.read();
				if (!chunk) break;
				for (const line of splitter.push(chunk.kind, chunk.text)) yield* writer.write(chunk.kind, line);
			}
			for (const { kind, line } of splitter.rest()) yield* writer.write(kind, line);
		} finally {
			stream.close();
		}
		return 0;
	}
};

interface LogSource {
	kind: 'service' | 'task';
	isTty: boolean;
	/** Length of the longest slot number, for aligning. */
	width: number;
}

/** A service by that name, or else a task. */
function* findSource(context: CommandContext, name: string): Process<LogSource> {
	try {
		const service = yield* context.engine.get<Service>(`/services/${name}`, { insertDefaults: 'false' });
		const replicas = service.Spec.Mode.Replicated?.Replicas;
		return {
			kind: 'service',
			isTty: service.Spec.TaskTemplate.ContainerSpec?.TTY ?? false,
			width: replicas === undefined ? 0 : String(replicas).length
		};
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	try {
		const task = yield* context.engine.get<Task>(`/tasks/${name}`);
		return { kind: 'task', isTty: task.Spec.ContainerSpec?.TTY ?? false, width: String(task.Slot ?? 0).length };
	} catch (error) {
		if (isNotFound(error)) throw new CliError(`no such task or service: ${name}`);
		throw error;
	}
}

/** Puts `service.slot.task@node    | ` before each line, from the details the engine puts before it. */
class LogWriter {
	private readonly names: NameResolver;
	private readonly prefixes = new Map<string, string>();
	private longest = 0;

	constructor(
		private readonly context: CommandContext,
		private readonly width: number
	) {
		this.names = new NameResolver(context, !context.flags.bool('no-resolve'));
	}

	*write(kind: string, line: string): Process<void> {
		const { flags } = this.context;
		const out = kind === 'stderr' ? this.context.sys.stderr : this.context.sys.stdout;
		if (kind === 'raw') {
			yield* out.write(line);
			return;
		}
		if (flags.bool('raw')) {
			yield* out.write(line);
			return;
		}
		let rest = line;
		let time = '';
		if (flags.bool('timestamps')) {
			const at = rest.indexOf(' ');
			time = rest.slice(0, at + 1);
			rest = rest.slice(at + 1);
		}
		const at = rest.indexOf(' ');
		const details = new Map(
			rest
				.slice(0, at)
				.split(',')
				.map((pair) => {
					const cut = pair.indexOf('=');
					return [decodeURIComponent(pair.slice(0, cut)), decodeURIComponent(pair.slice(cut + 1))] as const;
				})
		);
		const text = rest.slice(at + 1);
		const prefix = yield* this.prefix(details);
		const shown = flags.bool('details') ? `${this.shownDetails(details)} ` : '';
		yield* out.write(`${time}${prefix}${shown}${text}`);
	}

	private shownDetails(details: ReadonlyMap<string, string>): string {
		return [...details]
			.filter(([key]) => !key.startsWith('com.docker.swarm.'))
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, value]) => `${key}=${value}`)
			.join(',');
	}

	private *prefix(details: ReadonlyMap<string, string>): Process<string> {
		const nodeId = details.get('com.docker.swarm.node.id') ?? '';
		const taskId = details.get('com.docker.swarm.task.id') ?? '';
		const serviceId = details.get('com.docker.swarm.service.id') ?? '';
		const key = `${nodeId}/${taskId}`;
		let name = this.prefixes.get(key);
		if (name === undefined) {
			const node = yield* this.names.node(nodeId);
			name = `${yield* this.taskName(taskId, serviceId)}@${node}`;
			this.prefixes.set(key, name);
		}
		this.longest = Math.max(this.longest, name.length);
		const digits = Math.max(0, this.width - (/\.(\d+)\./.exec(name)?.[1]?.length ?? this.width));
		return `${name}${' '.repeat(4 + digits)}| `;
	}

	private *taskName(taskId: string, serviceId: string): Process<string> {
		const { flags } = this.context;
		const service = yield* this.names.service(serviceId);
		const task = yield* this.context.engine.get<Task>(`/tasks/${taskId}`);
		const place = task.Slot ?? 0;
		if (flags.bool('no-task-ids')) return `${service}.${place}`;
		return `${service}.${place}.${flags.bool('no-trunc') ? task.ID : shortId(task.ID)}`;
	}
}
