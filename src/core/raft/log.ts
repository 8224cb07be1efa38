import { LogLost } from './errors.ts';
import { invariant } from './invariant.ts';
import type { Entry, EntryId, Snapshot } from './message.ts';
import type { Storage } from './storage.ts';
import type { RaftTrace } from './trace.ts';
import { Unstable } from './unstable.ts';

export type SizeOf = (entry: Entry) => number;

/**
 * The log as Raft sees it: what is on the disk, and after it the tail that the host has still to write.
 *
 *   compacted | firstIndex ........ applied <= applying <= committed ........ lastIndex
 *             |  on disk ........................ | unstable .....................
 *
 * Source: etcd/raft log.go.
 */
export class RaftLog {
	readonly unstable: Unstable;
	/** Highest index known to be on a majority's disks. Invariant: applied <= applying <= committed <= lastIndex. */
	committed: number;
	/** Highest index handed out to be applied. */
	applying: number;
	/** Highest index of which the host has said that it is applied. */
	applied: number;
	private readonly storage: Storage;
	private readonly sizeOf: SizeOf;
	private readonly trace: ((event: RaftTrace) => void) | undefined;

	constructor(storage: Storage, sizeOf: SizeOf, trace?: (event: RaftTrace) => void) {
		this.storage = storage;
		this.sizeOf = sizeOf;
		this.trace = trace;
		this.unstable = new Unstable(storage.lastIndex() + 1);
		this.committed = this.applying = this.applied = storage.firstIndex() - 1;
	}

	firstIndex(): number {
		const { snapshot } = this.unstable;
		return snapshot ? snapshot.index + 1 : this.storage.firstIndex();
	}

	lastIndex(): number {
		return this.unstable.lastIndex() ?? this.storage.lastIndex();
	}

	lastEntryId(): EntryId {
		const index = this.lastIndex();
		const term = this.term(index);
		invariant(term !== undefined, 'last entry %d has no term', index);
		return { term, index };
	}

	/** undefined: compacted away, or beyond the last entry. */
	term(index: number): number | undefined {
		const term = this.unstable.term(index);
		if (term !== undefined) return term;
		if (index < this.firstIndex() - 1 || index > this.lastIndex()) return undefined;
		return this.storage.term(index);
	}

	matchTerm(id: EntryId): boolean {
		return this.term(id.index) === id.term;
	}

	/** §5.4.1: the log whose last entry has the later term wins; of the same term, the longer one. */
	isUpToDate(candidate: EntryId): boolean {
		const ours = this.lastEntryId();
		return candidate.term > ours.term || (candidate.term === ours.term && candidate.index >= ours.index);
	}

	/** The entries from `from` on, as many as fit (one always does). undefined: compacted away. */
	entries(from: number, maxSize: number): readonly Entry[] | undefined {
		if (from > this.lastIndex()) return [];
		return this.slice(from, this.lastIndex() + 1, maxSize);
	}

	slice(lo: number, hi: number, maxSize: number): readonly Entry[] | undefined {
		if (lo < this.firstIndex()) return undefined;
		invariant(hi <= this.lastIndex() + 1, 'slice %d..%d beyond last index %d', lo, hi, this.lastIndex());
		const { offset } = this.unstable;
		if (lo >= offset) return this.limit(this.unstable.slice(lo, hi), maxSize);
		const stable = this.storage.entries(lo, Math.min(hi, offset));
		return this.limit(hi > offset ? [...stable, ...this.unstable.slice(offset, hi)] : stable, maxSize);
	}

	private limit(entries: readonly Entry[], maxSize: number): readonly Entry[] {
		if (entries.length <= 1) return entries;
		let size = 0;
		for (let count = 0; count < entries.length; count++) {
			size += this.sizeOf(entries[count]!);
			if (count > 0 && size > maxSize) return entries.slice(0, count);
		}
		return entries;
	}

	/** For a leader: entries that by construction follow the last one. */
	append(entries: readonly Entry[]): void {
		const first = entries[0];
		if (!first) return;
		invariant(first.index > this.committed, 'append at %d would overwrite committed %d', first.index, this.committed);
		if (first.index <= this.lastIndex()) this.trace?.({ type: 'truncate', fromIndex: first.index });
		this.unstable.truncateAndAppend(entries);
	}

	/**
	 * For a follower (§5.3): takes over what it has not yet, if `prev` matches. Entries that are there already stay, even
	 * behind the last of the given ones: an append that was overtaken must not cut off what came after it.
	 *
	 * Returns what was new, undefined if the logs do not match at `prev`.
	 */
	maybeAppend(prev: EntryId, entries: readonly Entry[], commit: number): readonly Entry[] | undefined {
		if (!this.matchTerm(prev)) return undefined;
		const known = entries.findIndex((entry) => !this.matchTerm(entry));
		const fresh = known === -1 ? [] : entries.slice(known);
		this.append(fresh);
		this.commitTo(Math.min(commit, prev.index + entries.length));
		return fresh;
	}

	/**
	 * Going back from `index`, the first entry whose term is at most `term`: before it, a log whose entry at `index` has
	 * that term may agree with ours. It skips whole terms instead of single entries. Term 0 if ours is not known there.
	 */
	findConflictByTerm(index: number, term: number): EntryId {
		for (; index > 0; index--) {
			const ours = this.term(index);
			if (ours === undefined) return { term: 0, index };
			if (ours <= term) return { term: ours, index };
		}
		return { term: 0, index: 0 };
	}

	commitTo(index: number): void {
		if (index <= this.committed) return;
		if (index > this.lastIndex()) throw new LogLost(index, this.lastIndex());
		this.committed = index;
		this.trace?.({ type: 'commit', index });
	}

	/** §5.4.2: only an entry of the leader's own term is committed by counting; it commits all before it. */
	maybeCommit(id: EntryId): boolean {
		if (id.term === 0 || id.index <= this.committed || !this.matchTerm(id)) return false;
		this.commitTo(id.index);
		return true;
	}

	hasNextCommittedEntries(): boolean {
		return !this.unstable.snapshot && this.applying < this.committed;
	}

	/** None while a snapshot waits to be written: it comes first. */
	nextCommittedEntries(maxSize: number): readonly Entry[] {
		if (!this.hasNextCommittedEntries()) return [];
		const entries = this.slice(this.applying + 1, this.committed + 1, maxSize);
		invariant(entries !== undefined, 'entry %d compacted before it was applied', this.applying + 1);
		return entries;
	}

	acceptApplying(index: number): void {
		invariant(index <= this.committed, 'applying %d beyond committed %d', index, this.committed);
		this.applying = index;
	}

	appliedTo(index: number): void {
		invariant(
			index <= this.committed && index >= this.applied,
			'applied %d out of range %d..%d',
			index,
			this.applied,
			this.committed
		);
		this.applied = index;
		this.applying = Math.max(this.applying, index);
	}

	/** The newest snapshot, on the disk or about to be written. */
	snapshot(): Snapshot {
		return this.unstable.snapshot ?? this.storage.snapshot();
	}

	/** Replaces the whole log by a snapshot. */
	restore(snapshot: Snapshot): void {
		this.committed = snapshot.index;
		this.unstable.restore(snapshot);
	}
}
