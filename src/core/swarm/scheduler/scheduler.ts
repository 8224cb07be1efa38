import type { Timer } from '../../sim/sim.ts';
import type { LeaderContext } from '../component.ts';
import type { SwarmNode, Task, Volume } from '../objects.ts';
import { shortNames, taskName } from '../orchestrator/task.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isAtLeast, isBefore } from '../task-state.ts';
import { isScheduled, NodeInfo } from './nodes.ts';
import { Pipeline } from './pipeline.ts';
import { placeGroup } from './spread.ts';
import { VolumeSet } from './volumes.ts';

/** The scheduler waits this long after the last commit … */
const DEBOUNCE_MS = 50;
/** … but no longer than this after the first. */
const DEBOUNCE_LIMIT_MS = 1_000;

/**
 * Gives every PENDING task a node, or the reason why there is none.
 *
 * Source: swarmkit manager/scheduler/scheduler.go; SEMANTICS section 6.
 */
export function startScheduler(context: LeaderContext): void {
	new Scheduler(context).start();
}

class Scheduler {
	private readonly nodes = new Map<string, NodeInfo>();
	/** Tasks from PENDING to RUNNING, as last seen. */
	private readonly tasks = new Map<string, Task>();
	private readonly unassigned = new Set<string>();
	/** Tasks of global services come with their node and only need its consent. */
	private readonly preassigned = new Set<string>();
	private readonly pendingPreassigned = new Set<string>();
	private readonly pipeline: Pipeline;
	private readonly volumes = new VolumeSet();
	private tickNeeded = false;
	private debounce: { timer: Timer; startedMs: number } | undefined;

	constructor(private readonly context: LeaderContext) {
		this.pipeline = new Pipeline((id) => context.store.get('network', id), this.volumes);
	}

	start(): void {
		const { store, scope } = this.context;
		for (const node of store.all('node')) this.nodes.set(node.id, new NodeInfo(node));
		for (const volume of store.all('volume')) this.volumes.learn(volume);
		for (const task of store.all('task')) this.learn(task);
		scope.onEnd(store.watch((changes) => this.onCommit(changes)));
		this.tickNeeded = true;
		this.schedule();
	}

	private learn(task: Task): void {
		if (!isScheduled(task)) return;
		if (task.status.state === 'PENDING' && isAfter(task.desiredState, 'COMPLETE')) return;
		this.tasks.set(task.id, task);
		if (!task.nodeId) {
			this.unassigned.add(task.id);
		} else if (task.status.state === 'PENDING') {
			this.preassigned.add(task.id);
			this.pendingPreassigned.add(task.id);
		} else {
			this.volumes.reserve(task);
			this.nodes.get(task.nodeId)?.addTask(task);
		}
	}

	private onCommit(changes: readonly Change[]): void {
		for (const change of changes) {
			if (change.kind === 'task') this.onTask(change.op, change.object);
			else if (change.kind === 'node') this.onNode(change.op, change.object);
			else if (change.kind === 'volume') this.onVolume(change.op, change.object);
		}
		const { sim, scope } = this.context;
		if (this.debounce) {
			this.debounce.timer.cancel();
			if (sim.now - this.debounce.startedMs > DEBOUNCE_LIMIT_MS) {
				this.debounce = undefined;
				// Not within the commit that woke us.
				scope.after(0, () => this.schedule());
				return;
			}
		} else if (!this.tickNeeded && this.pendingPreassigned.size === 0) {
			return;
		}
		const startedMs = this.debounce?.startedMs ?? sim.now;
		const timer = scope.after(DEBOUNCE_MS, () => {
			this.debounce = undefined;
			this.schedule();
		});
		this.debounce = { timer, startedMs };
	}

	private onNode(op: Change['op'], node: SwarmNode): void {
		if (op === 'delete') {
			this.nodes.delete(node.id);
			return;
		}
		const info = this.nodes.get(node.id);
		if (info) info.update(node);
		else this.nodes.set(node.id, new NodeInfo(node));
		this.tickNeeded = true;
	}

	private onVolume(op: Change['op'], volume: Volume): void {
		if (op === 'delete') this.volumes.forget(volume.id);
		else if (op === 'update' && this.volumes.learn(volume)) this.tickNeeded = true;
	}

	private onTask(op: Change['op'], task: Task): void {
		if (op === 'delete') {
			if (this.forget(task)) this.tickNeeded = true;
			return;
		}
		if (isBefore(task.status.state, 'PENDING')) return;
		const known = this.tasks.get(task.id);
		if (isAfter(task.status.state, 'RUNNING')) {
			if (!known) return;
			const failed = task.status.state === 'FAILED' || task.status.state === 'REJECTED';
			if (failed && !this.preassigned.has(task.id)) {
				this.nodes.get(task.nodeId ?? '')?.taskFailed(task, this.context.sim.now);
			}
			this.forget(known);
			this.tickNeeded = true;
			return;
		}
		if (!task.nodeId) {
			this.tasks.set(task.id, task);
			this.unassigned.add(task.id);
			this.tickNeeded = true;
			return;
		}
		this.tasks.set(task.id, task);
		if (task.status.state === 'PENDING') {
			this.preassigned.add(task.id);
			this.pendingPreassigned.add(task.id);
			return;
		}
		this.nodes.get(task.nodeId)?.addTask(task);
	}

	/** @returns whether it freed something on a node */
	private forget(task: Task): boolean {
		this.tasks.delete(task.id);
		this.unassigned.delete(task.id);
		this.preassigned.delete(task.id);
		this.pendingPreassigned.delete(task.id);
		this.volumes.release(task);
		return this.nodes.get(task.nodeId ?? '')?.removeTask(task.id) ?? false;
	}

	private schedule(): void {
		const { store } = this.context;
		if (this.pendingPreassigned.size > 0) store.update('assign', (tx) => this.confirmPreassigned(tx));
		if (!this.tickNeeded) return;
		this.tickNeeded = false;
		store.update('assign', (tx) => this.tick(tx));
		if (store.all('volume').length > 0) store.update('free volumes', (tx) => this.freeVolumes(tx));
	}

	private confirmPreassigned(tx: WriteTx): string {
		const written: Task[] = [];
		for (const id of [...this.pendingPreassigned]) {
			const task = tx.get('task', id);
			const info = this.nodes.get(task?.nodeId ?? '');
			if (!task || !info || task.status.state !== 'PENDING') {
				// A node that is not known yet may still come; a task that moved on needs nothing any more.
				if (!task || task.status.state !== 'PENDING') this.pendingPreassigned.delete(id);
				continue;
			}
			this.pipeline.setTask(task);
			if (!this.pipeline.process(info)) {
				this.leaveWaiting(tx, task, this.pipeline.explain());
				continue;
			}
			const chosen = this.volumes.choose(task, info);
			if (chosen.missing !== undefined) {
				this.leaveWaiting(tx, task, `cannot find volume to satisfy mount with source ${chosen.missing}`);
				continue;
			}
			const generic = info.genericFor(task);
			const assigned: Task = {
				...task,
				...(generic.length > 0 ? { assignedGenericResources: generic } : {}),
				...(chosen.attachments.length > 0 ? { volumes: chosen.attachments } : {}),
				status: {
					state: 'ASSIGNED',
					timestamp: this.context.sim.timestamp(),
					message: 'scheduler confirmed task can run on preassigned node'
				}
			};
			info.addTask(assigned);
			this.volumes.reserve(assigned);
			this.pendingPreassigned.delete(id);
			this.assign(tx, assigned, info, 'one task of a global service on every node');
			written.push(assigned);
		}
		return `assign ${shortNames(written)}`;
	}

	private tick(tx: WriteTx): string {
		const groups = new Map<string, Task[]>();
		for (const id of [...this.unassigned]) {
			this.unassigned.delete(id);
			const task = tx.get('task', id);
			if (!task || task.nodeId || task.status.state !== 'PENDING') continue;
			// Tasks without a spec version are placed one by one, after the groups.
			const key = task.specVersion ? `${task.serviceId ?? ''} ${task.specVersion.index}` : `~${id}`;
			const group = groups.get(key);
			if (group) group.push(task);
			else groups.set(key, [task]);
		}
		const { sim, rng } = this.context;
		const written: Task[] = [];
		const keys = rng.shuffle([...groups.keys()]).sort((a, b) => Number(a.startsWith('~')) - Number(b.startsWith('~')));
		for (const key of keys) {
			const { placed, left } = placeGroup(groups.get(key)!, {
				nodes: [...this.nodes.values()],
				pipeline: this.pipeline,
				rng,
				nowMs: sim.now,
				timestamp: sim.timestamp()
			});
			const explanation = left.length > 0 ? this.pipeline.explain() : '';
			for (const { task, info, why } of placed) {
				this.assign(tx, task, info, why);
				written.push(task);
			}
			for (const task of left) this.noSuitableNode(tx, task, explanation);
		}
		return written.length > 0 ? `assign ${shortNames(written)}` : 'no node';
	}

	private assign(tx: WriteTx, task: Task, info: NodeInfo, why: string): void {
		const { sim, where } = this.context;
		this.tasks.set(task.id, task);
		tx.update('task', task);
		this.publish(tx, task);
		sim.trace.emit({ type: 'scheduler.assign', where, taskId: task.id, task: taskName(task), node: info.name, why });
	}

	/** The task's node is to have its volumes. */
	private publish(tx: WriteTx, task: Task): void {
		for (const { id } of task.volumes ?? []) {
			const volume = tx.get('volume', id);
			if (!volume || volume.publishStatus?.some(({ nodeId }) => nodeId === task.nodeId)) continue;
			const published = { nodeId: task.nodeId!, state: 'PENDING_PUBLISH' as const };
			tx.update('volume', { ...volume, publishStatus: [...(volume.publishStatus ?? []), published] });
		}
	}

	/** Nodes give back the volumes that no task of theirs uses any more. */
	private freeVolumes(tx: WriteTx): void {
		for (const volume of tx.all('volume')) {
			const isFree = (nodeId: string): boolean => !this.volumes.isUsedOn(volume.id, nodeId);
			const statuses = volume.publishStatus ?? [];
			if (!statuses.some(({ state, nodeId }) => state === 'PUBLISHED' && isFree(nodeId))) continue;
			tx.update('volume', {
				...volume,
				publishStatus: statuses.map((status) =>
					status.state === 'PUBLISHED' && isFree(status.nodeId)
						? { ...status, state: 'PENDING_NODE_UNPUBLISH' as const }
						: status
				)
			});
		}
	}

	private noSuitableNode(tx: WriteTx, task: Task, explanation: string): void {
		const service = tx.get('service', task.serviceId ?? '');
		if (!service) return;
		if ((service.specVersion?.index ?? 0) > (task.specVersion?.index ?? Infinity)) {
			// The task is of an older version of the service: nobody will ask why it waits, and it may end here.
			if (isAtLeast(task.desiredState, 'SHUTDOWN')) {
				const { err: _, ...status } = task.status;
				tx.update('task', {
					...task,
					status: { ...status, timestamp: this.context.sim.timestamp(), state: 'SHUTDOWN' }
				});
			}
			return;
		}
		this.unassigned.add(task.id);
		this.leaveWaiting(tx, task, explanation === '' ? 'no suitable node' : `no suitable node (${explanation})`);
	}

	/** Writes the reason into the task, if it is a new one. */
	private leaveWaiting(tx: WriteTx, task: Task, err: string): void {
		if (task.status.err === err) return;
		const { sim, where } = this.context;
		tx.update('task', { ...task, status: { ...task.status, timestamp: sim.timestamp(), err } });
		sim.trace.emit({ type: 'scheduler.wait', where, taskId: task.id, task: taskName(task), err });
	}
}
