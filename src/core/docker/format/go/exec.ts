import { truth } from './compare.ts';
import { FunctionError } from './function-error.ts';
import type { Func } from './functions.ts';
import { methodOf } from './methods.ts';
import { printed } from './print.ts';
import { nodeText, type Command, type Node, type Operand, type Pipe } from './tree.ts';
import { elementOf, fieldNamed, isAssignable, kindOf, underlying } from './types.ts';
import { bytesOf } from '../../../sim/utf8.ts';
import {
	dynamic,
	elements,
	entries,
	fieldValue,
	indirect,
	INVALID,
	isInvalid,
	Row,
	typed,
	valueKind,
	type Value
} from './value.ts';

/** Source: Go text/template/exec.go, whose rules and error texts these are. */
export class TemplateError extends Error {
	override name = 'TemplateError';
}

export interface Execution {
	readonly source: string;
	/** In error texts. */
	readonly name: string;
	readonly templates: ReadonlyMap<string, readonly Node[]>;
	readonly functions: ReadonlyMap<string, Func>;
	/** Whether a key that a map does not have is an error. */
	readonly missingKeyFails: boolean;
}

const MAX_DEPTH = 100_000;

class LoopSignal extends Error {
	constructor(readonly kind: 'break' | 'continue') {
		super(kind);
	}
}

interface Variable {
	name: string;
	value: Value;
}

/**
 * @param out where it is printed; after an error it has what came before
 * @throws TemplateError
 */
export function execute(execution: Execution, data: Value, out = { text: '' }): string {
	const run = new Run(execution, execution.name, data, 0, out);
	try {
		run.list(data, execution.templates.get(execution.name) ?? []);
	} catch (error) {
		// Templates that call themselves reach the end of this machine's stack before Go's limit.
		if (error instanceof RangeError) run.tooDeep();
		throw error;
	}
	return out.text;
}

class Run {
	private readonly variables: Variable[];
	private at: Operand | Command | Node | undefined;

	constructor(
		private readonly execution: Execution,
		private readonly template: string,
		data: Value,
		private readonly depth: number,
		private readonly out: { text: string },
		private readonly deepest: { node?: Node; template?: string } = {}
	) {
		this.variables = [{ name: '$', value: data }];
	}

	list(dot: Value, nodes: readonly Node[]): void {
		for (const node of nodes) this.walk(dot, node);
	}

	tooDeep(): never {
		const { node, template = this.template } = this.deepest;
		this.at = node;
		return this.fail(`exceeded maximum template depth (${MAX_DEPTH})`, template);
	}

	private walk(dot: Value, node: Node): void {
		this.at = node;
		switch (node.type) {
			case 'text':
				this.out.text += node.text;
				return;
			case 'action': {
				const value = this.pipeline(dot, node.pipe);
				if (node.pipe.declares.length === 0) this.out.text += this.shown(node, value);
				return;
			}
			case 'break':
			case 'continue':
				throw new LoopSignal(node.type);
			case 'if':
			case 'with': {
				const mark = this.variables.length;
				const value = this.pipeline(dot, node.pipe);
				if (truth(value)) this.list(node.type === 'with' ? value : dot, node.body);
				else if (node.otherwise) this.list(dot, node.otherwise);
				this.variables.length = mark;
				return;
			}
			case 'range':
				return this.range(dot, node);
			case 'template':
				return this.callTemplate(dot, node);
			default:
				return node satisfies never;
		}
	}

	private shown(node: Extract<Node, { type: 'action' }>, value: Value): string {
		const { value: item } = value.v instanceof Row ? { value } : indirect(value);
		if (isInvalid(item)) return '<no value>';
		if (typeof item.v === 'function') return this.fail(`can't print ${nodeText(node)} of type func`);
		return printed(item);
	}

	private callTemplate(dot: Value, node: Extract<Node, { type: 'template' }>): void {
		const nodes = this.execution.templates.get(node.name);
		if (!nodes) this.fail(`template ${JSON.stringify(node.name)} not defined`);
		this.deepest.node = node;
		this.deepest.template = this.template;
		if (this.depth === MAX_DEPTH) this.tooDeep();
		const value = node.pipe ? this.pipeline(dot, node.pipe) : INVALID;
		new Run(this.execution, node.name, value, this.depth + 1, this.out, this.deepest).list(value, nodes);
	}

	private range(dot: Value, node: Extract<Node, { type: 'if' | 'range' | 'with' }>): void {
		const outer = this.variables.length;
		const { value } = indirect(this.pipeline(dot, node.pipe));
		const mark = this.variables.length;
		const items = this.itemsOf(value);
		const { declares, isAssign } = node.pipe;
		for (const [key, item] of items) {
			const values = declares.length > 1 ? [key, item] : [item];
			declares.forEach(({ path }, i) => {
				if (isAssign) this.assign(path[0]!, values[i]!);
				else this.variables[mark - declares.length + i]!.value = values[i]!;
			});
			try {
				this.list(item, node.body);
			} catch (error) {
				if (!(error instanceof LoopSignal)) throw error;
				if (error.kind === 'break') break;
			} finally {
				this.variables.length = mark;
			}
		}
		if (items.length === 0 && node.otherwise) this.list(dot, node.otherwise);
		this.variables.length = outer;
	}

	private itemsOf(value: Value): [Value, Value][] {
		switch (valueKind(value)) {
			case 'slice':
				return elements(value).map((item, i) => [{ type: 'int', v: i }, item]);
			case 'map':
				return entries(value).map(([key, item]) => [{ type: 'string', v: key }, item]);
			case 'int':
			case 'uint':
				return Array.from({ length: Math.max(Number(value.v), 0) }, (_, i) => {
					const item = { type: value.type, v: i };
					return [item, item];
				});
			case 'invalid':
				return [];
			default:
				return this.fail(`range can't iterate over ${printed(value)}`);
		}
	}

	// ── pipelines ──────────────────────────────────────────────────────────────────────────────────────────────────

	private pipeline(dot: Value, pipe: Pipe): Value {
		this.at = pipe;
		let value: Value | undefined;
		for (const command of pipe.commands) {
			value = this.command(dot, command, value);
			if (valueKind(value) === 'interface') value = dynamic(value.v);
		}
		for (const { path } of pipe.declares) {
			if (pipe.isAssign) this.assign(path[0]!, value!);
			else this.variables.push({ name: path[0]!, value: value! });
		}
		return value!;
	}

	private assign(name: string, value: Value): void {
		const variable = this.variables.findLast((candidate) => candidate.name === name);
		if (!variable) return this.fail(`undefined variable: ${name}`);
		variable.value = value;
	}

	private command(dot: Value, command: Command, final: Value | undefined): Value {
		const { args } = command;
		const first = args[0]!;
		switch (first.type) {
			case 'field':
			case 'chain':
			case 'variable':
				return this.operand(dot, first, args, final);
			case 'identifier':
				return this.functionCall(dot, first, command, args, final);
			case 'pipe':
				this.noArguments(args, final);
				return this.pipeline(dot, first);
			default:
				this.at = first;
				this.noArguments(args, final);
				if (first.type === 'nil') this.fail('nil is not a command');
				return this.constant(dot, first);
		}
	}

	/** A field, a chain or a variable, called with what follows it. */
	private operand(dot: Value, node: Operand, args: readonly Operand[] | undefined, final: Value | undefined): Value {
		this.at = node;
		switch (node.type) {
			case 'field':
				return this.fieldChain(dot, dot, node, node.path, args, final);
			case 'chain':
				if (node.node.type === 'nil') this.fail(`indirection through explicit nil in ${nodeText(node)}`);
				return this.fieldChain(dot, this.argument(dot, undefined, node.node), node, node.path, args, final);
			case 'variable': {
				const [name, ...path] = node.path;
				const variable = this.variables.findLast((candidate) => candidate.name === name);
				if (!variable) return this.fail(`undefined variable: ${name!}`);
				if (path.length > 0) return this.fieldChain(dot, variable.value, node, path, args, final);
				this.noArguments(args ?? [], final);
				return variable.value;
			}
			default:
				return this.fail(`can't evaluate ${nodeText(node)}`);
		}
	}

	private noArguments(args: readonly Operand[], final: Value | undefined): void {
		if (args.length > 1 || final) this.fail(`can't give argument to non-function ${nodeText(args[0]!)}`);
	}

	private constant(dot: Value, node: Operand): Value {
		switch (node.type) {
			case 'bool':
			case 'string':
				return { type: node.type, v: node.value };
			case 'dot':
				return dot;
			case 'number':
				if (node.value.kind === 'complex') {
					return { type: 'complex128', v: { re: node.value.re, im: node.value.im } };
				}
				return { type: node.value.kind === 'int' ? 'int' : 'float64', v: node.value.value };
			default:
				return this.fail(`can't evaluate command ${JSON.stringify(nodeText(node))}`);
		}
	}

	// ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────────

	private fieldChain(
		dot: Value,
		start: Value,
		node: Operand,
		path: readonly string[],
		args: readonly Operand[] | undefined,
		final: Value | undefined
	): Value {
		let receiver = start;
		path.forEach((name, i) => {
			const isLast = i === path.length - 1;
			receiver = this.field(dot, name, node, isLast ? args : undefined, isLast ? final : undefined, receiver);
		});
		return receiver;
	}

	private field(
		dot: Value,
		name: string,
		node: Operand,
		args: readonly Operand[] | undefined,
		final: Value | undefined,
		holder: Value
	): Value {
		if (isInvalid(holder)) {
			if (this.execution.missingKeyFails) this.fail(`nil data; no entry for key ${JSON.stringify(name)}`);
			return INVALID;
		}
		if (holder.v instanceof Row) return this.cell(dot, holder.v, name, node, args, final);
		const { value: receiver, isNil } = indirect(holder);
		if (!isNil) {
			const method = methodOf(receiver, name);
			if (method) return this.call(dot, method, node, name, args, final);
		}
		const hasArguments = (args?.length ?? 0) > 1 || final !== undefined;
		switch (valueKind(receiver)) {
			case 'interface':
				if (receiver.v === null) this.fail(`nil pointer evaluating ${holder.type}.${name}`);
				break;
			case 'struct': {
				const found = fieldValue(receiver, name);
				if (!found) break;
				if (hasArguments) this.fail(`${name} has arguments but cannot be invoked as function`);
				return found;
			}
			case 'map': {
				if (hasArguments) this.fail(`${name} is not a method but has arguments`);
				const found = ((receiver.v ?? {}) as Record<string, unknown>)[name];
				if (found !== undefined) return typed(elementOf(receiver.type), found);
				if (this.execution.missingKeyFails) this.fail(`map has no entry for key ${JSON.stringify(name)}`);
				return INVALID;
			}
			case 'pointer':
				if (!fieldNamed(elementOf(receiver.type), name)) break;
				if (isNil) this.fail(`nil pointer evaluating ${holder.type}.${name}`);
				break;
			default:
		}
		return this.fail(`can't evaluate field ${name} in type ${holder.type}`);
	}

	private cell(
		dot: Value,
		row: Row,
		name: string,
		node: Operand,
		args: readonly Operand[] | undefined,
		final: Value | undefined
	): Value {
		if (!row.cells.has(name)) return this.fail(`can't evaluate field ${name} in type ${row.typeName}`);
		const cell = row.cells.get(name);
		if (typeof cell !== 'function') {
			const method = {
				parameters: [],
				run: (): Value => (cell === null ? { type: '*v1.Platform', v: null } : dynamic(cell))
			};
			return this.call(dot, method, node, name, args, final);
		}
		const method = {
			parameters: ['string'],
			run: ([argument]: readonly Value[]): Value => dynamic((cell as (text: string) => string)(String(argument!.v)))
		};
		return this.call(dot, method, node, name, args, final);
	}

	// ── calls ──────────────────────────────────────────────────────────────────────────────────────────────────────

	private functionCall(
		dot: Value,
		node: Extract<Operand, { type: 'identifier' }>,
		whole: Command | Operand,
		args: readonly Operand[] | undefined,
		final: Value | undefined
	): Value {
		this.at = node;
		const func = this.execution.functions.get(node.name);
		if (!func) return this.fail(`${JSON.stringify(node.name)} is not a defined function`);
		return this.call(dot, func, whole, node.name, args, final);
	}

	private call(
		dot: Value,
		func: Func,
		node: Command | Operand,
		name: string,
		args: readonly Operand[] | undefined,
		final: Value | undefined
	): Value {
		const operands = args?.slice(1) ?? [];
		const { parameters } = func;
		const given = operands.length + (final ? 1 : 0);
		const rest = parameters.at(-1)?.startsWith('...') ? parameters.at(-1)!.slice(3) : undefined;
		const fixed = rest === undefined ? parameters.length : parameters.length - 1;
		if (rest === undefined ? given !== fixed : given < fixed) {
			const want = rest === undefined ? String(fixed) : `at least ${fixed}`;
			this.fail(`wrong number of args for ${name}: want ${want} got ${rest === undefined ? given : operands.length}`);
		}
		const typeAt = (i: number): string => (i < fixed ? parameters[i]! : rest!);
		if (name === 'and' || name === 'or') {
			let value = INVALID;
			for (const operand of operands) {
				value = this.argument(dot, 'any', operand);
				if (truth(value) === (name === 'or')) return value;
			}
			return final ?? value;
		}
		const values = operands.map((operand, i) => this.argument(dot, typeAt(i), operand));
		if (final) values.push(this.checked(final, typeAt(values.length)));
		try {
			if (name === 'call') throw new FunctionError(notAFunction(values[0]!, operands[0]));
			return func.run(values);
		} catch (error) {
			if (!(error instanceof FunctionError)) throw error;
			this.at = node;
			return this.fail(`error calling ${name}: ${error.message}`);
		}
	}

	/** @param type undefined: whatever it is */
	private argument(dot: Value, type: string | undefined, node: Operand): Value {
		this.at = node;
		switch (node.type) {
			case 'dot':
				return this.checked(dot, type);
			case 'nil':
				if (type === undefined || type === 'any') return INVALID;
				if (!canBeNil(type)) this.fail(`cannot assign nil to ${type}`);
				return { type, v: null };
			case 'field':
				return this.checked(this.operand(dot, node, [node], undefined), type);
			case 'variable':
			case 'chain':
				return this.checked(this.operand(dot, node, undefined, undefined), type);
			case 'pipe':
				return this.checked(this.pipeline(dot, node), type);
			case 'identifier':
				return this.checked(this.functionCall(dot, node, node, undefined, undefined), type);
			default:
				return this.constantOfType(this.constant(dot, node), type, node);
		}
	}

	private constantOfType(value: Value, type: string | undefined, node: Operand): Value {
		if (type === undefined || type === 'any') return value;
		switch (kindOf(type)) {
			case 'string':
				if (node.type !== 'string') this.fail(`expected string; found ${nodeText(node)}`);
				return value;
			case 'int':
				if (valueKind(value) === 'float' && Number.isInteger(value.v)) return { type: 'int', v: value.v };
				if (valueKind(value) !== 'int') this.fail(`expected integer; found ${nodeText(node)}`);
				return value;
			default:
				return this.fail(`can't handle ${nodeText(node)} for arg of type ${type}`);
		}
	}

	/** Source: validateType. */
	private checked(value: Value, type: string | undefined): Value {
		if (type === undefined || type === 'any') return valueKind(value) === 'interface' ? dynamic(value.v) : value;
		if (isInvalid(value)) {
			if (!canBeNil(type)) this.fail(`invalid value; expected ${type}`);
			return { type, v: null };
		}
		if (isAssignable(value.type, type)) return value;
		if (valueKind(value) === 'pointer' && isAssignable(elementOf(value.type), type)) {
			if (value.v === null) this.fail(`dereference of nil pointer of type ${type}`);
			return { type, v: value.v };
		}
		return this.fail(`wrong type for value; expected ${type}; got ${value.type}`);
	}

	private fail(message: string, template = this.template): never {
		const { source, name } = this.execution;
		const position = this.at?.at ?? 0;
		const before = source.slice(0, position);
		const line = before.split('\n').length;
		const column = bytesOf(before.slice(before.lastIndexOf('\n') + 1)).length;
		const context = this.at ? nodeText(this.at) : '';
		throw new TemplateError(
			`template: ${name}:${line}:${column}: executing ${JSON.stringify(template)} at <${context}>: ${message}`
		);
	}
}

function canBeNil(type: string): boolean {
	return ['slice', 'map', 'pointer', 'interface'].includes(kindOf(underlying(type)));
}

/** Nothing that a template sees is a function value. */
function notAFunction(value: Value, operand: Operand | undefined): string {
	if (isInvalid(value)) return 'call of nil';
	return `non-function ${operand ? nodeText(operand) : printed(value)} of type ${value.type}`;
}
