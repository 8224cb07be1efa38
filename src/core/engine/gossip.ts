import type { Host, Net } from '../sim/net.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';

/** One task's place on the swarm's networks, as its own engine tells the others. */
export interface EndpointRecord {
	taskId: string;
	/** 'web.1.2tf7yhmx9haol7e2b7xib2emj' */
	taskName: string;
	serviceId: string;
	serviceName: string;
	/** Names beside the service's, on each network. */
	networks: readonly { id: string; address: string; aliases: readonly string[]; vip: string; ingress: boolean }[];
	/** Ports published on every node. */
	ingressPorts: readonly { port: number; target: number; protocol: 'tcp' | 'udp' | 'sctp' }[];
	/** For diagrams: ports of this task on its own node. */
	hostPorts: readonly { port: number; target: number; protocol: 'tcp' | 'udp' | 'sctp' }[];
	/** false: it is about to stop and gets no new connections. */
	isActive: boolean;
}

/** Everything one engine has to tell. A higher version replaces a lower one; versions grow across restarts. */
interface OwnerTable {
	owner: string;
	version: readonly [bootMs: number, change: number];
	records: readonly EndpointRecord[];
}

type Message =
	| { type: 'table'; table: OwnerTable }
	/** Still there, at this version. */
	| { type: 'alive'; owner: string; version: OwnerTable['version'] }
	/** Please send your table. */
	| { type: 'pull'; owner: string };

const PROTOCOL = 'gossip';
/** An engine with tasks says so this often, so that silence means something. */
const ALIVE_MS = 2_500;
/**
 * Entries of an engine that was silent this long are not used. Real memberlist probes once a second, suspects and
 * gives up after four to six seconds on a cluster of this size.
 */
const SILENCE_MS = 6_000;

/** What an engine knows of a task on some machine. */
export interface KnownEndpoint extends EndpointRecord {
	/** Name of the machine it runs on. */
	machine: string;
}

/**
 * How engines tell one another which tasks are behind which service, without any manager: each owns the table of its
 * own tasks, sends it to all others when it changes, and a newcomer asks everybody.
 *
 * Source: libnetwork networkdb (what is told, and that it needs no manager). Not modelled: its way of spreading by
 * random peers; here everybody tells everybody, which for a few nodes gives the same delays.
 */
export class Gossip {
	/** Told when anything known has changed. */
	onChange: () => void = () => {};
	private readonly own = new Map<string, EndpointRecord>();
	private change = 0;
	private readonly others = new Map<string, OwnerTable & { heardMs: number; isSilent: boolean }>();
	private peers: string[] = [];
	private readonly bootMs: number;
	private watching = false;

	constructor(
		private readonly sim: Sim,
		/** The daemon's. */
		private readonly scope: Scope,
		private readonly net: Net,
		private readonly host: Host
	) {
		this.bootMs = sim.now;
		host.onMessage(PROTOCOL, scope, (payload, from) => this.receive(payload as Message, from));
	}

	/**
	 * The machines of the same swarm, from the last session with a manager. Newcomers get the own table and are asked
	 * for theirs; entries of those who are gone are forgotten.
	 */
	setPeers(machines: readonly string[]): void {
		const wanted = machines.filter((machine) => machine !== this.host.name);
		const added = wanted.filter((machine) => !this.peers.includes(machine));
		this.peers = wanted;
		let changed = false;
		for (const machine of [...this.others.keys()])
			if (!wanted.includes(machine)) changed = this.others.delete(machine) || changed;
		for (const machine of added) {
			if (this.own.size > 0) this.send(machine, { type: 'table', table: this.table() }, 'services of this node');
			this.send(machine, { type: 'pull', owner: this.host.name }, 'asks for services');
		}
		this.watch();
		if (changed) this.onChange();
	}

	/** A task of this engine appears, or changes. */
	put(record: EndpointRecord): void {
		this.own.set(record.taskId, record);
		this.broadcast();
	}

	remove(taskId: string): void {
		if (this.own.delete(taskId)) this.broadcast();
	}

	ownRecord(taskId: string): EndpointRecord | undefined {
		return this.own.get(taskId);
	}

	/** Everything usable now: own tasks first, then by machine in the order they were first heard of. */
	known(): KnownEndpoint[] {
		const mine = [...this.own.values()].map((record) => ({ ...record, machine: this.host.name }));
		const theirs = [...this.others.values()].flatMap((table) =>
			table.isSilent ? [] : table.records.map((record) => ({ ...record, machine: table.owner }))
		);
		return [...mine, ...theirs];
	}

	/** This machine and its peers. */
	members(): string[] {
		return [this.host.name, ...this.peers];
	}

	/** The swarm was left: nothing is known any more. */
	clear(): void {
		const hadOwn = this.own.size > 0;
		this.own.clear();
		if (hadOwn) this.broadcast();
		this.peers = [];
		this.others.clear();
		this.onChange();
	}

	/** Timers run only while there is somebody to tell, or to listen for. */
	private watch(): void {
		if (this.watching || (this.own.size === 0 && this.others.size === 0)) return;
		this.watching = true;
		this.scope.after(ALIVE_MS, () => {
			this.watching = false;
			// A periodic timer has no cause.
			this.sim.trace.cause = 0;
			this.beat();
			this.watch();
		});
	}

	private beat(): void {
		if (this.own.size > 0) {
			const { owner, version } = this.table();
			for (const peer of this.peers) this.send(peer, { type: 'alive', owner, version }, 'still there', true);
		}
		let changed = false;
		for (const table of this.others.values()) {
			if (table.isSilent || table.records.length === 0 || this.sim.now - table.heardMs < SILENCE_MS) continue;
			table.isSilent = true;
			changed = true;
		}
		if (changed) this.onChange();
	}

	private table(): OwnerTable {
		return { owner: this.host.name, version: [this.bootMs, this.change], records: [...this.own.values()] };
	}

	private broadcast(): void {
		this.change++;
		const table = this.table();
		for (const peer of this.peers) this.send(peer, { type: 'table', table }, 'services of this node');
		this.watch();
		this.onChange();
	}

	private send(peer: string, message: Message, what: string, noise = false): void {
		this.net.send(this.host.name, peer, PROTOCOL, message, {
			kind: 'D',
			what: `gossip: ${what}`,
			...(noise ? { noise } : {})
		});
	}

	private receive(message: Message, from: string): void {
		// Not of this swarm, or not known to be yet: it will be asked when it is.
		if (!this.peers.includes(from)) return;
		if (message.type === 'pull') {
			if (this.own.size > 0) this.send(from, { type: 'table', table: this.table() }, 'services of this node');
			return;
		}
		const known = this.others.get(from);
		if (message.type === 'alive') {
			if (known && compareVersions(known.version, message.version) === 0) {
				known.heardMs = this.sim.now;
				if (!known.isSilent) return;
				known.isSilent = false;
				this.onChange();
			} else if (!known || compareVersions(known.version, message.version) < 0) {
				this.send(from, { type: 'pull', owner: this.host.name }, 'asks for services');
			}
			return;
		}
		const { table } = message;
		if (known && compareVersions(known.version, table.version) > 0) return;
		this.others.set(from, { ...table, heardMs: this.sim.now, isSilent: false });
		this.watch();
		this.onChange();
	}
}

function compareVersions(a: OwnerTable['version'], b: OwnerTable['version']): number {
	return a[0] - b[0] || a[1] - b[1];
}
