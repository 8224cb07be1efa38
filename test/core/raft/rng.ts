/** Small seeded dice for tests (mulberry32). */
export class Rng {
	private state: number;

	constructor(seed: number) {
		this.state = (seed * 2654435761) >>> 0;
	}

	private next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	/** An integer in 0..n-1. */
	readonly below = (n: number): number => Math.floor(this.next() * n);

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(items: readonly T[]): T {
		return items[this.below(items.length)]!;
	}
}
