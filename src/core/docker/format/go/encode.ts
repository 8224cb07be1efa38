import { goJson } from '../json.ts';
import { elementOf, fieldsOf, kindOf } from './types.ts';
import { fieldValues, isInvalid, JsonNumber, Row, type Value } from './value.ts';

/** A row as `{{json .}}` shows it: its plain cells by name. */
export function rowObject(row: Row): Record<string, unknown> {
	const names = [...row.cells.keys()].filter((name) => typeof row.cells.get(name) !== 'function').sort();
	return Object.fromEntries(names.map((name) => [name, row.cells.get(name)]));
}

/** Go's encoding/json of a value of a known type: fields in their order, without what is empty, maps sorted. */
export function encode(value: Value): string {
	if (value.v instanceof Row) return goJson(rowObject(value.v), true);
	return goJson(plain(value));
}

function plain(value: Value): unknown {
	if (isInvalid(value) || value.v === null || value.v === undefined) return null;
	const { type, v } = value;
	if (v instanceof Row) return rowObject(v);
	if (v instanceof JsonNumber) return Number(v.text);
	switch (kindOf(type)) {
		case 'pointer':
			return plain({ type: elementOf(type), v });
		case 'interface':
			return sorted(v);
		case 'slice':
			if (elementOf(type) === 'uint8') return v;
			return (v as unknown[]).map((item) => plain({ type: elementOf(type), v: item }));
		case 'map': {
			const object = v as Record<string, unknown>;
			const keys = Object.keys(object).sort((a, b) => (a < b ? -1 : 1));
			return Object.fromEntries(keys.map((key) => [key, plain({ type: elementOf(type), v: object[key] })]));
		}
		case 'struct':
			if (type === 'time.Time')
				return String(v)
					.replace(/(\.\d*?)0+Z$/, '$1Z')
					.replace('.Z', 'Z');
			return structObject(value);
		default:
			return type === 'json.Number' ? Number(v) : v;
	}
}

function structObject(value: Value): Record<string, unknown> {
	// Without a description nothing is left out.
	if (fieldsOf(value.type).length === 0) return sorted(value.v) as Record<string, unknown>;
	const object: Record<string, unknown> = {};
	for (const { field, value: inner } of fieldValues(value)) {
		if (field.json === '-') continue;
		if (field.embedded) {
			// Nothing of it came.
			const struct = inner.type.replace(/^\*/, '');
			const given = (value.v ?? {}) as Record<string, unknown>;
			if (struct !== inner.type && field.omitEmpty && !fieldsOf(struct).some(({ json }) => json in given)) continue;
			Object.assign(object, structObject({ type: inner.type.replace(/^\*/, ''), v: inner.v }));
		} else if (!field.omitEmpty || !isEmpty(inner)) object[field.json] = plain(inner);
	}
	return object;
}

/** What omitempty leaves out: never a structure. */
function isEmpty({ type, v }: Value): boolean {
	if (type === '' || v === null || v === undefined) return true;
	switch (kindOf(type)) {
		case 'struct':
		case 'pointer':
			return false;
		case 'slice':
			return (v as { length: number }).length === 0;
		case 'map':
			return Object.keys(v).length === 0;
		default:
			return v === '' || v === 0 || v === false;
	}
}

function sorted(v: unknown): unknown {
	if (v instanceof JsonNumber) return Number(v.text);
	if (v instanceof Row) return rowObject(v);
	if (Array.isArray(v)) return v.map(sorted);
	if (typeof v !== 'object' || v === null) return v;
	const object = v as Record<string, unknown>;
	const keys = Object.keys(object).sort((a, b) => (a < b ? -1 : 1));
	return Object.fromEntries(keys.map((key) => [key, sorted(object[key])]));
}
