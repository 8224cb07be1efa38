import { bytesFromBase64 } from '../../../sim/base64.ts';
import { elementOf, fieldNamed, fieldsOf, kindOf, zeroOf, type Field, type Kind } from './types.ts';

/** A row of a table: named cells, some of which take an argument ({{.Label "com.example"}}). */
export class Row {
	constructor(
		/** '*node.nodeContext' in error texts */
		readonly typeName: string,
		readonly cells: ReadonlyMap<string, unknown>
	) {}
}

/** A number that was kept as text, as JSON of an unknown shape is. */
export class JsonNumber {
	constructor(readonly text: string) {}

	toJSON(): number {
		return Number(this.text);
	}
}

/** A Go value: a JSON value with its type. No type: what reflect calls an invalid value (an untyped nil). */
export interface Value {
	readonly type: string;
	readonly v: unknown;
}

export const INVALID: Value = { type: '', v: undefined };

export function isInvalid(value: Value): boolean {
	return value.type === '';
}

export function valueKind(value: Value): Kind | 'invalid' | 'complex' {
	if (isInvalid(value)) return 'invalid';
	return value.type === 'complex128' ? 'complex' : kindOf(value.type);
}

/** What is inside an interface. */
export function dynamic(v: unknown): Value {
	if (v === null || v === undefined) return INVALID;
	if (typeof v === 'string') return { type: 'string', v };
	if (typeof v === 'boolean') return { type: 'bool', v };
	if (typeof v === 'number') return { type: Number.isInteger(v) ? 'int' : 'float64', v };
	if (v instanceof JsonNumber) return { type: 'json.Number', v: v.text };
	if (v instanceof Row) return { type: v.typeName || '*formatter.SubContext', v };
	return { type: Array.isArray(v) ? '[]interface {}' : 'map[string]interface {}', v };
}

/** A value of this type; inside an interface, of what is in it. */
export function typed(type: string, v: unknown): Value {
	if (type === 'interface {}') return dynamic(v);
	return { type, v: v === undefined ? zeroOf(type) : v };
}

/** Follows pointers. */
export function indirect(value: Value): { value: Value; isNil: boolean } {
	let at = value;
	while (valueKind(at) === 'pointer' && !(at.v instanceof Row)) {
		if (at.v === null) return { value: at, isNil: true };
		at = typed(elementOf(at.type), at.v);
	}
	return { value: at, isNil: false };
}

/** The fields of a structure with their values; those of an embedded one as one field. */
export function fieldValues(value: Value): { field: Field; value: Value }[] {
	return fieldsOf(value.type).map((field) => ({ field, value: valueOfField(value.v, field) }));
}

function valueOfField(holder: unknown, field: Field): Value {
	// An embedded structure's fields lie beside the others in JSON.
	if (field.embedded) return { type: field.type, v: holder };
	return raw(field.type, (holder as Record<string, unknown> | null)?.[field.json]);
}

export function fieldValue(value: Value, name: string): Value | undefined {
	const field = fieldNamed(value.type, name);
	return field && valueOfField(value.v, field);
}

/** Like typed(), but an interface stays one: nil prints as such. */
export function raw(type: string, v: unknown): Value {
	if (type === 'interface {}' && (v === null || v === undefined)) return { type, v: null };
	return typed(type, v);
}

export function elements(value: Value): Value[] {
	const type = elementOf(value.type);
	if (value.v === null) return [];
	if (type === 'uint8') return sliceBytes(value.v).map((byte) => ({ type, v: byte }));
	return (value.v as unknown[]).map((item) => typed(type, item));
}

/** []byte is base64 in JSON. */
export function sliceBytes(v: unknown): number[] {
	if (Array.isArray(v)) return v as number[];
	return bytesFromBase64(String(v ?? ''));
}

/** Keys and values of a map, sorted as templates and fmt sort them. */
export function entries(value: Value): [string, Value][] {
	const object = (value.v ?? {}) as Record<string, unknown>;
	const type = elementOf(value.type);
	return Object.keys(object)
		.sort((a, b) => (a < b ? -1 : 1))
		.map((key) => [key, typed(type, object[key])]);
}
