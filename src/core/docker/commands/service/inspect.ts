import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { isNotFound, type CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { inspectAll } from '../../format/inspect.ts';
import { decoded } from '../../format/json.ts';
import type { Network } from '../../../api/wire/network.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';
import { fetchService } from './fetch.ts';
import { describeService } from './pretty.ts';

export const inspect: Command = {
	path: 'service inspect',
	use: '[OPTIONS] SERVICE [SERVICE...]',
	short: 'Display detailed information on one or more services',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'pretty', type: 'bool', text: 'Print the information in a human friendly format' }
	],
	args: minArgs(1),
	completes: 'service',
	*run(context) {
		const pretty = context.flags.bool('pretty');
		const given = context.flags.string('format');
		if (pretty && given !== '') throw new CliError('--format is incompatible with human friendly format');
		const format = pretty ? 'pretty' : given;
		if (format.startsWith('pretty') && format !== 'pretty')
			throw new CliError('Cannot supply extra formatting options to the pretty template');
		const fetch = function* (name: string): Process<Service> {
			try {
				return decoded(yield* fetchService(context, name, true));
			} catch (error) {
				if (isNotFound(error)) throw new CliError(`Error: no such service: ${name}`);
				throw error;
			}
		};
		if (format !== 'pretty')
			return yield* inspectAll(context, context.args, fetch, { format, type: 'swarm.Service', nested: true });
		return yield* printPretty(context, fetch);
	}
};

/** All or nothing: the client writes when it has them all. Source: docker/cli service/formatter.go, InspectFormatWrite. */
function* printPretty(context: CommandContext, fetch: (name: string) => Process<Service>): Process<number> {
	let text = '';
	for (const name of context.args) {
		const service = yield* fetch(name);
		text += describeService(service, yield* networkNames(context, service), context.nowMs);
	}
	yield* context.print(text);
	return 0;
}

function* networkNames(context: CommandContext, service: Service): Process<string[]> {
	const names: string[] = [];
	for (const { Target: id } of service.Spec.TaskTemplate.Networks ?? service.Spec.Networks ?? []) {
		names.push((yield* context.engine.get<Network>(`/networks/${id}`, { scope: 'swarm' })).Name);
	}
	return names;
}
