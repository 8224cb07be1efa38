import type { IconName } from '../icons/icons.ts';

/** The icon of a fault, from its words. */
export function faultIcon(text: string): IconName {
	const [verb, second] = text.trim().split(/\s+/);
	if (verb === 'stop' || verb === 'start') return 'power';
	if (verb === 'power') return second === 'on' ? 'power' : 'bolt';
	if (verb === 'pause' || verb === 'resume') return 'freeze';
	if (verb === 'partition') return 'cut';
	if (verb === 'heal') return 'heal';
	return 'bolt';
}
