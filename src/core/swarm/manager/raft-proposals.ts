import { ProposalDropped } from '../../raft/errors.ts';
import type { ConfChange } from '../../raft/message.ts';
import type { Raft } from '../../raft/raft.ts';
import type { Scope } from '../../sim/scope.ts';
import { StoreError, type Transaction } from '../store/store.ts';
import { bytesOf, type MemberEntry, type RaftMember, type TransactionEntry } from './raft-entry.ts';

/** swarmkit manager/state/store/memory.go, MaxTransactionBytes */
const TRANSACTION_BYTES_MAX = 1.5 * 1024 * 1024;
const CONF_CHANGE_POLL_MS = 100;

export type Done = (error?: StoreError) => void;

export interface RaftProposalsOptions {
	/** Begins the names of requests, unique among the managers. */
	where: string;
	scope: Scope;
	raft: Raft;
	/** Leads, with the whole log applied: nobody else proposes. */
	canPropose(): boolean;
	appliedIndex(): number;
	/** Raft has something to do. */
	onProposed(): void;
}

/** What this manager has proposed as leader, with those who wait for it to be committed. */
export class RaftProposals {
	private readonly waits = new Map<string, Done>();
	private readonly confChanges: { change: ConfChange; requestId: string }[] = [];
	private requests = 0;

	constructor(private readonly options: RaftProposalsOptions) {}

	propose(transaction: Transaction, done: Done): void {
		if (!this.options.canPropose()) return done(new StoreError('lost leader'));
		if (bytesOf(transaction) > TRANSACTION_BYTES_MAX) return done(new StoreError('too large'));
		const requestId = this.newRequest(done);
		const data: TransactionEntry = { requestId, transaction };
		this.tryPropose(requestId, () => this.options.raft.propose(data));
	}

	/** @param machine of the member */
	changeMembers(type: ConfChange['type'], member: RaftMember, machine: string, done: Done): void {
		if (!this.options.canPropose()) return done(new StoreError('lost leader'));
		const requestId = this.newRequest((error) => {
			this.confChanges.shift();
			done(error);
			this.proposeNextChange();
		});
		const context: MemberEntry = { requestId, member, machine };
		this.confChanges.push({ change: { type, nodeId: member.raftId, context }, requestId });
		if (this.confChanges.length === 1) this.proposeNextChange();
	}

	/** Whoever waits for this request is told how it ended; nobody waits for those of other managers. */
	finish(requestId: string, error?: StoreError): void {
		const done = this.waits.get(requestId);
		this.waits.delete(requestId);
		done?.(error);
	}

	loseLeadership(): void {
		for (const requestId of [...this.waits.keys()]) this.finish(requestId, new StoreError('lost leader'));
		this.confChanges.length = 0;
	}

	/** One membership change at a time: Raft would swallow a second one. */
	private proposeNextChange(): void {
		const { raft, scope, appliedIndex } = this.options;
		const next = this.confChanges[0];
		if (!next) return;
		if (raft.pendingConfIndex > appliedIndex()) {
			scope.after(CONF_CHANGE_POLL_MS, () => this.proposeNextChange());
			return;
		}
		this.tryPropose(next.requestId, () => raft.proposeConfChange(next.change));
	}

	private newRequest(done: Done): string {
		const requestId = `${this.options.where} ${++this.requests}`;
		this.waits.set(requestId, done);
		return requestId;
	}

	private tryPropose(requestId: string, propose: () => void): void {
		try {
			propose();
		} catch (error) {
			if (!(error instanceof ProposalDropped)) throw error;
			this.finish(requestId, new StoreError('lost leader'));
			return;
		}
		this.options.onProposed();
	}
}
