import { NO_ARGS, type Command } from '../../command.ts';

export const leave: Command = {
	path: 'swarm leave',
	use: '[OPTIONS]',
	short: 'Leave the swarm',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Force this node to leave the swarm, ignoring warnings' }],
	args: NO_ARGS,
	*run(context) {
		yield* context.engine.post('/swarm/leave', { force: context.flags.bool('force') ? '1' : undefined });
		yield* context.printLine('Node left the swarm.');
		return 0;
	}
};
