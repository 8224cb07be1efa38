import type { CommandNode, CompoundList, Function as FunctionNode, ParsedScript, Statement } from 'unbash';
import { park, pause, ProcGroup, Signal, type Process, type SignalName } from '../sim/process.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { MachineFace } from '../sim/sys.ts';
import { openPath, openPipe, openText, releaseDescriptors, shareDescriptors, type Descriptors } from './descriptors.ts';
import { expandText } from './expand.ts';
import type { History } from './history.ts';
import { Jobs, type Job } from './jobs.ts';
import { DEFAULT_PATH } from './lookup.ts';
import { endOfFileMessage, parseCommands } from './parse.ts';
import { DUMPING, processesOf, SIGNAL_TEXT, type ProcessEntry } from './processes.ts';
import { runNode } from './run.ts';
import { Jump, ShellError } from './shell-error.ts';
import { Tty } from './tty.ts';
import { ReadonlyError, Variables } from './variables.ts';

/** How messages begin: `bash: `, `bash: line 3: `, `./x.sh: line 3: `. */
export type MessageStyle = 'interactive' | 'line';

export interface InterpreterOptions {
	machine: MachineFace;
	/** Owner of the processes it starts. */
	scope: Scope;
	/** 0, 1 and 2; the interpreter takes them over and releases them in the end. */
	descriptors: Descriptors;
	environment?: ReadonlyMap<string, string>;
	cwd?: string;
	/** $0 */
	name?: string;
	positional?: readonly string[];
	style?: MessageStyle;
	/** Where its own processes belong; a shell with job control makes one for each job. */
	group?: ProcGroup | undefined;
	/** Set for a shell with job control. */
	tty?: Tty | undefined;
	pid?: number;
	parentPid?: number;
	/** Emit 'command' and 'command.end'. */
	isTraced?: boolean;
}

/** Deeper, the host's own stack would end. */
const NESTING_MAX = 200;
/** Characters that $(…) may hold: bash ends where its memory does (bash 5.2 under `ulimit -v`), which is far from endless here. */
const LARGEST_OUTPUT = 1 << 26;

/**
 * A bash: what it remembers, and the running of text. The syntax tree is run by run.ts, words are expanded by
 * expand.ts; both get the interpreter as their first argument. One instance is one process; `fork` makes a subshell.
 */
export class Interpreter {
	readonly machine: MachineFace;
	readonly scope: Scope;
	readonly rng: Rng;
	variables: Variables;
	functions = new Map<string, { node: FunctionNode; source: string }>();
	aliases = new Map<string, string>();
	/** Those that are being replaced right now, so that `alias ls='ls -F'` ends. */
	readonly expandingAliases = new Set<string>();
	descriptors: Descriptors;
	cwd: string;
	/** $0 */
	name: string;
	/** $1 … */
	positional: string[];
	/** $$, which a subshell keeps. */
	readonly pid: number;
	/** The process that this interpreter really is. */
	ownPid: number;
	readonly parentPid: number;
	lastStatus = 0;
	lastBackgroundPid: number | undefined;
	/** Statuses of the last pipeline. */
	jobs = new Jobs();
	/** Long names of `set -o` options and the few of `shopt` that matter. */
	options = new Set<string>();
	/** What `trap` has set: SIGINT, EXIT … → commands. */
	traps = new Map<string, string>();
	umask = 0o022;
	/** The text that positions of the syntax tree point into. */
	source = '';
	/** Line number of its first line. */
	firstLine = 1;
	/** Where in the text the command now running begins. */
	position = 0;
	style: MessageStyle;
	/** Before a message in place of `name`: bash writes `bash: -c: line 1:` for syntax errors of -c. */
	syntaxPrefix = '';
	loopDepth = 0;
	/** Functions and sourced files that are running. */
	returnDepth = 0;
	functionDepth = 0;
	nesting = 0;
	/** Within a condition `set -e` does nothing. */
	conditionDepth = 0;
	readonly group: ProcGroup | undefined;
	readonly tty: Tty | undefined;
	hasJobControl: boolean;
	isTraced: boolean;
	history: History | undefined;
	readonly startedAt: number;

	constructor(options: InterpreterOptions) {
		this.machine = options.machine;
		this.scope = options.scope;
		this.rng = options.machine.rng;
		this.descriptors = options.descriptors;
		this.cwd = options.cwd ?? '/root';
		this.name = options.name ?? 'bash';
		this.positional = [...(options.positional ?? [])];
		this.style = options.style ?? 'line';
		this.group = options.group;
		this.tty = options.tty;
		this.hasJobControl = options.tty !== undefined;
		this.pid = options.pid ?? processesOf(this.machine).reserve();
		this.ownPid = this.pid;
		this.parentPid = options.parentPid ?? 1;
		this.isTraced = options.isTraced ?? false;
		this.startedAt = this.machine.sim.now;
		this.variables = new Variables();
		for (const [name, value] of options.environment ?? loginEnvironment()) {
			this.variables.set(name, value);
			this.variables.declare(name, { isExported: true });
		}
		this.setUpVariables();
	}

	private setUpVariables(): void {
		const { variables } = this;
		variables.set('IFS', ' \t\n');
		variables.set('PWD', this.cwd);
		variables.declare('PWD', { isExported: true });
		variables.declare('OLDPWD', { isExported: true });
		variables.set('SHLVL', String(Number(variables.get('SHLVL') ?? 0) + 1));
		variables.declare('SHLVL', { isExported: true });
		if (variables.get('PATH') === undefined) variables.set('PATH', DEFAULT_PATH);
		for (const [name, value] of [
			['BASH', '/bin/bash'],
			['BASH_VERSION', '5.2.15(1)-release'],
			['HOSTNAME', this.machine.hostname],
			['HOSTTYPE', 'x86_64'],
			['MACHTYPE', 'x86_64-pc-linux-gnu'],
			['OSTYPE', 'linux-gnu'],
			['OPTIND', '1'],
			['PS4', '+ ']
		] as const) {
			variables.set(name, value);
		}
		for (const [name, value] of [
			['UID', '0'],
			['EUID', '0'],
			['PPID', String(this.parentPid)]
		] as const) {
			variables.set(name, value);
			variables.declare(name, { isReadonly: true });
		}
		this.bindComputed();
	}

	/** RANDOM and its like ask the interpreter they belong to. */
	private bindComputed(): void {
		const { computed } = this.variables;
		computed.set('RANDOM', () => String(this.rng.int(32768)));
		computed.set('SECONDS', () => String(Math.floor((this.machine.sim.now - this.startedAt) / 1000)));
		computed.set('EPOCHSECONDS', () => String(Math.floor(this.machine.sim.wallMs / 1000)));
		computed.set('LINENO', () => String(this.line()));
		computed.set('BASHPID', () => String(this.ownPid));
	}

	/** A subshell: a copy that changes nothing here. Its descriptors are shared; `spawnSubshell` releases them. */
	fork(): Interpreter {
		const copy = Object.create(Interpreter.prototype) as Interpreter;
		Object.assign(copy, this, {
			variables: this.variables.clone(),
			functions: new Map(this.functions),
			aliases: new Map(this.aliases),
			descriptors: shareDescriptors(this.descriptors),
			positional: [...this.positional],
			jobs: new Jobs(),
			options: new Set(this.options),
			traps: new Map(),
			hasJobControl: false,
			isTraced: false,
			ownPid: processesOf(this.machine).reserve()
		});
		copy.bindComputed();
		return copy;
	}

	/** Line number of the command that is running. */
	line(): number {
		return this.firstLine + (this.source.slice(0, this.position).match(/\n/g)?.length ?? 0);
	}

	/** Letters of $-. */
	optionLetters(): string {
		const letters: [string, string][] = [
			['errexit', 'e'],
			['noglob', 'f'],
			['nounset', 'u'],
			['xtrace', 'x']
		];
		const set = letters.filter(([option]) => this.options.has(option)).map(([, letter]) => letter);
		return ['h', ...set, ...(this.hasJobControl ? ['i', 'm'] : []), 'B', ...(this.hasJobControl ? ['H'] : [])].join('');
	}

	/** Writes to a descriptor; what is written to a closed one is lost. */
	*write(fd: number, text: string): Process<void> {
		if (text !== '') yield* this.descriptors.get(fd)?.writer?.write(text) ?? nothing();
	}

	/** An error message of the shell itself: `bash: text`. */
	*complain(text: string): Process<void> {
		yield* this.write(2, `${this.prefix()}${text}\n`);
	}

	prefix(): string {
		if (this.style === 'interactive') return `${this.name.replace(/^-/, '')}: `;
		// In a function of `bash -c` bash takes 'environment' for the name of its file.
		return `${this.functionDepth > 0 && this.syntaxPrefix !== '' ? 'environment' : this.name}: line ${this.line()}: `;
	}

	/**
	 * Runs a whole text, command by command as bash reads it: line by line until a command is complete.
	 * @returns the last status. Throws Jump('exit') only when `exits` is false.
	 */
	*runText(text: string): Process<number> {
		const lines = text.split('\n');
		if (lines.at(-1) === '') lines.pop();
		let first = 0;
		this.lastStatus = lines.length === 0 ? 0 : this.lastStatus;
		for (let next = 1; next <= lines.length; next++) {
			let chunk = lines.slice(first, next).join('\n');
			let parsed = parseCommands(chunk + '\n');
			if (parsed.status === 'incomplete') {
				if (next < lines.length) continue;
				if (parsed.until.what === 'heredoc') {
					this.firstLine = first + 1;
					yield* this.write(
						2,
						`${this.name}: line ${lines.length}: warning: here-document at line ${first + 1} delimited by end-of-file (wanted \`${parsed.until.word}')\n`
					);
					chunk += `\n${parsed.until.word}`;
				} else if (parsed.until.what === 'line') chunk = chunk.replace(/\\$/, '');
				else {
					const line = parsed.until.what === 'quote' && parsed.until.mark !== ')' ? first + 1 : lines.length + 1;
					yield* this.syntaxError(endOfFileMessage(parsed.until), line);
					return this.lastStatus;
				}
				parsed = parseCommands(chunk + '\n');
			}
			this.firstLine = first + 1;
			if (parsed.status === 'error') {
				const line = first + 1 + (chunk.slice(0, parsed.pos).match(/\n/g)?.length ?? 0);
				yield* this.syntaxError(parsed.message, line, lines[line - 1]);
				if (this.style === 'line') return this.lastStatus;
			} else if (parsed.status === 'complete') {
				const goesOn = yield* this.runParsed(parsed.script, parsed.source);
				if (!goesOn && this.style === 'line') return this.lastStatus;
			}
			first = next;
		}
		return this.lastStatus;
	}

	private *syntaxError(message: string, line: number, text?: string): Process<void> {
		this.lastStatus = 2;
		if (this.style === 'interactive') return yield* this.write(2, `${this.name.replace(/^-/, '')}: ${message}\n`);
		const prefix = `${this.name}: ${this.syntaxPrefix}line ${line}: `;
		yield* this.write(2, `${prefix}${message}\n`);
		if (text !== undefined && message.includes('near unexpected')) yield* this.write(2, `${prefix}\`${text}'\n`);
	}

	/** Runs one complete command. @returns false when an error of the shell ended it. */
	*runParsed(script: ParsedScript, source: string): Process<boolean> {
		if (script.commands.length === 0) return true;
		const outer = { source: this.source, position: this.position };
		this.source = source;
		const line = source.replace(/\n+$/, '');
		const { trace, now } = this.machine.sim;
		const id = trace.count + 1;
		const where = this.machine.hostname;
		if (this.isTraced) trace.emit({ type: 'command', where, id, line });
		try {
			yield* this.runStatements(script.commands);
			return true;
		} catch (error) {
			if (error instanceof Jump && error.kind === 'exit') this.lastStatus = error.status;
			if (error instanceof Signal) this.lastStatus = 130;
			const text = error instanceof ShellError || error instanceof ReadonlyError ? error.message : undefined;
			if (text === undefined) throw error;
			yield* this.complain(text);
			this.lastStatus = error instanceof ShellError && this.style === 'line' ? error.status : 1;
			return false;
		} finally {
			if (this.isTraced)
				trace.emit({ type: 'command.end', where, id, line, code: this.lastStatus, ms: this.machine.sim.now - now });
			Object.assign(this, outer);
		}
	}

	*runList(list: CompoundList): Process<number> {
		return yield* this.runStatements(list.commands);
	}

	*runStatements(statements: readonly Statement[]): Process<number> {
		for (const statement of statements) {
			yield* pause();
			try {
				if (statement.background) yield* this.runInBackground(statement);
				else this.lastStatus = yield* runNode(this, statement.command);
			} catch (error) {
				if (!(error instanceof Signal) || !(yield* this.handleTrap(error.signal))) throw error;
			}
		}
		return this.lastStatus;
	}

	/** Runs what `trap` has set for a signal or EXIT; false when nothing is set. */
	*handleTrap(name: SignalName | 'EXIT'): Process<boolean> {
		const commands = this.traps.get(name);
		if (commands === undefined) return false;
		if (name === 'EXIT') this.traps.delete(name);
		const status = this.lastStatus;
		yield* this.evaluate(commands);
		this.lastStatus = status;
		return true;
	}

	/** Runs text within this shell: `eval`, traps, aliases. */
	*evaluate(text: string): Process<number> {
		const outer = { source: this.source, firstLine: this.firstLine, position: this.position, isTraced: this.isTraced };
		this.isTraced = false;
		try {
			return yield* this.deeper('eval', () => this.runText(text));
		} finally {
			Object.assign(this, outer);
		}
	}

	/** Guards the host's stack. */
	*deeper<T>(what: string, run: () => Process<T>): Process<T> {
		if (this.nesting >= NESTING_MAX)
			throw new ShellError(`${what}: maximum function nesting level exceeded (${NESTING_MAX})`);
		this.nesting++;
		try {
			return yield* run();
		} finally {
			this.nesting--;
		}
	}

	/** As the last act of a process: maps exit and errors to a status, runs the EXIT trap, releases descriptors. */
	*asProcess(run: () => Process<number>): Process<number> {
		try {
			try {
				this.lastStatus = yield* run();
			} catch (error) {
				if (error instanceof Jump) this.lastStatus = error.status;
				else if (error instanceof ShellError || error instanceof ReadonlyError) {
					yield* this.complain(error.message);
					this.lastStatus = error instanceof ShellError ? error.status : 1;
				} else throw error;
			}
			try {
				yield* this.handleTrap('EXIT');
			} catch (error) {
				if (!(error instanceof Jump)) throw error;
				this.lastStatus = error.status;
			}
			return this.lastStatus;
		} finally {
			releaseDescriptors(this.descriptors);
		}
	}

	/** Starts a forked interpreter as a process of its own. */
	spawnSubshell(
		child: Interpreter,
		group: ProcGroup | undefined,
		run: () => Process<number>,
		command: string
	): ProcessEntry {
		Object.assign(child, { group });
		const entry = processesOf(this.machine).spawn(this.scope, child.asProcess(run), {
			command,
			parentPid: this.ownPid,
			terminal: this.terminalName(),
			group,
			pid: child.ownPid
		});
		// A process that is killed before its first turn has no `finally` to do it.
		entry.proc.onExit(() => releaseDescriptors(child.descriptors));
		return entry;
	}

	terminalName(): string {
		return [...this.descriptors.values()].some((file) => file.terminal instanceof Tty) ? 'pts/0' : '?';
	}

	/** A group for a job of the foreground: its own with job control, else the shell's. */
	jobGroup(): ProcGroup | undefined {
		return this.hasJobControl ? new ProcGroup() : this.group;
	}

	/**
	 * Waits for processes of the foreground. A SIGINT that reaches the shell meanwhile counts only if the last of them
	 * died of it too (bash jobs.c, wait_for).
	 */
	*waitForeground(processes: readonly ProcessEntry[], group: ProcGroup | undefined, command: string): Process<number> {
		const tty = this.hasJobControl ? this.tty : undefined;
		if (tty) tty.foreground = group;
		let interrupted: Signal | undefined;
		try {
			for (const { proc } of processes) {
				while (proc.code === undefined) {
					try {
						yield* park(proc.exited);
					} catch (error) {
						if (!(error instanceof Signal) || error.signal !== 'SIGINT') throw error;
						// Nobody is waited for any more: the signal came between two programs, and is the shell's.
						if (processes.every((process) => process.proc.isOver)) throw error;
						interrupted = error;
					}
				}
			}
		} finally {
			if (tty) tty.foreground = this.group;
		}
		const last = processes.at(-1)!;
		const { signal } = last.proc;
		if (signal === 'SIGINT' && (interrupted || tty)) throw interrupted ?? new Signal('SIGINT');
		if (signal && signal !== 'SIGPIPE' && signal !== 'SIGINT') yield* this.reportSignal(last, signal, command);
		return last.proc.code ?? 0;
	}

	private *reportSignal(process: ProcessEntry, signal: SignalName, command: string): Process<void> {
		const text = SIGNAL_TEXT[signal] + (DUMPING.has(signal) ? ' (core dumped)' : '');
		if (this.style === 'interactive') yield* this.write(2, `${text}\n`);
		else yield* this.write(2, `${this.prefix()}${String(process.pid).padStart(5)} ${text.padEnd(24)}${command}\n`);
	}

	private *runInBackground(statement: Statement): Process<void> {
		const child = this.fork();
		const group = new ProcGroup();
		const command = this.textOf(statement.command);
		if (!this.hasJobControl) {
			child.descriptors.get(0)?.release();
			child.descriptors.set(0, openText(''));
		}
		const entry = this.spawnSubshell(child, group, () => runNode(child, statement.command, { isLast: true }), command);
		const job = this.jobs.add(command, [entry], group);
		this.lastBackgroundPid = entry.pid;
		if (this.hasJobControl) yield* this.write(2, `[${job.id}] ${entry.pid}\n`);
		this.lastStatus = 0;
	}

	/** $(…): what a subshell writes. */
	*commandOutput(script: ParsedScript, source: string): Process<string> {
		const only = script.commands.length === 1 ? script.commands[0]!.command : undefined;
		if (only?.type === 'Command' && !only.name && only.redirects.length === 1 && only.prefix.length === 1) {
			const file = yield* this.fileOf(only);
			if (file !== undefined) return file;
		}
		const child = this.fork();
		child.source = source;
		const pipe = openPipe();
		child.descriptors.get(1)?.release();
		child.descriptors.set(1, pipe.writeEnd);
		if (script.errors?.length) {
			const parsed = parseCommands(`${source.slice(script.pos, script.end)}\n`);
			if (parsed.status === 'error') throw new ShellError(`command substitution: ${parsed.message}`, 2);
		}
		const entry = this.spawnSubshell(child, this.group, () => child.runStatements(script.commands), `${this.name}`);
		let output = '';
		for (;;) {
			const text = yield* pipe.readEnd.reader!.read();
			if (text === undefined) break;
			output += text;
			if (output.length > LARGEST_OUTPUT) {
				pipe.readEnd.release();
				yield* this.write(2, `bash: xrealloc: cannot allocate ${LARGEST_OUTPUT} bytes\n`);
				throw new Jump('exit', 2);
			}
		}
		pipe.readEnd.release();
		while (!entry.proc.isOver) yield* park(entry.proc.exited);
		this.lastStatus = entry.proc.code ?? 0;
		this.substitutionStatus = this.lastStatus;
		return output.replace(/\0/g, '');
	}

	/** Status of the last $(…) of the command being expanded: what a bare assignment returns. */
	substitutionStatus: number | undefined;

	/** $(< file) */
	private *fileOf(command: Extract<CommandNode, { type: 'Command' }>): Process<string | undefined> {
		const redirect = command.redirects[0]!;
		if (redirect.type !== 'Redirect' || redirect.operator !== '<' || !redirect.target) return undefined;
		const path = yield* expandText(this, redirect.target);
		try {
			const file = openPath(this.machine, this.cwd, path, 'read', 0, this.descriptors);
			let text = '';
			for (;;) {
				const chunk = yield* file.reader!.read();
				if (chunk === undefined) return text;
				text += chunk;
			}
		} catch {
			return undefined;
		}
	}

	/** A piece of the program as it was typed, in one line where it was one. */
	textOf(node: { pos: number; end: number }): string {
		return this.source.slice(node.pos, node.end).trim();
	}

	/** Jobs that ended since the last prompt, as lines. */
	finishedJobs(): string[] {
		return this.jobs
			.all()
			.filter((job) => this.isNews(job))
			.map((job) => {
				const line = this.jobs.line(job);
				job.isReported = true;
				return line;
			});
	}

	private isNews(job: Job): boolean {
		return !job.isReported && job.processes.every((process) => process.proc.isOver);
	}
}

function* nothing(): Process<void> {}

export function loginEnvironment(): Map<string, string> {
	return new Map([
		['HOME', '/root'],
		['LANG', 'C.UTF-8'],
		['LOGNAME', 'root'],
		['PATH', DEFAULT_PATH],
		['SHELL', '/bin/bash'],
		['TERM', 'xterm-256color'],
		['USER', 'root']
	]);
}
