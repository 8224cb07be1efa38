import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';
import type { Process } from '../../../sim/process.ts';
import { platformQuery } from './platform.ts';

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
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`
		}
	],
	args: minArgs(1),
	completes: 'image',
	*run(context) {
		const platform = platformQuery(context, '');
		const fetch = (name: string): Process<unknown> => context.engine.get(`/images/${name}/json`, { platform });
		return yield* inspectAll(context, context.args, fetch, {
			format: context.flags.string('format'),
			type: 'image.InspectResponse',
			falls: true
		});
	}
};
