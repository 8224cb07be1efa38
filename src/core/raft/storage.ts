import { Compacted, SnapshotOutOfDate, Unavailable } from './errors.ts';
import { invariant } from './invariant.ts';
import { EMPTY_HARD_STATE } from './message.ts';
import type { ConfState, Entry, EntryId, HardState, Snapshot } from './message.ts';

/** What Raft reads from the disk. Writing is the host's duty (see ready.ts), so it is not in this interface. */
export interface Storage {
	initialState(): { readonly hardState: HardState; readonly confState: ConfState };
	/** The entries lo..hi-1. Throws Compacted or Unavailable. */
	entries(lo: number, hi: number): readonly Entry[];
	/** The term of an entry, or of the one just before the first. Throws Compacted or Unavailable. */
	term(index: number): number;
	firstIndex(): number;
	lastIndex(): number;
	/** The newest snapshot; index 0 if there is none. */
	snapshot(): Snapshot;
}

/** The content of a disk as plain JSON data. */
export interface Disk {
	hardState: HardState;
	snapshot: Snapshot;
	/** The last entry that was compacted away; its term is still needed to match the first one that is left. */
	compacted: EntryId;
	/** entries[i].index === compacted.index + 1 + i */
	entries: Entry[];
}

export function emptyDisk(): Disk {
	return {
		hardState: EMPTY_HARD_STATE,
		snapshot: { term: 0, index: 0, confState: { voters: [] }, data: null },
		compacted: { term: 0, index: 0 },
		entries: []
	};
}

/**
 * The disk of one machine. It survives a crash: give the same storage, or one made from a copy of its disk, to the
 * next Raft.
 *
 * Not modelled: torn writes and bit rot; a write has happened as soon as the method returns.
 */
export class MemoryStorage implements Storage {
	readonly disk: Disk;

	constructor(disk: Disk = emptyDisk()) {
		this.disk = disk;
	}

	/** An independent copy. Entries are shared, since they never change. */
	clone(): MemoryStorage {
		return new MemoryStorage({ ...this.disk, entries: [...this.disk.entries] });
	}

	toJSON(): Disk {
		return this.disk;
	}

	initialState(): { hardState: HardState; confState: ConfState } {
		return { hardState: this.disk.hardState, confState: this.disk.snapshot.confState };
	}

	firstIndex(): number {
		return this.disk.compacted.index + 1;
	}

	lastIndex(): number {
		return this.disk.compacted.index + this.disk.entries.length;
	}

	term(index: number): number {
		const { compacted, entries } = this.disk;
		if (index === compacted.index) return compacted.term;
		if (index < compacted.index) throw new Compacted();
		const entry = entries[index - compacted.index - 1];
		if (!entry) throw new Unavailable();
		return entry.term;
	}

	entries(lo: number, hi: number): readonly Entry[] {
		const first = this.firstIndex();
		if (lo < first) throw new Compacted();
		if (hi > this.lastIndex() + 1) throw new Unavailable();
		return this.disk.entries.slice(lo - first, hi - first);
	}

	snapshot(): Snapshot {
		return this.disk.snapshot;
	}

	setHardState(hardState: HardState): void {
		this.disk.hardState = hardState;
	}

	/** Adds entries; from the first of them on, whatever was there before is overwritten. */
	append(entries: readonly Entry[]): void {
		const head = entries[0];
		if (!head) return;
		const first = this.firstIndex();
		if (head.index < first) {
			this.append(entries.slice(first - head.index));
			return;
		}
		invariant(
			head.index <= this.lastIndex() + 1,
			'gap in the log: last index %d, append at %d',
			this.lastIndex(),
			head.index
		);
		this.disk.entries.length = head.index - first;
		this.disk.entries.push(...entries);
	}

	/** Replaces the whole log by a snapshot received from the leader. Throws SnapshotOutOfDate. */
	applySnapshot(snapshot: Snapshot): void {
		if (this.disk.snapshot.index >= snapshot.index) throw new SnapshotOutOfDate();
		this.disk.snapshot = snapshot;
		this.disk.compacted = { term: snapshot.term, index: snapshot.index };
		this.disk.entries = [];
	}

	/**
	 * Records the host's state after applying `index`; the log stays as it is until `compact`.
	 * Throws SnapshotOutOfDate.
	 */
	createSnapshot(index: number, confState: ConfState, data: unknown): Snapshot {
		if (index <= this.disk.snapshot.index) throw new SnapshotOutOfDate();
		invariant(index <= this.lastIndex(), 'snapshot at %d beyond last index %d', index, this.lastIndex());
		this.disk.snapshot = { term: this.term(index), index, confState, data };
		return this.disk.snapshot;
	}

	/** Drops the entries up to and including `index`. Throws Compacted if they are gone already. */
	compact(index: number): void {
		if (index <= this.disk.compacted.index) throw new Compacted();
		invariant(index <= this.lastIndex(), 'compaction at %d beyond last index %d', index, this.lastIndex());
		const term = this.term(index);
		this.disk.entries = this.disk.entries.slice(index - this.disk.compacted.index);
		this.disk.compacted = { term, index };
	}
}
