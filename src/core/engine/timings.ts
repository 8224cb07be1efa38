import type { Rng } from '../sim/rng.ts';

/** Virtual milliseconds, drawn uniformly from [low, high). */
export type TimeRange = readonly [low: number, high: number];

/**
 * How long the work of an engine takes on a quiet machine.
 * Source: recordings FINDINGS.md §5 (create to Running 546 ms with the image there), containers.jsonl (docker stop
 * 0.24 s, start 0.35 s, exec 0.12 s, kill to die 30–120 ms, die to stop about 100 ms).
 */
export const TIMING = {
	/** Asking the registry for a manifest. */
	manifest: [20, 45],
	create: [20, 45],
	start: [170, 260],
	/** From the death of the first process to the `die` event. */
	exitNotice: [20, 50],
	/** From `die` to the networks' disconnect and `stop`. */
	cleanup: [60, 120],
	remove: [60, 120],
	exec: [40, 90],
	pause: [10, 30],
	/** Anything that only changes records. */
	record: [1, 4]
} as const satisfies Record<string, TimeRange>;

/** One draw, in whole milliseconds. */
export function draw(rng: Rng, range: TimeRange): number {
	return Math.round(rng.between(range[0], range[1]));
}
