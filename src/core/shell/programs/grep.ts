import { FileError, joinPath } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { complainOf, LineReader, openInput } from './input.ts';
import { Failure, gnuProgram, type Options } from './options.ts';
import { posixRegex } from '../posix-regex.ts';

function grepLike(name: string, preset: 'E' | 'F' | ''): Program {
	return gnuProgram(
		{
			name,
			short: 'EFGPivcnoqrRlLwxhHse:f:m:A:B:C:a',
			long: {
				'extended-regexp': 'E',
				'fixed-strings': 'F',
				'basic-regexp': 'G',
				'perl-regexp': 'P',
				'ignore-case': 'i',
				'invert-match': 'v',
				count: 'c',
				'line-number': 'n',
				'only-matching': 'o',
				quiet: 'q',
				silent: 'q',
				recursive: 'r',
				'files-with-matches': 'l',
				'files-without-match': 'L',
				'word-regexp': 'w',
				'line-regexp': 'x',
				'no-filename': 'h',
				'with-filename': 'H',
				'no-messages': 's',
				regexp: 'e',
				'max-count': 'm',
				'after-context': 'A',
				'before-context': 'B',
				context: 'C',
				color: 'k',
				colour: 'k',
				text: 'a'
			},
			unsimulated: 'b d D f T U z Z file include exclude exclude-dir byte-offset null line-buffered',
			usageCode: 2,
			usage: `Usage: ${name} [OPTION]... PATTERNS [FILE]...`,
			help: `Usage: ${name} [OPTION]... PATTERNS [FILE]...`
		},
		(sys, options) => runGrep(sys, options, preset)
	);
}

export const grep = grepLike('grep', '');
export const egrep = grepLike('egrep', 'E');
export const fgrep = grepLike('fgrep', 'F');

function* runGrep(sys: Sys, options: Options, preset: string): Process<number> {
	const operands = [...options.operands];
	const patterns = options.values('e');
	if (options.has('f')) throw new Failure('swarmlab does not simulate -f', 2);
	if (patterns.length === 0) {
		const pattern = operands.shift();
		if (pattern === undefined) {
			yield* sys.stderr.write(
				`Usage: ${sys.argv[0]} [OPTION]... PATTERNS [FILE]...\nTry '${sys.argv[0]} --help' for more information.\n`
			);
			return 2;
		}
		patterns.push(pattern);
	}
	for (const letter of 'mABC') {
		const value = options.value(letter);
		if (value !== undefined && !/^\d+$/.test(value))
			throw new Failure(letter === 'm' ? 'invalid max count' : `${value}: invalid context length argument`, 2);
	}
	const regex = compile(
		patterns.flatMap((pattern) => pattern.split('\n')),
		options,
		preset
	);
	const isRecursive = options.has('r') || options.has('R');
	const given = operands.length > 0 ? operands : isRecursive ? ['.'] : ['-'];
	const search = new Search(
		sys,
		options,
		regex,
		options.has('H') || (!options.has('h') && (given.length > 1 || isRecursive))
	);
	for (const path of given) {
		for (const file of isRecursive ? filesUnder(sys, path) : [path]) {
			yield* search.file(operands.length === 0 && isRecursive ? file.replace(/^\.\//, '') : file);
			if (search.found && options.has('q')) return 0;
		}
	}
	if (search.failed) return 2;
	return search.found ? 0 : 1;
}

function compile(patterns: readonly string[], options: Options, preset: string): RegExp {
	const kind = options.last('EFGP') ?? preset;
	const source = patterns
		.map((pattern) => {
			const one =
				kind === 'F'
					? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
					: kind === 'P'
						? pattern
						: posixRegex(pattern, kind === 'E');
			return options.has('x') ? `^(?:${one})$` : options.has('w') ? `(?<!\\w)(?:${one})(?!\\w)` : one;
		})
		.join('|');
	try {
		return new RegExp(source, options.has('i') ? 'gi' : 'g');
	} catch {
		throw new Failure('Invalid regular expression', 2);
	}
}

function filesUnder(sys: Sys, path: string): string[] {
	const { files } = sys.machine;
	try {
		if (!files.isDirectory(joinPath(sys.cwd, path))) return [path];
		return files
			.list(joinPath(sys.cwd, path))
			.flatMap((child) => filesUnder(sys, `${path.replace(/(?<=.)\/$/, '')}/${child}`));
	} catch {
		return [path];
	}
}

class Search {
	found = false;
	failed = false;
	private hasPrinted = false;

	constructor(
		private readonly sys: Sys,
		private readonly options: Options,
		private readonly regex: RegExp,
		private readonly namesFiles: boolean
	) {}

	*file(path: string): Process<void> {
		const { sys, options } = this;
		try {
			yield* this.lines(path, new LineReader(openInput(sys, path)));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			this.failed = true;
			if (!options.has('s')) yield* complainOf(sys, path, error);
		}
	}

	private *lines(path: string, reader: LineReader): Process<void> {
		const { options, sys } = this;
		const name = path === '-' ? '(standard input)' : path;
		const most = Number(options.value('m') ?? Infinity);
		const after = Number(options.value('A') ?? options.value('C') ?? 0);
		const before = Number(options.value('B') ?? options.value('C') ?? 0);
		const counts = options.has('c');
		const isQuiet = options.has('q') || options.has('l') || options.has('L');
		let count = 0;
		let number = 0;
		let printedUpTo = 0;
		let following = 0;
		let held: { number: number; line: string }[] = [];
		while (count < most || following > 0) {
			const whole = yield* reader.next();
			if (whole === undefined) break;
			number++;
			const line = whole.replace(/\n$/, '');
			this.regex.lastIndex = 0;
			const isMatch = count < most && this.regex.test(line) !== options.has('v');
			if (isMatch) {
				count++;
				this.found = true;
				if (isQuiet) break;
				if (counts) continue;
				if (before + after > 0 && this.hasPrinted && number - held.length > printedUpTo + 1)
					yield* sys.stdout.write('--\n');
				for (const context of held) yield* this.print(name, context.number, context.line, '-');
				held = [];
				if (options.has('o')) yield* this.printMatches(name, number, line);
				else yield* this.print(name, number, line, ':');
				printedUpTo = number;
				following = after;
			} else if (!counts && following > 0) {
				following--;
				yield* this.print(name, number, line, '-');
				printedUpTo = number;
			} else if (before > 0) {
				held.push({ number, line });
				if (held.length > before) held.shift();
			}
		}
		if (options.has('q')) return;
		if (options.has('l') ? count > 0 : options.has('L') && count === 0) yield* sys.stdout.write(`${name}\n`);
		else if (counts && !isQuiet) yield* sys.stdout.write(`${this.namesFiles ? `${name}:` : ''}${count}\n`);
	}

	private *printMatches(name: string, number: number, line: string): Process<void> {
		if (this.options.has('v')) return;
		this.regex.lastIndex = 0;
		for (const match of line.matchAll(this.regex)) if (match[0] !== '') yield* this.print(name, number, match[0], ':');
	}

	private *print(name: string, number: number, text: string, mark: string): Process<void> {
		this.hasPrinted = true;
		yield* this.sys.stdout.write(
			`${this.namesFiles ? name + mark : ''}${this.options.has('n') ? number + mark : ''}${text}\n`
		);
	}
}
