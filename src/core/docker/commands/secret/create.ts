import type { Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { base64 } from '../../../sim/base64.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { IdResponse } from '../../../api/wire/meta.ts';
import { readContent } from '../read-content.ts';
import { checkLabel } from '../../values/checks.ts';

export const create: Command = {
	path: 'secret create',
	use: '[OPTIONS] SECRET [file|-]',
	short: 'Create a secret from a file or STDIN as content',
	flags: [
		{ name: 'driver', short: 'd', type: 'string', text: 'Secret driver' },
		{ name: 'label', short: 'l', type: 'list', check: checkLabel, text: 'Secret labels' },
		{ name: 'template-driver', type: 'string', text: 'Template driver' }
	],
	args: { min: 1, max: 2 },
	*run(context) {
		const { flags } = context;
		const [name, path] = context.args;
		const driver = flags.string('driver');
		if (driver === '' && path === undefined && context.era.capabilities.wordsOf28)
			throw new CliError('secret file is required');
		if (driver !== '' && path !== undefined) throw new CliError('When using secret driver secret data must be empty');
		const data = path === undefined ? undefined : base64(yield* readContent(context, path));
		const template = flags.string('template-driver');
		const response = yield* context.engine.post<IdResponse>(
			'/secrets/create',
			{},
			{
				Name: name,
				Labels: pairs(flags.list('label')) ?? {},
				...(data === undefined ? {} : { Data: data }),
				...(driver === '' ? {} : { Driver: { Name: driver } }),
				...(template === '' ? {} : { Templating: { Name: template } })
			}
		);
		yield* context.printLine(response.ID);
		return 0;
	}
};
