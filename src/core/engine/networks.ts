import type { NetworkBackend } from '../api/backend.ts';
import { ApiError } from '../api/error.ts';
import { acceptFilters } from '../api/filters.ts';
import type { Filters } from '../api/wire/filters.ts';
import type {
	EndpointSettings,
	IpamConfig,
	Network,
	NetworkContainer,
	NetworkCreateRequest,
	NetworkCreateResponse,
	NetworkPruneResponse,
	NetworkService
} from '../api/wire/network.ts';
import { atLeast } from '../era/era.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Network as SwarmNetwork } from '../swarm/objects.ts';
import { checkBridgeOptions } from './bridge-options.ts';
import { subnetsOf } from './daemon/address-pools.ts';
import type { EngineContext } from './engine-context.ts';
import { checkAuxiliary, checkBeforePool, checkIpam, givenAway } from './ipam-config.ts';
import { macOf, parseSubnet, toAddress } from './ip-address.ts';
import { pruneFilter } from './prune-filter.ts';
import { draw, TIMING } from './timings.ts';

/** One attachment to a network: of a container, or of the machine's own load balancer. */
export interface NetworkEndpoint {
	id: string;
	/** Name in `docker network inspect`. */
	name: string;
	/** Without prefix; '' on host and none. */
	address: string;
}

/** A network on the disk of one machine, or an overlay of the swarm while it is used here. */
export interface EngineNetwork {
	id: string;
	name: string;
	driver: 'bridge' | 'host' | 'null' | 'overlay';
	scope: 'local' | 'swarm';
	/** RFC 3339 */
	created: string;
	internal: boolean;
	attachable: boolean;
	ingress: boolean;
	ipv6: boolean;
	/** '' on host and none */
	subnet: string;
	gateway: string;
	/** As the user gave it: so it is shown. */
	ipam?: IpamConfig;
	/** Only settings for others (`--config-only`). */
	configOnly?: boolean;
	/** The one whose settings it has. */
	configFrom?: string;
	options: Record<string, string>;
	labels: Record<string, string>;
	/** By container ID, or 'ingress-sbox', 'lb-<network>'. */
	endpoints: Map<string, NetworkEndpoint>;
}

export interface NetworkDisk {
	readonly networks: Map<string, EngineNetwork>;
}

export function createNetworkDisk(): NetworkDisk {
	return { networks: new Map() };
}

const BRIDGE_OPTIONS = {
	'com.docker.network.bridge.default_bridge': 'true',
	'com.docker.network.bridge.enable_icc': 'true',
	'com.docker.network.bridge.enable_ip_masquerade': 'true',
	'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
	'com.docker.network.bridge.name': 'docker0',
	'com.docker.network.driver.mtu': '1500'
};
const GATEWAY_BRIDGE_OPTIONS = {
	'com.docker.network.bridge.enable_icc': 'false',
	'com.docker.network.bridge.enable_ip_masquerade': 'true',
	'com.docker.network.bridge.name': 'docker_gwbridge'
};
export const GATEWAY_BRIDGE = 'docker_gwbridge';
const PREDEFINED = ['bridge', 'host', 'none'];
/** No network may be called so. */
const RESERVED = [...PREDEFINED, 'default'];

/**
 * The networks of one engine: bridge, host, none, what the user makes, docker_gwbridge once there was a swarm, and the
 * swarm's overlays as long as something here is attached to them.
 * Source: recordings networks.jsonl, api-errors.txt.
 */
export class Networks implements NetworkBackend {
	/** Containers by name or ID; set by the composition. */
	containers:
		| {
				connect(network: string, container: string, settings: Partial<EndpointSettings> | undefined): Process<void>;
				disconnect(network: string, container: string, force: boolean): Process<void>;
		  }
		| undefined;
	/** Engines on an overlay, as gossip knows them; set by the composition. */
	peersOf: (networkId: string) => { Name: string; IP: string }[] = () => [];
	/** Services on an overlay, as gossip knows them; set by the composition. */
	servicesOf: (networkId: string) => Record<string, NetworkService> = () => ({});
	private readonly overlays = new Map<string, EngineNetwork>();
	/** Pools that nobody has and nobody gets until the daemon starts again. */
	private readonly lostPools: string[] = [];

	constructor(
		private readonly context: EngineContext,
		private readonly disk: NetworkDisk
	) {
		if (disk.networks.size === 0) {
			this.add({ name: 'none', driver: 'null' });
			this.add({ name: 'host', driver: 'host' });
			this.add({
				name: 'bridge',
				driver: 'bridge',
				...this.freeSubnet(),
				options: BRIDGE_OPTIONS
			});
		} else this.renumberBridge();
	}

	/** The default bridge is made anew at each start of the daemon, out of the pools that it then has. Source: lab 20.10. */
	private renumberBridge(): void {
		const bridge = [...this.disk.networks.values()].find(({ name }) => name === 'bridge');
		const [first = ''] = subnetsOf(this.context.config.addressPools);
		const isTaken = [...this.disk.networks.values()].some(({ subnet }) => subnet === first);
		if (!bridge || isTaken || bridge.endpoints.size > 0) return;
		bridge.subnet = '';
		Object.assign(bridge, this.givenSubnet(first));
	}

	/** Full ID, name, beginning of the ID. */
	lookup(term: string): EngineNetwork | undefined {
		return this.candidates(term)[0];
	}

	/** The network called so, which must be there. */
	named(name: string): EngineNetwork | undefined {
		return this.everything().find((network) => network.name === name);
	}

	/** The bridge that gives containers of overlays their way out; made when the machine first joins a swarm. */
	ensureGatewayBridge(): EngineNetwork {
		return (
			this.named(GATEWAY_BRIDGE) ??
			this.add({ name: GATEWAY_BRIDGE, driver: 'bridge', options: GATEWAY_BRIDGE_OPTIONS, ...this.freeSubnet() })
		);
	}

	/** An overlay of the swarm comes to this machine (or stays). */
	ensureOverlay(network: SwarmNetwork): EngineNetwork {
		const known = this.overlays.get(network.id);
		if (known) return known;
		const config = network.ipam?.configs[0];
		const overlay: EngineNetwork = {
			id: network.id,
			name: network.spec.annotations.name,
			driver: 'overlay',
			scope: 'swarm',
			created: this.context.sim.timestamp(),
			internal: network.spec.internal ?? false,
			attachable: network.spec.attachable ?? false,
			ingress: network.spec.ingress ?? false,
			ipv6: network.spec.ipv6Enabled ?? false,
			subnet: config?.subnet ?? '',
			gateway: config?.gateway ?? '',
			options: { ...network.driverState?.options },
			labels: { ...network.spec.annotations.labels },
			endpoints: new Map()
		};
		this.overlays.set(overlay.id, overlay);
		return overlay;
	}

	overlay(id: string): EngineNetwork | undefined {
		return this.overlays.get(id);
	}

	/** Overlays on this machine, in the order they came. */
	overlayList(): EngineNetwork[] {
		return [...this.overlays.values()];
	}

	dropOverlay(id: string): void {
		this.overlays.delete(id);
	}

	/** Attaches; an address is drawn from a bridge's subnet unless given. */
	join(network: EngineNetwork, key: string, name: string, address?: string): NetworkEndpoint {
		const endpoint: NetworkEndpoint = {
			id: this.context.rng.hex(64),
			name,
			address: address ?? this.freeAddress(network)
		};
		network.endpoints.set(key, endpoint);
		return endpoint;
	}

	leave(network: EngineNetwork, key: string): void {
		network.endpoints.delete(key);
	}

	*list(): Process<Network[]> {
		return this.everything().map((network) => this.view(network, {}));
	}

	*find(term: string): Process<Network[]> {
		return this.candidates(term).map((network) => this.view(network, endpointViews(network)));
	}

	*services(id: string): Process<Record<string, NetworkService>> {
		return this.servicesOf(id);
	}

	*create(request: NetworkCreateRequest): Process<NetworkCreateResponse> {
		yield* sleep(draw(this.context.rng, TIMING.create));
		const { Name: name } = request;
		const { era } = this.context;
		const isNew = atLeast(era.id, '28.2');
		if (RESERVED.includes(name))
			throw new ApiError('forbidden', `operation is not permitted on predefined ${name} network `);
		// Later daemons have no two networks of one name, asked for or not (moby 25).
		const same = this.everything().find((network) => network.name === name);
		if (same && (isNew || request.CheckDuplicate))
			throw new ApiError('conflict', `network with name ${name} already exists`);
		checkIpam(era, request);
		if (name.trim() === '')
			throw isNew
				? new ApiError('invalid', 'invalid name: name is empty')
				: new ApiError('system', `invalid name: ${name}`);
		checkConfigNetwork(request);
		const network = request.ConfigOnly
			? this.add({
					name,
					driver: 'null',
					configOnly: true,
					...ipamOf(request),
					options: request.Options ?? {},
					labels: request.Labels ?? {}
				})
			: yield* this.createBridge(request, isNew);
		this.context.events.emit('network', 'create', network.id, { name, type: network.driver });
		return { Id: network.id, Warning: same ? `Network with name ${name} (id : ${same.id}) already exists` : '' };
	}

	private *createBridge(request: NetworkCreateRequest, isNew: boolean): Process<EngineNetwork> {
		const driver = request.Driver === undefined || request.Driver === '' ? 'bridge' : request.Driver;
		if (!['bridge', 'host', 'null'].includes(driver)) yield* pluginNotFound(driver);
		if (request.Ingress) throw new ApiError('forbidden', 'Ingress network can only be global scope network');
		if (driver === 'host' || driver === 'null') {
			throw new ApiError('forbidden', `only one instance of "${driver}" network is allowed`);
		}
		const from = request.ConfigFrom?.Network ?? '';
		const settings = from === '' ? undefined : this.configNetwork(from);
		const { ipam } = settings ?? ipamOf(request);
		const options = settings?.options ?? request.Options ?? {};
		const pool = yield* this.poolFor(request, ipam);
		if (request.Scope && request.Scope !== 'local' && !isNew)
			throw new ApiError(
				'system',
				'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
			);
		checkBridgeOptions(this.context.era, options);
		return this.add({
			name: request.Name,
			driver: 'bridge',
			...pool,
			...(ipam ? { ipam } : {}),
			...(settings ? { configFrom: settings.name } : {}),
			internal: request.Internal ?? false,
			attachable: request.Attachable ?? false,
			options: { ...options },
			labels: { ...(settings?.labels ?? request.Labels) }
		});
	}

	/** Source: libnetwork network.go, ipamAllocateVersion; lab 20.10. */
	private *poolFor(
		request: NetworkCreateRequest,
		ipam: IpamConfig | undefined
	): Process<{ subnet: string; gateway: string }> {
		const isNew = atLeast(this.context.era.id, '28.2');
		const plugin = request.IPAM?.Driver ?? '';
		if (plugin !== '' && plugin !== 'default') yield* pluginNotFound(plugin);
		if (ipam) checkBeforePool(ipam);
		const pool = ipam?.Subnet ? this.givenSubnet(ipam.Subnet, ipam.Gateway, ipam.IPRange) : this.freeSubnet();
		const subnets = (request.IPAM?.Config ?? []).map(({ Subnet = '' }) => Subnet);
		try {
			if (ipam) checkAuxiliary(ipam, request.Name);
		} catch (error) {
			// The pool is not given back (an error that the caller's own does not see).
			if (!isNew) this.lostPools.push(pool.subnet);
			throw error;
		}
		const [, second] = subnets.filter((subnet) => !subnet.includes(':'));
		if (second !== undefined) {
			if (overlaps(second, pool.subnet)) throw poolOverlaps();
			this.givenSubnet(second);
			throw new ApiError('forbidden', "bridge driver doesn't support multiple subnets");
		}
		if (request.EnableIPv6 && !isNew && !subnets.some((subnet) => subnet.includes(':')))
			throw new ApiError(
				'notFound',
				'could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network'
			);
		return pool;
	}

	/** @throws ApiError `configuration network "x" does not exist` */
	private configNetwork(name: string): EngineNetwork {
		const found = this.everything().find((network) => network.name === name && network.configOnly);
		if (!found) throw new ApiError('notFound', `configuration network "${name}" does not exist`);
		return found;
	}

	*remove(id: string): Process<void> {
		yield* sleep(draw(this.context.rng, TIMING.record));
		const network = this.disk.networks.get(id);
		if (!network) throw new ApiError('notFound', `network ${id} not found`);
		if (PREDEFINED.includes(network.name))
			throw new ApiError('forbidden', `${network.name} is a pre-defined network and cannot be removed`);
		if (network.configOnly && this.everything().some(({ configFrom }) => configFrom === network.name))
			throw new ApiError('forbidden', `configuration network ${JSON.stringify(network.name)} is in use`);
		if (network.endpoints.size > 0) {
			throw new ApiError(
				'forbidden',
				`error while removing network: network ${network.name} id ${network.id} has active endpoints`
			);
		}
		this.disk.networks.delete(id);
		this.context.events.emit('network', 'destroy', id, { name: network.name, type: network.driver });
	}

	*connect(id: string, container: string, endpoint: Partial<EndpointSettings> | undefined): Process<void> {
		yield* this.containers!.connect(id, container, endpoint);
	}

	*disconnect(id: string, container: string, force: boolean): Process<void> {
		yield* this.containers!.disconnect(id, container, force);
	}

	*prune(filters: Filters): Process<NetworkPruneResponse> {
		const { era, sim } = this.context;
		acceptFilters(era, filters, ['label', 'label!', 'until']);
		const isMeant = pruneFilter(era, filters, sim.wallMs);
		const gone: string[] = [];
		for (const network of [...this.disk.networks.values()]) {
			if (
				PREDEFINED.includes(network.name) ||
				network.endpoints.size > 0 ||
				(network.configOnly && this.everything().some(({ configFrom }) => configFrom === network.name)) ||
				!isMeant(network.labels, Date.parse(network.created))
			)
				continue;
			this.disk.networks.delete(network.id);
			this.context.events.emit('network', 'destroy', network.id, { name: network.name, type: network.driver });
			gone.push(network.name);
		}
		return { NetworksDeleted: gone.length > 0 ? gone : null };
	}

	private everything(): EngineNetwork[] {
		return [...this.overlays.values(), ...this.disk.networks.values()];
	}

	private candidates(term: string): EngineNetwork[] {
		const all = this.everything();
		const byId = all.filter((network) => network.id === term);
		const byName = all.filter((network) => network.name === term);
		const byPrefix = term === '' ? [] : all.filter((network) => network.id.startsWith(term));
		return [...new Set([...byId, ...byName, ...byPrefix])];
	}

	private add(given: Pick<EngineNetwork, 'name' | 'driver'> & Partial<EngineNetwork>): EngineNetwork {
		const network: EngineNetwork = {
			id: this.context.rng.hex(64),
			scope: 'local',
			created: this.context.sim.timestamp(),
			internal: false,
			attachable: false,
			ingress: false,
			ipv6: false,
			subnet: '',
			gateway: '',
			options: {},
			labels: {},
			endpoints: new Map(),
			...given
		};
		this.disk.networks.set(network.id, network);
		return network;
	}

	private freeSubnet(): { subnet: string; gateway: string } {
		const pools = subnetsOf(this.context.config.addressPools);
		const used = this.usedPools();
		const subnet = pools.find((pool) => !used.includes(pool));
		if (subnet === undefined)
			throw new ApiError(
				'notFound',
				'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network'
			);
		return this.givenSubnet(subnet);
	}

	private givenSubnet(subnet: string, gateway = '', range = ''): { subnet: string; gateway: string } {
		if (this.usedPools().some((pool) => overlaps(pool, subnet))) throw poolOverlaps();
		return { subnet, gateway: gateway === '' ? toAddress(givenAway(subnet, range).first) : gateway };
	}

	private usedPools(): string[] {
		const subnets = [...this.disk.networks.values()].map(({ subnet }) => subnet);
		return [...subnets.filter((subnet) => subnet !== ''), ...this.lostPools];
	}

	/** The lowest free one: bridges do not hand out serially. */
	private freeAddress(network: EngineNetwork): string {
		if (network.subnet === '') return '';
		const { first, last } = givenAway(network.subnet, network.ipam?.IPRange);
		const used = new Set([...network.endpoints.values()].map(({ address }) => address));
		used.add(network.gateway);
		for (const address of Object.values(network.ipam?.AuxiliaryAddresses ?? {})) used.add(address);
		for (let number = first; number <= last; number++) {
			const address = toAddress(number);
			if (!used.has(address)) return address;
		}
		throw new ApiError(
			'system',
			"no available IPv4 addresses on this network's address pools: " + `${network.name} (${network.id})`
		);
	}

	private view(network: EngineNetwork, containers: Record<string, NetworkContainer>): Network {
		return {
			Name: network.name,
			Id: network.id,
			Created: network.created,
			Scope: network.scope,
			Driver: network.driver,
			EnableIPv6: network.ipv6,
			IPAM: { Driver: 'default', Options: null, Config: ipamView(network) },
			Internal: network.internal,
			Attachable: network.attachable,
			Ingress: network.ingress,
			ConfigFrom: { Network: network.configFrom ?? '' },
			ConfigOnly: network.configOnly ?? false,
			Containers: containers,
			Options: { ...network.options },
			Labels: { ...network.labels },
			...(network.driver === 'overlay' ? { Peers: this.peersOf(network.id) } : {})
		};
	}
}

/** What the user gave is shown as given, without what was chosen. Source: moby daemon/network.go, buildIpamResources. */
function ipamView({ name, subnet, gateway, ipam }: EngineNetwork): IpamConfig[] {
	if (ipam) return [ipam];
	if (subnet === '') return [];
	// The default bridge does not tell its gateway (recordings, network inspect bridge).
	return [name === 'bridge' ? { Subnet: subnet } : { Subnet: subnet, Gateway: gateway }];
}

/** Not modelled: IPv6. */
function ipamOf(request: NetworkCreateRequest): { ipam?: IpamConfig } {
	const given = (request.IPAM?.Config ?? []).find(({ Subnet }) => Subnet && !Subnet.includes(':'));
	if (!given) return {};
	const { Subnet, IPRange, Gateway, AuxiliaryAddresses: aux } = given;
	return {
		ipam: {
			...(Subnet ? { Subnet } : {}),
			...(IPRange ? { IPRange } : {}),
			...(Gateway ? { Gateway } : {}),
			...(aux && Object.keys(aux).length > 0 ? { AuxiliaryAddresses: aux } : {})
		}
	};
}

/** Source: libnetwork network.go, validateConfiguration. */
function checkConfigNetwork(request: NetworkCreateRequest): void {
	const refuse = (message: string): never => {
		throw new ApiError('forbidden', message);
	};
	if (request.ConfigOnly && (request.Ingress || request.Internal || request.Attachable || request.Scope))
		refuse(
			'configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.'
		);
	if (!request.ConfigFrom?.Network) return;
	if (request.ConfigOnly) refuse('a configuration network cannot depend on another configuration network');
	const { Driver: plugin = '', Config: configs, Options: ipamOptions } = request.IPAM ?? {};
	if (
		!['', 'default'].includes(plugin) ||
		request.EnableIPv6 ||
		[request.Labels, ipamOptions, configs].some((given) => Object.keys(given ?? {}).length > 0)
	)
		refuse('user specified configurations are not supported if the network depends on a configuration network');
	if (Object.keys(request.Options ?? {}).length > 0)
		refuse('network driver options are not supported if the network depends on a configuration network');
}

/** Source: moby plugin discovery; the real daemon looks for it for some fifteen seconds. */
export function* pluginNotFound(name: string): Process<never> {
	yield* sleep(15_000);
	throw new ApiError('notFound', `plugin "${name}" not found`);
}

function overlaps(one: string, other: string): boolean {
	const a = parseSubnet(one);
	const b = parseSubnet(other);
	return a.first <= b.last && b.first <= a.last;
}

const poolOverlaps = (): ApiError => new ApiError('forbidden', 'Pool overlaps with other one on this address space');

function endpointViews(network: EngineNetwork): Record<string, NetworkContainer> {
	const prefix = network.subnet === '' ? '' : `/${parseSubnet(network.subnet).prefix}`;
	const sorted = [...network.endpoints].sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(
		sorted.map(([key, { id, name, address }]): [string, NetworkContainer] => [
			key,
			{
				Name: name,
				EndpointID: id,
				MacAddress: address === '' ? '' : macOf(address),
				IPv4Address: address === '' ? '' : address + prefix,
				IPv6Address: ''
			}
		])
	);
}

/** How an attachment reads in a container's NetworkSettings. */
export function endpointSettings(
	network: EngineNetwork | undefined,
	endpoint: NetworkEndpoint | undefined,
	wanted: {
		aliases: string[] | null;
		links: string[] | null;
		address?: string | undefined;
		linkLocalIps?: readonly string[] | undefined;
		gatewayPriority?: number | undefined;
	}
): EndpointSettings {
	const isOverlay = network?.driver === 'overlay';
	const address = endpoint?.address ?? '';
	return {
		IPAMConfig:
			wanted.address === undefined && !wanted.linkLocalIps
				? null
				: {
						...(wanted.address === undefined ? {} : { IPv4Address: wanted.address }),
						...(wanted.linkLocalIps ? { LinkLocalIPs: [...wanted.linkLocalIps] } : {})
					},
		Links: wanted.links,
		Aliases: wanted.aliases,
		NetworkID: network?.id ?? '',
		EndpointID: endpoint?.id ?? '',
		Gateway: endpoint && !isOverlay && network ? network.gateway : '',
		IPAddress: address,
		IPPrefixLen: address === '' || !network ? 0 : parseSubnet(network.subnet).prefix,
		IPv6Gateway: '',
		GlobalIPv6Address: '',
		GlobalIPv6PrefixLen: 0,
		MacAddress: address === '' ? '' : macOf(address),
		DriverOpts: null,
		...(wanted.gatewayPriority === undefined ? {} : { GwPriority: wanted.gatewayPriority })
	};
}
