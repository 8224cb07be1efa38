import type { RaftTrace } from '../../raft/trace.ts';
import type { Sim } from '../../sim/sim.ts';

/** What the trace needs from a Raft host to speak of machines instead of Raft IDs. */
interface Teller {
	readonly sim: Sim;
	readonly name: string;
	readonly isRaftLeader: boolean;
	readonly term: number;
	/** Milliseconds until so many ticks have passed. */
	untilTick(ticks: number): number;
	machineOf(raftId: string): string;
	labelAt(index: number): string;
}

/** Puts what Raft tells into the words of the trace. */
export function traceRaft(event: RaftTrace, teller: Teller): void {
	const { sim, name: where } = teller;
	const { trace } = sim;
	switch (event.type) {
		case 'role': {
			const leader = event.leader === undefined ? '' : teller.machineOf(event.leader);
			trace.emit({ type: 'raft.role', where, role: event.role, term: event.term, leader, why: event.why });
			return;
		}
		case 'timer':
			// A leader has no election timer; its Raft uses the same counter to check the quorum.
			if (teller.isRaftLeader) return;
			trace.emit({
				type: 'raft.timer',
				where,
				timeoutMs: teller.untilTick(event.randomizedElectionTimeout - event.electionElapsed)
			});
			return;
		case 'vote':
			trace.emit({
				type: 'raft.vote',
				where,
				candidate: teller.machineOf(event.candidate),
				term: event.term,
				granted: event.granted,
				why: withMachines(event.why, teller)
			});
			return;
		case 'votes':
			trace.emit({
				type: 'raft.votes',
				where,
				term: teller.term,
				granted: event.granted,
				rejected: event.rejected,
				needed: event.needed
			});
			return;
		case 'append': {
			const entries = event.entries.map(({ index, term }) => ({ index, term, label: teller.labelAt(index) }));
			trace.emit({ type: 'raft.append', where, entries });
			return;
		}
		case 'truncate':
			trace.emit({ type: 'raft.truncate', where, fromIndex: event.fromIndex });
			return;
		case 'commit':
			trace.emit({ type: 'raft.commit', where, index: event.index });
			return;
		case 'ignored':
			if (event.message.from === event.message.to) return;
			trace.emit({
				type: 'raft.ignored',
				where,
				from: teller.machineOf(event.message.from),
				what: event.message.type,
				why: event.why
			});
			return;
		case 'restore':
		case 'config':
			// The host tells of members and snapshots itself: it knows the machines.
			return;
	}
}

/** Raft IDs are 18 digits or so; nothing else in these texts is. */
function withMachines(why: string, teller: Teller): string {
	return why.replace(/\d{8,}/g, (id) => teller.machineOf(id) || id);
}
