import { FileError } from '../../../sim/files.ts';
import { waitFor, type Proc, type Process } from '../../../sim/process.ts';
import { Pipe, type ReadEnd, type WriteEnd } from '../../../sim/stream.ts';
import type { Sys } from '../../../sim/sys.ts';
import { bytesOf, textOf } from '../../../sim/utf8.ts';
import { openPath } from '../../descriptors.ts';
import { openInput } from '../input.ts';
import { Failure } from '../options.ts';
import { regexOf } from './values.ts';

/** mawk counts bytes: inside awk a text is a string of bytes. */
export function toBytes(text: string): string {
	return /^[\0-\x7f]*$/.test(text) ? text : bytesOf(text).reduce((all, byte) => all + String.fromCharCode(byte), '');
}

export function fromBytes(bytes: string): string {
	return /^[\0-\x7f]*$/.test(bytes) ? bytes : textOf([...bytes].map((c) => c.charCodeAt(0)));
}

/** One source of records. */
export class RecordReader {
	private buffer = '';
	private isOver = false;
	constructor(
		private readonly source: ReadEnd,
		readonly proc?: Proc
	) {}

	/** A record as RS says, without its end; undefined when none is left. */
	*next(separator: string): Process<string | undefined> {
		const paragraphs = separator === '';
		if (paragraphs) {
			do this.buffer = this.buffer.replace(/^\n+/, '');
			while (this.buffer === '' && (yield* this.more()));
		}
		for (;;) {
			const [end, length] = this.endOfRecord(separator);
			// What stands at the very end may go on: \n\n+ in the next piece.
			if (end >= 0 && (!paragraphs || end + length < this.buffer.length || this.isOver)) {
				const record = this.buffer.slice(0, end);
				this.buffer = this.buffer.slice(end + length);
				return record;
			}
			if (yield* this.more()) continue;
			if (this.buffer === '') return undefined;
			const record = paragraphs ? this.buffer.replace(/\n+$/, '') : this.buffer;
			this.buffer = '';
			return record;
		}
	}

	close(): void {
		this.source.close();
	}

	private *more(): Process<boolean> {
		if (this.isOver) return false;
		const chunk = yield* this.source.read();
		if (chunk === undefined) this.isOver = true;
		else this.buffer += toBytes(chunk);
		return !this.isOver;
	}

	private endOfRecord(separator: string): [number, number] {
		if (separator.length === 1) return [this.buffer.indexOf(separator), 1];
		const match = (separator === '' ? /\n\n+/g : regexOf(separator)).exec(this.buffer);
		return match ? [match.index, match[0].length] : [-1, 0];
	}
}

interface Output {
	readonly writer: WriteEnd;
	readonly proc?: Proc;
}

/** As many bytes wait before they are written, if no terminal reads them. */
const BUFFER = 4096;

/** Files, commands and the standard output of one awk. */
export class Streams {
	private readonly outputs = new Map<string, Output>();
	private readonly inputs = new Map<string, RecordReader>();
	private waiting = '';

	constructor(private readonly sys: Sys) {}

	*print(text: string): Process<void> {
		this.waiting += text;
		if (this.waiting.length >= BUFFER || this.sys.terminal(1)) yield* this.flush();
	}

	*flush(): Process<void> {
		const text = fromBytes(this.waiting);
		this.waiting = '';
		if (text !== '') yield* this.sys.stdout.write(text);
	}

	/** @throws Failure */
	*printTo(mode: '>' | '>>' | '|', name: string, text: string): Process<void> {
		if (mode !== '|' && (name === '/dev/stdout' || name === '-')) return yield* this.print(text);
		let output = this.outputs.get(name);
		if (!output) {
			output = yield* this.openOutput(mode, name);
			this.outputs.set(name, output);
		}
		yield* output.writer.write(fromBytes(text));
	}

	private *openOutput(mode: '>' | '>>' | '|', name: string): Process<Output> {
		const { sys } = this;
		if (mode === '|') {
			yield* this.flush();
			const pipe = new Pipe();
			const proc = sys.spawn(fromBytes(name), { stdin: pipe.reader });
			proc.onExit(() => pipe.reader.close());
			return { writer: pipe.writer, proc };
		}
		if (name === '/dev/stderr') return { writer: sys.stderr };
		try {
			const path = fromBytes(name);
			return {
				writer: openPath(sys.machine, sys.cwd, path, mode === '>' ? 'write' : 'append', 0o644, new Map()).writer!
			};
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new Failure(`cannot open "${fromBytes(name)}" for output`, 2);
		}
	}

	/** undefined when it cannot be read. */
	*input(kind: 'file' | 'command', name: string): Process<RecordReader | undefined> {
		const known = this.inputs.get(name);
		if (known) return known;
		let reader: RecordReader;
		if (kind === 'command') {
			yield* this.flush();
			const pipe = new Pipe();
			const proc = this.sys.spawn(fromBytes(name), { stdout: pipe.writer });
			proc.onExit(() => pipe.writer.close());
			reader = new RecordReader(pipe.reader, proc);
		} else {
			try {
				reader = new RecordReader(openInput(this.sys, fromBytes(name)));
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				return undefined;
			}
		}
		this.inputs.set(name, reader);
		return reader;
	}

	/** @returns the code of a command, -1 when nothing of that name is open */
	*close(name: string): Process<number> {
		const output = this.outputs.get(name);
		const input = this.inputs.get(name);
		if (!output && !input) return -1;
		this.outputs.delete(name);
		this.inputs.delete(name);
		input?.close();
		if (!output) return input!.proc ? yield* waitFor(input!.proc) : 0;
		if (output.writer !== this.sys.stderr) output.writer.close();
		return output.proc ? yield* waitFor(output.proc) : 0;
	}

	*system(command: string): Process<number> {
		yield* this.flush();
		return yield* waitFor(this.sys.spawn(fromBytes(command), {}));
	}

	/** Commands end before what waits for the standard output is written, as in mawk. */
	*end(): Process<void> {
		for (const name of [...this.outputs.keys()]) yield* this.close(name);
		yield* this.flush();
	}
}
