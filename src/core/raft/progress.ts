import { invariant } from './invariant.ts';
import type { PeerId } from './message.ts';
import { committedIndex, countVotes, majority, voteResult } from './quorum.ts';
import type { VoteResult } from './quorum.ts';

/**
 * probe: the follower's last matching index is unknown; at most one append with entries per heartbeat.
 * replicate: it is known; entries are sent ahead of their acknowledgement.
 * snapshot: the follower needs entries that are compacted; nothing is sent until it has the snapshot.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/**
 * What a leader believes about one member.
 *
 * Source: etcd/raft tracker/progress.go and design.md. Not modelled: a limit of inflight bytes (SwarmKit sets none).
 */
export class Progress {
	/** Highest index known to be on the follower. Invariant: 0 <= match < next. */
	match: number;
	/**
	 * Next index to send. In 'probe' it is a guess; in 'replicate' everything before it is sent, though perhaps lost; in
	 * 'snapshot' it is pendingSnapshot + 1.
	 */
	next: number;
	state: ProgressState = 'probe';
	/** Index of the snapshot on its way; 0 outside 'snapshot'. */
	pendingSnapshot = 0;
	/** It sent any message since the leader last checked its quorum. */
	recentActive = false;
	/** No further append before an answer or a heartbeat's answer comes in. */
	appendPaused = false;
	/** Highest commit index told to the follower in its present state. */
	sentCommit = 0;
	/** Last index of each append that was sent and not yet acknowledged, oldest first. */
	private inflight: number[] = [];
	private readonly maxInflight: number;

	constructor(match: number, next: number, maxInflight: number) {
		this.match = match;
		this.next = next;
		this.maxInflight = maxInflight;
	}

	get inflightCount(): number {
		return this.inflight.length;
	}

	get isInflightFull(): boolean {
		return this.inflight.length >= this.maxInflight;
	}

	get isPaused(): boolean {
		return this.state === 'snapshot' || this.appendPaused;
	}

	becomeProbe(): void {
		// After a snapshot that arrived, the first guess is the entry after it: match may still be far behind.
		const next = this.state === 'snapshot' ? Math.max(this.match, this.pendingSnapshot) + 1 : this.match + 1;
		this.enter('probe', next);
	}

	becomeReplicate(): void {
		this.enter('replicate', this.match + 1);
	}

	becomeSnapshot(index: number): void {
		this.enter('snapshot', index + 1);
		this.pendingSnapshot = index;
		this.sentCommit = index;
	}

	private enter(state: ProgressState, next: number): void {
		this.state = state;
		this.next = next;
		this.pendingSnapshot = 0;
		this.appendPaused = false;
		this.inflight.length = 0;
		if (state === 'probe') this.forgetCommitsBeyondNext();
	}

	/** Notes an append that has been sent with that many entries from `next` on. */
	sentEntries(count: number): void {
		invariant(
			this.state !== 'snapshot',
			'append of %d entries to a member that waits for snapshot %d',
			count,
			this.pendingSnapshot
		);
		if (this.state === 'probe') {
			if (count > 0) this.appendPaused = true;
			return;
		}
		if (count > 0) {
			this.next += count;
			this.inflight.push(this.next - 1);
		}
		// A full window makes this append the last one; an empty one sent into a full window is a probe and pauses again.
		this.appendPaused = this.isInflightFull;
	}

	/** Whether telling `commit` right now, ahead of the next heartbeat, lets the follower commit more. */
	canBumpCommit(commit: number): boolean {
		return commit > this.sentCommit && this.sentCommit < this.next - 1;
	}

	/** An acknowledgement of `index`; returns false if it is stale. */
	maybeUpdate(index: number): boolean {
		if (index <= this.match) return false;
		this.match = index;
		this.next = Math.max(this.next, index + 1);
		this.appendPaused = false;
		return true;
	}

	/**
	 * A refusal of the append that followed `rejected`; returns false if it is stale. `hint` is where the logs may still
	 * agree.
	 */
	maybeDecrease(rejected: number, hint: number): boolean {
		if (this.state === 'replicate') {
			if (rejected <= this.match) return false;
			// The hint is not needed: the follower has acknowledged match.
			this.next = this.match + 1;
		} else {
			// A probe is sent from next - 1; a refusal of anything else answers an older one.
			if (rejected !== this.next - 1) return false;
			this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);
			this.appendPaused = false;
		}
		this.forgetCommitsBeyondNext();
		return true;
	}

	/** The follower has everything up to `index`: appends that end there are no longer on the way. */
	freeInflight(index: number): void {
		let done = 0;
		while (done < this.inflight.length && this.inflight[done]! <= index) done++;
		if (done > 0) this.inflight.splice(0, done);
	}

	/** What lies beyond next may be lost, and with it the commit index that came along. */
	private forgetCommitsBeyondNext(): void {
		this.sentCommit = Math.min(this.sentCommit, this.next - 1);
	}
}

/** The present members, in numeric order, with the leader's view of each, and the votes of the present election. */
export class Members {
	voters: readonly PeerId[] = [];
	/** In the order of `voters`. */
	progress: ReadonlyMap<PeerId, Progress> = new Map();
	private readonly votes = new Map<PeerId, boolean>();

	/** Forgets what was known about the followers; `lastIndex` is where this member's log ends. */
	reset(self: PeerId, lastIndex: number, maxInflight: number): void {
		const progress = new Map<PeerId, Progress>();
		for (const id of this.voters) {
			progress.set(id, new Progress(id === self ? lastIndex : 0, lastIndex + 1, maxInflight));
		}
		this.progress = progress;
		this.votes.clear();
	}

	/** The highest index that is on a majority. */
	committedIndex(): number {
		return committedIndex(this.voters, (id) => this.progress.get(id)?.match);
	}

	/** Whether a majority, `self` included, was heard from since the last call of `expectActivity`. */
	isQuorumActive(self: PeerId): boolean {
		let active = 0;
		for (const [id, progress] of this.progress) if (id === self || progress.recentActive) active++;
		return active >= majority(this.voters.length);
	}

	expectActivity(self: PeerId): void {
		for (const [id, progress] of this.progress) if (id !== self) progress.recentActive = false;
	}

	/** The first answer counts: a repeated message changes nothing. */
	recordVote(from: PeerId, granted: boolean): void {
		if (!this.votes.has(from)) this.votes.set(from, granted);
	}

	tally(): { granted: number; rejected: number; needed: number; result: VoteResult } {
		return {
			...countVotes(this.voters, this.votes),
			needed: majority(this.voters.length),
			result: voteResult(this.voters, this.votes)
		};
	}
}
