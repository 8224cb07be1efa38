import { minArgs, type Command } from '../../command.ts';
import { updateNodes } from './lookup.ts';

/** `promote` and `demote`: a node that has the role already is left alone. @param done what is printed of a node */
export function changingRole(
	word: 'promote' | 'demote',
	short: string,
	role: 'manager' | 'worker',
	done: (name: string) => string
): Command {
	return {
		path: `node ${word}`,
		use: 'NODE [NODE...]',
		short,
		flags: [],
		args: minArgs(1),
		completes: 'node',
		*run(context) {
			yield* updateNodes(
				context,
				context.args,
				(node) => {
					if (node.Spec.Role === role) return false;
					node.Spec.Role = role;
					return true;
				},
				done
			);
			return 0;
		}
	};
}
