// How the page is laid out by the size of its window, and how its panes are shared out in each layout.
export type Layout = 'wide' | 'desk' | 'narrow' | 'sheet' | 'phone' | 'landscape';

/** Pixels; 0 where the layout has no such separator. */
export interface Sizes {
	lesson: number;
	terminal: number;
	peeks: number;
}

const SIZES: Readonly<Record<Layout, Sizes>> = {
	wide: { lesson: 440, terminal: 294, peeks: 320 },
	desk: { lesson: 392, terminal: 294, peeks: 244 },
	narrow: { lesson: 340, terminal: 294, peeks: 0 },
	sheet: { lesson: 0, terminal: 0, peeks: 0 },
	phone: { lesson: 0, terminal: 0, peeks: 0 },
	landscape: { lesson: 0, terminal: 0, peeks: 0 }
};

/** At 125 % the lesson is 520 wide. */
const DECK_LESSON = 416;

/** @param scale how much larger than usual everything is */
export function defaultSizes(layout: Layout, scale: number): Sizes {
	const { lesson, terminal, peeks } = SIZES[layout];
	return {
		lesson: scale > 1 && lesson > 0 ? DECK_LESSON * scale : lesson,
		// Where the page is low, as it is on tablets, the diagrams keep two thirds of it.
		terminal: layout === 'narrow' ? Math.min(terminal, Math.round(innerHeight / 3)) : terminal * scale,
		peeks: peeks * scale
	};
}

export const isSizes = (value: unknown): value is Sizes =>
	typeof value === 'object' &&
	value !== null &&
	['lesson', 'terminal', 'peeks'].every((key) => Number.isFinite((value as Record<string, unknown>)[key]));

/** @param height of the window: a phone that lies on its side is wide, and lower than anything else */
export function layoutFor(width: number, height: number): Layout {
	if (width < 640) return 'phone';
	if (height < 480 && width < 1024) return 'landscape';
	if (width < 1024) return 'sheet';
	if (width < 1200) return 'narrow';
	return width < 1680 ? 'desk' : 'wide';
}
