import { NetError, type MessageNote, type Net } from '../../sim/net.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { Sim } from '../../sim/sim.ts';
import { SwarmError } from '../swarm.ts';
import type { RaftHost } from './raft-host.ts';

const POLL_MS = 1000;
/** After a broken connection the leader is looked for at this pace, and asked whether it serves. */
const POLL_BROKEN_MS = 500;
const HEALTH_TIMEOUT_MS = 2000;
/** Asked twice a second by every call that waits. */
const HEALTH_NOTE: MessageNote = { kind: 'C', what: 'are you serving?', noise: true };

export const NO_LEADER =
	"The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
const DEADLINE = 'context deadline exceeded';

/** A manager was asked as the leader and is not (any more). */
export class NotLeader extends Error {
	override name = 'NotLeader';
}

/** How long a call may take. */
export interface CallLimits {
	/** For the answer. */
	timeoutMs: number;
	/** Without a leader nobody waits longer for one. Default: timeoutMs */
	patienceMs?: number;
	/** It tells while it lasts: asked again, the next leader would tell everything once more. */
	isStream?: boolean;
}

/**
 * Every manager serves every call; one that does not lead hands it on to the leader.
 *
 * Without a leader a call waits and looks again each second; when the manager has been without one for more than ten
 * ticks it fails at once. A call that was under way when the leader's connection broke is sent to the next leader.
 *
 * Source: swarmkit manager/state/raft/raft.go LeaderConn, the generated raft proxies; SEMANTICS.md 2.2.
 */
export class LeaderProxy {
	constructor(
		private readonly sim: Sim,
		private readonly net: Net,
		private readonly where: string,
		private readonly raft: RaftHost
	) {}

	/**
	 * @param protocol the leader takes it as a call of this protocol
	 * @param local serves it here if this manager leads
	 * @throws SwarmError Unknown (no leader), DeadlineExceeded, and whatever the call itself answers
	 */
	*call<T>(
		protocol: string,
		request: unknown,
		note: MessageNote,
		local: () => Process<T>,
		{ timeoutMs, patienceMs = timeoutMs, isStream = false }: CallLimits
	): Process<T> {
		const deadline = this.sim.now + timeoutMs;
		const patience = this.sim.now + patienceMs;
		let isBroken = false;
		for (;;) {
			const leader = yield* this.findLeader(patience, isBroken);
			try {
				if (leader === this.where) return yield* local();
				const rest = deadline - this.sim.now;
				this.raft.leaderLink?.called();
				return (yield* this.net.call(this.where, leader, protocol, request, note, rest)) as T;
			} catch (error) {
				if (error instanceof NotLeader) {
					isBroken = true;
					continue;
				}
				if (!(error instanceof NetError)) throw error;
				if (error.kind === 'timeout') throw new SwarmError('DeadlineExceeded', DEADLINE);
				if (isStream) throw new SwarmError('Unavailable', 'error reading from server: EOF');
				isBroken = true;
			}
		}
	}

	/**
	 * Machine of the leader, once there is one. Whether the quorum is lost is asked once, when a call begins to wait: who
	 * waits already goes on waiting.
	 */
	private *findLeader(deadline: number, isBroken: boolean): Process<string> {
		let isWaiting = false;
		for (let pauseMs = isBroken ? POLL_BROKEN_MS : 0; ; pauseMs = isWaiting ? POLL_MS : POLL_BROKEN_MS) {
			if (this.sim.now + pauseMs > deadline) {
				yield* sleep(deadline - this.sim.now);
				throw new SwarmError('DeadlineExceeded', DEADLINE);
			}
			if (pauseMs > 0) yield* sleep(pauseMs);
			const leader = this.raft.isRaftLeader ? this.where : this.raft.leaderMachine;
			if (leader === '') {
				if (!isWaiting && this.raft.hasLostQuorum) throw new SwarmError('Unknown', NO_LEADER);
				isWaiting = true;
			} else if (!isBroken || leader === this.where || (yield* this.isServing(leader, deadline))) {
				return leader;
			}
		}
	}

	private *isServing(leader: string, deadline: number): Process<boolean> {
		const timeoutMs = Math.max(1, Math.min(HEALTH_TIMEOUT_MS, deadline - this.sim.now));
		try {
			return (yield* this.net.call(this.where, leader, 'health', null, HEALTH_NOTE, timeoutMs)) === true;
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			return false;
		}
	}
}
