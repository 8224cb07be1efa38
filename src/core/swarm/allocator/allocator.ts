import type { LeaderContext } from '../component.ts';
import type { Network, NetworkAttachment, Service, SwarmNode, Task } from '../objects.ts';
import { sameSpec } from '../orchestrator/dirty.ts';
import { defaultCluster, shortNames } from '../orchestrator/task.ts';
import type { Change, WriteTx } from '../store/store.ts';
import { isAfter, isAtLeast, isAtMost, isBefore } from '../task-state.ts';
import { AllocationError, type PoolSource } from './ipam.ts';
import { isIngress, needsIngress, NetworkAllocator } from './networks.ts';
import { arePortsAllocated, hostPortsNeedUpdate, PortAllocator, withHostPorts } from './ports.ts';

const RETRY_MS = 5 * 60_000;
const DEFAULT_POOL: PoolSource = { base: '10.0.0.0/8', size: 24 };

/**
 * Gives networks their subnets, nodes and services and tasks their addresses, services their published ports; a task
 * whose service has all it needs goes from NEW to PENDING.
 *
 * Source: swarmkit manager/allocator/network.go; SEMANTICS section 11. Its books are in memory: a new leader reads them
 * from the store first, and then gives out what is missing.
 * @param retryMs how often at most what failed is tried again although nothing was freed
 */
export function startAllocator(context: LeaderContext, retryMs = RETRY_MS): void {
	new Allocator(context, retryMs).start();
}

class Allocator {
	private networks!: NetworkAllocator;
	private readonly ports = new PortAllocator();
	private ingressId: string | undefined;
	/** Changes not looked at yet. */
	private queue: Change[] = [];
	private awake = false;
	private readonly pendingTasks = new Set<string>();
	/** What could not be allocated, to be tried again. Of services also the endpoint as far as it went. */
	private readonly waitingNetworks = new Set<string>();
	private readonly waitingServices = new Map<string, Service>();
	private readonly waitingTasks = new Set<string>();
	private somethingWasFreed = false;
	private lastRetryMs: number;

	constructor(
		private readonly context: LeaderContext,
		private readonly retryMs: number
	) {
		this.lastRetryMs = context.sim.now;
	}

	start(): void {
		const { store, scope, era } = this.context;
		const cluster = defaultCluster(store);
		const pools = (cluster?.defaultAddressPool ?? []).map((base) => ({ base, size: cluster?.subnetSize || 24 }));
		this.networks = new NetworkAllocator({
			pools: pools.length > 0 ? pools : [DEFAULT_POOL],
			ingressSubnet: pools.length > 0 ? '' : era.ingressSubnet
		});
		scope.onEnd(store.watch((changes) => this.onCommit(changes)));
		store.update('addresses', (tx) => this.init(tx));
	}

	private onCommit(changes: readonly Change[]): void {
		this.queue.push(...changes);
		if (this.awake) return;
		this.awake = true;
		// Not within the commit that told us.
		this.context.scope.after(0, () => {
			this.awake = false;
			const seen = this.queue;
			this.queue = [];
			this.context.store.update('addresses', (tx) => this.process(tx, seen));
		});
	}

	// ── a new leader ───────────────────────────────────────────────────────────────────────────────────────────────

	/** What has addresses already comes first, so that nobody else is given them. */
	private init(tx: WriteTx): void {
		const ingress = tx.all('network').find(isIngress);
		if (ingress && this.allocateNetwork(tx, ingress)) this.ingressId = ingress.id;
		for (const existingOnly of [true, false]) {
			for (const network of tx.all('network')) {
				if (this.networks.isAllocated(network.id)) continue;
				if (existingOnly && !(network.driverState && network.ipam)) continue;
				this.allocateNetwork(tx, network);
			}
			for (const node of tx.all('node')) this.allocateNode(tx, node.id, existingOnly);
			for (const service of tx.all('service')) {
				if (this.isServiceAllocated(service, true)) continue;
				if (existingOnly && (service.endpoint?.virtualIps ?? []).length === 0) continue;
				this.allocateService(tx, service, existingOnly);
			}
			for (const task of tx.all('task')) {
				if (isAfter(task.status.state, 'RUNNING')) continue;
				const hasAddress = (task.networks ?? []).some(({ addresses }) => addresses.length > 0);
				if (existingOnly && !hasAddress) continue;
				if (this.allocateTask(tx, task) === 'failed') this.waitingTasks.add(task.id);
			}
		}
	}

	// ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────

	private process(tx: WriteTx, changes: readonly Change[]): string | undefined {
		let label: string | undefined;
		for (const change of changes) label = this.processOne(tx, change) ?? label;
		const done = this.allocateTasks(tx, this.pendingTasks);
		const { now } = this.context.sim;
		if (now - this.lastRetryMs > this.retryMs || this.somethingWasFreed) {
			this.retry(tx);
			this.lastRetryMs = now;
			this.somethingWasFreed = false;
		}
		for (const id of this.pendingTasks) this.waitingTasks.add(id);
		this.pendingTasks.clear();
		return done.length > 0 ? `address ${shortNames(done)}` : label;
	}

	/** @returns a label for the log when something was written */
	private processOne(tx: WriteTx, change: Change): string | undefined {
		switch (change.kind) {
			case 'network':
				if (change.op === 'delete') this.onNetworkDeleted(tx, change.object);
				else if (change.op === 'create') return this.onNetworkCreated(tx, change.id);
				return undefined;
			case 'service': {
				if (change.op === 'delete') {
					this.freeService(change.object);
					this.waitingServices.delete(change.id);
					return undefined;
				}
				const service = tx.get('service', change.id);
				return service && this.onService(tx, service);
			}
			case 'node':
				if (change.op === 'delete') this.freeNode(change.object);
				else return this.allocateNode(tx, change.id, false) ? 'node address' : undefined;
				return undefined;
			case 'task':
				return this.onTask(tx, change.op, change.object);
			default:
				return undefined;
		}
	}

	private onNetworkCreated(tx: WriteTx, id: string): string | undefined {
		const network = tx.get('network', id);
		if (!network || this.networks.isAllocated(id)) return undefined;
		// There is only one routing mesh.
		if (isIngress(network) && this.ingressId !== undefined) return undefined;
		if (!this.allocateNetwork(tx, network)) return undefined;
		if (isIngress(network)) this.ingressId = id;
		return `net ${network.spec.annotations.name}`;
	}

	private onNetworkDeleted(tx: WriteTx, network: Network): void {
		if (this.ingressId === network.id) this.ingressId = undefined;
		for (const node of tx.all('node')) {
			const attachment = node.attachments?.find(({ networkId }) => networkId === network.id);
			if (!attachment || !this.networks.isAttachmentAllocated(node.id, attachment)) continue;
			this.networks.deallocateAttachment(node.id, attachment);
			tx.update('node', { ...node, attachments: node.attachments!.filter((other) => other !== attachment) });
		}
		if (this.networks.isAllocated(network.id)) {
			this.networks.deallocate(network.id);
			this.somethingWasFreed = true;
		}
		this.waitingNetworks.delete(network.id);
	}

	private onService(tx: WriteTx, service: Service): string | undefined {
		const label = `address ${service.spec.annotations.name}`;
		if (!this.isServiceAllocated(service, false)) return this.allocateService(tx, service, false) ? label : undefined;
		if (!hostPortsNeedUpdate(service)) return undefined;
		tx.update('service', withHostPorts(service));
		return label;
	}

	private onTask(tx: WriteTx, op: Change['op'], seen: Task): string | undefined {
		const task = op === 'delete' ? seen : tx.get('task', seen.id);
		if (!task) return undefined;
		let label: string | undefined;
		if (op === 'delete' || isAfter(task.status.state, 'RUNNING')) {
			if (this.networks.isTaskAllocated(task)) {
				this.networks.deallocateTask(task);
				this.somethingWasFreed = true;
			}
			if (task.nodeId && this.allocateNode(tx, task.nodeId, false)) label = 'node address';
			this.pendingTasks.delete(task.id);
			this.waitingTasks.delete(task.id);
			return label;
		}
		if (task.nodeId && this.allocateNode(tx, task.nodeId, false)) label = 'node address';
		if (isAtLeast(task.status.state, 'PENDING')) {
			this.pendingTasks.delete(task.id);
			this.waitingTasks.delete(task.id);
		} else if (!task.serviceId || tx.get('service', task.serviceId)) {
			this.pendingTasks.add(task.id);
		}
		return label;
	}

	private retry(tx: WriteTx): void {
		for (const id of [...this.waitingNetworks]) {
			const network = tx.get('network', id);
			if (!network || this.allocateNetwork(tx, network)) this.waitingNetworks.delete(id);
		}
		for (const [id, kept] of [...this.waitingServices]) {
			const service = tx.get('service', id);
			this.waitingServices.delete(id);
			if (!service) continue;
			// The store still shows the endpoint from before the attempt; ours is what the books say.
			const { endpoint: _, ...rest } = service;
			const asFarAsItWent = kept.endpoint ? { ...rest, endpoint: kept.endpoint } : rest;
			if (!this.isServiceAllocated(asFarAsItWent, false)) this.allocateService(tx, asFarAsItWent, false);
		}
		this.allocateTasks(tx, this.waitingTasks);
	}

	// ── one object ─────────────────────────────────────────────────────────────────────────────────────────────────

	/** @returns whether it has its subnet now */
	private allocateNetwork(tx: WriteTx, network: Network): boolean {
		const allocated = attempt(() => this.networks.allocate(network));
		if (!allocated) {
			this.waitingNetworks.add(network.id);
			return false;
		}
		if (!sameSpec(allocated, network)) tx.update('network', allocated);
		return true;
	}

	private isServiceAllocated(service: Service, onInit: boolean): boolean {
		if (!this.networks.isServiceAllocated(service)) return false;
		const ports = (service.spec.endpoint?.ports ?? []).length + (service.endpoint?.ports ?? []).length;
		return ports === 0 || arePortsAllocated(service, onInit);
	}

	/** Ports first, then virtual IPs. A conflict leaves the service, and so its tasks, waiting. */
	private allocateService(tx: WriteTx, stored: Service, existingOnly: boolean): boolean {
		let service = stored;
		if (service.spec.endpoint && needsIngress(service)) {
			const vips = service.endpoint?.virtualIps ?? [];
			if (this.ingressId === undefined) {
				this.waitingServices.set(service.id, service);
				return false;
			}
			if (!vips.some(({ networkId }) => networkId === this.ingressId)) {
				const virtualIps = [...vips, { networkId: this.ingressId, addr: '' }];
				service = { ...service, endpoint: { ...service.endpoint, virtualIps } };
			}
		} else if (!service.spec.endpoint && service.endpoint && !existingOnly) {
			service = this.freeService(service);
		}
		const withPorts = attempt(() => this.ports.allocate(service));
		if (!withPorts) {
			this.waitingServices.set(service.id, this.withoutPorts(service));
			return false;
		}
		const allocated = attempt(() => this.networks.allocateService(withPorts));
		if (!allocated) {
			this.waitingServices.set(service.id, this.ports.deallocate(withPorts));
			return false;
		}
		this.waitingServices.delete(service.id);
		if (!sameSpec(allocated, stored)) tx.update('service', allocated);
		return true;
	}

	/** A failed allocation has freed the ports in the books already. */
	private withoutPorts(service: Service): Service {
		if (!service.endpoint) return service;
		const { ports: _, ...endpoint } = service.endpoint;
		return { ...service, endpoint };
	}

	private freeService(service: Service): Service {
		this.somethingWasFreed = true;
		return this.ports.deallocate(this.networks.deallocateService(service));
	}

	/** @returns the tasks that are PENDING now */
	private allocateTasks(tx: WriteTx, ids: Set<string>): Task[] {
		const done: Task[] = [];
		for (const id of [...ids]) {
			const task = tx.get('task', id);
			if (!task || this.allocateTask(tx, task) !== 'failed') ids.delete(id);
			if (task) done.push(...(ids.has(id) ? [] : [task]));
		}
		return done;
	}

	private allocateTask(tx: WriteTx, stored: Task): 'done' | 'failed' {
		const service = stored.serviceId ? tx.get('service', stored.serviceId) : undefined;
		let task = this.withAttachments(tx, stored, service);
		if (!this.networks.isTaskAllocated(task)) {
			if (stored.serviceId && (!service || !this.isServiceAllocated(service, false))) return 'failed';
			const attachments = task.networks ?? [];
			if (!attachments.every(({ networkId }) => this.networks.isAllocated(networkId))) return 'failed';
			const attached = task;
			const allocated = attempt(() => this.networks.allocateTask(attached));
			if (!allocated) return 'failed';
			// The task carries its service's endpoint as it is now: ports and virtual IPs.
			task = service?.endpoint ? { ...allocated, endpoint: service.endpoint } : allocated;
		}
		if (isBefore(task.status.state, 'PENDING')) {
			const timestamp = this.context.sim.timestamp();
			task = { ...task, status: { state: 'PENDING', timestamp, message: 'pending task scheduling' } };
		}
		if (!sameSpec(task, stored)) tx.update('task', task);
		return 'done';
	}

	/** The ingress network for services that publish ports on it, then those of the spec. */
	private withAttachments(tx: WriteTx, task: Task, service: Service | undefined): Task {
		if ((task.networks ?? []).length > 0) return task;
		const networks: NetworkAttachment[] = [];
		if (needsIngress(service) && this.ingressId !== undefined)
			networks.push({ networkId: this.ingressId, addresses: [] });
		const own = task.spec.networks ?? [];
		for (const { target, aliases } of own.length > 0 ? own : (service?.spec.networks ?? [])) {
			if (!tx.get('network', target)) continue;
			networks.push({ networkId: target, addresses: [], ...(aliases ? { aliases } : {}) });
		}
		return networks.length > 0 ? { ...task, networks } : task;
	}

	/**
	 * A node has an address of its own on the ingress network, and on every overlay network that a task on it is
	 * attached to. @returns whether something changed
	 */
	private allocateNode(tx: WriteTx, nodeId: string, existingOnly: boolean): boolean {
		const node = tx.get('node', nodeId);
		if (!node) return false;
		const wanted = this.networksOfNode(tx, nodeId);
		let attachments = node.attachments ?? [];
		for (const networkId of wanted) {
			const own = attachments.find((attachment) => attachment.networkId === networkId);
			if (own && this.networks.isAttachmentAllocated(nodeId, own)) continue;
			if (existingOnly && (own?.addresses ?? []).length === 0) continue;
			const attached = attempt(() => this.networks.allocateAttachment(nodeId, own ?? { networkId, addresses: [] }));
			if (!attached) continue;
			attachments = own ? attachments.map((other) => (other === own ? attached : other)) : [...attachments, attached];
		}
		if (!existingOnly) {
			for (const attachment of attachments) {
				if (wanted.includes(attachment.networkId)) continue;
				this.networks.deallocateAttachment(nodeId, attachment);
				this.somethingWasFreed = true;
			}
			attachments = attachments.filter(({ networkId }) => wanted.includes(networkId));
		}
		if (sameSpec(attachments, node.attachments)) return false;
		tx.update('node', { ...node, attachments });
		return true;
	}

	private networksOfNode(tx: WriteTx, nodeId: string): string[] {
		const ids = new Set<string>();
		// Without them redis2 has 10.0.10.4, as in articles/swarm-mode-quick-start.txt.
		const tasks = this.context.era.capabilities.nodeAddresses ? tx.tasksOfNode(nodeId) : [];
		for (const task of tasks) {
			if (!isAtMost(task.status.state, 'RUNNING')) continue;
			for (const { networkId } of task.networks ?? []) {
				if (isOverlay(tx.get('network', networkId))) ids.add(networkId);
			}
		}
		if (this.ingressId !== undefined) ids.add(this.ingressId);
		return [...ids];
	}

	private freeNode(node: SwarmNode): void {
		for (const attachment of node.attachments ?? []) this.networks.deallocateAttachment(node.id, attachment);
		this.somethingWasFreed = true;
	}
}

function isOverlay(network: Network | undefined): boolean {
	return network?.driverState?.name === 'overlay' || network?.spec.driverConfig?.name === 'overlay';
}

/** What cannot be allocated now is tried again later: nobody is told. */
function attempt<T>(allocate: () => T): T | undefined {
	try {
		return allocate();
	} catch (error) {
		if (error instanceof AllocationError) return undefined;
		throw error;
	}
}
