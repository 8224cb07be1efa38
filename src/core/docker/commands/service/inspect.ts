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
		const format = context.flags.string('format');
		if (pretty && format !== '') throw new CliError('--format is incompatible with human friendly format');
		const fetch = function* (name: string): Process<Service> {
			try {
				return decoded(yield* fetchService(context, name, true));
			} catch (error) {
				if (isNotFound(error)) throw new CliError(`Error: no such service: ${name}`);
				throw error;
			}
		};
		if (!pretty)
			return yield* inspectAll(context, context.args, fetch, { format, type: 'swarm.Service', nested: true });
		return yield* printPretty(context, fetch);
	}
};

function* printPretty(context: CommandContext, fetch: (name: string) => Process<Service>): Process<number> {
	const found: Service[] = [];
	const errors: string[] = [];
	let text = '';
	for (const name of context.args) {
		try {
			found.push(yield* fetch(name));
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			errors.push(error.message);
		}
	}
	for (const service of found) text += describeService(service, yield* networkNames(context, service), context.nowMs);
	// Of a list with nothing in it the client prints nothing here, unlike JSON and templates.
	yield* context.print(text);
	if (errors.length === 0) return 0;
	yield* context.warn(errors.join('\n'));
	return 1;
}

function* networkNames(context: CommandContext, service: Service): Process<string[]> {
	const names: string[] = [];
	for (const { Target: id } of service.Spec.TaskTemplate.Networks ?? service.Spec.Networks ?? []) {
		names.push((yield* context.engine.get<Network>(`/networks/${id}`, { scope: 'swarm' })).Name);
	}
	return names;
}
