/** What is drawn from left to right, and what the learner may set. The runs themselves are in measure.ts. */
interface Experiment {
	parameter: { values: readonly number[]; initial: number };
	/** Places on the axis. */
	xs(parameter: number): number[];
	/** How many numbers a run gives: one for each kind of mark. */
	series: 1 | 2;
	/** The axis ends here; undefined: where the numbers do. */
	most?: number;
}

export const EXPERIMENT_IDS = ['agreement', 'elections', 'split'] as const;
export type ExperimentId = (typeof EXPERIMENT_IDS)[number];

/** Each run is one world; the numbers of all are drawn together. */
const SEEDS: readonly number[] = [1, 2, 3, 4, 5];

/** How many changes each side of a cut network is asked for. */
export const WRITES = 3;

export const EXPERIMENTS: Readonly<Record<ExperimentId, Experiment>> = {
	/** Milliseconds until a change is committed, by managers; parameter: milliseconds of cable between neighbours. */
	agreement: { parameter: { values: [0, 10, 40], initial: 10 }, xs: () => [1, 3, 5, 7], series: 1 },
	/** Elections that were begun in ten minutes, by lost messages in percent; parameter: managers. */
	elections: { parameter: { values: [3, 5], initial: 3 }, xs: () => [0, 20, 40, 50, 60, 70, 80, 90], series: 1 },
	/** Changes that each side could make, by managers on the left side; parameter: managers. */
	split: {
		parameter: { values: [3, 4, 5, 6, 7], initial: 4 },
		xs: (managers) => Array.from({ length: managers - 1 }, (_, i) => i + 1),
		series: 2,
		most: WRITES
	}
};

/** One world: a place on the axis and its dice. */
export interface Run {
	x: number;
	seed: number;
}

/** One world's numbers. */
export interface Reading extends Run {
	values: number[];
}

/** The runs of an experiment in order: every place with the first seed, then every place with the next. */
export function runsOfExperiment(id: ExperimentId, parameter: number): Run[] {
	return SEEDS.flatMap((seed) => EXPERIMENTS[id].xs(parameter).map((x) => ({ x, seed })));
}
