import type { Rng } from '../../sim/rng.ts';

/** swarmkit remotes/remotes.go: weights run from −16 to 16, and an observation moves them half the way. */
const WEIGHT_MAX = 16;
const SMOOTHING = 0.5;
const OBSERVATION = 10;

/** Managers that an agent can turn to, weighted by how well the last attempts went. */
export class Remotes {
	private readonly weights = new Map<string, number>();

	constructor(private readonly rng: Rng) {}

	/** Replaces the list; managers known already keep their weight. */
	set(machines: readonly string[]): void {
		for (const known of [...this.weights.keys()]) if (!machines.includes(known)) this.weights.delete(known);
		for (const machine of machines) if (!this.weights.has(machine)) this.weights.set(machine, OBSERVATION);
	}

	observe(machine: string, isGood: boolean): void {
		const weight = this.weights.get(machine);
		if (weight === undefined) return;
		const next = SMOOTHING * (isGood ? OBSERVATION : -OBSERVATION) + (1 - SMOOTHING) * weight;
		this.weights.set(machine, Math.max(-WEIGHT_MAX, Math.min(WEIGHT_MAX, next)));
	}

	/** One at random by weight, bad ones seldom; '' when none is known. */
	select(): string {
		const entries = [...this.weights].map(([machine, weight]) => [machine, weight + WEIGHT_MAX + 1] as const);
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
