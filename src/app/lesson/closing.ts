import type { Block, Step } from '../../core/lesson/lesson-types.ts';

/**
 * The words that a lesson closes with: prose behind the goals of its challenge. They speak of what the learner has done, so
 * they are read once it is done.
 */
export function closingOf(step: Step): Extract<Block, { type: 'html' }>[] {
	const lastGoal = step.blocks.findLastIndex(({ type }) => type === 'check');
	if (!step.challenge || lastGoal < 0) return [];
	return step.blocks.slice(lastGoal).filter((block) => block.type === 'html');
}
