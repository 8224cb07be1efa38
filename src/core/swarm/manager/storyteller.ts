import type { Sim } from '../../sim/sim.ts';
import type { Service, SwarmNode, Task } from '../objects.ts';
import type { Change, MemoryStore, Transaction } from '../store/store.ts';
import { stateName } from '../task-state.ts';
import {
	serviceMode,
	summariseChange,
	summariseNode,
	summariseService,
	summariseTask,
	type SummaryFacts
} from './summarise.ts';

/**
 * Transactions that some leader has told already. All managers of a world share the entry by reference; a leader that
 * dies between committing an entry and telling its followers of the commit would else have its successor tell it again.
 */
const told = new WeakSet<Transaction>();

/**
 * Tells the trace what each applied transaction has changed: every manager says `store.apply`, and the leader says once
 * what it means for nodes, services and tasks. Only observes.
 */
export class Storyteller implements SummaryFacts {
	readonly epochMs: number;
	private readonly orders = new Map<string, number>();
	private readonly replacements = new Map<string, string>();
	private nextOrder = 0;
	private current: { index: number; term: number; transaction: Transaction } | undefined;
	isLeader = false;

	constructor(
		private readonly sim: Sim,
		private readonly where: string,
		private readonly store: MemoryStore
	) {
		this.epochMs = sim.epochMs;
		// First of all watchers, so that what the others then do comes after it in the trace.
		store.watch((changes) => this.tell(changes));
	}

	orderOf(serviceId: string): number {
		return this.orders.get(serviceId) ?? 0;
	}

	replacedBy(taskId: string): string {
		return this.replacements.get(taskId) ?? '';
	}

	serviceOrders(): [string, number][] {
		return [...this.orders];
	}

	restoreOrders(orders: readonly (readonly [string, number])[]): void {
		this.orders.clear();
		this.nextOrder = 0;
		for (const [id, order] of orders) {
			this.orders.set(id, order);
			this.nextOrder = Math.max(this.nextOrder, order + 1);
		}
	}

	/** The store is about to apply this entry. */
	applying(index: number, term: number, transaction: Transaction): void {
		this.current = { index, term, transaction };
	}

	/** The whole store at once: after a restart from the disk, or from a snapshot of the leader. */
	tellAll(index: number, term: number, label: string): void {
		const { trace } = this.sim;
		trace.emit({ type: 'store.reset', where: this.where });
		const changes = this.store.snapshot().map((row) => summariseChange(row as Change, this));
		trace.emit({ type: 'store.apply', where: this.where, index, term, label, leader: false, changes });
	}

	private tell(changes: readonly Change[]): void {
		for (const change of changes) this.learn(change);
		if (!this.current) return;
		const { index, term, transaction } = this.current;
		this.current = undefined;
		const { trace } = this.sim;
		const apply = trace.emit({
			type: 'store.apply',
			where: this.where,
			index,
			term,
			label: transaction.label,
			leader: this.isLeader,
			changes: changes.map((change) => summariseChange(change, this))
		});
		if (!this.isLeader || told.has(transaction)) return;
		told.add(transaction);
		let events = 0;
		for (const change of changes) {
			const before = trace.count;
			const single = trace.cause;
			trace.cause = transaction.causes?.[change.id] ?? apply;
			this.tellChange(change);
			if (trace.count === before) trace.cause = single;
			else events++;
		}
		// What follows from several changes at once follows from the transaction.
		if (events > 1) trace.cause = apply;
	}

	/** Facts that no object holds itself. */
	private learn(change: Change): void {
		if (change.kind === 'service') {
			if (change.op === 'create' && !this.orders.has(change.id)) this.orders.set(change.id, this.nextOrder++);
		} else if (change.kind === 'task') {
			if (change.op === 'delete') this.replacements.delete(change.id);
			else if (change.op === 'create') this.learnReplacement(change.object);
		}
	}

	private learnReplacement(task: Task): void {
		if (!task.serviceId) return;
		let newest: Task | undefined;
		for (const other of this.store.tasksOfService(task.serviceId)) {
			if (other.id === task.id || other.slot !== task.slot) continue;
			if (task.slot === 0 && other.nodeId !== task.nodeId) continue;
			if (!newest || Date.parse(other.meta.createdAt) >= Date.parse(newest.meta.createdAt)) newest = other;
		}
		if (newest) this.replacements.set(task.id, newest.id);
	}

	private tellChange(change: Change): void {
		switch (change.kind) {
			case 'node':
				return this.tellNode(change.op === 'delete' ? undefined : change.object, change.old);
			case 'service':
				return this.tellService(change.op === 'delete' ? undefined : change.object, change.old);
			case 'task':
				return this.tellTask(change.op === 'delete' ? undefined : change.object, change.old);
			case 'network':
			case 'secret':
			case 'config':
			case 'volume':
			case 'cluster':
				return;
		}
	}

	private tellNode(node: SwarmNode | undefined, old: SwarmNode | undefined): void {
		const { sim, where } = this;
		if (!node) {
			const summary = summariseNode(old!);
			sim.trace.emit({ type: 'node.state', where, node: summary, was: summary.state, gone: true });
			return;
		}
		const summary = summariseNode(node);
		const was = old ? summariseNode(old) : undefined;
		if (!was || was.state !== summary.state || was.message !== summary.message || was.hostname !== summary.hostname) {
			sim.trace.emit({ type: 'node.state', where, node: summary, was: was?.state ?? 'none' });
		}
		if (!old) return;
		const what = nodeSpecChange(node, old);
		if (what) sim.trace.emit({ type: 'node.spec', where, node: summary, what });
	}

	private tellService(service: Service | undefined, old: Service | undefined): void {
		const { sim, where } = this;
		if (!service) {
			const summary = summariseService(old!, this);
			sim.trace.emit({ type: 'service.change', where, service: summary, what: 'removed', detail: '' });
			return;
		}
		const summary = summariseService(service, this);
		if (!old) {
			sim.trace.emit({ type: 'service.change', where, service: summary, what: 'created', detail: '' });
		} else if (old.spec !== service.spec) {
			const { what, detail } = serviceSpecChange(service, old);
			sim.trace.emit({ type: 'service.change', where, service: summary, what, detail });
		}
	}

	private tellTask(task: Task | undefined, old: Task | undefined): void {
		const { sim, where } = this;
		const service = (task ?? old)!.serviceAnnotations.name;
		const node = this.machineOf((task ?? old)!.nodeId);
		if (!task) {
			sim.trace.emit({ type: 'task.gone', where, task: summariseTask(old!, this), service, node });
			return;
		}
		const changed =
			!old ||
			old.status.state !== task.status.state ||
			old.desiredState !== task.desiredState ||
			old.status.err !== task.status.err ||
			old.nodeId !== task.nodeId;
		if (!changed) return;
		sim.trace.emit({
			type: 'task.state',
			where,
			task: summariseTask(task, this),
			service,
			node,
			was: old ? stateName(old.status.state) : 'none',
			wasDesired: old ? stateName(old.desiredState) : 'none'
		});
	}

	private machineOf(nodeId: string | undefined): string {
		return (nodeId && this.store.get('node', nodeId)?.description?.hostname) || '';
	}
}

function nodeSpecChange(node: SwarmNode, old: SwarmNode): string {
	const parts: string[] = [];
	if (node.spec.availability !== old.spec.availability)
		parts.push(`availability ${node.spec.availability.toLowerCase()}`);
	if (node.spec.desiredRole !== old.spec.desiredRole) parts.push(`desired role ${node.spec.desiredRole.toLowerCase()}`);
	if (node.role !== old.role) parts.push(`role ${node.role.toLowerCase()}`);
	if (JSON.stringify(node.spec.annotations) !== JSON.stringify(old.spec.annotations)) parts.push('labels');
	return parts.join(', ');
}

function serviceSpecChange(
	service: Service,
	old: Service
): { what: 'updated' | 'scaled' | 'rolled back'; detail: string } {
	const isRollback = service.updateStatus?.state === 'ROLLBACK_STARTED' && service.spec === old.previousSpec;
	if (isRollback) return { what: 'rolled back', detail: service.updateStatus?.message ?? '' };
	const before = old.spec.replicated?.replicas ?? old.spec.replicatedJob?.totalCompletions;
	const after = service.spec.replicated?.replicas ?? service.spec.replicatedJob?.totalCompletions;
	const image = service.spec.task.container?.image ?? '';
	const parts: string[] = [];
	if (before !== after && serviceMode(service) === serviceMode(old)) parts.push(`replicas ${before} → ${after}`);
	if (image !== old.spec.task.container?.image) parts.push(`image ${image}`);
	const isScaleOnly = before !== after && JSON.stringify(service.spec.task) === JSON.stringify(old.spec.task);
	return { what: isScaleOnly ? 'scaled' : 'updated', detail: parts.join(', ') };
}
