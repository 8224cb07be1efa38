import type { Era } from '../../era/era.ts';
import type { Host, MessageNote, Net } from '../../sim/net.ts';
import { NetError } from '../../sim/net.ts';
import { Deferred, type Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim } from '../../sim/sim.ts';
import { serveCa, type CaRequest } from '../ca/ca-server.ts';
import { startRoleManager } from '../ca/role-manager.ts';
import { startRootRotation } from '../ca/root-rotation.ts';
import type { LeaderContext } from '../component.ts';
import type { RaftRecord } from '../disk.ts';
import { Dispatcher } from '../dispatcher/dispatcher.ts';
import {
	BEATEN_NOTE,
	BEAT_NOTE,
	FOREVER_MS,
	type AgentPush,
	type Beat,
	type Beaten,
	type DispatcherRequest,
	type ManagerAddress,
	type Pushed
} from '../dispatcher/protocol.ts';
import { LogBroker } from '../logbroker/broker.ts';
import type { Delivery, LogRequest } from '../logbroker/protocol.ts';
import { LogSubscriber } from '../logbroker/subscriber.ts';
import { MemoryStore } from '../store/store.ts';
import { SwarmError, type ControlApi } from '../swarm.ts';
import { createSwarmObjects, lacksPool, nameDefaultPool, type NewSwarm } from './bootstrap.ts';
import { ControlServer } from './control.ts';
import { createControlClient, describeRequest, isRead, serveControl, type ControlRequest } from './control-client.ts';
import { LeaderProxy, NotLeader, type CallLimits } from './leader-proxy.ts';
import { LEADER_LOOPS, type LeaderLoop } from './loops.ts';
import type { RaftMember } from './raft-entry.ts';
import { serveAttachment, type AttachmentRequest } from './resource-allocator.ts';
import { RaftHost } from './raft-host.ts';

/** moby daemon/cluster/cluster.go, swarmRequestTimeout */
const DAEMON_TIMEOUT_MS = 20_000;
/** swarmkit agent/agent.go, dispatcherRPCTimeout */
const AGENT_TIMEOUT_MS = 5000;
/** swarmkit raft.go: health check back to a joining manager; and 5 s + two election timeouts for the whole request. */
const JOIN_HEALTH_TIMEOUT_MS = 5000;
const JOIN_TIMEOUT_MS = 25_000;
const BEAT_RETRY_MS = 500;
const LOGS_NOTE: MessageNote = { kind: 'D', what: 'log lines', noise: true };

export interface JoinRaftRequest {
	nodeId: string;
	/** host:port */
	addr: string;
	machine: string;
}

export interface JoinRaftResponse {
	raftId: string;
	members: RaftMember[];
	removed: string[];
}

/** A call that only the leader can serve. */
type LeaderRequest =
	| { service: 'control'; request: ControlRequest }
	| { service: 'ca'; request: CaRequest }
	| { service: 'join'; request: JoinRaftRequest }
	| { service: 'dispatcher'; request: DispatcherRequest }
	| { service: 'attachments'; request: AttachmentRequest }
	| { service: 'logs'; request: LogRequest };

export interface ManagerOptions {
	sim: Sim;
	scope: Scope;
	net: Net;
	host: Host;
	rng: Rng;
	era: Era;
	nodeId: string;
	/** host:port */
	addr: string;
	record: RaftRecord;
	/** Present on the first manager of a new swarm. */
	newSwarm?: NewSwarm;
	joined?: { members: RaftMember[]; removed: string[] };
	onRemoved(): void;
	onPanic(why: string): void;
	/** Default: LEADER_LOOPS. */
	loops?: readonly LeaderLoop[];
}

/** What a leader has besides its loops. */
interface Leadership {
	scope: Scope;
	/** Dice for new node IDs, tokens and Raft IDs. */
	identities: Rng;
	control: ControlServer;
	dispatcher: Dispatcher;
	logs: LogBroker;
}

/**
 * One manager: its store, its Raft, what it serves to agents, daemons and other managers, and, while it leads, the loops
 * of the leader.
 *
 * Source: swarmkit manager/manager.go; SEMANTICS.md 2.8.
 * Not modelled: key manager, CSI, metrics.
 */
export class Manager {
	readonly store: MemoryStore;
	readonly raft: RaftHost;
	/** Settled when this manager leads for the first time and its loops run. */
	readonly leading = new Deferred<void>();
	/** The control API, by way of the leader. */
	readonly api: ControlApi;
	/** What is read here by who takes this manager for the leader, wrongly. */
	private readonly reader: ControlServer;
	private readonly proxy: LeaderProxy;
	private readonly subscriber: LogSubscriber;
	private readonly where: string;
	private leadership: Leadership | undefined;

	constructor(private readonly options: ManagerOptions) {
		const { sim, scope, net, host, rng, era, record, nodeId, addr, newSwarm, joined } = options;
		this.where = host.name;
		this.store = new MemoryStore(sim);
		this.raft = new RaftHost({
			sim,
			scope,
			net,
			host,
			rng: rng.fork('raft'),
			config: era.raft,
			nodeId,
			addr,
			record,
			store: this.store,
			bootstrap: newSwarm !== undefined,
			...(joined ? { joined } : {}),
			onLeading: (isLeading) => (isLeading ? this.becomeLeader() : this.becomeFollower()),
			onMembersChange: () => this.leadership?.dispatcher.managersChanged(),
			onRemoved: () => options.onRemoved(),
			onPanic: (why) => options.onPanic(why)
		});
		this.reader = new ControlServer(this.store, this.raft, rng.fork('reader'), () => sim.timestamp());
		this.proxy = new LeaderProxy(sim, net, this.where, this.raft);
		this.api = createControlClient(
			(request) => {
				const note: MessageNote = { kind: 'C', what: describeRequest(request) };
				return this.toLeader({ service: 'control', request }, note, { timeoutMs: DAEMON_TIMEOUT_MS });
			},
			(selector, options) => this.subscriber.subscribe(selector, options)
		);
		this.subscriber = new LogSubscriber(this.where, scope, (request) => this.askBroker(request));
		this.serve();
	}

	start(): void {
		this.raft.start();
	}

	stop(why: string): void {
		this.raft.stop(why);
		this.options.scope.end();
	}

	managers(): ManagerAddress[] {
		return this.raft.peers.list().map(({ nodeId, addr }) => ({ nodeId, addr }));
	}

	// ── Leadership ───────────────────────────────────────────────────────────────────────────────────────────────────

	private becomeLeader(): void {
		const { scope, rng, sim, era, nodeId, newSwarm } = this.options;
		// A term is led once at most: no two leaderships roll the same dice.
		const dice = rng.fork(`term ${this.raft.term}`);
		const leading = scope.child('leader');
		if (this.store.all('cluster').length > 0 || !newSwarm) {
			this.startLoops(leading, dice);
			if (lacksPool(this.store.all('cluster'), era)) this.store.update('default address pool', nameDefaultPool);
			return;
		}
		const setUp = dice.fork('swarm');
		this.store.update(
			'swarm',
			(tx) => createSwarmObjects(tx, newSwarm, nodeId, era, setUp, sim.timestamp()),
			(error) => {
				if (!error && !leading.isEnded) this.startLoops(leading, dice);
			}
		);
	}

	private startLoops(scope: Scope, rng: Rng): void {
		const { sim, era, nodeId, loops = LEADER_LOOPS } = this.options;
		const contextFor = (name: string): LeaderContext => ({
			sim,
			scope: scope.child(name),
			store: this.store,
			rng: rng.fork(name),
			era,
			where: this.where
		});
		for (const { name, start } of loops) start(contextFor(name));
		const dispatcher = new Dispatcher(contextFor('dispatcher'), {
			nodeId,
			managers: () => this.managers(),
			onSession: (agentId, isOpen) => (isOpen ? logs.nodeCame(agentId) : logs.nodeLeft(agentId)),
			isConnected: (via, machine) => this.options.net.canCall(via, machine, 'agent'),
			push: (via, to, push, note) => this.push(via, to, push, note)
		});
		const logs = new LogBroker(contextFor('log broker'), {
			tellAgent: (agentId, message) => dispatcher.tellOfLogs(agentId, message),
			deliver: (subscriber, delivery) => {
				if (subscriber === this.where) this.subscriber.deliver(delivery);
				else this.options.net.send(this.where, subscriber, 'logs.deliver', delivery, LOGS_NOTE);
			}
		});
		startRootRotation(contextFor('root rotation'));
		startRoleManager(contextFor('role manager'), this.raft);
		const control = new ControlServer(this.store, this.raft, rng.fork('control'), () => sim.timestamp());
		this.leadership = { scope, identities: rng.fork('identities'), control, dispatcher, logs };
		scope.onEnd(() => (this.leadership = undefined));
		this.leading.resolve();
	}

	private becomeFollower(): void {
		this.leadership?.scope.end();
		this.leadership = undefined;
	}

	// ── What a manager serves ────────────────────────────────────────────────────────────────────────────────────────

	private serve(): void {
		const { host, scope } = this.options;
		const manager = this;
		host.onCall('leader', scope, (payload) => this.serveAsLeader(payload as LeaderRequest));
		host.onCall('health', scope, function* () {
			return manager.leadership !== undefined;
		});
		host.onCall('ca', scope, (payload) => {
			const request = payload as CaRequest;
			const note: MessageNote = {
				kind: 'C',
				what: request.op === 'root' ? 'root certificate' : `${request.op} certificate`
			};
			return this.toLeader({ service: 'ca', request }, note, { timeoutMs: AGENT_TIMEOUT_MS });
		});
		host.onCall('join', scope, (payload) => {
			const request = payload as JoinRaftRequest;
			return this.toLeader(
				{ service: 'join', request },
				{ kind: 'C', what: `join ${request.machine}` },
				{ timeoutMs: JOIN_TIMEOUT_MS }
			);
		});
		host.onCall('dispatcher', scope, (payload) => {
			const request = payload as DispatcherRequest;
			const timeoutMs = request.op === 'session' ? FOREVER_MS : AGENT_TIMEOUT_MS;
			const note: MessageNote = {
				kind: 'D',
				what: request.op === 'session' ? `session of ${request.machine}` : 'states'
			};
			return this.toLeader({ service: 'dispatcher', request }, note, { timeoutMs, patienceMs: AGENT_TIMEOUT_MS });
		});
		host.onCall('attachments', scope, (payload) => {
			const request = payload as AttachmentRequest;
			const note: MessageNote = { kind: 'C', what: `${request.op} container` };
			return this.toLeader({ service: 'attachments', request }, note, { timeoutMs: DAEMON_TIMEOUT_MS });
		});
		host.onCall('logs', scope, (payload) => this.askBroker(payload as LogRequest));
		host.onMessage('logs.deliver', scope, (payload) => this.subscriber.deliver(payload as Delivery));
		host.onCall('dispatcher.push', scope, (payload) => {
			const { to, push } = payload as Pushed;
			return this.pushToAgent(to, push, { kind: 'D', what: push.type });
		});
		host.onMessage('dispatcher.beat', scope, (payload, from) => this.takeBeat(payload as Beat, from, 0));
		host.onMessage('dispatcher.beaten', scope, (payload) => {
			const beaten = payload as Beaten;
			this.options.net.send(this.where, beaten.agent, 'agent.beaten', beaten, BEATEN_NOTE);
		});
	}

	private *toLeader<T>(request: LeaderRequest, note: MessageNote, limits: CallLimits): Process<T> {
		const local = (): Process<T> => this.serveAsLeader(request) as Process<T>;
		return yield* this.proxy.call('leader', request, note, local, limits);
	}

	private askBroker(request: LogRequest): Process<string> {
		const isStream = request.op === 'subscribe';
		const note: MessageNote = isStream ? { kind: 'C', what: 'subscribe logs' } : LOGS_NOTE;
		const timeoutMs = isStream ? FOREVER_MS : AGENT_TIMEOUT_MS;
		return this.toLeader({ service: 'logs', request }, note, { timeoutMs, patienceMs: DAEMON_TIMEOUT_MS, isStream });
	}

	private *serveAsLeader({ service, request }: LeaderRequest): Process<unknown> {
		const { leadership } = this;
		if (!leadership) {
			// Who is asked as the leader and has lost that reads from its own store all the same: nobody asks it to make sure
			// (swarmkit manager.go registers the control API without a proxy for its peers; failures.jsonl 1194).
			if (service === 'control' && isRead(request)) return yield* serveControl(this.reader, request);
			throw new NotLeader();
		}
		switch (service) {
			case 'control':
				return yield* serveControl(leadership.control, request);
			case 'ca': {
				const { sim, era } = this.options;
				const rng = leadership.identities;
				const timestamp = (): string => sim.timestamp();
				return yield* serveCa(request, { store: this.store, rng, hasTokens: era.capabilities.joinTokens, timestamp });
			}
			case 'join':
				return yield* this.serveJoin(request, leadership.identities);
			case 'dispatcher':
				if (request.op === 'session') return yield* leadership.dispatcher.session(request);
				leadership.dispatcher.report(request);
				return null;
			case 'attachments': {
				const { sim } = this.options;
				const timestamp = (): string => sim.timestamp();
				return yield* serveAttachment(request, { store: this.store, rng: leadership.identities, timestamp });
			}
			case 'logs':
				return yield* leadership.logs.serve(request);
		}
	}

	/** A new member of the Raft cluster. Source: swarmkit raft.go, Join, checkHealth, addMember. */
	private *serveJoin({ nodeId, addr, machine }: JoinRaftRequest, rng: Rng): Process<JoinRaftResponse> {
		const { net } = this.options;
		try {
			const note: MessageNote = { kind: 'C', what: 'are you there?' };
			yield* net.call(this.where, machine, 'health', null, note, JOIN_HEALTH_TIMEOUT_MS);
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			throw new SwarmError(
				'Unavailable',
				'could not connect to prospective new cluster member using its advertised address: rpc error: code = DeadlineExceeded desc = context deadline exceeded'
			);
		}
		const known = this.raft.peers.ofNode(nodeId);
		const member: RaftMember = { raftId: known?.raftId ?? this.newRaftId(rng), nodeId, addr };
		yield* this.raft.addPeerAndWait(member);
		return { raftId: member.raftId, members: this.raft.peers.list(), removed: this.raft.peers.removedIds() };
	}

	private newRaftId(rng: Rng): string {
		for (;;) {
			const id = newRaftId(rng);
			if (!this.raft.peers.has(id) && !this.raft.peers.isRemoved(id)) return id;
		}
	}

	// ── Agents ───────────────────────────────────────────────────────────────────────────────────────────────────────

	private *push(via: string, to: string, push: AgentPush, note: MessageNote): Process<void> {
		if (via === this.where) return yield* this.pushToAgent(to, push, note);
		const pushed: Pushed = { to, push };
		yield* this.options.net.call(this.where, via, 'dispatcher.push', pushed, note, 2 * AGENT_TIMEOUT_MS);
	}

	private *pushToAgent(to: string, push: AgentPush, note: MessageNote): Process<void> {
		yield* this.options.net.call(this.where, to, 'agent', push, note, AGENT_TIMEOUT_MS);
	}

	/** Answers a heartbeat, or hands it on; without a leader it waits as any call does, but nobody waits for long. */
	private takeBeat(beat: Beat, from: string, waitedMs: number): void {
		const { net, scope } = this.options;
		if (this.leadership) {
			const beaten: Beaten = {
				sessionId: beat.sessionId,
				agent: beat.agent,
				periodMs: this.leadership.dispatcher.beat(beat)
			};
			const protocol = from === beat.agent ? 'agent.beaten' : 'dispatcher.beaten';
			net.send(this.where, from, protocol, beaten, BEATEN_NOTE);
			return;
		}
		// Handed on by a manager that is wrong about us.
		if (from !== beat.agent) return;
		const leader = this.raft.leaderMachine;
		const wait = (): void => {
			if (waitedMs + BEAT_RETRY_MS >= AGENT_TIMEOUT_MS) return;
			scope.after(BEAT_RETRY_MS, () => this.takeBeat(beat, from, waitedMs + BEAT_RETRY_MS));
		};
		if (leader !== '' && leader !== this.where) {
			net.send(this.where, leader, 'dispatcher.beat', beat, BEAT_NOTE, wait);
		} else if (this.raft.hasLostQuorum) {
			const beaten: Beaten = { sessionId: beat.sessionId, agent: beat.agent, periodMs: 0 };
			net.send(this.where, beat.agent, 'agent.beaten', beaten, BEATEN_NOTE);
		} else wait();
	}
}

/** A random positive integer of 63 bits, in decimal digits. */
export function newRaftId(rng: Rng): string {
	return ((BigInt(rng.next() >>> 1) << 32n) + BigInt(rng.next()) + 1n).toString();
}
