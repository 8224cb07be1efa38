import { formatG } from './yaml/numbers.ts';
import { Float, Timestamp } from './yaml/scalar.ts';
import { isMap, type Yaml } from './yaml/read.ts';

/** What a value of a Compose file becomes: structures as objects, maps as Map. undefined: it was not given. */
export type Decoded =
	undefined | null | boolean | number | string | Decoded[] | Map<string, Decoded> | { [key: string]: Decoded };

/** As Go's fmt.Sprint prints a value. */
export function goString(value: Yaml): string {
	if (value === null) return '<nil>';
	if (value instanceof Float) return formatG(value.value);
	if (value instanceof Timestamp) return value.toString();
	if (Array.isArray(value)) return `[${value.map(goString).join(' ')}]`;
	if (isMap(value)) {
		return `map[${Object.keys(value)
			.sort()
			.map((key) => `${key}:${goString(value[key]!)}`)
			.join(' ')}]`;
	}
	return String(value);
}

/** Go's name of a value's type. */
export function goTypeName(value: Yaml): string {
	if (value === null) return '<nil>';
	if (value instanceof Float) return 'float64';
	if (value instanceof Timestamp) return 'time.Time';
	if (Array.isArray(value)) return '[]interface {}';
	if (typeof value === 'object') return 'map[string]interface {}';
	return typeof value === 'number' ? 'int' : typeof value === 'boolean' ? 'bool' : 'string';
}
