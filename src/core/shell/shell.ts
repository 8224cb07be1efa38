import { ProcGroup, Signal, type Proc, type Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { ReadEnd, WriteEnd } from '../sim/stream.ts';
import type { MachineFace } from '../sim/sys.ts';
import { complete } from './completion.ts';
import { Bottomless, EMPTY_READER, OpenFile, type Descriptors } from './descriptors.ts';
import { expandHistory, History } from './history.ts';
import { Interpreter, loginEnvironment } from './interpreter.ts';
import { KeyDecoder } from './keys.ts';
import { KillRing, LineEditor, type LineResult } from './line.ts';
import { endOfFileMessage, parseCommands, type Parsed } from './parse.ts';
import { processesOf } from './processes.ts';
import { DEFAULT_PS1, expandPrompt } from './prompt.ts';
import { Jump } from './shell-error.ts';
import type { Tty } from './tty.ts';

export interface SessionOptions {
	machine: MachineFace;
	scope: Scope;
	tty: Tty;
	environment?: ReadonlyMap<string, string>;
	cwd?: string;
	/** '-bash' for a login shell. */
	name?: string;
	pid?: number;
	parentPid?: number;
	group?: ProcGroup | undefined;
	/** PS1; that of a machine unless given. */
	prompt?: string;
	/** Emit 'command' and 'command.end' for what is typed. */
	isTraced?: boolean;
}

/**
 * Puts a login shell on a terminal. It begins anew when it is left (`exit`, ^D), and ends with the scope.
 * @returns the process, which never ends by itself.
 */
export function startLoginShell(options: Omit<SessionOptions, 'group' | 'name'>): Proc {
	const group = new ProcGroup();
	const { machine, scope } = options;
	const forever = function* (): Process<number> {
		for (;;) yield* runSession({ isTraced: true, ...options, name: '-bash', group, pid: entry.pid });
	};
	const entry = processesOf(machine).spawn(scope, forever(), {
		command: '-bash',
		parentPid: 1,
		terminal: 'pts/0',
		group
	});
	return entry.proc;
}

/** An interactive shell on a terminal, until it is left. */
export function* runSession(options: SessionOptions): Process<number> {
	return yield* new Session(options).run();
}

class Session {
	private readonly shell: Interpreter;
	private readonly tty: Tty;
	private readonly history: History;
	private readonly kills = new KillRing();
	private readonly decoder = new KeyDecoder();
	private commandNumber = 1;

	constructor(options: SessionOptions) {
		this.tty = options.tty;
		const terminal = new OpenFile({ reader: this.tty.reader, writer: this.tty.writer, terminal: this.tty });
		this.shell = new Interpreter({
			machine: options.machine,
			scope: options.scope,
			descriptors: new Map([
				[0, terminal],
				[1, terminal.retain()],
				[2, terminal.retain()]
			]),
			name: options.name ?? 'bash',
			style: 'interactive',
			group: options.group,
			tty: this.tty,
			isTraced: options.isTraced ?? false,
			...(options.environment ? { environment: options.environment } : {}),
			...(options.cwd === undefined ? {} : { cwd: options.cwd }),
			...(options.pid === undefined ? {} : { pid: options.pid }),
			...(options.parentPid === undefined ? {} : { parentPid: options.parentPid })
		});
		this.history = new History(options.machine.files);
		this.shell.history = this.history;
		this.shell.variables.set('PS1', options.prompt ?? DEFAULT_PS1);
		this.shell.variables.set('PS2', '> ');
		this.shell.variables.computed.set('COLUMNS', () => String(this.tty.columns));
		this.shell.variables.computed.set('LINES', () => String(this.tty.rows));
	}

	*run(): Process<number> {
		const { shell, tty } = this;
		const outer = tty.foreground;
		tty.foreground = shell.group;
		try {
			return yield* shell.asProcess(() => this.loop());
		} finally {
			tty.foreground = outer;
		}
	}

	private *loop(): Process<number> {
		const { shell } = this;
		for (;;) {
			try {
				for (const line of shell.finishedJobs()) yield* shell.write(2, `${line}\n`);
				for (const job of shell.jobs.all()) if (job.isReported) shell.jobs.forget(job);
				const command = yield* this.readCommand();
				if (command === undefined) {
					yield* shell.write(2, shell.name.startsWith('-') ? '\nlogout\n' : '\nexit\n');
					return shell.lastStatus;
				}
				yield* this.execute(command);
			} catch (error) {
				if (error instanceof Jump && error.kind === 'exit') return error.status;
				if (error instanceof Jump) continue;
				if (!(error instanceof Signal)) throw error;
				if (error.signal === 'SIGHUP' || error.signal === 'SIGKILL') throw error;
				// An interactive shell survives; the terminal shows ^C, the shell ends that line.
				if (error.signal === 'SIGTERM') continue;
				shell.lastStatus = error.signal === 'SIGINT' ? 130 : 131;
				this.tty.show('\n');
			}
		}
	}

	/** Reads until a command is complete. An empty text: nothing to do (^C, an error that has been told); undefined: ^D. */
	private *readCommand(): Process<string | undefined> {
		const { shell } = this;
		let text = '';
		let folded = '';
		let until: Extract<Parsed, { status: 'incomplete' }>['until'] | undefined;
		for (;;) {
			const prompt = yield* expandPrompt(shell, shell.variables.get(until ? 'PS2' : 'PS1') ?? '', this.commandNumber);
			const result = yield* this.readLine(prompt);
			if (result.kind === 'interrupt') {
				shell.lastStatus = 130;
				return '';
			}
			if (result.kind === 'end') {
				if (!until) return undefined;
				this.tty.show('\n');
				shell.lastStatus = 2;
				yield* shell.write(2, `${shell.prefix()}${endOfFileMessage(until)}\n`);
				return '';
			}
			const line = yield* this.expanded(result.text);
			if (line === undefined) return '';
			folded = until ? joinForHistory(folded, line, until) : line;
			text = until?.what === 'line' ? text.replace(/\\\n?$/, '') + line : until ? `${text}\n${line}` : line;
			const parsed = parseCommands(`${text}\n`);
			if (parsed.status === 'incomplete') {
				until = parsed.until;
				continue;
			}
			this.history.add(folded);
			return text;
		}
	}

	private *readLine(prompt: string): Process<LineResult> {
		const { shell } = this;
		const source = {
			history: this.history.lines,
			complete: (line: string, cursor: number) => complete(shell, line, cursor)
		};
		return yield* new LineEditor(this.tty, prompt, source, this.kills, this.decoder).read();
	}

	/** History expansion; the result is shown before it runs. */
	private *expanded(line: string): Process<string | undefined> {
		const expansion = expandHistory(line, this.history.lines);
		if ('error' in expansion) {
			yield* this.shell.write(2, `${this.shell.prefix()}${expansion.error}\n`);
			return undefined;
		}
		if (expansion.isChanged) yield* this.shell.write(1, `${expansion.text}\n`);
		return expansion.text;
	}

	private *execute(text: string): Process<void> {
		if (text === '') return;
		this.commandNumber++;
		// Programs leave the terminal as they like; the next prompt finds it as it should be.
		const restore = this.tty.setMode({});
		const typedAhead = this.decoder.takePending();
		if (typedAhead !== '') this.tty.typeAhead(typedAhead);
		try {
			yield* this.shell.runText(text);
		} finally {
			restore();
		}
	}
}

/** bash keeps a command of several lines as one line of history (cmdhist), where that means the same. */
function joinForHistory(
	before: string,
	line: string,
	until: Extract<Parsed, { status: 'incomplete' }>['until']
): string {
	if (until.what === 'quote' || until.what === 'heredoc') return `${before}\n${line}`;
	if (until.what === 'line') return before.replace(/\\$/, '') + line;
	const opens = /(?:^|[\s;])(?:do|then|else|elif|in|\{|\()\s*$|[|&;({]\s*$|\)\s*$/.test(before);
	return `${before}${opens ? ' ' : '; '}${line.trim()}`;
}

/** Where the text of a headless command goes. */
export interface HeadlessIo {
	stdin?: ReadEnd;
	stdout: WriteEnd;
	stderr: WriteEnd;
	/** Takes the place of all three; ^C on it goes to the command. */
	terminal?: Tty;
}

/** A shell without a terminal that remembers directory and variables from line to line: `swarmlab exec`, the page API. */
export class HeadlessShell {
	private readonly shell: Interpreter;
	private readonly group = new ProcGroup();

	constructor(
		readonly machine: MachineFace,
		readonly scope: Scope,
		options: { isTraced?: boolean } = {}
	) {
		this.shell = new Interpreter({
			machine,
			scope,
			descriptors: new Map(),
			name: 'bash',
			style: 'interactive',
			group: this.group,
			isTraced: options.isTraced ?? true,
			environment: loginEnvironment()
		});
	}

	/** Starts one line (or several) and calls back with its code. `interrupt` is what ^C would be. */
	start(line: string, io: HeadlessIo, onExit: (code: number) => void): { interrupt: () => void } {
		this.scope.spawn(this.run(line, io), { name: 'bash', group: this.group, onExit });
		return {
			interrupt: () => {
				// All of them, as a terminal does: the shell that waits is interrupted if what it waits for dies of it.
				for (const proc of [...this.group.members]) proc.kill('SIGINT');
			}
		};
	}

	/** Runs one line (or several) in the calling process. */
	*run(line: string, io: HeadlessIo): Process<number> {
		const { shell } = this;
		shell.descriptors = headlessDescriptors(io);
		if (io.terminal) io.terminal.foreground = this.group;
		try {
			return yield* shell.runText(line);
		} catch (error) {
			if (!(error instanceof Jump)) {
				if (error instanceof Signal) this.group.kill(error.signal);
				throw error;
			}
			shell.lastStatus = error.status;
			return error.status;
		}
	}
}

function headlessDescriptors(io: HeadlessIo): Descriptors {
	if (io.terminal) {
		const { reader, writer } = io.terminal;
		const terminal = new OpenFile({ reader, writer, terminal: io.terminal });
		return new Map([
			[0, terminal],
			[1, terminal.retain()],
			[2, terminal.retain()]
		]);
	}
	return new Map([
		[0, new OpenFile({ reader: io.stdin ?? EMPTY_READER })],
		[1, new OpenFile({ writer: new Bottomless(io.stdout) })],
		[2, new OpenFile({ writer: new Bottomless(io.stderr) })]
	]);
}
