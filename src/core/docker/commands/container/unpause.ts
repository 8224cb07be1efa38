import { minArgs, type Command } from '../../command.ts';

export const unpause: Command = {
	path: 'container unpause',
	also: ['unpause'],
	aliases: ['container unpause', 'unpause'],
	use: 'CONTAINER [CONTAINER...]',
	short: 'Unpause all processes within one or more containers',
	flags: [],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.post(`/containers/${name}/unpause`);
			yield* context.printLine(name);
		});
	}
};
