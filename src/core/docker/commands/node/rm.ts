import { minArgs, type Command } from '../../command.ts';

export const rm: Command = {
	path: 'node rm',
	aliases: ['node rm', 'node remove'],
	use: '[OPTIONS] NODE [NODE...]',
	short: 'Remove one or more nodes from the swarm',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Force remove a node from the swarm' }],
	args: minArgs(1),
	completes: 'node',
	*run(context) {
		const force = context.flags.bool('force') ? '1' : undefined;
		return yield* context.forEach(context.args, function* (name) {
			yield* context.engine.delete(`/nodes/${name}`, { force });
			yield* context.printLine(name);
		});
	}
};
