import { Pipe, type ReadEnd, type WriteEnd } from '../sim/stream.ts';
import type { ProcGroup, SignalName } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { ContainerTerminal } from './terminal.ts';

/**
 * A plain pseudo-terminal, for worlds that bring none of their own: lines are edited and echoed unless the program wants
 * them raw; output gets carriage returns.
 * Source: termios(3), the defaults that runc gives (ICANON ECHO ISIG ICRNL OPOST ONLCR).
 */
export class Pty implements ContainerTerminal {
	columns: number;
	rows: number;
	foreground: ProcGroup | undefined;
	private readonly keys = new Pipe();
	private line = '';
	private isRaw = false;
	private echoes = true;

	constructor(
		_scope: Scope,
		size: { columns: number; rows: number },
		private readonly onOutput: (text: string) => void
	) {
		this.columns = size.columns;
		this.rows = size.rows;
	}

	get reader(): ReadEnd {
		return this.keys.reader;
	}

	readonly writer: WriteEnd = {
		write: (text) => this.print(text),
		close: () => {}
	};

	setRaw(): () => void {
		const before = this.isRaw;
		this.isRaw = true;
		if (this.line !== '') this.keys.push(this.line);
		this.line = '';
		return () => {
			this.isRaw = before;
		};
	}

	setNoEcho(): () => void {
		const before = this.echoes;
		this.echoes = false;
		return () => {
			this.echoes = before;
		};
	}

	resize(columns: number, rows: number): void {
		this.columns = columns;
		this.rows = rows;
	}

	input(text: string): void {
		if (this.isRaw) {
			this.keys.push(text);
			return;
		}
		for (const key of text) this.key(key);
	}

	private *print(text: string): Generator<never, void, unknown> {
		this.onOutput(this.isRaw ? text : text.replace(/\r?\n/g, '\r\n'));
	}

	private key(key: string): void {
		switch (key) {
			case '\u0003':
				this.interrupt('SIGINT', '^C');
				return;
			case '\u001c':
				this.interrupt('SIGQUIT', '^\\');
				return;
			case '\u0004':
				if (this.line === '') this.keys.writer.close();
				else this.flush('');
				return;
			case '\u007f':
			case '\b':
				if (this.line === '') return;
				this.line = [...this.line].slice(0, -1).join('');
				this.echo('\b \b');
				return;
			case '\r':
			case '\n':
				this.echo('\r\n');
				this.flush('\n');
				return;
			default:
				this.line += key;
				this.echo(key);
		}
	}

	private interrupt(signal: SignalName, echo: string): void {
		this.line = '';
		this.echo(echo);
		this.foreground?.kill(signal);
	}

	private flush(end: string): void {
		this.keys.push(this.line + end);
		this.line = '';
	}

	private echo(text: string): void {
		if (this.echoes) this.onOutput(text);
	}
}
