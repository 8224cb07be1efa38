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
	/** Hashes of the few words that noise is made of. */
	private readonly words = new Map<string, number>();

	constructor(private readonly clock: { readonly now: number }) {}

	/**
	 * Appends one event and makes it the cause of what follows in this turn.
	 * @returns its number (`seq`, from 1).
	 */
	emit(event: TraceEvent): number {
		const seq = ++this.count;
		const traced = { ...event, seq, t: this.clock.now, cause: this.cause };
		if (isNoise(event)) {
			this.mixNoise(traced);
		} else {
			this.mix(JSON.stringify(traced));
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

	/** As `mix`, without the JSON and character by character only once a word: an idle world does little else. */
	private mixNoise(event: TracedEvent): void {
		this.mixNumber(event.t);
		this.mixNumber(event.cause);
		switch (event.type) {
			case 'raft.timer':
				this.mixNumber(this.wordHash(event.where));
				this.mixNumber(event.timeoutMs);
				return;
			case 'net.recv':
				this.mixNumber(event.id);
				this.mixNumber(this.wordHash(event.from));
				this.mixNumber(this.wordHash(event.to));
				return;
			case 'net.send':
				this.mixNumber(event.id);
				this.mixNumber(this.wordHash(event.from));
				this.mixNumber(this.wordHash(event.to));
				this.mixNumber(this.wordHash(event.kind + (event.reply ?? '')));
				this.mixNumber(this.wordHash(event.what));
				this.mixNumber(event.latencyMs);
				return;
			default:
				this.mix(JSON.stringify(event));
		}
	}

	private mixNumber(number: number): void {
		this.hashLow = Math.imul(this.hashLow ^ number, 16777619) ^ (this.hashHigh >>> 15);
		this.hashHigh = Math.imul(this.hashHigh ^ number, 2246822519) ^ (this.hashLow >>> 13);
	}

	private wordHash(word: string): number {
		let hash = this.words.get(word);
		if (hash === undefined) {
			hash = 0x811c9dc5;
			for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16777619);
			this.words.set(word, hash);
		}
		return hash;
	}
}
