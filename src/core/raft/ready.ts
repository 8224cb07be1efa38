/**
 * Ready is all that a Raft member wants from its host at one moment. The host owes it, in this order:
 *
 *   1. Persist: `hardState`, then `snapshot` (replacing the log), then `entries` (overwriting from their first index).
 *      With `mustSync` nothing below may happen before this is safe on the disk.
 *   2. Send `messages`, in order. A vote or an acknowledgement promises what step 1 has written, so never earlier.
 *   3. Apply `snapshot`, then `committedEntries` in order, to the state machine. For each entry of type 'confChange'
 *      call `applyConfChange`, with the change itself or, to refuse it, with nodeId NONE.
 *   4. Call `advance()`. Only now the member counts its own vote and its own acknowledgement.
 *
 * Between `ready()` and `advance()` further messages and ticks may come in; a second `ready()` may not be taken.
 * If a snapshot could not be delivered, or has been, tell with `reportSnapshot`: until then its receiver gets no entries.
 */
import { invariant } from './invariant.ts';
import type { Entry, EntryId, HardState, Message, PeerId, Snapshot } from './message.ts';
import type { Raft } from './raft.ts';
import type { Role } from './trace.ts';

/** Volatile: good to show, useless to store. */
export interface SoftState {
	readonly lead: PeerId;
	readonly role: Role;
}

export interface Ready {
	/** Present only if it changed. */
	readonly softState?: SoftState;
	/** Present only if it changed. */
	readonly hardState?: HardState;
	readonly entries: readonly Entry[];
	readonly snapshot?: Snapshot;
	readonly committedEntries: readonly Entry[];
	readonly messages: readonly Message[];
	/** Whether step 1 matters for safety: there are entries, or the term or the vote changed. */
	readonly mustSync: boolean;
}

/** What the host was given with the last Ready, and what its `advance` will acknowledge. */
interface Outstanding {
	/** The own vote and the own acknowledgement, which count as soon as they are on the disk. */
	readonly toSelf: readonly Message[];
	/** In which term; if it has changed since, the tail of the log may have, too. */
	readonly term: number;
	readonly lastEntry: EntryId | undefined;
	readonly snapshotIndex: number | undefined;
	readonly appliedIndex: number | undefined;
}

/**
 * Compares the member with what its host knows already.
 *
 * Source: etcd/raft rawnode.go, readyWithoutAccept, acceptReady, Advance. Not modelled: asynchronous storage writes.
 */
export class ReadyCursor {
	private readonly raft: Raft;
	private knownLead: PeerId;
	private knownRole: Role;
	private knownHardState: HardState;
	private outstanding: Outstanding | undefined;

	constructor(raft: Raft) {
		this.raft = raft;
		this.knownLead = raft.lead;
		this.knownRole = raft.role;
		this.knownHardState = raft.hardState();
	}

	/** Says what hard state is on the disk, so that a differing one is part of the next Ready. */
	expectHardState(hardState: HardState): void {
		this.knownHardState = hardState;
	}

	hasReady(): boolean {
		const { raft } = this;
		return (
			raft.messages.length > 0 ||
			raft.messagesAfterAppend.length > 0 ||
			this.isSoftStateChanged() ||
			this.isHardStateChanged() ||
			raft.log.unstable.hasNextEntries() ||
			raft.log.unstable.nextSnapshot() !== undefined ||
			raft.log.hasNextCommittedEntries()
		);
	}

	take(): Ready {
		invariant(this.outstanding === undefined, 'second ready() of %s without advance()', this.raft.id);
		const { raft } = this;
		const { log } = raft;
		const { unstable } = log;
		const entries = unstable.nextEntries();
		const committedEntries = log.nextCommittedEntries(raft.config.maxSizePerMsg);
		const snapshot = unstable.nextSnapshot();
		const hardState = this.isHardStateChanged() ? raft.hardState() : undefined;
		const softState = this.isSoftStateChanged() ? { lead: raft.lead, role: raft.role } : undefined;
		const mustSync =
			entries.length > 0 || raft.term !== this.knownHardState.term || raft.vote !== this.knownHardState.vote;

		const { messages } = raft;
		const toSelf: Message[] = [];
		for (const message of raft.messagesAfterAppend) (message.to === raft.id ? toSelf : messages).push(message);
		raft.messages = [];
		raft.messagesAfterAppend = [];

		this.knownLead = raft.lead;
		this.knownRole = raft.role;
		if (hardState) this.knownHardState = hardState;
		this.outstanding = {
			toSelf,
			term: raft.term,
			lastEntry: unstable.hasEntries ? log.lastEntryId() : undefined,
			snapshotIndex: unstable.snapshot?.index,
			appliedIndex: committedEntries.at(-1)?.index
		};
		unstable.acceptInProgress();
		if (this.outstanding.appliedIndex !== undefined) log.acceptApplying(this.outstanding.appliedIndex);
		return {
			...(softState && { softState }),
			...(hardState && { hardState }),
			entries,
			...(snapshot && { snapshot }),
			committedEntries,
			messages,
			mustSync
		};
	}

	advance(): void {
		invariant(this.outstanding !== undefined, 'advance() of %s without ready()', this.raft.id);
		const { toSelf, term, lastEntry, snapshotIndex, appliedIndex } = this.outstanding;
		this.outstanding = undefined;
		const { raft } = this;
		for (const message of toSelf) raft.handle(message);
		// In a later term the tail may have been overwritten, and even overwritten back: then what is on the disk is not
		// known before the next Ready is written.
		if (lastEntry && term === raft.term) raft.log.unstable.stableTo(lastEntry);
		if (snapshotIndex !== undefined) {
			raft.log.unstable.stableSnapshotTo(snapshotIndex);
			raft.appliedTo(snapshotIndex);
		}
		if (appliedIndex !== undefined) raft.appliedTo(appliedIndex);
	}

	private isSoftStateChanged(): boolean {
		return this.raft.lead !== this.knownLead || this.raft.role !== this.knownRole;
	}

	private isHardStateChanged(): boolean {
		const { term, vote, commit } = this.knownHardState;
		return this.raft.term !== term || this.raft.vote !== vote || this.raft.log.committed !== commit;
	}
}
