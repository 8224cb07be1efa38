/** What a candidate does with a message (§5.2). */
import { ProposalDropped } from './errors.ts';
import { stepFollower } from './follower.ts';
import { NONE } from './message.ts';
import type { Message } from './message.ts';
import type { Raft } from './raft.ts';
import { bcastAppend } from './replicate.ts';

export function stepCandidate(raft: Raft, message: Message): void {
	switch (message.type) {
		case 'MsgProp':
			throw new ProposalDropped('no leader');
		case 'MsgApp':
		case 'MsgHeartbeat':
		case 'MsgSnap':
			// Of the same term, or we would not be here: somebody else has won.
			raft.becomeFollower(message.term, message.from, 'lost to another candidate');
			return stepFollower(raft, message);
		case 'MsgVoteResp':
			return handleVote(raft, message);
		case 'MsgTransferLeader':
			return raft.ignore(message, 'no leader');
		case 'MsgTimeoutNow':
			return raft.ignore(message, 'already a candidate');
		default:
			return raft.ignore(message, 'not the leader');
	}
}

function handleVote(raft: Raft, message: Message): void {
	raft.members.recordVote(message.from, !message.reject);
	const { granted, rejected, needed, result } = raft.members.tally();
	raft.config.trace?.({ type: 'votes', granted, rejected, needed });
	const all = raft.members.voters.length;
	if (result === 'won') {
		raft.becomeLeader(`won ${granted} of ${all} votes`);
		bcastAppend(raft);
	} else if (result === 'lost') {
		raft.becomeFollower(raft.term, NONE, `refused by ${rejected} of ${all}`);
	}
}
