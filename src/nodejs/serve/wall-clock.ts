import type { World } from '../../core/world/world.ts';
import type { Pace } from './node-server.ts';

/** Never sleeps longer, so that a clock that was set or a machine that slept is noticed. */
const LONGEST_MS = 1000;

/** Virtual time follows the wall clock from the moment this is made, or runs before it. */
export class WallClock implements Pace {
	private readonly startedAt = performance.now();
	private readonly from: number;
	private timer: NodeJS.Timeout | undefined;
	private isLiving = false;

	/** @param speed virtual milliseconds in a real one */
	constructor(
		private readonly world: World,
		private readonly speed = 1
	) {
		this.from = world.sim.now;
	}

	enter(come: () => void): void {
		if (this.isLiving) return come();
		this.catchUp();
		this.world.sim.trace.cause = 0;
		come();
		this.catchUp();
	}

	/** Lets the world live up to the present, and again whenever something is due. */
	catchUp(): void {
		const { sim } = this.world;
		this.isLiving = true;
		try {
			sim.runUntil(this.from + Math.floor(this.sinceStart()));
		} finally {
			this.isLiving = false;
		}
		clearTimeout(this.timer);
		const wait = ((sim.nextAt() ?? Infinity) - this.from - this.sinceStart()) / this.speed;
		this.timer = setTimeout(() => this.catchUp(), Math.min(Math.max(wait, 1), LONGEST_MS));
	}

	/** In virtual milliseconds. */
	private sinceStart(): number {
		return (performance.now() - this.startedAt) * this.speed;
	}

	stop(): void {
		clearTimeout(this.timer);
	}
}
