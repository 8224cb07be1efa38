import { NONE, type ConfChange, type Entry, type Message } from '../../raft/message.ts';
import { Raft } from '../../raft/raft.ts';
import { LogLost } from '../../raft/errors.ts';
import type { Ready } from '../../raft/ready.ts';
import { MemoryStorage } from '../../raft/storage.ts';
import { invariant } from '../../sim/invariant.ts';
import type { Host, MessageNote, Net } from '../../sim/net.ts';
import { Deferred, type Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim } from '../../sim/sim.ts';
import type { RaftRecord } from '../disk.ts';
import { SwarmError } from '../swarm.ts';
import type { MemoryStore, Proposer, StoreError, Transaction } from '../store/store.ts';
import type { PeerLink } from './peer-link.ts';
import {
	bytesOf,
	labelOf,
	type MemberEntry,
	type RaftMember,
	type SnapshotData,
	type TransactionEntry
} from './raft-entry.ts';
import { messageNote } from './raft-note.ts';
import { RaftPeers } from './raft-peers.ts';
import { RaftProposals } from './raft-proposals.ts';
import { traceRaft } from './raft-trace.ts';
import { Storyteller } from './storyteller.ts';

const TICK_MS = 1000;
/** One fsync of the write-ahead log: a fast disk. */
const DISK_MS: readonly [number, number] = [1, 3];
/** Calls fail at once after more ticks than this without a leader (swarmkit raft.go, lostQuorumTimeout). */
const LOST_QUORUM_TICKS = 10;
const TRANSFER_POLL_MS = 100;
const TRANSFER_TIMEOUT_MS = 25_000;

export interface RaftHostOptions {
	sim: Sim;
	/** Ends with the manager. */
	scope: Scope;
	net: Net;
	host: Host;
	rng: Rng;
	config: { heartbeatTick: number; electionTick: number; snapshotInterval: number; logEntriesForSlowFollowers: number };
	nodeId: string;
	/** host:port that the other managers call. */
	addr: string;
	record: RaftRecord;
	store: MemoryStore;
	/** First manager of a new swarm: starts as its only member. */
	bootstrap: boolean;
	/** What the leader told when this manager joined. */
	joined?: { members: RaftMember[]; removed: string[] };
	/** Leadership with the whole log applied; and its end. */
	onLeading(isLeading: boolean): void;
	/** A member has come or gone. */
	onMembersChange(): void;
	/** Removed from the cluster. */
	onRemoved(): void;
	/** Raft cannot go on with this disk; the whole daemon dies of it, saying `why`. */
	onPanic(why: string): void;
}

/** One Raft message on its way, with the link that wants to know of its arrival. */
export interface Envelope {
	message: Message | 'removed';
	link: PeerLink | undefined;
}

/**
 * Runs one manager's Raft: ticks, disk, wires, and the store that committed entries are applied to.
 *
 * The duties of a Ready are done in their order (raft/ready.ts): what has to be on the disk is written first and takes
 * time; a power cut before that loses it. Only a leader that has applied its whole log proposes.
 *
 * Source: swarmkit manager/state/raft/raft.go; SEMANTICS.md section 2.
 * Not modelled: encryption of log and snapshots (deks.go), streaming of large snapshots in chunks, changed addresses.
 */
export class RaftHost implements Proposer {
	readonly raft: Raft;
	readonly peers: RaftPeers;
	readonly storyteller: Storyteller;
	private readonly where: string;
	private readonly storage: MemoryStorage;
	private readonly proposals: RaftProposals;
	private appliedIndex = 0;
	private writing = false;
	private flushing = false;
	private isStopped = false;
	/** Announced to the manager: everything in the log is applied, proposals are welcome. */
	private signalled = false;
	private wasLeader = false;
	private campaignWhenAble = true;
	private ticksWithoutLeader = 0;
	private nextTickAt = 0;
	/** While what the disk holds is applied again after a start, it is told once, at the end. */
	private replayUntil = 0;

	constructor(private readonly options: RaftHostOptions) {
		const { sim, scope, host, config, record, store, rng } = options;
		this.where = host.name;
		this.storage = new MemoryStorage(record.storage);
		this.peers = new RaftPeers({ sim, net: options.net, where: this.where, id: record.raftId });
		this.storyteller = new Storyteller(sim, this.where, store);
		this.replayUntil = this.storage.disk.hardState.commit;
		const { snapshot, entries, hardState } = this.storage.disk;
		sim.trace.emit({
			type: 'raft.load',
			where: this.where,
			snapshot: snapshot.index,
			commit: hardState.commit,
			entries: entries
				.filter(({ index }) => index > snapshot.index)
				.map((entry) => ({ index: entry.index, term: entry.term, label: labelOf(entry) }))
		});
		if (snapshot.index > 0) this.loadSnapshot(snapshot.data as SnapshotData);
		this.appliedIndex = snapshot.index;
		for (const member of options.joined?.members ?? []) this.peers.add(member);
		this.peers.addRemoved(options.joined?.removed ?? []);

		const election = rng.fork('election');
		const phase = 1 + rng.fork('tick').int(TICK_MS);
		this.nextTickAt = sim.now + phase;
		this.raft = new Raft({
			id: record.raftId,
			electionTicks: config.electionTick,
			heartbeatTicks: config.heartbeatTick,
			storage: this.storage,
			checkQuorum: true,
			maxSizePerMsg: 65_535,
			maxInflight: 256,
			random: (n) => election.int(n),
			sizeOf: (entry) =>
				entry.type === 'normal' && entry.data ? bytesOf((entry.data as TransactionEntry).transaction) : 100,
			trace: (event) => traceRaft(event, this)
		});
		this.proposals = new RaftProposals({
			where: this.where,
			scope,
			raft: this.raft,
			canPropose: () => this.signalled,
			appliedIndex: () => this.appliedIndex,
			onProposed: () => this.flush()
		});
		host.onMessage('raft', scope, (payload, from) => this.receive(payload as Envelope, from));
		scope.every(TICK_MS, () => this.tick(), phase);
		scope.onEnd(() => this.stop('daemon stopped'));
		if (options.bootstrap) {
			const member: RaftMember = { raftId: record.raftId, nodeId: options.nodeId, addr: options.addr };
			const context: MemberEntry = { requestId: '', member, machine: this.where };
			this.raft.bootstrap([{ id: record.raftId, context }]);
		}
	}

	/** First turn: applies what the disk holds; the only member of a cluster campaigns at once. */
	start(): void {
		const { sim } = this.options;
		this.flush();
		if (this.replayUntil > 0 && !this.options.bootstrap) {
			this.storyteller.tellAll(this.appliedIndex, this.raft.term, 'from disk');
			sim.trace.emit({ type: 'raft.commit', where: this.where, index: this.raft.commitIndex });
		}
		this.replayUntil = 0;
		this.maybeCampaign();
		this.flush();
	}

	/** The only member of a cluster need not wait for its election timer, once it knows that it is the only one. */
	private maybeCampaign(): void {
		if (!this.campaignWhenAble || this.replayUntil > 0 || this.peers.size === 0) return;
		this.campaignWhenAble = false;
		if (this.peers.size === 1 && this.peers.has(this.raft.id)) this.raft.campaign();
	}

	/** The manager ends (demoted, left, daemon stopped). */
	stop(why: string): void {
		if (this.isStopped) return;
		this.isStopped = true;
		this.loseLeadership();
		this.options.sim.trace.emit({ type: 'raft.stop', where: this.where, why });
	}

	// ── What the manager asks ────────────────────────────────────────────────────────────────────────────────────────

	/** This manager leads and has applied its whole log. */
	get isLeading(): boolean {
		return this.signalled;
	}

	/** This manager leads as Raft sees it; it may have to catch up yet. */
	get isRaftLeader(): boolean {
		// While Raft is being built it already tells the trace of itself.
		return !this.isStopped && (this.raft as Raft | undefined)?.role === 'leader';
	}

	get term(): number {
		return this.raft.term;
	}

	/** Machine of the leader; '' while there is none. */
	get leaderMachine(): string {
		const { lead } = this.raft;
		return lead === NONE ? '' : this.peers.machineOf(lead);
	}

	get leaderLink(): PeerLink | undefined {
		return this.peers.link(this.raft.lead);
	}

	get leaderId(): string {
		return this.raft.lead;
	}

	get hasLostQuorum(): boolean {
		return this.ticksWithoutLeader > LOST_QUORUM_TICKS;
	}

	addPeer(member: RaftMember, done: (error?: StoreError) => void): void {
		this.changeMembers(this.peers.has(member.raftId) ? 'updateNode' : 'addNode', member, done);
	}

	/** @throws SwarmError when leadership is lost before it is committed */
	*addPeerAndWait(member: RaftMember): Process<void> {
		const done = new Deferred<void>();
		this.addPeer(member, (error) => (error ? done.reject(new SwarmError('Unknown', error.message)) : done.resolve()));
		yield* done.wait();
	}

	removePeer(member: RaftMember, done: (error?: StoreError) => void): void {
		this.changeMembers('removeNode', member, done);
	}

	/** Hands leadership to the peer that has been reachable for the longest time. */
	transferLeadership(done: (isDone: boolean) => void): void {
		const best = this.peers.steadiest();
		if (!best || !this.isRaftLeader) return done(false);
		const deadline = this.options.sim.now + TRANSFER_TIMEOUT_MS;
		this.raft.transferLeadership(best.member.raftId);
		this.flush();
		const poll = (): void => {
			if (this.raft.lead !== this.raft.id && this.raft.lead !== NONE) return done(true);
			if (this.options.sim.now >= deadline) return done(false);
			this.options.scope.after(TRANSFER_POLL_MS, poll);
		};
		poll();
	}

	// ── Proposals ────────────────────────────────────────────────────────────────────────────────────────────────────

	version(): number {
		return this.raft.commitIndex;
	}

	propose(transaction: Transaction, done: (error?: StoreError) => void): void {
		this.proposals.propose(transaction, done);
	}

	private changeMembers(type: ConfChange['type'], member: RaftMember, done: (error?: StoreError) => void): void {
		this.proposals.changeMembers(type, member, this.peers.machineOfMember(member), done);
	}

	// ── Time and messages ────────────────────────────────────────────────────────────────────────────────────────────

	private tick(): void {
		this.nextTickAt = this.options.sim.now + TICK_MS;
		for (const raftId of this.peers.givenUp()) this.raft.reportUnreachable(raftId);
		this.raft.tick();
		if (this.raft.lead === NONE) this.ticksWithoutLeader++;
		else this.ticksWithoutLeader = 0;
		this.flush();
	}

	/** For the trace: milliseconds until so many ticks have passed. */
	untilTick(ticks: number): number {
		return this.nextTickAt - this.options.sim.now + (ticks - 1) * TICK_MS;
	}

	/** Takes one message from the wire. */
	receive({ message, link }: Envelope, from: string): void {
		if (this.isStopped) return;
		link?.arrived();
		if (message === 'removed') return this.options.onRemoved();
		if (this.peers.isRemoved(message.from)) {
			const note: MessageNote = { kind: 'A', reply: '-', what: 'member was removed from the cluster' };
			this.options.net.send(this.where, from, 'raft', { message: 'removed', link: undefined } satisfies Envelope, note);
			return;
		}
		if (message.type === 'MsgProp') return;
		this.peers.meet(message.from, from);
		if (message.type === 'MsgVote' && !this.isHealthy(message)) return;
		try {
			this.raft.step(message);
		} catch (error) {
			if (error instanceof LogLost) return this.options.onPanic(error.message);
			// A peer that is no member (any more) or a proposal without a leader: dropped, as gRPC would answer an error.
			if (!(error instanceof Error) || error.name === 'InvariantError') throw error;
			this.tellIgnored(message, error.message);
			return;
		}
		this.flush();
	}

	/** A vote request counts only from a known member that answers a health check; a connection in back-off cannot. */
	private isHealthy(message: Message): boolean {
		const link = this.peers.link(message.from);
		if (!link || !this.peers.has(message.from)) {
			this.tellIgnored(message, 'unknown member');
			return false;
		}
		if (!link.canSend) {
			this.tellIgnored(message, 'health check failed');
			return false;
		}
		link.arrived();
		return true;
	}

	private tellIgnored(message: Message, why: string): void {
		this.options.sim.trace.emit({
			type: 'raft.ignored',
			where: this.where,
			from: this.peers.machineOf(message.from),
			what: message.type,
			why
		});
	}

	// ── Ready ────────────────────────────────────────────────────────────────────────────────────────────────────────

	/** Does what Raft wants, until it wants nothing more or the disk has to be waited for. */
	private flush(): void {
		if (this.flushing || this.writing || this.isStopped) return;
		this.flushing = true;
		while (!this.isStopped && this.raft.hasReady()) {
			const ready = this.raft.ready();
			if (this.replayUntil === 0 && (ready.mustSync || ready.snapshot)) {
				this.writing = true;
				this.options.scope.after(this.options.rng.between(...DISK_MS), () => {
					this.writing = false;
					this.flushing = true;
					this.handle(ready);
					this.flushing = false;
					this.flush();
				});
				break;
			}
			this.handle(ready);
		}
		this.flushing = false;
	}

	private handle(ready: Ready): void {
		const { storage } = this;
		if (ready.hardState) storage.setHardState(ready.hardState);
		if (ready.snapshot) storage.applySnapshot(ready.snapshot);
		if (ready.entries.length > 0) storage.append(ready.entries);
		for (const message of ready.messages) this.transmit(message);
		if (ready.softState && ready.softState.role !== 'leader') this.loseLeadership();
		this.storyteller.isLeader = this.raft.role === 'leader';
		if (ready.snapshot) {
			this.appliedIndex = ready.snapshot.index;
			this.loadSnapshot(ready.snapshot.data as SnapshotData);
			if (this.replayUntil === 0) this.storyteller.tellAll(ready.snapshot.index, ready.snapshot.term, 'snapshot');
			this.options.sim.trace.emit({ type: 'raft.snapshot', where: this.where, index: ready.snapshot.index });
		}
		for (const entry of ready.committedEntries) {
			if (this.isStopped) return;
			this.apply(entry);
		}
		this.maybeSnapshot();
		if (this.raft.role === 'leader') {
			this.wasLeader = true;
			// Leadership counts once nothing of earlier terms is left to apply (raft.go, caughtUp).
			if (!this.signalled && this.appliedIndex >= storage.lastIndex()) {
				this.signalled = true;
				this.options.store.setProposer(this);
				this.options.onLeading(true);
			}
		}
		if (this.isStopped) return;
		this.raft.advance();
		this.maybeCampaign();
	}

	private loseLeadership(): void {
		if (!this.wasLeader) return;
		this.wasLeader = false;
		const wasSignalled = this.signalled;
		this.signalled = false;
		this.options.store.setProposer(undefined);
		this.proposals.loseLeadership();
		if (wasSignalled) this.options.onLeading(false);
	}

	private transmit(message: Message): void {
		const { net } = this.options;
		const link = this.peers.link(message.to);
		const isSnapshot = message.type === 'MsgSnap';
		if (!link || !link.canSend) {
			this.raft.reportUnreachable(message.to);
			if (isSnapshot) this.raft.reportSnapshot(message.to, false);
			return;
		}
		link.sent();
		const envelope: Envelope = { message, link };
		net.send(this.where, link.machine, 'raft', envelope, messageNote(message), () => {
			if (this.isStopped) return;
			link.refused();
			this.raft.reportUnreachable(message.to);
			if (isSnapshot) this.raft.reportSnapshot(message.to, false);
			this.flush();
		});
		if (isSnapshot) this.raft.reportSnapshot(message.to, true);
	}

	// ── Applying ─────────────────────────────────────────────────────────────────────────────────────────────────────

	private apply(entry: Entry): void {
		invariant(entry.index === this.appliedIndex + 1, 'applied out of order', entry.index, this.appliedIndex);
		this.appliedIndex = entry.index;
		if (entry.type === 'confChange') return this.applyConfChange(entry.data);
		if (entry.data === null) return;
		const { requestId, transaction } = entry.data as TransactionEntry;
		if (this.replayUntil === 0) this.storyteller.applying(entry.index, entry.term, transaction);
		this.options.store.apply(transaction);
		this.proposals.finish(requestId);
	}

	private applyConfChange(change: ConfChange): void {
		const context = change.context as MemberEntry;
		const leaderBefore = this.raft.lead;
		// Raft's configuration is a function of the log alone. A manager that joins knows from the leader who has been
		// removed, and reads in the log how they once came: they voted then, but nobody talks to them any more.
		this.raft.applyConfChange(change);
		if (change.type === 'removeNode') this.peers.remove(change.nodeId);
		else if (!this.peers.isRemoved(change.nodeId)) this.peers.add(context.member);
		this.peers.tell();
		this.options.onMembersChange();
		this.proposals.finish(context.requestId);
		if (change.type !== 'removeNode') return;
		if (change.nodeId === this.raft.id) {
			// The others learn that this change is committed from this member's last messages; then it ends.
			this.options.scope.after(0, () => this.options.onRemoved());
		} else if (change.nodeId === leaderBefore && this.replayUntil === 0) {
			this.raft.campaign();
		}
	}

	/** For the trace. */
	machineOf(raftId: string): string {
		return this.peers.machineOf(raftId);
	}

	labelAt(index: number): string {
		const entry = this.raft.log.slice(index, index + 1, Number.MAX_SAFE_INTEGER)?.[0];
		return entry ? labelOf(entry) : '';
	}

	/** For the trace. */
	get name(): string {
		return this.where;
	}

	get sim(): Sim {
		return this.options.sim;
	}

	// ── Snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────

	private maybeSnapshot(): void {
		const { snapshotInterval, logEntriesForSlowFollowers } = this.options.config;
		const { storage, appliedIndex } = this;
		if (this.replayUntil > 0 || appliedIndex - storage.disk.snapshot.index < snapshotInterval) return;
		const data: SnapshotData = {
			rows: this.options.store.snapshot(),
			members: this.peers.list(),
			removed: this.peers.removedIds(),
			serviceOrders: this.storyteller.serviceOrders()
		};
		storage.createSnapshot(appliedIndex, { voters: this.raft.voters }, data);
		const compactTo = appliedIndex - logEntriesForSlowFollowers;
		if (compactTo >= storage.firstIndex()) storage.compact(compactTo);
		this.options.sim.trace.emit({ type: 'raft.snapshot', where: this.where, index: appliedIndex });
	}

	private loadSnapshot(data: SnapshotData): void {
		this.storyteller.restoreOrders(data.serviceOrders);
		this.options.store.restore(data.rows);
		this.peers.restore(data.members, data.removed);
	}
}
