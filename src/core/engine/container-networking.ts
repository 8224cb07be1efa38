import { ApiError } from '../api/error.ts';
import type { EndpointSettings } from '../api/wire/network.ts';
import { sleep, type Process } from '../sim/process.ts';
import { taskOf, type ContainerRecord, type NetworkWish } from './container-record.ts';
import type { EngineContext } from './engine-context.ts';
import { GATEWAY_BRIDGE, type EngineNetwork, type Networks } from './networks.ts';
import type { PublishedPorts } from './published-ports.ts';
import type { Life } from './runtime.ts';
import { draw, TIMING } from './timings.ts';

/** What this file asks of the containers. */
interface ContainerLookup {
	get(term: string): ContainerRecord;
	life(record: ContainerRecord): Life | undefined;
	/** Service of a task's container; undefined for one of the user's own. */
	serviceOf(record: ContainerRecord): string | undefined;
}

/** Containers on networks: addresses come and go, ports of the machine open and close. */
export class ContainerNetworking {
	constructor(
		private readonly context: EngineContext,
		private readonly networks: Networks,
		private readonly ports: PublishedPorts,
		private readonly containers: ContainerLookup
	) {}

	/** Adds a running or stopped container to a network. */
	*connect(network: EngineNetwork, term: string, settings: Partial<EndpointSettings> | undefined): Process<void> {
		const record = this.containers.get(term);
		yield* sleep(draw(this.context.rng, TIMING.record));
		if (record.networks.some((wish) => this.networkOf(wish)?.id === network.id)) {
			throw new ApiError('forbidden', `endpoint with name ${record.name} already exists in network ${network.name}`);
		}
		if (network.driver === 'overlay' && !network.attachable) {
			throw new ApiError(
				'forbidden',
				`Could not attach to network ${network.name}: rpc error: code = PermissionDenied desc = network ${network.name} not manually attachable`
			);
		}
		const address = settings?.IPAMConfig?.IPv4Address;
		const aliases = [...(settings?.Aliases ?? []), record.id.slice(0, 12)];
		const wish: NetworkWish = { network: network.name, aliases, ...(address ? { address } : {}) };
		record.networks.push(wish);
		const life = this.containers.life(record);
		if (life) this.attach(record, life, wish, network);
	}

	*disconnect(network: EngineNetwork, term: string): Process<void> {
		const record = this.containers.get(term);
		yield* sleep(draw(this.context.rng, TIMING.record));
		const wish = record.networks.find((candidate) => this.networkOf(candidate)?.id === network.id);
		if (!wish) throw new ApiError('system', `container ${record.id} is not connected to network ${network.name}`);
		this.detach(record, wish);
		record.networks = record.networks.filter((other) => other !== wish);
	}

	private networkOf(wish: NetworkWish): EngineNetwork | undefined {
		if (wish.networkId !== undefined) return this.networks.lookup(wish.networkId);
		return this.networks.lookup(wish.network);
	}

	/** @throws ApiError `network x not found` (404) */
	requiredNetwork(wish: NetworkWish): EngineNetwork {
		const network = this.networkOf(wish);
		if (!network) throw new ApiError('notFound', `network ${wish.network} not found`);
		return network;
	}

	attach(record: ContainerRecord, life: Life, wish: NetworkWish, network: EngineNetwork): void {
		wish.endpoint = this.networks.join(network, record.id, record.name, wish.address);
		wish.networkId = network.id;
		if (wish.endpoint.address !== '')
			life.addAddress(wish.endpoint.address, network.driver === 'overlay' ? 'vxlan' : 'bridge');
		this.context.events.emit('network', 'connect', network.id, {
			container: record.id,
			name: network.name,
			type: network.driver
		});
	}

	/** Containers on overlays leave the machine, and are reached in host mode, through docker_gwbridge. */
	attachGateway(record: ContainerRecord, life: Life): void {
		const network = this.networks.named(GATEWAY_BRIDGE);
		if (!network) return;
		const { address } = this.networks.join(network, record.id, `gateway_${record.id.slice(0, 12)}`);
		life.addAddress(address, 'bridge');
	}

	private detach(record: ContainerRecord, wish: NetworkWish): void {
		const network = this.networkOf(wish);
		if (!wish.endpoint || !network) return;
		this.containers.life(record)?.removeAddress(wish.endpoint.address);
		this.networks.leave(network, record.id);
		delete wish.endpoint;
		this.context.events.emit('network', 'disconnect', network.id, {
			container: record.id,
			name: network.name,
			type: network.driver
		});
	}

	detachAll(record: ContainerRecord): void {
		for (const wish of record.networks) this.detach(record, wish);
		const gateway = this.networks.named(GATEWAY_BRIDGE);
		if (gateway) this.networks.leave(gateway, record.id);
		record.bindings = {};
	}

	/** Source of both texts: recordings (second container on a port); moby portmapper (a port that something else holds). */
	refuseTakenPorts(record: ContainerRecord): void {
		for (const bindings of Object.values(record.hostConfig.PortBindings ?? {})) {
			for (const { HostPort } of bindings ?? []) {
				const port = Number(HostPort);
				if (port === 0 || !this.context.host.isListening(`tcp/${port}`)) continue;
				const what = `driver failed programming external connectivity on endpoint ${record.name} (${this.context.rng.hex(64)})`;
				const why = this.ports.isTaken(port)
					? `Bind for 0.0.0.0:${port} failed: port is already allocated`
					: `Error starting userland proxy: listen tcp4 0.0.0.0:${port}: bind: address already in use`;
				record.error = `${what}: ${why}`;
				record.exitCode = 128;
				throw new ApiError('system', record.error);
			}
		}
	}

	publishPorts(record: ContainerRecord, life: Life): void {
		const onBridge = record.networks.find(
			(wish) => wish.endpoint && this.networkOf(wish)?.driver === 'bridge'
		)?.endpoint;
		const bridge = onBridge ?? this.networks.named(GATEWAY_BRIDGE)?.endpoints.get(record.id);
		const service = this.containers.serviceOf(record);
		const wanted: [string, string][] = Object.entries(record.hostConfig.PortBindings ?? {}).flatMap(
			([port, bindings]) => (bindings ?? []).map(({ HostPort }): [string, string] => [port, HostPort])
		);
		if (record.hostConfig.PublishAllPorts) {
			for (const port of Object.keys(record.config.ExposedPorts ?? {}))
				if (!wanted.some(([known]) => known === port)) wanted.push([port, '']);
		}
		for (const [target, given] of wanted) {
			const port = given === '' || given === '0' ? this.freePort() : Number(given);
			record.bindings[target] = [
				{ HostIp: '0.0.0.0', HostPort: String(port) },
				{ HostIp: '::', HostPort: String(port) }
			];
			if (!bridge || !target.endsWith('/tcp')) continue;
			this.ports.publish(
				{
					port,
					target: `bridge/${bridge.address}:${parseInt(target, 10)}`,
					name: record.name,
					service: service ?? record.name,
					taskId: taskOf(record),
					rule: service === undefined ? 'container' : 'host'
				},
				life.scope
			);
		}
	}

	/** Serial from 32768 on, as Docker's allocator has it. */
	private freePort(): number {
		for (let port = 32768; ; port++) if (!this.context.host.isListening(`tcp/${port}`)) return port;
	}
}
