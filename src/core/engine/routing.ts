import type { ContainerRoutes, Route } from './container-net.ts';
import type { ContainerRecord } from './container-record.ts';
import type { Containers } from './containers.ts';
import { resolveName } from './dns.ts';
import type { EngineContext } from './engine-context.ts';
import type { Gossip, KnownEndpoint } from './gossip.ts';
import { RoundRobin } from './ingress.ts';
import type { NetworkService } from '../api/wire/network.ts';
import { remoteEndpointId } from './attachment.ts';
import { isInSubnet } from './ip-address.ts';
import type { EngineNetwork, Networks } from './networks.ts';
import { stableHex } from './reference.ts';

/** libnetwork service_linux.go, fwMarkCtr. */
const FIRST_BALANCER = 256;

/**
 * Where packets of containers go: to their own loopback, over a bridge to a neighbour, over an overlay to a task on
 * whichever machine, through a virtual address to the task whose turn it is, or out to the machines.
 * Source: SEMANTICS.md §11 (VIP traffic: round robin of its own on each node, per connection).
 */
export class Routing {
	/** By network and virtual address. */
	private readonly virtualServers = new Map<string, RoundRobin>();
	private readonly balancers = new Map<string, number>();

	constructor(
		private readonly context: EngineContext,
		private readonly networks: Networks,
		private readonly containers: Containers,
		private readonly gossip: Gossip
	) {}

	of(record: ContainerRecord): ContainerRoutes {
		return {
			resolve: (name) =>
				resolveName(name, record, {
					rng: this.context.rng,
					net: this.context.net,
					networks: this.networks,
					containers: this.containers,
					gossip: this.gossip
				}),
			route: (address, port) => this.route(record, address, port)
		};
	}

	/** Engines with a task on a network, as `docker network inspect` tells them; all of the swarm for ingress. */
	peersOf(networkId: string): { Name: string; IP: string }[] {
		const machines = this.networks.overlay(networkId)?.ingress
			? this.gossip.members()
			: [
					...new Set(
						this.gossip
							.known()
							.flatMap((endpoint) => (endpoint.networks.some(({ id }) => id === networkId) ? [endpoint.machine] : []))
					)
				];
		return machines.flatMap((machine) => {
			const address = this.context.net.find(machine)?.address;
			return address === undefined ? [] : [{ Name: stableHex(`engine of ${machine}`).slice(0, 12), IP: address }];
		});
	}

	/**
	 * Services of a network as its engines tell of them, by name.
	 * Source: libnetwork agent.go, Services; recordings networks.jsonl (network inspect -v).
	 */
	servicesOf(networkId: string): Record<string, NetworkService> {
		const services: Record<string, NetworkService> = {};
		const byName = (a: { serviceName: string }, b: { serviceName: string }): number =>
			a.serviceName < b.serviceName ? -1 : 1;
		for (const endpoint of this.gossip.known().sort(byName)) {
			const attachment = endpoint.networks.find(({ id }) => id === networkId);
			// Single containers have a place on the network and no service.
			if (!attachment || endpoint.serviceName === '') continue;
			const own = this.containers.byTask(endpoint.taskId)?.networks.find((wish) => wish.networkId === networkId);
			const service = (services[endpoint.serviceName] ??= {
				VIP: attachment.vip === '' ? '<nil>' : attachment.vip,
				Ports: attachment.ingress
					? endpoint.ingressPorts.map(({ port, target }) => `Target: ${target}, Publish: ${port}`)
					: [],
				LocalLBIndex: this.balancerOf(`${endpoint.serviceId} ${networkId}`),
				Tasks: []
			});
			service.Tasks.push({
				Name: endpoint.taskName,
				EndpointID: own?.endpoint?.id ?? remoteEndpointId(endpoint.taskId, networkId),
				EndpointIP: attachment.address,
				Info: { 'Host IP': this.context.net.find(endpoint.machine)?.address ?? '' }
			});
		}
		return services;
	}

	/** The kernel's mark of a load balancer: counted from 256 in the order in which this engine met the services. */
	private balancerOf(key: string): number {
		const mark = this.balancers.get(key) ?? FIRST_BALANCER + this.balancers.size;
		this.balancers.set(key, mark);
		return mark;
	}

	private route(record: ContainerRecord, address: string, port: string): Route {
		const { where, host, net } = this.context;
		const plainPort = port.replace('tcp/', '');
		const isOwn = record.networks.some((wish) => wish.endpoint?.address === address);
		if (address.startsWith('127.') || isOwn)
			return { kind: 'host', machine: where, port: `lo/${record.id}:${plainPort}` };
		for (const wish of record.networks) {
			const network = wish.networkId === undefined ? undefined : this.networks.lookup(wish.networkId);
			if (!network || network.subnet === '' || !isInSubnet(address, network.subnet)) continue;
			if (network.driver === 'overlay') return this.overlayRoute(network, address, plainPort);
			if (address === network.gateway) return { kind: 'host', machine: where, port };
			return host.isListening(`bridge/${address}:icmp`)
				? { kind: 'host', machine: where, port: `bridge/${address}:${plainPort}` }
				: { kind: 'silence' };
		}
		const hasWayOut = record.networks.some((wish) => {
			const network = wish.networkId === undefined ? undefined : this.networks.lookup(wish.networkId);
			return network !== undefined && network.driver !== 'null' && !network.internal;
		});
		const machine = hasWayOut ? net.find(address, where) : undefined;
		return machine ? { kind: 'host', machine: machine.name, port } : { kind: 'silence' };
	}

	/**
	 * The virtual server takes TCP and UDP alone. Since 1.13 the sender's own kernel answers pings in its place; before,
	 * only the cards of the service's own tasks had the address, and only those on the same machine were asked for it.
	 * Sources: moby issue 25497 (none across hosts), 26480 (from the service's own container); libnetwork pull 1566.
	 */
	private virtualAddressPinged(behind: readonly KnownEndpoint[]): Route {
		const { where, era } = this.context;
		const answers =
			era.capabilities.pingableVips || behind.some(({ machine, isActive }) => machine === where && isActive);
		return answers ? { kind: 'host', machine: where, port: 'icmp' } : { kind: 'nobody' };
	}

	private overlayRoute(network: EngineNetwork, address: string, port: string): Route {
		const { where, host } = this.context;
		// The address of a single container on this machine is known to nobody else.
		if (host.isListening(`vxlan/${address}:icmp`))
			return { kind: 'host', machine: where, port: `vxlan/${address}:${port}` };
		const here = this.gossip
			.known()
			.flatMap((endpoint) =>
				endpoint.networks.filter(({ id }) => id === network.id).map((attachment) => ({ endpoint, attachment }))
			);
		const task = here.find(({ attachment }) => attachment.address === address);
		if (task) return { kind: 'host', machine: task.endpoint.machine, port: `vxlan/${address}:${port}` };
		const behind = here.filter(({ attachment }) => attachment.vip === address);
		if (behind.length === 0) return { kind: port === 'icmp' ? 'nobody' : 'silence' };
		// Without the module no virtual server stands between a container and its network. Source: recordings/README.md, No IP_VS.
		if (!this.context.hasIpvs) return { kind: 'silence' };
		if (port === 'icmp') return this.virtualAddressPinged(behind.map(({ endpoint }) => endpoint));
		const key = `${network.id} ${address}`;
		const server = this.virtualServers.get(key) ?? new RoundRobin(this.context.rng.fork(`order of ${key}`));
		this.virtualServers.set(key, server);
		server.update(
			behind
				.filter(({ endpoint }) => endpoint.isActive)
				.map(({ endpoint, attachment }) => ({
					taskId: endpoint.taskId,
					taskName: endpoint.taskName,
					machine: endpoint.machine,
					address: attachment.address,
					target: 0
				}))
		);
		const choice = server.choose();
		if (!choice) return { kind: 'refused' };
		return { kind: 'host', machine: choice.backend.machine, port: `vxlan/${choice.backend.address}:${port}` };
	}
}
