import { Failure } from '../options.ts';
import { posixRegex } from '../../posix-regex.ts';
import type { Address, Command, RangeEnd, ReplacementPart, Substitution } from './script.ts';

/** Which addresses a command may have (sed.info, Commands). */
const WITHOUT_ADDRESS = ':#';
const WITH_ONE = '=qQaiF';
const KNOWN = '{}=:abcdDFgGhHiIlnNpPqQrRstTvwWxyz#';
/** Known to GNU, and left out here. */
const UNSIMULATED = 'eRW';

/**
 * Reads a script as GNU sed 4.9 does.
 * @throws Failure with its words and the place where it stumbled
 */
export function parseScript(script: string, options: { isExtended: boolean; isFile?: string }): Command[] {
	return new Parser(script, options.isExtended, options.isFile).script();
}

class Parser {
	private at = 0;
	private readonly commands: Command[] = [];
	private readonly blocks: number[] = [];

	constructor(
		private readonly source: string,
		private readonly isExtended: boolean,
		private readonly file: string | undefined
	) {}

	script(): Command[] {
		for (;;) {
			while (/[\s;]/.test(this.peek())) this.at++;
			if (this.at >= this.source.length) break;
			this.command();
		}
		if (this.blocks.length > 0) this.fail("unmatched `{'", 0);
		const labels = new Map(
			this.commands.flatMap((command, i) => (command.name === ':' ? [[command.text, i] as const] : []))
		);
		for (const command of this.commands) {
			if (!'btT'.includes(command.name)) continue;
			const target = command.text === '' ? this.commands.length : labels.get(command.text);
			if (target === undefined) throw new Failure(`can't find label for jump to \`${command.text}'`, 4);
			command.target = target;
		}
		return this.commands;
	}

	private fail(message: string, char = this.at): never {
		const where =
			this.file === undefined
				? `-e expression #1, char ${char}`
				: `file ${this.file} line ${this.source.slice(0, this.at).split('\n').length}`;
		throw new Failure(`${where}: ${message}`, 1);
	}

	private peek(): string {
		return this.source[this.at] ?? '';
	}

	private blanks(): void {
		while (/[ \t]/.test(this.peek())) this.at++;
	}

	private command(): void {
		const { from, to, beginsAtZero } = this.addresses();
		this.blanks();
		let isNegated = false;
		while (this.peek() === '!') {
			this.at++;
			if (isNegated) this.fail("multiple `!'s");
			isNegated = true;
			this.blanks();
		}
		const name = this.peek();
		if (name === '') this.fail('missing command');
		this.at++;
		if (UNSIMULATED.includes(name)) throw new Failure(`swarmlab does not simulate the command ${name}`, 1);
		if (!KNOWN.includes(name)) this.fail(`unknown command: \`${name}'`);
		if (from && WITHOUT_ADDRESS.includes(name))
			this.fail(name === '#' ? "comments don't accept any addresses" : ": doesn't want any addresses");
		if (to && WITH_ONE.slice(1, 3).includes(name)) this.fail('command only uses one address');
		const common = { from, to, beginsAtZero, isNegated, name, text: '', number: undefined, target: 0 };
		switch (name) {
			case '#':
				this.restOfLine();
				return;
			case '{':
				this.blocks.push(this.commands.length);
				this.commands.push(common);
				return;
			case '}': {
				if (from) this.fail("unexpected `}'");
				const open = this.blocks.pop();
				if (open === undefined) this.fail("unexpected `}'");
				this.commands[open]!.target = this.commands.length;
				this.end();
				return;
			}
			case 'a':
			case 'i':
			case 'c':
				this.commands.push({ ...common, text: this.text() });
				return;
			case ':': {
				this.blanks();
				const text = this.word(/[\s;]/);
				if (text === '') this.fail('":" lacks a label');
				this.commands.push({ ...common, text });
				return;
			}
			case 'b':
			case 't':
			case 'T':
				this.blanks();
				this.commands.push({ ...common, text: this.word(/[\s;}]/) });
				return;
			case 'r':
			case 'w': {
				this.blanks();
				const text = this.restOfLine();
				if (text === '') this.fail('missing filename in r/R/w/W commands');
				this.commands.push({ ...common, text });
				return;
			}
			case 's':
				this.commands.push({ ...common, substitution: this.substitution() });
				return;
			case 'y':
				this.commands.push({ ...common, letters: this.letters() });
				return;
			case 'q':
			case 'Q':
			case 'l': {
				this.blanks();
				const digits = this.word(/\D/);
				this.end();
				this.commands.push({ ...common, number: digits === '' ? undefined : Number(digits) });
				return;
			}
			default:
				this.end();
				this.commands.push(common);
		}
	}

	/** After a command: `;`, `}`, a comment or the end of the line. */
	private end(): void {
		this.blanks();
		const next = this.peek();
		if (next === '' || next === '}' || next === '#') return;
		this.at++;
		if (next !== ';' && next !== '\n') this.fail('extra characters after command');
	}

	private word(until: RegExp): string {
		const start = this.at;
		while (this.peek() !== '' && !until.test(this.peek())) this.at++;
		return this.source.slice(start, this.at);
	}

	private restOfLine(): string {
		return this.word(/\n/);
	}

	private addresses(): Pick<Command, 'from' | 'to' | 'beginsAtZero'> {
		const from = this.address();
		if (!from) return { from, to: undefined, beginsAtZero: false };
		this.blanks();
		const isZero = from.kind === 'line' && from.line === 0;
		if (this.peek() !== ',') {
			if (isZero) this.fail('invalid usage of line address 0', this.at + 1);
			return { from, to: undefined, beginsAtZero: false };
		}
		this.at++;
		this.blanks();
		const to = this.rangeEnd();
		if (!to) this.fail("unexpected `,'");
		if (isZero && to.kind !== 'regex') this.fail('invalid usage of line address 0', this.at + 1);
		return { from, to, beginsAtZero: isZero };
	}

	private rangeEnd(): RangeEnd | undefined {
		const relative = /^[+~]\d+/.exec(this.source.slice(this.at))?.[0];
		if (relative === undefined) return this.address();
		this.at += relative.length;
		const number = Number(relative.slice(1));
		return relative.startsWith('+') ? { kind: 'more', count: number } : { kind: 'multiple', of: number };
	}

	private address(): Address | undefined {
		const number = /^(\d+)(?:\s*~\s*(\d+))?/.exec(this.source.slice(this.at));
		if (number) {
			this.at += number[0].length;
			const first = Number(number[1]);
			return number[2] === undefined ? { kind: 'line', line: first } : { kind: 'step', first, step: Number(number[2]) };
		}
		const mark = this.peek();
		if (mark === '$') {
			this.at++;
			return { kind: 'last' };
		}
		if (mark !== '/' && mark !== '\\') return undefined;
		this.at += mark === '\\' ? 2 : 1;
		const pattern = this.until(this.source[this.at - 1]!, { isRegex: true });
		if (pattern === undefined) this.fail('unterminated address regex');
		let flags = '';
		while (/[IM]/.test(this.peek())) flags += this.source[this.at++]!.toLowerCase();
		return { kind: 'regex', regex: this.regex(pattern, flags) };
	}

	/** Up to a delimiter, which a backslash makes plain; undefined when it does not come. */
	private until(delimiter: string, { isRegex }: { isRegex: boolean }): string | undefined {
		let text = '';
		for (; this.at < this.source.length; this.at++) {
			const c = this.peek();
			if (c === '\\') {
				const next = this.source[++this.at] ?? '';
				if (next === delimiter) text += next;
				else if (next === 'n' && isRegex) text += '\n';
				else if (next === 't' && isRegex) text += '\t';
				else text += `\\${next}`;
				continue;
			}
			if (c === '\n' && isRegex) return undefined;
			if (c === delimiter) {
				this.at++;
				return text;
			}
			if (isRegex && c === '[') {
				// A bracket expression may hold the delimiter.
				const whole = /^\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/.exec(this.source.slice(this.at))?.[0];
				if (whole === undefined) {
					this.at = this.source.length;
					return undefined;
				}
				text += whole.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
				this.at += whole.length - 1;
				continue;
			}
			text += c;
		}
		return undefined;
	}

	private regex(pattern: string, flags: string): RegExp | undefined {
		if (pattern === '') return undefined;
		let source: string;
		try {
			source = posixRegex(pattern, this.isExtended, { isStrict: true });
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			this.fail(error.message);
		}
		for (const unicode of ['u', '']) {
			try {
				// A dot matches a newline, and ^ and $ only the ends, unless M says otherwise.
				return new RegExp(source, `g${flags.includes('m') ? 'm' : 's'}${flags.includes('i') ? 'i' : ''}${unicode}`);
			} catch {
				continue;
			}
		}
		this.fail('Invalid preceding regular expression');
	}

	private substitution(): Substitution {
		const delimiter = this.source[this.at++] ?? '';
		const pattern = delimiter === '' ? undefined : this.until(delimiter, { isRegex: true });
		const replacement = pattern === undefined ? undefined : this.until(delimiter, { isRegex: false });
		if (pattern === undefined || replacement === undefined) this.fail("unterminated `s' command");
		let flags = '';
		let from: number | undefined;
		let file: string | undefined;
		const seen = new Set<string>();
		for (let isOver = false; !isOver;) {
			const flag = this.peek();
			const digits = /^\d+/.exec(this.source.slice(this.at))?.[0];
			if (digits !== undefined) {
				this.at += digits.length;
				if (from !== undefined) this.fail("multiple number options to `s' command");
				if (Number(digits) === 0) this.fail("number option to `s' command may not be zero");
				from = Number(digits);
				continue;
			}
			if (flag === '' || flag === '}' || flag === '#') break;
			this.at++;
			switch (flag) {
				case 'g':
				case 'p':
					if (seen.has(flag)) this.fail(`multiple \`${flag}' options to \`s' command`);
					seen.add(flag);
					break;
				case 'i':
				case 'I':
					flags += 'i';
					break;
				case 'm':
				case 'M':
					flags += 'm';
					break;
				case 'e':
					throw new Failure('swarmlab does not simulate the flag e', 1);
				case 'w':
					this.blanks();
					file = this.restOfLine();
					if (file === '') this.fail('missing filename in r/R/w/W commands');
					isOver = true;
					break;
				case ';':
				case '\n':
					isOver = true;
					break;
				case ' ':
				case '\t':
					break;
				default:
					this.fail("unknown option to `s'");
			}
		}
		const regex = this.regex(pattern, flags);
		const parts = replacementParts(replacement);
		const groups = regex ? new RegExp(`${regex.source}|`, regex.flags).exec('')!.length - 1 : 9;
		const wrong = parts.find((part) => typeof part === 'number' && part > groups);
		if (wrong !== undefined) this.fail(`invalid reference \\${String(wrong)} on \`s' command's RHS`);
		return { regex, replacement: parts, isGlobal: seen.has('g'), from: from ?? 1, prints: seen.has('p'), file };
	}

	private letters(): ReadonlyMap<string, string> {
		const delimiter = this.source[this.at++] ?? '';
		const from = delimiter === '' ? undefined : this.until(delimiter, { isRegex: false });
		const to = from === undefined ? undefined : this.until(delimiter, { isRegex: false });
		if (from === undefined || to === undefined) this.fail("unterminated `y' command");
		const plain = (text: string): string[] => [
			...text.replace(/\\([\\nt])/g, (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? '\\')
		];
		const [left, right] = [plain(from), plain(to)];
		if (left.length !== right.length) this.fail("strings for `y' command are different lengths");
		this.end();
		return new Map(left.map((c, i) => [c, right[i]!]));
	}

	/** What a, i and c print: one line, or several whose ends have a backslash. */
	private text(): string {
		this.blanks();
		if (this.peek() === '') this.fail("expected \\ after `a', `c' or `i'");
		const continued = /^\\[ \t]*\n?/.exec(this.source.slice(this.at));
		if (continued) {
			const isOwnLine = continued[0].endsWith('\n');
			this.at += isOwnLine ? continued[0].length : 1;
		}
		let text = '';
		for (; this.at < this.source.length && this.peek() !== '\n'; this.at++) {
			if (this.peek() === '\\') {
				this.at++;
				text += ({ n: '\n', t: '\t' } as Record<string, string>)[this.peek()] ?? this.peek();
			} else text += this.peek();
		}
		return continued && this.at >= this.source.length && text === '' ? '' : `${text}\n`;
	}
}

function replacementParts(text: string): ReplacementPart[] {
	const parts: ReplacementPart[] = [];
	for (const [piece] of text.matchAll(/\\[\s\S]|&|[^\\&]+/g)) {
		if (piece === '&') parts.push(0);
		else if (!piece.startsWith('\\')) parts.push(piece);
		else if (/\d/.test(piece[1]!)) parts.push(Number(piece[1]));
		else if (/[ULEul]/.test(piece[1]!)) parts.push({ letters: piece[1]! });
		else parts.push(({ n: '\n', t: '\t' } as Record<string, string>)[piece[1]!] ?? piece[1]!);
	}
	return parts;
}
