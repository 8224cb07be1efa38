import { invariant } from './invariant.ts';
import { Deferred, park, Signal, WaitQueue, type Process } from './process.ts';
import type { Rng } from './rng.ts';
import type { Scope } from './scope.ts';
import type { Sim } from './sim.ts';
import { Pipe, type ReadEnd, type WriteEnd } from './stream.ts';

/** How a wire or a far end can fail. `refused` and `reset` are answers; `timeout` is the lack of one. */
export class NetError extends Error {
	override name = 'NetError';
	constructor(readonly kind: 'refused' | 'reset' | 'timeout' | 'unreachable' | 'unknown host') {
		super(kind);
	}
}

/** What the diagrams say of a message; `kind` is its letter there (UI.md 5.3), D = dispatcher and everything else. */
export interface MessageNote {
	kind: 'V' | 'A' | 'H' | 'S' | 'C' | 'T' | 'D';
	/** For a reply: whether it agrees. */
	reply?: '+' | '-';
	what: string;
	/** Comes with every tick of an idle cluster; kept out of the time line. */
	noise?: boolean;
}

type MessageHandler = (payload: unknown, from: string) => void;
type CallHandler = (payload: unknown, from: string) => Process<unknown>;
type ConnectionHandler = (connection: Connection) => Process<number>;
/** Decides about a caller before its connection stands: takes it, refuses it, or never answers. */
type Opening = (from: string) => Process<ConnectionHandler | 'refused' | 'silent'>;

/** One end of a TCP connection. */
export interface Connection extends ReadEnd, WriteEnd {
	/** Names of the machines at this end and at the other. */
	readonly local: string;
	readonly remote: string;
	/** No more from this side, the other may still send (half close). */
	close(): void;
}

/** The network card of one machine. */
export class Host {
	/** Power and cable: false means silence, as after a power cut. */
	isUp = true;
	/** @internal */ readonly messageHandlers = new Map<string, { scope: Scope; handler: MessageHandler }>();
	/** @internal */ readonly callHandlers = new Map<string, { scope: Scope; handler: CallHandler }>();
	/** @internal */ readonly listeners = new Map<
		string,
		{ scope: Scope; handler: ConnectionHandler | { open: Opening } }
	>();
	/** Told of every connection that is refused because nobody listens on the port. */
	onRefused: ((port: string, from: string) => void) | undefined;

	constructor(
		readonly name: string,
		readonly address: string,
		/** Beside the machines: no partition cuts it off. */
		readonly isOutside = false
	) {}

	/** Takes one-way messages of a protocol until the scope ends. */
	onMessage(protocol: string, scope: Scope, handler: MessageHandler): void {
		register(this.messageHandlers, protocol, scope, handler);
	}

	/** Answers calls of a protocol until the scope ends; each call is a process of that scope. */
	onCall(protocol: string, scope: Scope, handler: CallHandler): void {
		register(this.callHandlers, protocol, scope, handler);
	}

	/** Takes connections on a port ('tcp/80'); overlay addresses have keys of their own ('vxlan/10.0.0.5:80'). */
	listen(port: string, scope: Scope, handler: ConnectionHandler): () => void {
		return register(this.listeners, port, scope, handler);
	}

	/** As `listen`, for what forwards: a caller hears nothing, or a refusal, when the far end does not answer (NAT). */
	listenVia(port: string, scope: Scope, open: Opening): () => void {
		return register(this.listeners, port, scope, { open });
	}

	isListening(port: string): boolean {
		return this.listeners.has(port);
	}
}

function register<T>(
	map: Map<string, { scope: Scope; handler: T }>,
	key: string,
	scope: Scope,
	handler: T
): () => void {
	const entry = { scope, handler };
	map.set(key, entry);
	const remove = (): void => {
		if (map.get(key) === entry) map.delete(key);
	};
	scope.onEnd(remove);
	return remove;
}

/** The swarm's ports by what travels: 7946 gossip, 4789 overlay data, 2377 all between managers and to them. */
function portOf(protocol: string): number {
	if (protocol.startsWith('tcp/')) return Number(protocol.slice(4));
	if (protocol === 'gossip') return 7946;
	return protocol.startsWith('vxlan/') ? 4789 : 2377;
}

interface LinkFault {
	delayMs: number;
	/** 0..1 */
	loss: number;
}

/** LAN latency, one way, in virtual milliseconds: drawn uniformly from this range for every message. */
const LATENCY_MS: readonly [number, number] = [0.3, 1.7];
/** How often TCP tries again where a wire is cut. */
const RETRANSMIT_MS = 400;

/**
 * The wires between machines. Three ways to use them: messages (Raft), calls (one request, one reply, as gRPC) and
 * connections (streams, as TCP). All share latency, loss and partitions, and keep their order between two machines.
 * Every message and call is traced as send, then recv or drop.
 */
export class Net {
	private readonly hosts = new Map<string, Host>();
	private readonly rng: Rng;
	private readonly lastArrival = new Map<string, number>();
	private readonly linkFaults = new Map<string, LinkFault>();
	/** Loss by message kind ('raft' = V A H S T), 0..1. */
	private readonly kindLoss = new Map<string, number>();
	private sides: readonly ReadonlySet<string>[] = [];
	/** 'wrk1:7946': ports that a machine's firewall takes nothing on. */
	private readonly blocked = new Set<string>();
	private messages = 0;

	constructor(readonly sim: Sim) {
		this.rng = sim.rng.fork('net');
	}

	/** @param options.isOutside beside the machines: neither partitions nor their sides know it */
	attach(name: string, address: string, options: { isOutside?: boolean } = {}): Host {
		invariant(!this.hosts.has(name), 'two hosts of one name', name);
		const host = new Host(name, address, options.isOutside);
		this.hosts.set(name, host);
		return host;
	}

	/** All hosts in the order they were attached. */
	all(): Host[] {
		return [...this.hosts.values()];
	}

	/** By name or address; 'localhost' and 127.0.0.0/8 are the asking host itself. */
	find(nameOrAddress: string, from?: string): Host | undefined {
		if (from !== undefined && (nameOrAddress === 'localhost' || nameOrAddress.startsWith('127.'))) {
			return this.hosts.get(from);
		}
		return this.hosts.get(nameOrAddress) ?? this.all().find((host) => host.address === nameOrAddress);
	}

	/** All addresses of a name, in the order of the answer; empty for NXDOMAIN. */
	resolve(name: string, from?: string): string[] {
		const host = this.find(name, from);
		return host ? [host.address] : [];
	}

	/** Cuts the network: machines of different sides cannot hear each other. Unnamed machines join the last side. */
	partition(sides: readonly (readonly string[])[]): void {
		const named = new Set(sides.flat());
		const rest = this.all().flatMap((host) => (named.has(host.name) || host.isOutside ? [] : [host.name]));
		const complete = sides.length === 1 ? [sides[0]!, rest] : [...sides.slice(0, -1), [...sides.at(-1)!, ...rest]];
		this.sides = complete.map((side) => new Set(side));
		this.sim.trace.emit({ type: 'net.partition', sides: complete.map((side) => [...side]) });
	}

	/** Mends partitions, delays and losses. */
	heal(): void {
		this.sides = [];
		this.linkFaults.clear();
		this.kindLoss.clear();
		this.blocked.clear();
		this.sim.trace.emit({ type: 'net.heal' });
	}

	setLink(a: string, b: string, fault: Partial<LinkFault>): void {
		for (const key of [`${a}>${b}`, `${b}>${a}`]) {
			this.linkFaults.set(key, { delayMs: 0, loss: 0, ...this.linkFaults.get(key), ...fault });
		}
		this.sim.trace.emit({ type: 'net.link', a, b, delayMs: fault.delayMs ?? 0, loss: fault.loss ?? 0 });
	}

	setKindLoss(kind: string, loss: number): void {
		this.kindLoss.set(kind, loss);
	}

	/** A firewall on `host` drops what comes in on one of the swarm's ports; answers to its own calls still pass. */
	block(host: string, port: number): void {
		this.blocked.add(`${host}:${port}`);
	}

	isBlocked(host: string, protocol: string): boolean {
		return this.blocked.size > 0 && this.blocked.has(`${host}:${portOf(protocol)}`);
	}

	/** Whether a packet could get from one machine to the other now. */
	canReach(from: string, to: string): boolean {
		const a = this.hosts.get(from);
		const b = this.hosts.get(to);
		if (!a?.isUp || !b?.isUp) return false;
		if (from === to || this.sides.length === 0 || a.isOutside || b.isOutside) return true;
		return this.sides.some((side) => side.has(from) && side.has(to));
	}

	/** Whether both machines are up and only a partition is between them. */
	isCut(a: string, b: string): boolean {
		return Boolean(this.hosts.get(a)?.isUp && this.hosts.get(b)?.isUp) && !this.canReach(a, b);
	}

	/** Whether a connection between the two would stand now: the wire is whole and the far end takes such calls. */
	canCall(from: string, to: string, protocol: string): boolean {
		return this.canReach(from, to) && this.hosts.get(to)!.callHandlers.has(protocol);
	}

	/**
	 * Sends one message. Its fate comes back through `onFate` for those who need it: 'refused' when nobody listens
	 * there (after a round trip); 'lost' is known to the simulation only and never reported to the sender.
	 */
	send(from: string, to: string, protocol: string, payload: unknown, note: MessageNote, onRefused?: () => void): void {
		this.transmit(from, to, note, this.isBlocked(to, protocol), () => {
			const entry = this.hosts.get(to)!.messageHandlers.get(protocol);
			if (!entry) {
				if (onRefused) this.quietly(to, from, onRefused);
				return 'refused';
			}
			entry.scope.whenThawed(() => entry.handler(payload, from));
			return undefined;
		});
	}

	/**
	 * Calls a remote procedure. The handler's exceptions come back as they are (payloads and errors are shared by
	 * reference and must not be changed).
	 * @throws NetError refused (nobody listens), reset (the server ended while it worked), timeout.
	 */
	*call(
		from: string,
		to: string,
		protocol: string,
		payload: unknown,
		note: MessageNote,
		timeoutMs: number
	): Process<unknown> {
		const answer = new Deferred<{ value: unknown } | { error: unknown }>();
		const reply = (outcome: { value: unknown } | { error: unknown }): void => {
			const agrees = 'value' in outcome;
			this.transmit(to, from, { ...note, reply: agrees ? '+' : '-' }, false, () => {
				answer.resolve(outcome);
				return undefined;
			});
		};
		this.transmit(from, to, note, this.isBlocked(to, protocol), () => {
			const entry = this.hosts.get(to)!.callHandlers.get(protocol);
			if (!entry) {
				this.quietly(to, from, () => answer.resolve({ error: new NetError('refused') }));
				return 'refused';
			}
			entry.scope.whenThawed(() => {
				let replied = false;
				const serve = function* (): Process {
					let outcome: { value: unknown } | { error: unknown };
					try {
						outcome = { value: yield* entry.handler(payload, from) };
					} catch (error) {
						if (error instanceof Signal) throw error;
						outcome = { error };
					}
					replied = true;
					reply(outcome);
					return 0;
				};
				entry.scope.spawn(serve(), {
					name: `serve ${protocol}`,
					onExit: () => {
						if (!replied) this.quietly(to, from, () => answer.resolve({ error: new NetError('reset') }));
					}
				});
			});
			return undefined;
		});
		const outcome = yield* answer.wait(timeoutMs);
		if (!outcome) throw new NetError('timeout');
		if ('error' in outcome) throw outcome.error;
		return outcome.value;
	}

	/**
	 * Opens a connection from a machine to a port of a host.
	 * @throws NetError refused; timeout when nothing comes back (host without power, cut wire).
	 */
	*connect(from: string, to: string, port: string, timeoutMs = 130_000): Process<Connection> {
		if (!this.hosts.has(to)) throw new NetError('unknown host');
		const done = new Deferred<Connection | 'refused'>();
		this.persist(from, to, () => {
			if (from !== to && this.isBlocked(to, port)) return;
			const host = this.hosts.get(to)!;
			const entry = host.listeners.get(port);
			const refuse = (): void => this.persist(to, from, () => done.resolve('refused'));
			if (!entry) {
				host.onRefused?.(port, from);
				refuse();
				return;
			}
			const { scope, handler } = entry;
			const accept = (serve: ConnectionHandler): void => {
				const [near, far] = this.wire(from, to);
				scope.spawn(serve(far), { name: `connection ${port}`, onExit: () => far.close() });
				this.persist(to, from, () => done.resolve(near));
			};
			scope.whenThawed(() => {
				if (typeof handler === 'function') {
					accept(handler);
					return;
				}
				const open = function* (): Process {
					const outcome = yield* handler.open(from);
					if (outcome === 'refused') refuse();
					else if (outcome !== 'silent') accept(outcome);
					return 0;
				};
				scope.spawn(open(), { name: `open ${port}` });
			});
		});
		const outcome = yield* done.wait(timeoutMs);
		if (outcome === undefined) throw new NetError('timeout');
		if (outcome === 'refused') throw new NetError('refused');
		return outcome;
	}

	/**
	 * ICMP echo: round trip in milliseconds, undefined when no answer came within the limit, 'nobody' at once when no
	 * card on the sender's own network has that address (its ARP requests will stay without an answer).
	 */
	*ping(from: string, to: string, timeoutMs: number): Process<number | 'nobody' | undefined> {
		const start = this.sim.now;
		const exact = this.latency(from, to) + this.latency(to, from);
		const done = new Deferred<true>();
		this.quietly(from, to, () => this.quietly(to, from, () => done.resolve(true)));
		const answered = yield* done.wait(timeoutMs);
		return answered ? Math.max(this.sim.now - start > 50 ? this.sim.now - start : 0, exact) : undefined;
	}

	private wire(from: string, to: string): [Connection, Connection] {
		const net = this;
		const there = new Pipe();
		const back = new Pipe();
		const end = (local: string, remote: string, incoming: Pipe, outgoing: Pipe): Connection => {
			let closed = false;
			return {
				local,
				remote,
				read: () => incoming.reader.read(),
				poll: () => incoming.reader.poll(),
				*write(text) {
					if (closed) throw new Signal('SIGPIPE');
					net.persist(local, remote, () => outgoing.push(text));
					// Bandwidth of a LAN: about 100 characters per microsecond would cost nothing here; a flood must cost time.
					if (text.length > 4096) yield* park(new WaitQueue(), Math.ceil(text.length / 65536));
				},
				close() {
					if (closed) return;
					closed = true;
					net.persist(local, remote, () => outgoing.writer.close());
				}
			};
		};
		return [end(from, to, back, there), end(to, from, there, back)];
	}

	/** Delivers in the end if the wire is mended, as TCP does. */
	private persist(from: string, to: string, deliver: () => void, attempt = 0): void {
		if (this.canReach(from, to)) {
			this.sim.at(this.arrival(from, to), () => {
				if (this.canReach(from, to)) deliver();
				else this.persist(from, to, deliver, attempt + 1);
			});
		} else if (attempt < 64) {
			this.sim.after(RETRANSMIT_MS * Math.min(8, attempt + 1), () => this.persist(from, to, deliver, attempt + 1));
		}
	}

	/** An untraced packet (resets, refusals, echoes): lost where the wire is cut. */
	private quietly(from: string, to: string, deliver: () => void): void {
		if (!this.canReach(from, to)) return;
		this.sim.at(this.arrival(from, to), () => {
			if (this.canReach(from, to)) deliver();
		});
	}

	private transmit(
		from: string,
		to: string,
		note: MessageNote,
		isBlocked: boolean,
		deliver: () => 'refused' | undefined
	): void {
		const trace = this.sim.trace;
		const id = ++this.messages;
		const arrival = this.arrival(from, to);
		const silent = from === to;
		if (!silent) {
			trace.emit({
				type: 'net.send',
				id,
				from,
				to,
				kind: note.kind,
				what: note.what,
				latencyMs: arrival - this.sim.now,
				...(note.reply ? { reply: note.reply } : {}),
				...(note.noise ? { noise: true as const } : {})
			});
		}
		const drop = (why: 'partition' | 'loss' | 'down'): void => {
			trace.emit({ type: 'net.drop', id, from, to, kind: note.kind, what: note.what, why });
		};
		if (!this.hosts.get(from)?.isUp) return drop('down');
		if (!silent && (this.isLost(from, to, note) || isBlocked)) {
			this.sim.at(arrival, () => drop('loss'));
			return;
		}
		this.sim.at(arrival, () => {
			if (!this.canReach(from, to)) return drop(this.hosts.get(to)?.isUp ? 'partition' : 'down');
			if (!silent) trace.emit({ type: 'net.recv', id, from, to });
			deliver();
		});
	}

	private isLost(from: string, to: string, note: MessageNote): boolean {
		const link = this.linkFaults.get(`${from}>${to}`)?.loss ?? 0;
		const kind = this.kindLoss.get(note.kind === 'D' || note.kind === 'C' ? 'call' : 'raft') ?? 0;
		return this.rng.chance(1 - (1 - link) * (1 - kind));
	}

	private latency(from: string, to: string): number {
		if (from === to) return 0;
		return this.rng.between(...LATENCY_MS) + (this.linkFaults.get(`${from}>${to}`)?.delayMs ?? 0);
	}

	/** When a packet sent now arrives: after the latency, and not before an earlier one of the same direction. */
	private arrival(from: string, to: string): number {
		const key = `${from}>${to}`;
		const at = Math.max(this.sim.now + Math.round(this.latency(from, to)), this.lastArrival.get(key) ?? 0);
		this.lastArrival.set(key, at);
		return at;
	}
}
