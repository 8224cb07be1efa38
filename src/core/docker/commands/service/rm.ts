import { minArgs, type Command } from '../../command.ts';

export const rm: Command = {
	path: 'service rm',
	aliases: ['service rm', 'service remove'],
	use: 'SERVICE [SERVICE...]',
	short: 'Remove one or more services',
	flags: [],
	args: minArgs(1),
	completes: 'service',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.delete(`/services/${name}`);
			yield* context.printLine(name);
		});
	}
};
