import { invariant } from './invariant.ts';
import type { Entry, EntryId, Snapshot } from './message.ts';

/**
 * The tail of the log that is not yet on the disk; a crash loses it.
 *
 * It may overlap with what is on the disk: then the disk is out of date from `offset` on.
 * Source: etcd/raft log_unstable.go.
 */
export class Unstable {
	/** A snapshot received from the leader that replaces everything before `offset`. */
	snapshot: Snapshot | undefined;
	/** entries[i].index === offset + i */
	offset: number;
	private entries: Entry[] = [];
	/** Entries before this one were handed out in a Ready and are being written. */
	private offsetInProgress: number;
	private snapshotInProgress = false;

	constructor(offset: number) {
		this.offset = offset;
		this.offsetInProgress = offset;
	}

	lastIndex(): number | undefined {
		if (this.entries.length > 0) return this.offset + this.entries.length - 1;
		return this.snapshot?.index;
	}

	term(index: number): number | undefined {
		if (index >= this.offset) return this.entries[index - this.offset]?.term;
		return this.snapshot?.index === index ? this.snapshot.term : undefined;
	}

	get hasEntries(): boolean {
		return this.entries.length > 0;
	}

	hasNextEntries(): boolean {
		return this.offsetInProgress < this.offset + this.entries.length;
	}

	/** What no Ready has handed out yet. */
	nextEntries(): readonly Entry[] {
		return this.hasNextEntries() ? this.entries.slice(this.offsetInProgress - this.offset) : [];
	}

	nextSnapshot(): Snapshot | undefined {
		return this.snapshotInProgress ? undefined : this.snapshot;
	}

	acceptInProgress(): void {
		this.offsetInProgress = this.offset + this.entries.length;
		if (this.snapshot) this.snapshotInProgress = true;
	}

	/**
	 * The host has written everything up to this entry. If the tail was overwritten meanwhile, the entry on the disk is
	 * not the one we have, and ours is still to be written.
	 */
	stableTo(id: EntryId): void {
		if (id.index < this.offset || this.term(id.index) !== id.term) return;
		this.entries = this.entries.slice(id.index + 1 - this.offset);
		this.offset = id.index + 1;
		this.offsetInProgress = Math.max(this.offsetInProgress, this.offset);
	}

	stableSnapshotTo(index: number): void {
		if (this.snapshot?.index !== index) return;
		this.snapshot = undefined;
		this.snapshotInProgress = false;
	}

	restore(snapshot: Snapshot): void {
		this.snapshot = snapshot;
		this.snapshotInProgress = false;
		this.offset = this.offsetInProgress = snapshot.index + 1;
		this.entries = [];
	}

	truncateAndAppend(entries: readonly Entry[]): void {
		const from = entries[0]!.index;
		const end = this.offset + this.entries.length;
		invariant(from <= end, 'append at %d leaves a gap after %d', from, end - 1);
		if (from <= this.offset) {
			this.entries = [...entries];
			this.offset = this.offsetInProgress = from;
			return;
		}
		this.entries.length = from - this.offset;
		this.entries.push(...entries);
		this.offsetInProgress = Math.min(this.offsetInProgress, from);
	}

	/** The entries lo..hi-1, all of them in this tail. */
	slice(lo: number, hi: number): readonly Entry[] {
		return this.entries.slice(lo - this.offset, hi - this.offset);
	}
}
