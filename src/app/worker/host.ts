import type { FromWorker } from './protocol.ts';

/** What the driver needs of the place it runs in. */
export interface Host {
	/** Real milliseconds, monotonic. */
	clock(): number;
	/** Calls `run` after `ms` real milliseconds, unless the returned function is called before. */
	after(ms: number, run: () => void): () => void;
	post(message: FromWorker): void;
}
