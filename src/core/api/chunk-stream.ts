import { park, WaitQueue, type Process } from '../sim/process.ts';
import type { ApiStream, StreamChunk } from './wire/http.ts';

export interface ChunkStreamOptions {
	/** Default: no. */
	isTerminal?: boolean;
	/** Receives what the client writes (hijacked streams). Default: thrown away. */
	onWrite?: (text: string) => Process<void>;
	onCloseWrite?: () => void;
	/** The client has gone: stop producing. */
	onClose?: () => void;
}

/** The engine's end of an ApiStream: push chunks in, the client reads them out. */
export class ChunkStream implements ApiStream {
	private readonly chunks: StreamChunk[] = [];
	private readonly changed = new WaitQueue();
	private ended = false;
	private closed = false;

	constructor(private readonly options: ChunkStreamOptions = {}) {}

	get isTerminal(): boolean {
		return this.options.isTerminal ?? false;
	}

	/** Chunks the client has not read yet. */
	get backlog(): number {
		return this.chunks.length;
	}

	get isClosed(): boolean {
		return this.closed;
	}

	/** @returns false when the client has gone */
	push(kind: StreamChunk['kind'], text: string): boolean {
		if (this.closed) return false;
		if (text !== '' && !this.ended) {
			this.chunks.push({ kind, text });
			this.changed.notifyAll();
		}
		return true;
	}

	pushJson(value: unknown): boolean {
		return this.push('raw', JSON.stringify(value) + '\n');
	}

	/** Waits until the client has read all but `atMost` chunks, or has gone. For producers that must not run ahead. */
	*drain(atMost = 0): Process<void> {
		while (this.chunks.length > atMost && !this.closed) yield* park(this.changed);
	}

	/** No more will come. */
	end(): void {
		this.ended = true;
		this.changed.notifyAll();
	}

	*read(): Process<StreamChunk | undefined> {
		for (;;) {
			const chunk = this.chunks.shift();
			if (chunk) {
				this.changed.notifyAll();
				return chunk;
			}
			if (this.ended || this.closed) return undefined;
			yield* park(this.changed);
		}
	}

	*write(text: string): Process<void> {
		if (!this.closed && this.options.onWrite) yield* this.options.onWrite(text);
	}

	closeWrite(): void {
		this.options.onCloseWrite?.();
	}

	close(): void {
		if (this.closed) return;
		this.closed = true;
		this.chunks.length = 0;
		this.changed.notifyAll();
		this.options.onClose?.();
	}
}
