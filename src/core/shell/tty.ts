import { park, Signal, WaitQueue, type ProcGroup, type Process, type SignalName } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { ReadEnd, WriteEnd } from '../sim/stream.ts';
import type { TerminalControl } from '../sim/sys.ts';
import { cellWidth, graphemes } from './graphemes.ts';

/** The switches of termios(3) that matter here. */
export interface TtyMode {
	/** Input is edited in lines (ICANON). */
	canonical: boolean;
	/** What is typed appears (ECHO). */
	echo: boolean;
	/** ^C and ^\ are signals (ISIG). */
	signals: boolean;
	/** \n is sent as \r\n (OPOST, ONLCR). */
	outputNewline: boolean;
}

const COOKED: TtyMode = { canonical: true, echo: true, signals: true, outputNewline: true };

/** How many characters leave in one virtual millisecond. A flood takes time, so it can be stopped and drawn. */
const CHARACTERS_PER_MS = 256;
/** With so much undelivered text a writer has to wait. */
const BACKLOG = 4096;

/**
 * A terminal device: keys come in by `input`, text goes out by `onOutput`, and between them stands the line discipline
 * that a program may switch off. Source of the rules: termios(3), tty_ioctl(4), Linux n_tty.
 *
 * Not modelled: job stop (^Z), flow control (^S ^Q), background processes are never stopped for reading or writing.
 */
export class Tty implements TerminalControl {
	columns: number;
	rows: number;
	/** The job that ^C goes to. */
	foreground: ProcGroup | undefined;
	private mode: TtyMode = COOKED;
	/** The line being typed in canonical mode. */
	private line = '';
	/** What may be read: text, or undefined for the end of file (^D). */
	private readable: (string | undefined)[] = [];
	private readonly arrived = new WaitQueue();
	private outgoing = '';
	private readonly drained = new WaitQueue();
	private budget = CHARACTERS_PER_MS;
	private budgetMs = -1;
	private isDelivering = false;
	private readonly resizeListeners = new Set<() => void>();

	constructor(
		private readonly scope: Scope,
		size: { columns: number; rows: number },
		/** Takes what the terminal should show: text with ANSI sequences. */
		public onOutput: (text: string) => void
	) {
		this.columns = size.columns;
		this.rows = size.rows;
	}

	readonly reader: ReadEnd = {
		read: () => this.read(),
		poll: () => {
			if (this.readable.length === 0) return this.scope.isEnded ? undefined : '';
			return this.take();
		},
		close: () => {}
	};

	readonly writer: WriteEnd = {
		write: (text) => this.write(text),
		close: () => {}
	};

	/** What is typed or pasted, as xterm sends it. */
	input(text: string): void {
		if (this.scope.isEnded) return;
		if (!this.mode.canonical && !this.mode.signals) {
			if (text !== '') this.makeReadable(text);
			return;
		}
		for (const character of graphemes(text)) this.type(character);
	}

	resize(columns: number, rows: number): void {
		if (columns === this.columns && rows === this.rows) return;
		this.columns = columns;
		this.rows = rows;
		for (const listener of [...this.resizeListeners]) listener();
	}

	onResize(listener: () => void): () => void {
		this.resizeListeners.add(listener);
		return () => this.resizeListeners.delete(listener);
	}

	setRaw(): () => void {
		return this.setMode({ canonical: false, echo: false, signals: false, outputNewline: false });
	}

	setNoEcho(): () => void {
		return this.setMode({ echo: false });
	}

	/** Changes some switches; the returned function puts back those that were. */
	setMode(change: Partial<TtyMode>): () => void {
		const before = this.mode;
		this.mode = { ...before, ...change };
		if (before.canonical && !this.mode.canonical && this.line !== '') {
			const typed = this.line;
			this.line = '';
			this.makeReadable(typed);
		}
		if (!before.canonical && this.mode.canonical) this.edit();
		let restored = false;
		return () => {
			if (restored) return;
			restored = true;
			this.setMode(before);
		};
	}

	/** Sends text without waiting: for the echo and for the line editor. */
	show(text: string): void {
		this.outgoing += this.mode.outputNewline ? text.replace(/\r?\n/g, '\r\n') : text;
		this.deliver();
	}

	/** Takes input that came while echo was off: it is edited and read as any other, but does not appear. */
	typeAhead(text: string): void {
		const { mode } = this;
		this.mode = { ...mode, echo: false };
		this.input(text);
		this.mode = mode;
	}

	/** What was typed ahead without being read goes through the line discipline again, now in canonical mode. */
	private edit(): void {
		const typed = this.readable.join('');
		this.readable = [];
		this.typeAhead(typed);
	}

	private type(character: string): void {
		const { canonical, echo, signals } = this.mode;
		if (signals && character === '\x03') return this.interrupt('SIGINT', '^C');
		if (signals && character === '\x1c') return this.interrupt('SIGQUIT', '^\\');
		if (!canonical) {
			if (echo) this.show(echoOf(character));
			this.makeReadable(character === '\r' ? '\n' : character);
			return;
		}
		switch (character) {
			case '\r':
			case '\n':
			case '\r\n':
				if (echo) this.show('\n');
				this.makeReadable(this.line + '\n');
				this.line = '';
				return;
			case '\x04':
				this.makeReadable(this.line === '' ? undefined : this.line);
				this.line = '';
				return;
			case '\x7f':
			case '\b':
				return this.rubOut(1);
			case '\x17': {
				const kept = this.line.replace(/\S+\s*$/, '');
				return this.rubOut(graphemes(this.line).length - graphemes(kept).length);
			}
			case '\x15':
				return this.rubOut(graphemes(this.line).length);
			case '\x1a':
				return;
			default:
				this.line += character;
				if (echo) this.show(echoOf(character));
		}
	}

	private rubOut(count: number): void {
		const characters = graphemes(this.line);
		for (let i = 0; i < count; i++) {
			const last = characters.pop();
			if (last === undefined) break;
			if (this.mode.echo) this.show('\b \b'.repeat(cellWidth(visibleEcho(last))));
		}
		this.line = characters.join('');
	}

	/** As n_tty does without NOFLSH: pending input and output of the job are thrown away, then it is signalled. */
	private interrupt(signal: SignalName, echo: string): void {
		this.line = '';
		this.readable = [];
		this.outgoing = '';
		this.drained.notifyAll();
		if (this.mode.echo) this.show(echo);
		this.foreground?.kill(signal);
	}

	private makeReadable(text: string | undefined): void {
		this.readable.push(text);
		this.arrived.notifyAll();
	}

	private *read(): Process<string | undefined> {
		while (this.readable.length === 0) yield* park(this.arrived);
		return this.take();
	}

	private take(): string | undefined {
		if (!this.mode.canonical) {
			const text = this.readable.join('');
			this.readable = [];
			return text;
		}
		return this.readable.shift();
	}

	private *write(text: string): Process<void> {
		if (this.scope.isEnded) throw new Signal('SIGHUP');
		for (let rest = text; rest !== '';) {
			while (this.outgoing.length >= BACKLOG) yield* park(this.drained);
			const room = Math.max(1, BACKLOG - this.outgoing.length);
			const cut = cutAt(rest, room);
			this.show(rest.slice(0, cut));
			rest = rest.slice(cut);
		}
	}

	private deliver(): void {
		if (this.isDelivering) return;
		const now = this.scope.sim.now;
		if (this.budgetMs !== now) {
			this.budgetMs = now;
			this.budget = CHARACTERS_PER_MS;
		}
		if (this.budget > 0 && this.outgoing !== '') {
			const cut = cutAt(this.outgoing, this.budget);
			const text = this.outgoing.slice(0, cut);
			this.outgoing = this.outgoing.slice(cut);
			this.budget -= cut;
			this.onOutput(text);
		}
		if (this.outgoing.length < BACKLOG) this.drained.notifyAll();
		if (this.outgoing === '') return;
		this.isDelivering = true;
		this.scope.after(1, () => {
			this.isDelivering = false;
			this.deliver();
		});
	}
}

/** At most `limit` characters, or a few more so as not to cut an escape sequence or a character in two. */
function cutAt(text: string, limit: number): number {
	if (text.length <= limit) return text.length;
	let cut = limit;
	const escape = text.lastIndexOf('\x1b', cut - 1);
	if (escape >= 0 && cut - escape < 32) {
		const sequence = /^\x1b(?:\[[0-9;?]*[@-~]|\][^\x07]*\x07|[^[\]])/.exec(text.slice(escape, escape + 64));
		if (sequence) cut = Math.max(cut, escape + sequence[0].length);
	}
	const code = text.charCodeAt(cut - 1);
	if ((code >= 0xd800 && code < 0xdc00) || (code === 13 && text.charCodeAt(cut) === 10)) cut++;
	return cut;
}

/** ECHOCTL: control characters appear as ^X. */
function echoOf(character: string): string {
	return character === '\t' || character === '\n' ? character : visibleEcho(character);
}

function visibleEcho(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
	return code === 0x7f ? '^?' : character;
}
