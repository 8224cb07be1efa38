/** What a Raft member tells an observer. Tracing never changes what the member does. */
import type { EntryId, Message, PeerId } from './message.ts';

export type Role = 'follower' | 'candidate' | 'leader';

export type RaftTrace =
	/** A new role, or the same role in a new term or under another leader. `why` is a short key such as 'election timeout'. */
	| {
			readonly type: 'role';
			readonly role: Role;
			readonly term: number;
			readonly leader?: PeerId;
			readonly why: string;
	  }
	/** The election timer was set back or drawn anew; both in ticks. Not told on each tick. */
	| { readonly type: 'timer'; readonly electionElapsed: number; readonly randomizedElectionTimeout: number }
	/** This member answered a vote request. */
	| {
			readonly type: 'vote';
			readonly candidate: PeerId;
			readonly term: number;
			readonly granted: boolean;
			readonly why: string;
	  }
	/** The tally of this candidate, itself included. */
	| { readonly type: 'votes'; readonly granted: number; readonly rejected: number; readonly needed: number }
	/** Entries joined the log of `to` (this member); `from` is the leader they came from, itself when it leads. */
	| { readonly type: 'append'; readonly from: PeerId; readonly to: PeerId; readonly entries: readonly EntryId[] }
	/** Entries from this index on contradicted the leader's and were dropped. */
	| { readonly type: 'truncate'; readonly fromIndex: number }
	/** The whole log was replaced by a snapshot of the leader `from`. */
	| { readonly type: 'restore'; readonly from: PeerId; readonly term: number; readonly index: number }
	| { readonly type: 'commit'; readonly index: number }
	| { readonly type: 'config'; readonly voters: readonly PeerId[] }
	| { readonly type: 'ignored'; readonly message: Message; readonly why: string };
