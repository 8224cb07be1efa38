import { formatFloat } from '../go-values.ts';
import { stringerText } from './methods.ts';
import { goQuote } from './quote.ts';
import { elementOf, kindOf, underlying } from './types.ts';
import {
	elements,
	entries,
	fieldValues,
	indirect,
	isInvalid,
	Row,
	sliceBytes,
	valueKind,
	type Value
} from './value.ts';
import { bytesOf, textOf } from '../../../sim/utf8.ts';

/** Go's fmt. Source: Go fmt/print.go, fmt/format.go. */

/** How a verb is to be printed. */
export interface Spec {
	readonly verb: string;
	readonly plus?: boolean;
	readonly minus?: boolean;
	readonly sharp?: boolean;
	readonly space?: boolean;
	readonly zero?: boolean;
	readonly width?: number | undefined;
	readonly precision?: number | undefined;
}

const PLAIN: Spec = { verb: 'v' };
/** Where a pointer points to is another place in every run of the real client; here it is always the same. */
const ADDRESS = '0xc000012120';

/** As fmt.Print shows a value. */
export function printed(value: Value): string {
	return formatValue(value, PLAIN);
}

/** fmt.Sprint: blanks between operands that are no strings. */
export function sprint(values: readonly Value[]): string {
	let text = '';
	values.forEach((value, i) => {
		const isText = (one: Value): boolean => valueKind(one) === 'string';
		if (i > 0 && !isText(value) && !isText(values[i - 1]!)) text += ' ';
		text += printed(value);
	});
	return text;
}

export function formatValue(value: Value, spec: Spec, depth = 0): string {
	const { verb } = spec;
	if (isInvalid(value) || (valueKind(value) === 'interface' && value.v === null)) {
		return verb === 'v' || verb === 'T' ? pad('<nil>', spec) : `%!${verb}(<nil>)`;
	}
	if (verb === 'T') return pad(value.type, spec);
	if (value.v instanceof Row) return pad(`&{${[...value.v.cells.values()].map(String).join(' ')}}`, spec);
	const own = spec.sharp && verb === 'v' ? undefined : stringerText(value);
	if (own !== undefined && 'vsxXq'.includes(verb)) return formatString(own, spec);
	switch (valueKind(value)) {
		case 'bool':
			return verb === 't' || verb === 'v' ? pad(String(value.v), spec) : badVerb(value, spec);
		case 'int':
		case 'uint':
			return formatInteger(value, spec);
		case 'float':
			return formatNumber(value, spec);
		case 'string':
			return 'vsxXq'.includes(verb) ? formatString(String(value.v), spec) : badVerb(value, spec);
		case 'slice':
			return formatSlice(value, spec, depth);
		case 'map': {
			const pairs = entries(value).map(([key, item]) => {
				const shown = formatValue({ type: 'string', v: key }, spec, depth + 1);
				return `${shown}:${formatValue(item, spec, depth + 1)}`;
			});
			return `map[${pairs.join(' ')}]`;
		}
		case 'struct':
			return formatStruct(value, spec, depth);
		case 'pointer':
			return formatPointer(value, spec, depth);
		default:
			return String(value.v);
	}
}

function formatStruct(value: Value, spec: Spec, depth: number): string {
	const fields = fieldValues(value).map(
		({ field, value: inner }) => (spec.plus ? `${field.name}:` : '') + formatValue(inner, spec, depth + 1)
	);
	return `{${fields.join(' ')}}`;
}

function formatPointer(value: Value, spec: Spec, depth: number): string {
	if (value.v === null) return spec.verb === 'v' ? pad('<nil>', spec) : `%!${spec.verb}(${value.type}=<nil>)`;
	const pointee = indirect(value).value;
	if (depth === 0 && ['struct', 'map', 'slice'].includes(kindOf(pointee.type))) {
		return `&${formatValue(pointee, spec, depth + 1)}`;
	}
	if (spec.verb === 'v' || spec.verb === 'p') return pad(ADDRESS, spec);
	return `%!${spec.verb}(${value.type}=${ADDRESS})`;
}

function formatSlice(value: Value, spec: Spec, depth: number): string {
	if (underlying(elementOf(value.type)) === 'uint8' && 'sxXq'.includes(spec.verb)) {
		return formatString(textOf(sliceBytes(value.v)), spec);
	}
	return `[${elements(value)
		.map((item) => formatValue(item, spec, depth + 1))
		.join(' ')}]`;
}

function badVerb(value: Value, { verb }: Spec): string {
	return `%!${verb}(${value.type}=${formatValue(value, PLAIN)})`;
}

function formatInteger(value: Value, spec: Spec): string {
	const number = Number(value.v);
	const radix = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }[spec.verb];
	if (radix === undefined) {
		const char = (): string => (number >= 0 && number <= 0x10ffff ? String.fromCodePoint(number) : '�');
		if (spec.verb === 'c') return pad(char(), spec);
		if (spec.verb === 'q') return pad(goQuote(char(), "'", spec.plus), spec);
		if (spec.verb !== 'U') return badVerb(value, spec);
		const code = `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;
		return pad(spec.sharp ? `${code} '${char()}'` : code, spec);
	}
	let digits = Math.abs(number).toString(radix);
	if (spec.verb === 'X') digits = digits.toUpperCase();
	if (spec.precision !== undefined)
		digits = spec.precision === 0 && number === 0 ? '' : digits.padStart(spec.precision, '0');
	let prefix = spec.verb === 'O' ? '0o' : '';
	if (spec.sharp) prefix = { x: '0x', X: '0X', b: '0b', o: digits.startsWith('0') ? '' : '0' }[spec.verb] ?? prefix;
	const sign = number < 0 ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
	if (spec.zero && !spec.minus && spec.width !== undefined && spec.precision === undefined) {
		digits = digits.padStart(spec.width - sign.length, '0');
	}
	return pad(sign + prefix + digits, { ...spec, zero: false });
}

function formatNumber(value: Value, spec: Spec): string {
	const number = Number(value.v);
	const text = numberText(Math.abs(number), spec);
	if (text === undefined) return badVerb(value, spec);
	const sign = number < 0 || Object.is(number, -0) ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
	if (spec.zero && !spec.minus && spec.width !== undefined) return sign + text.padStart(spec.width - sign.length, '0');
	return pad(sign + text, spec);
}

function numberText(number: number, { verb, precision }: Spec): string | undefined {
	const exponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2');
	switch (verb) {
		case 'f':
		case 'F':
			return number.toFixed(precision ?? 6);
		case 'e':
		case 'E': {
			const text = exponent(number.toExponential(precision ?? 6));
			return verb === 'E' ? text.toUpperCase() : text;
		}
		case 'v':
		case 'g':
		case 'G': {
			const text = precision === undefined ? formatFloat(number) : general(number, precision || 1);
			return verb === 'G' ? text.toUpperCase() : text;
		}
		default:
			return undefined;
	}

	function general(of: number, digits: number): string {
		const power = of === 0 ? 0 : Math.floor(Math.log10(Number(of.toPrecision(digits))));
		if (power < -4 || power >= digits) return exponent(of.toExponential(digits - 1).replace(/\.?0+e/, 'e'));
		const text = of.toFixed(Math.max(digits - 1 - power, 0));
		return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
	}
}

export function formatString(text: string, spec: Spec): string {
	const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join('');
	switch (spec.verb) {
		case 'q':
			if (spec.sharp && !/[`\x00-\x08\x0a-\x1f\x7f]/.test(cut)) return pad(`\`${cut}\``, spec);
			return pad(goQuote(cut, '"', spec.plus), spec);
		case 'x':
		case 'X': {
			const bytes = bytesOf(text).slice(0, spec.precision);
			const hex = bytes.map((byte) => (spec.sharp && spec.space ? '0x' : '') + byte.toString(16).padStart(2, '0'));
			const joined = (spec.sharp && !spec.space && hex.length > 0 ? '0x' : '') + hex.join(spec.space ? ' ' : '');
			return pad(spec.verb === 'X' ? joined.toUpperCase() : joined, spec);
		}
		case 'v':
			return pad(spec.sharp ? goQuote(text) : cut, spec);
		default:
			return pad(cut, spec);
	}
}

function pad(text: string, { width, minus, zero }: Spec): string {
	const missing = Math.max((width ?? 0) - [...text].length, 0);
	if (minus) return text + ' '.repeat(missing);
	return (zero ? '0' : ' ').repeat(missing) + text;
}
