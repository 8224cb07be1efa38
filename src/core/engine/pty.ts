import { Pipe, type ReadEnd } from '../sim/stream.ts';
import type { SignalName } from '../sim/process.ts';
import type { TerminalControl } from '../sim/sys.ts';

/**
 * The pseudo-terminal of a container or an exec: what the client types comes in at one end, edited line by line unless
 * the program wants it raw, with echo; what the program prints goes out with carriage returns.
 * Source: termios(3), the defaults that runc gives (ICANON ECHO ISIG ICRNL OPOST ONLCR).
 */
export class Pty implements TerminalControl {
	columns: number;
	rows: number;
	private readonly input = new Pipe();
	private line = '';
	private isRaw = false;
	private echoes = true;

	constructor(
		/** To the client's screen. */
		private readonly output: (text: string) => void,
		private readonly onSignal: (signal: SignalName) => void,
		size: { columns: number; rows: number } = { columns: 80, rows: 24 }
	) {
		this.columns = size.columns;
		this.rows = size.rows;
	}

	get reader(): ReadEnd {
		return this.input.reader;
	}

	setRaw(): () => void {
		const before = this.isRaw;
		this.isRaw = true;
		if (this.line !== '') this.input.push(this.line);
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
		this.onSignal('SIGWINCH');
	}

	/** Keys of the client. */
	type(text: string): void {
		if (this.isRaw) {
			this.input.push(text);
			return;
		}
		for (const key of text) this.key(key);
	}

	/** The client has gone. */
	hangUp(): void {
		this.input.writer.close();
	}

	/** Output of a program as the screen gets it. */
	cook(text: string): string {
		return this.isRaw ? text : text.replace(/\r?\n/g, '\r\n');
	}

	private key(key: string): void {
		switch (key) {
			case '\u0003':
				this.line = '';
				this.echo('^C');
				this.onSignal('SIGINT');
				return;
			case '\u001c':
				this.line = '';
				this.echo('^\\');
				this.onSignal('SIGQUIT');
				return;
			case '\u0004':
				if (this.line === '') this.input.writer.close();
				else this.flush('');
				return;
			case '\u007f':
			case '\b':
				if (this.line === '') return;
				this.line = [...this.line].slice(0, -1).join('');
				this.echo('\b \b');
				return;
			case '\u0015':
				this.echo('\b \b'.repeat([...this.line].length));
				this.line = '';
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

	private flush(end: string): void {
		this.input.push(this.line + end);
		this.line = '';
	}

	private echo(text: string): void {
		if (this.echoes) this.output(text);
	}
}
