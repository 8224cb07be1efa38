import type { GenericResource, PortConfig, Resources, SwarmNode, Task } from '../objects.ts';
import { isAfter, isAtMost } from '../task-state.ts';
import { claim, consume, reclaim } from './generic-resources.ts';

/** A node with this many failures in the window is chosen last. */
export const MAX_FAILURES = 5;
export const FAILURE_WINDOW_MS = 5 * 60_000;

/**
 * What the scheduler keeps in mind of one node. A task counts as active while its desired state is at most COMPLETE,
 * whatever is observed; its reservations and host ports stay taken until it is removed (observed past RUNNING, or
 * deleted), even when it is to be shut down.
 *
 * Source: swarmkit manager/scheduler/nodeinfo.go; SEMANTICS 6.3. Memory of one leader only.
 */
export class NodeInfo {
	readonly tasks = new Map<string, Task>();
	activeTasks = 0;
	private readonly activeByService = new Map<string, number>();
	available: { nanoCpus: number; memoryBytes: number; generic: GenericResource[] };
	private readonly usedHostPorts = new Set<string>();
	/** Times of failures per service and version of its spec, in virtual milliseconds. */
	private readonly failures = new Map<string, number[]>();

	constructor(public node: SwarmNode) {
		this.available = total(node);
	}

	get id(): string {
		return this.node.id;
	}

	/** Machine, as traces name it. */
	get name(): string {
		return this.node.description?.hostname ?? this.node.id;
	}

	/** The node object changed: resources are counted anew. */
	update(node: SwarmNode): void {
		this.node = node;
		this.available = total(node);
		if (!node.description?.resources) return;
		for (const task of this.tasks.values()) {
			const reserved = reservationsOf(task);
			this.available.nanoCpus -= reserved.nanoCpus ?? 0;
			this.available.memoryBytes -= reserved.memoryBytes ?? 0;
			this.available.generic = consume(this.available.generic, task.assignedGenericResources ?? []);
		}
	}

	activeTasksOf(serviceId: string | undefined): number {
		return this.activeByService.get(serviceId ?? '') ?? 0;
	}

	/** Adds a task, or notes that the desired state of a known one went past COMPLETE. */
	addTask(task: Task): void {
		const old = this.tasks.get(task.id);
		if (old) {
			if (isActive(old) === isActive(task)) return;
			this.tasks.set(task.id, task);
			this.count(task.serviceId, isActive(task) ? 1 : -1);
			return;
		}
		this.tasks.set(task.id, task);
		const reserved = reservationsOf(task);
		this.available.nanoCpus -= reserved.nanoCpus ?? 0;
		this.available.memoryBytes -= reserved.memoryBytes ?? 0;
		this.available.generic = consume(this.available.generic, task.assignedGenericResources ?? []);
		for (const port of hostPorts(task)) this.usedHostPorts.add(portKey(port));
		if (isActive(task)) this.count(task.serviceId, 1);
	}

	/** @returns whether it was here */
	removeTask(id: string): boolean {
		const task = this.tasks.get(id);
		if (!task) return false;
		this.tasks.delete(id);
		if (isActive(task)) this.count(task.serviceId, -1);
		for (const port of hostPorts(task)) this.usedHostPorts.delete(portKey(port));
		const reserved = reservationsOf(task);
		this.available.nanoCpus += reserved.nanoCpus ?? 0;
		this.available.memoryBytes += reserved.memoryBytes ?? 0;
		const generic = this.node.description?.resources?.generic;
		if (generic) {
			this.available.generic = reclaim(this.available.generic, task.assignedGenericResources ?? [], generic);
		}
		return true;
	}

	/** What a task would get of the node's generic resources. */
	genericFor(task: Task): GenericResource[] {
		return claim(this.available.generic, reservationsOf(task).generic ?? []).assigned;
	}

	hasHostPort(port: PortConfig): boolean {
		return this.usedHostPorts.has(portKey(port));
	}

	taskFailed(task: Task, nowMs: number): void {
		const recent = (this.failures.get(versionKey(task)) ?? []).filter((time) => nowMs - time < FAILURE_WINDOW_MS);
		this.failures.set(versionKey(task), [...recent, nowMs]);
	}

	recentFailures(task: Task, nowMs: number): number {
		const times = this.failures.get(versionKey(task)) ?? [];
		return times.filter((time) => nowMs - time <= FAILURE_WINDOW_MS).length;
	}

	private count(serviceId: string | undefined, by: 1 | -1): void {
		this.activeTasks += by;
		this.activeByService.set(serviceId ?? '', this.activeTasksOf(serviceId) + by);
	}
}

export function reservationsOf(task: Task): Resources {
	return task.spec.resources?.reservations ?? {};
}

/** Host-mode ports that are taken on a node. Ones without a number are chosen by the engine and never clash. */
export function hostPorts(task: Task): PortConfig[] {
	return (task.endpoint?.ports ?? []).filter((port) => port.publishMode === 'HOST' && (port.publishedPort ?? 0) !== 0);
}

/** A new version of a spec starts with no failures. */
function versionKey(task: Task): string {
	return `${task.serviceId ?? ''} ${task.specVersion?.index ?? 0}`;
}

function portKey(port: PortConfig): string {
	return `${port.protocol} ${port.publishedPort ?? 0}`;
}

function isActive(task: Task): boolean {
	return isAtMost(task.desiredState, 'COMPLETE');
}

function total(node: SwarmNode): NodeInfo['available'] {
	const resources = node.description?.resources;
	return {
		nanoCpus: resources?.nanoCpus ?? 0,
		memoryBytes: resources?.memoryBytes ?? 0,
		generic: [...(resources?.generic ?? [])]
	};
}

/** Whether the task is one the scheduler keeps in mind: from PENDING to RUNNING. */
export function isScheduled(task: Task): boolean {
	return !isAfter('PENDING', task.status.state) && isAtMost(task.status.state, 'RUNNING');
}
