import { stepCandidate } from './candidate.ts';
import { restoreMembers, progressOfNewcomer } from './confchange.ts';
import { StepLocalMessage, StepPeerNotFound } from './errors.ts';
import { handleVoteRequest, hup } from './election.ts';
import { stepFollower } from './follower.ts';
import { invariant } from './invariant.ts';
import { stepLeader } from './leader.ts';
import { RaftLog } from './log.ts';
import type { SizeOf } from './log.ts';
import { applyConfChange } from './membership.ts';
import { EMPTY_HARD_STATE, NONE, isLocalMessage, isResponse } from './message.ts';
import type { ConfChange, ConfState, Entry, HardState, Message, PeerId } from './message.ts';
import { Members } from './progress.ts';
import { ReadyCursor } from './ready.ts';
import type { Ready } from './ready.ts';
import { sizeOfEntry } from './size.ts';
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
	/** Leaders step down when they do not hear from a majority, and followers of a living leader ignore vote requests. */
	readonly checkQuorum: boolean;
	/** Upper limit of one MsgApp and of the committed entries of one Ready, in the unit of `sizeOf`; one entry always fits. */
	readonly maxSizePerMsg: number;
	/** Most MsgApp with entries on the way to one follower. */
	readonly maxInflight: number;
	/** An integer in 0..n-1. */
	readonly random: (n: number) => number;
	/** Default: length of the entry's data as JSON. */
	readonly sizeOf?: SizeOf;
	readonly trace?: (event: RaftTrace) => void;
}

/**
 * One member's Raft, as a state machine: messages, proposals and ticks go in, Ready comes out (see ready.ts).
 * The same calls with the same dice always give the same results.
 *
 * What a role does with a message is in follower.ts, candidate.ts and leader.ts; here is what all roles share.
 * The fields are for reading from outside; only those files write them.
 *
 * Source: etcd/raft v3.6 raft.go, rawnode.go.
 */
export class Raft {
	readonly id: PeerId;
	readonly config: RaftConfig;
	readonly log: RaftLog;
	readonly members = new Members();

	role: Role = 'follower';
	term = 0;
	/** Whom this member has voted for in this term. */
	vote: PeerId = NONE;
	lead: PeerId = NONE;

	/** Ticks since the leader was heard; for a leader, since it last checked its quorum. */
	electionElapsed = 0;
	heartbeatElapsed = 0;
	/** In ticks; drawn anew with each change of role or term. */
	randomizedElectionTimeout = 0;

	/** To whom this leader is handing over; meanwhile it takes no proposals. */
	leadTransferee: PeerId = NONE;
	/** A leader proposes no membership change before the host has applied its log up to here. */
	pendingConfIndex = 0;

	/** For the next Ready. The latter promise that something is on the disk, so they wait for it. */
	messages: Message[] = [];
	messagesAfterAppend: Message[] = [];

	private readonly readyCursor: ReadyCursor;
	private readonly beat: Message;
	private readonly checkQuorum: Message;

	/** Starts, or starts again, from what is in `config.storage`. */
	constructor(config: RaftConfig) {
		invariant(config.id !== NONE, 'a member cannot have id %s', config.id);
		invariant(config.heartbeatTicks > 0, 'heartbeatTicks %d must be positive', config.heartbeatTicks);
		invariant(
			config.electionTicks > config.heartbeatTicks,
			'electionTicks %d must exceed heartbeatTicks %d',
			config.electionTicks,
			config.heartbeatTicks
		);
		this.id = config.id;
		this.config = config;
		this.beat = { type: 'MsgBeat', from: config.id, to: config.id, term: 0 };
		this.checkQuorum = { type: 'MsgCheckQuorum', from: config.id, to: config.id, term: 0 };

		this.log = new RaftLog(config.storage, config.sizeOf ?? sizeOfEntry, config.trace);
		const { hardState, confState } = config.storage.initialState();
		const { voters, progress } = restoreMembers(confState.voters, () =>
			progressOfNewcomer(this.log.lastIndex(), config.maxInflight)
		);
		this.members.voters = voters;
		this.members.progress = progress;
		config.trace?.({ type: 'config', voters });
		this.loadHardState(hardState);
		// The log may reach back behind the snapshot; what the snapshot covers is applied all the same.
		this.appliedTo(config.applied ?? config.storage.snapshot().index);
		this.becomeFollower(this.term, NONE, 'start');
		this.readyCursor = new ReadyCursor(this);
	}

	private loadHardState(hardState: HardState): void {
		if (hardState.term === 0 && hardState.commit === 0) return;
		invariant(
			hardState.commit >= this.log.committed && hardState.commit <= this.log.lastIndex(),
			'stored commit %d out of range %d..%d',
			hardState.commit,
			this.log.committed,
			this.log.lastIndex()
		);
		this.log.committed = hardState.commit;
		this.term = hardState.term;
		this.vote = hardState.vote;
	}

	/**
	 * First start of a new cluster on an empty disk: the members are written to the log as its first entries, of term 1
	 * and committed. Later members start with an empty disk and learn everything from the leader.
	 * The member can stand for election once its host has applied them, that is, after the first Ready.
	 */
	bootstrap(peers: readonly { readonly id: PeerId; readonly context?: unknown }[]): void {
		invariant(peers.length > 0, 'bootstrap with %d peers', peers.length);
		invariant(this.log.lastIndex() === 0, 'bootstrap on a log that ends at %d', this.log.lastIndex());
		this.readyCursor.expectHardState(EMPTY_HARD_STATE);
		this.becomeFollower(1, NONE, 'start');
		const entries = peers.map(({ id, context }, i): Entry => ({
			term: 1,
			index: i + 1,
			type: 'confChange',
			data: { type: 'addNode', nodeId: id, ...(context === undefined ? {} : { context }) }
		}));
		this.log.append(entries);
		this.traceAppend(this.id, entries);
		this.log.commitTo(entries.length);
		// The host will apply them once more when they come with a Ready; that changes nothing.
		for (const { id } of peers) this.applyConfChange({ type: 'addNode', nodeId: id });
	}

	// ── What the host calls ──────────────────────────────────────────────────────────────────────────────────────────

	/** One unit of time has passed. */
	tick(): void {
		if (this.role === 'leader') this.tickLeader();
		else this.tickElection();
	}

	/** A message from a peer. Throws StepLocalMessage, StepPeerNotFound, ProposalDropped. */
	step(message: Message): void {
		if (isLocalMessage(message.type)) throw new StepLocalMessage();
		if (isResponse(message.type) && !this.members.progress.has(message.from)) {
			this.ignore(message, 'not a member');
			throw new StepPeerNotFound();
		}
		this.handle(message);
	}

	/** A follower forwards the proposal to its leader. Throws ProposalDropped. */
	propose(data: unknown): void {
		this.proposeEntry({ type: 'normal', term: 0, index: 0, data });
	}

	/**
	 * A leader that has a change pending appends an empty entry instead, as etcd does.
	 * Throws ProposalDropped.
	 */
	proposeConfChange(change: ConfChange): void {
		this.proposeEntry({ type: 'confChange', term: 0, index: 0, data: change });
	}

	private proposeEntry(entry: Entry): void {
		this.handle({ type: 'MsgProp', from: this.id, to: this.id, term: 0, entries: [entry] });
	}

	/** To be called for each committed entry of type 'confChange'; returns what belongs into the next snapshot. */
	applyConfChange(change: ConfChange): ConfState {
		return applyConfChange(this, change);
	}

	/** Starts an election now. */
	campaign(): void {
		this.hup('campaign');
	}

	transferLeadership(to: PeerId): void {
		this.handle({ type: 'MsgTransferLeader', from: to, to: this.id, term: 0 });
	}

	/** The transport could not deliver to that peer: what was sent ahead is probably lost. */
	reportUnreachable(id: PeerId): void {
		this.handle({ type: 'MsgUnreachable', from: id, to: this.id, term: 0 });
	}

	/** The snapshot sent to that peer has been delivered, or not. */
	reportSnapshot(id: PeerId, ok: boolean): void {
		this.handle({ type: 'MsgSnapStatus', from: id, to: this.id, term: 0, reject: !ok });
	}

	hasReady(): boolean {
		return this.readyCursor.hasReady();
	}

	ready(): Ready {
		return this.readyCursor.take();
	}

	advance(): void {
		this.readyCursor.advance();
	}

	get voters(): readonly PeerId[] {
		return this.members.voters;
	}

	get commitIndex(): number {
		return this.log.committed;
	}

	get appliedIndex(): number {
		return this.log.applied;
	}

	get lastIndex(): number {
		return this.log.lastIndex();
	}

	hardState(): HardState {
		return { term: this.term, vote: this.vote, commit: this.log.committed };
	}

	// ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

	private tickElection(): void {
		this.electionElapsed++;
		if (this.electionElapsed < this.randomizedElectionTimeout || !this.isPromotable()) return;
		const { term } = this;
		this.electionElapsed = 0;
		this.hup('election timeout');
		// Whoever became candidate has told of its new timer already.
		if (this.term === term) this.traceTimer();
	}

	private tickLeader(): void {
		this.heartbeatElapsed++;
		this.electionElapsed++;
		if (this.electionElapsed >= this.config.electionTicks) {
			this.resetElectionTimer();
			if (this.config.checkQuorum) this.handle(this.checkQuorum);
			// A successor that has not taken over within an election timeout is not going to.
			this.leadTransferee = NONE;
		}
		if (this.role !== 'leader' || this.heartbeatElapsed < this.config.heartbeatTicks) return;
		this.heartbeatElapsed = 0;
		this.handle(this.beat);
	}

	resetElectionTimer(): void {
		if (this.electionElapsed === 0) return;
		this.electionElapsed = 0;
		this.traceTimer();
	}

	private traceTimer(): void {
		this.config.trace?.({
			type: 'timer',
			electionElapsed: this.electionElapsed,
			randomizedElectionTimeout: this.randomizedElectionTimeout
		});
	}

	// ── Roles ────────────────────────────────────────────────────────────────────────────────────────────────────────

	becomeFollower(term: number, lead: PeerId, why: string): void {
		this.reset(term);
		this.role = 'follower';
		this.follow(lead, why);
	}

	/** Takes note of a leader of this term. */
	follow(lead: PeerId, why: string): void {
		this.lead = lead;
		this.traceRole(why);
	}

	becomeCandidate(why: string): void {
		invariant(this.role !== 'leader', 'a leader of term %d cannot become candidate', this.term);
		this.reset(this.term + 1);
		this.role = 'candidate';
		this.vote = this.id;
		this.traceRole(why);
	}

	becomeLeader(why: string): void {
		invariant(this.role === 'candidate', 'a %s of term %d cannot become leader', this.role, this.term);
		this.reset(this.term);
		this.role = 'leader';
		this.lead = this.id;
		this.traceRole(why);
		const own = this.members.progress.get(this.id);
		invariant(own !== undefined, '%s leads a cluster that it is no member of', this.id);
		own.becomeReplicate();
		own.recentActive = true;
		// The log may hold a membership change of an earlier leader that is not applied yet; rather than searching for it,
		// propose none before all is applied.
		this.pendingConfIndex = this.log.lastIndex();
		// An entry of the new term, so that what earlier terms have left behind can be committed (§5.4.2, §8).
		this.appendEntries([{ type: 'normal', term: 0, index: 0, data: null }]);
	}

	private reset(term: number): void {
		if (this.term !== term) {
			this.term = term;
			this.vote = NONE;
		}
		this.lead = NONE;
		this.electionElapsed = 0;
		this.heartbeatElapsed = 0;
		this.randomizedElectionTimeout = this.config.electionTicks + this.config.random(this.config.electionTicks);
		this.traceTimer();
		this.leadTransferee = NONE;
		this.pendingConfIndex = 0;
		this.members.reset(this.id, this.log.lastIndex(), this.config.maxInflight);
	}

	/** Whether this member may become leader: it belongs to the cluster and is not just being overwritten. */
	isPromotable(): boolean {
		return this.members.progress.has(this.id) && !this.log.unstable.snapshot;
	}

	/** Stands for election, if it may. `why`: 'election timeout', 'campaign', 'transfer'. */
	hup(why: string): void {
		hup(this, why);
	}

	// ── Messages ─────────────────────────────────────────────────────────────────────────────────────────────────────

	/** As `step`, also for the messages that a member sends to itself. */
	handle(message: Message): void {
		if (message.term > this.term && !this.acceptsHigherTerm(message)) return;
		if (message.term !== 0 && message.term < this.term) return this.handleLowerTerm(message);
		switch (message.type) {
			case 'MsgHup':
				return this.hup('campaign');
			case 'MsgVote':
				return handleVoteRequest(this, message);
			default:
		}
		switch (this.role) {
			case 'follower':
				return stepFollower(this, message);
			case 'candidate':
				return stepCandidate(this, message);
			case 'leader':
				return stepLeader(this, message);
		}
	}

	/** §5.1: who sees a higher term joins it as a follower. */
	private acceptsHigherTerm(message: Message): boolean {
		if (message.type === 'MsgVote' && message.context !== 'transfer' && this.config.checkQuorum) {
			// Thesis §6.2: while the leader is alive for us, a removed or partitioned member cannot disturb the cluster.
			if (this.lead !== NONE && this.electionElapsed < this.config.electionTicks) {
				const rest = this.config.electionTicks - this.electionElapsed;
				this.ignore(message, `lease is not expired (remaining ticks: ${rest})`);
				return false;
			}
		}
		const isFromLeader = message.type === 'MsgApp' || message.type === 'MsgHeartbeat' || message.type === 'MsgSnap';
		this.becomeFollower(message.term, isFromLeader ? message.from : NONE, 'higher term');
		return true;
	}

	private handleLowerTerm(message: Message): void {
		if (this.config.checkQuorum && (message.type === 'MsgApp' || message.type === 'MsgHeartbeat')) {
			// We may have raised our term alone, behind a partition. With checkQuorum our vote requests are ignored, so we
			// can neither win nor rejoin; an answer with our term makes that leader step down, and the next election
			// takes us back. (etcd/raft raft.go, Step, "m.Term < r.Term")
			this.send({ type: 'MsgAppResp', from: this.id, to: message.from, term: this.term });
			this.ignore(message, 'lower term; answered with ours');
			return;
		}
		this.ignore(message, 'lower term');
	}

	/** Puts a message into the next Ready. */
	send(message: Message): void {
		if (message.type === 'MsgAppResp' || message.type === 'MsgVoteResp') this.messagesAfterAppend.push(message);
		else this.messages.push(message);
	}

	ignore(message: Message, why: string): void {
		this.config.trace?.({ type: 'ignored', message, why });
	}

	// ── The leader's log ─────────────────────────────────────────────────────────────────────────────────────────────

	/** Adds entries to the leader's own log, with this term and the next indexes. */
	appendEntries(proposed: readonly Entry[]): void {
		const last = this.log.lastIndex();
		const entries = proposed.map((entry, i): Entry => ({ ...entry, term: this.term, index: last + 1 + i }));
		this.log.append(entries);
		this.traceAppend(this.id, entries);
		// The leader's own log counts like any other: once it is on the disk.
		this.send({ type: 'MsgAppResp', from: this.id, to: this.id, term: this.term, index: last + entries.length });
	}

	/** Commits what a majority has; returns whether that was more than before. */
	maybeCommit(): boolean {
		return this.log.maybeCommit({ term: this.term, index: this.members.committedIndex() });
	}

	/** Called when the host has applied up to `index`. */
	appliedTo(index: number): void {
		this.log.appliedTo(Math.max(index, this.log.applied));
	}

	// ── Trace ────────────────────────────────────────────────────────────────────────────────────────────────────────

	traceAppend(from: PeerId, entries: readonly Entry[]): void {
		if (!this.config.trace || entries.length === 0) return;
		const ids = entries.map(({ term, index }) => ({ term, index }));
		this.config.trace({ type: 'append', from, to: this.id, entries: ids });
	}

	private traceRole(why: string): void {
		if (!this.config.trace) return;
		const { role, term, lead } = this;
		this.config.trace(
			lead === NONE ? { type: 'role', role, term, why } : { type: 'role', role, term, leader: lead, why }
		);
	}
}
