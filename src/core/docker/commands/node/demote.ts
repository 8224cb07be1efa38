import { minArgs, type Command } from '../../command.ts';
import { updateNodes } from './lookup.ts';

export const demote: Command = {
	path: 'node demote',
	use: 'NODE [NODE...]',
	short: 'Demote one or more nodes from manager in the swarm',
	flags: [],
	args: minArgs(1),
	completes: 'node',
	*run(context) {
		yield* updateNodes(
			context,
			context.args,
			(node) => {
				if (node.Spec.Role === 'worker') return false;
				node.Spec.Role = 'worker';
				return true;
			},
			(name) => `Manager ${name} demoted in the swarm.`
		);
		return 0;
	}
};
