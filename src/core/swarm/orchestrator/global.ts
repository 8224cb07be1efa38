import type { LeaderContext } from '../component.ts';
import { constraintsOf, nodeMatches } from '../constraint.ts';
import type { Service, SwarmNode, Task } from '../objects.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isBefore } from '../task-state.ts';
import { isTaskDirty } from './dirty.ts';
import { RestartSupervisor } from './restart.ts';
import { removeTasksOfService } from './service-removal.ts';
import { groupBy, type Slot } from './slot.ts';
import { defaultCluster, isGlobal, isInvalidNode, newTask, shortNames } from './task.ts';
import { checkTasks } from './task-init.ts';
import { UpdateSupervisor } from './update.ts';

/**
 * Keeps one task of every global service on every node that is neither drained nor down and meets its constraints.
 *
 * Source: swarmkit manager/orchestrator/global/global.go; SEMANTICS 8.3.
 */
export function startGlobalOrchestrator(context: LeaderContext): void {
	new GlobalOrchestrator(context).start();
}

class GlobalOrchestrator {
	private readonly restarts: RestartSupervisor;
	private readonly updates: UpdateSupervisor;
	/** What to do at the next tick, in the order in which it came. */
	private readonly services = new Set<string>();
	private readonly nodes = new Set<string>();
	private readonly goneNodes = new Set<string>();
	private readonly tasks = new Set<string>();
	private awake = false;

	constructor(private readonly context: LeaderContext) {
		this.restarts = new RestartSupervisor(context);
		this.updates = new UpdateSupervisor(context, this.restarts);
	}

	start(): void {
		const { store, scope } = this.context;
		scope.onEnd(store.watch((changes) => this.onCommit(changes)));
		for (const service of store.all('service')) if (isGlobal(service)) this.services.add(service.id);
		store.update(
			'take over',
			(tx) => {
				checkTasks(this.context, tx, this.restarts, isGlobal, (task) => {
					if (isAfter(task.desiredState, 'RUNNING')) return;
					if (isInvalidNode(tx.get('node', task.nodeId ?? ''))) shutDown(tx, [task]);
					else if (isAfter(task.status.state, 'RUNNING')) this.tasks.add(task.id);
				});
			},
			() => this.tick()
		);
	}

	private onCommit(changes: readonly Change[]): void {
		for (const change of changes) {
			switch (change.kind) {
				case 'service':
					if (!isGlobal(change.object)) break;
					if (change.op === 'delete') {
						this.services.delete(change.id);
						this.restarts.clearServiceHistory(change.id);
						removeTasksOfService(this.context, change.object);
					} else {
						this.services.add(change.id);
					}
					break;
				case 'node':
					(change.op === 'delete' ? this.goneNodes : this.nodes).add(change.id);
					break;
				case 'task': {
					if (change.op !== 'update') break;
					const { desiredState, status, serviceId = '' } = change.object;
					const ended = isAfter(status.state, 'RUNNING') && !isAfter(desiredState, 'RUNNING');
					if (ended && isGlobal(this.context.store.get('service', serviceId))) this.tasks.add(change.id);
					break;
				}
				default:
					break;
			}
		}
		if (this.services.size + this.nodes.size + this.goneNodes.size + this.tasks.size === 0 || this.awake) return;
		this.awake = true;
		// Not within the commit that woke us.
		this.context.scope.after(0, () => {
			this.awake = false;
			this.tick();
		});
	}

	private tick(): void {
		const { store } = this.context;
		const take = (set: Set<string>): string[] => {
			const ids = [...set];
			set.clear();
			return ids;
		};
		const tasks = take(this.tasks);
		if (tasks.length > 0) store.update('restart', (tx) => this.restartTasks(tx, tasks));
		for (const id of take(this.goneNodes)) store.update('node gone', (tx) => this.deleteTasksOf(tx, id));
		for (const id of take(this.nodes)) store.update('node', (tx) => this.reconcileNode(tx, id));
		for (const id of take(this.services)) this.reconcileService(id);
	}

	private restartTasks(tx: WriteTx, ids: readonly string[]): string {
		const restarted: Task[] = [];
		for (const id of ids) {
			const task = tx.get('task', id);
			const service = tx.get('service', task?.serviceId ?? '');
			const node = tx.get('node', task?.nodeId ?? '');
			if (!task || !service || !isGlobal(service) || isAfter(task.desiredState, 'RUNNING')) continue;
			if (!node || isInvalidNode(node)) continue;
			restarted.push(task);
			if (node.spec.availability === 'PAUSE' || !matches(service, node)) shutDown(tx, [task]);
			else this.restarts.restart(tx, service, task);
		}
		return `restart ${shortNames(restarted)}`;
	}

	private deleteTasksOf(tx: WriteTx, nodeId: string): void {
		for (const task of tx.tasksOfNode(nodeId)) {
			if (isGlobal(tx.get('service', task.serviceId ?? ''))) tx.delete('task', task.id);
		}
	}

	/** Gives every node its task, and hands the old ones to the updater. */
	private reconcileService(serviceId: string): void {
		let handOver: { service: Service; slots: Slot[] } | undefined;
		this.context.store.update(
			'service',
			(tx) => {
				const service = tx.get('service', serviceId);
				if (!service || !isGlobal(service)) return;
				const byNode = this.livingByNode(tx.tasksOfService(service.id), service);
				const slots: Slot[] = [];
				const created: Task[] = [];
				for (const node of this.context.rng.shuffle(tx.all('node'))) {
					if (isInvalidNode(node)) continue;
					const tasks = byNode.get(node.id) ?? [];
					byNode.delete(node.id);
					if (!matches(service, node)) shutDown(tx, tasks);
					else if (node.spec.availability === 'PAUSE') continue;
					else if (tasks.length === 0) created.push(this.addTask(tx, service, node));
					else slots.push(tasks);
				}
				// What is left is on nodes that are drained, down or gone.
				for (const tasks of byNode.values()) shutDown(tx, tasks);
				if (slots.length > 0) handOver = { service, slots };
				return created.length > 0 ? shortNames(created) : undefined;
			},
			(error) => {
				if (!error && handOver) this.updates.update(handOver.service, handOver.slots);
			}
		);
	}

	/**
	 * One node came, changed or went. Outdated tasks are replaced at once: this is no rolling update, it shows no status
	 * and must not disturb one that is under way.
	 */
	private reconcileNode(tx: WriteTx, nodeId: string): string | undefined {
		const node = tx.get('node', nodeId);
		if (!node) return undefined;
		const tasks = tx.tasksOfNode(node.id).filter((task) => isGlobal(tx.get('service', task.serviceId ?? '')));
		if (isInvalidNode(node)) {
			shutDown(tx, tasks);
			return undefined;
		}
		if (node.spec.availability === 'PAUSE') return undefined;
		const created: Task[] = [];
		for (const service of tx.all('service')) {
			if (!isGlobal(service) || !matches(service, node)) continue;
			const own = tasks.filter((task) => task.serviceId === service.id);
			const living = this.restarts.updatableTasks(own, service);
			const dirty = living.filter((task) => isTaskDirty(service, task, node));
			const clean = living.filter((task) => !dirty.includes(task));
			if (clean.length === 0) created.push(this.addTask(tx, service, node));
			shutDown(tx, [...dirty, ...clean.slice(1)]);
		}
		return created.length > 0 ? shortNames(created) : undefined;
	}

	private livingByNode(tasks: readonly Task[], service: Service): Map<string, Slot> {
		const living = new Map<string, Slot>();
		for (const [nodeId, slot] of groupBy(tasks, (task) => task.nodeId ?? '')) {
			const updatable = this.restarts.updatableTasks(slot, service);
			if (updatable.length > 0) living.set(nodeId, updatable);
		}
		return living;
	}

	private addTask(tx: WriteTx, service: Service, node: SwarmNode): Task {
		const { rng, sim } = this.context;
		const maker = { rng, timestamp: sim.timestamp(), cluster: defaultCluster(tx) };
		const task = newTask(maker, service, 0, node.id);
		tx.create('task', task);
		return task;
	}
}

function matches(service: Service, node: SwarmNode): boolean {
	return nodeMatches(constraintsOf(service.spec.task.placement?.constraints), node);
}

function shutDown(tx: WriteTx, tasks: readonly Task[]): void {
	for (const { id } of tasks) {
		const task = tx.get('task', id);
		if (task && isBefore(task.desiredState, 'SHUTDOWN')) tx.update('task', { ...task, desiredState: 'SHUTDOWN' });
	}
}
