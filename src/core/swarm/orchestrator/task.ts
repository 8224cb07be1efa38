import type { Rng } from '../../sim/rng.ts';
import { newId } from '../identity.ts';
import type { Cluster, Duration, RestartPolicy, Service, SwarmNode, Task, Timestamp } from '../objects.ts';
import { MILLISECOND } from '../objects.ts';
import type { ReadTx } from '../store/store.ts';

/** Restart delay of a task whose spec says nothing (swarmkit api/defaults/service.go). */
export const DEFAULT_RESTART_DELAY_MS = 5_000;

export const isReplicated = (service: Service | undefined): boolean => service?.spec.replicated !== undefined;
export const isGlobal = (service: Service | undefined): boolean => service?.spec.global !== undefined;
export const isReplicatedJob = (service: Service | undefined): boolean => service?.spec.replicatedJob !== undefined;
export const isGlobalJob = (service: Service | undefined): boolean => service?.spec.globalJob !== undefined;
export const isJob = (service: Service | undefined): boolean => isReplicatedJob(service) || isGlobalJob(service);

/** What a new task is made with besides the service. */
export interface Maker {
	rng: Rng;
	timestamp: Timestamp;
	/** For the default log driver. */
	cluster: Cluster | undefined;
}

/**
 * A task of the service: observed NEW, desired RUNNING.
 * Source: swarmkit manager/orchestrator/task.go, NewTask.
 * @param nodeId only for global services and global jobs
 */
export function newTask({ rng, timestamp, cluster }: Maker, service: Service, slot: number, nodeId = ''): Task {
	const logDriver = service.spec.task.logDriver ?? cluster?.spec.taskDefaults.logDriver;
	return {
		id: newId(rng),
		// The store sets it when the task is created.
		meta: { version: { index: 0 }, createdAt: timestamp, updatedAt: timestamp },
		spec: service.spec.task,
		...(service.specVersion ? { specVersion: service.specVersion } : {}),
		serviceId: service.id,
		slot,
		...(nodeId === '' ? {} : { nodeId }),
		serviceAnnotations: service.spec.annotations,
		status: { state: 'NEW', timestamp, message: 'created' },
		desiredState: 'RUNNING',
		endpoint: service.spec.endpoint ? { spec: service.spec.endpoint } : {},
		...(logDriver ? { logDriver } : {})
	};
}

/** The cluster object, once there is one. */
export function defaultCluster(tx: ReadTx): Cluster | undefined {
	const clusters = tx.byName('cluster', 'default');
	return clusters.length === 1 ? clusters[0] : undefined;
}

/** `web.2`, for global services `web.<node id>`; tasks without a service have a name of their own. */
export function taskName(task: Task): string {
	if (task.annotations?.name) return task.annotations.name;
	const service = task.serviceAnnotations.name || (task.serviceId ?? task.id);
	return task.slot !== 0 || !task.nodeId || task.jobIteration ? `${service}.${task.slot}` : `${service}.${task.nodeId}`;
}

/** For labels of transactions: '.5', or '3 tasks'. */
export function shortNames(tasks: readonly Task[]): string {
	const only = tasks.length === 1 ? tasks[0] : undefined;
	if (!only) return `${tasks.length} tasks`;
	return only.slot !== 0 ? `.${only.slot}` : only.serviceAnnotations.name || 'task';
}

/** A policy that is there says what it says; a missing one means any. */
export function restartCondition(task: Task): RestartPolicy['condition'] {
	return task.spec.restart?.condition ?? 'ANY';
}

export function restartDelayMs(task: Task): number {
	const delay = task.spec.restart?.delay;
	return delay === undefined ? DEFAULT_RESTART_DELAY_MS : milliseconds(delay);
}

export function milliseconds(duration: Duration): number {
	return duration / MILLISECOND;
}

/** Tasks of replicated services are moved away from such a node. PAUSE and UNKNOWN are not among them. */
export function isInvalidNode(node: SwarmNode | undefined): boolean {
	return !node || node.status.state === 'DOWN' || node.spec.availability === 'DRAIN';
}

/** Milliseconds since 1970 of the last status, by the manager's clock where it wrote one; undefined without any. */
export function statusTimeMs(task: Task): number | undefined {
	return timeMs(task.status.appliedAt ?? task.status.timestamp);
}

export function timeMs(timestamp: Timestamp | undefined): number | undefined {
	const time = timestamp ? Date.parse(timestamp) : NaN;
	return Number.isNaN(time) ? undefined : time;
}

/** Older status first; a task without any time stamp is the oldest. */
export function byStatusTime(a: Task, b: Task): number {
	return (statusTimeMs(a) ?? -Infinity) - (statusTimeMs(b) ?? -Infinity) || 0;
}
