import type { LeaderContext } from '../component.ts';
import type { Service } from '../objects.ts';
import { isBefore } from '../task-state.ts';

/**
 * A service was deleted: its tasks get desired state REMOVE, are shut down by their nodes and then reaped.
 * Source: swarmkit manager/orchestrator/service.go.
 */
export function removeTasksOfService({ store, scope }: LeaderContext, service: Service): void {
	// Not within the commit that told us.
	scope.after(0, () => {
		store.update(`remove ${service.spec.annotations.name}`, (tx) => {
			for (const task of tx.tasksOfService(service.id)) {
				if (isBefore(task.desiredState, 'REMOVE')) tx.update('task', { ...task, desiredState: 'REMOVE' });
			}
		});
	});
}
