import { invariant } from './invariant.ts';
import { createRng, type Rng } from './rng.ts';
import { Scope } from './scope.ts';
import { Trace } from './trace.ts';

/** One thing to do at a virtual moment. */
export interface Timer {
	readonly at: number;
	cancel(): void;
}

interface Item {
	at: number;
	/** Comes after everything else of its millisecond. */
	late: boolean;
	seq: number;
	run: (() => void) | undefined;
	cause: number;
}

/**
 * The one clock and the one queue. Time is virtual, in integer milliseconds from the start of the world, and stands
 * still unless somebody calls `step` or `runUntil`. Ties are broken by order of insertion, so a run is a function of
 * its seed and inputs alone.
 */
export class Sim {
	now = 0;
	readonly rng: Rng;
	readonly trace: Trace;
	/** The outermost owner of timers and processes. */
	readonly root: Scope;
	/** Queue items run so far. */
	steps = 0;
	private readonly heap: Item[] = [];
	private inserted = 0;

	constructor(
		readonly seed: number | string,
		/** Milliseconds since 1970 (UTC) at virtual time 0; what `date` and time stamps are made from. */
		readonly epochMs: number
	) {
		this.rng = createRng(seed);
		this.trace = new Trace(this);
		this.root = new Scope(this, 'world');
	}

	/** Virtual wall clock in milliseconds since 1970. */
	get wallMs(): number {
		return this.epochMs + this.now;
	}

	/** As Docker's API prints times. */
	timestamp(): string {
		return rfc3339Nano(this.wallMs);
	}

	at(time: number, run: () => void): Timer {
		return this.insert(time, false, run);
	}

	/**
	 * Like `at`, but after everything else that happens in that millisecond: where inputs from outside come in. So a
	 * replay, which knows them beforehand, and a live run, which does not, do the same in the same order.
	 */
	atEnd(time: number, run: () => void): Timer {
		return this.insert(time, true, run);
	}

	private insert(time: number, late: boolean, run: () => void): Timer {
		invariant(time >= this.now, 'a timer in the past', time, this.now);
		const item: Item = { at: Math.ceil(time), late, seq: ++this.inserted, run, cause: this.trace.cause };
		this.push(item);
		return {
			at: item.at,
			cancel() {
				item.run = undefined;
			}
		};
	}

	after(ms: number, run: () => void): Timer {
		return this.at(this.now + Math.max(0, ms), run);
	}

	/** Time of the next thing to do, or undefined when the queue is empty. */
	nextAt(): number | undefined {
		while (this.heap.length > 0 && this.heap[0]!.run === undefined) this.pop();
		return this.heap[0]?.at;
	}

	/** Does the next thing. Returns false when there is none. */
	step(): boolean {
		if (this.nextAt() === undefined) return false;
		const item = this.pop();
		this.now = item.at;
		this.steps++;
		this.trace.cause = item.cause;
		const run = item.run!;
		item.run = undefined;
		run();
		this.trace.cause = 0;
		return true;
	}

	/**
	 * Does everything up to and including `time`, then sets the clock to it.
	 * @param enough asked after every 64 steps; true stops early (the clock then stands at the last step).
	 * @returns true when `time` was reached.
	 */
	runUntil(time: number, enough?: () => boolean): boolean {
		let counter = 0;
		for (;;) {
			const at = this.nextAt();
			if (at === undefined || at > time) break;
			this.step();
			if (enough && (++counter & 63) === 0 && enough()) return false;
		}
		if (time > this.now) this.now = time;
		return true;
	}

	private push(item: Item): void {
		const heap = this.heap;
		let i = heap.push(item) - 1;
		while (i > 0) {
			const parent = (i - 1) >> 1;
			if (before(heap[parent]!, item)) break;
			heap[i] = heap[parent]!;
			i = parent;
		}
		heap[i] = item;
	}

	private pop(): Item {
		const heap = this.heap;
		const top = heap[0]!;
		const last = heap.pop()!;
		const length = heap.length;
		if (length > 0) {
			let i = 0;
			for (;;) {
				let child = 2 * i + 1;
				if (child >= length) break;
				if (child + 1 < length && before(heap[child + 1]!, heap[child]!)) child++;
				if (before(last, heap[child]!)) break;
				heap[i] = heap[child]!;
				i = child;
			}
			heap[i] = last;
		}
		return top;
	}
}

function before(a: Item, b: Item): boolean {
	if (a.at !== b.at) return a.at < b.at;
	if (a.late !== b.late) return b.late;
	return a.seq < b.seq;
}

/** Go's time.RFC3339Nano in UTC: no zeros at the end of the fraction ('2026-11-20T22:14:39.12Z'). */
export function rfc3339Nano(ms: number): string {
	return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}
