import { minArgs, type Command } from '../../command.ts';

export const rm: Command = {
	path: 'secret rm',
	aliases: ['secret rm', 'secret remove'],
	use: 'SECRET [SECRET...]',
	short: 'Remove one or more secrets',
	flags: [],
	args: minArgs(1),
	completes: 'secret',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.delete(`/secrets/${name}`);
			yield* context.printLine(name);
		});
	}
};
