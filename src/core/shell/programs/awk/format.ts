import { formatPrintf } from '../../printf-format.ts';
import { Failure } from '../options.ts';
import { numberOf, textOfValue, type Value } from './values.ts';

const DIRECTIVE = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?(?:[hlL]{1,2})?([a-zA-Z%])/g;

/** Arguments are missing; what came before is printed. */
export class FormatFailure extends Failure {
	constructor(
		message: string,
		readonly done: string
	) {
		super(message, 2);
	}
}

/**
 * printf of awk.
 * @throws FormatFailure
 */
export function formatAwk(what: 'printf' | 'sprintf', format: string, args: readonly Value[], convfmt: string): string {
	let next = 0;
	let out = '';
	let end = 0;
	const take = (): Value => {
		if (next >= args.length)
			throw new FormatFailure(`run time error: not enough arguments passed to ${what}("${format}")`, out);
		return args[next++];
	};
	for (const match of format.matchAll(DIRECTIVE)) {
		out += format.slice(end, match.index);
		end = match.index + match[0].length;
		out += converted(match, take, convfmt, what, format);
	}
	return out + format.slice(end);
}

function converted(match: RegExpExecArray, take: () => Value, convfmt: string, what: string, format: string): string {
	const [whole, flags = '', width, exact, letter = ''] = match;
	if (letter === '%') return '%';
	const size = width === '*' ? Math.trunc(numberOf(take())) : Number(width ?? 0);
	const precision = exact === undefined ? undefined : exact === '*' ? Math.trunc(numberOf(take())) : Number(exact || 0);
	const shape = `%${flags}${size === 0 ? '' : size}${precision === undefined ? '' : `.${precision}`}`;
	switch (letter) {
		case 'c':
		case 's': {
			const value = take();
			const text =
				letter === 's'
					? textOfValue(value, convfmt).slice(0, precision)
					: typeof value === 'number'
						? String.fromCharCode(value & 255)
						: textOfValue(value, convfmt).slice(0, 1);
			return flags.includes('-') || size < 0 ? text.padEnd(Math.abs(size)) : text.padStart(size);
		}
		case 'i':
		case 'd':
		case 'o':
		case 'x':
		case 'X':
		case 'u':
			return formatPrintf(`${shape}${letter}`, [String(wholeNumber(numberOf(take())))], 0).output;
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G': {
			const value = numberOf(take());
			if (Number.isNaN(value)) return '-nan'.padStart(size);
			return formatPrintf(`${shape}${letter}`, [String(value).replace('Infinity', 'inf')], 0).output;
		}
		default:
			throw new Failure(`run time error: bad conversion ${whole} in ${what}("${format}")`, 2);
	}
}

/** Towards zero, within 64 bits. */
function wholeNumber(value: number): bigint {
	if (Number.isNaN(value)) return -(2n ** 63n);
	const most = 2n ** 63n - 1n;
	if (Math.abs(value) >= 2 ** 63) return value > 0 ? most : -most - 1n;
	return BigInt(Math.trunc(value));
}
