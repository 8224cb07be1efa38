import { isDigits, parseGoInt } from './numbers.ts';

/** A moment as YAML writes it; Go's time.Time. */
export class Timestamp {
	constructor(readonly date: Date) {}

	/** RFC 3339, as JSON and YAML show it. */
	toJSON(): string {
		return this.date.toISOString().replace(/\.?0*Z$/, 'Z');
	}

	/** As %v prints it. */
	toString(): string {
		return `${this.toJSON().replace('T', ' ').replace('Z', '')} +0000 UTC`;
	}
}

/** A floating-point number; integers are JavaScript numbers. Docker tells them apart in its errors. */
export class Float {
	constructor(readonly value: number) {}
	toJSON(): number {
		return this.value;
	}
}

export type Scalar = null | boolean | number | string | Timestamp | Float;

const WORDS = new Map<string, Scalar>([
	...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
	...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
	...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
	...['.nan', '.NaN', '.NAN'].map((word) => [word, new Float(NaN)] as const),
	...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, new Float(Infinity)] as const),
	...['-.inf', '-.Inf', '-.INF'].map((word) => [word, new Float(-Infinity)] as const)
]);

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/**
 * What an unquoted scalar means: YAML 1.2, with the octal numbers and underscores of 1.1 ('0440' is 288).
 * Source: gopkg.in/yaml.v3 resolve.go.
 */
export function resolveScalar(text: string): Scalar {
	const word = WORDS.get(text);
	if (word !== undefined) return word;
	if (text[0] === '.') return FLOAT.test(text) ? new Float(Number(text)) : text;
	if (!/^[-+\d]/.test(text)) return text;
	const moment = timestamp(text);
	if (moment) return moment;
	const plain = text.replaceAll('_', '');
	const integer = parseGoInt(plain);
	if (integer !== undefined) return integer;
	return FLOAT.test(plain) ? new Float(Number(plain)) : text;
}

/** Whether a text keeps its meaning without quotes. */
export function isPlainString(text: string): boolean {
	return typeof resolveScalar(text) === 'string' && !isOldBool(text) && !isBase60(text);
}

/** Booleans and times of day of YAML 1.1 are quoted for the sake of older readers. */
function isOldBool(text: string): boolean {
	return /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(text);
}

function isBase60(text: string): boolean {
	return /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text);
}

function timestamp(text: string): Timestamp | undefined {
	const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(
		text
	);
	if (!match) return undefined;
	const [, year, month, day, letter, hour, minute, second, fraction, zone] = match;
	if (letter !== undefined && (letter === ' ') !== (zone === undefined)) return undefined;
	const two = (digits: string | undefined): string => (digits ?? '0').padStart(2, '0');
	const iso = `${year!}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction ?? ''}${zone ?? 'Z'}`;
	const ms = Date.parse(iso);
	if (Number.isNaN(ms) || !isDigits(day!) || new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDate() !== Number(day)) {
		return undefined;
	}
	return new Timestamp(new Date(ms));
}
