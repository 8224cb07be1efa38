import { Files } from '../sim/files.ts';
import { invariant } from '../sim/invariant.ts';
import type { Connection, Host, Net } from '../sim/net.ts';
import {
	park,
	pause,
	Signal,
	SIGNAL_NUMBER,
	WaitQueue,
	type Proc,
	type Process,
	type SignalName
} from '../sim/process.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import { Pipe, type ReadEnd, type WriteEnd } from '../sim/stream.ts';
import type { MachineFace, Program, Sys } from '../sim/sys.ts';
import { ContainerNet, type ContainerRoutes } from './container-net.ts';
import type { CommandTable } from './engine-context.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './programs/program.ts';
import { Pty } from './pty.ts';
import type { ImageSource } from './registry.ts';

/** Everything a container's processes need; the daemon decides it, the runtime carries it out. */
export interface LifeSpec {
	id: string;
	hostname: string;
	argv: readonly string[];
	env: ReadonlyMap<string, string>;
	cwd: string;
	files: Files;
	image: ImageSource;
	tty: boolean;
	openStdin: boolean;
	/** An init process passes every signal on. */
	init: boolean;
	/** In the machine's own network namespace. */
	hostNetwork: boolean;
	size?: { columns: number; rows: number };
}

export type Output = (stream: 'stdout' | 'stderr', text: string) => Process<void>;

export interface ExecSpec {
	argv: readonly string[];
	env: ReadonlyMap<string, string>;
	cwd: string;
	tty: boolean;
	stdin: boolean;
	size?: { columns: number; rows: number };
	output: Output;
}

/** A process beside the first one. */
export interface ExecProcess {
	proc: Proc;
	pid: number;
	/** Keys or text of the client. */
	type(text: string): Process<void>;
	closeStdin(): void;
	resize(columns: number, rows: number): void;
}

/** What runc says when there is no such file. */
export class NoExecutableError extends Error {
	override name = 'NoExecutableError';
	constructor(readonly executable: string) {
		super(`exec: "${executable}": executable file not found in $PATH`);
	}
}

/** Not in busybox, and not in a slim Debian. */
const ABSENT: Readonly<Record<'busybox' | 'debian', readonly string[]>> = {
	busybox: ['bash', 'curl'],
	debian: ['ping', 'vi', 'wget', 'ps']
};

/**
 * containerd and runc of one machine: the containers that are alive. It outlives the daemon, but not the power. A
 * container that has ended while no daemon was there keeps its exit code here.
 */
export class Runtime {
	readonly lives = new Map<string, Life>();
	private readonly scope: Scope;
	private nextPid = 300;

	constructor(
		readonly sim: Sim,
		readonly machineScope: Scope,
		readonly net: Net,
		readonly host: Host,
		readonly commands: CommandTable,
		readonly rng: Rng
	) {
		this.scope = machineScope.child('containers');
	}

	/** @throws NoExecutableError */
	start(spec: LifeSpec, routes: ContainerRoutes, output: Output): Life {
		invariant(this.lives.get(spec.id)?.isOver ?? true, 'a container that runs already', spec.id);
		const life = new Life(this, spec, this.scope.child(spec.id.slice(0, 12)), routes, output);
		this.lives.set(spec.id, life);
		life.begin();
		return life;
	}

	pid(): number {
		return this.nextPid++;
	}
}

/** One run of a container: from its first process's start to its end. */
export class Life {
	readonly pid: number;
	readonly startedMs: number;
	exitCode: number | undefined;
	/** Told once, unless the power goes first. */
	onExit: ((code: number) => void) | undefined;
	readonly memory = new Map<string, unknown>();
	/** Processes of the container for `top`: the first one first. */
	readonly processes: {
		pid: number;
		parent: number;
		argv: readonly string[];
		proc: Proc;
		startedMs: number;
		tty: boolean;
	}[] = [];
	readonly pty: Pty | undefined;
	private readonly stdin: Pipe | undefined;
	private readonly addresses = new Map<string, 'vxlan' | 'bridge'>();
	private readonly listeners = new Map<
		number,
		{ scope: Scope; handler: (connection: Connection) => Process<number> }
	>();
	private readonly registrations = new Map<string, () => void>();
	private readonly net: Net;
	private handles: readonly SignalName[] = [];
	private main: Proc | undefined;

	constructor(
		readonly runtime: Runtime,
		readonly spec: LifeSpec,
		readonly scope: Scope,
		routes: ContainerRoutes,
		/** Where output goes; the daemon changes it when it comes back. */
		public output: Output
	) {
		this.pid = runtime.pid();
		this.startedMs = runtime.sim.wallMs;
		this.net = spec.hostNetwork
			? runtime.net
			: new ContainerNet(runtime.sim, runtime.net, runtime.host.name, spec.hostname, routes);
		if (spec.tty)
			this.pty = new Pty(
				(text) => this.printLater(text),
				(signal) => this.kill(signal, true),
				spec.size
			);
		else if (spec.openStdin) this.stdin = new Pipe();
	}

	get isOver(): boolean {
		return this.exitCode !== undefined;
	}

	/** @internal */
	begin(): void {
		const { spec } = this;
		const run = this.lookup(spec.argv[0] ?? '');
		if (!run) throw new NoExecutableError(spec.argv[0] ?? '');
		this.handles = run.handles;
		const stdin = this.pty?.reader ?? this.stdin?.reader ?? emptyInput();
		const world = this.world({
			argv: spec.argv,
			env: spec.env,
			cwd: spec.cwd,
			stdin,
			output: (stream, text) => this.output(stream, text),
			pty: this.pty,
			isFirst: true
		});
		this.main = this.scope.spawn(run.main(world), { name: spec.argv[0] ?? '', onExit: (code) => this.ended(code) });
		this.processes.push({
			pid: this.pid,
			parent: this.pid - 1,
			argv: spec.argv,
			proc: this.main,
			startedMs: this.startedMs,
			tty: spec.tty
		});
	}

	/** Signals the first process. One without a handler is spared by the kernel, unless it has an init before it. */
	kill(signal: SignalName, fromTerminal = false): void {
		if (this.isOver || !this.main) return;
		if (signal === 'SIGKILL') {
			this.main.kill('SIGKILL');
			return;
		}
		// A shell at a terminal has a handler for ^C of its own.
		const isShell = ['sh', 'ash', 'bash'].includes(baseName(this.spec.argv[0] ?? ''));
		if (this.handles.includes(signal) || (this.spec.init && signal !== 'SIGWINCH') || (fromTerminal && isShell))
			this.main.kill(signal);
	}

	/** @throws NoExecutableError */
	exec(spec: ExecSpec): ExecProcess {
		const run = this.lookup(spec.argv[0] ?? '');
		if (!run) throw new NoExecutableError(spec.argv[0] ?? '');
		let proc: Proc | undefined;
		const pty = spec.tty
			? new Pty(
					(text) => this.scope.spawn(spec.output('stdout', text) as unknown as Process<number>, { name: 'echo' }),
					(signal) => proc?.kill(signal === 'SIGWINCH' ? 'SIGWINCH' : signal),
					spec.size
				)
			: undefined;
		const pipe = spec.stdin && !pty ? new Pipe() : undefined;
		const world = this.world({
			argv: spec.argv,
			env: spec.env,
			cwd: spec.cwd,
			stdin: pty?.reader ?? pipe?.reader ?? emptyInput(),
			output: spec.output,
			pty,
			isFirst: false
		});
		proc = this.scope.spawn(run.main(world), { name: spec.argv[0] ?? '' });
		const entry = {
			pid: this.runtime.pid(),
			parent: this.pid,
			argv: spec.argv,
			proc,
			startedMs: this.runtime.sim.wallMs,
			tty: spec.tty
		};
		this.processes.push(entry);
		proc.onExit(() => this.processes.splice(this.processes.indexOf(entry), 1));
		return {
			proc,
			pid: entry.pid,
			*type(text) {
				if (pty) pty.type(text);
				else if (pipe) yield* pipe.writer.write(text);
			},
			closeStdin: () => {
				pipe?.writer.close();
				pty?.hangUp();
			},
			resize: (columns, rows) => pty?.resize(columns, rows)
		};
	}

	*type(text: string): Process<void> {
		if (this.pty) this.pty.type(text);
		else if (this.stdin) yield* this.stdin.writer.write(text);
	}

	closeStdin(): void {
		this.stdin?.writer.close();
	}

	/** An address comes to the container: what it listens on is reachable there. */
	addAddress(address: string, wire: 'vxlan' | 'bridge'): void {
		this.addresses.set(address, wire);
		this.registrations.set(
			`${wire}/${address}:icmp`,
			this.runtime.host.listen(`${wire}/${address}:icmp`, this.scope, refuseAll)
		);
		for (const port of this.listeners.keys()) this.register(address, wire, port);
	}

	removeAddress(address: string): void {
		const wire = this.addresses.get(address);
		this.addresses.delete(address);
		for (const [key, remove] of [...this.registrations]) {
			if (!key.startsWith(`${wire}/${address}:`)) continue;
			remove();
			this.registrations.delete(key);
		}
	}

	addressList(): string[] {
		return this.spec.hostNetwork ? [this.runtime.host.address] : [...this.addresses.keys()];
	}

	/** How the container reaches one of its own ports. */
	loopback(port: string): string {
		return `lo/${this.spec.id}:${port.replace('tcp/', '')}`;
	}

	private ended(code: number): void {
		this.exitCode = code;
		const hasPower = !this.runtime.machineScope.isEnded;
		this.scope.end();
		if (hasPower) this.onExit?.(code);
	}

	private register(address: string, wire: 'vxlan' | 'bridge', port: number): void {
		const listener = this.listeners.get(port);
		if (!listener) return;
		const key = `${wire}/${address}:${port}`;
		this.registrations.set(key, this.runtime.host.listen(key, listener.scope, listener.handler));
	}

	private listen(port: number, handler: (connection: Connection) => Process<number>): void {
		const { host, net } = this.runtime;
		if (this.listeners.has(port)) throw new AddressInUseError(port);
		const serve = (connection: Connection): Process<number> => handler(withAddress(connection, net));
		if (this.spec.hostNetwork) {
			if (host.isListening(`tcp/${port}`)) throw new AddressInUseError(port);
			host.listen(`tcp/${port}`, this.scope, serve);
			return;
		}
		this.listeners.set(port, { scope: this.scope, handler: serve });
		host.listen(this.loopback(`tcp/${port}`), this.scope, serve);
		for (const [address, wire] of this.addresses) this.register(address, wire, port);
	}

	/** A command of the image, or one of the usual ones. */
	private lookup(argv0: string): Pick<ContainerProgram, 'handles' | 'main'> | undefined {
		const name = baseName(argv0);
		const own = this.spec.image.programs[name];
		if (own) return own;
		const common = this.commonProgram(name);
		return common && { handles: [], main: (world) => common.run(world) };
	}

	private commonProgram(name: string): Program | undefined {
		const { userland } = this.spec.image;
		if (userland === 'none' || ABSENT[userland].includes(name)) return undefined;
		return this.runtime.commands.program(name);
	}

	private world(given: {
		argv: readonly string[];
		env: ReadonlyMap<string, string>;
		cwd: string;
		stdin: ReadEnd;
		output: Output;
		pty: Pty | undefined;
		isFirst: boolean;
	}): ContainerWorld {
		const life = this;
		const sys: Sys = {
			machine: this.face(),
			argv: given.argv,
			env: given.env,
			cwd: given.cwd,
			stdin: given.stdin,
			stdout: writeEnd((text) => given.output('stdout', given.pty ? given.pty.cook(text) : text)),
			stderr: writeEnd((text) =>
				given.output(given.pty ? 'stdout' : 'stderr', given.pty ? given.pty.cook(text) : text)
			),
			terminal: () => given.pty,
			spawn(commandLine, io, group) {
				const shell = life.commonProgram('sh');
				const child = derive(sys, {
					argv: ['sh', '-c', commandLine],
					stdin: io.stdin ?? sys.stdin,
					stdout: io.stdout ?? sys.stdout,
					stderr: io.stderr ?? sys.stderr
				});
				const missing = function* (): Process {
					yield* child.stderr.write('sh: not found\n');
					return 127;
				};
				return life.scope.spawn(shell ? shell.run(child) : missing(), {
					name: commandLine,
					...(group ? { group } : {})
				});
			}
		};
		return this.extend(sys, given.isFirst);
	}

	/** Adds what a container's program has beyond an ordinary one. */
	private extend(sys: Sys, isFirst: boolean): ContainerWorld {
		const life = this;
		const extras = {
			hostname: this.spec.hostname,
			memory: this.memory,
			addresses: () => life.addressList(),
			listen: (port: number, handler: (connection: Connection) => Process<number>) => life.listen(port, handler),
			*signal(): Process<SignalName> {
				try {
					for (;;) yield* park(new WaitQueue());
				} catch (error) {
					if (error instanceof Signal) return error.signal;
					throw error;
				}
			},
			*exec(argv: readonly string[]): Process<number> {
				const run = life.lookup(argv[0] ?? '');
				if (!run) {
					yield* sys.stderr.write(`${sys.argv[0] ?? ''}: exec: ${argv[0] ?? ''}: not found\n`);
					return 127;
				}
				if (isFirst) life.handles = run.handles;
				return yield* run.main(life.extend(derive(sys, { argv }), isFirst));
			}
		};
		return derive(sys, extras);
	}

	private face(): MachineFace {
		const life = this;
		const { runtime, spec } = this;
		return {
			hostname: spec.hostname,
			get address() {
				return life.addressList()[0] ?? '127.0.0.1';
			},
			sim: runtime.sim,
			net: this.net,
			files: spec.files,
			rng: runtime.rng,
			program(name) {
				const own = spec.image.programs[name];
				if (own) return { name, run: (sys) => own.main(life.extend(sys, false)) };
				return life.commonProgram(name);
			},
			programNames() {
				const common =
					spec.image.userland === 'none' ? [] : runtime.commands.names().filter((name) => life.commonProgram(name));
				return [...new Set([...Object.keys(spec.image.programs), ...common])].sort();
			}
		};
	}

	/** Echo of a terminal: from code that is no process. */
	private printLater(text: string): void {
		const print = this.output('stdout', text);
		this.scope.spawn(print as unknown as Process<number>, { name: 'echo' });
	}
}

/** Signal by name or number as a client gives it ('SIGTERM', 'term', '15'); undefined when there is none. */
export function parseSignal(text: string): SignalName | undefined {
	const upper = text.toUpperCase();
	const names = Object.keys(SIGNAL_NUMBER) as SignalName[];
	return names.find((name) => name === upper || name === `SIG${upper}` || String(SIGNAL_NUMBER[name]) === text);
}

function writeEnd(write: (text: string) => Process<void>): WriteEnd {
	return {
		*write(text) {
			// A flood must let others have their turn.
			yield* pause();
			yield* write(text);
		},
		close: () => {}
	};
}

/** The same with other fields; what is not given stays the original's, live. */
function derive<T extends object, E extends object>(original: T, fields: E): T & E {
	return Object.assign(Object.create(original) as T, fields);
}

function emptyInput(): ReadEnd {
	return {
		*read() {
			return undefined;
		},
		poll: () => undefined,
		close: () => {}
	};
}

function* refuseAll(connection: Connection): Process {
	connection.close();
	return 0;
}

/** Programs see an address where the wires know the name of a machine. */
function withAddress(connection: Connection, net: Net): Connection {
	const remote = net.find(connection.remote)?.address ?? connection.remote;
	return { ...connection, remote };
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
