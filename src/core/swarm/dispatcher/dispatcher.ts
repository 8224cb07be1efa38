import { Deferred, type Process } from '../../sim/process.ts';
import type { Timer } from '../../sim/sim.ts';
import type { MessageNote } from '../../sim/net.ts';
import { NetError } from '../../sim/net.ts';
import { publicKeyOf, tlsInfoOf } from '../ca/tls-info.ts';
import type { LeaderContext } from '../component.ts';
import { newId } from '../identity.ts';
import type { NodeDescription, NodeState, SwarmNode, TaskStatus } from '../objects.ts';
import type { Change, WriteTx } from '../store/store.ts';
import type { SubscriptionMessage } from '../logbroker/protocol.ts';
import { SwarmError } from '../swarm.ts';
import { isAtLeast, isBefore, isAtMost } from '../task-state.ts';
import { isSameButStatus, nextAssignments, type SentAssignments } from './assignments.ts';
import type { AgentPush, Beat, ManagerAddress, SessionRequest, StateReport, StatusRequest } from './protocol.ts';

const BATCH_MS = 100;
/** An assignment is sent this long after the last change of it … */
const ASSIGNMENT_WAIT_MS = 100;
/** … or after so many changes. */
const ASSIGNMENT_CHANGES_MAX = 100;
const HEARTBEAT_EPSILON_MS = 500;
const GRACE = 3;
const GRACE_UNKNOWN = 6;
const ORPHAN_AFTER_MS = 24 * 3600_000;
const REGISTRATIONS_MAX = 3;
const REGISTRATIONS_WITHIN_MS = 8000;
/** Changes of one transaction (swarmkit store/memory.go, MaxChangesPerTransaction). */
const CHANGES_MAX = 200;

const MOVED_TO_UNKNOWN = 'Node moved to "unknown" state due to leadership change in cluster';
const FAILURE = 'heartbeat failure';
const FAILURE_UNKNOWN = 'heartbeat failure for node in "unknown" state';

export interface DispatcherOptions {
	/** Node ID of the leader: signs the task states it writes. */
	nodeId: string;
	managers(): ManagerAddress[];
	/** A node has a session, or has it no longer. */
	onSession(nodeId: string, isOpen: boolean): void;
	/** Whether an agent's connection stands. One that broke without a word is noticed within a second or so (20.10.24). */
	isConnected(via: string, machine: string): boolean;
	/** Writes into an agent's stream. Throws NetError. */
	push(via: string, to: string, push: AgentPush, note: MessageNote): Process<void>;
}

interface Session {
	nodeId: string;
	sessionId: string;
	request: SessionRequest;
	over: Deferred<void>;
	sent: SentAssignments;
	isComplete: boolean;
	outbox: AgentPush[];
	isPushing: boolean;
	/** Waits for more changes before it looks for new assignments. */
	timer: Timer | undefined;
	changes: number;
}

/**
 * The leader's side of all agents: sessions, heartbeats, assignments, reported states.
 *
 * Source: swarmkit manager/dispatcher/{dispatcher,nodes,heartbeat}; SEMANTICS.md section 5; FINDINGS section 1.
 */
export class Dispatcher {
	private readonly sessions = new Map<string, Session>();
	/** Heartbeat (or, for DOWN nodes, orphaning) timers by node. */
	private readonly expiries = new Map<string, Timer>();
	private readonly registrations = new Map<string, number[]>();
	private nodeUpdates = new Map<string, { request: SessionRequest; flushed: Deferred<boolean> }>();
	private taskUpdates = new Map<string, { nodeId: string; report: StateReport }>();
	private isFlushPlanned = false;
	private readonly phase: number;

	constructor(
		private readonly context: LeaderContext,
		private readonly options: DispatcherOptions
	) {
		const { store, scope, rng } = context;
		this.phase = rng.int(BATCH_MS);
		scope.onEnd(store.watch((changes) => this.notice(changes)));
		scope.onEnd(() => this.stop());
		this.takeOver();
	}

	/** Nobody has a session with a new leader: all nodes are unknown until they register. */
	private takeOver(): void {
		const { store } = this.context;
		for (const node of store.all('node')) {
			if (node.status.state === 'DOWN') this.orphanLater(node.id);
			else this.expect(node.id, GRACE_UNKNOWN, FAILURE_UNKNOWN);
		}
		const mark = (tx: WriteTx): void => {
			for (const node of tx.all('node')) {
				if (node.status.state === 'DOWN' || node.status.state === 'UNKNOWN') continue;
				tx.update('node', { ...node, status: { ...node.status, state: 'UNKNOWN', message: MOVED_TO_UNKNOWN } });
			}
		};
		store.update('unknown', mark);
	}

	private stop(): void {
		for (const session of this.sessions.values())
			session.over.reject(new SwarmError('Unavailable', 'dispatcher is stopped'));
		for (const { flushed } of this.nodeUpdates.values()) flushed.resolve(false);
		this.sessions.clear();
	}

	// ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────

	/** Serves one agent until its session ends; ends by throwing. */
	*session(told: SessionRequest): Process<never> {
		const { sim, rng, store, where } = this.context;
		const { nodeId } = told;
		const request = this.withCertificate(told);
		if (!store.get('node', nodeId))
			throw new SwarmError('PermissionDenied', 'Permission denied: node is not part of the cluster');
		this.limitRegistrations(nodeId);
		const earlier = this.nodeUpdates.get(nodeId)?.flushed;
		earlier?.resolve(false);
		const flushed = new Deferred<boolean>();
		this.nodeUpdates.set(nodeId, { request, flushed });
		this.planFlush();
		if (!(yield* flushed.wait())) throw new SwarmError('Unavailable', 'dispatcher is stopped');

		this.endSession(nodeId, 'node session is replaced');
		const session: Session = {
			nodeId,
			sessionId: newId(rng),
			request,
			over: new Deferred<void>(),
			sent: { tasks: new Map(), node: '' },
			isComplete: false,
			outbox: [],
			isPushing: false,
			timer: undefined,
			changes: 0
		};
		this.sessions.set(nodeId, session);
		this.expect(nodeId, GRACE, FAILURE);
		sim.trace.emit({ type: 'dispatcher.register', where, node: request.machine });
		this.pushSession(session);
		this.assign(session);
		this.options.onSession(nodeId, true);
		yield* session.over.wait();
		throw new SwarmError('Unavailable', 'session is over');
	}

	/** A node says in its description whose certificate it has. */
	private withCertificate(request: SessionRequest): SessionRequest {
		const cluster = this.context.store.all('cluster')[0];
		if (!cluster) return request;
		const issuer = this.context.store.get('node', request.nodeId)?.certificate?.issuerPublicKey;
		// The first manager has made the root itself.
		const tlsInfo = tlsInfoOf(cluster.rootCa, issuer ?? publicKeyOf(cluster.rootCa.caCert));
		return { ...request, description: { ...request.description, tlsInfo } };
	}

	private limitRegistrations(nodeId: string): void {
		const { now } = this.context.sim;
		const recent = (this.registrations.get(nodeId) ?? []).filter((at) => now - at < REGISTRATIONS_WITHIN_MS);
		if (recent.length >= REGISTRATIONS_MAX) {
			throw new SwarmError('Unavailable', `node ${nodeId} exceeded rate limit count of registrations`);
		}
		recent.push(now);
		this.registrations.set(nodeId, recent);
	}

	private endSession(nodeId: string, why: string): void {
		const session = this.sessions.get(nodeId);
		if (!session) return;
		this.sessions.delete(nodeId);
		session.timer?.cancel();
		session.over.reject(new SwarmError('Unavailable', why));
		this.options.onSession(nodeId, false);
	}

	/** Tells a node's agent of a log subscription; false when it has no session. */
	tellOfLogs(nodeId: string, message: SubscriptionMessage): boolean {
		const session = this.sessions.get(nodeId);
		if (!session || !this.options.isConnected(session.request.via, session.request.machine)) return false;
		this.post(session, { type: 'logs', sessionId: session.sessionId, message });
		return true;
	}

	// ── Heartbeats ───────────────────────────────────────────────────────────────────────────────────────────────────

	/** Milliseconds until the next heartbeat is due; 0 for a session that this leader does not know. */
	beat({ nodeId, sessionId }: Beat): number {
		const session = this.sessions.get(nodeId);
		if (!session || session.sessionId !== sessionId) return 0;
		return this.expect(nodeId, GRACE, FAILURE);
	}

	private expect(nodeId: string, grace: number, message: string): number {
		const { scope, rng, store } = this.context;
		const period = (store.all('cluster')[0]?.spec.dispatcher.heartbeatPeriod ?? 5e9) / 1e6;
		const periodMs = Math.round(period + rng.between(-HEARTBEAT_EPSILON_MS, HEARTBEAT_EPSILON_MS));
		this.expiries.get(nodeId)?.cancel();
		this.expiries.set(
			nodeId,
			scope.after(periodMs * grace, () => this.markDown(nodeId, message))
		);
		return periodMs;
	}

	private markDown(nodeId: string, message: string): void {
		const { store, sim } = this.context;
		// That nothing was heard has no cause that the cluster could know of.
		sim.trace.cause = 0;
		this.expiries.delete(nodeId);
		this.endSession(nodeId, message);
		store.update(`${hostname(store.get('node', nodeId))} down`, (tx) => {
			const node = tx.get('node', nodeId);
			if (!node) return;
			tx.update('node', { ...node, status: { ...node.status, state: 'DOWN' satisfies NodeState, message } });
		});
		this.orphanLater(nodeId);
	}

	private orphanLater(nodeId: string): void {
		const { scope, store } = this.context;
		this.expiries.get(nodeId)?.cancel();
		const orphan = (): void => {
			this.expiries.delete(nodeId);
			store.update('orphaned', (tx) =>
				orphanTasks(tx, nodeId, this.context.sim.timestamp(), 'Task belonged to a node that has been down too long')
			);
		};
		this.expiries.set(nodeId, scope.after(ORPHAN_AFTER_MS, orphan));
	}

	// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────

	report({ nodeId, sessionId, updates }: StatusRequest): void {
		const session = this.sessions.get(nodeId);
		if (!session || session.sessionId !== sessionId) throw new SwarmError('InvalidArgument', 'session invalid');
		const { store } = this.context;
		for (const { taskId } of updates) {
			const task = store.get('task', taskId);
			if (task && task.nodeId !== nodeId) {
				throw new SwarmError('PermissionDenied', 'cannot update a task not assigned this node');
			}
		}
		for (const report of updates) this.taskUpdates.set(report.taskId, { nodeId, report });
		this.planFlush();
	}

	private planFlush(): void {
		if (this.isFlushPlanned) return;
		this.isFlushPlanned = true;
		const { sim, scope } = this.context;
		// The batch timer of a real dispatcher runs all the time; ours only has its beat.
		const wait = BATCH_MS - ((sim.now - this.phase + BATCH_MS) % BATCH_MS);
		scope.after(wait, () => this.flush());
	}

	private flush(): void {
		this.isFlushPlanned = false;
		this.flushNodes();
		const updates = [...this.taskUpdates];
		this.taskUpdates = new Map();
		for (let i = 0; i < updates.length; i += CHANGES_MAX) this.flushTasks(updates.slice(i, i + CHANGES_MAX));
	}

	private flushNodes(): void {
		if (this.nodeUpdates.size === 0) return;
		const { store } = this.context;
		const updates = this.nodeUpdates;
		this.nodeUpdates = new Map();
		const names = [...updates.values()].map(({ request }) => request.machine);
		const label = names.length === 1 ? `${names[0]} ready` : `${names.length} ready`;
		store.update(
			label,
			(tx) => {
				for (const [nodeId, { request }] of updates) {
					const node = tx.get('node', nodeId);
					if (node && !isReadyAs(node, request)) {
						const status = { state: 'READY' as const, addr: request.addr };
						tx.update('node', { ...node, description: request.description, status });
					}
				}
			},
			(error) => {
				for (const { flushed } of updates.values()) flushed.resolve(!error);
			}
		);
	}

	private flushTasks(updates: readonly [string, { nodeId: string; report: StateReport }][]): void {
		const { store, sim } = this.context;
		store.update(reportLabel(updates, store), (tx) => {
			for (const [taskId, { nodeId, report }] of updates) {
				const { status } = report;
				const task = tx.get('task', taskId);
				if (!task || task.nodeId !== nodeId) continue;
				// Observed states only move forward.
				if (isBefore(status.state, task.status.state) || isSameReport(status, task.status)) continue;
				const applied = { ...status, appliedBy: this.options.nodeId, appliedAt: sim.timestamp() };
				tx.update('task', { ...task, status: applied });
				// States of several tasks in one transaction: each has a story of its own.
				if (updates.length > 1) tx.because(taskId, report.cause);
			}
		});
	}

	// ── Assignments ──────────────────────────────────────────────────────────────────────────────────────────────────

	private notice(changes: readonly Change[]): void {
		let forAll = false;
		for (const change of changes) {
			switch (change.kind) {
				case 'task': {
					const { object, old } = change;
					if (object.nodeId) this.touch(object.nodeId, change.op === 'update' ? old : undefined, object);
					break;
				}
				case 'node':
					this.noticeNode(change.op === 'delete' ? undefined : change.object, change.old);
					forAll ||= isPeerChange(change.op === 'delete' ? undefined : change.object, change.old);
					if (change.op === 'update' && change.object.attachments !== change.old?.attachments) {
						const session = this.sessions.get(change.object.id);
						if (session) this.assignSoon(session);
					}
					break;
				case 'network':
				case 'secret':
				case 'config':
					// What comes anew is of no use to a node before one of its tasks is; except the ingress network.
					forAll ||= change.op !== 'create' || change.kind === 'network';
					break;
				case 'service':
				case 'cluster':
				case 'volume':
					break;
			}
		}
		if (forAll) for (const session of this.sessions.values()) this.assignSoon(session);
	}

	private touch(
		nodeId: string,
		old: { status: TaskStatus } | undefined,
		task: Parameters<typeof isSameButStatus>[0]
	): void {
		const session = this.sessions.get(nodeId);
		if (!session || isBefore(task.status.state, 'ASSIGNED')) return;
		const sent = session.sent.tasks.get(task.id);
		// Most changes are the agent's own reports coming back; only an end can release a network or secret.
		const isOwnReport = old && sent && isAtLeast(task.status.state, 'ACCEPTED') && isSameButStatus(sent, task);
		if (isOwnReport && !isAtLeast(task.status.state, 'COMPLETE')) return;
		this.assignSoon(session);
	}

	private noticeNode(node: SwarmNode | undefined, old: SwarmNode | undefined): void {
		if (!node) {
			this.expiries.get(old!.id)?.cancel();
			this.expiries.delete(old!.id);
			this.endSession(old!.id, 'node is removed');
			return;
		}
		const session = this.sessions.get(node.id);
		if (!session || !old) return;
		const mustRenew = node.certificate?.status === 'ROTATE' && old.certificate?.status !== 'ROTATE';
		if (node.role !== old.role || node.spec !== old.spec || mustRenew) this.pushSession(session);
	}

	/** The members of the Raft cluster have changed. */
	managersChanged(): void {
		for (const session of this.sessions.values()) this.pushSession(session);
	}

	private assignSoon(session: Session): void {
		if (++session.changes >= ASSIGNMENT_CHANGES_MAX) {
			this.assign(session);
			return;
		}
		session.timer?.cancel();
		session.timer = this.context.scope.after(ASSIGNMENT_WAIT_MS, () => this.assign(session));
	}

	private assign(session: Session): void {
		session.timer?.cancel();
		session.timer = undefined;
		session.changes = 0;
		if (this.sessions.get(session.nodeId) !== session) return;
		const complete = !session.isComplete;
		const next = nextAssignments(this.context.store, session.nodeId, session.sent);
		if (!next && !complete) return;
		session.isComplete = true;
		this.post(session, {
			type: 'assignments',
			sessionId: session.sessionId,
			complete,
			tasks: next?.tasks ?? [],
			removed: next?.removed ?? [],
			...(next?.node ? { node: next.node } : {})
		});
	}

	private pushSession(session: Session): void {
		const node = this.context.store.get('node', session.nodeId);
		if (!node) return;
		const { sessionId, request } = session;
		const managers = this.options.managers();
		this.post(session, { type: 'session', sessionId, attempt: request.attempt, node, managers });
	}

	/** The stream keeps its order: one push at a time, again and again while the wire is cut, as TCP does. */
	private post(session: Session, push: AgentPush): void {
		session.outbox.push(push);
		if (session.isPushing) return;
		session.isPushing = true;
		this.context.scope.spawn(this.pump(session), { name: `push to ${session.request.machine}` });
	}

	private *pump(session: Session): Process {
		while (session.outbox.length > 0 && !session.over.isSettled) {
			const push = session.outbox[0]!;
			const { via, machine } = session.request;
			try {
				yield* this.options.push(via, machine, push, pushNote(push));
				session.outbox.shift();
			} catch (error) {
				if (!(error instanceof NetError)) throw error;
				if (error.kind === 'timeout') continue;
				// The connection is gone; the agent will notice and register again.
				session.outbox.length = 0;
			}
		}
		session.isPushing = false;
		return 0;
	}
}

/** Tasks that were given to a node and have not ended: nobody will ever hear of them again. */
export function orphanTasks(tx: WriteTx, nodeId: string, timestamp: string, message: string): void {
	for (const task of tx.tasksOfNode(nodeId)) {
		const { state } = task.status;
		if (isBefore(state, 'ASSIGNED') || !isAtMost(state, 'RUNNING')) continue;
		tx.update('task', { ...task, status: { ...task.status, timestamp, state: 'ORPHANED', message } });
	}
}

function hostname(node: SwarmNode | undefined): string {
	return node?.description?.hostname ?? node?.id.slice(0, 5) ?? '';
}

function isReadyAs(node: SwarmNode, request: SessionRequest): boolean {
	return (
		node.status.state === 'READY' &&
		node.status.addr === request.addr &&
		isSameDescription(node.description, request.description)
	);
}

function isSameDescription(a: NodeDescription | undefined, b: NodeDescription): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isPeerChange(node: SwarmNode | undefined, old: SwarmNode | undefined): boolean {
	if (!node || !old) return true;
	return (
		(node.status.state === 'DOWN') !== (old.status.state === 'DOWN') ||
		node.status.addr !== old.status.addr ||
		node.description?.hostname !== old.description?.hostname
	);
}

function isSameReport(report: TaskStatus, stored: TaskStatus): boolean {
	return (
		report.state === stored.state &&
		report.message === stored.message &&
		report.err === stored.err &&
		JSON.stringify(report.container) === JSON.stringify(stored.container) &&
		JSON.stringify(report.portStatus) === JSON.stringify(stored.portStatus)
	);
}

function reportLabel(updates: readonly [string, { report: StateReport }][], store: LeaderContext['store']): string {
	const [first] = updates;
	if (updates.length !== 1 || !first) return `${updates.length} states`;
	const task = store.get('task', first[0]);
	return `.${task?.slot ?? 0} ${first[1].report.status.state.toLowerCase()}`;
}

function pushNote(push: AgentPush): MessageNote {
	if (push.type === 'session') return { kind: 'D', what: 'session' };
	if (push.type === 'logs') return { kind: 'D', what: push.message.close ? 'no more logs' : 'logs, please' };
	const parts: string[] = [];
	if (push.tasks.length > 0) parts.push(`${push.tasks.length} ${push.tasks.length === 1 ? 'task' : 'tasks'}`);
	if (push.removed.length > 0) parts.push(`${push.removed.length} removed`);
	return { kind: 'D', what: `assignments: ${parts.join(', ') || (push.complete ? 'none' : 'peers and networks')}` };
}
