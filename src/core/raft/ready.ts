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
import type { Entry, HardState, Message, PeerId, Snapshot } from './message.ts';
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
