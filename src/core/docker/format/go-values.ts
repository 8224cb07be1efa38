import { quote, ValueError } from '../errors.ts';

/** Reading and writing values the way Go's standard library does, with its error texts. */

const UNIT_NS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** '1m30s' in nanoseconds. @throws ValueError with the text of time.ParseDuration */
export function parseDurationNs(text: string): number {
	const sign = text[0] === '-' ? -1 : 1;
	const body = text.replace(/^[-+]/, '');
	if (body === '0') return 0;
	if (body === '') throw new ValueError(`time: invalid duration ${quote(text)}`);
	let total = 0;
	for (let rest = body; rest !== '';) {
		const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
		if (number === undefined) throw new ValueError(`time: invalid duration ${quote(text)}`);
		rest = rest.slice(number.length);
		const unit = /^[^\d.]*/.exec(rest)![0];
		if (unit === '') throw new ValueError(`time: missing unit in duration ${quote(text)}`);
		const ns = UNIT_NS[unit];
		if (ns === undefined) throw new ValueError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
		rest = rest.slice(unit.length);
		total += Number(number) * ns;
	}
	// 64 bits: 292 years.
	if (total >= 2 ** 63) throw new ValueError(`time: invalid duration ${quote(text)}`);
	return sign * Math.round(total);
}

/** time.Duration.String(): '1m30s', '1.5s', '300ms'. */
export function formatDuration(ns: number): string {
	if (ns === 0) return '0s';
	if (ns < 0) return '-' + formatDuration(-ns);
	if (ns < 1e3) return `${ns}ns`;
	if (ns < 1e6) return `${trimNumber(ns / 1e3)}µs`;
	if (ns < 1e9) return `${trimNumber(ns / 1e6)}ms`;
	const hours = Math.floor(ns / 3.6e12);
	const minutes = Math.floor((ns - hours * 3.6e12) / 6e10);
	const seconds = trimNumber((ns - hours * 3.6e12 - minutes * 6e10) / 1e9);
	return (hours > 0 ? `${hours}h` : '') + (hours > 0 || minutes > 0 ? `${minutes}m` : '') + `${seconds}s`;
}

function trimNumber(value: number): string {
	return value.toFixed(9).replace(/\.?0+$/, '');
}

/** @throws ValueError with the text of strconv */
export function parseIntText(text: string, func: 'ParseInt' | 'ParseUint', bits = 64): number {
	const fail = (why: string): never => {
		throw new ValueError(`strconv.${func}: parsing ${quote(text)}: ${why}`);
	};
	const pattern =
		func === 'ParseInt'
			? /^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/
			: /^(0[xX][0-9a-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/;
	// Digits may be grouped: 1_000.
	const digits = /^[-+]?\w+$/.test(text) ? text.replace(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, '') : text;
	if (!pattern.test(digits)) fail('invalid syntax');
	const value = parseInteger(digits);
	const limit = func === 'ParseUint' ? 2n ** BigInt(bits) - 1n : 2n ** BigInt(bits - 1) - 1n;
	if (value > limit || value < -limit - 1n) fail('value out of range');
	return Number(value);
}

function parseInteger(text: string): bigint {
	const sign = text[0] === '-' ? -1n : 1n;
	const digits = text.replace(/^[-+]/, '');
	const octal = /^0[oO]?([0-7]+)$/.exec(digits);
	return sign * BigInt(octal ? `0o${octal[1]!}` : digits);
}

/** A plain unsigned decimal, as strconv.ParseUint(text, 10, bits). @throws ValueError */
export function parseUint10(text: string, bits = 64): number {
	if (!/^\d+$/.test(text)) throw new ValueError(`strconv.ParseUint: parsing ${quote(text)}: invalid syntax`);
	if (BigInt(text) > 2n ** BigInt(bits) - 1n) {
		throw new ValueError(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
	}
	return Number(text);
}

/** A plain decimal with a sign, as strconv.ParseInt(text, 10, 64). @throws ValueError */
export function parseInt10(text: string): number {
	if (!/^[-+]?\d+$/.test(text)) throw new ValueError(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
	const value = BigInt(text.replace(/^\+/, ''));
	if (value >= 2n ** 63n || value < -(2n ** 63n))
		throw new ValueError(`strconv.ParseInt: parsing ${quote(text)}: value out of range`);
	return Number(value);
}

export function parseFloatText(text: string): number {
	const value = Number(text);
	if (text.trim() === '' || Number.isNaN(value)) {
		throw new ValueError(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
	}
	return value;
}

/** '64m' in bytes, as go-units RAMInBytes. @throws ValueError */
export function parseBytes(text: string): number {
	const digits = /^(.*[\d. ])?(.*)$/s.exec(text)!;
	if (digits[1] === undefined) throw new ValueError(`invalid size: '${text}'`);
	const number = parseFloatText(digits[1].replace(/ $/, ''));
	if (number < 0) throw new ValueError(`invalid size: '${text}'`);
	const suffix = digits[2]!;
	const unit = /^(?:([kmgtp])(?:i?b)?|b)?$/i.exec(suffix);
	if (!unit) throw new ValueError(`invalid suffix: '${suffix.length > 3 ? suffix : suffix.toLowerCase()}'`);
	return Math.floor(number * 1024 ** (unit[1] ? 'kmgtp'.indexOf(unit[1].toLowerCase()) + 1 : 0));
}

/** '1.5' CPUs in billionths. @throws ValueError */
export function parseDecimal(text: string): number {
	const fraction = /^([-+]?\d+)\/(\d+)$/.exec(text);
	const value = fraction ? Number(fraction[1]) / Number(fraction[2]) : Number(text);
	if (text === '' || /\s/.test(text) || Number.isNaN(value))
		throw new ValueError(`failed to parse ${text} as a rational number`);
	const nano = value * 1e9;
	if (Math.abs(nano - Math.round(nano)) > 1e-3) throw new ValueError('value is too precise');
	return Math.round(nano);
}

/** Go's %g with `digits` significant digits. */
export function significant(value: number, digits: number): string {
	const text = value.toPrecision(digits);
	// %g: no zeroes at the end of the fraction, two digits of exponent at least.
	const [number = '', exponent] = text.split('e');
	const short = number.includes('.') ? number.replace(/\.?0+$/, '') : number;
	return exponent === undefined ? short : `${short}e${exponent.replace(/^([-+])(\d)$/, '$10$2')}`;
}

/** A float as %v prints it. */
export function formatFloat(value: number): string {
	if (value !== 0 && (Math.abs(value) >= 1e21 || Math.abs(value) < 1e-4)) {
		return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
	}
	return String(value);
}
