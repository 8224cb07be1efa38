/** What a caller, or who takes a disk back, can cause. What cannot happen at all is an `invariant`; what the network does is an ordinary message. */

export class ProposalDropped extends Error {
	override name = 'ProposalDropped';
	/** A short key: 'no leader', 'leadership transfer in progress', 'removed from the cluster'. */
	readonly why: string;
	constructor(why: string) {
		super('raft proposal dropped');
		this.why = why;
	}
}

/** The entries asked for were compacted into a snapshot. */
export class Compacted extends Error {
	override name = 'Compacted';
	constructor() {
		super('requested index is unavailable due to compaction');
	}
}

/** The entries asked for are not in the log (yet). */
export class Unavailable extends Error {
	override name = 'Unavailable';
	constructor() {
		super('requested entry at index is unavailable');
	}
}

export class SnapshotOutOfDate extends Error {
	override name = 'SnapshotOutOfDate';
	constructor() {
		super('requested index is older than the existing snapshot');
	}
}

/** A local message came in as if from the network. */
export class StepLocalMessage extends Error {
	override name = 'StepLocalMessage';
	constructor() {
		super('raft: cannot step raft local message');
	}
}

/** A response of somebody who is no member (any more). */
export class StepPeerNotFound extends Error {
	override name = 'StepPeerNotFound';
	constructor() {
		super('raft: cannot step as peer not found');
	}
}

/** A membership change that no configuration can make. */
export class ConfChangeRefused extends Error {
	override name = 'ConfChangeRefused';
}

/**
 * The leader knows of a commit that this disk does not have any more: somebody took the disk back. Where Raft cannot go
 * on, etcd/raft panics, and with it the whole daemon.
 *
 * Source: etcd/raft log.go, commitTo; seen with Docker 20.10.24, whose manager was given an older /var/lib/docker/swarm.
 */
export class LogLost extends Error {
	override readonly name = 'LogLost';

	constructor(index: number, lastIndex: number) {
		super(
			`tocommit(${index}) is out of range [lastIndex(${lastIndex})]. Was the raft log corrupted, truncated, or lost?`
		);
	}
}
