/** What a leader does with a message. */
import { ProposalDropped } from './errors.ts';
import { invariant } from './invariant.ts';
import { NONE } from './message.ts';
import type { Entry, Message } from './message.ts';
import type { Progress } from './progress.ts';
import type { Raft } from './raft.ts';
import { bcastAppend, bcastHeartbeat, maybeSendAppend, sendAppend, sendTimeoutNow } from './replicate.ts';

export function stepLeader(raft: Raft, message: Message): void {
	switch (message.type) {
		case 'MsgBeat':
			return bcastHeartbeat(raft);
		case 'MsgCheckQuorum':
			return checkQuorum(raft);
		case 'MsgProp':
			return handleProposal(raft, message);
		default:
	}
	const progress = raft.members.progress.get(message.from);
	if (!progress) return raft.ignore(message, 'not a member');
	switch (message.type) {
		case 'MsgAppResp':
			progress.recentActive = true;
			if (message.reject) return handleAppendRefused(raft, message, progress);
			return handleAppendAcknowledged(raft, message, progress);
		case 'MsgHeartbeatResp':
			return handleHeartbeatResponse(raft, message, progress);
		case 'MsgSnapStatus':
			return handleSnapshotStatus(raft, message, progress);
		case 'MsgUnreachable':
			// Of what was sent ahead, something is probably lost; find out what has arrived.
			if (progress.state === 'replicate') progress.becomeProbe();
			return;
		case 'MsgTransferLeader':
			return handleTransfer(raft, message, progress);
		case 'MsgVoteResp':
			return raft.ignore(message, 'election is over');
		default:
			return raft.ignore(message, 'already leader');
	}
}

/** Thesis §6.2: who cannot reach a majority must not go on pretending to lead. */
function checkQuorum(raft: Raft): void {
	if (raft.members.isQuorumActive(raft.id)) raft.members.expectActivity(raft.id);
	else raft.becomeFollower(raft.term, NONE, 'quorum not active');
}

function handleProposal(raft: Raft, { entries = [] }: Message): void {
	invariant(entries.length > 0, 'proposal with %d entries', entries.length);
	if (!raft.members.progress.has(raft.id)) throw new ProposalDropped('removed from the cluster');
	if (raft.leadTransferee !== NONE) throw new ProposalDropped('leadership transfer in progress');
	const last = raft.log.lastIndex();
	const accepted = entries.map((entry, i): Entry => {
		if (entry.type === 'normal') return entry;
		// One membership change at a time: two at once could leave two majorities that do not overlap.
		if (raft.pendingConfIndex > raft.log.applied) return { type: 'normal', term: 0, index: 0, data: null };
		raft.pendingConfIndex = last + 1 + i;
		return entry;
	});
	raft.appendEntries(accepted);
	bcastAppend(raft);
}

function handleAppendRefused(raft: Raft, message: Message, progress: Progress): void {
	const { from, index = 0, logTerm = 0, rejectHint = 0 } = message;
	// The follower has skipped its entries that are too new for ours; we skip ours that are too new for its.
	const hint = logTerm > 0 ? raft.log.findConflictByTerm(rejectHint, logTerm).index : rejectHint;
	if (!progress.maybeDecrease(index, hint)) return raft.ignore(message, 'stale');
	if (progress.state === 'replicate') progress.becomeProbe();
	sendAppend(raft, from);
}

function handleAppendAcknowledged(raft: Raft, message: Message, progress: Progress): void {
	const { from, index = 0 } = message;
	// An acknowledgement of nothing new still tells that a probe has matched.
	const isProbeAnswered = progress.state === 'probe' && progress.match === index;
	if (!progress.maybeUpdate(index) && !isProbeAnswered) return;

	switch (progress.state) {
		case 'probe':
			progress.becomeReplicate();
			break;
		case 'snapshot':
			// Whichever snapshot the follower has got, by whatever way: if our log goes on from there, so do we.
			if (progress.match + 1 >= raft.log.firstIndex()) {
				progress.becomeProbe();
				progress.becomeReplicate();
			}
			break;
		case 'replicate':
			progress.freeInflight(index);
	}

	if (raft.maybeCommit()) {
		bcastAppend(raft);
	} else if (from !== raft.id && progress.canBumpCommit(raft.log.committed)) {
		// It may lack the newest commit index. The next heartbeat would tell as well, only later.
		sendAppend(raft, from);
	}
	if (from === raft.id) return;
	// The window may have become wide enough for several messages.
	while (maybeSendAppend(raft, from, false));
	if (from === raft.leadTransferee && progress.match === raft.log.lastIndex()) sendTimeoutNow(raft, from);
}

function handleHeartbeatResponse(raft: Raft, message: Message, progress: Progress): void {
	progress.recentActive = true;
	progress.appendPaused = false;
	// Who lacks entries gets the next append, an empty one if its window is full; and who is being probed although it
	// lacks nothing (after reportUnreachable) gets an empty one, whose acknowledgement ends the probing.
	if (progress.match < raft.log.lastIndex() || progress.state === 'probe') sendAppend(raft, message.from);
}

function handleSnapshotStatus(raft: Raft, message: Message, progress: Progress): void {
	if (progress.state !== 'snapshot') return raft.ignore(message, 'no snapshot on its way');
	if (message.reject) progress.pendingSnapshot = 0;
	progress.becomeProbe();
	// Delivered: wait for its acknowledgement. Failed: wait for a heartbeat before trying again.
	progress.appendPaused = true;
}

/** Thesis §3.10 */
function handleTransfer(raft: Raft, message: Message, progress: Progress): void {
	const { from: successor } = message;
	if (successor === raft.leadTransferee) return raft.ignore(message, 'transfer to it is in progress');
	raft.leadTransferee = NONE;
	if (successor === raft.id) return raft.ignore(message, 'already leader');
	// It has one election timeout, from now.
	raft.resetElectionTimer();
	raft.leadTransferee = successor;
	if (progress.match === raft.log.lastIndex()) sendTimeoutNow(raft, successor);
	else sendAppend(raft, successor);
}
