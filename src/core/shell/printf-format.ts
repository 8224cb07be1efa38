import { byteLength } from '../sim/files.ts';
import { formatDate } from './date-format.ts';
import { unescape, unescapeFormat } from './escapes.ts';
import { quoteForShell } from './expand.ts';

export interface Formatted {
	output: string;
	/** Messages without the program's name. */
	errors: string[];
	/** The format itself is wrong: nothing more is printed. */
	isBroken?: boolean;
}

/** printf(1): the format is used again while arguments remain. */
export function formatPrintf(format: string, args: readonly string[], wallMs: number): Formatted {
	const result: Formatted = { output: '', errors: [] };
	const rest = [...args];
	for (;;) {
		const before = rest.length;
		if (!formatOnce(format, rest, result, wallMs)) return result;
		if (rest.length === 0 || rest.length === before) return result;
	}
}

const DIRECTIVE = /%(?:(%)|([-+ 0#]*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:[hlLjzt]{1,2})?(\([^)]*\)T|.)?)/gs;

/** @returns false when output ends here. */
function formatOnce(format: string, args: string[], result: Formatted, wallMs: number): boolean {
	let last = 0;
	for (const match of format.matchAll(DIRECTIVE)) {
		const [whole, percent, flags = '', width, precision, conversion] = match;
		const literal = unescapeFormat(format.slice(last, match.index));
		result.output += literal.text;
		if (literal.stops) return false;
		last = match.index + whole.length;
		if (percent) {
			result.output += '%';
			continue;
		}
		let pad = width === '*' ? integer(args.shift() ?? '0', result) : Number(width ?? 0);
		const exact =
			precision === undefined
				? undefined
				: precision === '*'
					? Number(integer(args.shift() ?? '0', result))
					: Number(precision || 0);
		const left = flags.includes('-') || pad < 0;
		pad = Math.abs(Number(pad));
		const shape = { flags, precision: exact !== undefined && exact < 0 ? undefined : exact };
		const piece = convert(whole, conversion, args, shape, result, wallMs);
		if (piece === undefined) return false;
		const { text, stops } = piece;
		const zero =
			flags.includes('0') &&
			!left &&
			/^[diouxXeEfFgG]$/.test(conversion!) &&
			!(shape.precision !== undefined && /[diouxX]/.test(conversion!));
		// Widths count bytes, as in C.
		const blanks = ' '.repeat(Math.max(0, pad - byteLength(text)));
		if (left) result.output += text + blanks;
		else if (zero) {
			const [, sign, digits] = /^([-+ ]?(?:0[xX])?)(.*)$/s.exec(text)!;
			result.output += sign + digits!.padStart(pad - sign!.length, '0');
		} else result.output += blanks + text;
		if (stops) return false;
	}
	const literal = unescapeFormat(format.slice(last));
	result.output += literal.text;
	return !literal.stops;
}

function convert(
	whole: string,
	conversion: string | undefined,
	args: string[],
	shape: { flags: string; precision: number | undefined },
	result: Formatted,
	wallMs: number
): { text: string; stops?: boolean } | undefined {
	const { flags, precision } = shape;
	if (conversion?.startsWith('(')) {
		const argument = args.shift() ?? '-1';
		const ms = argument === '-1' || argument === '-2' ? wallMs : Number(argument) * 1000;
		return { text: formatDate(ms, conversion.slice(1, -2) || '%X') };
	}
	switch (conversion) {
		case 's':
			return { text: (args.shift() ?? '').slice(0, precision) };
		case 'b':
			return unescape(args.shift() ?? '');
		case 'q': {
			const word = args.shift() ?? '';
			return { text: quoteWithBackslashes(word) };
		}
		case 'c':
			return { text: [...(args.shift() ?? '')][0] ?? '' };
		case 'd':
		case 'i':
		case 'u': {
			const value = BigInt(integer(args.shift() ?? '0', result));
			const digits = String(value < 0n ? -value : value).padStart(precision ?? 0, '0');
			const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
			return { text: conversion === 'u' && value < 0n ? String(BigInt.asUintN(64, value)) : sign + digits };
		}
		case 'o':
		case 'x':
		case 'X': {
			const value = BigInt.asUintN(64, BigInt(integer(args.shift() ?? '0', result)));
			const digits = value.toString(conversion === 'o' ? 8 : 16).padStart(precision ?? 0, '0');
			const prefix = flags.includes('#') && value !== 0n ? (conversion === 'o' ? '0' : '0x') : '';
			return { text: conversion === 'X' ? (prefix + digits).toUpperCase() : prefix + digits };
		}
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G': {
			const value = real(args.shift() ?? '0', result);
			const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
			const text = sign + formatReal(Math.abs(value), conversion.toLowerCase(), precision ?? 6);
			return { text: conversion === conversion.toUpperCase() ? text.toUpperCase() : text };
		}
		default:
			if (conversion === undefined) result.errors.push(`\`${whole}': missing format character`);
			else result.errors.push(`\`${conversion}': invalid format character`);
			result.isBroken = true;
			return undefined;
	}
}

function formatReal(value: number, conversion: string, precision: number): string {
	if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
	const exponential = (digits: number): string => value.toExponential(digits).replace(/e([-+])(\d)$/, 'e$10$2');
	if (conversion === 'e') return exponential(precision);
	if (conversion === 'f') return value.toFixed(Math.min(100, precision));
	const significant = Math.max(1, precision);
	const exponent = value === 0 ? 0 : Number(/e(.*)$/.exec(value.toExponential(significant - 1))![1]);
	const text =
		exponent < -4 || exponent >= significant ? exponential(significant - 1) : value.toFixed(significant - 1 - exponent);
	return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
}

function integer(text: string, result: Formatted): number | bigint {
	const quoted = /^['"](.)/su.exec(text);
	if (quoted) return quoted[1]!.codePointAt(0)!;
	const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
	if (!match || match[0].length !== text.length)
		result.errors.push(`${text}: invalid ${/^0\d/.test(text) ? 'octal ' : ''}number`);
	if (!match) return 0;
	const digits = match[2]!;
	const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
	return match[1] === '-' ? -value : value;
}

function real(text: string, result: Formatted): number {
	const match = /^\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)/i.exec(text);
	if (!match || match[0].length !== text.length) result.errors.push(`${text}: invalid number`);
	return match ? Number(match[0].replace(/inf/i, 'Infinity')) : 0;
}

function quoteWithBackslashes(word: string): string {
	if (word === '') return "''";

	if (/[\x00-\x1f\x7f]/.test(word)) return quoteForShell(word);
	return word.replace(/[^\w@%+=:./-]/gu, (c) => (c > '\x7f' ? c : `\\${c}`)).replace(/^~/, '\\~');
}
