import { NO_ARGS, type Command } from '../../command.ts';

export const show: Command = {
	path: 'context show',
	use: '',
	short: 'Print the name of the current context',
	flags: [],
	args: NO_ARGS,
	*run(context) {
		yield* context.printLine(context.contextName);
		return 0;
	}
};
