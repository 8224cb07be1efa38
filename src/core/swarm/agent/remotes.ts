import type { Rng } from '../../sim/rng.ts';

/** swarmkit remotes/remotes.go: what an observation counts, and how much of the old weight it leaves. */
const OBSERVATION = 10;
const SMOOTHING = 0.7;
/** Who has a bad name is chosen only when all have. */
const BIAS = 0.001;

/** Managers that an agent can turn to, weighted by how well the last attempts went. */
export class Remotes {
	private readonly weights = new Map<string, number>();

	constructor(private readonly rng: Rng) {}

	/** The list as a manager tells it: those on it gain, others are forgotten. */
	set(machines: readonly string[]): void {
		for (const known of [...this.weights.keys()]) if (!machines.includes(known)) this.weights.delete(known);
		for (const machine of machines) this.observe(machine, true);
	}

	observe(machine: string, isGood: boolean): void {
		const weight = this.weights.get(machine) ?? 0;
		const observed = isGood ? OBSERVATION : -OBSERVATION;
		this.weights.set(machine, Math.ceil(SMOOTHING * observed + (1 - SMOOTHING) * weight));
	}

	/** One at random by weight; '' when none is known. */
	select(): string {
		const entries = [...this.weights].map(([machine, weight]) => [machine, Math.max(0, weight) + BIAS] as const);
		let total = 0;
		for (const [, weight] of entries) total += weight;
		let dice = this.rng.between(0, total);
		for (const [machine, weight] of entries) {
			dice -= weight;
			if (dice < 0) return machine;
		}
		return entries.at(-1)?.[0] ?? '';
	}
}
