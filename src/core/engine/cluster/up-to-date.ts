import type { Network, Service, Task } from '../../swarm/objects.ts';

/**
 * Whether a task is what its service asks for: what `docker service update` counts while it waits (filter
 * `_up-to-date`). Source: swarmkit orchestrator/task.go, IsTaskDirty; SEMANTICS.md 8.1.
 */
export function isUpToDate(task: Task, service: Service): boolean {
	if (task.specVersion && service.specVersion && task.specVersion.index === service.specVersion.index) return true;
	const { placement: taskPlacement, ...taskRest } = task.spec;
	const { placement: servicePlacement, ...serviceRest } = service.spec.task;
	// A changed placement alone leaves a task alone as long as its node satisfies it; a task whose node does not is
	// shut down by the constraint enforcer anyway.
	void taskPlacement;
	void servicePlacement;
	return (
		isEqual(withoutPullOptions(taskRest), withoutPullOptions(serviceRest)) &&
		(task.endpoint === undefined || isEqual(task.endpoint.spec, service.spec.endpoint))
	);
}

function withoutPullOptions(spec: Omit<Task['spec'], 'placement'>): unknown {
	if (!spec.container) return spec;
	const { pullOptions, ...container } = spec.container;
	void pullOptions;
	return { ...spec, container };
}

/** Equal as JSON, whatever the order of keys. */
function isEqual(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	const left = a as Record<string, unknown>;
	const right = b as Record<string, unknown>;
	const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
	for (const key of keys) if (!isEqual(left[key], right[key])) return false;
	return true;
}

export type NetworkLookup = (id: string) => Network | undefined;
