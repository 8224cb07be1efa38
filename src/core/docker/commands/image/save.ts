import { minArgs, type Command } from '../../command.ts';
import { archiveOutput } from './archive-file.ts';
import { PLATFORM_FORM, platformQuery } from './platform.ts';

/** Source: docker/cli cli/command/image/save.go. */
export const save: Command = {
	path: 'image save',
	also: ['save'],
	aliases: ['image save', 'save'],
	use: '[OPTIONS] IMAGE [IMAGE...]',
	short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
	flags: [
		{ name: 'output', short: 'o', type: 'string', text: 'Write to a file, instead of STDOUT' },
		{ name: 'platform', type: 'string', text: `Save only the given platform variant. ${PLATFORM_FORM}` }
	],
	args: minArgs(1),
	completes: 'image',
	*run(context) {
		const platform = platformQuery(context);
		const write = archiveOutput(context, 'save image');
		const response = yield* context.engine.request('GET', '/images/get', { query: { names: context.args, platform } });
		yield* write(String(response.body));
		return 0;
	}
};
