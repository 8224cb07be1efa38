import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';

export const inspect: Command = {
	path: 'image inspect',
	use: '[OPTIONS] IMAGE [IMAGE...]',
	short: 'Display detailed information on one or more images',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{
			name: 'platform',
			type: 'string',
			text: `Inspect a specific platform of the multi-platform image.
If the image or the server is not multi-platform capable, the command will error out if the platform does not match.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`,
			leftOut: true
		}
	],
	args: minArgs(1),
	completes: 'image',
	*run(context) {
		return yield* inspectAll(context, context.args, (name) => context.engine.get(`/images/${name}/json`), {
			format: context.flags.string('format'),
			type: 'image.InspectResponse',
			falls: true
		});
	}
};
