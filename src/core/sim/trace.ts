import type { TraceEvent, Stamp } from '../trace-events.ts';

export type TracedEvent = TraceEvent & Stamp;
export type TraceListener = (event: TracedEvent) => void;

/** Events that come with every heartbeat: they are hashed and shown live, but neither kept nor a cause of anything. */
export function isNoise(event: TraceEvent): boolean {
	return (
		event.type === 'raft.timer' || event.type === 'net.recv' || (event.type === 'net.send' && event.noise === true)
	);
}

/**
 * What happened, in order: the one source of all pictures and explanations. State machines never read it.
 *
 * Every event carries its time, its number and the number of the event that led to it, taken from `cause`,
 * which the queue (sim.ts) restores for every timer, message and process that an event started.
 */
export class Trace {
	/** Number of the event that the code now running was started by; 0 for none. */
	cause = 0;
	/** Kept events in order, without the noise. */
	readonly kept: TracedEvent[] = [];
	/** How many were emitted, noise included. */
	count = 0;
	private readonly listeners: TraceListener[] = [];
	private hashLow = 0x811c9dc5;
	private hashHigh = 0x2bbb42d1;

	constructor(private readonly clock: { readonly now: number }) {}

	/**
	 * Appends one event and makes it the cause of what follows in this turn.
	 * @returns its number (`seq`, from 1).
	 */
	emit(event: TraceEvent): number {
		const seq = ++this.count;
		const traced = { ...event, seq, t: this.clock.now, cause: this.cause };
		this.mix(JSON.stringify(traced));
		if (!isNoise(event)) {
			this.kept.push(traced);
			this.cause = seq;
		}
		for (const listener of this.listeners) listener(traced);
		return seq;
	}

	listen(listener: TraceListener): () => void {
		this.listeners.push(listener);
		return () => {
			const at = this.listeners.indexOf(listener);
			if (at >= 0) this.listeners.splice(at, 1);
		};
	}

	/** 16 hexadecimal digits over every byte emitted so far, noise included: equal hashes, equal runs. */
	hash(): string {
		const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
		return hex(this.hashHigh) + hex(this.hashLow);
	}

	private mix(text: string): void {
		let low = this.hashLow;
		let high = this.hashHigh;
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			low = Math.imul(low ^ code, 16777619);
			high = Math.imul(high ^ code, 2246822519);
		}
		this.hashLow = low ^ (high >>> 15);
		this.hashHigh = high ^ (low >>> 13);
	}
}
