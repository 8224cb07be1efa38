import { park, type Process } from '../../sim/process.ts';
import type { OpenFile } from '../descriptors.ts';
import { unescape } from '../escapes.ts';
import type { Interpreter } from '../interpreter.ts';
import { formatPrintf } from '../printf-format.ts';
import { isName } from '../variables.ts';
import type { Builtin } from './table.ts';

/** What `echo` prints for its arguments. */
export function echoText(args: readonly string[]): string {
	let newline = true;
	let escapes = false;
	let i = 0;
	for (; i < args.length && /^-[neE]+$/.test(args[i]!); i++) {
		for (const letter of args[i]!.slice(1)) {
			if (letter === 'n') newline = false;
			else escapes = letter === 'e';
		}
	}
	const text = args.slice(i).join(' ');
	if (!escapes) return newline ? `${text}\n` : text;
	const { text: out, stops } = unescape(text);
	return newline && !stops ? `${out}\n` : out;
}

export const echo: Builtin = function* (shell, args) {
	if (!shell.descriptors.has(1)) {
		yield* shell.complain('echo: write error: Bad file descriptor');
		return 1;
	}
	yield* shell.write(1, echoText(args));
	return 0;
};

export const printf: Builtin = function* (shell, args) {
	let rest = args;
	let variable: string | undefined;
	if (rest[0] === '-v') {
		variable = rest[1] ?? '';
		if (!isName(variable)) {
			yield* shell.complain(`printf: \`${variable}': not a valid identifier`);
			return 2;
		}
		rest = rest.slice(2);
	}
	if (rest[0] === '--') rest = rest.slice(1);
	const [format, ...operands] = rest;
	if (format === undefined) {
		yield* shell.write(2, 'printf: usage: printf [-v var] format [arguments]\n');
		return 2;
	}
	const { output, errors } = formatPrintf(format, operands, shell.machine.sim.wallMs);
	for (const error of errors) yield* shell.complain(`printf: ${error}`);
	if (variable !== undefined) shell.variables.set(variable, output);
	else yield* shell.write(1, output);
	return errors.length > 0 ? 1 : 0;
};

interface ReadOptions {
	prompt: string;
	isRaw: boolean;
	isSilent: boolean;
	delimiter: string;
	/** Characters to read at most; `-N` ignores the delimiter. */
	count: number | undefined;
	isExact: boolean;
	timeoutMs: number | undefined;
	array: string | undefined;
	fd: number;
}

export const read: Builtin = function* (shell, args) {
	const options: ReadOptions = {
		prompt: '',
		isRaw: false,
		isSilent: false,
		delimiter: '\n',
		count: undefined,
		isExact: false,
		timeoutMs: undefined,
		array: undefined,
		fd: 0
	};
	const names: string[] = [];
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		if (names.length > 0 || !arg.startsWith('-') || arg === '-') {
			names.push(arg);
			continue;
		}
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j]!;
			if (letter === 'r') options.isRaw = true;
			else if (letter === 's') options.isSilent = true;
			else if (letter === 'e') continue;
			else if ('pdnNtau'.includes(letter)) {
				const value = arg.slice(j + 1) || (args[++i] ?? '');
				j = arg.length;
				if (letter === 'p') options.prompt = value;
				else if (letter === 'd') options.delimiter = value[0] ?? '\0';
				else if (letter === 't') {
					if (!/^(?:\d+\.?\d*|\.\d+)$/.test(value)) {
						yield* shell.complain(`read: ${value}: invalid timeout specification`);
						return 1;
					}
					options.timeoutMs = Number(value) * 1000;
				} else if (letter === 'a') options.array = value;
				else if (letter === 'u') {
					if (!/^\d+$/.test(value)) {
						yield* shell.complain(`read: ${value}: invalid file descriptor specification`);
						return 1;
					}
					options.fd = Number(value);
				} else {
					if (!/^\d+$/.test(value)) {
						yield* shell.complain(`read: ${value}: invalid number`);
						return 1;
					}
					options.count = Number(value);
					options.isExact = letter === 'N';
				}
			} else {
				yield* shell.complain(`read: -${letter}: invalid option`);
				yield* shell.write(
					2,
					'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n'
				);
				return 2;
			}
		}
	}
	for (const name of names) {
		if (isName(name)) continue;
		yield* shell.complain(`read: \`${name}': not a valid identifier`);
		return 1;
	}
	const file = shell.descriptors.get(options.fd);
	if (!file?.reader) {
		yield* shell.complain(`read: ${options.fd}: invalid file descriptor: Bad file descriptor`);
		return 1;
	}
	if (options.prompt !== '' && file.terminal) yield* shell.write(2, options.prompt);
	const line = yield* readWith(shell, file, options);
	assignFields(shell, line.text, names, options);
	return line.code;
};

function* readWith(shell: Interpreter, file: OpenFile, options: ReadOptions): Process<{ text: string; code: number }> {
	const { terminal } = file;
	const restore = terminal && options.isSilent ? terminal.setNoEcho() : undefined;
	const cooked =
		terminal && options.count !== undefined && shell.tty ? shell.tty.setMode({ canonical: false }) : undefined;
	try {
		return yield* readLine(shell, file, options);
	} finally {
		cooked?.();
		restore?.();
	}
}

/** Reads up to the delimiter, and gives back what came after it. */
function* readLine(shell: Interpreter, file: OpenFile, options: ReadOptions): Process<{ text: string; code: number }> {
	let text = '';
	const deadline = options.timeoutMs === undefined ? undefined : shell.machine.sim.now + options.timeoutMs;
	for (;;) {
		const chunk = deadline === undefined ? yield* file.reader!.read() : yield* readBefore(shell, file, deadline);
		if (chunk === 'timeout') return { text, code: 142 };
		if (chunk === undefined) return { text, code: 1 };
		const all = text + chunk;
		const end = findEnd(all, options);
		if (end === undefined) {
			text = all;
			continue;
		}
		if (end.after < all.length) file.unread(all.slice(end.after));
		return { text: all.slice(0, end.at), code: 0 };
	}
}

/** A read with a time limit: looks every 10 ms, since not every source can be waited for. */
function* readBefore(shell: Interpreter, file: OpenFile, deadline: number): Process<string | undefined> {
	for (;;) {
		const text = file.reader!.poll();
		if (text !== '') return text;
		if (shell.machine.sim.now >= deadline) return 'timeout';
		yield* park(shell.machine.files.changed, Math.min(10, deadline - shell.machine.sim.now));
	}
}

function findEnd(text: string, options: ReadOptions): { at: number; after: number } | undefined {
	for (let i = 0; i < text.length; i++) {
		if (options.count !== undefined && i >= options.count) return { at: i, after: i };
		if (text[i] === '\\' && !options.isRaw) i++;
		else if (text[i] === options.delimiter && !options.isExact) return { at: i, after: i + 1 };
	}
	return options.count !== undefined && text.length >= options.count
		? { at: options.count, after: options.count }
		: undefined;
}

/** Splits a line by IFS; the last name takes the rest. A backslash keeps the next character from splitting. */
function assignFields(shell: Interpreter, line: string, names: readonly string[], options: ReadOptions): void {
	const characters: { c: string; isPlain: boolean }[] = [];
	for (let i = 0; i < line.length; i++) {
		if (line[i] === '\\' && !options.isRaw) {
			i++;
			if (line[i] !== '\n' && line[i] !== undefined) characters.push({ c: line[i]!, isPlain: true });
		} else characters.push({ c: line[i]!, isPlain: false });
	}
	if (names.length === 0 && options.array === undefined) {
		shell.variables.set('REPLY', characters.map(({ c }) => c).join(''));
		return;
	}
	const ifs = shell.variables.get('IFS') ?? ' \t\n';
	const isSpace = (i: number): boolean =>
		i < characters.length &&
		!characters[i]!.isPlain &&
		ifs.includes(characters[i]!.c) &&
		' \t\n'.includes(characters[i]!.c);
	const isDelimiter = (i: number): boolean =>
		i < characters.length && !characters[i]!.isPlain && ifs.includes(characters[i]!.c);
	let at = 0;
	const skipSpace = (): void => {
		while (isSpace(at)) at++;
	};
	const takeField = (): string => {
		let field = '';
		while (at < characters.length && !isDelimiter(at)) field += characters[at++]!.c;
		skipSpace();
		if (isDelimiter(at) && !isSpace(at)) at++;
		skipSpace();
		return field;
	};
	skipSpace();
	if (options.array !== undefined) {
		const fields: string[] = [];
		while (at < characters.length) fields.push(takeField());
		shell.variables.setArray(options.array, fields);
		return;
	}
	names.forEach((name, i) => {
		if (i < names.length - 1) return shell.variables.set(name, at < characters.length ? takeField() : '');
		const start = at;
		const field = takeField();
		if (at >= characters.length) return shell.variables.set(name, field);
		let end = characters.length;
		while (end > start && isSpace(end - 1)) end--;
		return shell.variables.set(
			name,
			characters
				.slice(start, end)
				.map(({ c }) => c)
				.join('')
		);
	});
}
