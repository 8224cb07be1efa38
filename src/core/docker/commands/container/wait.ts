import { minArgs, type Command } from '../../command.ts';
import { waitForExit } from './wait-request.ts';

export const wait: Command = {
	path: 'container wait',
	also: ['wait'],
	aliases: ['container wait', 'wait'],
	use: 'CONTAINER [CONTAINER...]',
	short: 'Block until one or more containers stop, then print their exit codes',
	flags: [],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			const { StatusCode: code } = yield* waitForExit(context, name);
			yield* context.printLine(String(code));
		});
	}
};
