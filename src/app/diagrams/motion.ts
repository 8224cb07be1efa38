import { select } from 'd3';
// Imported for what it adds to selections: the name alone would be dropped from the build, d3 being free of side effects.
import 'd3-transition';

/** Durations in real milliseconds, as the tokens --t-mark, --t-cut, --t-hop, --t-max. */
export const TIMES = { mark: 240, cut: 320, hop: 420, max: 600 } as const;

/** A cubic Bézier easing as in CSS. */
function bezier(x1: number, y1: number, x2: number, y2: number): (t: number) => number {
	const at = (a: number, b: number, u: number): number => 3 * a * u * (1 - u) ** 2 + 3 * b * u * u * (1 - u) + u ** 3;
	return (t) => {
		let low = 0;
		let high = 1;
		for (let i = 0; i < 20; i++) {
			const middle = (low + high) / 2;
			if (at(x1, x2, middle) < t) low = middle;
			else high = middle;
		}
		return at(y1, y2, (low + high) / 2);
	};
}

export const EASE = {
	out: bezier(0.2, 0.7, 0.2, 1),
	in: bezier(0.5, 0, 0.9, 0.4),
	inOut: bezier(0.45, 0.05, 0.35, 1)
} as const;

export interface Point {
	x: number;
	y: number;
}

interface Glide extends Point {
	moves: boolean;
	ms?: number;
}

/** Keeps an element at a place; when the place changes it slides there. */
export function glide(element: SVGElement, place: Glide) {
	let current: Point = { x: place.x, y: place.y };
	let target: Point = current;
	const put = (): void => element.setAttribute('transform', translate(current));
	put();
	return {
		update(next: Glide) {
			if (next.x === target.x && next.y === target.y) {
				if (!next.moves) {
					select(element).interrupt('glide');
					current = target;
				}
				put();
				return;
			}
			target = { x: next.x, y: next.y };
			if (!next.moves) {
				select(element).interrupt('glide');
				current = target;
				put();
				return;
			}
			const from = current;
			// The markup holds the new place already; until the first frame it must look as before.
			put();
			select(element)
				.transition('glide')
				.duration(next.ms ?? TIMES.cut)
				.ease(EASE.inOut)
				.tween('place', () => (t) => {
					current = { x: from.x + (target.x - from.x) * t, y: from.y + (target.y - from.y) * t };
					put();
				});
		},
		destroy: () => void select(element).interrupt('glide')
	};
}

export function translate({ x, y }: Point): string {
	return `translate(${round(x)} ${round(y)})`;
}

export function round(n: number): number {
	return Math.round(n * 100) / 100;
}

/** A new mark fades in and rises by 4 px, in its place. */
export function appear(element: SVGElement, { moves, delay = 0 }: { moves: boolean; delay?: number }) {
	if (!moves) return;
	select(element)
		.style('opacity', 0)
		.style('translate', '0 4px')
		.transition('appear')
		.delay(delay)
		.duration(TIMES.mark)
		.ease(EASE.out)
		.style('opacity', 1)
		.styleTween('translate', () => (t) => `0 ${round(4 * (1 - t))}px`)
		.on('end', () => select(element).style('opacity', null).style('translate', null));
}

/** For `out:`: a mark that ends fades away where it is. */
export function leave(_: Element, { moves }: { moves: boolean }) {
	return { duration: moves ? TIMES.mark : 0, easing: EASE.in, css: (t: number) => `opacity: ${t}` };
}

/** A line that is drawn from its beginning; for paths with pathLength="1". */
export function draw(
	element: SVGElement,
	{ moves, delay = 0, ms = TIMES.hop }: { moves: boolean; delay?: number; ms?: number }
) {
	if (!moves) return;
	select(element)
		.attr('stroke-dasharray', '1 1')
		.attr('stroke-dashoffset', 1)
		.transition('draw')
		.delay(delay)
		.duration(ms)
		.ease(EASE.inOut)
		.attr('stroke-dashoffset', 0)
		.on('end interrupt', () => select(element).attr('stroke-dasharray', null).attr('stroke-dashoffset', null));
}

interface Upright {
	moves: boolean;
	x: number;
	y1: number;
	y2: number;
}

/** An upright line that is drawn from its top; its dashes stay as they are. */
export function drawDown(element: SVGElement, given: Upright) {
	let { x, y1, y2 } = given;
	let share = given.moves ? 0 : 1;
	const put = (): void => element.setAttribute('d', `M${round(x)} ${round(y1)}V${round(y1 + (y2 - y1) * share)}`);
	put();
	if (given.moves) {
		select(element)
			.transition('draw')
			.duration(TIMES.cut)
			.ease(EASE.out)
			.tween('share', () => (t) => {
				share = t;
				put();
			});
	}
	return {
		update(next: Upright) {
			({ x, y1, y2 } = next);
			put();
		},
		destroy: () => void select(element).interrupt('draw')
	};
}

/** Outlines an element for two seconds when its `key` changes: what stands for motion where none is wanted. */
export function outlineChange(element: SVGElement, given: { key: string; reduced: boolean }) {
	let { key } = given;
	let timer: ReturnType<typeof setTimeout> | undefined;
	return {
		update(next: { key: string; reduced: boolean }) {
			if (next.key === key) return;
			key = next.key;
			if (!next.reduced) return;
			element.classList.add('changed');
			clearTimeout(timer);
			timer = setTimeout(() => element.classList.remove('changed'), 2000);
		},
		destroy: () => clearTimeout(timer)
	};
}
