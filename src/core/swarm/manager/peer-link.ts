import type { RaftMember } from './raft-entry.ts';

/**
 * A failed send is known after two seconds (swarmkit raft.go, SendTimeout). It is looked for with every tick, and what a
 * tick has sent left the machine a few milliseconds after it.
 */
const SEND_TIMEOUT_MS = 2000 - 50;
/** gRPC waits this long after a refused connection, then longer each time. */
const BACKOFF_MS = 1000;
const BACKOFF_FACTOR = 1.6;
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

	constructor(
		readonly member: RaftMember,
		readonly machine: string,
		private readonly clock: { readonly now: number },
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
		this.retryAt = this.clock.now + this.backoffMs;
		this.backoffMs = Math.min(BACKOFF_MAX_MS, this.backoffMs * BACKOFF_FACTOR);
		this.fail();
	}

	/** Called with every tick. Returns whether a send has just been given up. */
	giveUpSilent(): boolean {
		if (this.unansweredSince < 0 || this.clock.now - this.unansweredSince < SEND_TIMEOUT_MS) return false;
		this.unansweredSince = -1;
		this.fail();
		return true;
	}

	private fail(): void {
		if (!this.isActive) return;
		this.isActive = false;
		this.onChange(this);
	}
}
