import { minArgs, type Command } from '../../command.ts';

export const pause: Command = {
	path: 'container pause',
	also: ['pause'],
	aliases: ['container pause', 'pause'],
	use: 'CONTAINER [CONTAINER...]',
	short: 'Pause all processes within one or more containers',
	flags: [],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.post(`/containers/${name}/pause`);
			yield* context.printLine(name);
		});
	}
};
