import { line, scaleLinear, scalePoint } from 'd3';
import type { Summary } from '../../core/lesson/experiment/summary.ts';

export interface PlotMark {
	/** Place on the axis, and which kind of mark. */
	x: number;
	series: number;
	at: { x: number; y: number };
	/** From the least to the most that any world gave. */
	from: number;
	to: number;
}

export interface PlotPlaces {
	width: number;
	height: number;
	inner: { left: number; right: number; top: number; bottom: number };
	xs: { x: number; at: number }[];
	ys: { value: number; at: number }[];
	marks: PlotMark[];
	/** One path for each kind of mark, through the middles. */
	lines: string[];
}

const MARGIN = { left: 46, right: 12, top: 26, bottom: 42 };
/** Between two kinds of mark at one place. */
const BESIDE = 14;

/** Where everything of a plot stands: places at equal distances, values from 0. */
export function plotPlaces({ places, most }: Summary, width: number, height: number): PlotPlaces {
	const inner = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: height - MARGIN.bottom };
	const across = scalePoint<number>()
		.domain(places.map(({ x }) => x))
		.range([inner.left, inner.right])
		.padding(0.5);
	const up = scaleLinear().domain([0, most]).nice(4).range([inner.bottom, inner.top]);
	const kinds = Math.max(0, ...places.map(({ spreads }) => spreads.length));
	const marks = places.flatMap(({ x, spreads }) =>
		spreads.map((spread, series): PlotMark => ({
			x,
			series,
			at: { x: across(x)! + (series - (kinds - 1) / 2) * BESIDE, y: up(spread.median) },
			from: up(spread.least),
			to: up(spread.most)
		}))
	);
	const path = line<PlotMark>(
		({ at }) => at.x,
		({ at }) => at.y
	);
	return {
		width,
		height,
		inner,
		xs: places.map(({ x }) => ({ x, at: across(x)! })),
		ys: up
			.ticks(4)
			.filter(Number.isInteger)
			.map((value) => ({ value, at: up(value) })),
		marks,
		lines: Array.from({ length: kinds }, (_, series) => path(marks.filter((mark) => mark.series === series)) ?? '')
	};
}
