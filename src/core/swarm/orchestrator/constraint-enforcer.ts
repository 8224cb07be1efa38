import type { LeaderContext } from '../component.ts';
import { constraintsOf, nodeMatches } from '../constraint.ts';
import type { Service, SwarmNode, Task } from '../objects.ts';
import { consume, hasResource } from '../scheduler/generic-resources.ts';
import { isAfter, isAtLeast, isBefore } from '../task-state.ts';
import { shortNames } from './task.ts';

/**
 * Rejects tasks whose node no longer may have them: a label went, or resources shrank. Their orchestrator then
 * restarts them elsewhere.
 *
 * Source: swarmkit manager/orchestrator/constraintenforcer/constraint_enforcer.go; SEMANTICS section 9.
 */
export function startConstraintEnforcer(context: LeaderContext): void {
	const { store, scope, sim } = context;
	const nodes = new Set<string>();
	let awake = false;

	const enforce = (nodeId: string): void => {
		store.update('constraints', (tx) => {
			const node = tx.get('node', nodeId);
			if (!node) return;
			const rejected = violators(node, tx.tasksOfNode(nodeId), (id) => tx.get('service', id));
			for (const task of rejected) {
				tx.update('task', {
					...task,
					// Only what is observed: what is desired is the orchestrator's to decide.
					status: {
						...task.status,
						state: 'REJECTED',
						message: 'task rejected by constraint enforcer',
						err: 'assigned node no longer meets constraints',
						timestamp: sim.timestamp()
					}
				});
			}
			return `reject ${shortNames(rejected)}`;
		});
	};

	scope.onEnd(
		store.watch((changes) => {
			for (const change of changes) if (change.kind === 'node' && change.op === 'update') nodes.add(change.id);
			if (nodes.size === 0 || awake) return;
			awake = true;
			// Not within the commit that told us.
			scope.after(0, () => {
				awake = false;
				for (const id of nodes) enforce(id);
				nodes.clear();
			});
		})
	);
	for (const node of store.all('node')) enforce(node.id);
}

/**
 * The tasks of a node that it may not keep. Constraints are those of the service as it is now: a task that was left in
 * place because its node met the new ones still carries the old. Reservations are added up in the order of the tasks.
 */
export function violators(
	node: SwarmNode,
	tasks: readonly Task[],
	serviceById: (id: string) => Service | undefined
): Task[] {
	// The orchestrators empty a drained node, and nobody touches a paused one.
	if (node.spec.availability !== 'ACTIVE') return [];
	let { nanoCpus = 0, memoryBytes = 0, generic = [] } = node.description?.resources ?? {};
	const rejected: Task[] = [];
	for (const task of tasks) {
		if (isBefore(task.desiredState, 'ASSIGNED') || isAfter(task.desiredState, 'COMPLETE')) continue;
		if (isAtLeast(task.status.state, 'COMPLETE')) continue;
		const service = serviceById(task.serviceId ?? '');
		const { placement } = service ? service.spec.task : task.spec;
		if (!nodeMatches(constraintsOf(placement?.constraints), node)) {
			rejected.push(task);
			continue;
		}
		const reserved = task.spec.resources?.reservations;
		if ((reserved?.memoryBytes ?? 0) > memoryBytes || (reserved?.nanoCpus ?? 0) > nanoCpus) {
			rejected.push(task);
			continue;
		}
		memoryBytes -= reserved?.memoryBytes ?? 0;
		nanoCpus -= reserved?.nanoCpus ?? 0;
		const assigned = task.assignedGenericResources ?? [];
		if (!assigned.every((resource) => hasResource(resource, generic))) {
			rejected.push(task);
			// One at a time: the next look sees what this one gave back.
			break;
		}
		generic = consume(generic, assigned);
	}
	return rejected;
}
