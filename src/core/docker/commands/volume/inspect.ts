import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';

export const inspect: Command = {
	path: 'volume inspect',
	use: '[OPTIONS] VOLUME [VOLUME...]',
	short: 'Display detailed information on one or more volumes',
	flags: [{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT }],
	args: minArgs(1),
	completes: 'volume',
	*run(context) {
		return yield* inspectAll(context, context.args, (name) => context.engine.get(`/volumes/${name}`), {
			format: context.flags.string('format'),
			type: 'volume.Volume'
		});
	}
};
