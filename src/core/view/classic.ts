import type { Stamp, TraceEvent } from '../trace-events.ts';

type Event<T extends TraceEvent['type']> = Extract<TraceEvent, { type: T }>;

/** A key of a discovery service. */
export interface DiscoveryKey {
	service: Event<'discovery.key'>['service'];
	where: string;
	key: string;
	value: string;
	/** Virtual time at which it ends, undefined for never. */
	endsAt: number | undefined;
	/** How long it lived when it was last written, 0 for ever. */
	ttlMs: number;
	seq: number;
}

/** An engine as a manager knows it. */
export interface ClassicEngine {
	address: string;
	name: string;
	machine: string;
	state: Event<'classic.engine'>['state'];
	seq: number;
}

export interface ClassicManager {
	/** Where it listens. */
	address: string;
	machine: string;
	running: boolean;
	dialect: Event<'classic.manager'>['dialect'];
	role: 'primary' | 'replica';
	primary: string;
	strategy: string;
	filters: string[];
	discovery: string;
	heartbeatMs: number;
	engines: Map<string, ClassicEngine>;
	seq: number;
}

/** How a node was found for a container. */
export type ClassicDecision = Pick<
	Event<'classic.schedule'>,
	'manager' | 'n' | 'container' | 'image' | 'asks' | 'strategy' | 'nodes' | 'passes' | 'node'
> & { at: number; seq: number };

/** A request on its way: client → Swarm → node, and back. */
export interface ClassicRequest {
	n: number;
	/** Requests are counted as they come. */
	number: number;
	at: number;
	from: string;
	manager: string;
	machine: string;
	method: string;
	path: string;
	/** Nodes it was handed on to. */
	hops: { node: string; machine: string; at: number }[];
	decision: ClassicDecision | undefined;
	/** 0 while there is no answer. */
	status: number;
	answeredAt: number;
}

const REQUESTS_KEPT = 50;
const DECISIONS_KEPT = 100;

/** The standalone Swarm, as far as the trace told. */
export class ClassicView {
	readonly keys = new Map<string, DiscoveryKey>();
	/** Tokens that `swarm create` was given, oldest first. */
	readonly tokens: string[] = [];
	/** Engines' addresses that some `swarm join` keeps alive, by machine and address. */
	readonly agents = new Map<string, { machine: string; address: string; discovery: string }>();
	readonly managers = new Map<string, ClassicManager>();
	/** Machines on which a Docker engine has been seen. */
	readonly hosts = new Set<string>();
	readonly requests: ClassicRequest[] = [];
	requestCount = 0;
	readonly decisions: ClassicDecision[] = [];
	decisionCount = 0;

	apply(event: TraceEvent & Stamp): void {
		switch (event.type) {
			case 'machine':
				if (event.daemon === 'up') this.hosts.add(event.where);
				return;
			case 'discovery.key':
				this.applyKey(event);
				return;
			case 'classic.agent': {
				const id = `${event.where} ${event.address}`;
				const { where: machine, address, discovery } = event;
				if (event.state === 'registering') this.agents.set(id, { machine, address, discovery });
				else this.agents.delete(id);
				return;
			}
			case 'classic.manager':
				this.applyManager(event);
				return;
			case 'classic.engine': {
				const { engines } = this.manager(event.manager, event.where);
				const { address, name, machine, state, seq } = event;
				if (event.event === 'removed') engines.delete(address);
				else engines.set(address, { address, name, machine, state, seq });
				return;
			}
			case 'classic.request': {
				const { seq: n, t: at, from, manager, where: machine, method, path } = event;
				this.requests.push({
					n,
					number: ++this.requestCount,
					at,
					from,
					manager,
					machine,
					method,
					path,
					hops: [],
					decision: undefined,
					status: 0,
					answeredAt: 0
				});
				if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
				return;
			}
			case 'classic.schedule': {
				const { manager, n, container, image, asks, strategy, nodes, passes, node, t: at, seq } = event;
				const decision = { manager, n, container, image, asks, strategy, nodes, passes, node, at, seq };
				this.decisions.push(decision);
				this.decisionCount++;
				if (this.decisions.length > DECISIONS_KEPT) this.decisions.shift();
				const request = this.requests.find((candidate) => candidate.n === n);
				if (request) request.decision = decision;
				return;
			}
			case 'classic.forward':
				this.requests.find(({ n }) => n === event.n)?.hops.push({ node: event.node, machine: event.to, at: event.t });
				return;
			case 'classic.answer': {
				const request = this.requests.find(({ n }) => n === event.n);
				if (request) Object.assign(request, { status: event.status, answeredAt: event.t });
				return;
			}
			default:
		}
	}

	private applyKey(event: Event<'discovery.key'> & Stamp): void {
		const { service, where, key, value, op, ttlMs, t, seq } = event;
		const id = `${service} ${where} ${key}`;
		const token = service === 'hub' && op === 'created' && value === '' ? key.replace(/\/$/, '') : '';
		if (token !== '') this.tokens.push(token);
		if (op === 'deleted' || op === 'expired') this.keys.delete(id);
		else this.keys.set(id, { service, where, key, value, endsAt: ttlMs > 0 ? t + ttlMs : undefined, ttlMs, seq });
	}

	private applyManager(event: Event<'classic.manager'> & Stamp): void {
		const manager = this.manager(event.manager, event.where);
		const { dialect, role, primary, strategy, filters, discovery, heartbeatMs, seq } = event;
		Object.assign(manager, {
			running: event.state === 'running',
			dialect,
			role,
			primary,
			strategy,
			filters,
			discovery,
			heartbeatMs,
			seq
		});
		// What a manager knew is gone with it.
		if (!manager.running) manager.engines.clear();
	}

	private manager(address: string, machine: string): ClassicManager {
		let manager = this.managers.get(address);
		if (!manager) {
			manager = {
				address,
				machine,
				running: true,
				dialect: 'rc1',
				role: 'primary',
				primary: '',
				strategy: '',
				filters: [],
				discovery: '',
				heartbeatMs: 0,
				engines: new Map(),
				seq: 0
			};
			this.managers.set(address, manager);
		}
		return manager;
	}
}
