import type { LeaderContext } from '../component.ts';
import type { Service, Task } from '../objects.ts';
import type { WriteTx } from '../store/store.ts';
import { isAfter } from '../task-state.ts';
import { startNow, type RestartSupervisor } from './restart.ts';
import { groupBy, slotKey } from './slot.ts';
import { restartDelayMs, statusTimeMs, timeMs } from './task.ts';

/**
 * What a new leader finds half done: tasks whose service is gone are deleted, tasks with desired state READY get what
 * is left of their delay (or start at once), and the history of restarts is made anew from the tasks that are there.
 *
 * Source: swarmkit manager/orchestrator/taskinit/init.go; SEMANTICS 8.4.
 * @param isRelated whether the service is this orchestrator's
 * @param fix looks at each of its tasks
 */
export function checkTasks(
	context: LeaderContext,
	tx: WriteTx,
	restarts: Pick<RestartSupervisor, 'delayStart' | 'record'>,
	isRelated: (service: Service) => boolean,
	fix: (task: Task) => void
): void {
	const own: { task: Task; service: Service }[] = [];
	for (const task of tx.all('task')) {
		if (!task.serviceId) continue;
		const service = tx.get('service', task.serviceId);
		if (!service) {
			tx.delete('task', task.id);
			continue;
		}
		if (!isRelated(service)) continue;
		own.push({ task, service });
		fix(task);
		if (task.desiredState !== 'READY' || isAfter(task.status.state, 'COMPLETE')) continue;
		const left = remainingDelayMs(task, context.sim.wallMs);
		if (left > 0) restarts.delayStart(undefined, task.id, left, true);
		else startNow(tx, task.id);
	}
	const serviceOf = new Map(own.map(({ task, service }) => [task.id, service]));
	const bySlot = groupBy(
		own.map(({ task }) => task),
		(task) => `${task.serviceId ?? ''} ${slotKey(task, serviceOf.get(task.id))}`
	);
	for (const slot of bySlot.values()) {
		for (const task of restarted(slot)) restarts.record(task, serviceOf.get(task.id)!, timeMs(task.meta.createdAt));
	}
}

/** All but the oldest task of the newest spec version replaced another one. */
export function restarted(slot: readonly Task[]): Task[] {
	const newest = Math.max(...slot.map((task) => task.specVersion?.index ?? 0));
	return slot
		.filter((task) => task.specVersion?.index === newest)
		.sort((a, b) => (timeMs(a.meta.createdAt) ?? -Infinity) - (timeMs(b.meta.createdAt) ?? -Infinity) || 0)
		.slice(1);
}

/** The delay counts from the task's last status. */
function remainingDelayMs(task: Task, nowMs: number): number {
	const delayMs = restartDelayMs(task);
	const since = statusTimeMs(task);
	return since === undefined ? 0 : Math.min(delayMs, since + delayMs - nowMs);
}
