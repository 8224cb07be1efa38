import { minArgs, type Command } from '../../command.ts';
import { updateNodes } from './lookup.ts';

export const promote: Command = {
	path: 'node promote',
	use: 'NODE [NODE...]',
	short: 'Promote one or more nodes to manager in the swarm',
	flags: [],
	args: minArgs(1),
	completes: 'node',
	*run(context) {
		yield* updateNodes(
			context,
			context.args,
			(node) => {
				if (node.Spec.Role === 'manager') return false;
				node.Spec.Role = 'manager';
				return true;
			},
			(name) => `Node ${name} promoted to a manager in the swarm.`
		);
		return 0;
	}
};
