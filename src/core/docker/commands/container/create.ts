import { minArgs, type Command } from '../../command.ts';
import { createRequestOf } from './create-request.ts';
import { CREATE_FLAGS } from './run-flags.ts';
import { createContainer } from './run.ts';

export const create: Command = {
	path: 'container create',
	also: ['create'],
	aliases: ['container create', 'create'],
	use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new container',
	flags: CREATE_FLAGS,
	args: minArgs(1),
	interspersed: false,
	completes: 'image',
	*run(context) {
		const created = yield* createContainer(context, yield* createRequestOf(context));
		for (const warning of created.Warnings ?? []) yield* context.warn(`WARNING: ${warning}`);
		yield* context.printLine(created.Id);
		return 0;
	}
};
