import type { LeaderContext } from '../component.ts';
import { constraintsOf, nodeMatches } from '../constraint.ts';
import type { Service, SwarmNode, Task } from '../objects.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isAtMost, isBefore } from '../task-state.ts';
import { RestartSupervisor } from './restart.ts';
import { removeTasksOfService } from './service-removal.ts';
import { defaultCluster, isGlobalJob, isInvalidNode, isJob, isReplicatedJob, newTask, shortNames } from './task.ts';
import { checkTasks } from './task-init.ts';

/** What jobs need of the supervisor. */
type Restarts = Pick<RestartSupervisor, 'restart' | 'clearServiceHistory' | 'delayStart' | 'record'>;

/**
 * Runs jobs: services whose tasks are to complete. Services and ended tasks are looked at, nodes are not: a node that
 * joins gets its task of a global job at the next occasion.
 *
 * Source: swarmkit manager/orchestrator/jobs/**; SEMANTICS 8.6.
 */
export function startJobsOrchestrator(
	context: LeaderContext,
	/** For tests: what restarts failed tasks. */
	restarts: Restarts = new RestartSupervisor(context)
): void {
	const { store, scope } = context;
	// One entry for each event: of two tasks that failed in one transaction, the second finds the first one shut down, and
	// when that is not to be restarted creates another in its slot. So a job whose tasks fail goes on beyond all limits of
	// its restart policy, unless it has one task only. (jobs/orchestrator.go, handleEvent; seen in a real swarm.)
	const events: string[] = [];
	let awake = false;

	const tick = (): void => {
		for (const id of events.splice(0)) store.update('job', (tx) => reconcile(context, tx, restarts, id));
	};
	const onCommit = (changes: readonly Change[]): void => {
		for (const change of changes) {
			if (change.kind === 'service' && isJob(change.object)) {
				if (change.op !== 'delete') {
					events.push(change.id);
					continue;
				}
				restarts.clearServiceHistory(change.id);
				removeTasksOfService(context, change.object);
			} else if (change.kind === 'task' && change.op === 'update') {
				const { status, desiredState, serviceId = '' } = change.object;
				const ended = isAfter(status.state, 'RUNNING') && isAtMost(desiredState, 'COMPLETE');
				if (ended && isJob(store.get('service', serviceId))) events.push(serviceId);
			}
		}
		if (events.length === 0 || awake) return;
		awake = true;
		// Not within the commit that told us.
		scope.after(0, () => {
			awake = false;
			tick();
		});
	};

	scope.onEnd(store.watch(onCommit));
	for (const service of store.all('service')) if (isJob(service)) events.push(service.id);
	store.update(
		'take over',
		(tx) => {
			checkTasks(context, tx, restarts, isReplicatedJob, () => undefined);
			checkTasks(context, tx, restarts, isGlobalJob, (task) => {
				if (isAfter(task.desiredState, 'COMPLETE') || !isInvalidNode(tx.get('node', task.nodeId ?? ''))) return;
				tx.update('task', { ...task, desiredState: 'SHUTDOWN' });
			});
		},
		tick
	);
}

interface Plan {
	/** Slot or node of each task to create. */
	create: { slot: number; nodeId: string }[];
	restart: Task[];
	/** Of earlier iterations: not wanted any more. */
	remove: Task[];
	/** On nodes that cannot run them. */
	shutDown: Task[];
}

function reconcile(context: LeaderContext, tx: WriteTx, restarts: Restarts, id: string): string | undefined {
	const service = tx.get('service', id);
	if (!service) return undefined;
	const tasks = tx.tasksOfService(id);
	const plan = isReplicatedJob(service)
		? planReplicatedJob(service, tasks)
		: planGlobalJob(service, tasks, tx.all('node'));
	if (!plan) return undefined;
	const maker = { rng: context.rng, timestamp: context.sim.timestamp(), cluster: defaultCluster(tx) };
	const created = plan.create.map(({ slot, nodeId }): Task => ({
		...newTask(maker, service, slot, nodeId),
		jobIteration: { index: iterationOf(service) },
		desiredState: 'COMPLETE'
	}));
	for (const task of created) tx.create('task', task);
	for (const task of plan.restart) restarts.restart(tx, service, task);
	for (const task of plan.remove) tx.update('task', { ...task, desiredState: 'REMOVE' });
	for (const task of plan.shutDown) tx.update('task', { ...task, desiredState: 'SHUTDOWN' });
	return created.length > 0 ? shortNames(created) : undefined;
}

const iterationOf = (service: Service): number => service.jobStatus?.jobIteration.index ?? 0;

/**
 * Slots count from 0. At most `maxConcurrent` tasks run, and no more than are still to complete.
 * @returns undefined when more run than are wanted: SwarmKit's unsigned numbers overflow then, and it leaves all alone
 */
export function planReplicatedJob(service: Service, tasks: readonly Task[]): Plan | undefined {
	const { maxConcurrent = 0, totalCompletions = 0 } = service.spec.replicatedJob ?? {};
	const own = tasks.filter((task) => task.jobIteration?.index === iterationOf(service));
	const complete = own.filter((task) => task.status.state === 'COMPLETE');
	const running = own.filter((task) => task.status.state !== 'COMPLETE' && isAtMost(task.desiredState, 'COMPLETE'));
	const unsigned = (n: number): number => (n < 0 ? Infinity : n);
	const possible = unsigned(maxConcurrent - running.length);
	const allowed = unsigned(totalCompletions - complete.length - running.length);
	const count = Math.min(possible, allowed);
	if (count > totalCompletions) return undefined;

	const taken = new Set([...complete, ...running].map((task) => task.slot));
	const create: Plan['create'] = [];
	for (let slot = 0; create.length < count && slot < totalCompletions; slot++) {
		if (!taken.has(slot)) create.push({ slot, nodeId: '' });
	}
	return {
		create,
		restart: running.filter((task) => isAfter(task.status.state, 'COMPLETE')),
		remove: tasks.filter(
			(task) =>
				task.jobIteration !== undefined &&
				!own.includes(task) &&
				isAtMost(task.status.state, 'RUNNING') &&
				isBefore(task.desiredState, 'REMOVE')
		),
		shutDown: []
	};
}

/** One task on every node that is READY and ACTIVE and meets the constraints. */
export function planGlobalJob(service: Service, tasks: readonly Task[], nodes: readonly SwarmNode[]): Plan {
	const constraints = constraintsOf(service.spec.task.placement?.constraints);
	const matching = nodes.filter((node) => nodeMatches(constraints, node));
	const own = tasks.filter((task) => task.jobIteration?.index === iterationOf(service));
	const wanted = own.filter((task) => isAtMost(task.desiredState, 'COMPLETE'));
	const byNode = new Map(wanted.map((task) => [task.nodeId, task]));
	const fit = matching.filter(({ spec, status }) => spec.availability === 'ACTIVE' && status.state === 'READY');
	const lost = matching.filter(isInvalidNode).flatMap((node) => byNode.get(node.id) ?? []);
	const restart = wanted.filter((task) => isAfter(task.status.state, 'COMPLETE'));
	return {
		create: fit.filter((node) => !byNode.has(node.id)).map((node) => ({ slot: 0, nodeId: node.id })),
		restart,
		remove: tasks.filter(
			(task) => task.jobIteration !== undefined && !own.includes(task) && isBefore(task.desiredState, 'REMOVE')
		),
		shutDown: lost.filter((task) => isAtMost(task.status.state, 'RUNNING'))
	};
}
