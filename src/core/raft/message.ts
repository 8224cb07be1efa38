/**
 * The vocabulary that Raft members exchange and keep: entries, snapshots, hard state, messages.
 *
 * All of it is plain JSON data, and none of it is changed once it has been created: an entry is shared by reference
 * between the logs of all simulated machines.
 */

/** A Raft id: the decimal digits of a positive integer (SwarmKit draws 63 random bits, too many for a number). */
export type PeerId = string;

/** No peer: nobody voted for, no leader known. */
export const NONE: PeerId = '0';

/** Orders ids by their numeric value, without parsing them. */
export function compareIds(a: PeerId, b: PeerId): number {
	if (a.length !== b.length) return a.length - b.length;
	return a < b ? -1 : a > b ? 1 : 0;
}

export interface ConfChange {
	readonly type: 'addNode' | 'removeNode' | 'updateNode';
	/** NONE makes the change a no-op: that is how a host refuses a change that is already committed. */
	readonly nodeId: PeerId;
	/** The host's own data about the member (SwarmKit: its node id and address). Raft does not look at it. */
	readonly context?: unknown;
}

/** The members, in numeric order. */
export interface ConfState {
	readonly voters: readonly PeerId[];
}

export interface EntryId {
	readonly term: number;
	readonly index: number;
}

export interface NormalEntry extends EntryId {
	readonly type: 'normal';
	/** Opaque JSON data. `null` is the empty entry with which a leader opens its term. */
	readonly data: unknown;
}

export interface ConfChangeEntry extends EntryId {
	readonly type: 'confChange';
	readonly data: ConfChange;
}

export type Entry = NormalEntry | ConfChangeEntry;

export interface Snapshot extends EntryId {
	readonly confState: ConfState;
	/** The host's state machine after applying all entries up to `index`. */
	readonly data: unknown;
}

/** What must be on disk before any message of the same Ready leaves. */
export interface HardState {
	readonly term: number;
	readonly vote: PeerId;
	readonly commit: number;
}

export const EMPTY_HARD_STATE: HardState = { term: 0, vote: NONE, commit: 0 };

export type MessageType =
	/** Local: start an election. */
	| 'MsgHup'
	/** Local: the leader's heartbeat is due. */
	| 'MsgBeat'
	/** Local: the leader asks itself whether it still hears from a majority. */
	| 'MsgCheckQuorum'
	/** Local: the transport could not reach `from`. */
	| 'MsgUnreachable'
	/** Local: the snapshot sent to `from` arrived, or (`reject`) did not. */
	| 'MsgSnapStatus'
	| 'MsgProp'
	| 'MsgApp'
	| 'MsgAppResp'
	| 'MsgVote'
	| 'MsgVoteResp'
	| 'MsgSnap'
	| 'MsgHeartbeat'
	| 'MsgHeartbeatResp'
	/** Asks the leader to hand over to `from`. */
	| 'MsgTransferLeader'
	/** The leader tells its successor to campaign at once. */
	| 'MsgTimeoutNow';

export interface Message {
	readonly type: MessageType;
	readonly from: PeerId;
	readonly to: PeerId;
	/** 0 in local messages and in proposals, which belong to no term yet. */
	readonly term: number;
	/**
	 * MsgApp: the entry just before `entries`. MsgVote: the candidate's last entry. MsgAppResp: in `index` the last entry
	 * that matches, or with `reject` the index refused; then `logTerm` is the term at `rejectHint`.
	 */
	readonly logTerm?: number;
	readonly index?: number;
	readonly commit?: number;
	readonly reject?: boolean;
	/** Where the follower thinks that the logs may still agree. */
	readonly rejectHint?: number;
	readonly entries?: readonly Entry[];
	readonly snapshot?: Snapshot;
	/** MsgVote of a leadership transfer: to be answered even by followers whose leader is alive. */
	readonly context?: 'transfer';
}

/** Messages that a member sends to itself and that must never come over the network. */
export function isLocalMessage(type: MessageType): boolean {
	switch (type) {
		case 'MsgHup':
		case 'MsgBeat':
		case 'MsgCheckQuorum':
		case 'MsgUnreachable':
		case 'MsgSnapStatus':
			return true;
		default:
			return false;
	}
}

export function isResponse(type: MessageType): boolean {
	switch (type) {
		case 'MsgAppResp':
		case 'MsgVoteResp':
		case 'MsgHeartbeatResp':
		case 'MsgUnreachable':
			return true;
		default:
			return false;
	}
}
