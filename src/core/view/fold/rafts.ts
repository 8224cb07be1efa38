import type { RaftRole } from '../../trace-events.ts';
import type { SeenEvent } from '../cluster.ts';

export interface LogCell {
	index: number;
	term: number;
	label: string;
}

/** One manager's Raft. */
export interface RaftView {
	machine: string;
	/** 'unknown' only as another manager believes. */
	role: RaftRole | 'stopped' | 'unknown';
	term: number;
	/** Machine it follows; '' for none. */
	leader: string;
	why: string;
	/** When the role was taken. */
	since: number;
	/** The election timer fires at timerFrom + timerMs unless it is reset. */
	timerFrom: number;
	timerMs: number;
	votesGranted: number;
	votesRejected: number;
	votesNeeded: number;
	/** Managers that had a vote when it was counted; 0 before any election. */
	votesOf: number;
	/** Term and candidate of its last vote. */
	votedFor: string;
	/** The last entries, oldest first, at most LOG_KEPT. */
	log: LogCell[];
	commit: number;
	/** Everything up to here is in a snapshot. */
	snapshotTo: number;
	voters: string[];
	/** Managers it holds for unreachable. */
	inactivePeers: Set<string>;
	/** Entries that another leader's took the place of, and when. At most OVERWRITTEN_KEPT. */
	overwritten: (LogCell & { at: number })[];
}

/** Rafts of the managers by machine. */
export type Rafts = Map<string, RaftView>;

const LOG_KEPT = 500;
const OVERWRITTEN_KEPT = 10;

export function foldRaft(rafts: Rafts, event: SeenEvent): void {
	switch (event.type) {
		case 'raft.role': {
			const raft = raftOf(rafts, event.where, event.t);
			if (raft.role !== event.role || raft.term !== event.term) raft.since = event.t;
			if (raft.term !== event.term) raft.votedFor = '';
			if (event.role === 'candidate') raft.votedFor = event.where;
			// The one that has won keeps its count: it is what made it leader.
			if (event.role === 'follower' || raft.term !== event.term) raft.votesGranted = raft.votesRejected = 0;
			raft.role = event.role;
			raft.term = event.term;
			raft.leader = event.leader;
			raft.why = event.why;
			return;
		}
		case 'raft.stop':
			stopRaft(rafts, event.where, event.t);
			return;
		case 'raft.timer': {
			const raft = raftOf(rafts, event.where, event.t);
			raft.timerFrom = event.t;
			raft.timerMs = event.timeoutMs;
			return;
		}
		case 'raft.vote': {
			const raft = raftOf(rafts, event.where, event.t);
			if (event.granted) raft.votedFor = event.candidate;
			return;
		}
		case 'raft.votes': {
			const raft = raftOf(rafts, event.where, event.t);
			raft.votesGranted = event.granted;
			raft.votesRejected = event.rejected;
			raft.votesNeeded = event.needed;
			raft.votesOf = raft.voters.length || 2 * event.needed - 1;
			return;
		}
		case 'raft.append': {
			const raft = raftOf(rafts, event.where, event.t);
			raft.log.push(...event.entries);
			if (raft.log.length > LOG_KEPT) raft.log.splice(0, raft.log.length - LOG_KEPT);
			return;
		}
		case 'raft.load': {
			const raft = raftOf(rafts, event.where, event.t);
			raft.log = event.entries.slice(-LOG_KEPT);
			raft.overwritten = [];
			raft.snapshotTo = event.snapshot;
			raft.commit = event.commit;
			return;
		}
		case 'raft.truncate': {
			const raft = raftOf(rafts, event.where, event.t);
			const lost = raft.log.filter((cell) => cell.index >= event.fromIndex).map((cell) => ({ ...cell, at: event.t }));
			raft.overwritten = [...raft.overwritten, ...lost].slice(-OVERWRITTEN_KEPT);
			raft.log = raft.log.filter((cell) => cell.index < event.fromIndex);
			return;
		}
		case 'raft.commit':
			raftOf(rafts, event.where, event.t).commit = event.index;
			return;
		case 'raft.members':
			raftOf(rafts, event.where, event.t).voters = event.voters;
			return;
		case 'raft.snapshot': {
			const raft = raftOf(rafts, event.where, event.t);
			raft.snapshotTo = event.index;
			raft.log = raft.log.filter((cell) => cell.index > event.index);
			return;
		}
		case 'raft.peer': {
			const peers = raftOf(rafts, event.where, event.t).inactivePeers;
			if (event.active) peers.delete(event.peer);
			else peers.add(event.peer);
			return;
		}
		default:
	}
}

function raftOf(rafts: Rafts, where: string, t: number): RaftView {
	let raft = rafts.get(where);
	if (!raft) {
		raft = {
			machine: where,
			role: 'follower',
			term: 0,
			leader: '',
			why: '',
			since: t,
			timerFrom: 0,
			timerMs: 0,
			votesGranted: 0,
			votesRejected: 0,
			votesNeeded: 0,
			votesOf: 0,
			votedFor: '',
			log: [],
			commit: 0,
			snapshotTo: 0,
			voters: [],
			inactivePeers: new Set(),
			overwritten: []
		};
		rafts.set(where, raft);
	}
	return raft;
}

export function stopRaft(rafts: Rafts, where: string, t: number): void {
	const raft = rafts.get(where);
	if (!raft || raft.role === 'stopped') return;
	raft.role = 'stopped';
	raft.leader = '';
	raft.since = t;
}
