import { NONE } from '../../../src/core/raft/message.ts';
import type { ConfChange, ConfState, Entry, Message, PeerId, Snapshot } from '../../../src/core/raft/message.ts';
import { ProposalDropped, StepPeerNotFound } from '../../../src/core/raft/errors.ts';
import { Raft } from '../../../src/core/raft/raft.ts';
import type { RaftConfig } from '../../../src/core/raft/raft.ts';
import { MemoryStorage } from '../../../src/core/raft/storage.ts';
import { Checker } from './checker.ts';
import { Rng } from './rng.ts';

/** A state machine that keeps a digest of all that was applied. */
interface State {
	index: number;
	digest: number;
	confState: ConfState;
}

interface Machine {
	readonly id: PeerId;
	/** Survives crashes; plain JSON, so that it can be compared with what it was. */
	readonly storage: MemoryStorage;
	/** undefined: crashed. */
	raft: Raft | undefined;
	state: State;
	isLogChanged: boolean;
}

export interface Faults {
	loss: number;
	duplication: number;
	/** Probability that a message waits for a later round; so later ones overtake it. */
	delay: number;
	crash: number;
	restart: number;
	partition: number;
	heal: number;
	/** Probability per round that the membership changes, leadership is transferred, a log is compacted. */
	membership: number;
	transfer: number;
	compaction: number;
	unreachable: number;
	/** Somebody stands for election without waiting. */
	campaign: number;
	proposals: number;
	tick: number;
}

function stateOf({ index, data, confState }: Snapshot): State {
	return index === 0 ? { index, digest: 0, confState } : { ...(data as State), confState };
}

/** What a canary may break. */
export interface Breakage {
	raft?: new (config: RaftConfig) => Raft;
	/** The host sends before it writes, and a crash may come between. */
	sendsBeforeWriting?: boolean;
	/** The vote is not written. */
	forgetsVote?: boolean;
}

/** Machines on a bad network, one seed; everything that happens is checked. */
export class Cluster {
	readonly checker = new Checker();
	steps = 0;
	proposals = 0;
	private readonly machines: Machine[] = [];
	private messages: Message[] = [];
	/** By id: in which part of the divided network. */
	private part = new Map<PeerId, number>();
	private readonly rng: Rng;
	private readonly breakage: Breakage;
	private readonly electionTicks: number;
	private readonly checkQuorum: boolean;
	private readonly maxSizePerMsg: number;
	private readonly maxInflight: number;

	constructor(seed: number, size: number, breakage: Breakage = {}) {
		this.rng = new Rng(seed);
		this.breakage = breakage;
		this.electionTicks = this.rng.pick([3, 5, 10]);
		this.checkQuorum = this.rng.chance(0.6);
		this.maxSizePerMsg = this.rng.pick([0, 10, 65535]);
		this.maxInflight = this.rng.pick([1, 3, 256]);
		const voters = Array.from({ length: size }, (_, i) => String(i + 1));
		const isGrown = this.rng.chance(0.3);
		for (const id of voters) {
			// Either all know each other from their first snapshot, or number 1 starts alone and the others are added.
			const machine = this.addMachine(id);
			if (isGrown) continue;
			const data: State = { index: 1, digest: 0, confState: { voters } };
			machine.storage.applySnapshot({ term: 1, index: 1, confState: { voters }, data });
			this.start(machine);
		}
		if (!isGrown) return;
		for (const machine of this.machines) this.start(machine);
		this.machines[0]!.raft!.bootstrap([{ id: '1' }]);
		this.machines[0]!.raft!.campaign();
		for (const id of voters.slice(1)) {
			this.settle(4 * this.electionTicks);
			this.leader()?.proposeConfChange({ type: 'addNode', nodeId: id });
		}
		this.settle(4 * this.electionTicks);
	}

	private addMachine(id: PeerId): Machine {
		const storage = new MemoryStorage();
		const state = stateOf(storage.snapshot());
		const machine: Machine = { id, storage, raft: undefined, state, isLogChanged: true };
		this.machines.push(machine);
		return machine;
	}

	private start(machine: Machine): void {
		const { id, storage } = machine;
		const { snapshot } = storage.disk;
		machine.state = stateOf(snapshot);
		machine.isLogChanged = true;
		machine.raft = new (this.breakage.raft ?? Raft)({
			id,
			storage,
			electionTicks: this.electionTicks,
			heartbeatTicks: 1,
			checkQuorum: this.checkQuorum,
			maxSizePerMsg: this.maxSizePerMsg,
			maxInflight: this.maxInflight,
			random: this.rng.below,
			trace: ({ type }) => {
				if (type === 'append' || type === 'truncate' || type === 'restore') machine.isLogChanged = true;
			}
		});
		this.check(machine);
	}

	private crash(machine: Machine): void {
		machine.raft = undefined;
		// What is on the disk must be enough, and nothing but data.
		const copy = JSON.parse(JSON.stringify(machine.storage)) as typeof machine.storage.disk;
		Object.assign(machine.storage.disk, copy);
		this.checker.crashed(machine.id, machine.storage.disk.hardState);
	}

	private check(machine: Machine): void {
		this.steps++;
		if (!machine.raft) return;
		const others = this.machines.flatMap(({ raft }) => raft ?? []);
		this.checker.member(machine.raft, machine.isLogChanged, others);
		machine.isLogChanged = false;
	}

	/** One round: some machines tick, some messages arrive, some hosts do their duties, perhaps something breaks. */
	round(faults: Faults): void {
		for (const machine of this.machines) {
			if (!machine.raft || !this.rng.chance(faults.tick)) continue;
			machine.raft.tick();
			this.check(machine);
		}
		this.deliver(faults);
		for (const machine of this.machines) {
			if (machine.raft?.hasReady() && this.rng.chance(0.9)) this.processReady(machine, faults.crash);
		}
		this.disturb(faults);
	}

	private deliver(faults: Faults): void {
		const arriving = this.messages;
		this.messages = [];
		for (const message of arriving) {
			if (this.rng.chance(faults.delay)) {
				this.messages.push(message);
				continue;
			}
			if (this.rng.chance(faults.duplication)) this.messages.push(message);
			if (!this.rng.chance(faults.loss)) this.receive(message);
			this.reportSnapshot(message);
		}
	}

	private receive(message: Message): void {
		if ((this.part.get(message.from) ?? 0) !== (this.part.get(message.to) ?? 0)) return;
		const machine = this.machines.find(({ id }) => id === message.to);
		if (!machine?.raft) return;
		try {
			machine.raft.step(message);
		} catch (error) {
			if (!(error instanceof ProposalDropped || error instanceof StepPeerNotFound)) throw error;
		}
		this.check(machine);
	}

	/** The sender's transport tells whether a snapshot arrived. It may be wrong, but it must not be silent. */
	private reportSnapshot(message: Message): void {
		if (message.type !== 'MsgSnap') return;
		const sender = this.machines.find(({ id }) => id === message.from);
		sender?.raft?.reportSnapshot(message.to, this.rng.chance(0.5));
	}

	/** A host's duties, in order. A crash may come between any two. */
	private processReady(machine: Machine, crash: number): void {
		const { raft, storage } = machine;
		if (!raft) return;
		const ready = raft.ready();
		const mayCrash = () => {
			if (!this.rng.chance(crash)) return false;
			this.crash(machine);
			return true;
		};
		if (mayCrash()) return;
		if (this.breakage.sendsBeforeWriting) {
			for (const message of ready.messages) this.send(message, raft);
			if (mayCrash()) return;
		}
		if (ready.hardState) {
			this.checker.hardState(machine.id, storage.disk.hardState, ready.hardState);
			storage.setHardState(this.breakage.forgetsVote ? { ...ready.hardState, vote: NONE } : ready.hardState);
		}
		if (ready.snapshot) storage.applySnapshot(ready.snapshot);
		storage.append(ready.entries);
		if (mayCrash()) return;
		if (!this.breakage.sendsBeforeWriting) {
			// Even a part of the messages may be out before a crash.
			for (const message of ready.messages) {
				this.send(message, raft);
				if (this.rng.chance(crash / 4)) return this.crash(machine);
			}
		}
		if (ready.snapshot) {
			machine.state = stateOf(ready.snapshot);
			this.checker.appliedTo(machine.id, machine.state.index, machine.state.digest);
		}
		for (const entry of ready.committedEntries) this.apply(machine, raft, entry);
		if (mayCrash()) return;
		raft.advance();
		this.check(machine);
	}

	/** As SwarmKit does: a snapshot may be older than the receiver's membership, and who is no member refuses it. */
	private send(message: Message, { voters }: Raft): void {
		const { snapshot } = message;
		this.messages.push(snapshot ? { ...message, snapshot: { ...snapshot, confState: { voters } } } : message);
	}

	private apply(machine: Machine, raft: Raft, entry: Entry): void {
		const { index, digest, confState } = machine.state;
		if (entry.index !== index + 1) throw new Error(`${machine.id} applies ${entry.index} after ${index}`);
		const voters = entry.type === 'confChange' ? raft.applyConfChange(entry.data) : confState;
		const text = JSON.stringify(entry.data);
		let next = Math.imul(digest ^ entry.index, 16777619);
		for (let i = 0; i < text.length; i++) next = Math.imul(next ^ text.charCodeAt(i), 16777619);
		machine.state = { index: entry.index, digest: next, confState: voters };
		this.checker.appliedTo(machine.id, entry.index, next);
	}

	private disturb(faults: Faults): void {
		const { rng } = this;
		for (const machine of this.machines) {
			if (machine.raft && rng.chance(faults.crash)) this.crash(machine);
			else if (!machine.raft && rng.chance(faults.restart)) this.start(machine);
		}
		if (rng.chance(faults.partition)) {
			const parts = 2 + rng.below(2);
			this.part = new Map(this.machines.map(({ id }) => [id, rng.below(parts)]));
		}
		if (rng.chance(faults.heal)) this.part.clear();
		const running = this.machines.filter(({ raft }) => raft);
		if (running.length === 0) return;
		const machine = rng.pick(running);
		const raft = machine.raft!;
		if (rng.chance(faults.proposals)) this.attempt(() => raft.propose(`p${++this.proposals}`));
		if (rng.chance(faults.transfer)) raft.transferLeadership(rng.pick(this.machines).id);
		if (rng.chance(faults.campaign)) raft.campaign();
		if (rng.chance(faults.unreachable)) raft.reportUnreachable(rng.pick(this.machines).id);
		// Only the leader knows the members for certain; a stale proposal could remove the last one.
		if (rng.chance(faults.membership) && raft.role === 'leader') {
			this.attempt(() => raft.proposeConfChange(this.someChange(raft)));
		}
		if (rng.chance(faults.compaction)) this.compact(machine);
		this.check(machine);
	}

	private attempt(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof ProposalDropped)) throw error;
		}
	}

	/** Adds somebody new (ids are never used twice), or removes somebody, perhaps the leader. */
	private someChange(raft: Raft): ConfChange {
		if (raft.voters.length > 2 && (this.machines.length >= 7 || this.rng.chance(0.5))) {
			return { type: 'removeNode', nodeId: this.rng.pick(raft.voters) };
		}
		if (this.machines.length >= 7) return { type: 'updateNode', nodeId: this.rng.pick(raft.voters) };
		const newcomer = this.addMachine(String(this.machines.length + 1));
		this.start(newcomer);
		return { type: 'addNode', nodeId: newcomer.id };
	}

	private compact({ storage, state }: Machine): void {
		if (state.index <= storage.snapshot().index) return;
		storage.createSnapshot(state.index, state.confState, state);
		const keep = this.rng.below(4);
		const at = state.index - keep;
		if (at >= storage.firstIndex()) storage.compact(at);
	}

	// ── After the faults ─────────────────────────────────────────────────────────────────────────────────────────────

	/** Everything runs again, nothing is lost any more. */
	heal(): void {
		this.part.clear();
		for (const machine of this.machines) if (!machine.raft) this.start(machine);
	}

	/**
	 * A host stops a member that was removed, as SwarmKit's does. One that has not heard of it would go on standing for
	 * election, and without checkQuorum it would disturb the others for ever (thesis §4.2.3).
	 */
	private stopRemoved(): void {
		const newest = this.machines.reduce((a, b) => (b.state.index > a.state.index ? b : a));
		const { voters } = newest.state.confState;
		for (const machine of this.machines) {
			if (machine.raft && !voters.includes(machine.id)) this.crash(machine);
			if (!machine.raft && voters.includes(machine.id)) this.start(machine);
		}
	}

	/** Lets time pass without faults. */
	settle(ticks: number): void {
		for (let tick = 0; tick < ticks; tick++) {
			for (const machine of this.machines) machine.raft?.tick();
			for (let hop = 0; hop < 6; hop++) {
				for (const machine of this.machines) if (machine.raft?.hasReady()) this.processReady(machine, 0);
				this.deliver(CALM);
			}
		}
	}

	/** The leader of the newest term; others may not have noticed yet that they no longer lead. */
	leader(): Raft | undefined {
		const leaders = this.machines.flatMap(({ raft }) => (raft?.role === 'leader' ? raft : []));
		return leaders.sort((a, b) => b.term - a.term)[0];
	}

	/** Waits for a leader, proposes, and demands that all members apply all of it and agree. */
	demandConvergence(): void {
		this.heal();
		const patience = 60;
		for (let i = 0; i < patience && (i === 0 || !this.isCalm()); i++) {
			this.settle(2 * this.electionTicks);
			this.stopRemoved();
		}
		const leader = this.leader();
		if (!leader || !this.isCalm()) throw new Error(`no convergence: ${this.describe()}`);
		for (let i = 0; i < 3; i++) leader.propose(`after ${i}`);
		const last = leader.lastIndex;
		this.settle(2 * this.electionTicks);
		for (let i = 0; i < patience && !this.isCalm(); i++) this.settle(this.electionTicks);
		if (this.leader() !== leader) throw new Error(`leader changed in calm: ${this.describe()}`);
		if (leader.appliedIndex < last || !this.isCalm()) throw new Error(`proposals not applied: ${this.describe()}`);
	}

	/** One leader, followed by all its members, and everything applied everywhere. */
	private isCalm(): boolean {
		const leader = this.leader();
		if (!leader?.voters.includes(leader.id)) return false;
		return leader.voters.every((id) => {
			const { raft, state } = this.machines.find((machine) => machine.id === id)!;
			return raft?.lead === leader.id && raft.term === leader.term && state.index === leader.lastIndex;
		});
	}

	describe(): string {
		const lines = this.machines.map(({ id, raft, state }) =>
			raft
				? `${id} ${raft.role} term ${raft.term} lead ${raft.lead} log ${raft.log.firstIndex()}..${raft.lastIndex} commit ${raft.commitIndex} applied ${state.index} voters ${raft.voters.join(' ')}`
				: `${id} down`
		);
		return '\n' + lines.join('\n');
	}
}

const CALM: Faults = {
	loss: 0,
	duplication: 0,
	delay: 0,
	crash: 0,
	restart: 0,
	partition: 0,
	heal: 0,
	membership: 0,
	transfer: 0,
	compaction: 0,
	unreachable: 0,
	campaign: 0,
	proposals: 0,
	tick: 1
};

/** Each kind of fault is off in some runs and wild in others. */
export function drawFaults(seed: number): Faults {
	const rng = new Rng(seed + 1_000_003);
	return {
		loss: rng.pick([0, 0.02, 0.1, 0.3]),
		duplication: rng.pick([0, 0.05, 0.2]),
		delay: rng.pick([0, 0.1, 0.4, 0.7]),
		crash: rng.pick([0, 0.002, 0.01, 0.03]),
		restart: rng.pick([0.05, 0.2]),
		partition: rng.pick([0, 0.02, 0.06]),
		heal: rng.pick([0.02, 0.08]),
		membership: rng.pick([0, 0, 0.1, 0.3]),
		transfer: rng.pick([0, 0, 0.03]),
		compaction: rng.pick([0, 0.05, 0.2]),
		unreachable: rng.pick([0, 0.05]),
		campaign: rng.pick([0, 0, 0.05, 0.2]),
		proposals: rng.pick([0.2, 0.6]),
		tick: rng.pick([0.5, 0.8, 1])
	};
}
