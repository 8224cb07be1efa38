import type { Message } from '../../raft/message.ts';
import type { MessageNote } from '../../sim/net.ts';
import { labelOf } from './raft-entry.ts';

const HEARTBEAT: MessageNote = { kind: 'H', what: 'heartbeat', noise: true };
const HEARTBEAT_REPLY: MessageNote = { kind: 'H', reply: '+', what: 'heartbeat', noise: true };

/** What the diagrams say of a Raft message. */
export function messageNote(message: Message): MessageNote {
	switch (message.type) {
		case 'MsgHeartbeat':
			return HEARTBEAT;
		case 'MsgHeartbeatResp':
			return HEARTBEAT_REPLY;
		case 'MsgVote':
			return { kind: 'V', what: `vote for me in term ${message.term}` };
		case 'MsgVoteResp':
			return { kind: 'V', reply: message.reject ? '-' : '+', what: `vote in term ${message.term}` };
		case 'MsgApp': {
			const entries = message.entries ?? [];
			if (entries.length === 0) return { kind: 'A', what: `commit ${message.commit ?? 0}` };
			const labels = entries.slice(0, 3).map(labelOf).join(', ');
			return { kind: 'A', what: entries.length > 3 ? `${labels} and ${entries.length - 3} more` : labels };
		}
		case 'MsgAppResp':
			if (message.reject) return { kind: 'A', reply: '-', what: `no match at ${message.index ?? 0}` };
			return { kind: 'A', reply: '+', what: `has ${message.index ?? 0}` };
		case 'MsgSnap':
			return { kind: 'S', what: `snapshot ${message.snapshot?.index ?? 0}` };
		case 'MsgTimeoutNow':
			return { kind: 'T', what: 'take over' };
		case 'MsgTransferLeader':
			return { kind: 'T', what: 'hand over' };
		default:
			return { kind: 'A', what: message.type };
	}
}
