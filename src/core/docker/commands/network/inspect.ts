import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import { inspectAll } from '../../format/inspect.ts';

export const inspect: Command = {
	path: 'network inspect',
	use: '[OPTIONS] NETWORK [NETWORK...]',
	short: 'Display detailed information on one or more networks',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'verbose', short: 'v', type: 'bool', text: 'Verbose output for diagnostics' }
	],
	args: minArgs(1),
	completes: 'network',
	*run(context) {
		const verbose = context.flags.bool('verbose') ? 'true' : undefined;
		return yield* inspectAll(context, context.args, (name) => context.engine.get(`/networks/${name}`, { verbose }), {
			format: context.flags.string('format'),
			type: 'network.Inspect',
			falls: true
		});
	}
};
