import type { Language } from '../../core/view/words/language.ts';

/** Large with everything, small at the side, or for a narrow screen. */
export type DiagramSize = 'focus' | 'peek' | 'phone';

/** What every drawn diagram is given. View models come whole: they are replaced, not changed. */
export interface DrawnProps<View> {
	view: View;
	/** Virtual milliseconds. */
	now: number;
	/** Virtual seconds for each real one; from 10 on nothing travels. */
	speed: number;
	playing: boolean;
	size: DiagramSize;
	language: Language;
	/** A mark is under the pointer or has the focus: the event that explains it; undefined: none is. */
	onfocus: (seq: number | undefined) => void;
	/** Its menu is asked for; the focus goes back to `mark`. */
	onmenu: (machine: string, mark: Element) => void;
}

/** How much of it has room for the eye: a slower clock changes texts about time less often. */
export function wholeSeconds(now: number, speed: number): number {
	const grain = speed >= 1 ? 500 : 100;
	return Math.floor(now / grain) * grain;
}
