import { WRITES, type ExperimentId, type Reading, type Run } from './experiment.ts';
import { Laboratory } from './laboratory.ts';

const CHANGES = 15;
/** So that changes meet the managers' ticks at different moments; no divisor of a second. */
const BETWEEN_CHANGES_MS = 137;
const TEN_MINUTES_MS = 600_000;
/** A leader that hears from no majority steps down after ten seconds; an election takes ten to twenty more. */
const UNTIL_BOTH_SIDES_KNOW_MS = 45_000;

/** How an experiment is done in one world. */
const RUNS: Readonly<Record<ExperimentId, (x: number, parameter: number, seed: number) => number[]>> = {
	agreement(managers, spreadMs, seed) {
		const lab = new Laboratory(names(managers), seed);
		lab.spread(spreadMs);
		lab.wait(1000);
		let sum = 0;
		for (let i = 0; i < CHANGES; i++) {
			sum += lab.change('mgr1') ?? 0;
			lab.wait(BETWEEN_CHANGES_MS);
		}
		return [sum / CHANGES];
	},
	elections(percent, managers, seed) {
		const lab = new Laboratory(names(managers), seed);
		lab.lose(percent / 100);
		return [lab.electionsDuring(() => lab.wait(TEN_MINUTES_MS))];
	},
	split(left, managers, seed) {
		const lab = new Laboratory(names(managers), seed);
		lab.cut(left);
		lab.wait(UNTIL_BOTH_SIDES_KNOW_MS);
		const writes = (manager: string): number =>
			Array.from({ length: WRITES }, () => lab.change(manager)).filter((ms) => ms !== undefined).length;
		return [writes('mgr1'), writes(`mgr${managers}`)];
	}
};

/** Makes a world, measures it, forgets it. The same run gives the same numbers, wherever it is done. */
export function measure(id: ExperimentId, parameter: number, { x, seed }: Run): Reading {
	return { x, seed, values: RUNS[id](x, parameter, seed) };
}

function names(count: number): string[] {
	return Array.from({ length: count }, (_, i) => `mgr${i + 1}`);
}
