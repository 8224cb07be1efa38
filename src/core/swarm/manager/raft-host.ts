import { ProposalDropped } from '../../raft/errors.ts';
import { NONE, type ConfChange, type Entry, type Message } from '../../raft/message.ts';
import { Raft } from '../../raft/raft.ts';
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
import { StoreError, type MemoryStore, type Proposer, type Transaction } from '../store/store.ts';
import { machineAt } from './address.ts';
import { PeerLink } from './peer-link.ts';
import {
	bytesOf,
	labelOf,
	type MemberEntry,
	type RaftMember,
	type SnapshotData,
	type TransactionEntry
} from './raft-entry.ts';
import { messageNote } from './raft-note.ts';
import { traceRaft } from './raft-trace.ts';
import { Storyteller } from './storyteller.ts';

const TICK_MS = 1000;
/** One fsync of the write-ahead log: a fast disk. */
const DISK_MS: readonly [number, number] = [1, 3];
/** swarmkit manager/state/store/memory.go, MaxTransactionBytes */
const TRANSACTION_BYTES_MAX = 1.5 * 1024 * 1024;
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
	readonly members = new Map<string, RaftMember>();
	readonly storyteller: Storyteller;
	private readonly where: string;
	private readonly storage: MemoryStorage;
	private readonly removed = new Set<string>();
	private readonly links = new Map<string, PeerLink>();
	private readonly waits = new Map<string, (error?: StoreError) => void>();
	private readonly confChanges: { change: ConfChange; requestId: string; done: (error?: StoreError) => void }[] = [];
	private requests = 0;
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
		this.storyteller = new Storyteller(sim, this.where, store);
		this.replayUntil = this.storage.disk.hardState.commit;
		const snapshot = this.storage.disk.snapshot;
		if (snapshot.index > 0) this.loadSnapshot(snapshot.data as SnapshotData);
		this.appliedIndex = snapshot.index;
		for (const member of options.joined?.members ?? []) this.addMember(member);
		for (const id of options.joined?.removed ?? []) this.removed.add(id);

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
		if (!this.campaignWhenAble || this.replayUntil > 0 || this.members.size === 0) return;
		this.campaignWhenAble = false;
		if (this.members.size === 1 && this.members.has(this.raft.id)) this.raft.campaign();
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
		return lead === NONE ? '' : this.machineOf(lead);
	}

	get leaderId(): string {
		return this.raft.lead;
	}

	get hasLostQuorum(): boolean {
		return this.ticksWithoutLeader > LOST_QUORUM_TICKS;
	}

	isReachable(raftId: string): boolean {
		return raftId === this.raft.id || (this.links.get(raftId)?.isActive ?? false);
	}

	memberOfNode(nodeId: string): RaftMember | undefined {
		for (const member of this.members.values()) if (member.nodeId === nodeId) return member;
		return undefined;
	}

	isRemoved(raftId: string): boolean {
		return this.removed.has(raftId);
	}

	removedIds(): string[] {
		return [...this.removed];
	}

	/** Whether the group without that member would still have its quorum among those reachable from here. */
	canRemove(raftId: string): boolean {
		let reachable = 0;
		for (const id of this.members.keys()) if (id !== raftId && this.isReachable(id)) reachable++;
		return canRemoveMember(this.members.size, reachable);
	}

	addPeer(member: RaftMember, done: (error?: StoreError) => void): void {
		const isKnown = this.members.has(member.raftId);
		this.changeMembers(isKnown ? 'updateNode' : 'addNode', member, done);
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
		let best: PeerLink | undefined;
		for (const link of this.links.values()) {
			if (!link.isActive || !this.members.has(link.member.raftId)) continue;
			if (!best || link.activeSince < best.activeSince) best = link;
		}
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
		if (!this.signalled) return done(new StoreError('lost leader'));
		if (bytesOf(transaction) > TRANSACTION_BYTES_MAX) return done(new StoreError('too large'));
		const requestId = this.newRequest(done);
		const data: TransactionEntry = { requestId, transaction };
		this.tryPropose(requestId, () => this.raft.propose(data));
	}

	private changeMembers(type: ConfChange['type'], member: RaftMember, done: (error?: StoreError) => void): void {
		if (!this.signalled) return done(new StoreError('lost leader'));
		const requestId = this.newRequest((error) => {
			this.confChanges.shift();
			done(error);
			this.proposeNextChange();
		});
		const context: MemberEntry = { requestId, member, machine: this.machineOfMember(member) };
		this.confChanges.push({ change: { type, nodeId: member.raftId, context }, requestId, done });
		if (this.confChanges.length === 1) this.proposeNextChange();
	}

	/** One membership change at a time: Raft would swallow a second one. */
	private proposeNextChange(): void {
		const next = this.confChanges[0];
		if (!next) return;
		if (this.raft.pendingConfIndex > this.appliedIndex) {
			this.options.scope.after(TRANSFER_POLL_MS, () => this.proposeNextChange());
			return;
		}
		this.tryPropose(next.requestId, () => this.raft.proposeConfChange(next.change));
	}

	private newRequest(done: (error?: StoreError) => void): string {
		const requestId = `${this.where} ${++this.requests}`;
		this.waits.set(requestId, done);
		return requestId;
	}

	private tryPropose(requestId: string, propose: () => void): void {
		try {
			propose();
		} catch (error) {
			if (!(error instanceof ProposalDropped)) throw error;
			this.finishRequest(requestId, new StoreError('lost leader'));
			return;
		}
		this.flush();
	}

	private finishRequest(requestId: string, error?: StoreError): void {
		const done = this.waits.get(requestId);
		this.waits.delete(requestId);
		done?.(error);
	}

	// ── Time and messages ────────────────────────────────────────────────────────────────────────────────────────────

	private tick(): void {
		this.nextTickAt = this.options.sim.now + TICK_MS;
		for (const link of this.links.values()) {
			if (link.giveUpSilent()) this.raft.reportUnreachable(link.member.raftId);
		}
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
		if (this.removed.has(message.from)) {
			const note: MessageNote = { kind: 'A', reply: '-', what: 'member was removed from the cluster' };
			this.options.net.send(this.where, from, 'raft', { message: 'removed', link: undefined } satisfies Envelope, note);
			return;
		}
		if (message.type === 'MsgProp') return;
		this.meet(message.from, from);
		if (message.type === 'MsgVote' && !this.isHealthy(message)) return;
		try {
			this.raft.step(message);
		} catch (error) {
			// A peer that is no member (any more) or a proposal without a leader: dropped, as gRPC would answer an error.
			if (!(error instanceof Error) || error.name === 'InvariantError') throw error;
			this.tellIgnored(message, error.message);
			return;
		}
		this.flush();
	}

	/** A vote request counts only from a known member that answers a health check; a connection in back-off cannot. */
	private isHealthy(message: Message): boolean {
		const link = this.links.get(message.from);
		if (!link || !this.members.has(message.from)) {
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
			from: this.machineOf(message.from),
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
		for (const requestId of [...this.waits.keys()]) this.finishRequest(requestId, new StoreError('lost leader'));
		this.confChanges.length = 0;
		if (wasSignalled) this.options.onLeading(false);
	}

	private transmit(message: Message): void {
		const { net } = this.options;
		const link = this.links.get(message.to);
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
		this.finishRequest(requestId);
	}

	private applyConfChange(change: ConfChange): void {
		const context = change.context as MemberEntry;
		const leaderBefore = this.raft.lead;
		// Raft's configuration is a function of the log alone. A manager that joins knows from the leader who has been
		// removed, and reads in the log how they once came: they voted then, but nobody talks to them any more.
		this.raft.applyConfChange(change);
		if (change.type === 'removeNode') this.removeMember(change.nodeId);
		else if (!this.removed.has(change.nodeId)) this.addMember(context.member);
		this.tellMembers();
		this.options.onMembersChange();
		this.finishRequest(context.requestId);
		if (change.type !== 'removeNode') return;
		if (change.nodeId === this.raft.id) {
			// The others learn that this change is committed from this member's last messages; then it ends.
			this.options.scope.after(0, () => this.options.onRemoved());
		} else if (change.nodeId === leaderBefore && this.replayUntil === 0) {
			this.raft.campaign();
		}
	}

	private addMember(member: RaftMember): void {
		this.members.set(member.raftId, member);
		if (member.raftId === this.options.record.raftId) return;
		const machine = this.machineOfMember(member);
		const known = this.links.get(member.raftId);
		if (machine === '' || (known && known.machine === machine)) return;
		this.addLink(member, machine);
	}

	/**
	 * Who has been away does not know members that came meanwhile, perhaps the leader itself: its answers need an address.
	 * Source: swarmkit manager/state/raft/transport, resolvePeer, which asks another peer for it.
	 */
	private meet(raftId: string, machine: string): void {
		if (this.links.has(raftId) || raftId === this.options.record.raftId) return;
		this.addLink({ raftId, nodeId: '', addr: '' }, machine);
	}

	private addLink(member: RaftMember, machine: string): void {
		this.links.set(
			member.raftId,
			new PeerLink(member, machine, this.options.sim, ({ isActive }) => {
				this.options.sim.trace.emit({ type: 'raft.peer', where: this.where, peer: machine, active: isActive });
			})
		);
	}

	private removeMember(raftId: string): void {
		this.members.delete(raftId);
		this.removed.add(raftId);
		// The link stays: an answer that was owed to a removed member can still go out.
	}

	private tellMembers(): void {
		const voters = [...this.members.values()].map((member) => this.machineOfMember(member)).sort();
		this.options.sim.trace.emit({ type: 'raft.members', where: this.where, voters });
	}

	/** Raft's IDs in the words of the trace. */
	machineOf(raftId: string): string {
		if (raftId === NONE) return '';
		if (raftId === this.options.record.raftId) return this.where;
		return this.links.get(raftId)?.machine ?? '';
	}

	private machineOfMember(member: RaftMember): string {
		return machineAt(this.options.net, member.addr);
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
			members: [...this.members.values()],
			removed: [...this.removed],
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
		this.members.clear();
		this.removed.clear();
		for (const member of data.members) this.addMember(member);
		for (const id of data.removed) this.removed.add(id);
	}
}

/** `reachableAfter` counts the members that would be left and are reachable; SEMANTICS.md 2.5. */
export function canRemoveMember(members: number, reachableAfter: number): boolean {
	return reachableAfter >= Math.floor((members - 1) / 2) + 1;
}
