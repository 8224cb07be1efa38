import { EXPERIMENTS, type ExperimentId, type Reading } from './experiment.ts';

/** All worlds' numbers at one place, for one kind of mark. */
export interface Spread {
	median: number;
	least: number;
	most: number;
}

export interface Place {
	x: number;
	/** How many worlds have been measured here. */
	worlds: number;
	/** One for each kind of mark; empty while there are no worlds. */
	spreads: Spread[];
}

export interface Summary {
	places: Place[];
	/** The axis ends here. */
	most: number;
}

/** What is drawn, and told in the table beside it. */
export function summarise(id: ExperimentId, parameter: number, readings: readonly Reading[]): Summary {
	const { xs, series, most } = EXPERIMENTS[id];
	const places = xs(parameter).map((x): Place => {
		const here = readings.filter((reading) => reading.x === x);
		const spreads = Array.from({ length: here.length === 0 ? 0 : series }, (_, i) =>
			spreadOf(here.map(({ values }) => values[i]!))
		);
		return { x, worlds: here.length, spreads };
	});
	const reached = places.flatMap(({ spreads }) => spreads.map((spread) => spread.most));
	return { places, most: most ?? Math.max(1, ...reached) };
}

function spreadOf(values: readonly number[]): Spread {
	const sorted = [...values].sort((a, b) => a - b);
	return { median: sorted[Math.floor((sorted.length - 1) / 2)]!, least: sorted[0]!, most: sorted.at(-1)! };
}
