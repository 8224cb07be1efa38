import { minArgs, type Command } from '../../command.ts';

export const rm: Command = {
	path: 'config rm',
	aliases: ['config rm', 'config remove'],
	use: 'CONFIG [CONFIG...]',
	short: 'Remove one or more configs',
	flags: [],
	args: minArgs(1),
	completes: 'config',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.delete(`/configs/${name}`);
			yield* context.printLine(name);
		});
	}
};
