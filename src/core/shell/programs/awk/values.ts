import { posixRegex } from '../../posix-regex.ts';
import { formatPrintf } from '../../printf-format.ts';

/** What came from outside and looks like a number: compared as one. */
export interface NumericText {
	readonly text: string;
	readonly number: number;
}

/** Nothing yet is '' and 0. */
export type Value = number | string | NumericText | undefined;

const LOOKS_NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
const LEADING_NUMBER = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/;

/** A field, a line, an argument. */
export function fromOutside(text: string): Value {
	return LOOKS_NUMERIC.test(text) ? { text, number: Number(text) } : text;
}

export function numberOf(value: Value): number {
	if (typeof value === 'number') return value;
	if (typeof value === 'object') return value.number;
	const match = LEADING_NUMBER.exec(value ?? '');
	return match ? Number(match[2]) * (match[1] === '-' ? -1 : 1) : 0;
}

/** mawk's Max_Int: beyond it a whole number is written as CONVFMT says. */
const INT_MAX = 2 ** 31 - 1;

/** @param format CONVFMT, or OFMT when it is printed */
export function textOfValue(value: Value, format: string): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'object') return value.text;
	if (value === undefined) return '';
	if (Number.isInteger(value) && Math.abs(value) <= INT_MAX) return String(value);
	if (Number.isNaN(value)) return '-nan';
	return formatPrintf(format, [String(value).replace('Infinity', 'inf')], 0).output;
}

export function isTrue(value: Value): boolean {
	if (typeof value === 'object') return value.number !== 0;
	return typeof value === 'string' ? value !== '' : Boolean(value);
}

/** Numbers as numbers, otherwise texts, byte by byte. */
export function compare(left: Value, right: Value, format: string): number {
	if (typeof left !== 'string' && typeof right !== 'string') return numberOf(left) - numberOf(right);
	const [a, b] = [textOfValue(left, format), textOfValue(right, format)];
	return a < b ? -1 : a > b ? 1 : 0;
}

const compiled = new Map<string, RegExp>();

/**
 * An extended expression of mawk 1.3.4, which knows no {n}; escapes count within brackets too.
 * @throws Failure
 */
export function regexOf(source: string): RegExp {
	let regex = compiled.get(source);
	if (!regex) {
		const plain = source.replace(/\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|\\[\s\S]|\{/g, (piece) => {
			if (piece === '{') return '\\{';
			if (piece.startsWith('[')) return piece.replace(/\\([\s\S])/g, (_, c: string) => CONTROL[c] ?? c);
			return CONTROL[piece[1]!] ?? (/["/&]/.test(piece[1]!) ? piece[1]! : piece);
		});
		regex = new RegExp(posixRegex(plain, true), 'gs');
		if (compiled.size > 500) compiled.clear();
		compiled.set(source, regex);
	}
	regex.lastIndex = 0;
	return regex;
}

const CONTROL: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b' };

/** An array; `for (k in a)` walks through it as mawk's hash table lies (hash.c: FNV-1a, 64 lists, the newest first). */
export class AwkArray {
	readonly elements = new Map<string, Value>();

	keys(): string[] {
		const lists = new Map<number, string[]>();
		for (const key of this.elements.keys()) {
			const at = fnv1a(key) & 63;
			const list = lists.get(at);
			if (list) list.unshift(key);
			else lists.set(at, [key]);
		}
		return [...lists].sort(([a], [b]) => a - b).flatMap(([, list]) => list);
	}
}

function fnv1a(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
	return hash >>> 0;
}
