import type {
	NodeSummary,
	ServiceSummary,
	StoreChange,
	TaskStateName,
	TaskSummary,
	TraceEvent
} from '../../src/core/trace-events.ts';
import type { SeenEvent } from '../../src/core/view/cluster.ts';

/** Writes a trace by hand: machines, a swarm, services, tasks; each step an event with its time and cause. */
export class Story {
	readonly events: SeenEvent[] = [];
	private now = 0;
	private index = 40;
	private term = 2;
	private cause = 0;
	readonly managers: string[];
	readonly workers: string[];
	private readonly nodes = new Map<string, NodeSummary>();
	private readonly services = new Map<string, ServiceSummary>();
	private readonly tasks = new Map<string, TaskSummary>();
	private leader = '';
	private ids = 0;

	constructor(managers: number | string[], workers: number | string[]) {
		const names = (prefix: string, given: number | string[]): string[] =>
			typeof given === 'number' ? Array.from({ length: given }, (_, i) => `${prefix}${i + 1}`) : given;
		this.managers = names('mgr', managers);
		this.workers = names('wrk', workers);
		[...this.managers, ...this.workers].forEach((name) => this.machine(name));
	}

	/** Index of the newest entry. */
	get last(): number {
		return this.index;
	}

	get machines(): string[] {
		return [...this.managers, ...this.workers];
	}

	/** Virtual milliseconds. */
	at(t: number): this {
		this.now = t;
		return this;
	}

	/** Emits one event; `cause`: number of the one it came from, left out: the event before. */
	emit(event: TraceEvent, cause = this.cause): number {
		const seq = this.events.length + 1;
		this.events.push({ ...event, seq, t: this.now, cause });
		this.cause = seq;
		return seq;
	}

	addressOf(name: string): string {
		return `10.0.0.${this.machines.indexOf(name) + 1}`;
	}

	machine(where: string, facts: Partial<Extract<TraceEvent, { type: 'machine' }>> = {}): number {
		return this.emit({
			type: 'machine',
			where,
			address: this.addressOf(where),
			power: 'on',
			paused: false,
			daemon: 'up',
			era: '28.2',
			...facts
		});
	}

	/** All machines become one swarm under `leader`. */
	form(leader: string, term = 2): this {
		this.leader = leader;
		this.term = term;
		for (const name of this.managers) {
			this.emit({ type: 'engine.swarm', where: name, state: 'active', nodeId: `node-${name}`, manager: true });
			this.emit({ type: 'raft.members', where: name, voters: this.managers });
		}
		for (const name of this.workers)
			this.emit({ type: 'engine.swarm', where: name, state: 'active', nodeId: `node-${name}`, manager: false });
		this.elect(
			leader,
			term,
			this.managers.filter((name) => name !== leader)
		);
		const changes: StoreChange[] = this.machines.map((name) => ({ op: 'put', kind: 'node', object: this.node(name) }));
		this.commit('swarm', changes);
		return this;
	}

	/** `winner` leads, `followers` follow it. */
	elect(winner: string, term: number, followers: string[]): this {
		this.leader = winner;
		this.term = term;
		const needed = Math.floor(this.managers.length / 2) + 1;
		this.emit({ type: 'raft.role', where: winner, role: 'candidate', term, leader: '', why: 'election timeout' });
		this.emit({ type: 'raft.votes', where: winner, term, granted: 1, rejected: 0, needed });
		for (const where of followers) {
			this.emit({ type: 'raft.role', where, role: 'follower', term, leader: '', why: 'higher term' });
			this.emit({ type: 'raft.vote', where, candidate: winner, term, granted: true, why: 'log is up to date' });
		}
		this.emit({
			type: 'raft.votes',
			where: winner,
			term,
			granted: Math.min(followers.length + 1, needed),
			rejected: 0,
			needed
		});
		this.emit({
			type: 'raft.role',
			where: winner,
			role: 'leader',
			term,
			leader: winner,
			why: `won ${needed} of ${this.managers.length} votes`
		});
		for (const where of followers) {
			this.emit({ type: 'raft.role', where, role: 'follower', term, leader: winner, why: 'heard the leader' });
			this.emit({ type: 'raft.timer', where, timeoutMs: 12_000 });
		}
		return this;
	}

	/** An entry goes into the logs of `written`, is known as committed by `committed`, is applied by those. */
	append(label: string, written: string[], committed: string[], changes: StoreChange[] = []): number {
		const index = ++this.index;
		for (const where of written)
			this.emit({ type: 'raft.append', where, entries: [{ index, term: this.term, label }] });
		for (const where of committed) {
			this.emit({ type: 'raft.commit', where, index });
			this.emit({ type: 'store.apply', where, index, term: this.term, label, leader: where === this.leader, changes });
		}
		return index;
	}

	/** The same on all managers that run. */
	commit(label: string, changes: StoreChange[], on = this.managers): number {
		return this.append(label, on, on, changes);
	}

	node(name: string, facts: Partial<NodeSummary> = {}): NodeSummary {
		const old = this.nodes.get(name);
		const node: NodeSummary = {
			id: `node-${name}`,
			hostname: name,
			role: this.managers.includes(name) ? 'manager' : 'worker',
			availability: 'active',
			state: 'ready',
			message: '',
			address: this.addressOf(name),
			...old,
			...facts
		};
		this.nodes.set(name, node);
		return node;
	}

	/** A node changes, in the stores of `on`. */
	setNode(name: string, facts: Partial<NodeSummary>, on = this.managers): this {
		const was = this.nodes.get(name)?.state ?? 'none';
		const node = this.node(name, facts);
		this.commit(`${name} ${node.state}`, [{ op: 'put', kind: 'node', object: node }], on);
		if (node.state !== was) this.emit({ type: 'node.state', where: this.leader, node, was });
		return this;
	}

	service(name: string, facts: Partial<ServiceSummary> = {}, on = this.managers): ServiceSummary {
		const old = this.services.get(name);
		const service: ServiceSummary = {
			id: `service-${name}`,
			name,
			image: 'nginx:alpine',
			mode: 'replicated',
			replicas: 1,
			ports: [],
			specVersion: 10,
			order: this.services.size,
			updateState: '',
			updateMessage: '',
			...old,
			...facts
		};
		this.services.set(name, service);
		this.commit(
			old ? `scale=${service.replicas}` : `new ${name}`,
			[{ op: 'put', kind: 'service', object: service }],
			on
		);
		this.emit({ type: 'service.change', where: this.leader, service, what: old ? 'updated' : 'created', detail: '' });
		return service;
	}

	/** A task, made or changed. `slot` names it; `key` tells tasks of one slot apart. */
	task(
		service: string,
		slot: number,
		node: string,
		state: TaskStateName,
		facts: Partial<TaskSummary> & { key?: string } = {},
		on = this.managers
	): TaskSummary {
		const { key = '', ...rest } = facts;
		const known = this.services.get(service)!;
		const id = `${key || 'first'}${service}${slot}x`.replace(/[^a-z0-9]/g, '').padEnd(25, '0');
		const old = this.tasks.get(id);
		const container = old?.containerId || `c${(++this.ids).toString(16).padStart(11, '0')}`;
		const task: TaskSummary = {
			id,
			name: `${service}.${slot}`,
			serviceId: known.id,
			slot,
			nodeId: node ? `node-${node}` : '',
			image: known.image,
			state,
			desired: 'running',
			message: state,
			err: '',
			specVersion: known.specVersion,
			stateAt: this.now,
			createdAt: old?.createdAt ?? this.now,
			containerId: container,
			replaces: old?.replaces ?? '',
			...rest
		};
		this.tasks.set(id, task);
		this.commit(`task .${slot}`, [{ op: 'put', kind: 'task', object: task }], on);
		if (old?.state !== state || old.desired !== task.desired) {
			this.emit({
				type: 'task.state',
				where: this.leader,
				task,
				service,
				node,
				was: old?.state ?? 'none',
				wasDesired: old?.desired ?? 'none'
			});
		}
		if (node && (state === 'running' || old?.state === 'running')) {
			this.emit({
				type: 'container',
				where: node,
				id: container,
				name: `${service}.${slot}.${id}`,
				image: known.image,
				state: state === 'running' ? 'running' : 'exited',
				exitCode: state === 'failed' ? 137 : 0,
				taskId: id
			});
		}
		return task;
	}

	/** Ports and turns of a published service, on every machine. */
	publish(service: string, port: number, mode: 'ingress' | 'host' = 'ingress', on = this.machines): this {
		const known = this.services.get(service)!;
		const tasks = [...this.tasks.values()]
			.filter((task) => task.serviceId === known.id && task.state === 'running')
			.map(({ id }) => id);
		for (const where of on) {
			this.emit({
				type: 'ingress.ports',
				where,
				ports: [{ port, protocol: 'tcp', service, serviceId: known.id, mode }]
			});
			if (mode === 'ingress') this.emit({ type: 'ingress.backends', where, service, serviceId: known.id, port, tasks });
		}
		return this;
	}

	/** Request `n` to `to`; answered by the `chosen`-th task of the turn. `until`: the last thing that has happened. */
	request(
		n: number,
		to: string,
		port: number,
		service: string,
		chosen: number,
		until: 'accept' | 'balance' | 'forward' | 'reply' = 'reply',
		client = this.machines.at(-1)!
	): this {
		const known = this.services.get(service)!;
		const order = [...this.tasks.values()].filter((task) => task.serviceId === known.id && task.state === 'running');
		const task = order[chosen]!;
		const node = task.nodeId.replace('node-', '');
		this.emit({ type: 'ingress.request', n, client, to, address: this.addressOf(to), port });
		this.emit({ type: 'ingress.accept', n, where: to, port, service, rule: 'ingress' });
		if (until === 'accept') return this;
		this.emit({
			type: 'ingress.balance',
			n,
			where: to,
			service,
			order: order.map(({ id }) => id),
			chosen,
			taskId: task.id,
			task: task.name
		});
		if (until === 'balance') return this;
		this.emit({ type: 'ingress.forward', n, from: to, to: node, overlay: node !== to, taskId: task.id });
		if (until === 'forward') return this;
		this.emit({
			type: 'ingress.reply',
			n,
			taskId: task.id,
			task: task.name,
			node,
			status: 200,
			ms: 3,
			text: `I'm ${task.containerId}`
		});
		return this;
	}
}
