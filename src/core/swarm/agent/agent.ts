import { Deferred, sleep, type Process } from '../../sim/process.ts';
import { NetError, type Host, type MessageNote, type Net } from '../../sim/net.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim, Timer } from '../../sim/sim.ts';
import type { SwarmDisk } from '../disk.ts';
import type { AttachmentRequest } from '../manager/resource-allocator.ts';
import type { SwarmNode, Task, TaskStatus } from '../objects.ts';
import { SwarmError } from '../swarm.ts';
import type { Executor } from './controller.ts';
import {
	BEAT_NOTE,
	FOREVER_MS,
	type AgentPush,
	type Beat,
	type Beaten,
	type ManagerAddress,
	type SessionRequest,
	type StatusRequest
} from '../dispatcher/protocol.ts';
import { LogPublisher } from './log-publisher.ts';
import type { Remotes } from './remotes.ts';
import { Worker } from './worker.ts';

/** swarmkit agent/agent.go, session.go */
const RPC_TIMEOUT_MS = 5000;
/** A manager without a leader gives up after the same time; its answer is waited for. */
const SESSION_TIMEOUT_MS = RPC_TIMEOUT_MS + 50;
/** moby daemon/cluster/cluster.go, swarmRequestTimeout */
const DAEMON_TIMEOUT_MS = 20_000;
const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 8000;

const LOGS_NOTE: MessageNote = { kind: 'D', what: 'log lines', noise: true };

export interface AgentOptions {
	sim: Sim;
	/** Ends with the daemon, or when the node leaves. */
	scope: Scope;
	net: Net;
	host: Host;
	rng: Rng;
	disk: SwarmDisk;
	executor: Executor;
	nodeId: string;
	remotes: Remotes;
	/** A manager on this machine is preferred to all others. */
	hasLocalManager(): boolean;
	/** The node object as the leader has it, and the managers. */
	onSession(node: SwarmNode, managers: ManagerAddress[]): void;
}

/**
 * The agent of a node: keeps a session with a dispatcher, runs the tasks it is given, reports their states. Loss of the
 * session never stops a container.
 *
 * Source: swarmkit agent/agent.go, session.go, reporter.go; SEMANTICS.md section 5.
 * Not modelled: the check every 20 s whether the node's description has changed.
 */
export class Agent {
	/** Settled with the first session. */
	readonly ready = new Deferred<void>();
	readonly worker: Worker;
	private session:
		{ id: string; manager: string; over: Deferred<boolean>; scope: Scope; logs: LogPublisher } | undefined;
	private attempts = 0;
	private beatTimer: Timer | undefined;
	private readonly beat: Beat;
	/** With the event that led to it: many states go in one message. */
	private readonly unreported = new Map<string, { status: TaskStatus; cause: number }>();
	private isReporting = false;

	constructor(private readonly options: AgentOptions) {
		const { scope, host, disk, executor, nodeId } = options;
		this.beat = { nodeId, sessionId: '', agent: host.name };
		this.worker = new Worker(scope, disk, executor, (task) => this.report(task));
		const agent = this;
		host.onCall('agent', scope, function* (payload) {
			agent.receive(payload as AgentPush);
			return null;
		});
		host.onMessage('agent.beaten', scope, (payload) => this.beaten(payload as Beaten));
	}

	start(): void {
		this.worker.start();
		this.options.scope.spawn(this.run(), { name: 'agent' });
	}

	// ── Session ──────────────────────────────────────────────────────────────────────────────────────────────────────

	private *run(): Process {
		let backoffMs = 0;
		for (;;) {
			if (backoffMs > 0) yield* sleep(this.options.rng.int(backoffMs));
			const wasRegistered = yield* this.runSession();
			backoffMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS + (wasRegistered ? 0 : 2 * backoffMs));
		}
	}

	/** One session from the call to its end; returns whether the dispatcher has taken it. */
	private *runSession(): Process<boolean> {
		const { scope, net, host, nodeId, remotes } = this.options;
		const manager = this.options.hasLocalManager() ? host.name : remotes.select();
		if (manager === '') return false;
		const over = new Deferred<boolean>();
		const sessionScope = scope.child('session');
		const logs = new LogPublisher(nodeId, sessionScope, this.worker, (request) =>
			net.call(host.name, manager, 'logs', request, LOGS_NOTE, RPC_TIMEOUT_MS)
		);
		const session = { id: '', manager, over, scope: sessionScope, logs };
		this.session = session;
		this.attempts++;
		session.scope.spawn(this.stream(manager, over), { name: 'session' });
		session.scope.after(SESSION_TIMEOUT_MS, () => {
			if (session.id === '') over.resolve(net.canReach(host.name, manager));
		});
		// SwarmKit thinks ill of a manager after every session that ends. Were it only so, an agent would find its way to
		// a new leader later than measured (FINDINGS section 1: 9 s at most); who still answers keeps its good name, unless it has lost
		// its quorum: else who was cut off with it would stay with it when the wire is mended (failures.jsonl 1149).
		const isAlive = yield* over.wait();
		this.session = undefined;
		session.scope.end();
		remotes.observe(manager, isAlive);
		return session.id !== '';
	}

	private *stream(manager: string, over: Deferred<boolean>): Process {
		const { net, host, nodeId, executor } = this.options;
		const request: SessionRequest = {
			op: 'session',
			nodeId,
			machine: host.name,
			addr: host.address,
			description: executor.describe(),
			via: manager,
			attempt: this.attempts
		};
		const note: MessageNote = { kind: 'D', what: `session of ${host.name}` };
		try {
			yield* net.call(host.name, manager, 'dispatcher', request, note, FOREVER_MS);
		} catch (error) {
			if (!(error instanceof NetError) && !(error instanceof SwarmError)) throw error;
			over.resolve(error instanceof SwarmError && error.code !== 'Unknown');
		}
		return 0;
	}

	private receive(push: AgentPush): void {
		const { session } = this;
		if (!session) return;
		if (push.type === 'session') {
			if (push.attempt !== this.attempts) return;
			if (session.id === '') {
				session.id = push.sessionId;
				this.ready.resolve();
				this.sendBeat();
				const { cause } = this.options.sim.trace;
				for (const task of this.worker.tasks()) this.unreported.set(task.id, { status: task.status, cause });
				this.planReport();
			}
			if (push.sessionId === session.id) this.options.onSession(push.node, push.managers);
			return;
		}
		if (push.sessionId !== session.id) return;
		if (push.type === 'logs') {
			session.logs.take(push.message);
			return;
		}
		if (push.node) this.options.executor.configure(push.node);
		this.worker.assign(push.tasks, push.removed, push.complete);
	}

	/** Something of the daemon's that the leader decides, by the connection of the session. */
	*ask(request: AttachmentRequest): Process<string> {
		const { net, host } = this.options;
		const { session } = this;
		if (!session) throw new SwarmError('Unavailable', 'no session with a manager');
		const note: MessageNote = { kind: 'C', what: `${request.op} container` };
		try {
			return (yield* net.call(host.name, session.manager, 'attachments', request, note, DAEMON_TIMEOUT_MS)) as string;
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			throw new SwarmError('DeadlineExceeded', 'context deadline exceeded');
		}
	}

	// ── Heartbeats ───────────────────────────────────────────────────────────────────────────────────────────────────

	private sendBeat(): void {
		const { session } = this;
		if (!session) return;
		const { net, host, sim } = this.options;
		sim.trace.cause = 0;
		if (this.beat.sessionId !== session.id) this.beat.sessionId = session.id;
		this.beatTimer = session.scope.after(RPC_TIMEOUT_MS, () =>
			session.over.resolve(net.canReach(host.name, session.manager))
		);
		net.send(host.name, session.manager, 'dispatcher.beat', { ...this.beat }, BEAT_NOTE, () =>
			session.over.resolve(false)
		);
	}

	private beaten({ sessionId, periodMs }: Beaten): void {
		const { session } = this;
		if (!session || session.id !== sessionId) return;
		this.beatTimer?.cancel();
		if (periodMs === 0) session.over.resolve(true);
		else this.beatTimer = session.scope.after(periodMs, () => this.sendBeat());
	}

	// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────

	private report(task: Task): void {
		this.unreported.set(task.id, { status: task.status, cause: this.options.sim.trace.cause });
		this.planReport();
	}

	private planReport(): void {
		if (this.isReporting || this.unreported.size === 0) return;
		this.isReporting = true;
		this.options.scope.spawn(this.sendReports(), { name: 'reports' });
	}

	private *sendReports(): Process {
		const { net, host, nodeId } = this.options;
		let failed: Agent['session'];
		while (this.unreported.size > 0 && this.session && this.session.id !== '') {
			const { session } = this;
			const updates = [...this.unreported].map(([taskId, report]) => ({ taskId, ...report }));
			const request: StatusRequest = { op: 'status', nodeId, sessionId: session.id, updates };
			const note: MessageNote = { kind: 'D', what: reportText(updates) };
			try {
				yield* net.call(host.name, session.manager, 'dispatcher', request, note, RPC_TIMEOUT_MS);
				for (const { taskId, status } of updates) {
					if (this.unreported.get(taskId)?.status === status) this.unreported.delete(taskId);
				}
			} catch (error) {
				if (!(error instanceof NetError) && !(error instanceof SwarmError)) throw error;
				// The session is bad; the next one tells everything again.
				session.over.resolve(error instanceof SwarmError);
				failed = session;
				break;
			}
		}
		this.isReporting = false;
		// A report that nobody answered may have been waited for until after the next session stood.
		if (this.session !== failed && (this.session?.id ?? '') !== '') this.planReport();
		return 0;
	}
}

function reportText(updates: StatusRequest['updates']): string {
	const states = [...new Set(updates.map(({ status }) => status.state.toLowerCase()))];
	return `${updates.length === 1 ? 'state' : `${updates.length} states`}: ${states.join(', ')}`;
}
