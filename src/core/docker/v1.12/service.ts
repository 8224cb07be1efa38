import { exactArgs, type Command } from '../command.ts';
import { encodeFilters } from '../engine-client.ts';
import { CliError } from '../errors.ts';
import { inspectAll } from '../format/inspect.ts';
import { isNotFound, type CommandContext } from '../context.ts';
import { filtersOf } from '../commands/list-filters.ts';
import { create as createRow } from '../commands/service/create.ts';
import { registryAuth } from '../commands/service/image-pin.ts';
import { inspect as inspectRow } from '../commands/service/inspect.ts';
import { rm as rmRow } from '../commands/service/rm.ts';
import { scale as scaleRow } from '../commands/service/scale.ts';
import { update as updateRow } from '../commands/service/update.ts';
import { serviceSpecOf } from '../commands/service/spec-from-flags.ts';
import type { Service, ServiceCreateResponse } from '../../api/wire/service.ts';
import type { Task } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';
import { filterDesired, printTasks, PS_FLAGS, TASKS_FLAGS } from './tasks.ts';
import { CREATE_FLAGS, UPDATE_FLAGS } from './service-flags.ts';
import { describeServiceFinal, describeServiceRc1 } from './service-pretty.ts';

/** Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 and v1.12.3, api/client/service. */

/** A row of today with the words of then; of its aliases only the second name was there. */
function then(row: Command, changes: Partial<Command>): Command {
	const { aliases: _aliases, also: _also, ...rest } = row;
	return { ...rest, ...changes };
}

/** These clients sent every part of the spec, also what was not said. Source: api/client/service/opts.go of both tags. */
export const create = then(createRow, {
	flags: CREATE_FLAGS,
	*run(context) {
		const spec = yield* serviceSpecOf(context);
		const { flags, era } = context;
		spec.TaskTemplate.RestartPolicy ??= { Condition: 'any', MaxAttempts: 0 };
		spec.UpdateConfig = {
			Parallelism: flags.number('update-parallelism'),
			...(flags.number('update-delay') ? { Delay: flags.number('update-delay') } : {}),
			...(era.capabilities.joinTokens ? { FailureAction: flags.string('update-failure-action') } : {}),
			MaxFailureRatio: 0
		};
		const { Networks: networks, ...template } = spec.TaskTemplate;
		if (networks) Object.assign(spec, { TaskTemplate: template, Networks: networks });
		const auth = registryAuth(context, spec);
		const response = yield* context.engine.post<ServiceCreateResponse>('/services/create', {}, spec, auth);
		yield* context.printLine(response.ID);
		return 0;
	}
});
export const update = then(updateRow, { flags: UPDATE_FLAGS, short: 'Update a service' });
export const rm: readonly Command[] = [
	then(rmRow, {
		use: '[OPTIONS] SERVICE',
		short: 'Remove a service',
		aliases: ['service rm', 'service remove'],
		until: '1.12.0-rc1'
	}),
	then(rmRow, {
		use: '[OPTIONS] SERVICE [SERVICE...]',
		short: 'Remove one or more services',
		aliases: ['service rm', 'service remove'],
		since: '1.12.3'
	})
];
const scaleThen = then(scaleRow, { short: 'Scale one or multiple services', flags: [] });
export const scale: readonly Command[] = [
	{ ...scaleThen, use: 'SERVICE=SCALE [SERVICE=SCALE...]', until: '1.12.0-rc1' },
	{ ...scaleThen, since: '1.12.3' }
];

const FORMAT_TEXT = 'Format the output using the given go template';
const PRETTY_TEXT = 'Print the information in a human friendly format.';

const inspectThen = then(inspectRow, {
	*run(context) {
		const pretty = context.flags.bool('pretty');
		const format = context.flags.string('format');
		if (pretty && format !== '') throw new CliError('--format is incompatible with human friendly format');
		const fetch = function* (name: string): Process<Service> {
			try {
				return yield* context.engine.get<Service>(`/services/${name}`);
			} catch (error) {
				if (isNotFound(error)) throw new CliError(`Error: no such service: ${name}`);
				throw error;
			}
		};
		if (!pretty) return yield* inspectAll(context, context.args, fetch, { format, type: 'swarm.Service' });
		return yield* printPretty(context, fetch);
	}
});

function* printPretty(context: CommandContext, fetch: (name: string) => Process<Service>): Process<number> {
	const describe = context.era.capabilities.joinTokens ? describeServiceFinal : describeServiceRc1;
	for (const [i, name] of context.args.entries()) {
		const text = describe(yield* fetch(name), context.nowMs);
		yield* context.print(text + (i + 1 < context.args.length ? '\n\n' : ''));
	}
	return 0;
}

export const inspect: readonly Command[] = [
	{
		...inspectThen,
		short: 'Inspect a service',
		flags: [
			{ name: 'format', short: 'f', type: 'string', text: FORMAT_TEXT },
			{ name: 'pretty', short: 'p', type: 'bool', text: PRETTY_TEXT }
		],
		until: '1.12.0-rc1'
	},
	{
		...inspectThen,
		flags: [
			{ name: 'format', short: 'f', type: 'string', text: FORMAT_TEXT },
			{ name: 'pretty', type: 'bool', text: PRETTY_TEXT }
		],
		since: '1.12.3'
	}
];

/** `service tasks` became `service ps` (1.12.0-rc3). */
const taskList: Omit<Command, 'path' | 'use' | 'flags'> = {
	short: 'List the tasks of a service',
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const service = yield* context.engine.get<Service>(`/services/${context.args[0]!}`);
		const filters = filtersOf(context.flags);
		filters.service = [service.ID];
		filterDesired(context, filters);
		yield* printTasks(context, yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters(filters) }));
		return 0;
	}
};

export const tasks: readonly Command[] = [
	{ ...taskList, path: 'service tasks', use: '[OPTIONS] SERVICE', flags: TASKS_FLAGS, until: '1.12.0-rc1' },
	{ ...taskList, path: 'service ps', use: '[OPTIONS] SERVICE', flags: PS_FLAGS, since: '1.12.3' }
];
