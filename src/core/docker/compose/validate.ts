import { ValueError } from '../errors.ts';
import { parseDurationNs } from '../format/go-values.ts';
import { parsePortMapping } from '../values/port.ts';
import type { JsonType, Schema } from './schema.ts';

/**
 * Checks a value against a schema and tells the violation that Docker would name: the one with the longest path.
 * Source: xeipuuv/gojsonschema (order of checks, scores, texts), docker/cli cli/compose/schema (which one is told).
 * Where Docker goes through a Go map in any order, names are taken in alphabetical order.
 * @param value plain JSON: objects, lists, strings, numbers, booleans, null
 * @returns the sentence, undefined for a valid value
 */
export function violation(schema: Schema, value: unknown): string | undefined {
	const { errors } = check(schema, value, []);
	if (errors.length === 0) return undefined;
	let most = 0;
	for (const [i, error] of errors.entries()) {
		const difference = error.depth - errors[most]!.depth;
		if (difference > 0) most = i;
		else if (difference === 0 && error.expected && !errors[most]!.expected) most = i;
	}
	const error = errors[most]!;
	const child = error.isOneOf ? errors[most + 1] : undefined;
	const text = error.expected ? `must be a ${humanType(error.expected)}` : (child ?? error).text;
	return `${error.field} ${text}`;
}

interface Violation {
	readonly field: string;
	readonly depth: number;
	readonly text: string;
	/** Of a value of the wrong type. */
	readonly expected?: readonly JsonType[];
	readonly isOneOf?: boolean;
}

/** The closest of several alternatives is the one with the highest score. */
interface Result {
	errors: Violation[];
	score: number;
}

function check(schema: Schema, value: unknown, path: readonly string[]): Result {
	const result: Result = { errors: [], score: 0 };
	const given = typeOf(value);
	if (schema.types && !accepts(schema.types, given)) {
		const expected = schema.types.length > 1 ? `[${schema.types.join(',')}]` : schema.types[0]!;
		const text = `Invalid type. Expected: ${expected}, given: ${given}`;
		addError(result, path, text, { expected: schema.types });
		return result;
	}
	checkAlternatives(schema, value, path, result);
	if (Array.isArray(value)) checkList(schema, value, path, result);
	else if (given === 'object') checkObject(schema, value as Record<string, unknown>, path, result);
	else if (given === 'string' || given === 'integer' || given === 'number') {
		checkScalar(schema, value as string | number, path, result);
	} else result.score++;
	result.score++;
	return result;
}

function addError(
	result: Result,
	path: readonly string[],
	text: string,
	more: Pick<Violation, 'expected' | 'isOneOf'> = {}
): void {
	const field = path.length === 0 ? '(root)' : path.join('.');
	result.errors.push({ field, depth: field.split('.').length, text, ...more });
	result.score -= 2;
}

function merge(result: Result, other: Result): void {
	result.errors.push(...other.errors);
	result.score += other.score;
}

function checkAlternatives(schema: Schema, value: unknown, path: readonly string[], result: Result): void {
	if (schema.oneOf) {
		const results = schema.oneOf.map((alternative) => check(alternative, value, path));
		const valid = results.filter(({ errors }) => errors.length === 0).length;
		if (valid !== 1) {
			addError(result, path, 'Must validate one and only one schema (oneOf)', { isOneOf: true });
			if (valid === 0) {
				let best = results[0]!;
				for (const other of results) if (other.score > best.score) best = other;
				merge(result, best);
			}
		}
	}
	result.score++;
}

function checkList(schema: Schema, value: readonly unknown[], path: readonly string[], result: Result): void {
	if (schema.items)
		for (const [i, item] of value.entries()) merge(result, check(schema.items, item, [...path, `${i}`]));
	if (schema.unique) {
		const seen = new Map<string, number>();
		for (const [j, item] of value.entries()) {
			const text = JSON.stringify(sorted(item));
			const i = seen.get(text);
			if (i !== undefined) addError(result, path, `array items[${i},${j}] must be unique`);
			seen.set(text, j);
		}
	}
	result.score += 2;
}

function checkObject(
	schema: Schema,
	value: Readonly<Record<string, unknown>>,
	path: readonly string[],
	result: Result
): void {
	for (const name of schema.required ?? []) {
		if (name in value) result.score++;
		else addError(result, path, `${name} is required`);
	}
	const names = Object.keys(value).sort();
	for (const name of names) {
		const matching = (schema.patterns ?? []).filter(([pattern]) => pattern.test(name));
		for (const [, pattern] of matching) merge(result, check(pattern, value[name], [...path, name]));
		if (matching.length > 0) result.score++;
		else if (!schema.properties?.[name] && schema.closed) {
			addError(result, path, `Additional property ${name} is not allowed`);
		}
	}
	result.score += 2;
	for (const name of names) {
		const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
		if (property) merge(result, check(property, value[name], [...path, name]));
	}
}

function checkScalar(schema: Schema, value: string | number, path: readonly string[], result: Result): void {
	if (schema.min !== undefined && typeof value === 'number' && value < schema.min) {
		addError(result, path, `Must be greater than or equal to ${schema.min}`);
	}
	if (schema.format && !hasFormat(schema.format, value)) {
		addError(result, path, `Does not match format '${schema.format}'`);
	}
	if (schema.enum && !schema.enum.includes(String(value))) {
		const allowed = schema.enum.map((word) => JSON.stringify(word)).join(', ');
		addError(result, path, `${path.join('.')} must be one of the following: ${allowed}`);
	}
	result.score += 2;
}

function hasFormat(format: 'ports' | 'duration', value: string | number): boolean {
	try {
		if (format === 'ports') parsePortMapping(typeof value === 'number' ? String(Math.trunc(value)) : value);
		else if (typeof value === 'string') parseDurationNs(value);
		return true;
	} catch (error) {
		if (error instanceof ValueError) return false;
		throw error;
	}
}

function typeOf(value: unknown): JsonType {
	if (value === null || value === undefined) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
	return typeof value as 'object' | 'string' | 'boolean';
}

function accepts(types: readonly JsonType[], given: JsonType): boolean {
	return types.includes(given) || (given === 'integer' && types.includes('number'));
}

function humanType(types: readonly JsonType[]): string {
	const words = types.map((type) => (type === 'object' ? 'mapping' : type === 'array' ? 'list' : type));
	return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]!}`;
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, item]) => [key, sorted(item)])
	);
}
