import { ApiError } from '../api/error.ts';
import type { Files } from '../sim/files.ts';
import { invariant } from '../sim/invariant.ts';
import type { Connection, Host, Net } from '../sim/net.ts';
import {
	park,
	pause,
	ProcGroup,
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
import type { MachineFace, NetworkInterface, Program, Sys } from '../sim/sys.ts';
import { ContainerNet, type ContainerRoutes } from './container-net.ts';
import type { CommandTable } from './engine-context.ts';
import { macOf, parseSubnet, toAddress } from './ip-address.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './programs/program.ts';
import { Pty } from './pty.ts';
import type { ContainerTerminal } from './terminal.ts';
import { programOf, type ImageSource } from './registry.ts';

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
	/** Told when it has ended and all it printed is handed on. */
	onEnd(listener: (code: number) => void): void;
	pid: number;
	/** Keys or text of the client. */
	type(text: string): Process<void>;
	closeStdin(): void;
	resize(columns: number, rows: number): void;
}

/** Of an address: the wires behind it and the network around it. */
export interface Attachment {
	wire: 'vxlan' | 'bridge';
	subnet: string;
	gateway: string;
}

/** What runc says when there is no such file. */
export class NoExecutableError extends Error {
	override name = 'NoExecutableError';
	/** Of a container that cannot be started. */
	readonly exitCode: number;
	/** @param files of the container. Source of the words: Go, os/exec/lp_unix.go. */
	constructor(executable: string, files: Files) {
		const isFound = executable.includes('/') && files.exists(executable);
		const isMissing = executable.includes('/') && !isFound;
		const why = isFound ? 'permission denied' : 'executable file not found in $PATH';
		super(`exec: "${executable}": ${isMissing ? `stat ${executable}: no such file or directory` : why}`);
		this.exitCode = isFound ? 126 : 127;
	}
}

/** Not in busybox, and not in a slim Debian. */
const ABSENT: Readonly<Record<'busybox' | 'debian', readonly string[]>> = {
	busybox: ['bash', 'curl'],
	debian: ['curl', 'ping', 'wget', 'ps', 'nslookup', 'telnet', 'ip']
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
		try {
			life.begin();
		} catch (error) {
			this.lives.delete(spec.id);
			throw error;
		}
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
		/** Number in the container's own namespace. */
		inside: number;
		script?: string;
		startedMs: number;
		tty: boolean;
	}[] = [];
	private lastInside = 1;
	readonly terminal: ContainerTerminal | undefined;
	private readonly stdin: Pipe | undefined;
	private readonly addresses = new Map<string, Attachment>();
	private readonly listeners = new Map<
		number,
		{ scope: Scope; handler: (connection: Connection) => Process<number> }
	>();
	private readonly registrations = new Map<string, () => void>();
	private readonly face: MachineFace;
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
		const net = spec.hostNetwork
			? runtime.net
			: new ContainerNet(runtime.sim, runtime.net, runtime.host.name, spec.hostname, routes);
		this.face = new ContainerFace(this, net);
		if (spec.tty) {
			this.terminal = this.createTerminal(spec.size, (text) => this.output('stdout', text));
			this.terminal.foreground = new FirstProcess((signal) => this.kill(signal, true));
		} else if (spec.openStdin) this.stdin = new Pipe();
	}

	get isOver(): boolean {
		return this.exitCode !== undefined;
	}

	/** @internal */
	begin(): void {
		const { spec } = this;
		const run = this.lookup(spec.argv[0] ?? '');
		if (!run) throw new NoExecutableError(spec.argv[0] ?? '', this.spec.files);
		this.handles = run.handles;
		const stdin = this.terminal?.reader ?? this.stdin?.reader ?? emptyInput();
		const world = this.world({
			argv: spec.argv,
			env: spec.env,
			cwd: spec.cwd,
			stdin,
			output: (stream, text) => this.output(stream, text),
			terminal: this.terminal,
			isFirst: true
		});
		this.main = this.scope.spawn(run.main(world), { name: spec.argv[0] ?? '', onExit: (code) => this.ended(code) });
		this.processes.push({
			pid: this.pid,
			parent: this.pid - 1,
			argv: spec.argv,
			inside: 1,
			...(run.script === undefined ? {} : { script: run.script }),
			startedMs: this.startedMs,
			tty: spec.tty
		});
		for (const command of run.children ?? []) {
			this.processes.push({
				pid: this.runtime.pid(),
				parent: this.pid,
				argv: command.split(' '),
				inside: ++this.lastInside,
				startedMs: this.startedMs,
				tty: spec.tty
			});
		}
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

	/** What a shell's `trap` sets. */
	handle(proc: Proc, signal: SignalName, isHandled: boolean): void {
		if (proc !== this.main) return;
		const others = this.handles.filter((name) => name !== signal);
		this.handles = isHandled ? [...others, signal] : others;
	}

	/** @throws NoExecutableError */
	exec(spec: ExecSpec): ExecProcess {
		const run = this.lookup(spec.argv[0] ?? '');
		if (!run) throw new NoExecutableError(spec.argv[0] ?? '', this.spec.files);
		const printing = new Printing();
		const terminal = spec.tty
			? this.createTerminal(spec.size, (text) => spec.output('stdout', text), printing)
			: undefined;
		const pipe = spec.stdin && !terminal ? new Pipe() : undefined;
		const world = this.world({
			argv: spec.argv,
			env: spec.env,
			cwd: spec.cwd,
			stdin: terminal?.reader ?? pipe?.reader ?? emptyInput(),
			output: spec.output,
			terminal,
			isFirst: false
		});
		const group = new ProcGroup();
		if (terminal) terminal.foreground = group;
		const proc = this.scope.spawn(run.main(world), { name: spec.argv[0] ?? '', group });
		const entry = {
			pid: this.runtime.pid(),
			parent: this.pid,
			argv: spec.argv,
			inside: ++this.lastInside,
			startedMs: this.runtime.sim.wallMs,
			tty: spec.tty
		};
		this.processes.push(entry);
		proc.onExit(() => this.processes.splice(this.processes.indexOf(entry), 1));
		return {
			proc,
			onEnd: (listener) => proc.onExit((code) => printing.whenDone(() => listener(code))),
			pid: entry.pid,
			*type(text) {
				if (terminal) terminal.input(text);
				else if (pipe) yield* pipe.writer.write(text);
			},
			closeStdin: () => pipe?.writer.close(),
			resize: (columns, rows) => terminal?.resize(columns, rows)
		};
	}

	*type(text: string): Process<void> {
		if (this.terminal) this.terminal.input(text);
		else if (this.stdin) yield* this.stdin.writer.write(text);
	}

	closeStdin(): void {
		this.stdin?.writer.close();
	}

	/** An address comes to the container: what it listens on is reachable there. */
	addAddress(address: string, attachment: Attachment): void {
		const { wire } = attachment;
		this.addresses.set(address, attachment);
		this.registrations.set(
			`${wire}/${address}:icmp`,
			this.runtime.host.listen(`${wire}/${address}:icmp`, this.scope, refuseAll)
		);
		for (const port of this.listeners.keys()) this.register(address, wire, port);
	}

	removeAddress(address: string): void {
		const wire = this.addresses.get(address)?.wire;
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

	/** As `ip addr` lists them, without loopback. The way out is the gateway bridge where there is one. */
	interfaces(): NetworkInterface[] {
		const all = [...this.addresses];
		const wayOut = all.findLast(([, { wire }]) => wire === 'bridge')?.[0];
		return all.map(([address, { subnet, gateway, wire }], i) => {
			const { prefix, last } = parseSubnet(subnet);
			return {
				index: 4 * this.pid + 2 * i,
				name: `eth${i}`,
				address,
				prefix,
				subnet,
				broadcast: toAddress(last),
				mac: macOf(address),
				mtu: wire === 'vxlan' ? 1450 : 1500,
				gateway: address === wayOut ? gateway : ''
			};
		});
	}

	/** As `ps` in the container lists them. */
	processList(): { pid: number; command: string }[] {
		return this.processes.map(({ argv, script, inside }) => ({
			pid: inside,
			command: script === undefined ? argv.join(' ') : `{${baseName(argv[0] ?? '')}} /bin/sh ${script}`
		}));
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
		for (const [address, { wire }] of this.addresses) this.register(address, wire, port);
	}

	/** A command of the image, or one of the usual ones. */
	private lookup(argv0: string): Pick<ContainerProgram, 'handles' | 'main' | 'script' | 'children'> | undefined {
		const name = baseName(argv0);
		const own = programOf(this.spec.image, name);
		if (own) return own;
		const common = this.commonProgram(name);
		return common && { handles: [], main: (world) => common.run(world) };
	}

	/** @internal */
	commonProgram(name: string): Program | undefined {
		const { userland, also } = this.spec.image;
		const isThere = also?.includes(name) || (userland !== 'none' && !ABSENT[userland].includes(name));
		if (!isThere) return undefined;
		return this.runtime.commands.program(name, userland === 'busybox' ? 'busybox' : 'debian');
	}

	private world(given: {
		argv: readonly string[];
		env: ReadonlyMap<string, string>;
		cwd: string;
		stdin: ReadEnd;
		output: Output;
		terminal: ContainerTerminal | undefined;
		isFirst: boolean;
	}): ContainerWorld {
		const { output, terminal } = given;
		const sys: Sys = {
			machine: this.face,
			argv: given.argv,
			env: given.env,
			cwd: given.cwd,
			stdin: given.stdin,
			stdout: terminal?.writer ?? writeEnd((text) => output('stdout', text)),
			stderr: terminal?.writer ?? writeEnd((text) => output('stderr', text)),
			terminal: () => terminal,
			spawn: (commandLine, io, group) => this.spawnLine(sys, commandLine, io, group)
		};
		return this.extend(sys, given.isFirst);
	}

	private spawnLine(sys: Sys, line: string, io: Parameters<Sys['spawn']>[1], group: ProcGroup | undefined): Proc {
		const shell = this.commonProgram('sh');
		const child = derive(sys, {
			argv: ['sh', '-c', line],
			stdin: io.stdin ?? sys.stdin,
			stdout: io.stdout ?? sys.stdout,
			stderr: io.stderr ?? sys.stderr
		});
		const missing = function* (): Process {
			yield* child.stderr.write('sh: not found\n');
			return 127;
		};
		return this.scope.spawn(shell ? shell.run(child) : missing(), { name: line, ...(group ? { group } : {}) });
	}

	/** @internal Adds what a container's program has beyond an ordinary one. */
	extend(sys: Sys, isFirst: boolean): ContainerWorld {
		return derive(sys, {
			hostname: this.spec.hostname,
			memory: this.memory,
			addresses: () => this.addressList(),
			listen: (port: number, handler: (connection: Connection) => Process<number>) => this.listen(port, handler),
			signal: waitForSignal,
			exec: (argv: readonly string[]) => this.become(sys, argv, isFirst)
		});
	}

	private *become(sys: Sys, argv: readonly string[], isFirst: boolean): Process<number> {
		const run = this.lookup(argv[0] ?? '');
		if (!run) {
			yield* sys.stderr.write(`${sys.argv[0] ?? ''}: exec: ${argv[0] ?? ''}: not found\n`);
			return 127;
		}
		if (isFirst) this.handles = run.handles;
		return yield* run.main(this.extend(derive(sys, { argv }), isFirst));
	}

	private createTerminal(
		size: LifeSpec['size'],
		output: (text: string) => Process<void>,
		printing = new Printing()
	): ContainerTerminal {
		const create = this.runtime.commands.createTerminal ?? ((...args): ContainerTerminal => new Pty(...args));
		return create(this.scope, size ?? { columns: 80, rows: 24 }, (text) => {
			const print = function* (): Process {
				yield* output(text);
				return 0;
			};
			printing.begin();
			this.scope.spawn(print(), { name: 'terminal', onExit: () => printing.end() });
		});
	}
}

/** What a terminal has still to hand on: it goes on when its program has ended. */
class Printing {
	private count = 0;
	private waiting: (() => void)[] = [];

	begin(): void {
		this.count++;
	}

	end(): void {
		if (--this.count > 0) return;
		const waiting = this.waiting;
		this.waiting = [];
		for (const run of waiting) run();
	}

	whenDone(run: () => void): void {
		if (this.count === 0) run();
		else this.waiting.push(run);
	}
}

/** A container as the machine that its programs believe to be on. */
class ContainerFace implements MachineFace {
	readonly hostname: string;
	readonly sim: Sim;
	readonly files: Files;
	readonly rng: Rng;

	constructor(
		private readonly life: Life,
		readonly net: Net
	) {
		this.hostname = life.spec.hostname;
		this.sim = life.runtime.sim;
		this.files = life.spec.files;
		this.rng = life.runtime.rng;
	}

	get hasBusybox(): boolean {
		return this.life.spec.image.userland === 'busybox';
	}

	get address(): string {
		return this.life.addressList()[0] ?? '127.0.0.1';
	}

	program(name: string): Program | undefined {
		const own = programOf(this.life.spec.image, name);
		if (own) return { name, run: (sys) => own.main(this.life.extend(sys, false)) };
		return this.life.commonProgram(name);
	}

	processes(): { pid: number; command: string }[] {
		return this.life.processList();
	}

	interfaces(): NetworkInterface[] {
		return this.life.interfaces();
	}

	signalFirst(signal: SignalName): void {
		this.life.kill(signal);
	}

	handles(proc: Proc, signal: SignalName, isHandled: boolean): void {
		this.life.handle(proc, signal, isHandled);
	}

	programNames(): string[] {
		const { image } = this.life.spec;
		const common = this.life.runtime.commands.names().filter((name) => this.life.commonProgram(name));
		return [...new Set([...Object.keys(image.programs), ...common])].sort();
	}
}

/** ^C at a container's terminal: the kernel may spare the first process. */
class FirstProcess extends ProcGroup {
	constructor(private readonly signal: (signal: SignalName) => void) {
		super();
	}

	override kill(signal: SignalName): void {
		this.signal(signal);
	}
}

function* waitForSignal(): Process<SignalName> {
	try {
		for (;;) yield* park(new WaitQueue());
	} catch (error) {
		if (error instanceof Signal) return error.signal;
		throw error;
	}
}

/** Signal by name or number as a client gives it ('SIGTERM', 'term', '15'); undefined when there is none. */
export function parseSignal(text: string): SignalName | undefined {
	const upper = text.toUpperCase();
	const names = Object.keys(SIGNAL_NUMBER) as SignalName[];
	return names.find((name) => name === upper || name === `SIG${upper}` || String(SIGNAL_NUMBER[name]) === text);
}

/** '' is the usual one. @throws ApiError (400) for what is no signal, before anything else is looked at */
export function checkSignal(text: string): void {
	if (text !== '' && !isLinuxSignal(text) && !/^[1-9]\d+$/.test(text))
		throw new ApiError('invalid', `Invalid signal: ${text}`);
}

/** Known to Linux; nothing here has a handler for most of them. */
export function isLinuxSignal(text: string): boolean {
	return (
		parseSignal(text) !== undefined ||
		/^(SIG)?(USR1|USR2|CONT|STOP|ALRM|CHLD|TSTP|TTIN|TTOU|URG|XCPU|IO|PWR|SYS|TRAP|ABRT|BUS|FPE|ILL|SEGV)$|^([1-9]|[1-5]\d|6[0-4])$/i.test(
			text
		)
	);
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
