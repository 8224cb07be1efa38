/** How a member stands for election, and how it answers one that does (§5.2, §5.4.1). */
import { NONE } from './message.ts';
import type { Message } from './message.ts';
import type { Raft } from './raft.ts';

/** Stands for election, if it may. */
export function hup(raft: Raft, why: string): void {
	const obstacle = whyNotStand(raft);
	if (obstacle !== undefined) {
		raft.ignore({ type: 'MsgHup', from: raft.id, to: raft.id, term: 0 }, obstacle);
		return;
	}
	raft.becomeCandidate(why);
	const { id: from, term } = raft;
	const { term: logTerm, index } = raft.log.lastEntryId();
	for (const to of raft.members.voters) {
		if (to === from) {
			// The own vote counts like any other: once it is on the disk.
			raft.send({ type: 'MsgVoteResp', from, to, term });
			continue;
		}
		const request: Message = { type: 'MsgVote', from, to, term, logTerm, index };
		raft.send(why === 'transfer' ? { ...request, context: 'transfer' } : request);
	}
}

function whyNotStand(raft: Raft): string | undefined {
	if (raft.role === 'leader') return 'already leader';
	if (!raft.members.progress.has(raft.id)) return 'not a member';
	if (raft.log.unstable.snapshot) return 'snapshot not written yet';
	// The majority might be another one than we think.
	if (hasUnappliedConfChange(raft)) return 'membership change not applied yet';
	return undefined;
}

function hasUnappliedConfChange({ log }: Raft): boolean {
	if (log.applied >= log.committed) return false;
	const lo = Math.max(log.applied + 1, log.firstIndex());
	const entries = log.slice(lo, log.committed + 1, Number.MAX_SAFE_INTEGER) ?? [];
	return entries.some((entry) => entry.type === 'confChange');
}

/**
 * §5.2, §5.4.1: one vote per term, first come first served, and only for a log at least as new as ours.
 */
export function handleVoteRequest(raft: Raft, message: Message): void {
	const { from, term } = message;
	const why = whyNotGrant(raft, message);
	if (why === undefined) {
		// Only a vote given sets the timer back: an unelectable candidate must not keep others from standing.
		raft.resetElectionTimer();
		raft.vote = from;
	}
	raft.config.trace?.({
		type: 'vote',
		candidate: from,
		term,
		granted: why === undefined,
		why: why ?? 'log is up to date'
	});
	const answer: Message = { type: 'MsgVoteResp', from: raft.id, to: from, term: raft.term };
	raft.send(why === undefined ? answer : { ...answer, reject: true });
}

function whyNotGrant(raft: Raft, { from, logTerm = 0, index = 0 }: Message): string | undefined {
	if (raft.vote !== from) {
		if (raft.vote !== NONE) return `already voted for ${raft.vote}`;
		if (raft.lead !== NONE) return `follows ${raft.lead}`;
	}
	if (!raft.log.isUpToDate({ term: logTerm, index })) {
		const ours = raft.log.lastEntryId();
		return `own log is newer: ${ours.term}/${ours.index}, not ${logTerm}/${index}`;
	}
	return undefined;
}
