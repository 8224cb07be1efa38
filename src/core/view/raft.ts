import { byName } from './by-name.ts';
import type { ClusterView } from './cluster.ts';
import type { MessageView } from './fold/messages.ts';
import type { RaftView } from './fold/rafts.ts';
import type { StoreView } from './fold/stores.ts';
import { conditionOf, markMachine, type MachineMark, type ShapeOf } from './machine-mark.ts';
import { isWanted } from './replicas.ts';

/** What the Raft diagram shows; its text twin is made from the same object. Times are virtual milliseconds. */
export interface RaftViewModel {
	/** The manager that believes this; '' for what is so. */
	seenBy: string;
	/** Where drawn times count from: the last event. */
	now: number;
	/** In ring order: by name, the first at the top, clockwise. Empty: no managers yet. */
	managers: RaftManager[];
	workers: { mark: MachineMark; side: number }[];
	leader: string;
	/** The leader's term, else the highest there is. */
	term: number;
	messages: MessageView[];
	log: RaftLog;
	quorum: Quorum;
	/** undefined while the network is whole. */
	partition: { at: number; sides: Side[]; seq: number | undefined } | undefined;
	beliefs: Belief[];
}

export interface RaftManager {
	machine: string;
	mark: MachineMark;
	/** 'unknown': the manager whose view this is has not heard of it. */
	role: 'leader' | 'follower' | 'candidate' | 'stopped' | 'unknown';
	term: number;
	/** Machine it follows, '' for none. */
	follows: string;
	/** When it took its role. */
	since: number;
	/** As counted in its last election, when there may have been fewer managers. */
	votes: { granted: number; rejected: number; needed: number; of: number };
	/** Candidate that has its vote in this term, '' for none. */
	votedFor: string;
	/** Its election timer; undefined for a leader and for one that does not run. */
	timer: { from: number; ms: number } | undefined;
	/** It runs, and on its side of the network there are managers enough. */
	reachable: boolean;
	/** Index in `partition.sides`, 0 while whole. */
	side: number;
	/** On a side that cannot change anything. */
	isMinority: boolean;
	lastIndex: number;
	commit: number;
	seq: number | undefined;
}

export interface Side {
	/** 'A' the one that can change the swarm; else by size. */
	letter: string;
	machines: string[];
	managers: string[];
	/** Managers of it that run. */
	running: number;
	isMajority: boolean;
}

export interface RaftLog {
	/** The indices shown, ascending. */
	indices: number[];
	/** The oldest entry known of, and the newest; 0 for none. */
	first: number;
	last: number;
	/** One for each manager whose log is known, in ring order. */
	rows: LogRow[];
}

export interface LogRow {
	machine: string;
	/** Of its newest entry. */
	lastIndex: number;
	cells: LogMark[];
	commit: number;
	/** Everything up to here is in a snapshot; 0 for none. */
	snapshotTo: number;
	seq: number | undefined;
}

export interface LogMark {
	index: number;
	term: number;
	label: string;
	state: 'committed' | 'open' | 'overwritten';
	/** When an overwritten one was. */
	at: number;
}

export interface Quorum {
	of: number;
	needed: number;
	reachable: number;
	/** How many managers may be lost. */
	tolerates: number;
	holds: boolean;
	marks: { machine: string; reachable: boolean }[];
}

/** What one manager holds for true. */
export interface Belief {
	machine: string;
	role: RaftManager['role'];
	term: number;
	leader: string;
	since: number;
	/** When it last had a sign of a leader; 0 for never. */
	heardAt: number;
	isMinority: boolean;
	readyNodes: number;
	otherNodes: { name: string; state: string }[];
	services: { name: string; running: number; wanted: number }[];
	/** Its store holds everything up to this index. */
	storeIndex: number;
	can: { kind: 'leads' | 'passes' | 'votes' | 'alone' | 'stopped'; to: string; have: number; needed: number };
	/** Where it differs from the leader's. */
	differs: { leader: boolean; nodes: boolean; services: boolean };
}

/** Which part of the logs is wanted. */
export interface LogWindow {
	/** So many entries. */
	count: number;
	/** The newest of them; left out: the newest there is. */
	to?: number;
}

const LOG_SHOWN: LogWindow = { count: 5 };
/** How long a message that has ended stays drawn: long enough for its way to be shown. */
const MESSAGE_STAYS_MS = 1200;
const OVERWRITTEN_STAYS_MS = 2000;

export function raftView(view: ClusterView, shapeOf: ShapeOf, window: LogWindow = LOG_SHOWN): RaftViewModel {
	const names = view.managers().sort(byName);
	const store = view.bestStore();
	const nodeOf = (name: string) => nodeNamed(store, name);
	const leader = view.leader();
	const partition = sidesOf(view, names);
	const sideOf = (name: string): number =>
		Math.max(
			0,
			partition.findIndex((side) => side.machines.includes(name))
		);
	const runs = (name: string): boolean => isRunning(view, name);
	const needed = Math.floor(names.length / 2) + 1;
	// Whole: all of them. Cut: the side that holds the majority, else the largest.
	const main =
		partition.length > 0
			? Math.max(
					0,
					partition.findIndex((side) => side.letter === 'A')
				)
			: 0;
	const managers = names.map((name): RaftManager => {
		const raft = view.rafts.get(name);
		const side = sideOf(name);
		const role = runs(name) && raft ? raft.role : 'stopped';
		return {
			machine: name,
			mark: markMachine(view, name, nodeOf(name), shapeOf),
			role,
			term: raft?.term ?? 0,
			follows: role === 'follower' ? (raft?.leader ?? '') : '',
			since: raft?.since ?? 0,
			votes: {
				granted: raft?.votesGranted ?? 0,
				rejected: raft?.votesRejected ?? 0,
				needed: raft?.votesNeeded || needed,
				of: raft?.votesOf || names.length
			},
			votedFor: raft?.votedFor ?? '',
			timer:
				raft && raft.timerMs > 0 && (role === 'follower' || role === 'candidate')
					? { from: raft.timerFrom, ms: raft.timerMs }
					: undefined,
			reachable: runs(name) && role !== 'unknown' && side === main,
			side,
			isMinority: partition.length > 0 && !partition[side]?.isMajority,
			lastIndex: lastIndexOf(raft),
			commit: raft?.commit ?? 0,
			seq: view.seqOf(`raft ${name}`) ?? view.seqOf(`machine ${name}`)
		};
	});
	const reachable = managers.filter((manager) => manager.reachable).length;
	const beliefs = names.map((name) =>
		beliefOf(
			view,
			managers.find((m) => m.machine === name)!,
			needed
		)
	);
	const reference = beliefs.find((belief) => belief.machine === leader?.machine);
	if (reference) for (const belief of beliefs) compare(belief, reference);
	return {
		seenBy: view.seenBy,
		now: view.now,
		managers,
		workers: workersOf(view, store, names, shapeOf).map((mark) => ({ mark, side: sideOf(mark.machine) })),
		leader: leader?.machine ?? '',
		term: leader?.term ?? Math.max(0, ...managers.map((manager) => manager.term)),
		messages: view.messages.filter(
			(m) =>
				names.includes(m.from) &&
				names.includes(m.to) &&
				// At high speed nobody tells the page that one has come: its time is over all the same.
				(m.state === 'flying' ? view.now <= m.sentAt + m.latencyMs : view.now - m.endedAt < MESSAGE_STAYS_MS)
		),
		log: logOf(view, view.seenBy === '' ? names : names.filter((name) => name === view.seenBy), window),
		quorum: {
			of: names.length,
			needed,
			reachable,
			tolerates: names.length - needed,
			holds: reachable >= needed,
			marks: managers.map((manager) => ({ machine: manager.machine, reachable: manager.reachable }))
		},
		partition:
			partition.length > 0 ? { at: view.partitionAt, sides: partition, seq: view.seqOf('partition') } : undefined,
		beliefs
	};
}

export function nodeNamed(store: StoreView | undefined, machine: string) {
	let found;
	for (const node of store?.nodes.values() ?? []) {
		// A machine that has left and joined again has two; the older one stays Down.
		if (node.hostname === machine && (!found || found.state === 'down')) found = node;
	}
	return found;
}

function isRunning(view: ClusterView, name: string): boolean {
	return conditionOf(view, name) === 'up' && (view.rafts.get(name)?.role ?? 'stopped') !== 'stopped';
}

/** The sides of a cut network as they lie, left to right: by their first manager. */
function sidesOf(view: ClusterView, managers: string[]): Side[] {
	const needed = Math.floor(managers.length / 2) + 1;
	const sides = view.partition
		.map((machines) => {
			const own = managers.filter((name) => machines.includes(name));
			const running = own.filter((name) => isRunning(view, name)).length;
			return { letter: '', machines, managers: own, running, isMajority: managers.length > 0 && running >= needed };
		})
		.filter((side) => side.machines.length > 0);
	const byWeight = [...sides].sort(
		(a, b) => Number(b.isMajority) - Number(a.isMajority) || b.managers.length - a.managers.length
	);
	byWeight.forEach((side, i) => (side.letter = String.fromCharCode(65 + i)));
	const first = (side: Side): number =>
		side.managers.length > 0 ? managers.indexOf(side.managers[0]!) : managers.length;
	return sides.sort((a, b) => first(a) - first(b));
}

function lastIndexOf(raft: RaftView | undefined): number {
	return raft?.log.at(-1)?.index ?? raft?.snapshotTo ?? 0;
}

function workersOf(
	view: ClusterView,
	store: StoreView | undefined,
	managers: string[],
	shapeOf: ShapeOf
): MachineMark[] {
	const workers: MachineMark[] = [];
	for (const name of view.machines.keys()) {
		const node = nodeNamed(store, name);
		if (node && !managers.includes(name)) workers.push(markMachine(view, name, node, shapeOf));
	}
	return workers;
}

function logOf(view: ClusterView, names: string[], window: LogWindow): RaftLog {
	const newest = Math.max(0, ...names.map((name) => lastIndexOf(view.rafts.get(name))));
	const known = names.flatMap((name) => {
		const raft = view.rafts.get(name);
		const oldest = raft?.log[0]?.index;
		return [...(oldest === undefined ? [] : [oldest]), ...(raft?.snapshotTo ? [raft.snapshotTo] : [])];
	});
	const oldest = Math.max(1, Math.min(newest, ...known));
	const last = Math.max(Math.min(window.to ?? newest, newest), Math.min(oldest, newest));
	const first = Math.max(oldest, last - window.count + 1);
	const indices: number[] = [];
	for (let index = first; index <= last; index++) indices.push(index);
	const rows = names.map((machine): LogRow => {
		const raft = view.rafts.get(machine);
		const commit = raft?.commit ?? 0;
		// What was overwritten stands in its place for a while, then the entry that took it.
		const overwritten = (raft?.overwritten ?? []).filter((cell) => view.now - cell.at < OVERWRITTEN_STAYS_MS);
		const struck = new Set(overwritten.map(({ index }) => index));
		const cells: LogMark[] = [
			...overwritten.map((cell): LogMark => ({ ...cell, state: 'overwritten' })),
			...(raft?.log ?? [])
				.filter(({ index }) => index >= first && index <= last && !struck.has(index))
				.map((cell): LogMark => ({ ...cell, state: cell.index <= commit ? 'committed' : 'open', at: 0 }))
		].filter(({ index }) => index >= first && index <= last);
		return {
			machine,
			lastIndex: lastIndexOf(raft),
			cells: cells.sort((a, b) => a.index - b.index),
			commit,
			snapshotTo: raft?.snapshotTo ?? 0,
			seq: view.seqOf(`commit ${machine}`)
		};
	});
	return { indices, first: newest === 0 ? 0 : oldest, last: newest, rows };
}

function beliefOf(view: ClusterView, manager: RaftManager, needed: number): Belief {
	const { machine, role } = manager;
	const store = view.stores.get(machine);
	const nodes = [...(store?.nodes.values() ?? [])].filter((node) => node.hostname !== '');
	const peers = [...view.rafts.keys()].filter((name) => isRunning(view, name));
	const side = view.partition.find((machines) => machines.includes(machine));
	const reached = peers.filter((name) => !side || side.includes(name)).length;
	const follows = manager.follows;
	const can: Belief['can'] = {
		kind:
			role === 'stopped'
				? 'stopped'
				: role === 'leader'
					? reached >= needed
						? 'leads'
						: 'alone'
					: follows !== ''
						? reached >= needed
							? 'passes'
							: 'alone'
						: 'votes',
		to: follows,
		have: role === 'candidate' ? manager.votes.granted : reached,
		needed
	};
	return {
		machine,
		role,
		term: manager.term,
		leader: role === 'leader' ? machine : follows,
		since: manager.since,
		heardAt: view.rafts.get(machine)?.timerFrom ?? 0,
		isMinority: manager.isMinority,
		readyNodes: nodes.filter((node) => node.state === 'ready').length,
		otherNodes: nodes
			.filter((node) => node.state !== 'ready')
			.map((node) => ({ name: node.hostname, state: titleCase(node.state) })),
		services: [...(store?.services.values() ?? [])].map((service) => {
			const tasks = [...store!.tasks.values()].filter((task) => task.serviceId === service.id && isWanted(task));
			const running = tasks.filter((task) => task.state === 'running').length;
			return { name: service.name, running, wanted: service.mode === 'replicated' ? service.replicas : tasks.length };
		}),
		storeIndex: Math.max(store?.index ?? 0, manager.commit),
		can,
		differs: { leader: false, nodes: false, services: false }
	};
}

function compare(belief: Belief, reference: Belief): void {
	const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
	belief.differs = {
		leader: belief.leader !== reference.leader || belief.term !== reference.term,
		nodes: belief.readyNodes !== reference.readyNodes || !same(belief.otherNodes, reference.otherNodes),
		services: !same(belief.services, reference.services)
	};
}

export function titleCase(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}
