import { FileError, joinPath } from '../../sim/files.ts';
import { linesOf, openInput } from './input.ts';
import { Failure, gnuProgram, type Options } from './options.ts';

interface Key {
	/** From 1. */
	startField: number;
	startCharacter: number;
	/** 0: to the end of the line. */
	endField: number;
	/** 0: to the end of the field. */
	endCharacter: number;
	/** Ordering letters of its own; '' takes those of the command. */
	letters: string;
}

export const sort = gnuProgram(
	{
		name: 'sort',
		short: 'nrufbhVgdiMk:t:o:csz',
		long: {
			'numeric-sort': 'n',
			reverse: 'r',
			unique: 'u',
			'ignore-case': 'f',
			'ignore-leading-blanks': 'b',
			'human-numeric-sort': 'h',
			'version-sort': 'V',
			'general-numeric-sort': 'g',
			key: 'k',
			'field-separator': 't',
			output: 'o',
			check: 'c',
			stable: 's'
		},
		unsimulated:
			'd i M m R S T C z batch-size compress-program debug files0-from merge month-sort random-sort parallel',
		usageCode: 2,
		help: 'Usage: sort [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const keys = options.values('k').map(parseKey);
		const separator = options.value('t');
		if (separator !== undefined && separator.length !== 1)
			throw new Failure(separator === '' ? 'empty tab' : `multi-character tab ‘${separator}’`, 2);
		let text = '';
		for (const path of options.operands.length > 0 ? options.operands : ['-']) {
			try {
				const input = openInput(sys, path);
				for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) text += chunk;
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				throw new Failure(
					error.code === 'EISDIR' ? `read failed: ${path}: ${error.text}` : `cannot read: ${path}: ${error.text}`,
					2
				);
			}
			if (text !== '' && !text.endsWith('\n')) text += '\n';
		}
		const compare = comparison(options, keys, separator);
		const lines = linesOf(text);
		if (options.has('c')) {
			const at = lines.findIndex(
				(line, i) =>
					i > 0 && (options.has('u') ? compare.keyed(lines[i - 1]!, line) >= 0 : compare.full(lines[i - 1]!, line) > 0)
			);
			if (at < 0) return 0;
			yield* sys.stderr.write(`sort: ${options.operands[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`);
			return 1;
		}
		const sorted = [...lines].sort(options.has('u') || options.has('s') ? compare.keyed : compare.full);
		const kept = options.has('u')
			? sorted.filter((line, i) => i === 0 || compare.keyed(sorted[i - 1]!, line) !== 0)
			: sorted;
		const out = kept.map((line) => `${line}\n`).join('');
		const target = options.value('o');
		if (target !== undefined) sys.machine.files.write(joinPath(sys.cwd, target), out);
		else yield* sys.stdout.write(out);
		return 0;
	}
);

function parseKey(text: string): Key {
	const match = /^(\d+)(?:\.(\d+))?([bdfghinMRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfghinMRrV]*))?$/.exec(text);
	if (!match) throw new Failure(`invalid number at field start: invalid count at start of ‘${text}’`, 2);
	if (match[1] === '0') throw new Failure(`-: invalid field specification ‘${text}’: field number is zero`, 2);
	return {
		startField: Number(match[1]),
		startCharacter: Number(match[2] ?? 1),
		endField: Number(match[4] ?? 0),
		endCharacter: Number(match[5] ?? 0),
		letters: (match[3] ?? '') + (match[6] ?? '')
	};
}

type Compare = (a: string, b: string) => number;

/** `keyed` compares by the keys alone, `full` by the whole line in the end. */
function comparison(
	options: Options,
	keys: readonly Key[],
	separator: string | undefined
): { keyed: Compare; full: Compare } {
	const global = options.given
		.map(({ letter }) => letter)
		.filter((letter) => 'nrfbhVg'.includes(letter))
		.join('');
	const used: Key[] =
		keys.length > 0 ? [...keys] : [{ startField: 1, startCharacter: 1, endField: 0, endCharacter: 0, letters: '' }];
	const keyed: Compare = (a, b) => {
		for (const key of used) {
			const letters = key.letters || global;
			const isWhole = keys.length === 0;
			const order = compareBy(letters, isWhole ? a : cut(a, key, separator), isWhole ? b : cut(b, key, separator));
			if (order !== 0) return letters.includes('r') ? -order : order;
		}
		return 0;
	};
	return { keyed, full: (a, b) => keyed(a, b) || byCodeUnit(a, b) * (global.includes('r') ? -1 : 1) };
}

function cut(line: string, key: Key, separator: string | undefined): string {
	const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
	const offset = (field: number): number =>
		fields.slice(0, field - 1).reduce((sum, text) => sum + text.length + (separator === undefined ? 0 : 1), 0);
	const start = Math.min(line.length, offset(key.startField) + key.startCharacter - 1);
	if (key.endField === 0) return line.slice(start);
	const end =
		key.endCharacter > 0
			? offset(key.endField) + key.endCharacter
			: offset(key.endField) + (fields[key.endField - 1]?.length ?? 0);
	return line.slice(start, Math.max(start, end));
}

function compareBy(letters: string, left: string, right: string): number {
	let [a, b] = letters.includes('b') ? [left.trimStart(), right.trimStart()] : [left, right];
	if (letters.includes('n')) return leadingNumber(a) - leadingNumber(b);
	if (letters.includes('g')) return (parseFloat(a) || 0) - (parseFloat(b) || 0);
	if (letters.includes('h')) return humanNumber(a) - humanNumber(b);
	if (letters.includes('V')) return compareVersions(a, b);
	if (letters.includes('f')) [a, b] = [a.toUpperCase(), b.toUpperCase()];
	return byCodeUnit(a, b);
}

function leadingNumber(text: string): number {
	return Number(/^\s*(-?\d*\.?\d*)/.exec(text)![1] || 0) || 0;
}

function humanNumber(text: string): number {
	const match = /^\s*(-?\d*\.?\d*)([KkMGTP]?)/.exec(text)!;
	return (Number(match[1]) || 0) * 1024 ** ('KMGTP'.indexOf(match[2]!.toUpperCase() || ' ') + 1);
}

function compareVersions(a: string, b: string): number {
	const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
	const [left, right] = [parts(a), parts(b)];
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const [x = '', y = ''] = [left[i], right[i]];
		const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : byCodeUnit(x, y);
		if (order !== 0) return order;
	}
	return 0;
}

function byCodeUnit(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
