import type {
	ClusterSummary,
	NetworkSummary,
	NodeSummary,
	RaftRole,
	ServiceSummary,
	StoreChange,
	TaskSummary,
	TraceEvent,
	Stamp
} from '../trace-events.ts';
import { ClassicView } from './classic.ts';

export type SeenEvent = TraceEvent & Stamp;

export interface MachineView {
	name: string;
	address: string;
	power: 'on' | 'off';
	paused: boolean;
	daemon: 'up' | 'down';
	era: string;
	/** Membership as `docker info` on it says. */
	swarm: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
	nodeId: string;
	manager: boolean;
	containers: Map<string, ContainerView>;
	ports: { port: number; protocol: string; service: string; serviceId: string; mode: 'ingress' | 'host' }[];
	/** Turn order of each virtual server on this machine, by service ID. */
	backends: Map<string, { service: string; port: number; tasks: string[] }>;
}

export interface ContainerView {
	id: string;
	name: string;
	image: string;
	state: 'created' | 'running' | 'paused' | 'exited';
	exitCode: number;
	taskId: string;
}

/** What one manager's copy of the store says. */
export interface StoreView {
	index: number;
	term: number;
	nodes: Map<string, NodeSummary>;
	services: Map<string, ServiceSummary>;
	tasks: Map<string, TaskSummary>;
	networks: Map<string, NetworkSummary>;
	/** Names by ID. */
	secrets: Map<string, string>;
	configs: Map<string, string>;
	/** Absent until the store holds the swarm's own record. */
	swarm?: ClusterSummary;
}

export interface LogCell {
	index: number;
	term: number;
	label: string;
}

/** One manager's Raft. */
export interface RaftView {
	machine: string;
	/** 'unknown' only as another manager believes. */
	role: RaftRole | 'stopped' | 'unknown';
	term: number;
	/** Machine it follows; '' for none. */
	leader: string;
	why: string;
	/** When the role was taken. */
	since: number;
	/** The election timer fires at timerFrom + timerMs unless it is reset. */
	timerFrom: number;
	timerMs: number;
	votesGranted: number;
	votesRejected: number;
	votesNeeded: number;
	/** Term and candidate of its last vote. */
	votedFor: string;
	/** The last entries, oldest first, at most LOG_KEPT. */
	log: LogCell[];
	commit: number;
	/** Everything up to here is in a snapshot. */
	snapshotTo: number;
	voters: string[];
	/** Managers it holds for unreachable. */
	inactivePeers: Set<string>;
	/** Entries that another leader's took the place of, and when. At most OVERWRITTEN_KEPT. */
	overwritten: (LogCell & { at: number })[];
}

/** A message between managers, under way or just ended. */
export interface MessageView {
	id: number;
	from: string;
	to: string;
	kind: MessageKind;
	/** '' for a request, else what the answer says. */
	reply: '' | '+' | '-';
	what: string;
	sentAt: number;
	latencyMs: number;
	state: 'flying' | 'arrived' | 'lost';
	/** When it arrived or was lost. */
	endedAt: number;
	/** 'partition', 'loss' or 'down' for a lost one. */
	why: string;
	seq: number;
}

/** V vote, A append, H heartbeat, S snapshot, T hands leadership over, C a client's request handed on. */
export type MessageKind = 'V' | 'A' | 'H' | 'S' | 'T' | 'C';

/** What explains a mark: the number of the last event that changed it. */
export type MarkKey = `${'machine' | 'raft' | 'commit' | 'node' | 'service' | 'task'} ${string}` | 'partition';

export interface RequestView {
	n: number;
	at: number;
	client: string;
	to: string;
	address: string;
	port: number;
	service: string;
	rule: 'ingress' | 'host' | 'container' | '';
	order: string[];
	chosen: number;
	taskId: string;
	task: string;
	/** Machine of the task. */
	node: string;
	overlay: boolean;
	status: number;
	ms: number;
	text: string;
	/** '' while under way or answered. */
	failure: '' | 'refused' | 'timeout' | 'no task' | 'unreachable';
	/** 'asked' → 'accepted' → 'balanced' → 'forwarded' → 'answered' or 'failed' */
	stage: 'asked' | 'accepted' | 'balanced' | 'forwarded' | 'answered' | 'failed';
	/** Whether the machine that was asked ran a task of the service at that moment. */
	hadReplica: boolean;
	/** Trace numbers of its hops, for links. */
	seqs: number[];
}

export interface CommandView {
	id: number;
	machine: string;
	line: string;
	at: number;
	/** undefined while it runs */
	code: number | undefined;
	endedAt: number;
}

const LOG_KEPT = 500;
const REQUESTS_KEPT = 200;
const OVERWRITTEN_KEPT = 10;
const MESSAGES_KEPT = 120;

/**
 * Everything the trace has told so far, as plain facts; the diagrams, the text twins and the lesson's snapshot are made
 * from this one object. Feed it every event in order. It is changed in place: draw from it, do not keep it.
 */
export class ClusterView {
	now = 0;
	/** The manager that believes all this (believed.ts); '' for what is so. */
	readonly seenBy: string = '';
	/** In order of appearance, which is their place in every diagram. */
	readonly machines = new Map<string, MachineView>();
	readonly stores = new Map<string, StoreView>();
	readonly rafts = new Map<string, RaftView>();
	requests: RequestView[] = [];
	requestCount = 0;
	readonly commands: CommandView[] = [];
	/** The standalone Swarm, where there is one. */
	readonly classic = new ClassicView();
	/** Sides of a cut network; empty when whole. */
	partition: string[][] = [];
	partitionAt = 0;
	/** Task that took over, by the task it replaces. */
	readonly replacedBy = new Map<string, string>();
	/** Tasks that were removed from the store, kept for the explanation of a mark that is fading. */
	readonly gone = new Map<string, TaskSummary>();
	/** Since when a node has its state, by node ID. */
	readonly nodeStateAt = new Map<string, number>();
	/** Messages between managers, oldest first. */
	messages: MessageView[] = [];
	private readonly lastSeq = new Map<MarkKey, number>();
	/** Grows with every event that changed something drawn. */
	version = 0;

	apply(event: SeenEvent): void {
		this.now = event.t;
		this.version++;
		this.note(event);
		this.classic.apply(event);
		switch (event.type) {
			case 'net.send':
			case 'net.recv':
			case 'net.drop':
				this.applyMessage(event);
				return;
			case 'machine': {
				const machine = this.machines.get(event.where);
				const facts = {
					address: event.address,
					power: event.power,
					paused: event.paused,
					daemon: event.daemon,
					era: event.era
				};
				if (machine) Object.assign(machine, facts);
				else this.machines.set(event.where, newMachine(event.where, facts));
				if (event.power === 'off' || event.daemon === 'down') this.stopRaft(event.where, event.t);
				if (event.power === 'off')
					for (const c of this.machine(event.where).containers.values()) if (c.state === 'running') c.state = 'exited';
				return;
			}
			case 'engine.swarm': {
				const machine = this.machine(event.where);
				machine.swarm = event.state;
				machine.nodeId = event.nodeId;
				machine.manager = event.manager;
				if (!event.manager) this.stopRaft(event.where, event.t);
				return;
			}
			case 'net.partition':
				this.partition = event.sides;
				this.partitionAt = event.t;
				return;
			case 'net.heal':
				this.partition = [];
				return;
			case 'command':
				this.commands.push({
					id: event.id,
					machine: event.where,
					line: event.line,
					at: event.t,
					code: undefined,
					endedAt: 0
				});
				return;
			case 'command.end': {
				const command = this.commands.findLast((c) => c.id === event.id && c.machine === event.where);
				if (command) {
					command.code = event.code;
					command.endedAt = event.t;
				}
				return;
			}
			case 'container': {
				const containers = this.machine(event.where).containers;
				if (event.state === 'removed') containers.delete(event.id);
				else {
					const { id, name, image, state, exitCode, taskId } = event;
					containers.set(event.id, { id, name, image, state, exitCode, taskId });
				}
				return;
			}
			case 'store.reset':
				this.stores.delete(event.where);
				return;
			case 'store.apply': {
				const store = this.store(event.where);
				store.index = event.index;
				store.term = event.term;
				for (const change of event.changes) this.change(store, change);
				return;
			}
			case 'restart':
				this.replacedBy.set(event.taskId, event.replacement);
				return;
			case 'ingress.ports':
				this.machine(event.where).ports = event.ports;
				return;
			case 'ingress.backends':
				this.machine(event.where).backends.set(event.serviceId, {
					service: event.service,
					port: event.port,
					tasks: event.tasks
				});
				return;
			default:
				if (event.type.startsWith('raft.')) this.applyRaft(event);
				else if (event.type.startsWith('ingress.')) this.applyRequest(event);
		}
	}

	machine(name: string): MachineView {
		let machine = this.machines.get(name);
		if (!machine) {
			machine = newMachine(name, { address: '', power: 'on', paused: false, daemon: 'up', era: '' });
			this.machines.set(name, machine);
		}
		return machine;
	}

	/** Machine of a swarm node: by the store's host name, or by the engine's own node ID. */
	machineOfNode(nodeId: string): string {
		if (!nodeId) return '';
		for (const store of this.stores.values()) {
			const node = store.nodes.get(nodeId);
			if (node?.hostname) return node.hostname;
		}
		for (const machine of this.machines.values()) if (machine.nodeId === nodeId) return machine.name;
		return '';
	}

	/** The manager that leads with the highest term, among those that run. */
	leader(): RaftView | undefined {
		let best: RaftView | undefined;
		for (const raft of this.rafts.values()) if (raft.role === 'leader' && (!best || raft.term > best.term)) best = raft;
		return best;
	}

	/** The store to draw: the leader's; without one the store of the manager that knows most, running ones first. */
	bestStore(): StoreView | undefined {
		const leader = this.leader();
		if (leader) {
			const store = this.stores.get(leader.machine);
			if (store) return store;
		}
		let best: StoreView | undefined;
		let bestRuns = false;
		for (const [name, store] of this.stores) {
			const runs = (this.rafts.get(name)?.role ?? 'stopped') !== 'stopped';
			if (!best || (runs && !bestRuns) || (runs === bestRuns && store.index > best.index)) {
				best = store;
				bestRuns = runs;
			}
		}
		return best;
	}

	/** Managers of the swarm as Raft has them, in order of appearance of their machines. */
	managers(): string[] {
		const voters =
			this.leader()?.voters ?? [...this.rafts.values()].sort((a, b) => b.commit - a.commit)[0]?.voters ?? [];
		return [...this.machines.keys()].filter((name) => voters.includes(name));
	}

	/** Number of the last event that changed what `key` names, undefined for none. */
	seqOf(key: MarkKey): number | undefined {
		return this.lastSeq.get(key);
	}

	private note(event: SeenEvent): void {
		const set = (key: MarkKey): void => void this.lastSeq.set(key, event.seq);
		switch (event.type) {
			case 'machine':
			case 'engine.swarm':
				return set(`machine ${event.where}`);
			case 'raft.role':
			case 'raft.stop':
				return set(`raft ${event.where}`);
			case 'raft.commit':
				return set(`commit ${event.where}`);
			case 'node.state':
				if (event.was !== event.node.state || event.gone) this.nodeStateAt.set(event.node.id, event.t);
				return set(`node ${event.node.id}`);
			case 'node.spec':
				return set(`node ${event.node.id}`);
			case 'service.change':
				return set(`service ${event.service.id}`);
			case 'task.state':
			case 'task.gone':
				return set(`task ${event.task.id}`);
			case 'scheduler.wait':
				return set(`task ${event.taskId}`);
			case 'net.partition':
				return set('partition');
			default:
		}
	}

	/** Only what managers say to one another of Raft and of requests: 'D' is the dispatcher's. */
	private applyMessage(event: Extract<SeenEvent, { type: 'net.send' | 'net.recv' | 'net.drop' }>): void {
		if (event.type === 'net.send') {
			if (event.kind === 'D') return;
			this.messages.push({
				id: event.id,
				from: event.from,
				to: event.to,
				kind: event.kind,
				reply: event.reply ?? '',
				what: event.what,
				sentAt: event.t,
				latencyMs: event.latencyMs,
				state: 'flying',
				endedAt: 0,
				why: '',
				seq: event.seq
			});
			if (this.messages.length > MESSAGES_KEPT) this.messages = this.messages.slice(-MESSAGES_KEPT / 2);
			return;
		}
		const message = this.messages.findLast((m) => m.id === event.id);
		if (!message) return;
		message.state = event.type === 'net.recv' ? 'arrived' : 'lost';
		message.endedAt = event.t;
		if (event.type === 'net.drop') message.why = event.why;
	}

	/** Whether a running container on the machine belongs to a task of the service. */
	private runsTaskOf(machine: string, service: string): boolean {
		for (const container of this.machine(machine).containers.values()) {
			if (container.state === 'running' && container.taskId && container.name.startsWith(`${service}.`)) return true;
		}
		return false;
	}

	private store(where: string): StoreView {
		let store = this.stores.get(where);
		if (!store) {
			store = {
				index: 0,
				term: 0,
				nodes: new Map(),
				services: new Map(),
				tasks: new Map(),
				networks: new Map(),
				secrets: new Map(),
				configs: new Map()
			};
			this.stores.set(where, store);
		}
		return store;
	}

	private raft(where: string): RaftView {
		let raft = this.rafts.get(where);
		if (!raft) {
			raft = {
				machine: where,
				role: 'follower',
				term: 0,
				leader: '',
				why: '',
				since: this.now,
				timerFrom: 0,
				timerMs: 0,
				votesGranted: 0,
				votesRejected: 0,
				votesNeeded: 0,
				votedFor: '',
				log: [],
				commit: 0,
				snapshotTo: 0,
				voters: [],
				inactivePeers: new Set(),
				overwritten: []
			};
			this.rafts.set(where, raft);
		}
		return raft;
	}

	private stopRaft(where: string, t: number): void {
		const raft = this.rafts.get(where);
		if (!raft || raft.role === 'stopped') return;
		raft.role = 'stopped';
		raft.leader = '';
		raft.since = t;
	}

	private change(store: StoreView, change: StoreChange): void {
		if (change.op === 'delete') {
			if (change.kind === 'node') store.nodes.delete(change.id);
			else if (change.kind === 'service') store.services.delete(change.id);
			else if (change.kind === 'network') store.networks.delete(change.id);
			else if (change.kind === 'secret') store.secrets.delete(change.id);
			else if (change.kind === 'config') store.configs.delete(change.id);
			else if (change.kind === 'cluster') delete store.swarm;
			else if (change.kind === 'task') {
				const task = store.tasks.get(change.id);
				if (task) this.gone.set(task.id, task);
				store.tasks.delete(change.id);
			}
			return;
		}
		if (change.kind === 'node') store.nodes.set(change.object.id, change.object);
		else if (change.kind === 'service') store.services.set(change.object.id, change.object);
		else if (change.kind === 'task') store.tasks.set(change.object.id, change.object);
		else if (change.kind === 'network') store.networks.set(change.object.id, change.object);
		else if (change.kind === 'secret') store.secrets.set(change.id, change.name);
		else if (change.kind === 'config') store.configs.set(change.id, change.name);
		else if (change.kind === 'cluster') store.swarm = change.object;
	}

	private applyRaft(event: SeenEvent): void {
		switch (event.type) {
			case 'raft.role': {
				const raft = this.raft(event.where);
				if (raft.role !== event.role || raft.term !== event.term) raft.since = event.t;
				if (raft.term !== event.term) raft.votedFor = '';
				if (event.role === 'candidate') raft.votedFor = event.where;
				// The one that has won keeps its count: it is what made it leader.
				if (event.role === 'follower' || raft.term !== event.term) raft.votesGranted = raft.votesRejected = 0;
				raft.role = event.role;
				raft.term = event.term;
				raft.leader = event.leader;
				raft.why = event.why;
				return;
			}
			case 'raft.stop':
				this.stopRaft(event.where, event.t);
				return;
			case 'raft.timer': {
				const raft = this.raft(event.where);
				raft.timerFrom = event.t;
				raft.timerMs = event.timeoutMs;
				return;
			}
			case 'raft.vote': {
				const raft = this.raft(event.where);
				if (event.granted) raft.votedFor = event.candidate;
				return;
			}
			case 'raft.votes': {
				const raft = this.raft(event.where);
				raft.votesGranted = event.granted;
				raft.votesRejected = event.rejected;
				raft.votesNeeded = event.needed;
				return;
			}
			case 'raft.append': {
				const raft = this.raft(event.where);
				raft.log.push(...event.entries);
				if (raft.log.length > LOG_KEPT) raft.log.splice(0, raft.log.length - LOG_KEPT);
				return;
			}
			case 'raft.truncate': {
				const raft = this.raft(event.where);
				const lost = raft.log.filter((cell) => cell.index >= event.fromIndex).map((cell) => ({ ...cell, at: event.t }));
				raft.overwritten = [...raft.overwritten, ...lost].slice(-OVERWRITTEN_KEPT);
				raft.log = raft.log.filter((cell) => cell.index < event.fromIndex);
				return;
			}
			case 'raft.commit':
				this.raft(event.where).commit = event.index;
				return;
			case 'raft.members':
				this.raft(event.where).voters = event.voters;
				return;
			case 'raft.snapshot': {
				const raft = this.raft(event.where);
				raft.snapshotTo = event.index;
				raft.log = raft.log.filter((cell) => cell.index > event.index);
				return;
			}
			case 'raft.peer': {
				const peers = this.raft(event.where).inactivePeers;
				if (event.active) peers.delete(event.peer);
				else peers.add(event.peer);
				return;
			}
			default:
		}
	}

	private applyRequest(event: SeenEvent): void {
		if (event.type === 'ingress.request') {
			this.requestCount = Math.max(this.requestCount, event.n);
			this.requests.push({
				n: event.n,
				at: event.t,
				client: event.client,
				to: event.to,
				address: event.address,
				port: event.port,
				service: '',
				rule: '',
				order: [],
				chosen: -1,
				taskId: '',
				task: '',
				node: '',
				overlay: false,
				status: 0,
				ms: 0,
				text: '',
				failure: '',
				stage: 'asked',
				hadReplica: false,
				seqs: [event.seq]
			});
			if (this.requests.length > REQUESTS_KEPT) this.requests = this.requests.slice(-REQUESTS_KEPT);
			return;
		}
		if (!('n' in event)) return;
		const request = this.requests.findLast((r) => r.n === event.n);
		if (!request) return;
		request.seqs.push(event.seq);
		switch (event.type) {
			case 'ingress.accept':
				request.stage = 'accepted';
				request.service = event.service;
				request.rule = event.rule;
				request.hadReplica = this.runsTaskOf(event.where, event.service);
				return;
			case 'ingress.balance':
				request.stage = 'balanced';
				request.order = event.order;
				request.chosen = event.chosen;
				request.taskId = event.taskId;
				request.task = event.task;
				request.service = event.service;
				return;
			case 'ingress.forward':
				request.stage = 'forwarded';
				request.node = event.to;
				request.overlay = event.overlay;
				request.taskId = event.taskId;
				return;
			case 'ingress.reply':
				request.stage = 'answered';
				request.taskId = event.taskId;
				request.task = event.task;
				request.node = event.node;
				request.status = event.status;
				request.ms = event.ms;
				request.text = event.text;
				return;
			case 'ingress.fail':
				request.stage = 'failed';
				request.failure = event.why;
				return;
			default:
		}
	}
}

function newMachine(
	name: string,
	facts: Pick<MachineView, 'address' | 'power' | 'paused' | 'daemon' | 'era'>
): MachineView {
	return {
		name,
		...facts,
		swarm: 'inactive',
		nodeId: '',
		manager: false,
		containers: new Map(),
		ports: [],
		backends: new Map()
	};
}
