import type { Files } from './files.ts';
import type { Net } from './net.ts';
import type { Proc, ProcGroup, Process, SignalName } from './process.ts';
import type { Rng } from './rng.ts';
import type { Sim } from './sim.ts';
import type { ReadEnd, WriteEnd } from './stream.ts';

/** The terminal a process is attached to, as far as programs may use it. */
export interface TerminalControl {
	readonly columns: number;
	readonly rows: number;
	/** Raw: no line editing, no echo, ^C is a character. Restores with the returned function. */
	setRaw(): () => void;
	/** Stops echoing what is typed (a password). Restores with the returned function. */
	setNoEcho(): () => void;
}

/** A network interface with its address. */
export interface NetworkInterface {
	index: number;
	name: string;
	address: string;
	prefix: number;
	/** '10.0.1.0/24' */
	subnet: string;
	broadcast: string;
	mac: string;
	mtu: number;
	/** '' where it is not the way out. */
	gateway: string;
}

/** What a machine offers to every program on it. */
export interface MachineFace {
	readonly hostname: string;
	readonly address: string;
	readonly sim: Sim;
	readonly net: Net;
	readonly files: Files;
	/** Dice of this machine's programs. */
	readonly rng: Rng;
	/** Finds a program by name, as PATH does. */
	program(name: string): Program | undefined;
	/** All program names on PATH, sorted. */
	programNames(): string[];
	/** In a container: its processes, and its interfaces besides loopback. */
	processes?(): { pid: number; command: string }[];
	interfaces?(): NetworkInterface[];
	/** In a container: its shell and its tools are busybox's. */
	readonly hasBusybox?: boolean;
	/** In a container: signals its first process, which the kernel spares what it has no handler for. */
	signalFirst?(signal: SignalName): void;
	/** In a container: `proc` has a handler for a signal now, or none any more. */
	handles?(proc: Proc, signal: SignalName, isHandled: boolean): void;
}

/** One running program's world: file descriptors, environment, directory. */
export interface Sys {
	readonly machine: MachineFace;
	/** argv[0] is the program's name. */
	readonly argv: readonly string[];
	readonly env: ReadonlyMap<string, string>;
	readonly cwd: string;
	readonly stdin: ReadEnd;
	readonly stdout: WriteEnd;
	readonly stderr: WriteEnd;
	/** Set when the file descriptor is a terminal. */
	terminal(fd: 0 | 1 | 2): TerminalControl | undefined;
	/** Runs another program with these descriptors (`watch`, `xargs`); given text is a command line for the shell. */
	spawn(commandLine: string, io: { stdin?: ReadEnd; stdout?: WriteEnd; stderr?: WriteEnd }, group?: ProcGroup): Proc;
}

export interface Program {
	readonly name: string;
	/** Ends with the exit code. Throws only Signal; every other exception is our own fault. */
	run(sys: Sys): Process<number>;
	/** Completions for the word under the cursor; `words` are those before it (words[0] is the program). */
	complete?(machine: MachineFace, words: readonly string[], word: string): Process<string[]>;
}
