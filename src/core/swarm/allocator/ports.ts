import type { Endpoint, PortConfig, Service } from '../objects.ts';
import { AllocationError } from './ipam.ts';

const DYNAMIC_FIRST = 30_000;
const DYNAMIC_LAST = 32_767;
const PORT_TAKEN = 'requested bit is already allocated';

/**
 * Published ports of the whole cluster: one space for each protocol. Ports that were asked for must be free; others
 * come serially from 30000–32767. Host-mode ports are not allocated here.
 *
 * Source: swarmkit manager/allocator/portallocator.go; SEMANTICS section 11.
 */
export class PortAllocator {
	private readonly spaces = { TCP: new PortSpace(), UDP: new PortSpace(), SCTP: new PortSpace() };

	space(protocol: PortConfig['protocol']): PortSpace {
		return this.spaces[protocol];
	}

	/**
	 * Gives the service the ports of its spec, in place of those it has.
	 * @throws AllocationError; the service then has no ports any more
	 */
	allocate(service: Service): Service {
		if (!service.spec.endpoint) return service;
		const wanted = reconcilePorts(service);
		this.free(service);
		const ports: PortConfig[] = [];
		try {
			for (const port of wanted) {
				ports.push(port.publishMode === 'INGRESS' ? this.spaces[port.protocol].allocate(port) : port);
			}
		} catch (error) {
			for (const port of ports) if (port.publishMode === 'INGRESS') this.spaces[port.protocol].free(port);
			throw error;
		}
		return ports.length > 0 ? withPorts(service, ports) : withoutPorts(service);
	}

	deallocate(service: Service): Service {
		this.free(service);
		return withoutPorts(service);
	}

	private free(service: Service): void {
		for (const port of service.endpoint?.ports ?? []) {
			if (port.publishMode === 'INGRESS') this.spaces[port.protocol].free(port);
		}
	}
}

/** The ports of one protocol. */
class PortSpace {
	private readonly taken = new Set<number>();
	private cursor = DYNAMIC_FIRST;

	/** @throws AllocationError */
	allocate(port: PortConfig): PortConfig {
		const wanted = port.publishedPort ?? 0;
		if (wanted !== 0) {
			if (this.taken.has(wanted)) throw new AllocationError(PORT_TAKEN);
			this.taken.add(wanted);
			return port;
		}
		const size = DYNAMIC_LAST - DYNAMIC_FIRST + 1;
		for (let i = 0; i < size; i++) {
			const number = DYNAMIC_FIRST + ((this.cursor - DYNAMIC_FIRST + i) % size);
			if (this.taken.has(number)) continue;
			this.taken.add(number);
			this.cursor = number + 1;
			return { ...port, publishedPort: number };
		}
		throw new AllocationError('no bit available');
	}

	free(port: PortConfig): void {
		this.taken.delete(port.publishedPort ?? 0);
	}
}

/** Ports that the service has, found by what does not change on the way from spec to allocation. */
class Published {
	private readonly byKey = new Map<string, Map<number, PortConfig>>();

	constructor(ports: readonly PortConfig[]) {
		for (const port of ports) {
			const key = keyOf(port);
			const known = this.byKey.get(key);
			if (known) known.set(port.publishedPort ?? 0, port);
			else this.byKey.set(key, new Map([[port.publishedPort ?? 0, port]]));
		}
	}

	/** Takes out the one the spec asks for; with no number in the spec any that has one. */
	take(port: PortConfig): PortConfig | undefined {
		const known = this.byKey.get(keyOf(port));
		if (!known) return undefined;
		const wanted = port.publishedPort ?? 0;
		const number = wanted !== 0 ? wanted : [...known.keys()].find((published) => published !== 0);
		const found = number === undefined ? undefined : known.get(number);
		if (number !== undefined) known.delete(number);
		return found;
	}
}

/** The ports to allocate: where the user left the choice, an update keeps the port that was chosen before. */
export function reconcilePorts(service: Service): PortConfig[] {
	const wanted = service.spec.endpoint?.ports ?? [];
	const has = service.endpoint?.ports ?? [];
	if (!service.endpoint || wanted.length !== has.length) return wanted;
	const published = new Published(has.filter((port) => port.publishMode === 'INGRESS'));
	const isOpen = (port: PortConfig): boolean => port.publishMode === 'INGRESS' && (port.publishedPort ?? 0) === 0;
	const fixed = wanted.filter((port) => !isOpen(port));
	for (const port of fixed) if (port.publishMode === 'INGRESS') published.take(port);
	return [...fixed, ...wanted.filter(isOpen).map((port) => published.take(port) ?? port)];
}

/**
 * Whether the service has what its spec asks for.
 * @param onInit a new leader does not trust ports that were chosen: it allocates them again, to know them
 */
export function arePortsAllocated(service: Service, onInit: boolean): boolean {
	const { endpoint, spec } = service;
	if (!endpoint && !spec.endpoint) return true;
	if (!endpoint || !spec.endpoint) return false;
	const has = endpoint.ports ?? [];
	const wanted = spec.endpoint.ports ?? [];
	if (has.length !== wanted.length) return false;
	const published = new Published(has.filter((port) => port.publishMode === 'INGRESS'));
	const hostTargets = new Set(has.filter((port) => port.publishMode === 'HOST').map((port) => port.targetPort));
	const ingress = wanted.filter((port) => port.publishMode === 'INGRESS');
	for (const port of ingress) if ((port.publishedPort ?? 0) !== 0 && !published.take(port)) return false;
	for (const port of ingress) {
		if ((port.publishedPort ?? 0) === 0 && (!published.take(port) || onInit)) return false;
	}
	return wanted.every((port) => port.publishMode !== 'HOST' || hostTargets.has(port.targetPort));
}

/** Whether a host-mode port of the spec is not in the endpoint yet. */
export function hostPortsNeedUpdate(service: Service): boolean {
	const published = new Published((service.endpoint?.ports ?? []).filter((port) => port.publishMode === 'HOST'));
	return (service.spec.endpoint?.ports ?? []).some(
		(port) => port.publishMode === 'HOST' && (port.publishedPort ?? 0) !== 0 && !published.take(port)
	);
}

/** The service with the host-mode ports of its spec. */
export function withHostPorts(service: Service): Service {
	const ingress = (service.endpoint?.ports ?? []).filter((port) => port.publishMode !== 'HOST');
	const host = (service.spec.endpoint?.ports ?? []).filter((port) => port.publishMode === 'HOST');
	const next = withPorts(service, [...ingress, ...host]);
	return service.spec.endpoint ? { ...next, endpoint: { ...next.endpoint, spec: service.spec.endpoint } } : next;
}

function withPorts(service: Service, ports: PortConfig[]): Service {
	return { ...service, endpoint: { ...service.endpoint, ports } };
}

function withoutPorts(service: Service): Service {
	if (!service.endpoint) return service;
	const { ports: _, ...endpoint }: Endpoint = service.endpoint;
	return { ...service, endpoint };
}

function keyOf(port: PortConfig): string {
	return `${port.name ?? ''} ${port.protocol} ${port.targetPort}`;
}
