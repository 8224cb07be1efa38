import { isSameCommand } from '../../core/lesson/fill.ts';
import type { Step } from '../../core/lesson/lesson-types.ts';
import type { CommandView } from '../../core/view/cluster.ts';

/**
 * Which of the commands that ran belongs to which command of the step: each is taken once, in order.
 * @returns by index of the block
 */
export function runsOf(step: Step, commands: readonly CommandView[], since: number): Map<number, CommandView> {
	const free = commands.filter((command) => command.at >= since);
	const runs = new Map<number, CommandView>();
	step.blocks.forEach((block, index) => {
		if (block.type !== 'command') return;
		const at = free.findIndex(
			({ machine, line }) => machine === block.command.node && isSameCommand(line, block.command.text)
		);
		if (at < 0) return;
		// A copy: the command itself changes in place when it ends.
		runs.set(index, { ...free[at]! });
		free.splice(at, 1);
	});
	return runs;
}
