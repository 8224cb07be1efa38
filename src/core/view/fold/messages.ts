import type { SeenEvent } from '../cluster.ts';

/** A message between managers, under way or just ended. */
export interface MessageView {
	id: number;
	from: string;
	to: string;
	kind: MessageKind;
	/** '' for a request, else what the answer says. */
	reply: '' | '+' | '-';
	what: string;
	sentAt: number;
	latencyMs: number;
	state: 'flying' | 'arrived' | 'lost';
	/** When it arrived or was lost. */
	endedAt: number;
	/** 'partition', 'loss' or 'down' for a lost one. */
	why: string;
	seq: number;
}

/** V vote, A append, H heartbeat, S snapshot, T hands leadership over, C a client's request handed on. */
export type MessageKind = 'V' | 'A' | 'H' | 'S' | 'T' | 'C';

const MESSAGES_KEPT = 120;

/** Only what managers say to one another of Raft and of requests: 'D' is the dispatcher's. @returns those that are kept */
export function foldMessage(
	messages: MessageView[],
	event: Extract<SeenEvent, { type: 'net.send' | 'net.recv' | 'net.drop' }>
): MessageView[] {
	if (event.type === 'net.send') {
		if (event.kind === 'D') return messages;
		messages.push({
			id: event.id,
			from: event.from,
			to: event.to,
			kind: event.kind,
			reply: event.reply ?? '',
			what: event.what,
			sentAt: event.t,
			latencyMs: event.latencyMs,
			state: 'flying',
			endedAt: 0,
			why: '',
			seq: event.seq
		});
		return messages.length > MESSAGES_KEPT ? messages.slice(-MESSAGES_KEPT / 2) : messages;
	}
	const message = messages.findLast((m) => m.id === event.id);
	if (!message) return messages;
	message.state = event.type === 'net.recv' ? 'arrived' : 'lost';
	message.endedAt = event.t;
	if (event.type === 'net.drop') message.why = event.why;
	return messages;
}
