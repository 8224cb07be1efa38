import { park, Signal, WaitQueue, type Process } from './process.ts';

/**
 * Text streams. A chunk is a JavaScript string; a byte that is no valid UTF-8 travels as U+DC80…U+DCFF
 * ("surrogate escape"), so binary data survives and `wc -c` can count bytes (see text.ts).
 */
export interface ReadEnd {
	/** The next chunk, at least one character; undefined at the end. */
	read(): Process<string | undefined>;
	/** What is there now without waiting; '' for nothing yet, undefined at the end. */
	poll(): string | undefined;
	/** The reader goes away: writers get SIGPIPE. */
	close(): void;
}

export interface WriteEnd {
	/** Waits while the reader is behind; throws Signal('SIGPIPE') when there is no reader any more. */
	write(text: string): Process<void>;
	/** No more will come. */
	close(): void;
}

/** As many characters as a Linux pipe holds bytes. */
const CAPACITY = 65536;

/** One writer's end, one reader's end, a buffer with back-pressure. Ends may be shared; count them with `retain`. */
export class Pipe {
	private buffer = '';
	private writers = 1;
	private readers = 1;
	private readonly changed = new WaitQueue();

	constructor(private readonly capacity = CAPACITY) {}

	readonly reader: ReadEnd = {
		read: () => this.read(),
		poll: () => {
			if (this.buffer === '') return this.writers === 0 ? undefined : '';
			const text = this.buffer;
			this.buffer = '';
			this.changed.notifyAll();
			return text;
		},
		close: () => {
			if (this.readers > 0) this.readers--;
			this.changed.notifyAll();
		}
	};

	readonly writer: WriteEnd = {
		write: (text) => this.write(text),
		close: () => {
			if (this.writers > 0) this.writers--;
			this.changed.notifyAll();
		}
	};

	retainWriter(): void {
		this.writers++;
	}

	retainReader(): void {
		this.readers++;
	}

	/** For code that is no process: puts text in whatever the fill, false when nobody reads any more. */
	push(text: string): boolean {
		if (this.readers === 0) return false;
		this.buffer += text;
		this.changed.notifyAll();
		return true;
	}

	private *read(): Process<string | undefined> {
		while (this.buffer === '') {
			if (this.writers === 0) return undefined;
			yield* park(this.changed);
		}
		const text = this.buffer;
		this.buffer = '';
		this.changed.notifyAll();
		return text;
	}

	private *write(text: string): Process<void> {
		if (text === '') return;
		let rest = text;
		while (rest !== '') {
			if (this.readers === 0) throw new Signal('SIGPIPE');
			const room = this.capacity - this.buffer.length;
			if (room <= 0) {
				yield* park(this.changed);
				continue;
			}
			this.buffer += rest.slice(0, room);
			rest = rest.slice(room);
			this.changed.notifyAll();
		}
	}
}

/** Reads to the end. */
export function* readAll(from: ReadEnd): Process<string> {
	let text = '';
	for (;;) {
		const chunk = yield* from.read();
		if (chunk === undefined) return text;
		text += chunk;
	}
}
