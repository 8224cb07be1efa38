import { unquoteChar } from './quote.ts';
import type { NumberConstant } from './tree.ts';

const INTEGER = /^[-+]?(0[xX](_?[\da-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?\d)*)$/;
const FLOAT = /^[-+]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)([eE][-+]?\d(_?\d)*)?$/;
const HEX_FLOAT = /^([-+]?)0[xX]([\da-fA-F_]*)\.?([\da-fA-F_]*)[pP]([-+]?\d+)$/;

/** A constant of a template. Source: Go text/template/parse/node.go, newNumber. */
export function parseNumber(
	text: string,
	kind: 'charConstant' | 'complex' | 'number'
): NumberConstant | { error: string } {
	if (kind === 'charConstant') return characterOf(text);
	if (text.endsWith('i')) return imaginaryOf(text);
	if (INTEGER.test(text)) {
		const value = integerOf(text);
		return value >= -(2n ** 63n) && value < 2n ** 63n
			? { kind: 'int', value: Number(value) }
			: { error: `integer overflow: ${JSON.stringify(text)}` };
	}
	const value = floatOf(text);
	return value === undefined ? { error: `illegal number syntax: ${JSON.stringify(text)}` } : { kind: 'float', value };
}

function characterOf(text: string): NumberConstant | { error: string } {
	const step = unquoteChar(text.slice(1), "'");
	if (!step) return { error: 'invalid syntax' };
	if (step.rest !== "'") return { error: `malformed character constant: ${text}` };
	return { kind: 'int', value: step.char.codePointAt(0)! };
}

function imaginaryOf(text: string): NumberConstant | { error: string } {
	const parts = /^(.*?)([-+]?[\d._]+(?:[eE][-+]?\d+)?)i$/.exec(text);
	const re = parts && (parts[1] === '' ? 0 : floatOf(parts[1]!));
	const im = parts && floatOf(parts[2]!);
	if (re === undefined || re === null || im === undefined || im === null) {
		return { error: `illegal number syntax: ${JSON.stringify(text)}` };
	}
	return { kind: 'complex', re, im };
}

function integerOf(text: string): bigint {
	const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
	const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
	return text.startsWith('-') ? -value : value;
}

function floatOf(text: string): number | undefined {
	if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
	const [, sign, whole = '', fraction = '', exponent] = HEX_FLOAT.exec(text) ?? [];
	if (sign === undefined || whole + fraction === '') return undefined;
	const mantissa = parseInt(whole + fraction, 16) * 16 ** -fraction.length;
	return (sign === '-' ? -1 : 1) * mantissa * 2 ** Number(exponent);
}
