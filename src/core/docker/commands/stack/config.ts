import { NO_ARGS, type Command } from '../../command.ts';

export const config: Command = {
	path: 'stack config',
	use: '[OPTIONS]',
	short: 'Outputs the final config file, after doing merges and interpolations',
	flags: [
		{ name: 'compose-file', short: 'c', type: 'strings', text: 'Path to a Compose file, or "-" to read from stdin' },
		{ name: 'skip-interpolation', type: 'bool', text: 'Skip interpolation and output only merged config' }
	],
	args: NO_ARGS,
	run: (context) => context.compose.printConfig(context)
};
