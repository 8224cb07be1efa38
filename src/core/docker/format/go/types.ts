import { CONTAINER_TYPES } from './structs/container.ts';
import { OBJECT_TYPES } from './structs/objects.ts';
import { SWARM_TYPES } from './structs/swarm.ts';
import { SYSTEM_TYPES } from './structs/system.ts';

/**
 * The Go types that the client keeps the engine's answers in, as far as a template or fmt can tell them: kinds, names,
 * fields in their order, what JSON leaves out. A type is written as in Go: 'string', '[]string', 'map[string]string',
 * '*swarm.ServiceSpec', 'interface {}'. `structs/` describe the named ones:
 *
 *     swarm.NodeSpec             a structure; its fields follow, indented
 *       + swarm.Annotations      embedded
 *       Role swarm.NodeRole ?    ? = left out of JSON when it is zero
 *       ID string @Id            @ = under another name in JSON
 *       Cause error @-           not in JSON
 *     = swarm.NodeRole string    a name for another type
 */
export type Kind = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'slice' | 'map' | 'pointer' | 'struct' | 'interface';

export interface Field {
	readonly name: string;
	readonly type: string;
	readonly json: string;
	readonly omitEmpty: boolean;
	readonly embedded: boolean;
}

const INTS = new Set(['int', 'int8', 'int16', 'int32', 'int64']);
const UINTS = new Set(['uint', 'uint8', 'uint16', 'uint32', 'uint64']);

const STRUCTS = new Map<string, readonly string[]>();
const NAMES = new Map<string, string>();
for (const text of [SWARM_TYPES, CONTAINER_TYPES, OBJECT_TYPES, SYSTEM_TYPES]) {
	let fields: string[] = [];
	for (const line of text.split('\n')) {
		const words = line.trim();
		if (words === '') continue;
		if (words.startsWith('= ')) {
			const [, name, type] = /^= (\S+) (.+)$/.exec(words)!;
			NAMES.set(name!, type!);
		} else if (/^\s/.test(line)) fields.push(words);
		else STRUCTS.set(words, (fields = []));
	}
}

const fieldsOfStruct = new Map<string, readonly Field[]>();

export function fieldsOf(struct: string): readonly Field[] {
	let fields = fieldsOfStruct.get(struct);
	if (!fields) fieldsOfStruct.set(struct, (fields = (STRUCTS.get(struct) ?? []).map(fieldOf)));
	return fields;
}

function fieldOf(line: string): Field {
	const [, embedded, type = '', omit, json] = /^(\+|\w+) (.+?)( \?)?(?: @(\S+))?$/.exec(line)!;
	const name = embedded === '+' ? type.replace(/^\*?(\w+\.)?/, '') : embedded!;
	return { name, type, json: json ?? name, omitEmpty: omit !== undefined, embedded: embedded === '+' };
}

/** A field, also one of an embedded structure. */
export function fieldNamed(struct: string, name: string): Field | undefined {
	const fields = fieldsOf(struct);
	const own = fields.find((field) => field.name === name);
	if (own) return own;
	for (const { embedded, type } of fields) {
		const inner = embedded ? fieldNamed(type.replace(/^\*/, ''), name) : undefined;
		if (inner) return inner;
	}
	return undefined;
}

/** Without the name that it was given: 'string' for 'swarm.NodeRole'. */
export function underlying(type: string): string {
	return NAMES.get(type) ?? type;
}

export function kindOf(type: string): Kind {
	const plain = underlying(type);
	if (plain === 'string' || plain === 'bool') return plain;
	if (INTS.has(plain)) return 'int';
	if (UINTS.has(plain)) return 'uint';
	if (plain === 'float64') return 'float';
	if (plain.startsWith('*')) return 'pointer';
	if (plain.startsWith('map[')) return 'map';
	if (plain.startsWith('[')) return 'slice';
	return plain === 'interface {}' ? 'interface' : 'struct';
}

/** What a pointer points to, a list or a map holds. */
export function elementOf(type: string): string {
	const plain = underlying(type);
	if (plain.startsWith('*')) return plain.slice(1);
	return plain.slice(plain.indexOf(']') + 1);
}

export function keyOf(mapType: string): string {
	return /^map\[([^\]]*)\]/.exec(underlying(mapType))?.[1] ?? 'string';
}

export function zeroOf(type: string): unknown {
	switch (kindOf(type)) {
		case 'bool':
			return false;
		case 'int':
		case 'uint':
		case 'float':
			return 0;
		case 'string':
			return '';
		case 'struct':
			return type === 'time.Time' ? '0001-01-01T00:00:00Z' : {};
		default:
			return null;
	}
}

/** Whether a value of one type may stand where another is wanted. */
export function isAssignable(type: string, to: string): boolean {
	if (type === to || to === 'interface {}') return true;
	return underlying(type) === underlying(to) && !(isNamed(type) && isNamed(to));
}

function isNamed(type: string): boolean {
	return NAMES.has(type) || !/^[*[]|^map\[/.test(type);
}
