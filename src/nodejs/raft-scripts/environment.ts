import { changesFromText } from './changes.ts';
import {
	describeEntries,
	describeMessage,
	describeProgressMap,
	describeReady,
	describeRole
} from '../../core/raft/describe.ts';
import { EMPTY_HARD_STATE } from '../../core/raft/message.ts';
import type { ConfState, Entry, Message, PeerId, Snapshot } from '../../core/raft/message.ts';
import { Raft } from '../../core/raft/raft.ts';
import { MemoryStorage } from '../../core/raft/storage.ts';
import { NotModelled } from './not-modelled.ts';
import type { Directive } from './parse.ts';

const ELECTION_TICKS = 3;
const HEARTBEAT_TICKS = 1;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const NO_SNAPSHOT: Snapshot = { term: 0, index: 0, confState: { voters: [] }, data: '' };

/** When asked for a snapshot, gives the state after the last applied entry, as if one were taken at once. */
class HistoryStorage extends MemoryStorage {
	/** The states of an "append the text" state machine. */
	readonly history: Snapshot[];

	constructor(snapshot: Snapshot) {
		super();
		this.history = [snapshot];
		if (snapshot.index > 0) this.applySnapshot(snapshot);
	}

	override snapshot(): Snapshot {
		return this.history.at(-1)!;
	}
}

interface Member {
	readonly raft: Raft;
	readonly storage: HistoryStorage;
}

/**
 * A cluster in which nothing moves unless a directive says so: members, and the messages on their way between them.
 * The directives, one method each, are explained in etcd's rafttest and in the README of the scripts.
 *
 * Not modelled: the log lines (no level prints any); what needs a part of Raft that ours does not have throws NotModelled.
 */
export class Environment {
	private readonly members: Member[] = [];
	private messages: Message[] = [];
	private isQuiet = false;
	private output = '';
	private indent = '';

	/** Runs one directive; returns its output. */
	run(directive: Directive): string {
		this.output = '';
		let error = '';
		try {
			this.dispatch(directive);
		} catch (thrown) {
			if (!(thrown instanceof Error) || thrown instanceof NotModelled || thrown.name === 'InvariantError') throw thrown;
			error = thrown.message;
		}
		if (this.isQuiet) return error || 'ok';
		return this.output + error || 'ok';
	}

	private dispatch(directive: Directive): void {
		const { command, positional, named } = directive;
		switch (command) {
			case '_breakpoint':
				return;
			case 'log-level':
				this.isQuiet = positional[0]?.toLowerCase() === 'none';
				return;
			case 'add-nodes':
				return this.addNodes(directive);
			case 'campaign':
				return this.member(positional[0]).raft.campaign();
			case 'propose':
				return this.member(positional[0]).raft.propose(positional[1] ?? '');
			case 'propose-conf-change':
				return this.proposeConfChange(directive);
			case 'process-ready':
				return this.processReadies(positional);
			case 'deliver-msgs':
				return this.deliverMessages(directive);
			case 'stabilize':
				return this.stabilizeQuietly(positional, named.get('log-level')?.[0]);
			case 'tick-election':
				return this.tick(positional[0], ELECTION_TICKS);
			case 'tick-heartbeat':
				return this.tick(positional[0], HEARTBEAT_TICKS);
			case 'set-randomized-election-timeout':
				this.member(positional[0]).raft.randomizedElectionTimeout = Number(required(named, 'timeout'));
				return;
			case 'transfer-leadership':
				return this.member(required(named, 'from')).raft.transferLeadership(required(named, 'to'));
			case 'report-unreachable':
				return this.member(positional[0]).raft.reportUnreachable(positional[1] ?? '');
			case 'send-snapshot':
				return this.sendSnapshot(positional[0], positional[1] ?? '');
			case 'compact':
				this.member(positional[0]).storage.compact(Number(positional[1]));
				return this.printLog(positional[0]);
			case 'raft-log':
				return this.printLog(positional[0]);
			case 'raft-state':
				return this.printStates();
			case 'status':
				return this.printStatus(positional[0]);
			case 'forget-leader':
				throw new NotModelled('forget-leader');
			case 'process-append-thread':
			case 'process-apply-thread':
				throw new NotModelled('asynchronous storage writes');
			default:
				throw new NotModelled(`command ${command}`);
		}
	}

	private addNodes({ positional, named }: Directive): void {
		for (const [option, feature] of Object.entries(NOT_MODELLED_OPTIONS)) {
			if (named.has(option) && named.get(option)![0] !== 'false') throw new NotModelled(feature);
		}
		const index = Number(named.get('index')?.[0] ?? 0);
		const voters = named.get('voters') ?? [];
		const content = named.get('content')?.[0] ?? '';
		const isBootstrapped = index > 0 || voters.length > 0 || content !== '';
		if (isBootstrapped && index <= 1) throw new Error('index must be specified as > 1 due to bootstrap');
		const snapshot = isBootstrapped ? { term: 1, index, confState: { voters }, data: content } : NO_SNAPSHOT;
		for (let i = 0; i < Number(positional[0]); i++) {
			const storage = new HistoryStorage(snapshot);
			if (isBootstrapped) storage.setHardState(EMPTY_HARD_STATE);
			const raft = new Raft({
				id: String(this.members.length + 1),
				electionTicks: ELECTION_TICKS,
				heartbeatTicks: HEARTBEAT_TICKS,
				storage,
				applied: snapshot.index,
				checkQuorum: named.get('checkquorum')?.[0] === 'true',
				maxSizePerMsg: NO_LIMIT,
				maxInflight: Number(named.get('inflight')?.[0] ?? NO_LIMIT),
				random: () => 0
			});
			this.members.push({ raft, storage });
		}
	}

	private proposeConfChange({ positional, named, input }: Directive): void {
		if (named.get('v1')?.[0] !== 'true') throw new NotModelled('joint consensus (conf change V2)');
		const changes = changesFromText(input);
		if (changes.length !== 1) throw new Error(`v1 conf change must have one change, not ${changes.length}`);
		this.member(positional[0]).raft.proposeConfChange(changes[0]!);
	}

	private processReadies(ids: readonly string[]): void {
		for (const id of ids) {
			if (ids.length === 1) this.processReady(id);
			else this.under(`> ${id} handling Ready`, () => this.processReady(id));
		}
	}

	/** The duties of a host, in order (see core/raft/ready.ts). */
	private processReady(id: PeerId): void {
		const { raft, storage } = this.member(id);
		const ready = raft.ready();
		this.print(describeReady(ready));
		if (ready.hardState) storage.setHardState(ready.hardState);
		if (ready.snapshot) storage.applySnapshot(ready.snapshot);
		storage.append(ready.entries);
		for (const entry of ready.committedEntries) this.apply(raft, storage, entry);
		this.messages.push(...ready.messages);
		raft.advance();
	}

	private apply(raft: Raft, storage: HistoryStorage, entry: Entry): void {
		const { term, index } = entry;
		let { confState, data } = storage.snapshot() as { confState: ConfState; data: string };
		if (entry.type === 'confChange') confState = raft.applyConfChange(entry.data);
		else data += (entry.data as string | null) ?? '';
		storage.history.push({ term, index, confState, data });
	}

	private deliverMessages({ positional, named }: Directive): void {
		const type = named.get('type')?.[0];
		let count = 0;
		for (const id of positional) count += this.deliver(id, type, false);
		for (const id of named.get('drop') ?? []) count += this.deliver(id, type, true);
		if (count === 0) this.print('no messages\n');
	}

	private deliver(to: PeerId, type?: string, isDropped = false): number {
		const isWanted = (message: Message) => message.to === to && (type === undefined || message.type === type);
		const wanted = this.messages.filter(isWanted);
		this.messages = this.messages.filter((message) => !isWanted(message));
		for (const message of wanted) {
			this.print(`${isDropped ? 'dropped: ' : ''}${describeMessage(message)}\n`);
			if (isDropped) continue;
			try {
				this.member(to).raft.step(message);
			} catch (thrown) {
				if (!(thrown instanceof Error) || thrown.name === 'InvariantError') throw thrown;
				this.print(thrown.message + '\n');
			}
		}
		return wanted.length;
	}

	private stabilizeQuietly(ids: readonly string[], logLevel?: string): void {
		const before = this.isQuiet;
		if (logLevel) this.isQuiet = logLevel.toLowerCase() === 'none';
		try {
			this.stabilize(ids.length > 0 ? ids : this.members.map(({ raft }) => raft.id));
		} finally {
			this.isQuiet = before;
		}
	}

	private stabilize(ids: readonly PeerId[]): void {
		for (let isDone = false; !isDone;) {
			isDone = true;
			for (const id of ids) {
				if (!this.member(id).raft.hasReady()) continue;
				this.under(`> ${id} handling Ready`, () => this.processReady(id));
				isDone = false;
			}
			for (const id of ids) {
				if (!this.messages.some(({ to }) => to === id)) continue;
				this.under(`> ${id} receiving messages`, () => void this.deliver(id));
				isDone = false;
			}
		}
	}

	private tick(id: string | undefined, ticks: number): void {
		const { raft } = this.member(id);
		for (let i = 0; i < ticks; i++) raft.tick();
	}

	private sendSnapshot(from: string | undefined, to: PeerId): void {
		const { raft, storage } = this.member(from);
		const message: Message = { type: 'MsgSnap', from: raft.id, to, term: raft.term, snapshot: storage.snapshot() };
		this.messages.push(message);
		this.print(describeMessage(message));
	}

	private printLog(id: string | undefined): void {
		const { storage } = this.member(id);
		const first = storage.firstIndex();
		const last = storage.lastIndex();
		if (last < first) this.print(`log is empty: first index=${first}, last index=${last}`);
		else this.print(describeEntries(storage.entries(first, last + 1)));
	}

	private printStates(): void {
		for (const { raft } of this.members) {
			const kind = raft.voters.includes(raft.id) ? 'Voter' : 'Non-Voter';
			this.print(`${raft.id}: ${describeRole(raft.role)} (${kind}) Term:${raft.term} Lead:${raft.lead}\n`);
		}
	}

	private printStatus(id: string | undefined): void {
		const { raft } = this.member(id);
		if (raft.role === 'leader') this.print(describeProgressMap(raft.members.progress));
	}

	private member(id: string | undefined): Member {
		const member = this.members[Number(id) - 1];
		if (!member) throw new Error(`no member ${id}`);
		return member;
	}

	private under(title: string, body: () => void): void {
		this.print(title + '\n');
		const before = this.indent;
		this.indent += '  ';
		try {
			body();
		} finally {
			this.indent = before;
		}
	}

	private print(text: string): void {
		if (!this.isQuiet) this.output += text.replace(/^(?=.)/gm, this.indent);
	}
}

const NOT_MODELLED_OPTIONS = {
	learners: 'learners',
	prevote: 'PreVote',
	'async-storage-writes': 'asynchronous storage writes',
	'disable-conf-change-validation': 'switching off the conf change validation',
	'max-committed-size-per-ready': 'a size limit of its own for committed entries',
	'read-only': 'linearizable reads',
	'step-down-on-removal': 'StepDownOnRemoval'
};

function required(named: Directive['named'], key: string): string {
	const value = named.get(key)?.[0];
	if (value === undefined) throw new Error(`${key}= is missing`);
	return value;
}
