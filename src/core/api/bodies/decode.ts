import { goStruct, goType } from './go-names.ts';
import { SHAPES, type BodyName } from './shapes.ts';

/** A body that is no value of the Go type that the engine reads it into. */
export class DecodeError extends Error {
	override name = 'DecodeError';
}

type Json = Record<string, unknown>;

/** Where a value stands: the struct whose field holds it, and its whole path. */
interface Place {
	struct: string;
	path: string;
	/** A value of the field's map: its type is its own, not the field's. */
	isInner?: true;
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
	int64: [-(2 ** 63), 2 ** 63],
	uint64: [0, 2 ** 64],
	uint32: [0, 2 ** 32 - 1],
	uint16: [0, 65_535]
};

/**
 * What Go's encoding/json makes of a body: fields in any case, null where nothing is, and an error for a value of another
 * type. Fields that nobody knows stay; nobody reads them.
 * Source of the wordings and of what is taken: lab 20.10 with curl.
 * @param value may be changed: it is a copy
 * @throws DecodeError
 */
export function decodeBody(value: unknown, name: BodyName): unknown {
	return struct(value ?? {}, name, { struct: '', path: '' });
}

function struct(value: unknown, name: string, place: Place): Json {
	if (!isObject(value)) throw mismatch(value, place, name);
	const shape = SHAPES.get(name)!;
	for (const key of Object.keys(value)) {
		const field = shape.has(key) ? key : [...shape.keys()].find((known) => known.toLowerCase() === key.toLowerCase());
		if (field === undefined) continue;
		if (field !== key) {
			value[field] = value[key];
			delete value[key];
		}
		const path = place.path === '' ? field : `${place.path}.${field}`;
		const decoded = decode(value[field], shape.get(field)!, { struct: name, path });
		if (decoded === undefined) delete value[field];
		else value[field] = decoded;
	}
	for (const [field, type] of shape) {
		if (type.startsWith('!')) value[field] ??= type === '!string' ? '' : struct({}, type.slice(1), place);
	}
	return value;
}

/** @returns undefined for a null that leaves the zero value */
function decode(value: unknown, type: string, place: Place): unknown {
	if (value === null) return /^[[m*s]/.test(type) && type !== 'string' ? null : undefined;
	if (type === '!string') return decode(value, 'string', place);
	if (type.startsWith('*') || type.startsWith('!')) return struct(value, type.slice(1), place);
	if (type === '[]byte') return bytes(value, place);
	if (type.startsWith('[]')) {
		if (!Array.isArray(value)) throw mismatch(value, place, type);
		return value.map((item) => decode(item, type.slice(2), place) ?? zeroOf(type.slice(2)));
	}
	if (type.startsWith('map[string]')) {
		if (!isObject(value)) throw mismatch(value, place, type);
		const inner = type.slice('map[string]'.length);
		for (const key of Object.keys(value)) {
			const decoded = decode(value[key], inner, { ...place, isInner: true });
			// Only a pointer may be nothing; a struct{} is not one.
			value[key] = decoded === null && inner.startsWith('*') && inner !== '*Empty' ? null : (decoded ?? zeroOf(inner));
		}
		return value;
	}
	if (type === 'strslice') {
		if (Array.isArray(value)) {
			// What is no list of texts is tried as one text.
			if (value.some((item) => typeof item !== 'string' && item !== null)) throw mismatch(value, place, 'string');
			return decode(value, '[]string', place);
		}
		if (typeof value !== 'string') throw mismatch(value, place, 'string');
		return [value];
	}
	if (type === 'string') {
		if (typeof value !== 'string') throw mismatch(value, place, type);
		return value;
	}
	if (type === 'bool') {
		if (typeof value !== 'boolean') throw mismatch(value, place, type);
		return value;
	}
	if (typeof value !== 'number') throw mismatch(value, place, type);
	const range = RANGES[type];
	if (range && (!Number.isInteger(value) || value < range[0] || value > range[1]))
		throw mismatch(value, place, type, `number ${value}`);
	return value;
}

/** Go keeps bytes as base64. The place of the first wrong one is told. */
function bytes(value: unknown, place: Place): string {
	if (typeof value !== 'string') throw mismatch(value, place, '[]uint8');
	const text = value.replace(/[\r\n]/g, '');
	const good = /^[A-Za-z0-9+/]*/.exec(text)![0].length;
	const padding = text.slice(good);
	if (/^={0,2}$/.test(padding) && text.length % 4 === 0) return value;
	const at = /^=/.test(padding) || padding === '' ? Math.floor(good / 4) * 4 : good;
	throw new DecodeError(`illegal base64 data at input byte ${at}`);
}

/** null in a list or map of Go's is its zero value. */
function zeroOf(type: string): unknown {
	if (type === 'string') return '';
	if (type === 'bool') return false;
	if (type.startsWith('*')) return {};
	return type.startsWith('[]') || type.startsWith('map') ? null : 0;
}

function mismatch(
	value: unknown,
	{ struct: name, path, isInner }: Place,
	type: string,
	what = kindOf(value)
): DecodeError {
	const field = path.slice(path.lastIndexOf('.') + 1);
	const shown = goType(type, path === '' || isInner ? '' : `${name}.${field}`);
	if (path === '') return new DecodeError(`json: cannot unmarshal ${what} into Go value of type ${shown}`);
	return new DecodeError(
		`json: cannot unmarshal ${what} into Go struct field ${goStruct(name, path)}.${path} of type ${shown}`
	);
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
