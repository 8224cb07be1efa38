import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';
export const inspect: Command = {
	path: 'container inspect',
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Display detailed information on one or more containers',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'size', short: 's', type: 'bool', text: 'Display total file sizes' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		const size = context.flags.bool('size') ? '1' : undefined;
		return yield* inspectAll(
			context,
			context.args,
			(name) => context.engine.get(`/containers/${name}/json`, { size }),
			{
				format: context.flags.string('format'),
				type: 'container.InspectResponse',
				falls: true
			}
		);
	}
};
