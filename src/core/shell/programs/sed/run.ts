import { FileError } from '../../../sim/files.ts';
import { pause, type Process } from '../../../sim/process.ts';
import type { WriteEnd } from '../../../sim/stream.ts';
import { bytesOf } from '../../../sim/utf8.ts';
import type { Sys } from '../../../sim/sys.ts';
import { openPath } from '../../descriptors.ts';
import { complainOf, LineReader, openInput } from '../input.ts';
import { Failure } from '../options.ts';
import type { Address, Command, RangeEnd, Substitution } from './script.ts';

/** The lines of files, one after the other, with a look at what comes next. */
class Lines {
	number = 0;
	file = '-';
	code = 0;
	private reader: LineReader | undefined;
	private ahead: { line: string; file: string } | undefined;

	constructor(
		private readonly sys: Sys,
		private readonly paths: string[]
	) {}

	*next(): Process<string | undefined> {
		if (!(yield* this.hasMore())) return undefined;
		const { line, file } = this.ahead!;
		this.ahead = undefined;
		this.file = file;
		this.number++;
		return line;
	}

	*hasMore(): Process<boolean> {
		while (!this.ahead) {
			if (!this.reader && !(yield* this.open())) return false;
			const line = yield* this.reader!.next();
			if (line === undefined) this.reader = undefined;
			else this.ahead = { line, file: this.opened };
		}
		return true;
	}

	private opened = '-';

	private *open(): Process<boolean> {
		for (let path = this.paths.shift(); path !== undefined; path = this.paths.shift()) {
			try {
				this.reader = new LineReader(openInput(this.sys, path));
				this.opened = path;
				return true;
			} catch (error) {
				// A directory is found out when it is read, and ends everything.
				if (error instanceof FileError && error.code === 'EISDIR')
					throw new Failure(`read error on ${path}: ${error.text}`, 4);
				this.code = 2;
				yield* complainOf(this.sys, path, error, "can't read ");
			}
		}
		return false;
	}
}

/** A line that lacked its newline gets one only if something follows. */
class Output {
	private owesNewline = false;
	constructor(private readonly writer: WriteEnd) {}

	*line(text: string, hasNewline = true): Process<void> {
		yield* this.text(text + (hasNewline ? '\n' : ''));
		this.owesNewline = !hasNewline;
	}

	*text(text: string): Process<void> {
		if (text === '') return;
		yield* this.finishLine();
		yield* this.writer.write(text);
	}

	*finishLine(): Process<void> {
		if (this.owesNewline) yield* this.writer.write('\n');
		this.owesNewline = false;
	}
}

type RangeState = { isOpen: false; isPast: boolean } | { isOpen: true; until: number | undefined };

/** Files that `w` writes stay open for the whole run. */
export class WrittenFiles {
	private readonly outputs = new Map<string, Output>();
	constructor(private readonly sys: Sys) {}

	/** @throws Failure */
	open(path: string): void {
		if (this.outputs.has(path)) return;
		try {
			const writer =
				{ '/dev/stdout': this.sys.stdout, '/dev/stderr': this.sys.stderr }[path] ??
				openPath(this.sys.machine, this.sys.cwd, path, 'write', 0o644, new Map()).writer!;
			this.outputs.set(path, new Output(writer));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new Failure(`couldn't open file ${path}: ${error.text}`, 4);
		}
	}

	of(path: string): Output {
		return this.outputs.get(path)!;
	}
}

export class Run {
	private pattern = '';
	private hasNewline = true;
	private hold = '';
	/** A text keeps with it whether its line had a newline. */
	private holdHasNewline = true;
	private hasSubstituted = false;
	private quit: { code: number } | undefined;
	private lastRegex: RegExp | undefined;
	private appended: ({ text: string } | { file: string })[] = [];
	private readonly output: Output;
	private readonly ranges = new Map<Command, RangeState>();
	private readonly lines: Lines;

	constructor(
		private readonly sys: Sys,
		private readonly commands: readonly Command[],
		private readonly options: { isQuiet: boolean; written: WrittenFiles },
		io: { paths: readonly string[]; output: WriteEnd }
	) {
		this.output = new Output(io.output);
		this.lines = new Lines(sys, [...io.paths]);
	}

	/** @returns the code, and whether `q` ended it */
	*run(): Process<{ code: number; hasQuit: boolean }> {
		let keeps = false;
		while (!this.quit && (keeps || (yield* this.read()))) {
			yield* pause();
			const end = yield* this.cycle();
			keeps = end === 'again';
			if (end === 'print' && !this.options.isQuiet) yield* this.output.line(this.pattern, this.hasNewline);
			yield* this.flush();
		}
		return { code: this.quit?.code ?? this.lines.code, hasQuit: this.quit !== undefined };
	}

	/** The next line becomes the pattern space, or is added to it. */
	private *read(isAdded = false): Process<boolean> {
		const line = yield* this.lines.next();
		if (line === undefined) return false;
		this.hasNewline = line.endsWith('\n');
		const text = this.hasNewline ? line.slice(0, -1) : line;
		this.pattern = isAdded ? `${this.pattern}\n${text}` : text;
		if (!isAdded) this.hasSubstituted = false;
		return true;
	}

	private *flush(): Process<void> {
		if (this.appended.length > 0 || this.quit) yield* this.output.finishLine();
		for (const piece of this.appended.splice(0)) {
			if ('text' in piece) yield* this.output.text(piece.text);
			else {
				try {
					const input = openInput(this.sys, piece.file);
					for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read())
						yield* this.output.text(chunk);
				} catch (error) {
					// What cannot be read is no error (POSIX).
					if (!(error instanceof FileError)) throw error;
				}
			}
		}
	}

	/** Runs the script once. @returns how the cycle ends: with the printing of the pattern space, without, or without reading */
	private *cycle(): Process<'print' | 'silent' | 'again'> {
		const { commands } = this;
		for (let i = 0; i < commands.length; i++) {
			const command = commands[i]!;
			if ((yield* this.isChosen(command)) === command.isNegated) {
				if (command.name === '{') i = command.target - 1;
				continue;
			}
			switch (command.name) {
				case '=':
					yield* this.output.line(String(this.lines.number));
					break;
				case 'F':
					yield* this.output.line(this.lines.file);
					break;
				case 'a':
					this.appended.push({ text: command.text });
					break;
				case 'i':
					yield* this.output.text(command.text);
					break;
				case 'c': {
					const range = this.ranges.get(command);
					if (command.isNegated || !command.to || !range?.isOpen) yield* this.output.text(command.text);
					return 'silent';
				}
				case 'r':
					this.appended.push({ file: command.text });
					break;
				case 'w':
					yield* this.options.written.of(command.text).line(this.pattern, this.hasNewline);
					break;
				case 'b':
					yield* pause();
					i = command.target - 1;
					break;
				case 't':
				case 'T':
					yield* pause();
					if (this.hasSubstituted === (command.name === 't')) i = command.target - 1;
					this.hasSubstituted = false;
					break;
				case 'd':
					return 'silent';
				case 'D': {
					const newline = this.pattern.indexOf('\n');
					if (newline < 0) return 'silent';
					this.pattern = this.pattern.slice(newline + 1);
					return 'again';
				}
				case 'g':
					this.pattern = this.hold;
					this.hasNewline = this.holdHasNewline;
					break;
				case 'G':
					this.pattern += `\n${this.hold}`;
					this.hasNewline = this.holdHasNewline;
					break;
				case 'h':
					this.hold = this.pattern;
					this.holdHasNewline = this.hasNewline;
					break;
				case 'H':
					this.hold += `\n${this.pattern}`;
					this.holdHasNewline = this.hasNewline;
					break;
				case 'x':
					[this.pattern, this.hold] = [this.hold, this.pattern];
					[this.hasNewline, this.holdHasNewline] = [this.holdHasNewline, this.hasNewline];
					break;
				case 'z':
					this.pattern = '';
					break;
				case 'l':
					yield* this.output.text(visible(this.pattern, command.number ?? 70));
					break;
				case 'n':
				case 'N': {
					// Without a next line GNU prints what there is, and the rest of the script is not run.
					if (!(yield* this.lines.hasMore())) return 'print';
					if (command.name === 'n' && !this.options.isQuiet) yield* this.output.line(this.pattern, this.hasNewline);
					yield* this.flush();
					yield* this.read(command.name === 'N');
					break;
				}
				case 'p':
					yield* this.output.line(this.pattern, this.hasNewline);
					break;
				case 'P': {
					const [first = ''] = this.pattern.split('\n');
					yield* this.output.line(first);
					break;
				}
				case 'q':
				case 'Q':
					this.quit = { code: command.number ?? 0 };
					return command.name === 'q' ? 'print' : 'silent';
				case 's':
					yield* this.substitute(command.substitution!);
					break;
				case 'y':
					this.pattern = [...this.pattern].map((c) => command.letters!.get(c) ?? c).join('');
					break;
			}
		}
		return 'print';
	}

	private *isChosen(command: Command): Process<boolean> {
		const { from, to } = command;
		if (!from) return true;
		if (!to) return yield* this.matches(from);
		const line = this.lines.number;
		const state: RangeState = this.ranges.get(command) ?? {
			isOpen: false,
			isPast: false
		};
		if (state.isOpen || (command.beginsAtZero && !this.ranges.has(command))) {
			const until = state.isOpen ? state.until : undefined;
			if (until !== undefined) {
				if (line >= until) this.ranges.set(command, { isOpen: false, isPast: true });
				return line <= until;
			}
			const isLast = yield* this.matches(to as Address);
			this.ranges.set(command, isLast ? { isOpen: false, isPast: true } : { isOpen: true, until: undefined });
			return true;
		}
		// The line with a certain number comes once.
		if ((from.kind === 'line' && state.isPast) || !(yield* this.matches(from))) return false;
		const until = lastLineOf(to, line);
		const isOver = until !== undefined && until <= line;
		this.ranges.set(command, isOver ? { isOpen: false, isPast: true } : { isOpen: true, until });
		return true;
	}

	private *matches(address: Address): Process<boolean> {
		const line = this.lines.number;
		switch (address.kind) {
			case 'line':
				return address.line === line;
			case 'step':
				return address.step === 0
					? line === address.first
					: line >= address.first && (line - address.first) % address.step === 0;
			case 'last':
				return !(yield* this.lines.hasMore());
			case 'regex': {
				const regex = this.regex(address.regex);
				regex.lastIndex = 0;
				return regex.test(this.pattern);
			}
		}
	}

	private regex(own: RegExp | undefined): RegExp {
		const regex = own ?? this.lastRegex;
		if (!regex) throw new Failure('no previous regular expression', 1);
		this.lastRegex = regex;
		return regex;
	}

	private *substitute({ regex: own, replacement, isGlobal, from, prints, file }: Substitution): Process<void> {
		const regex = this.regex(own);
		const { pattern } = this;
		let out = '';
		let end = 0;
		let count = 0;
		let lastMatchEnd = -1;
		regex.lastIndex = 0;
		for (const match of pattern.matchAll(regex)) {
			// Nothing right behind a match is no match.
			if (match[0] === '' && match.index === lastMatchEnd) continue;
			lastMatchEnd = match.index + match[0].length;
			if (++count < from) continue;
			out += pattern.slice(end, match.index) + replaced(replacement, match);
			end = lastMatchEnd;
			if (!isGlobal) break;
		}
		if (count < from) return;
		this.pattern = out + pattern.slice(end);
		this.hasSubstituted = true;
		if (prints) yield* this.output.line(this.pattern, this.hasNewline);
		if (file !== undefined) yield* this.options.written.of(file).line(this.pattern, this.hasNewline);
	}
}

function lastLineOf(end: RangeEnd, line: number): number | undefined {
	if (end.kind === 'line') return end.line;
	if (end.kind === 'more') return line + end.count;
	if (end.kind === 'multiple') return end.of === 0 ? line : Math.ceil(line / end.of) * end.of;
	return undefined;
}

function replaced(parts: Substitution['replacement'], match: RegExpExecArray): string {
	let out = '';
	let letters = '';
	let first = '';
	for (const part of parts) {
		if (typeof part === 'object') {
			if ('ul'.includes(part.letters)) first = part.letters;
			else letters = part.letters;
			continue;
		}
		let text = typeof part === 'number' ? (match[part] ?? '') : part;
		if (text === '') continue;
		if (letters === 'U') text = text.toUpperCase();
		if (letters === 'L') text = text.toLowerCase();
		if (first === 'u') text = text[0]!.toUpperCase() + text.slice(1);
		if (first === 'l') text = text[0]!.toLowerCase() + text.slice(1);
		first = '';
		out += text;
	}
	return out;
}

const NAMED: Readonly<Record<string, string>> = {
	'\\': '\\\\',
	'\x07': '\\a',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\v': '\\v'
};

/** `l`: nothing unseen, lines folded with a backslash. */
function visible(text: string, width: number): string {
	let out = '';
	let column = 0;
	for (const c of text) {
		const pieces =
			NAMED[c] !== undefined || /^[ -~]$/.test(c)
				? [NAMED[c] ?? c]
				: bytesOf(c).map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
		for (const piece of pieces) {
			if (width > 1 && column + piece.length > width - 1) {
				out += '\\\n';
				column = 0;
			}
			out += piece;
			column += piece.length;
		}
	}
	return `${out}$\n`;
}
