/** How a leader sends entries, heartbeats and snapshots. */
import { invariant } from './invariant.ts';
import type { Entry, Message, PeerId } from './message.ts';
import type { Progress } from './progress.ts';
import type { Raft } from './raft.ts';

const NOTHING: readonly Entry[] = [];

export function bcastAppend(raft: Raft): void {
	for (const id of raft.members.voters) if (id !== raft.id) sendAppend(raft, id);
}

export function bcastHeartbeat(raft: Raft): void {
	for (const [to, progress] of raft.members.progress) {
		if (to === raft.id) continue;
		// Not beyond what the follower is known to have: its log may still contradict ours after that.
		const commit = Math.min(progress.match, raft.log.committed);
		raft.send({ type: 'MsgHeartbeat', from: raft.id, to, term: raft.term, commit });
		progress.sentCommit = commit;
	}
}

/** Sends what the follower lacks, or at least the commit index. */
export function sendAppend(raft: Raft, to: PeerId): void {
	maybeSendAppend(raft, to, true);
}

/** Returns whether a message was sent; flow control may forbid it. */
export function maybeSendAppend(raft: Raft, to: PeerId, evenIfEmpty: boolean): boolean {
	const progress = raft.members.progress.get(to);
	invariant(progress !== undefined, 'append to %s, who is no member', to);
	if (progress.isPaused) return false;

	const { log } = raft;
	const index = progress.next - 1;
	const logTerm = log.term(index);
	// The entry before is gone, so the follower could not match anything: it needs a snapshot.
	if (logTerm === undefined) return maybeSendSnapshot(raft, to, progress);

	// Into a full window only empty appends go. If everything in the window was lost, nobody would ever acknowledge it;
	// the empty append after a heartbeat's answer gets acknowledged or refused, and either clears the window.
	const isFull = progress.state === 'replicate' && progress.isInflightFull;
	const entries = isFull ? NOTHING : log.entries(progress.next, raft.config.maxSizePerMsg);
	if (entries === undefined) return maybeSendSnapshot(raft, to, progress);
	if (entries.length === 0 && !evenIfEmpty) return false;

	const { committed: commit } = log;
	const message: Message = { type: 'MsgApp', from: raft.id, to, term: raft.term, logTerm, index, commit, entries };
	raft.send(message);
	progress.sentEntries(entries.length);
	progress.sentCommit = commit;
	return true;
}

function maybeSendSnapshot(raft: Raft, to: PeerId, progress: Progress): boolean {
	// A snapshot is large; do not waste it on somebody who is away.
	if (!progress.recentActive) return false;
	const snapshot = raft.log.snapshot();
	invariant(snapshot.index > 0, '%s needs a snapshot, but there is none', to);
	progress.becomeSnapshot(snapshot.index);
	raft.send({ type: 'MsgSnap', from: raft.id, to, term: raft.term, snapshot });
	return true;
}

export function sendTimeoutNow(raft: Raft, to: PeerId): void {
	raft.send({ type: 'MsgTimeoutNow', from: raft.id, to, term: raft.term });
}
