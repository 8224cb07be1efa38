import { exactArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Process } from '../../../sim/process.ts';
import { base64 } from '../../../sim/base64.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { IdResponse } from '../../../api/wire/meta.ts';
import { readContent } from '../read-content.ts';
import { checkLabel } from '../../values/checks.ts';

export const create: Command = {
	path: 'config create',
	use: '[OPTIONS] CONFIG file|-',
	short: 'Create a config from a file or STDIN',
	flags: [
		{ name: 'label', short: 'l', type: 'list', check: checkLabel, text: 'Config labels' },
		{ name: 'template-driver', type: 'string', text: 'Template driver' }
	],
	args: exactArgs(2),
	*run(context) {
		const { flags } = context;
		const [name, path] = context.args;
		const template = flags.string('template-driver');
		const response = yield* context.engine.post<IdResponse>(
			'/configs/create',
			{},
			{
				Name: name,
				Labels: pairs(flags.list('label')) ?? {},
				Data: base64(yield* readConfig(context, path!)),
				...(template === '' ? {} : { Templating: { Name: template } })
			}
		);
		yield* context.printLine(response.ID);
		return 0;
	}
};

function* readConfig(context: CommandContext, path: string): Process<string> {
	try {
		return yield* readContent(context, path);
	} catch (error) {
		if (error instanceof CliError && context.era.capabilities.wordsOf28)
			throw new CliError(`Error reading content from "${path}": ${error.message}`);
		throw error;
	}
}
