/** What a follower does with a message. */
import { progressOfNewcomer, restoreMembers } from './confchange.ts';
import { ProposalDropped } from './errors.ts';
import { switchToConfig } from './membership.ts';
import { NONE } from './message.ts';
import type { Message, Snapshot } from './message.ts';
import type { Raft } from './raft.ts';

export function stepFollower(raft: Raft, message: Message): void {
	switch (message.type) {
		case 'MsgProp':
			if (raft.lead === NONE) throw new ProposalDropped('no leader');
			return raft.send({ ...message, to: raft.lead });
		case 'MsgApp':
			hearLeader(raft, message);
			return handleAppend(raft, message);
		case 'MsgHeartbeat':
			hearLeader(raft, message);
			return handleHeartbeat(raft, message);
		case 'MsgSnap':
			hearLeader(raft, message);
			return handleSnapshot(raft, message);
		case 'MsgTransferLeader':
			if (raft.lead === NONE) return raft.ignore(message, 'no leader');
			return raft.send({ ...message, to: raft.lead, term: raft.term });
		case 'MsgTimeoutNow':
			// Thesis §3.10: the leader itself has asked for this, so the followers' lease must not stand in the way.
			return raft.hup('transfer');
		default:
			return raft.ignore(message, message.type === 'MsgVoteResp' ? 'not a candidate' : 'not the leader');
	}
}

function hearLeader(raft: Raft, message: Message): void {
	raft.resetElectionTimer();
	if (raft.lead !== message.from) raft.follow(message.from, 'heard from the leader');
}

/** §5.3 */
export function handleAppend(raft: Raft, message: Message): void {
	const { from, logTerm = 0, index = 0, entries = [], commit = 0 } = message;
	const { log } = raft;
	const answer: Message = { type: 'MsgAppResp', from: raft.id, to: from, term: raft.term };
	if (index < log.committed) {
		// An old append, overtaken by others. What is committed matches for certain, so say so.
		raft.send({ ...answer, index: log.committed });
		return;
	}
	const fresh = log.maybeAppend({ term: logTerm, index }, entries, commit);
	if (fresh) {
		raft.traceAppend(from, fresh);
		raft.send({ ...answer, index: index + entries.length });
		return;
	}
	// The hint lets the leader skip all entries that cannot match: ours that are missing, and ours of terms later than
	// the leader's entry at that place.
	const hint = log.findConflictByTerm(Math.min(index, log.lastIndex()), logTerm);
	raft.send({ ...answer, index, logTerm: hint.term, reject: true, rejectHint: hint.index });
	raft.ignore(message, `no entry ${logTerm}/${index} in own log`);
}

export function handleHeartbeat(raft: Raft, message: Message): void {
	raft.log.commitTo(message.commit ?? 0);
	raft.send({ type: 'MsgHeartbeatResp', from: raft.id, to: message.from, term: raft.term });
}

/** §7 */
export function handleSnapshot(raft: Raft, message: Message): void {
	const why = message.snapshot ? restore(raft, message.snapshot, message) : 'no snapshot in it';
	if (why !== undefined) raft.ignore(message, why);
	const index = why === undefined ? raft.log.lastIndex() : raft.log.committed;
	raft.send({ type: 'MsgAppResp', from: raft.id, to: message.from, term: raft.term, index });
}

/** Replaces log and members; returns why not. */
function restore(raft: Raft, snapshot: Snapshot, { from }: Message): string | undefined {
	const { log } = raft;
	const { term, index, confState } = snapshot;
	if (index <= log.committed) return `snapshot ${index} is not newer than commit ${log.committed}`;
	if (!confState.voters.includes(raft.id)) return 'not a member according to the snapshot';
	if (log.matchTerm(snapshot)) {
		// We have all of these entries; to learn that they are committed is enough.
		log.commitTo(index);
		return 'log has everything in the snapshot';
	}
	log.restore(snapshot);
	raft.config.trace?.({ type: 'restore', from, term, index });
	raft.config.trace?.({ type: 'commit', index });
	switchToConfig(
		raft,
		restoreMembers(confState.voters, () => progressOfNewcomer(index, raft.config.maxInflight))
	);
	return undefined;
}
