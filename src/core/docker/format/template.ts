import { formatFloat } from './go-values.ts';
import { goJson } from './json.ts';
import { fieldShape, shapeName, zeroOf, type Shape } from './go-shapes.ts';
import { parseTemplate, type Node, type Operand, type Pipe } from './template-parse.ts';

/**
 * Executes `--format` templates. Values are JSON values; with a shape (go-shapes.ts) they behave like the client's Go
 * structs: a known field that is absent has its zero value, an unknown one is an error. Without one they are maps.
 *
 * Functions: Go's own and those docker/cli adds (templates/templates.go).
 * Not modelled: define/template/block, method calls other than those of table rows.
 */
export class TemplateError extends Error {
	override name = 'TemplateError';
}

/** A row of a table: named cells, some of which take an argument ({{.Label "com.example"}}). */
export class Row {
	constructor(
		/** '*node.nodeContext' in error texts */
		readonly typeName: string,
		readonly cells: ReadonlyMap<string, unknown>
	) {}
}

interface Value {
	v: unknown;
	shape?: Shape | undefined;
}

interface Scope {
	dot: Value;
	variables: Map<string, Value>;
}

type Func = (args: unknown[]) => unknown;

class LoopSignal extends Error {
	constructor(readonly kind: 'break' | 'continue') {
		super(kind);
	}
}

export class Template {
	private readonly nodes: Node[];

	/** @throws TemplateSyntaxError */
	constructor(
		private readonly source: string,
		/** Name in error texts. */
		private readonly name = ''
	) {
		this.nodes = parseTemplate(source, name, (fn) => fn in FUNCTIONS || fn === 'and' || fn === 'or');
	}

	/** @throws TemplateError with Go's text */
	execute(data: unknown, shape?: Shape): string {
		const dot = { v: data, shape };
		return this.list(this.nodes, { dot, variables: new Map([['$', dot]]) });
	}

	private list(nodes: readonly Node[], scope: Scope): string {
		let text = '';
		for (const node of nodes) text += this.node(node, scope);
		return text;
	}

	private node(node: Node, scope: Scope): string {
		switch (node.type) {
			case 'text':
				return node.text;
			case 'action': {
				const value = this.pipe(node.pipe, scope);
				return node.pipe.declares.length > 0 ? '' : printed(value);
			}
			case 'break':
			case 'continue':
				throw new LoopSignal(node.type);
			case 'if':
			case 'with': {
				const inner = { ...scope, variables: new Map(scope.variables) };
				const value = this.pipe(node.pipe, inner);
				if (!truth(value.v)) return this.list(node.otherwise, inner);
				return this.list(node.body, node.type === 'with' ? { ...inner, dot: value } : inner);
			}
			case 'range':
				return this.range(node, scope);
			default:
				return node satisfies never;
		}
	}

	private range(node: Extract<Node, { pipe: Pipe; body: Node[] }>, scope: Scope): string {
		const value = this.pipe({ ...node.pipe, declares: [] }, scope);
		const entries = entriesOf(value);
		if (entries.length === 0) return this.list(node.otherwise, scope);
		let text = '';
		const names = node.pipe.declares;
		for (const [key, element] of entries) {
			const variables = new Map(scope.variables);
			if (names.length === 1) variables.set(names[0]!, element);
			if (names.length === 2) variables.set(names[0]!, { v: key }).set(names[1]!, element);
			try {
				text += this.list(node.body, { dot: element, variables });
			} catch (error) {
				if (!(error instanceof LoopSignal)) throw error;
				if (error.kind === 'break') break;
			}
		}
		return text;
	}

	private pipe(pipe: Pipe, scope: Scope): Value {
		let value: Value | undefined;
		for (const command of pipe.commands) value = this.command(command, scope, value);
		for (const name of pipe.declares) scope.variables.set(name, value!);
		return value!;
	}

	private command(operands: readonly Operand[], scope: Scope, piped: Value | undefined): Value {
		const first = operands[0]!;
		const rest = operands.slice(1);
		const args = (): Value[] => [...rest.map((operand) => this.operand(operand, scope)), ...(piped ? [piped] : [])];
		if (first.type === 'function') return this.call(first, args());
		const value = this.operand(first, scope);
		if (typeof value.v === 'function') {
			return { v: (value.v as (...values: unknown[]) => unknown)(...args().map((arg) => arg.v)) };
		}
		if (rest.length > 0 || piped) this.fail(first, "can't give argument to non-function " + first.text);
		return value;
	}

	private operand(operand: Operand, scope: Scope): Value {
		switch (operand.type) {
			case 'dot':
				return scope.dot;
			case 'nil':
				return { v: null };
			case 'constant':
				return { v: operand.value };
			case 'field':
				return this.fields(operand, scope.dot, operand.path);
			case 'variable': {
				const value = scope.variables.get(operand.name);
				if (!value) return this.fail(operand, `undefined variable "${operand.name}"`);
				return this.fields(operand, value, operand.path);
			}
			case 'pipe':
				return this.fields(
					operand,
					this.pipe(operand.pipe, { ...scope, variables: new Map(scope.variables) }),
					operand.path
				);
			case 'function':
				return this.call(operand, []);
			default:
				return operand satisfies never;
		}
	}

	private fields(operand: Operand, start: Value, path: readonly string[]): Value {
		let value = start;
		for (const name of path) value = this.field(operand, value, name);
		return value;
	}

	private field(operand: Operand, holder: Value, name: string): Value {
		const { v, shape } = holder;
		if (v instanceof Row) {
			if (!v.cells.has(name)) this.fail(operand, `can't evaluate field ${name} in type ${v.typeName}`);
			return { v: v.cells.get(name) };
		}
		const of = shape ? fieldShape(shape, name) : undefined;
		if (shape && of === undefined) this.fail(operand, `can't evaluate field ${name} in type ${shapeName(shape)}`);
		if (v === null || v === undefined) {
			return this.fail(
				operand,
				`nil ${shape ? 'pointer evaluating ' + shapeName(shape) : 'data; no entry for key'} ${shape ? '.' : ''}${shape ? name : JSON.stringify(name)}`
			);
		}
		if (typeof v !== 'object' || Array.isArray(v)) {
			return this.fail(operand, `can't evaluate field ${name} in type ${shape ? shapeName(shape) : goTypeOf(v)}`);
		}
		const found = (v as Record<string, unknown>)[name];
		if (found !== undefined) return { v: found, shape: of };
		if (of !== undefined) return { v: zeroOf(of), shape: of };
		return this.fail(operand, `map has no entry for key ${JSON.stringify(name)}`);
	}

	private call(operand: Operand & { type: 'function' }, args: Value[]): Value {
		const values = args.map((arg) => arg.v);
		if (operand.name === 'and' || operand.name === 'or') {
			const wanted = operand.name === 'or';
			return args.find((arg) => truth(arg.v) === wanted) ?? args[args.length - 1]!;
		}
		if (operand.name === 'index') return this.index(operand, args);
		try {
			return { v: FUNCTIONS[operand.name]!(values) };
		} catch (error) {
			if (error instanceof FunctionError) return this.fail(operand, `error calling ${operand.name}: ${error.message}`);
			throw error;
		}
	}

	private index(operand: Operand, args: Value[]): Value {
		let value = args[0] ?? { v: null };
		for (const { v: key } of args.slice(1)) {
			if (Array.isArray(value.v)) {
				const list = value.v as unknown[];
				if (typeof key !== 'number' || key < 0 || key >= list.length) {
					return this.fail(operand, `error calling index: index out of range: ${String(key)}`);
				}
				value = { v: list[key], shape: value.shape ? fieldShape(value.shape, '[]') : undefined };
			} else if (value.v !== null && typeof value.v === 'object') {
				const shape = value.shape ? fieldShape(value.shape, String(key)) : undefined;
				const found = (value.v as Record<string, unknown>)[String(key)];
				value = { v: found ?? (shape ? zeroOf(shape) : undefined), shape };
			} else {
				return this.fail(operand, 'error calling index: index of untyped nil');
			}
		}
		return value;
	}

	private fail(operand: Operand, message: string): never {
		const before = this.source.slice(0, operand.at);
		const line = before.split('\n').length;
		const column = operand.at - (before.lastIndexOf('\n') + 1);
		throw new TemplateError(
			`template: ${this.name}:${line}:${column}: executing "${this.name}" at <${operand.text}>: ${message}`
		);
	}
}

class FunctionError extends Error {}

const FUNCTIONS: Record<string, Func> = {
	json: ([value]) => goJson(value instanceof Row ? rowObject(value) : value, value instanceof Row),
	split: ([text, separator]) => String(text).split(String(separator)),
	join: ([list, separator]) => (Array.isArray(list) ? list.map(printedValue).join(String(separator)) : ''),
	title: ([text]) => String(text).replace(/(^|\s)\S/g, (match) => match.toUpperCase()),
	lower: ([text]) => String(text).toLowerCase(),
	upper: ([text]) => String(text).toUpperCase(),
	pad: ([text, before, after]) =>
		text === '' ? '' : ' '.repeat(Number(before)) + String(text) + ' '.repeat(Number(after)),
	truncate: ([text, width]) => [...String(text)].slice(0, Number(width)).join(''),
	println: (values) => values.map(printedValue).join(' ') + '\n',
	print: (values) => values.map(printedValue).join(''),
	printf: ([format, ...values]) => sprintf(String(format), values),
	html: (values) =>
		values
			.map(printedValue)
			.join('')
			.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
	js: (values) => values.map(printedValue).join(''),
	urlquery: (values) => encodeURIComponent(values.map(printedValue).join('')),
	not: ([value]) => !truth(value),
	len: ([value]) => lengthOf(value),
	slice: ([value, from, to]) =>
		(Array.isArray(value) ? (value as unknown[]) : [...String(value)]).slice(
			Number(from ?? 0),
			to === undefined ? undefined : Number(to)
		),
	index: () => undefined,
	eq: ([first, ...others]) => others.some((other) => other === first),
	ne: ([a, b]) => a !== b,
	lt: ([a, b]) => compare(a, b) < 0,
	le: ([a, b]) => compare(a, b) <= 0,
	gt: ([a, b]) => compare(a, b) > 0,
	ge: ([a, b]) => compare(a, b) >= 0
};

function compare(a: unknown, b: unknown): number {
	if (typeof a !== typeof b) throw new FunctionError('incompatible types for comparison');
	return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function lengthOf(value: unknown): number {
	if (typeof value === 'string' || Array.isArray(value)) return value.length;
	if (value === null || value === undefined) return 0;
	if (typeof value === 'object') return Object.keys(value).length;
	throw new FunctionError(`len of type ${goTypeOf(value)}`);
}

/** A row as `{{json .}}` shows it: its plain cells by name. */
export function rowObject(row: Row): Record<string, unknown> {
	const names = [...row.cells.keys()].filter((name) => typeof row.cells.get(name) !== 'function').sort();
	return Object.fromEntries(names.map((name) => [name, row.cells.get(name)]));
}

function truth(value: unknown): boolean {
	if (value === null || value === undefined || value === false || value === 0 || value === '') return false;
	if (Array.isArray(value)) return value.length > 0;
	return true;
}

function entriesOf(value: Value): [unknown, Value][] {
	const { v, shape } = value;
	if (Array.isArray(v)) {
		const of = shape ? fieldShape(shape, '[]') : undefined;
		return (v as unknown[]).map((element, i) => [i, { v: element, shape: of }]);
	}
	if (typeof v === 'number') return Array.from({ length: v }, (_, i) => [i, { v: i }]);
	if (v === null || typeof v !== 'object') return [];
	const object = v as Record<string, unknown>;
	return Object.keys(object)
		.sort()
		.map((key) => [key, { v: object[key], shape: shape ? fieldShape(shape, key) : undefined }]);
}

function printed(value: Value): string {
	if (value.v === undefined) return '<no value>';
	if (value.v === null && !value.shape) return '<no value>';
	return printedValue(value.v);
}

/** As fmt.Print shows a value. */
function printedValue(value: unknown): string {
	if (value === null || value === undefined) return '<nil>';
	if (typeof value === 'number') return formatFloat(value);
	if (Array.isArray(value)) return `[${value.map(printedValue).join(' ')}]`;
	if (value instanceof Row) return `{${[...value.cells.values()].map(printedValue).join(' ')}}`;
	if (typeof value === 'object') {
		const object = value as Record<string, unknown>;
		const pairs = Object.keys(object)
			.sort()
			.map((key) => `${key}:${printedValue(object[key])}`);
		return `map[${pairs.join(' ')}]`;
	}
	return String(value);
}

function goTypeOf(value: unknown): string {
	if (typeof value === 'string') return 'string';
	if (typeof value === 'number') return 'int';
	if (typeof value === 'boolean') return 'bool';
	if (Array.isArray(value)) return '[]interface {}';
	return 'map[string]interface {}';
}

function sprintf(format: string, values: unknown[]): string {
	const queue = [...values];
	return format.replace(
		/%([-+ #0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
		(_, flags: string, width: string, digits: string, verb: string) => {
			if (verb === '%') return '%';
			if (queue.length === 0) return `%!${verb}(MISSING)`;
			const value = queue.shift();
			let text = printedValue(value);
			if (verb === 'q') text = JSON.stringify(text);
			if (verb === 'f') text = Number(value).toFixed(digits === undefined ? 6 : Number(digits));
			if (verb === 's' && digits !== undefined) text = [...text].slice(0, Number(digits)).join('');
			if (verb === 'x' && typeof value === 'number') text = value.toString(16);
			const size = Number(width ?? 0);
			if (flags.includes('-')) return text.padEnd(size);
			return text.padStart(size, flags.includes('0') ? '0' : ' ');
		}
	);
}
