import { joinPath } from '../sim/files.ts';
import type { Process } from '../sim/process.ts';
import { builtins, KEYWORDS } from './builtins/table.ts';
import type { Interpreter } from './interpreter.ts';

export interface Completion {
	/** Where the word that is completed begins, in the line. */
	start: number;
	/** Candidates for the whole word, sorted. One that ends in '/' or '=' goes on without a blank. */
	candidates: string[];
	/** What a list shows: names without their directory. */
	labels: string[];
}

/** What could stand at the cursor: commands, files, variables, or what the program itself offers. */
export function* complete(shell: Interpreter, line: string, cursor: number): Process<Completion> {
	const { words, word, start, isRedirect } = splitCommand(line.slice(0, cursor));
	const variable = /\$(\{?)(\w*)$/.exec(word);
	if (variable) {
		const [whole, brace, prefix] = variable as unknown as [string, string, string];
		const before = word.slice(0, word.length - whole.length);
		const names = shell.variables.names().filter((name) => name.startsWith(prefix));
		const candidates = names.map((name) => `${before}$${brace}${name}${brace ? '}' : ''}`);
		return { start, candidates, labels: names.map((name) => `$${brace}${name}${brace ? '}' : ''}`) };
	}
	if (words.length === 0 && !isRedirect && !word.includes('/')) return plain(start, commands(shell, word));
	const actual = actualWords(shell, words);
	if (actual.length === 0 && words.length > 0 && !isRedirect) return plain(start, commands(shell, word));
	const program = actual.length > 0 && !isRedirect ? shell.machine.program(actual[0]!) : undefined;
	if (program?.complete) {
		const offered = yield* program.complete(shell.machine, actual, word);
		// A program knows what may follow; only where it offers nothing there may be a file.
		if (offered.length > 0 || word.startsWith('-')) return plain(start, [...new Set(offered)].sort());
	}
	return files(shell, word, start, words[0] === 'cd' || words[0] === 'rmdir', words.length === 0 && !isRedirect);
}

function plain(start: number, candidates: string[]): Completion {
	return { start, candidates, labels: candidates };
}

/** The command as the program will see it: without `sudo`, an alias replaced. */
function actualWords(shell: Interpreter, words: readonly string[]): string[] {
	const [name, ...rest] = words[0] === 'sudo' ? words.slice(1) : words;
	const alias = name === undefined ? undefined : shell.aliases.get(name);
	return [...(alias === undefined ? (name === undefined ? [] : [name]) : alias.trim().split(/\s+/)), ...rest];
}

function commands(shell: Interpreter, prefix: string): string[] {
	const names = [
		...shell.machine.programNames(),
		...builtins.keys(),
		...KEYWORDS,
		...shell.functions.keys(),
		...shell.aliases.keys()
	];
	return [...new Set(names)].filter((name) => name.startsWith(prefix)).sort();
}

function files(
	shell: Interpreter,
	word: string,
	start: number,
	onlyDirectories: boolean,
	onlyPrograms: boolean
): Completion {
	const plainWord = unquote(word);
	const slash = plainWord.lastIndexOf('/') + 1;
	const directory = plainWord.slice(0, slash);
	const prefix = plainWord.slice(slash);
	const home = shell.variables.get('HOME') ?? '/root';
	const path = joinPath(shell.cwd, (directory || '.').replace(/^~(?=\/)/, home));
	const disk = shell.machine.files;
	let names: string[];
	try {
		names = disk
			.list(path)
			.filter((name) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')));
	} catch {
		return plain(start, []);
	}
	const marked = names.flatMap((name) => {
		const child = `${path}/${name}`;
		const isDirectory = kindAt(shell, child) === 'directory';
		if (onlyDirectories && !isDirectory) return [];
		if (onlyPrograms && !isDirectory && (disk.stat(child).mode & 0o111) === 0) return [];
		return [isDirectory ? `${name}/` : name];
	});
	const quote = /^["']/.exec(word)?.[0];
	const candidates = marked.map((name) => {
		const whole = directory + name;
		if (quote) return quote + whole + (name.endsWith('/') ? '' : quote);
		return whole.replace(/(?!^~)[\s'"$`*?\\;&|<>()[\]{}!#]/g, '\\$&');
	});
	return { start, candidates, labels: marked };
}

function kindAt(shell: Interpreter, path: string): string | undefined {
	try {
		return shell.machine.files.stat(path).kind;
	} catch {
		return undefined;
	}
}

function unquote(word: string): string {
	return word.replace(/^["']/, '').replace(/\\(.)/g, '$1');
}

interface CommandSoFar {
	/** Complete words before the one under the cursor, without their quotes. */
	words: string[];
	word: string;
	start: number;
	isRedirect: boolean;
}

/** The simple command that the cursor is in, cut into words. */
function splitCommand(text: string): CommandSoFar {
	let words: string[] = [];
	let word = '';
	let start = 0;
	let inWord = false;
	let quote = '';
	let isRedirect = false;
	const end = (): void => {
		if (!inWord) return;
		const plainWord = word.replace(/\\(.)|["']/g, '$1');
		if (isRedirect) isRedirect = false;
		else if (!(words.length === 0 && (/^\w+=/.test(plainWord) || OPENING.has(plainWord)))) words.push(plainWord);
		word = '';
		inWord = false;
	};
	const begin = (at: number): void => {
		if (inWord) return;
		inWord = true;
		start = at;
	};
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (quote !== '') {
			word += c;
			if (c === quote) quote = '';
			continue;
		}
		if (c === '\\') {
			begin(i);
			word += c + (text[++i] ?? '');
		} else if (c === '"' || c === "'") {
			begin(i);
			quote = c;
			word += c;
		} else if (c === ' ' || c === '\t') end();
		else if (';|&(\n`'.includes(c) || (c === '{' && !inWord)) {
			end();
			words = [];
			isRedirect = false;
		} else if (c === ')') end();
		else if (c === '<' || c === '>') {
			if (/^\d+$/.test(word)) {
				word = '';
				inWord = false;
			}
			end();
			isRedirect = true;
		} else {
			begin(i);
			word += c;
			// $( opens a command of its own.
			if (word.endsWith('$(')) words = [];
		}
	}
	return { words, word: inWord ? word : '', start: inWord ? start : text.length, isRedirect };
}

/** Words after which a command may begin. */
const OPENING = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', 'time', '{']);

/** The longest beginning that all share. */
export function commonPrefix(candidates: readonly string[]): string {
	let prefix = candidates[0] ?? '';
	for (const candidate of candidates) {
		let same = 0;
		while (same < prefix.length && prefix[same] === candidate[same]) same++;
		prefix = prefix.slice(0, same);
	}
	return prefix;
}
