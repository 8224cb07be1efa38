import type { LeaderContext } from '../component.ts';
import type { Service, Task } from '../objects.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isAtMost } from '../task-state.ts';
import { RestartSupervisor } from './restart.ts';
import { removeTasksOfService } from './service-removal.ts';
import { freeSlots, groupBy, scaleDownOrder, type Slot } from './slot.ts';
import { defaultCluster, isInvalidNode, isReplicated, newTask, shortNames } from './task.ts';
import { checkTasks } from './task-init.ts';
import { UpdateSupervisor } from './update.ts';

/**
 * Keeps as many tasks of every replicated service as it asks for.
 *
 * Source: swarmkit manager/orchestrator/replicated/*.go; SEMANTICS 8.2.
 */
export function startReplicatedOrchestrator(context: LeaderContext): void {
	new ReplicatedOrchestrator(context).start();
}

class ReplicatedOrchestrator {
	private readonly restarts: RestartSupervisor;
	private readonly updates: UpdateSupervisor;
	/** Services to look at, tasks to restart, at the next tick. */
	private readonly services = new Set<string>();
	private readonly tasks = new Set<string>();
	private awake = false;

	constructor(private readonly context: LeaderContext) {
		this.restarts = new RestartSupervisor(context);
		this.updates = new UpdateSupervisor(context, this.restarts);
	}

	start(): void {
		const { store, scope } = this.context;
		scope.onEnd(store.watch((changes) => this.onCommit(changes)));
		for (const service of store.all('service')) if (isReplicated(service)) this.services.add(service.id);
		store.update(
			'take over',
			(tx) => checkTasks(this.context, tx, this.restarts, isReplicated, (task) => this.look(task)),
			() => this.tick()
		);
	}

	private onCommit(changes: readonly Change[]): void {
		for (const change of changes) {
			switch (change.kind) {
				case 'service':
					if (!isReplicated(change.object)) break;
					if (change.op === 'delete') this.onServiceRemoved(change.object);
					else this.services.add(change.id);
					break;
				case 'task':
					if (change.op === 'delete') this.onTaskDeleted(change.object);
					else this.look(change.object);
					break;
				case 'node':
					if (change.op === 'delete' || isInvalidNode(change.object)) this.leaveNode(change.id);
					break;
				default:
					break;
			}
		}
		if (this.services.size + this.tasks.size === 0 || this.awake) return;
		this.awake = true;
		// Not within the commit that woke us.
		this.context.scope.after(0, () => {
			this.awake = false;
			this.tick();
		});
	}

	private onServiceRemoved(service: Service): void {
		this.services.delete(service.id);
		this.restarts.clearServiceHistory(service.id);
		removeTasksOfService(this.context, service);
	}

	private onTaskDeleted(task: Task): void {
		if (isAtMost(task.desiredState, 'RUNNING') && this.isOurs(task)) this.services.add(task.serviceId!);
		this.restarts.cancel(task.id);
	}

	/** A task that ended although it is wanted, or whose node cannot keep it, is to be restarted. */
	private look(task: Task): void {
		if (isAfter(task.desiredState, 'RUNNING') || !this.isOurs(task)) return;
		const ended = isAfter(task.status.state, 'RUNNING');
		if (ended || (task.nodeId && isInvalidNode(this.context.store.get('node', task.nodeId)))) this.tasks.add(task.id);
	}

	private leaveNode(nodeId: string): void {
		for (const task of this.context.store.tasksOfNode(nodeId)) {
			if (isAtMost(task.desiredState, 'RUNNING') && this.isOurs(task)) this.tasks.add(task.id);
		}
	}

	private isOurs(task: Task): boolean {
		return isReplicated(this.context.store.get('service', task.serviceId ?? ''));
	}

	/** Tasks first, so that what happened to them is answered before services are counted. */
	private tick(): void {
		const { store } = this.context;
		const ids = [...this.tasks];
		const services = [...this.services];
		this.tasks.clear();
		this.services.clear();
		if (ids.length > 0) store.update('restart', (tx) => this.restartTasks(tx, ids));
		for (const id of services) this.reconcile(id);
	}

	private restartTasks(tx: WriteTx, ids: readonly string[]): string {
		const restarted: Task[] = [];
		for (const id of ids) {
			const task = tx.get('task', id);
			const service = tx.get('service', task?.serviceId ?? '');
			if (!task || !service || !isReplicated(service) || isAfter(task.desiredState, 'RUNNING')) continue;
			this.restarts.restart(tx, service, task);
			restarted.push(task);
		}
		return `restart ${shortNames(restarted)}`;
	}

	/** Compares the slots that live with the number asked for. */
	private reconcile(serviceId: string): void {
		const { store, rng } = this.context;
		let handOver: { service: Service; slots: Slot[] } | undefined;
		store.update(
			'service',
			(tx) => {
				const service = tx.get('service', serviceId);
				if (!service?.spec.replicated) return;
				const { living, dead } = this.sortSlots(tx, service);
				const wanted = service.spec.replicated.replicas;
				if (living.size >= wanted) {
					const all = [...living.values()];
					const order = living.size > wanted ? scaleDownOrder(all) : rng.shuffle(all);
					handOver = { service, slots: order.slice(0, wanted) };
					deleteTasks(tx, [...dead.values()].flat());
					return removeTasks(tx, order.slice(wanted).flat());
				}
				handOver = { service, slots: rng.shuffle([...living.values()]) };
				const numbers = freeSlots(new Set(living.keys()), wanted - living.size);
				const maker = { rng, timestamp: this.context.sim.timestamp(), cluster: defaultCluster(tx) };
				const created = numbers.map((slot) => newTask(maker, service, slot));
				for (const task of created) tx.create('task', task);
				// The dead of a slot that is taken again stay, as its history.
				for (const slot of numbers) dead.delete(slot);
				deleteTasks(tx, [...dead.values()].flat());
				return created.length === 1 ? `task ${shortNames(created)}` : shortNames(created);
			},
			// In random order: SwarmKit walks a Go map here (recordings FINDINGS section 4).
			(error) => {
				if (!error && handOver) this.updates.update(handOver.service, handOver.slots);
			}
		);
	}

	private sortSlots(tx: WriteTx, service: Service): { living: Map<number, Slot>; dead: Map<number, Slot> } {
		const living = new Map<number, Slot>();
		const dead = new Map<number, Slot>();
		for (const [number, slot] of groupBy(tx.tasksOfService(service.id), (task) => task.slot)) {
			const updatable = this.restarts.updatableTasks(slot, service);
			if (updatable.length > 0) living.set(number, updatable);
			else dead.set(number, slot);
		}
		return { living, dead };
	}
}

function deleteTasks(tx: WriteTx, tasks: readonly Task[]): void {
	for (const task of tasks) tx.delete('task', task.id);
}

/** Scaled away: their nodes shut them down, then the reaper deletes them. */
function removeTasks(tx: WriteTx, tasks: readonly Task[]): string | undefined {
	for (const task of tasks) {
		if (isAtMost(task.desiredState, 'REMOVE')) tx.update('task', { ...task, desiredState: 'REMOVE' });
	}
	return tasks.length > 0 ? `remove ${shortNames(tasks)}` : undefined;
}
