import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { fromBase64 } from '../../../sim/base64.ts';
import { inspectAll } from '../../format/inspect.ts';
import { sortedEntries } from '../../format/text.ts';
import { goTimeString } from '../../format/time.ts';
import type { Config } from '../../../api/wire/config.ts';
import type { Process } from '../../../sim/process.ts';

export const inspect: Command = {
	path: 'config inspect',
	use: '[OPTIONS] CONFIG [CONFIG...]',
	short: 'Display detailed information on one or more configs',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'pretty', type: 'bool', text: 'Print the information in a human friendly format' }
	],
	args: minArgs(1),
	completes: 'config',
	*run(context) {
		const pretty = context.flags.bool('pretty');
		const format = context.flags.string('format');
		if (pretty && format !== '') throw new CliError('--format is incompatible with human friendly format');
		const fetch = (name: string): Process<Config> => context.engine.get<Config>(`/configs/${name}`);
		if (!pretty)
			return yield* inspectAll(context, context.args, fetch, {
				format,
				type: 'swarm.Config',
				falls: true,
				nested: true
			});
		const errors: string[] = [];
		for (const name of context.args) {
			try {
				yield* context.print(describe(yield* fetch(name)));
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				errors.push(error.message);
			}
		}
		if (errors.length > 0) throw new CliError(errors.join('\n'));
		return 0;
	}
};

/** As recorded (recordings/secrets.jsonl). */
function describe({ ID: id, Spec: spec, CreatedAt: created, UpdatedAt: updated }: Config): string {
	let text = `ID:\t\t\t${id}\nName:\t\t\t${spec.Name}\n`;
	const labels = sortedEntries(spec.Labels);
	if (labels.length > 0)
		text += `Labels:\n${labels.map(([key, value]) => ` - ${key}${value === '' ? '' : `=${value}`}\n`).join('')}`;
	text += `Created at:            \t${goTimeString(created).toLowerCase()}\n`;
	text += `Updated at:            \t${goTimeString(updated).toLowerCase()}\n`;
	if (spec.Data !== undefined) text += `Data:\n${fromBase64(spec.Data)}\n`;
	return text;
}
