import { CliError, ValueError } from '../errors.ts';
import { parseBytes, parseDurationNs } from '../format/go-values.ts';
import type { Field, ScalarKind, Shape } from './shapes.ts';
import { SPECIALS } from './specials.ts';
import { goString, goTypeName, type Decoded } from './values.ts';
import { Float } from './yaml/scalar.ts';
import { isMap, type Yaml, type YamlMap } from './yaml/read.ts';

/**
 * A valid section of a Compose file as a structure. Source: go-viper/mapstructure (rules and texts of errors).
 * @param warn takes what Docker logs while it reads
 * @throws CliError with every fault, each on a line
 */
export function decode(shape: Shape, value: Yaml, warn?: (text: string) => void): Decoded {
	const decoder = new Decoder();
	const decoded = decoder.value(shape, value, '');
	for (const text of decoder.warnings) warn?.(text);
	if (decoder.faults.length > 0) {
		throw new CliError(`decoding failed due to the following error(s):\n\n${decoder.faults.join('\n')}`);
	}
	return decoded;
}

export class Decoder {
	readonly faults: string[] = [];
	/** What Docker logs on the side while it reads. */
	readonly warnings: string[] = [];

	/** undefined: nothing was decoded, the zero remains. */
	value(shape: Shape, value: Yaml, name: string): Decoded {
		if (value === null) return undefined;
		switch (shape.kind) {
			case 'list':
				return this.list(shape.of, value, name);
			case 'map':
				return this.map(shape.of, value, name);
			case 'struct':
				return this.struct(shape.fields, value, name);
			case 'string':
			case 'int':
			case 'uint':
			case 'bool':
			case 'float':
			case 'duration':
			case 'bytes':
				return this.scalar(shape.kind, value, name);
			default:
				return this.guarded(name, () => SPECIALS[shape.kind](this, shape.of, value, name));
		}
	}

	/** Faults of a conversion name the place. */
	private guarded(name: string, convert: () => Decoded): Decoded {
		try {
			return convert();
		} catch (error) {
			if (!(error instanceof ValueError)) throw error;
			this.faults.push(`error decoding '${name}': ${error.message}`);
			return undefined;
		}
	}

	list(of: Shape, value: Yaml, name: string): Decoded {
		if (!Array.isArray(value)) {
			this.faults.push(`'${name}': source data must be an array or slice, got ${goKind(value)}`);
			return undefined;
		}
		return value.map((item, i) => this.value(of, item, `${name}[${i}]`) ?? zeroOf(of));
	}

	map(of: Shape, value: Yaml, name: string): Decoded {
		if (!isMap(value)) {
			this.faults.push(`'${name}' expected a map, got '${goKind(value)}'`);
			return undefined;
		}
		const result = new Map<string, Decoded>();
		for (const key of Object.keys(value).sort()) {
			result.set(key, this.value(of, value[key]!, `${name}[${key}]`) ?? zeroOf(of));
		}
		return result;
	}

	struct(fields: readonly Field[], value: Yaml, name: string): Decoded {
		if (!isMap(value)) {
			this.faults.push(`'${name}' expected a map, got '${goKind(value)}'`);
			return undefined;
		}
		const result: Record<string, Decoded> = {};
		for (const field of fields) {
			const given = valueOf(value, field.key);
			if (given === undefined) continue;
			const path = name === '' ? goName(field) : `${name}.${goName(field)}`;
			const decoded = this.value(field.shape, given, path);
			if (decoded === undefined || decoded === null) continue;
			if (!isPointer(field.shape) && isZero(decoded)) continue;
			result[field.key] = decoded;
		}
		return result;
	}

	private scalar(kind: ScalarKind, value: Yaml, name: string): Decoded {
		switch (kind) {
			case 'string':
				return typeof value === 'string' ? value : this.wrongType(value, name, 'string');
			case 'bool':
				return typeof value === 'boolean' ? value : this.wrongType(value, name, 'bool');
			case 'int':
				if (typeof value === 'number') return value;
				return value instanceof Float ? Math.trunc(value.value) : this.wrongType(value, name, 'int64');
			case 'uint':
				if (typeof value === 'number' && value < 0) return this.overflow(name, String(value));
				if (value instanceof Float && value.value < 0) return this.overflow(name, value.value.toFixed(6));
				if (typeof value === 'number') return value;
				return value instanceof Float ? Math.trunc(value.value) : this.wrongType(value, name, 'uint64');
			case 'float':
				if (typeof value === 'number') return shortestFloat32(value);
				return value instanceof Float ? shortestFloat32(value.value) : this.wrongType(value, name, 'float32');
			case 'duration':
				return this.guarded(name, () => {
					if (typeof value !== 'string') throw new ValueError(`invalid type ${goTypeName(value)} for duration`);
					return parseDurationNs(value);
				});
			case 'bytes':
				return this.guarded(name, () => (typeof value === 'number' ? value : parseBytes(goString(value))));
		}
	}

	private overflow(name: string, value: string): undefined {
		this.faults.push(`cannot parse '${name}', ${value} overflows uint`);
		return undefined;
	}

	private wrongType(value: Yaml, name: string, expected: string): undefined {
		this.faults.push(
			`'${name}' expected type '${expected}', got unconvertible type '${goTypeName(value)}', value: '${goString(value)}'`
		);
		return undefined;
	}
}

/** Names are compared without regard to case when none fits exactly. */
function valueOf(value: YamlMap, key: string): Yaml | undefined {
	return key in value ? value[key] : undefined;
}

function goName(field: Field): string {
	return field.go ?? (field.key.includes('_') ? field.key : field.key[0]!.toUpperCase() + field.key.slice(1));
}

/** A number with single precision, by its shortest digits: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): number {
	const rounded = Math.fround(value);
	for (let digits = 1; digits < 9; digits++) {
		const short = Number(rounded.toPrecision(digits));
		if (Math.fround(short) === rounded) return short;
	}
	return rounded;
}

function goKind(value: Yaml): string {
	if (typeof value === 'string') return 'string';
	if (typeof value === 'boolean') return 'bool';
	if (typeof value === 'number') return 'int';
	if (value instanceof Float) return 'float64';
	return Array.isArray(value) ? 'slice' : 'map';
}

export function isPointer(shape: Shape): boolean {
	return 'pointer' in shape && shape.pointer === true;
}

function zeroOf(shape: Shape): Decoded {
	if (isPointer(shape)) return null;
	switch (shape.kind) {
		case 'string':
			return '';
		case 'bool':
			return false;
		case 'list':
		case 'string list':
		case 'command':
			return [];
		case 'map':
			return new Map();
		case 'int':
		case 'uint':
		case 'float':
		case 'duration':
		case 'bytes':
			return 0;
		default:
			return {};
	}
}

function isZero(value: Decoded): boolean {
	if (value === '' || value === 0 || value === false) return true;
	if (Array.isArray(value)) return value.length === 0;
	if (value instanceof Map) return value.size === 0;
	return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
