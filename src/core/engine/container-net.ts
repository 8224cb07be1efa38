import { Host, Net, NetError, type Connection } from '../sim/net.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Sim } from '../sim/sim.ts';

/** What a container can reach, and how (routing.ts). */
export interface ContainerRoutes {
	/** Addresses of a name, as the embedded DNS server or a hosts file answers; empty for NXDOMAIN. */
	resolve(name: string): string[];
	/** Where a packet to that address goes from here. */
	route(address: string, port: string): Route;
}

export type Route =
	/** A listener of the machine's or another's card: a key of Host.listen. */
	| { kind: 'host'; machine: string; port: string }
	/** Nothing answers there. */
	| { kind: 'silence' }
	/** No card on that network has the address: the sender's own kernel says so to a ping. */
	| { kind: 'nobody' }
	/** The local virtual server has no task behind it. */
	| { kind: 'refused' };

/**
 * The wires as a container sees them: its own name and loopback, the names that its networks know, addresses behind
 * bridges and overlays. Programs use it as they use the machine's net.
 */
export class ContainerNet extends Net {
	constructor(
		sim: Sim,
		private readonly outside: Net,
		/** The machine it runs on. */
		private readonly machine: string,
		private readonly hostname: string,
		private readonly routes: ContainerRoutes
	) {
		super(sim);
	}

	override all(): Host[] {
		return [];
	}

	override find(name: string): Host | undefined {
		if (name === 'localhost' || name === this.hostname || name.startsWith('127.'))
			return new Host(this.hostname, '127.0.0.1');
		if (/^(\d{1,3}\.){3}\d{1,3}$/.test(name)) return new Host(name, name);
		const address = this.routes.resolve(name)[0];
		return address === undefined ? undefined : new Host(address, address);
	}

	override resolve(name: string): string[] {
		return this.routes.resolve(name);
	}

	override *connect(_from: string, to: string, port: string, timeoutMs = 130_000): Process<Connection> {
		const host = this.find(to);
		if (!host) throw new NetError('unknown host');
		const route = this.routes.route(host.address, port);
		if (route.kind === 'refused') throw new NetError('refused');
		if (route.kind !== 'host') {
			yield* sleep(timeoutMs);
			throw new NetError('timeout');
		}
		return yield* this.outside.connect(this.machine, route.machine, route.port, timeoutMs);
	}

	override *ping(_from: string, to: string, timeoutMs: number): Process<number | 'nobody' | undefined> {
		const host = this.find(to);
		const route = host && this.routes.route(host.address, 'icmp');
		if (route?.kind === 'nobody') return 'nobody';
		if (route?.kind !== 'host') {
			yield* sleep(timeoutMs);
			return undefined;
		}
		return yield* this.outside.ping(this.machine, route.machine, timeoutMs);
	}
}
