import { exactArgs, type Command } from '../../command.ts';

export const rename: Command = {
	path: 'container rename',
	also: ['rename'],
	aliases: ['container rename', 'rename'],
	use: 'CONTAINER NEW_NAME',
	short: 'Rename a container',
	flags: [],
	args: exactArgs(2),
	completes: 'container',
	*run(context) {
		const [from, to] = context.args;
		yield* context.engine.post(`/containers/${from!}/rename`, { name: to });
		return 0;
	}
};
