import type { Stamp, TaskSummary, TraceEvent } from '../trace-events.ts';
import { ClassicView } from './classic.ts';
import { machineIn, newMachine, type MachineView } from './fold/machines.ts';
import { markOf, type MarkKey } from './fold/marks.ts';
import { foldMessage, type MessageView } from './fold/messages.ts';
import { foldRaft, stopRaft, type RaftView } from './fold/rafts.ts';
import { foldRequest, type RequestView } from './fold/requests.ts';
import { foldChange, storeOf, type StoreView } from './fold/stores.ts';

export type SeenEvent = TraceEvent & Stamp;

export interface CommandView {
	id: number;
	machine: string;
	line: string;
	at: number;
	/** undefined while it runs */
	code: number | undefined;
	endedAt: number;
	/** Whether Docker ran on the machine when it began. */
	hadDocker: boolean;
}

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
		const mark = markOf(event);
		if (mark) this.lastSeq.set(mark, event.seq);
		this.classic.apply(event);
		switch (event.type) {
			case 'net.send':
			case 'net.recv':
			case 'net.drop':
				this.messages = foldMessage(this.messages, event);
				return;
			case 'machine': {
				const machine = this.machines.get(event.where);
				const facts = {
					address: event.address,
					power: event.power,
					paused: event.paused,
					daemon: event.daemon,
					logDriver: event.logDriver ?? 'json-file',
					era: event.era
				};
				if (machine) Object.assign(machine, facts);
				else this.machines.set(event.where, newMachine(event.where, facts));
				if (event.power === 'off' || event.daemon === 'down') stopRaft(this.rafts, event.where, event.t);
				if (event.power === 'off')
					for (const c of this.machine(event.where).containers.values()) if (c.state === 'running') c.state = 'exited';
				return;
			}
			case 'engine.swarm': {
				const machine = this.machine(event.where);
				machine.swarm = event.state;
				machine.nodeId = event.nodeId;
				machine.manager = event.manager;
				if (!event.manager) stopRaft(this.rafts, event.where, event.t);
				return;
			}
			case 'node.state':
				if (event.was !== event.node.state || event.gone) this.nodeStateAt.set(event.node.id, event.t);
				return;
			case 'ingress.request':
				this.requestCount = Math.max(this.requestCount, event.n);
				this.requests = foldRequest(this.requests, event, this.machines);
				return;
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
					endedAt: 0,
					hadDocker: this.machine(event.where).daemon !== 'down'
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
				const store = storeOf(this.stores, event.where);
				store.index = event.index;
				store.term = event.term;
				for (const change of event.changes) foldChange(store, change, this.gone);
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
				if (event.type.startsWith('raft.')) foldRaft(this.rafts, event);
				else if (event.type.startsWith('ingress.')) this.requests = foldRequest(this.requests, event, this.machines);
		}
	}

	machine(name: string): MachineView {
		return machineIn(this.machines, name);
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
}
