import { equal, lessThan, truth } from './compare.ts';
import { encode } from './encode.ts';
import { FunctionError } from './function-error.ts';
import { sprintf } from './printf.ts';
import { isUnprintable } from './quote.ts';
import { printed, sprint } from './print.ts';
import { elementOf, isAssignable, keyOf, underlying, zeroOf } from './types.ts';
import { elements, indirect, isInvalid, typed, valueKind, type Value } from './value.ts';
import { bytesOf, textOf } from '../../../sim/utf8.ts';

/**
 * What a template can call: Go's own functions and those of docker/cli (templates/templates.go). 'any' takes whatever
 * comes, also an untyped nil; a type that begins with '...' any number of values.
 */
export interface Func {
	readonly parameters: readonly string[];
	run(args: readonly Value[]): Value;
}

const func = (parameters: string, run: (...args: Value[]) => Value): Func => ({
	parameters: parameters === '' ? [] : parameters.split(', '),
	run: (args) => run(...args)
});
const text = (v: string): Value => ({ type: 'string', v });
const bool = (v: boolean): Value => ({ type: 'bool', v });
const onText = (change: (source: string) => string): Func => func('string', (arg) => text(change(String(arg.v))));

export const FUNCTIONS: ReadonlyMap<string, Func> = new Map(
	Object.entries({
		json: func('any', (value) => text(encode(value))),
		split: func('string, string', (source, separator) => ({ type: '[]string', v: split(source, separator) })),
		join: func('[]string, string', (list, separator) => text(((list.v ?? []) as string[]).join(String(separator.v)))),
		title: onText(title),
		lower: onText((source) => source.toLowerCase()),
		upper: onText((source) => source.toUpperCase()),
		pad: func('string, int, int', (source, before, after) => text(padded(source, before, after))),
		truncate: func('string, int', (source, length) => text(truncated(String(source.v), Number(length.v)))),
		print: func('...any', (...values) => text(sprint(values))),
		println: func('...any', (...values) => text(`${values.map(printed).join(' ')}\n`)),
		printf: func('string, ...any', (format, ...values) => text(sprintf(String(format.v), values))),
		html: func('...any', (...values) => text(htmlEscape(argumentText(values)))),
		js: func('...any', (...values) => text(jsEscape(argumentText(values)))),
		urlquery: func('...any', (...values) => text(queryEscape(argumentText(values)))),
		not: func('any', (value) => bool(!truth(value))),
		len: func('any', (value) => ({ type: 'int', v: lengthOf(value) })),
		index: func('any, ...any', (value, ...keys) => index(value, keys)),
		slice: func('any, ...any', (value, ...at) => slice(value, at)),
		eq: func('any, ...any', (first, ...others) => bool(equal(first, others))),
		ne: func('any, any', (a, b) => bool(!equal(a, [b]))),
		lt: func('any, any', (a, b) => bool(lessThan(a, b))),
		le: func('any, any', (a, b) => bool(lessThan(a, b) || equal(a, [b]))),
		gt: func('any, any', (a, b) => bool(!lessThan(a, b) && !equal(a, [b]))),
		ge: func('any, any', (a, b) => bool(!lessThan(a, b))),
		// These three are called otherwise: the first two stop at what decides, the third names what it calls.
		and: func('any, ...any', (first) => first),
		or: func('any, ...any', (first) => first),
		call: func('any, ...any', (first) => first)
	})
);

/** In a table's head the names stay as they are. Source: docker/cli templates.go, HeaderFunctions. */
const asIs = (parameters: string): Func => func(parameters, (value) => value);
export const HEADER_FUNCTIONS: ReadonlyMap<string, Func> = new Map(
	Object.entries({
		json: asIs('string'),
		split: asIs('string, string'),
		join: asIs('string, string'),
		title: asIs('string'),
		lower: asIs('string'),
		upper: asIs('string'),
		truncate: asIs('string, int')
	})
);

function split(source: Value, separator: Value): string[] {
	const [from, by] = [String(source.v), String(separator.v)];
	return by === '' ? [...from] : from.split(by);
}

/** strings.Title: a letter begins a word unless it follows a letter, a digit or '_'. */
function title(source: string): string {
	let last = ' ';
	return [...source]
		.map((char) => {
			const begins = !/[\p{L}\p{N}_]/u.test(last) && (last < '\x80' || /\s/.test(last));
			last = char;
			return begins ? char.toUpperCase() : char;
		})
		.join('');
}

function padded(source: Value, before: Value, after: Value): string {
	if (source.v === '') return '';
	if (Number(before.v) < 0 || Number(after.v) < 0) throw new FunctionError('strings: negative Repeat count');
	return ' '.repeat(Number(before.v)) + String(source.v) + ' '.repeat(Number(after.v));
}

function truncated(source: string, length: number): string {
	const bytes = bytesOf(source);
	if (bytes.length < length) return source;
	if (length < 0) throw new FunctionError(`runtime error: slice bounds out of range [:${length}]`);
	return textOf(bytes.slice(0, length));
}

function lengthOf(value: Value): number {
	if (isInvalid(value)) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value');
	const { value: item, isNil } = indirect(value);
	if (isNil) throw new FunctionError('len of nil pointer');
	switch (valueKind(item)) {
		case 'string':
			return bytesOf(String(item.v)).length;
		case 'slice':
			return elements(item).length;
		case 'map':
			return Object.keys(item.v ?? {}).length;
		default:
			throw new FunctionError(`len of type ${item.type}`);
	}
}

function indexNumber(at: Value, limit: number): number {
	if (isInvalid(at)) throw new FunctionError('cannot index slice/array with nil');
	if (valueKind(at) !== 'int' && valueKind(at) !== 'uint') {
		throw new FunctionError(`cannot index slice/array with type ${at.type}`);
	}
	const number = Number(at.v);
	if (number < 0 || number > limit) throw new FunctionError(`index out of range: ${number}`);
	return number;
}

function index(start: Value, keys: readonly Value[]): Value {
	if (isInvalid(start)) throw new FunctionError('index of untyped nil');
	let item = start;
	for (const key of keys) {
		const step = indirect(item);
		if (step.isNil) throw new FunctionError('index of nil pointer');
		item = indexOnce(step.value, key);
	}
	return item;
}

function indexOnce(item: Value, key: Value): Value {
	switch (valueKind(item)) {
		case 'string': {
			const bytes = bytesOf(String(item.v));
			const at = indexNumber(key, bytes.length);
			if (at === bytes.length) throw new FunctionError('reflect: string index out of range');
			return { type: 'uint8', v: bytes[at] };
		}
		case 'slice': {
			const list = elements(item);
			const at = indexNumber(key, list.length);
			return list[at] ?? fail('reflect: slice index out of range');
		}
		case 'map': {
			const wanted = keyOf(item.type);
			if (isInvalid(key)) throw new FunctionError(`value is nil; should be of type ${wanted}`);
			if (!isAssignable(key.type, wanted) && key.type !== underlying(wanted)) {
				throw new FunctionError(`value has type ${key.type}; should be ${wanted}`);
			}
			const type = elementOf(item.type);
			const found = ((item.v ?? {}) as Record<string, unknown>)[String(key.v)];
			return typed(type, found === undefined ? zeroOf(type) : found);
		}
		default:
			return fail(`can't index item of type ${item.type}`);
	}
}

function slice(item: Value, at: readonly Value[]): Value {
	if (isInvalid(item)) throw new FunctionError('slice of untyped nil');
	if (at.length > 3) throw new FunctionError(`too many slice indexes: ${at.length}`);
	const isText = valueKind(item) === 'string';
	if (!isText && valueKind(item) !== 'slice') throw new FunctionError(`can't slice item of type ${item.type}`);
	if (isText && at.length === 3) throw new FunctionError('cannot 3-index slice a string');
	const parts = isText ? bytesOf(String(item.v)) : ((item.v ?? []) as unknown[]);
	const places = at.map((value) => indexNumber(value, parts.length));
	const [from = 0, to = parts.length, limit] = places;
	if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
	if (limit !== undefined && to > limit) throw new FunctionError(`invalid slice index: ${to} > ${limit}`);
	const kept = parts.slice(from, to);
	return { type: item.type, v: isText ? textOf(kept as number[]) : kept };
}

function fail(message: string): never {
	throw new FunctionError(message);
}

/** One text as it is, anything else as fmt.Sprint shows it; pointers as what they point to. */
function argumentText(values: readonly Value[]): string {
	if (values.length === 1 && values[0]!.type === 'string') return String(values[0]!.v);
	return sprint(values.map((value) => (isInvalid(value) ? text('<no value>') : indirect(value).value)));
}

const HTML: Readonly<Record<string, string>> = {
	'"': '&#34;',
	"'": '&#39;',
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'\0': '�'
};

function htmlEscape(source: string): string {
	return source.replace(/["'&<>\0]/g, (char) => HTML[char]!);
}

function jsEscape(source: string): string {
	const code = (char: string): string => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
	return [...source]
		.map((char) => {
			if (char === '\\' || char === "'" || char === '"') return `\\${char}`;
			if ('<>&='.includes(char) || char < ' ') return code(char);
			return char > '\x7e' && isUnprintable(char)
				? [...Array(char.length).keys()].map((i) => code(char[i]!)).join('')
				: char;
		})
		.join('');
}

function queryEscape(source: string): string {
	return bytesOf(source)
		.map((byte) => {
			const char = String.fromCharCode(byte);
			if (/[A-Za-z0-9\-_.~]/.test(char)) return char;
			return char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
		})
		.join('');
}
