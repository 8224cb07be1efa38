import { atLeast, type Era } from '../era/era.ts';
import { ApiError } from '../api/error.ts';
import type { EndpointSettings } from '../api/wire/network.ts';
import { sleep, type Process } from '../sim/process.ts';
import { wishOf } from './container-config.ts';
import { taskOf, type ContainerRecord, type NetworkWish, type SwarmAttachment } from './container-record.ts';
import type { EngineContext } from './engine-context.ts';
import { isInSubnet, isIpAddress } from './ip-address.ts';
import { isIpv6, joined } from './ipam-config.ts';
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

/** Puts single containers on overlays of the swarm (attachment.ts). */
export interface NetworkAttacher {
	/** Whether this engine is in a swarm. */
	readonly isAvailable: boolean;
	attach(target: string, record: ContainerRecord, addresses: string[]): Process<SwarmAttachment>;
	detach(attachment: SwarmAttachment): void;
}

/** Containers on networks: addresses come and go, ports of the machine open and close. */
export class ContainerNetworking {
	/** Set by the composition. */
	attacher: NetworkAttacher | undefined;

	constructor(
		private readonly context: EngineContext,
		private readonly networks: Networks,
		private readonly ports: PublishedPorts,
		private readonly containers: ContainerLookup
	) {}

	/** Adds a running or stopped container to a network. */
	*connect(target: string, term: string, settings: Partial<EndpointSettings> | undefined): Process<void> {
		const record = this.containers.get(term);
		yield* sleep(draw(this.context.rng, TIMING.record));
		const network = this.networks.lookup(target);
		const name = network?.name ?? target;
		const life = this.containers.life(record);
		// One that does not run is only told: a network that is not there is missed at its start.
		if (life || network) this.refuseMixture(record, name, life !== undefined);
		if (network) refuseEndpoint(this.context.era, network, settings);
		const isKnown = record.networks.some(
			(wish) => wish.network === name || (network && this.networkOf(wish)?.id === network.id)
		);
		if (isKnown && life)
			throw new ApiError('forbidden', `endpoint with name ${record.name} already exists in network ${name}`);
		if (isKnown && network?.scope !== 'swarm') return;
		const asked = wishOf(name, settings);
		const wish: NetworkWish = { ...asked, aliases: [...(asked.aliases ?? []), record.id.slice(0, 12)] };
		if (!life) {
			record.networks = [...record.networks.filter((known) => known.network !== name), wish];
			return;
		}
		yield* this.askSwarm(record, wish);
		const found = this.requiredNetwork(wish);
		record.networks.push(wish);
		this.attach(record, life, wish, found);
	}

	/** Source: moby daemon/container_operations.go, updateNetworkSettings; lab 20.10 (testdata/real-engine). */
	private refuseMixture(record: ContainerRecord, name: string, isRunning: boolean): void {
		const mode = record.hostConfig.NetworkMode ?? '';
		const refuse = (message: string): never => {
			throw new ApiError('invalid', message);
		};
		if (name === 'host' && mode !== 'host')
			refuse(
				atLeast(this.context.era.id, '28.2')
					? 'cannot connect container to host network - container must be created in host network mode'
					: 'container cannot be disconnected from host network or connected to host network'
			);
		// One that does not run has no networks of another yet.
		if (name !== mode && (mode === 'host' || (isRunning && mode.startsWith('container:'))))
			refuse(
				'container sharing network namespace with another container or host cannot be connected to any other network'
			);
		const others = record.networks
			.filter((wish) => this.networkOf(wish) !== undefined)
			.map(({ network }) => network)
			.filter((other) => other !== name);
		if (others.length > 0 && (name === 'none' || others.includes('none')))
			refuse('container cannot be connected to multiple networks with one of the networks in private (none) mode');
	}

	/** Before a container of the user's own starts: the leader gives it its place on the overlays of the swarm. */
	/** Whether it needs nothing of the swarm to run. */
	isLocal(record: ContainerRecord): boolean {
		return record.networks.every((wish) => {
			const known = this.networkOf(wish);
			return known !== undefined && known.driver !== 'overlay';
		});
	}

	*askSwarmForAll(record: ContainerRecord): Process<void> {
		if (taskOf(record) !== '') return;
		for (const wish of record.networks) yield* this.askSwarm(record, wish);
	}

	/** A network that this machine does not have, or only because others here are on it, is the swarm's to give. */
	private *askSwarm(record: ContainerRecord, wish: NetworkWish): Process<void> {
		const known = this.networkOf(wish);
		if (wish.attachment || (known && known.driver !== 'overlay') || !this.attacher?.isAvailable) return;
		const addresses = wish.address === undefined ? [] : [wish.address];
		wish.attachment = yield* this.attacher.attach(wish.network, record, addresses);
		wish.networkId = wish.attachment.networkId;
	}

	/** Source: moby daemon/network.go and container_operations.go, DisconnectFromNetwork; lab 20.10. */
	*disconnect(target: string, term: string, force: boolean): Process<void> {
		const network = this.networks.lookup(target);
		const record = this.recordToDisconnect(network, target, term, force);
		yield* sleep(draw(this.context.rng, TIMING.record));
		const isRunning = this.containers.life(record) !== undefined;
		if (!network && isRunning && !force) throw new ApiError('notFound', `network ${target} not found`);
		const wish = record.networks.find((candidate) =>
			network ? this.networkOf(candidate)?.id === network.id : candidate.network === target
		);
		if (!wish) {
			const what = isRunning && network ? 'network' : 'the network';
			throw new ApiError('system', `container ${record.id} is not connected to ${what} ${network?.name ?? target}`);
		}
		this.detach(record, wish);
		record.networks = record.networks.filter((other) => other !== wish);
	}

	/** Who is not there may have left an endpoint behind: it is looked for by force. */
	private recordToDisconnect(
		network: EngineNetwork | undefined,
		target: string,
		term: string,
		force: boolean
	): ContainerRecord {
		try {
			return this.containers.get(term);
		} catch (error) {
			if (!(error instanceof ApiError) || !force) throw error;
			if (!network) throw new ApiError('notFound', `network ${target} not found`);
			throw new ApiError('notFound', `endpoint ${term} not found`);
		}
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
		wish.endpoint = this.networks.join(network, record.id, record.name, wish.attachment?.address ?? wish.address);
		wish.networkId = network.id;
		if (wish.endpoint.address !== '')
			life.addAddress(wish.endpoint.address, {
				wire: network.driver === 'overlay' ? 'vxlan' : 'bridge',
				subnet: network.subnet,
				gateway: network.gateway
			});
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
		life.addAddress(address, { wire: 'bridge', subnet: network.subnet, gateway: network.gateway });
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
		this.release(wish);
	}

	/** Gives an attachment back; the next start asks for another. */
	private release(wish: NetworkWish): void {
		if (!wish.attachment) return;
		this.attacher?.detach(wish.attachment);
		delete wish.attachment;
		delete wish.networkId;
	}

	detachAll(record: ContainerRecord): void {
		for (const wish of record.networks) {
			this.detach(record, wish);
			this.release(wish);
		}
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
			// One of its own for IPv6 came with 20.10's libnetwork.
			const addresses = atLeast(this.context.era.id, '20.10') ? ['0.0.0.0', '::'] : ['0.0.0.0'];
			record.bindings[target] = addresses.map((HostIp) => ({ HostIp, HostPort: String(port) }));
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

/**
 * Source: moby daemon/container_operations.go, validateNetworkingConfig (the first thing that is wrong); moby 28
 * validateEndpointSettings (everything).
 */
function refuseEndpoint(era: Era, network: EngineNetwork, settings: Partial<EndpointSettings> | undefined): void {
	const { IPv4Address: address = '', IPv6Address: address6 = '' } = settings?.IPAMConfig ?? {};
	const problems: string[] = [];
	if (!isUserDefined(network.name)) {
		if (address !== '' || address6 !== '')
			problems.push('user specified IP address is supported on user defined networks only');
		if ((settings?.Aliases ?? []).length > 0)
			problems.push('network-scoped alias is supported only for containers in user defined networks');
	}
	const isNew = atLeast(era.id, '28.2');
	if (isNew) {
		if (address !== '' && (!isIpAddress(address) || address === '0.0.0.0'))
			problems.push(`invalid IPv4 address: ${address}`);
		if (address6 !== '' && !isIpv6(address6)) problems.push(`invalid IPv6 address: ${address6}`);
	}
	// The swarm's manager looks at the addresses of its own.
	if (network.scope !== 'swarm') {
		const noSubnet =
			'user specified IP address is supported only when connecting to networks with user configured subnets';
		const subnet = network.ipam?.Subnet;
		if (address !== '' && subnet === undefined) problems.push(noSubnet);
		else if (address !== '' && isNew && !(isIpAddress(address) && isInSubnet(address, subnet!)))
			problems.push(`no configured subnet or ip-range contain the IP address ${address}`);
		if (address6 !== '') problems.push(noSubnet);
	}
	if (problems.length === 0) return;
	throw new ApiError('invalid', isNew ? `invalid endpoint settings:\n${joined(problems)}` : problems[0]!);
}

const isUserDefined = (name: string): boolean => !['bridge', 'host', 'none', 'default'].includes(name);
