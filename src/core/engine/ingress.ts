import { NetError, type Connection } from '../sim/net.ts';
import type { Process } from '../sim/process.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { EngineContext } from './engine-context.ts';
import type { Gossip, KnownEndpoint } from './gossip.ts';
import type { PublishedPorts } from './published-ports.ts';
import { relay, RequestFlow } from './request-flow.ts';

/** A task that may be chosen: where it is on an overlay. */
export interface Backend {
	taskId: string;
	taskName: string;
	machine: string;
	address: string;
	/** Port inside the container; 0 where the caller's port is kept. */
	target: number;
}

/**
 * IPVS round robin: tasks in an order of this machine's own, and whose turn it is. Which place a newcomer gets hangs on
 * when its word came through gossip, which is as good as chance; so dice decide.
 * Source: SEMANTICS.md §11; Linux ip_vs_rr.
 */
export class RoundRobin {
	private backends: Backend[] = [];
	private next = 0;

	constructor(private readonly rng: Rng) {}

	get order(): string[] {
		return this.backends.map(({ taskId }) => taskId);
	}

	get size(): number {
		return this.backends.length;
	}

	/** @returns whether the list is another one now */
	update(wanted: readonly Backend[]): boolean {
		const before = this.order.join();
		const turn = this.backends[this.next]?.taskId;
		const byId = new Map(wanted.map((backend) => [backend.taskId, backend]));
		const kept = this.backends.flatMap(({ taskId }) => byId.get(taskId) ?? []);
		const known = new Set(kept.map(({ taskId }) => taskId));
		// The turn goes on with the first of those after it that are still there.
		const after = [...this.backends.slice(this.next), ...this.backends.slice(0, this.next)].find(({ taskId }) =>
			byId.has(taskId)
		);
		this.backends = kept;
		for (const backend of wanted)
			if (!known.has(backend.taskId)) kept.splice(this.rng.int(kept.length + 1), 0, backend);
		const id = turn !== undefined && byId.has(turn) ? turn : after?.taskId;
		this.next = Math.max(
			0,
			this.backends.findIndex(({ taskId }) => taskId === id)
		);
		return this.order.join() !== before;
	}

	choose(): { backend: Backend; index: number } | undefined {
		const backend = this.backends[this.next];
		if (!backend) return undefined;
		const index = this.next;
		this.next = (this.next + 1) % this.backends.length;
		return { backend, index };
	}
}

interface VirtualServer {
	readonly port: number;
	readonly serviceId: string;
	readonly service: string;
	readonly tasks: RoundRobin;
	close: (() => void) | undefined;
}

/** As long as a client's TCP tries. */
const CONNECT_TIMEOUT_MS = 130_000;

/**
 * The routing mesh of one machine: it listens on every published port of every service that gossip tells of, whether or
 * not a task of it runs here, and hands each connection to the next task, on this machine or through the overlay.
 *
 * Ports and virtual servers are the kernel's: they work on, unchanged, while the daemon is dead.
 * Source: SEMANTICS.md §11 (libnetwork service_linux.go).
 */
export class Ingress {
	private readonly servers = new Map<string, VirtualServer>();
	private lastPorts = '[]';

	constructor(
		private readonly context: EngineContext,
		/** Ends when the daemon stops in good order, or with the power. */
		private readonly kernelScope: Scope,
		private readonly gossip: Gossip,
		private readonly published: PublishedPorts
	) {}

	/** Brings servers and ports to what is known now. */
	update(): void {
		// Without the module the engine opens no port. Source: moby issue 33972; recordings/README.md, No IP_VS.
		if (!this.context.hasIpvs) return;
		const wanted = new Map<string, { port: number; serviceId: string; service: string; backends: Backend[] }>();
		for (const endpoint of this.gossip.known()) {
			for (const { port, target, protocol } of endpoint.ingressPorts) {
				if (protocol !== 'tcp') continue;
				const key = `${port} ${endpoint.serviceId}`;
				const server = wanted.get(key) ?? {
					port,
					serviceId: endpoint.serviceId,
					service: endpoint.serviceName,
					backends: []
				};
				wanted.set(key, server);
				const backend = this.backend(endpoint, target);
				if (backend && endpoint.isActive) server.backends.push(backend);
			}
		}
		for (const [key, server] of [...this.servers]) {
			if (wanted.has(key)) continue;
			server.close?.();
			this.servers.delete(key);
			if (server.tasks.update([])) this.traceBackends(server);
		}
		for (const [key, { port, serviceId, service, backends }] of wanted) {
			let server = this.servers.get(key);
			if (!server) {
				server = {
					port,
					serviceId,
					service,
					tasks: new RoundRobin(this.context.rng.fork(`order of ${key}`)),
					close: undefined
				};
				this.servers.set(key, server);
			}
			if (server.tasks.update(backends)) this.traceBackends(server);
			if (!server.close && !this.context.host.isListening(`tcp/${port}`)) server.close = this.listen(server);
		}
		this.tracePorts();
	}

	private backend(endpoint: KnownEndpoint, target: number): Backend | undefined {
		const address = endpoint.networks.find(({ ingress }) => ingress)?.address;
		return address === undefined
			? undefined
			: { taskId: endpoint.taskId, taskName: endpoint.taskName, machine: endpoint.machine, address, target };
	}

	private listen(server: VirtualServer): () => void {
		const { host, sim, net, where, nextRequest } = this.context;
		const { kernelScope } = this;
		return host.listenVia(`tcp/${server.port}`, kernelScope, function* (client) {
			const flow = new RequestFlow(sim, kernelScope, nextRequest, {
				client,
				machine: where,
				address: host.address,
				port: server.port
			});
			flow.accept(server.service, 'ingress');
			const order = server.tasks.order;
			const choice = server.tasks.choose();
			if (!choice) {
				// A virtual server without a real one answers with port unreachable.
				flow.fail('no task');
				return 'refused';
			}
			const { backend, index } = choice;
			// The story names a task as the swarm's events do: 'web.1', without the ID that Docker's own name ends in.
			const name = backend.taskName.slice(0, -backend.taskId.length - 1);
			const task = { id: backend.taskId, name, machine: backend.machine };
			flow.balance(server.service, order, index, task);
			flow.forward(backend.machine, backend.taskId);
			let far: Connection;
			try {
				far = yield* net.connect(
					where,
					backend.machine,
					`vxlan/${backend.address}:${backend.target}`,
					CONNECT_TIMEOUT_MS
				);
			} catch (error) {
				if (!(error instanceof NetError)) throw error;
				flow.fail(error.kind === 'refused' ? 'refused' : 'timeout');
				return error.kind === 'refused' ? 'refused' : 'silent';
			}
			return (near): Process =>
				relay(kernelScope, near, far, {
					asked: () => flow.tell(),
					first: (text) => flow.reply(task, text),
					none: () => flow.unanswered()
				});
		});
	}

	private traceBackends({ service, serviceId, port, tasks }: VirtualServer): void {
		this.context.sim.trace.emit({
			type: 'ingress.backends',
			where: this.context.where,
			service,
			serviceId,
			port,
			tasks: tasks.order
		});
	}

	private tracePorts(): void {
		const ingress = [...this.servers.values()].map(({ port, service, serviceId }) => ({
			port,
			protocol: 'tcp',
			service,
			serviceId,
			mode: 'ingress' as const
		}));
		const host = this.published
			.list()
			.filter(({ rule }) => rule === 'host')
			.map(({ port, service, taskId }) => ({
				port,
				protocol: 'tcp',
				service,
				serviceId: this.gossip.ownRecord(taskId)?.serviceId ?? '',
				mode: 'host' as const
			}));
		const ports = [...ingress, ...host].sort((a, b) => a.port - b.port || (a.serviceId < b.serviceId ? -1 : 1));
		const text = JSON.stringify(ports);
		if (text === this.lastPorts) return;
		this.lastPorts = text;
		this.context.sim.trace.emit({ type: 'ingress.ports', where: this.context.where, ports });
	}
}
