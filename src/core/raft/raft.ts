/** SIGNATURES ONLY for now; the bodies follow. */
import type { ConfChange, ConfState, Entry, Message, PeerId } from './message.ts';
import type { Ready } from './ready.ts';
import type { Storage } from './storage.ts';
import type { RaftTrace, Role } from './trace.ts';

export interface RaftConfig {
	readonly id: PeerId;
	/** Ticks without a leader before a follower may campaign; the timeout is drawn from electionTicks..2*electionTicks-1. */
	readonly electionTicks: number;
	readonly heartbeatTicks: number;
	/** Read at the start for hard state, members and log; afterwards only for entries and snapshots. */
	readonly storage: Storage;
	/** Index up to which the host has already applied (after a restart); default: the snapshot's index. */
	readonly applied?: number;
	readonly checkQuorum: boolean;
	/** Upper limit of one MsgApp and of the committed entries of one Ready, in the unit of `sizeOf`; one entry always fits. */
	readonly maxSizePerMsg: number;
	/** Most MsgApp on the way to one follower. */
	readonly maxInflight: number;
	/** An integer in 0..n-1. */
	readonly random: (n: number) => number;
	/** Default: length of the entry's data as JSON. */
	readonly sizeOf?: (entry: Entry) => number;
	readonly trace?: (event: RaftTrace) => void;
}

const later = (): never => {
	throw new Error('not written yet');
};

export class Raft {
	readonly id: PeerId;
	role: Role = 'follower';
	term = 0;
	/** NONE if unknown. */
	lead: PeerId = '0';
	constructor(config: RaftConfig) {
		this.id = config.id;
	}
	/** First start of a new cluster on an empty disk, instead of a snapshot with members. */
	bootstrap(_peers: readonly { id: PeerId; context?: unknown }[]): void {
		later();
	}
	tick(): void {
		later();
	}
	/** A message from a peer. Throws StepLocalMessage, StepPeerNotFound, ProposalDropped. */
	step(_message: Message): void {
		later();
	}
	/** Throws ProposalDropped. */
	propose(_data: unknown): void {
		later();
	}
	/** Throws ProposalDropped. */
	proposeConfChange(_change: ConfChange): void {
		later();
	}
	applyConfChange(_change: ConfChange): ConfState {
		return later();
	}
	campaign(): void {
		later();
	}
	transferLeadership(_to: PeerId): void {
		later();
	}
	reportUnreachable(_id: PeerId): void {
		later();
	}
	reportSnapshot(_id: PeerId, _ok: boolean): void {
		later();
	}
	hasReady(): boolean {
		return later();
	}
	ready(): Ready {
		return later();
	}
	advance(): void {
		later();
	}
	get voters(): readonly PeerId[] {
		return later();
	}
	get commitIndex(): number {
		return later();
	}
	get appliedIndex(): number {
		return later();
	}
	get lastIndex(): number {
		return later();
	}
}
