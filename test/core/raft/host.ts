import { NONE } from '../../../src/core/raft/message.ts';
import type { Entry, HardState, Message, PeerId, Snapshot } from '../../../src/core/raft/message.ts';
import { Raft } from '../../../src/core/raft/raft.ts';
import type { RaftConfig } from '../../../src/core/raft/raft.ts';
import type { Ready } from '../../../src/core/raft/ready.ts';
import { MemoryStorage } from '../../../src/core/raft/storage.ts';
import type { RaftTrace } from '../../../src/core/raft/trace.ts';

export const ELECTION_TICKS = 10;

export interface HostOptions extends Partial<Omit<RaftConfig, 'id' | 'storage' | 'trace'>> {
	voters?: readonly PeerId[];
	/** Terms of the entries that are on the disk, from index 1 on. */
	log?: readonly number[];
	hardState?: Partial<HardState>;
	storage?: MemoryStorage;
	/** A broken one. */
	raft?: new (config: RaftConfig) => Raft;
}

/** One member with its disk, and a host that does its duties when asked to. What goes through it is frozen. */
export class Host {
	readonly id: PeerId;
	readonly storage: MemoryStorage;
	readonly raft: Raft;
	readonly trace: RaftTrace[] = [];
	readonly applied: Entry[] = [];

	constructor(id: PeerId, options: HostOptions = {}) {
		const { voters = ['1', '2', '3'], log = [], hardState, storage, raft = Raft, ...config } = options;
		this.id = id;
		this.storage = storage ?? new MemoryStorage();
		if (!storage) {
			this.storage.disk.snapshot = { term: 0, index: 0, confState: { voters }, data: null };
			this.storage.append(
				log.map((term, i): Entry => ({ term, index: i + 1, type: 'normal', data: `${term}/${i + 1}` }))
			);
			this.storage.setHardState({ term: Math.max(0, ...log), vote: NONE, commit: 0, ...hardState });
		}
		this.raft = new raft({
			id,
			electionTicks: ELECTION_TICKS,
			heartbeatTicks: 1,
			checkQuorum: false,
			maxSizePerMsg: 65535,
			maxInflight: 256,
			random: () => 0,
			...config,
			storage: this.storage,
			trace: (event) => this.trace.push(event)
		});
	}

	/** Does the duties of one Ready. */
	processReady(): Ready {
		const ready = deepFreeze(this.raft.ready());
		if (ready.hardState) this.storage.setHardState(ready.hardState);
		if (ready.snapshot) this.storage.applySnapshot(ready.snapshot);
		this.storage.append(ready.entries);
		for (const entry of ready.committedEntries) {
			this.applied.push(entry);
			if (entry.type === 'confChange') this.raft.applyConfChange(entry.data);
		}
		this.raft.advance();
		return ready;
	}

	/** Does all duties; returns the messages that leave. */
	drain(): Message[] {
		const messages: Message[] = [];
		while (this.raft.hasReady()) messages.push(...this.processReady().messages);
		return messages;
	}

	/** Steps a message and drains. */
	receive(message: Omit<Message, 'to'>): Message[] {
		this.raft.step(deepFreeze({ ...message, to: this.id }));
		return this.drain();
	}

	tick(count: number): Message[] {
		const messages: Message[] = [];
		for (let i = 0; i < count; i++) {
			this.raft.tick();
			messages.push(...this.drain());
		}
		return messages;
	}

	/** Makes it leader by giving it all votes; what it sends meanwhile is lost. */
	elect(): this {
		this.raft.campaign();
		this.drain();
		for (const from of this.raft.voters) {
			if (from !== this.id) this.receive({ type: 'MsgVoteResp', from, term: this.raft.term });
		}
		if (this.raft.role !== 'leader') throw new Error(`${this.id} was not elected`);
		return this;
	}

	/** The follower `from` acknowledges everything up to `index`. */
	acknowledged(from: PeerId, index: number): Message[] {
		return this.receive({ type: 'MsgAppResp', from, term: this.raft.term, index });
	}

	propose(data: unknown): Message[] {
		this.raft.propose(data);
		return this.drain();
	}

	/** A crash: only the disk is left. */
	restarted(options: HostOptions = {}): Host {
		return new Host(this.id, { ...options, storage: this.storage.clone() });
	}

	get terms(): number[] {
		const { log } = this.raft;
		return (log.entries(log.firstIndex(), Number.MAX_SAFE_INTEGER) ?? []).map(({ term }) => term);
	}

	snapshotAt(index: number): Snapshot {
		return this.storage.createSnapshot(index, { voters: this.raft.voters }, `state at ${index}`);
	}

	whys(type: 'ignored' | 'role' | 'vote'): string[] {
		return this.trace.flatMap((event) => (event.type === type ? event.why : []));
	}
}

/** Delivers until nothing moves; messages go through JSON, as over a wire. `isLost` says which do not arrive. */
export function settle(hosts: readonly Host[], isLost: (message: Message) => boolean = () => false): void {
	for (let isMoving = true; isMoving;) {
		isMoving = false;
		for (const host of hosts) {
			for (const message of host.drain()) {
				isMoving = true;
				const receiver = hosts.find(({ id }) => id === message.to);
				if (receiver && !isLost(message))
					receiver.raft.step(deepFreeze(JSON.parse(JSON.stringify(message)) as Message));
			}
		}
	}
}

/** Members 1..n with the same configuration. */
export function cluster(size: number, options: HostOptions = {}): Host[] {
	const voters = Array.from({ length: size }, (_, i) => String(i + 1));
	return voters.map((id) => new Host(id, { voters, ...options }));
}

export function isolate(...ids: PeerId[]): (message: Message) => boolean {
	return ({ from, to }) => ids.includes(from) || ids.includes(to);
}

export function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		Object.values(value).forEach(deepFreeze);
	}
	return value;
}
