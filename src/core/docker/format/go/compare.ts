import { FunctionError } from './function-error.ts';
import { printed } from './print.ts';
import { indirect, isInvalid, valueKind, type Value } from './value.ts';

/** eq, ne, lt, le, gt, ge. Source: Go text/template/funcs.go. */

const INCOMPATIBLE = 'incompatible types for comparison';

const BASIC: readonly string[] = ['bool', 'int', 'uint', 'float', 'complex', 'string'];

function basicKind(value: Value): string | undefined {
	const kind = valueKind(value);
	return BASIC.includes(kind) ? kind : undefined;
}

function areIntegers(a: string | undefined, b: string | undefined): boolean {
	return (a === 'int' && b === 'uint') || (a === 'uint' && b === 'int');
}

export function equal(first: Value, others: readonly Value[]): boolean {
	if (others.length === 0) throw new FunctionError('missing argument for comparison');
	return others.some((other) => isEqual(first, other));
}

function isEqual(a: Value, b: Value): boolean {
	const kindA = basicKind(a);
	const kindB = basicKind(b);
	if (kindA !== kindB) {
		if (areIntegers(kindA, kindB)) return a.v === b.v;
		if (!isInvalid(a) && !isInvalid(b)) throw new FunctionError(INCOMPATIBLE);
		return false;
	}
	if (kindA === 'complex') return JSON.stringify(a.v) === JSON.stringify(b.v);
	if (kindA !== undefined) return a.v === b.v;
	for (const value of [a, b]) {
		if (['map', 'slice', 'struct'].includes(valueKind(value)) && !isComparable(value)) {
			throw new FunctionError(`non-comparable type ${printed(value)}: ${value.type}`);
		}
	}
	const isNil = (value: Value): boolean => isInvalid(value) || value.v === null;
	if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
	return a.type === b.type && a.v === b.v;
}

/** Of the structures only moments have no maps and lists in them as a rule. */
function isComparable(value: Value): boolean {
	return value.type === 'time.Time';
}

export function lessThan(a: Value, b: Value): boolean {
	const kindA = basicKind(a);
	const kindB = basicKind(b);
	if (kindA === undefined || kindB === undefined) throw new FunctionError('invalid type for comparison');
	if (kindA !== kindB) {
		if (areIntegers(kindA, kindB)) return Number(a.v) < Number(b.v);
		throw new FunctionError(INCOMPATIBLE);
	}
	if (kindA === 'bool' || kindA === 'complex') throw new FunctionError('invalid type for comparison');
	return (a.v as number) < (b.v as number);
}

/** Whether `if` takes it for true. Source: Go text/template/exec.go, isTrue. */
export function truth(value: Value): boolean {
	const kind = valueKind(value);
	if (kind === 'invalid' || value.v === null || value.v === undefined) return false;
	if (kind === 'pointer') return !indirect(value).isNil;
	if (kind === 'struct') return true;
	if (kind === 'complex') {
		const { re, im } = value.v as { re: number; im: number };
		return re !== 0 || im !== 0;
	}
	if (Array.isArray(value.v)) return value.v.length > 0;
	if (typeof value.v === 'object') return Object.keys(value.v).length > 0;
	return value.v !== false && value.v !== 0 && value.v !== '';
}
