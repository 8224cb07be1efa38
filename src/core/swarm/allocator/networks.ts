import type { Endpoint, IpamConfig, Network, NetworkAttachment, Service, Task } from '../objects.ts';
import { AllocationError, Ipam, NO_ADDRESSES, OUT_OF_RANGE, type PoolSource } from './ipam.ts';

const SPACE = 'GlobalDefault';
const VXLAN_FIRST = 4_096;
const VXLAN_OPTION = 'com.docker.network.driver.overlay.vxlanid_list';
/** Drivers that give out addresses on each node by themselves. */
const NODE_LOCAL: ReadonlySet<string> = new Set(['bridge', 'host', 'ipvlan', 'macvlan', 'null']);

interface Known {
	nodeLocal: boolean;
	ingress: boolean;
	/** Keys of the pools in `Ipam`, in the order of the network's subnets. */
	pools: string[];
	/** Address in CIDR form → pool. */
	addresses: Map<string, string>;
	vxlan: number;
}

export interface NetworkDefaults {
	/** In order; e.g. 10.0.0.0/8 in slices of /24. */
	pools: readonly PoolSource[];
	/** Subnet of the ingress network where it comes first; '' to take the next slice. */
	ingressSubnet: string;
}

/**
 * Subnets, VXLAN numbers, virtual IPs and addresses of attachments. It lives in the memory of one leader; a new leader
 * feeds it with what is in the store. Methods return changed copies.
 *
 * Source: moby daemon/libnetwork/cnmallocator/networkallocator.go; SEMANTICS section 11.
 */
export class NetworkAllocator {
	private readonly networks = new Map<string, Known>();
	/** Services with virtual IPs. */
	private readonly services = new Set<string>();
	private readonly attachments = new Set<string>();
	private readonly vxlans = new Set<number>();
	private nextVxlan = VXLAN_FIRST;
	private readonly ipam: Ipam;

	constructor(private readonly defaults: NetworkDefaults) {
		this.ipam = new Ipam({ [SPACE]: defaults.pools });
	}

	// ── networks ───────────────────────────────────────────────────────────────────────────────────────────────────

	isAllocated(networkId: string): boolean {
		return this.networks.has(networkId);
	}

	isNodeLocal(networkId: string): boolean {
		return this.networks.get(networkId)?.nodeLocal ?? false;
	}

	/** @throws AllocationError */
	allocate(network: Network): Network {
		const { id, spec } = network;
		if (this.networks.has(id)) throw new AllocationError(`network ${id} already allocated`);
		const driver = spec.driverConfig?.name || 'overlay';
		const ingress = isIngress(network);
		if (NODE_LOCAL.has(driver)) {
			this.networks.set(id, { nodeLocal: true, ingress, pools: [], addresses: new Map(), vxlan: 0 });
			return { ...network, driverState: { name: driver }, ipam: { driver: { name: '' }, configs: [] } };
		}
		if (driver !== 'overlay') throw new AllocationError(`plugin "${driver}" not found`);
		const known: Known = { nodeLocal: false, ingress, pools: [], addresses: new Map(), vxlan: 0 };
		const ipam = this.allocatePools(network, known);
		const wanted = network.driverState?.options?.[VXLAN_OPTION] ?? spec.driverConfig?.options?.[VXLAN_OPTION];
		known.vxlan = this.takeVxlan(Number(wanted ?? 0));
		this.networks.set(id, known);
		const options = { ...spec.driverConfig?.options, [VXLAN_OPTION]: String(known.vxlan) };
		const allocated = { ...network, driverState: { name: driver, options }, ipam };
		// Upstream fills the gateway in where it read the subnet, so it shows in the spec as well.
		const inSpec = (network.ipam?.configs ?? []).length === 0 && (spec.ipam?.configs ?? []).length > 0;
		return inSpec ? { ...allocated, spec: { ...spec, ipam: { ...spec.ipam, configs: ipam.configs } } } : allocated;
	}

	/** @throws AllocationError */
	deallocate(networkId: string): void {
		const known = this.networks.get(networkId);
		if (!known) throw new AllocationError(`could not get networker state for network ${networkId}`);
		for (const pool of known.pools) this.ipam.releasePool(pool);
		this.vxlans.delete(known.vxlan);
		this.networks.delete(networkId);
	}

	private allocatePools(network: Network, known: Known): NonNullable<Network['ipam']> {
		const failed = (why: string): AllocationError =>
			new AllocationError(`failed allocating pools and gateway IP for network ${network.id}: ${why}`);
		const driver = network.spec.ipam?.driver?.name || 'default';
		if (driver !== 'default') throw failed(`could not resolve IPAM driver ${driver}`);
		const configs: IpamConfig[] = [];
		try {
			for (const config of this.poolConfigs(network)) {
				const { id, pool } = this.ipam.requestPool(SPACE, config.subnet, config.range);
				known.pools.push(id);
				// The gateway takes the first address; so the first task gets the second.
				const gateway = this.ipam.requestAddress(id, config.gateway || undefined);
				configs.push({ ...config, subnet: pool, gateway: gateway.slice(0, gateway.indexOf('/')) });
			}
		} catch (error) {
			for (const pool of known.pools) this.ipam.releasePool(pool);
			if (error instanceof AllocationError) throw failed(error.message);
			throw error;
		}
		return { driver: { name: 'default' }, configs };
	}

	/** What the store has, else what the user asked for, else one subnet of our choice. */
	private poolConfigs(network: Network): IpamConfig[] {
		const stored = network.ipam?.configs ?? [];
		if (stored.length > 0) return stored;
		const asked = network.spec.ipam?.configs ?? [];
		if (asked.length > 0) return asked;
		const { ingressSubnet } = this.defaults;
		const first = isIngress(network) && ingressSubnet !== '' && this.isFree(ingressSubnet);
		return [{ family: 'IPV4', subnet: first ? ingressSubnet : '' }];
	}

	private isFree(subnet: string): boolean {
		try {
			this.ipam.releasePool(this.ipam.requestPool(SPACE, subnet).id);
			return true;
		} catch (error) {
			if (error instanceof AllocationError) return false;
			throw error;
		}
	}

	private takeVxlan(wanted: number): number {
		let vxlan = wanted;
		if (vxlan === 0) {
			while (this.vxlans.has(this.nextVxlan)) this.nextVxlan++;
			vxlan = this.nextVxlan++;
		}
		this.vxlans.add(vxlan);
		return vxlan;
	}

	// ── services ───────────────────────────────────────────────────────────────────────────────────────────────────

	isServiceAllocated(service: Service): boolean {
		const targets = this.targets(service);
		const vips = service.endpoint?.virtualIps ?? [];
		const mode = service.spec.endpoint?.mode ?? 'VIP';
		if (targets.length > 0 && mode === 'VIP') {
			if (!this.services.has(service.id) || vips.length === 0) return false;
			if (!targets.every((target) => vips.some((vip) => vip.networkId === target))) return false;
		}
		if (!vips.every((vip) => this.isVipWanted(service, vip.networkId, targets))) return false;
		return mode !== 'DNSRR' || !this.services.has(service.id);
	}

	/**
	 * One virtual IP for every network, none with DNS round robin.
	 * @throws AllocationError
	 */
	allocateService(service: Service): Service {
		const { spec: _, ...rest }: Endpoint = service.endpoint ?? {};
		const endpoint: Endpoint = service.spec.endpoint ? { ...rest, spec: service.spec.endpoint } : rest;
		const old = endpoint.virtualIps ?? [];
		if (service.spec.endpoint?.mode === 'DNSRR') {
			for (const vip of old) this.releaseVip(vip);
			this.services.delete(service.id);
			return withVips({ ...service, endpoint }, []);
		}
		const targets = this.targets(service);
		const vips: { networkId: string; addr: string }[] = [];
		try {
			for (const vip of old) {
				if (this.isVipWanted(service, vip.networkId, targets)) vips.push(this.allocateVip(vip));
				else this.releaseVip(vip);
			}
			for (const networkId of targets) {
				if (!old.some((vip) => vip.networkId === networkId)) vips.push(this.allocateVip({ networkId, addr: '' }));
			}
		} catch (error) {
			for (const vip of vips) this.releaseVip(vip);
			throw error;
		}
		if (vips.length > 0) this.services.add(service.id);
		else this.services.delete(service.id);
		return withVips({ ...service, endpoint }, vips);
	}

	deallocateService(service: Service): Service {
		for (const vip of service.endpoint?.virtualIps ?? []) this.releaseVip(vip);
		this.services.delete(service.id);
		return service.endpoint ? withVips(service, []) : service;
	}

	private isVipWanted(service: Service, networkId: string, targets: readonly string[]): boolean {
		if (this.networks.get(networkId)?.ingress && needsIngress(service)) return true;
		return targets.includes(networkId);
	}

	/** Networks of the service that get addresses from here. */
	private targets(service: Service): string[] {
		return networkTargets(service)
			.map(({ target }) => target)
			.filter((target) => !this.isNodeLocal(target));
	}

	private allocateVip(vip: { networkId: string; addr: string }): { networkId: string; addr: string } {
		const known = this.networks.get(vip.networkId);
		if (!known) throw new AllocationError('networkallocator: could not find local network state');
		if (known.nodeLocal || known.addresses.has(vip.addr)) return vip;
		const addr = this.takeAddress(known, vip.addr);
		if (addr === undefined) throw new AllocationError('could not find an available IP while allocating VIP');
		return { ...vip, addr };
	}

	private releaseVip({ networkId, addr }: { networkId: string; addr: string }): void {
		const known = this.networks.get(networkId);
		if (known) this.releaseAddress(known, addr);
	}

	// ── tasks and nodes ────────────────────────────────────────────────────────────────────────────────────────────

	/** Whether all addresses of the task are known here; a task without networks has none. */
	isTaskAllocated(task: Task): boolean {
		const attachments = task.networks ?? [];
		return attachments.length > 0 && attachments.every((attachment) => this.isKnown(attachment));
	}

	/** @throws AllocationError 'could not find an available IP' */
	allocateTask(task: Task): Task {
		const networks: NetworkAttachment[] = [];
		try {
			for (const attachment of task.networks ?? []) networks.push(this.attach(attachment));
		} catch (error) {
			for (const attachment of networks) this.detach(attachment);
			throw error;
		}
		return task.networks ? { ...task, networks } : task;
	}

	deallocateTask(task: Task): Task {
		for (const attachment of task.networks ?? []) this.detach(attachment);
		return task.networks
			? { ...task, networks: task.networks.map((attachment) => ({ ...attachment, addresses: [] })) }
			: task;
	}

	isAttachmentAllocated(nodeId: string, attachment: NetworkAttachment): boolean {
		return this.attachments.has(`${nodeId} ${attachment.networkId}`) && this.isKnown(attachment);
	}

	/** A node's own address on a network, for its load balancer. @throws AllocationError */
	allocateAttachment(nodeId: string, attachment: NetworkAttachment): NetworkAttachment {
		const attached = this.attach(attachment);
		this.attachments.add(`${nodeId} ${attachment.networkId}`);
		return attached;
	}

	deallocateAttachment(nodeId: string, attachment: NetworkAttachment): void {
		if (this.attachments.delete(`${nodeId} ${attachment.networkId}`)) this.detach(attachment);
	}

	private isKnown({ networkId, addresses }: NetworkAttachment): boolean {
		const known = this.networks.get(networkId);
		if (known?.nodeLocal) return true;
		return known !== undefined && addresses.length > 0 && addresses.every((address) => known.addresses.has(address));
	}

	private attach(attachment: NetworkAttachment): NetworkAttachment {
		const known = this.networks.get(attachment.networkId);
		if (!known) throw new AllocationError(`could not find network allocator state for network ${attachment.networkId}`);
		if (known.nodeLocal) return attachment;
		const wanted = attachment.addresses.length > 0 ? attachment.addresses : [''];
		const addresses = wanted.map((address) => {
			const taken = this.takeAddress(known, address);
			if (taken === undefined) throw new AllocationError('could not find an available IP');
			return taken;
		});
		return { ...attachment, addresses };
	}

	private detach({ networkId, addresses }: NetworkAttachment): void {
		const known = this.networks.get(networkId);
		if (known) for (const address of addresses) this.releaseAddress(known, address);
	}

	/** @param wanted CIDR form, '' for the next; @returns undefined when there is none */
	private takeAddress(known: Known, wanted: string): string | undefined {
		const address = wanted === '' ? undefined : wanted.split('/')[0];
		for (const pool of known.pools) {
			try {
				const taken = this.ipam.requestAddress(pool, address);
				known.addresses.set(taken, pool);
				return taken;
			} catch (error) {
				if (!(error instanceof AllocationError)) throw error;
				if (error.message !== NO_ADDRESSES && error.message !== OUT_OF_RANGE) {
					throw new AllocationError(`could not allocate IP from IPAM: ${error.message}`);
				}
			}
		}
		return undefined;
	}

	private releaseAddress(known: Known, address: string): void {
		const pool = known.addresses.get(address);
		if (pool === undefined) return;
		known.addresses.delete(address);
		this.ipam.releaseAddress(pool, address.split('/')[0]);
	}
}

/** Engines before 17.05 marked the network by label and name. */
export function isIngress({ spec }: Network): boolean {
	const { labels, name } = spec.annotations;
	return spec.ingress === true || (name === 'ingress' && labels?.['com.docker.swarm.internal'] !== undefined);
}

/** The routing mesh is there for services that publish a port on it. */
export function needsIngress(service: Service | undefined): boolean {
	return (service?.spec.endpoint?.ports ?? []).some((port) => port.publishMode === 'INGRESS');
}

/** The task's networks; services of old clients have them in the service itself. */
function networkTargets({ spec }: Service): { target: string; aliases?: string[] }[] {
	const own = spec.task.networks ?? [];
	return own.length > 0 ? own : (spec.networks ?? []);
}

function withVips(service: Service, virtualIps: { networkId: string; addr: string }[]): Service {
	const { virtualIps: _, ...endpoint }: Endpoint = service.endpoint ?? {};
	return { ...service, endpoint: virtualIps.length > 0 ? { ...endpoint, virtualIps } : endpoint };
}
