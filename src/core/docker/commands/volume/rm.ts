import { minArgs, type Command } from '../../command.ts';

export const rm: Command = {
	path: 'volume rm',
	aliases: ['volume rm', 'volume remove'],
	use: '[OPTIONS] VOLUME [VOLUME...]',
	short: 'Remove one or more volumes',
	long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Force the removal of one or more volumes' }],
	args: minArgs(1),
	completes: 'volume',
	*run(context) {
		const force = context.flags.bool('force') ? '1' : undefined;
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.delete(`/volumes/${name}`, { force });
			yield* context.printLine(name);
		});
	}
};
