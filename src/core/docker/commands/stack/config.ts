import { NO_ARGS, type Command } from '../../command.ts';
import { loadCompose } from '../../compose/load.ts';
import { printCompose } from '../../compose/print.ts';
import { composeSources } from '../../compose/sources.ts';

export const config: Command = {
	path: 'stack config',
	use: '[OPTIONS]',
	short: 'Outputs the final config file, after doing merges and interpolations',
	flags: [
		{ name: 'compose-file', short: 'c', type: 'strings', text: 'Path to a Compose file, or "-" to read from stdin' },
		{ name: 'skip-interpolation', type: 'bool', text: 'Skip interpolation and output only merged config' }
	],
	args: NO_ARGS,
	*run(context) {
		const sources = yield* composeSources(context);
		yield* context.print(printCompose(yield* loadCompose(sources, context.flags.bool('skip-interpolation'))));
		return 0;
	}
};
