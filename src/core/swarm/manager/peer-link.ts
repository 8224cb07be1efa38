import type { RaftMember } from './raft-entry.ts';

/**
 * A failed send is known after two seconds (swarmkit raft.go, SendTimeout). It is looked for with every tick, and what a
 * tick has sent left the machine a few milliseconds after it.
 */
const SEND_TIMEOUT_MS = 2000 - 50;
/** gRPC waits this long after a refused connection, then longer each time. */
const BACKOFF_MS = 1000;
const BACKOFF_FACTOR = 1.6;
/** What a cut wire has swallowed, TCP sends again after this long (a LAN's `rto` in `ss -i`), then after twice as long each time (Linux). */
const RETRANSMIT_MS = 204;
const RETRANSMIT_MAX_MS = 120_000;
/** The longest pause between two attempts to connect (swarmkit transport, maxBackoff). */
const BACKOFF_MAX_MS = 8000;

/**
 * One manager's connection to another: whether what was sent has arrived, and whether it is worth sending at all.
 * `isActive` is what `docker node ls` shows as Reachable.
 *
 * Active after a send that arrived or a health check, inactive after a refused connection at once, or after silence of
 * two seconds. A refused connection is not tried again before its back-off is over; that is why a manager that comes
 * back after its daemon was killed is Ready some seconds before it is Reachable.
 *
 * A cut wire ends no connection: TCP goes on sending what was not acknowledged, ever more seldom, and nothing else gets
 * through before it. So two sides of a partition hear each other again only at the next such moment, 25.9, 52, 104 seconds
 * after the first loss. Measured in a real swarm: a partition of 12 s ended for Raft 13.9 s after it was mended; in
 * failures.jsonl 1148, 12 s after 42.7.
 *
 * Source: swarmkit manager/state/raft/transport/peer.go; FINDINGS section 1.
 */
export class PeerLink {
	isActive = false;
	/** Virtual time since when it has been active. */
	activeSince = 0;
	/** No attempt before this time. */
	retryAt = 0;
	private backoffMs = BACKOFF_MS;
	/** Time of the oldest send without an answer, -1 for none. */
	private unansweredSince = -1;
	/** Time of the first send that a cut wire has swallowed, -1 for none. */
	private lostSince = -1;

	constructor(
		readonly member: RaftMember,
		readonly machine: string,
		private readonly clock: { readonly now: number },
		/** Whether the other machine is there, but behind a cut. */
		private readonly isCut: () => boolean,
		private readonly onChange: (link: PeerLink) => void
	) {}

	get canSend(): boolean {
		return this.clock.now >= this.retryAt;
	}

	sent(): void {
		if (this.unansweredSince < 0) this.unansweredSince = this.clock.now;
	}

	/** The other side has taken a message. */
	arrived(): void {
		this.unansweredSince = -1;
		this.lostSince = -1;
		this.backoffMs = BACKOFF_MS;
		this.retryAt = 0;
		if (this.isActive) return;
		this.isActive = true;
		this.activeSince = this.clock.now;
		this.onChange(this);
	}

	/** Nobody listens there. */
	refused(): void {
		this.unansweredSince = -1;
		this.lostSince = -1;
		this.retryAt = this.clock.now + this.backoffMs;
		this.backoffMs = Math.min(BACKOFF_MAX_MS, this.backoffMs * BACKOFF_FACTOR);
		this.fail();
	}

	/** Called with every tick. Returns whether a send has just been given up. */
	giveUpSilent(): boolean {
		if (this.isCut()) this.waitForRetransmission();
		if (this.unansweredSince < 0 || this.clock.now - this.unansweredSince < SEND_TIMEOUT_MS) return false;
		this.unansweredSince = -1;
		this.fail();
		return true;
	}

	/** A call goes out on this connection, beside Raft's messages. */
	called(): void {
		if (this.lostSince < 0 && this.isCut()) this.lostSince = this.clock.now;
	}

	/** What was sent again up to now went into the cut as well. */
	private waitForRetransmission(): void {
		if (this.lostSince < 0) this.lostSince = this.unansweredSince;
		if (this.lostSince < 0) return;
		let at = this.lostSince;
		for (let pause = RETRANSMIT_MS; at <= this.clock.now; pause = Math.min(RETRANSMIT_MAX_MS, pause * 2)) at += pause;
		this.retryAt = at;
	}

	private fail(): void {
		if (!this.isActive) return;
		this.isActive = false;
		this.onChange(this);
	}
}
