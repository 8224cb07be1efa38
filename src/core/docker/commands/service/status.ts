import type { Node } from '../../../api/wire/node.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import { atLeast, type Era } from '../../../era/era.ts';
import type { Process } from '../../../sim/process.ts';
import { encodeFilters, olderThan, type EngineClient } from '../../engine-client.ts';

/**
 * How many tasks run of how many. An engine before API 1.41 does not tell; the client then counts tasks itself, on
 * nodes that are not down. What a newer one does not tell is 0.
 *
 * Source: docker/cli command/service/helpers.go, AppendServiceStatus; 19.03 command/service/list.go, GetServicesStatus.
 */
export function* addStatus(engine: EngineClient, era: Era, services: readonly Service[]): Process<void> {
	if (!olderThan(engine.apiVersion, '1.41')) return;
	// From 20.10 on the client counts the tasks that are wanted; before, it said what was asked for.
	const saysReplicas = !atLeast(era.id, '20.10');
	const counts = new Map<string, NonNullable<Service['ServiceStatus']>>();
	for (const { ID, Spec, ServiceStatus: told } of services) {
		const { Replicated, Global } = Spec.Mode;
		if (!told && (Replicated || Global))
			counts.set(ID, { RunningTasks: 0, DesiredTasks: (saysReplicas && Replicated?.Replicas) || 0, CompletedTasks: 0 });
	}
	if (counts.size === 0) return;
	const filters = encodeFilters({ service: [...counts.keys()] });
	const tasks = yield* engine.get<Task[]>('/tasks', { filters });
	const nodes = yield* engine.get<Node[]>('/nodes');
	const active = new Set(nodes.filter((node) => node.Status.State !== 'down').map((node) => node.ID));
	for (const service of services) {
		const count = counts.get(service.ID);
		if (!count) continue;
		for (const task of tasks) {
			if (task.ServiceID !== service.ID) continue;
			const isCounted = !saysReplicas || service.Spec.Mode.Global !== undefined;
			if (isCounted && task.DesiredState !== 'shutdown') count.DesiredTasks++;
			if (task.Status.State === 'running' && active.has(task.NodeID ?? '')) count.RunningTasks++;
		}
		service.ServiceStatus = count;
	}
}
