import { exactArgs, type Command } from '../../command.ts';

export const disconnect: Command = {
	path: 'network disconnect',
	use: '[OPTIONS] NETWORK CONTAINER',
	short: 'Disconnect a container from a network',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Force the container to disconnect from a network' }],
	args: exactArgs(2),
	completes: 'network',
	*run(context) {
		const [network, container] = context.args;
		const body = { Container: container, Force: context.flags.bool('force') };
		yield* context.engine.post(`/networks/${network!}/disconnect`, {}, body);
		return 0;
	}
};
