import type { Entry } from '../../raft/message.ts';
import type { Transaction } from '../store/store.ts';

/** A manager as the Raft cluster knows it. Raft ID and node ID are different things. */
export interface RaftMember {
	raftId: string;
	nodeId: string;
	/** host:port */
	addr: string;
}

/** Data of a normal log entry: one transaction, and by whom it was proposed. */
export interface TransactionEntry {
	/** Unique within the proposer's life: how it finds the caller who waits for this entry. */
	requestId: string;
	transaction: Transaction;
}

/** Context of a membership change. */
export interface MemberEntry {
	requestId: string;
	member: RaftMember;
	/** Machine of the member, for the label. */
	machine: string;
}

/** What a snapshot holds besides Raft's own part. */
export interface SnapshotData {
	rows: Transaction['changes'];
	members: RaftMember[];
	/** Raft IDs that will never be let in again. */
	removed: string[];
	/** Order of creation of the services, for the diagrams. */
	serviceOrders: [string, number][];
}

/** An entry in Swarm's words. */
export function labelOf(entry: Entry): string {
	if (entry.type === 'confChange') {
		const { type, context } = entry.data;
		const machine = (context as MemberEntry | undefined)?.machine ?? entry.data.nodeId;
		return type === 'addNode' ? `join ${machine}` : type === 'removeNode' ? `leave ${machine}` : `addr ${machine}`;
	}
	if (entry.data === null) return 'leader';
	return (entry.data as TransactionEntry).transaction.label;
}

/** An object without its bulk, in bytes, as SwarmKit's encoding would have it: an estimate. */
const OBJECT_BYTES = 600;

/** Bytes of a transaction on the wire, estimated: only secrets and configs are ever large. */
export function bytesOf(transaction: Transaction): number {
	let bytes = 0;
	for (const { object } of transaction.changes) {
		bytes += OBJECT_BYTES;
		const spec = object && 'spec' in object ? object.spec : undefined;
		if (spec && 'data' in spec && typeof spec.data === 'string') bytes += spec.data.length;
	}
	return bytes;
}
