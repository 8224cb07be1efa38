import { pause, type Process } from '../../../sim/process.ts';
import type { Sys } from '../../../sim/sys.ts';
import { FileError } from '../../../sim/files.ts';
import { openInput } from '../input.ts';
import { Failure } from '../options.ts';
import { runBuiltin } from './builtins.ts';
import { FormatFailure, formatAwk } from './format.ts';
import { AwkRecord, countOf } from './record.ts';
import { fromBytes, RecordReader, Streams, toBytes } from './streams.ts';
import { unescapeString } from './tokens.ts';
import type { AwkProgram, Expression, Name, Place, Rule, Statement } from './tree.ts';
import { AwkArray, compare, fromOutside, isTrue, numberOf, regexOf, textOfValue, type Value } from './values.ts';

/** A variable: nothing yet, a value, or an array. A parameter that is nothing yet may become its caller's array. */
export interface Cell {
	value?: Value;
	array?: AwkArray;
	caller?: Cell;
}

/** How statements end early. */
class Leap extends Error {
	constructor(
		readonly kind: 'next' | 'nextfile' | 'exit' | 'return' | 'break' | 'continue',
		readonly value?: Value
	) {
		super(kind);
	}
}

/** Deeper, the host's own stack would end. */
const DEPTH_MAX = 200;

export class AwkRun {
	readonly streams: Streams;
	readonly record: AwkRecord;
	/** rand() and srand(). */
	seed = 1;
	readonly sys: Sys;
	private readonly globals = new Map<string, Cell>();
	private locals: Cell[] = [];
	private depth = 0;
	private code = 0;
	private input: RecordReader | undefined;
	private nextArgument = 1;
	private hasReadFile = false;
	private readonly openRanges = new Set<Rule>();

	constructor(
		sys: Sys,
		private readonly program: AwkProgram,
		args: readonly string[]
	) {
		this.sys = sys;
		this.streams = new Streams(sys);
		this.record = new AwkRecord((name) => this.text(this.global(name).value));
		const initial: Record<string, Value> = {
			FS: ' ',
			OFS: ' ',
			ORS: '\n',
			RS: '\n',
			SUBSEP: '\x1c',
			CONVFMT: '%.6g',
			OFMT: '%.6g',
			NR: 0,
			FNR: 0,
			RSTART: 0,
			RLENGTH: -1,
			ARGC: args.length + 1
		};
		for (const [name, value] of Object.entries(initial)) this.globals.set(name, { value });
		const argv = this.arrayOf(this.global('ARGV'));
		[nameOf(sys), ...args].forEach((arg, i) => argv.elements.set(String(i), fromOutside(toBytes(arg))));
		const environ = this.arrayOf(this.global('ENVIRON'));
		for (const [name, value] of sys.env) environ.elements.set(toBytes(name), fromOutside(toBytes(value)));
	}

	/** `-v x=1`, and operands of that form. */
	assignText(text: string): void {
		const equals = text.indexOf('=');
		const value = unescapeString(toBytes(text.slice(equals + 1)));
		this.set({ kind: 'name', name: text.slice(0, equals), local: undefined }, fromOutside(value));
	}

	*run(): Process<number> {
		const { rules } = this.program;
		try {
			try {
				yield* this.special(rules, 'BEGIN');
				const ends = rules.some(({ pattern }) => pattern === 'END');
				if (ends || rules.some(({ pattern }) => pattern !== 'BEGIN')) yield* this.main(rules);
			} catch (error) {
				if (!(error instanceof Leap) || error.kind !== 'exit') throw error;
			}
			try {
				yield* this.special(rules, 'END');
			} catch (error) {
				if (!(error instanceof Leap) || error.kind !== 'exit') throw error;
			}
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			yield* this.streams.end();
			if (!error.message.startsWith('run time error')) throw error;
			const about = ['FILENAME', 'FNR', 'NR'].map((name) => {
				const text = this.text(this.global(name).value);
				return `${name}=${name === 'FILENAME' ? `"${fromBytes(text)}"` : text}`;
			});
			throw new Failure(`${error.message}\n\t${about.join(' ')}`, 2);
		}
		yield* this.streams.end();
		return this.code;
	}

	private *special(rules: readonly Rule[], pattern: 'BEGIN' | 'END'): Process<void> {
		for (const rule of rules) if (rule.pattern === pattern) yield* this.execute(rule.body!);
	}

	private *main(rules: readonly Rule[]): Process<void> {
		const ordinary = rules.filter(({ pattern }) => pattern !== 'BEGIN' && pattern !== 'END');
		while (yield* this.nextRecord()) {
			yield* pause();
			try {
				for (const rule of ordinary) {
					if (!(yield* this.isChosen(rule))) continue;
					if (rule.body) yield* this.execute(rule.body);
					else yield* this.streams.print(this.text(this.record.get(0)) + this.text(this.global('ORS').value));
				}
			} catch (error) {
				if (!(error instanceof Leap) || (error.kind !== 'next' && error.kind !== 'nextfile')) throw error;
				if (error.kind === 'nextfile') this.input = undefined;
			}
		}
	}

	private *isChosen(rule: Rule): Process<boolean> {
		const { pattern, until } = rule;
		if (pattern === undefined || typeof pattern === 'string') return true;
		if (!until) return isTrue(yield* this.evaluate(pattern));
		if (!this.openRanges.has(rule) && !isTrue(yield* this.evaluate(pattern))) return false;
		if (isTrue(yield* this.evaluate(until))) this.openRanges.delete(rule);
		else this.openRanges.add(rule);
		return true;
	}

	/** The next record of the files of the command line becomes $0. */
	private *nextRecord(): Process<boolean> {
		const record = yield* this.mainRecord();
		if (record === undefined) return false;
		this.record.set(record);
		return true;
	}

	private *mainRecord(): Process<string | undefined> {
		for (;;) {
			if (!this.input && !this.openNext()) return undefined;
			const record = yield* this.input!.next(this.text(this.global('RS').value));
			if (record !== undefined) {
				this.count('NR');
				this.count('FNR');
				return record;
			}
			this.input = undefined;
		}
	}

	private count(name: string): void {
		const cell = this.global(name);
		cell.value = numberOf(cell.value) + 1;
	}

	private openNext(): boolean {
		const argv = this.arrayOf(this.global('ARGV'));
		while (this.nextArgument < numberOf(this.global('ARGC').value)) {
			const arg = this.text(argv.elements.get(String(this.nextArgument++)));
			if (arg === '') continue;
			if (/^[A-Za-z_]\w*=/.test(arg)) {
				this.assignText(fromBytes(arg));
				continue;
			}
			this.hasReadFile = true;
			this.open(arg);
			return true;
		}
		if (this.hasReadFile) return false;
		this.hasReadFile = true;
		this.open('-');
		return true;
	}

	private open(path: string): void {
		try {
			this.input = new RecordReader(openInput(this.sys, fromBytes(path)));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new Failure(`cannot open ${fromBytes(path)} (${error.text})`, 2);
		}
		this.global('FILENAME').value = path === '-' ? undefined : fromOutside(path);
		this.global('FNR').value = 0;
	}

	// Variables

	global(name: string): Cell {
		let cell = this.globals.get(name);
		if (!cell) this.globals.set(name, (cell = {}));
		return cell;
	}

	cellOf({ name, local }: Name): Cell {
		return local === undefined ? this.global(name) : this.locals[local]!;
	}

	arrayOf(cell: Cell): AwkArray {
		if (!cell.array) cell.array = cell.caller ? this.arrayOf(cell.caller) : new AwkArray();
		return cell.array;
	}

	text(value: Value): string {
		return textOfValue(value, this.globals.get('CONVFMT')?.value as string);
	}

	*get(place: Place): Process<Value> {
		switch (place.kind) {
			case 'name':
				return place.name === 'NF' && place.local === undefined ? this.record.count : this.cellOf(place).value;
			case 'field':
				return this.record.get(this.fieldNumber(yield* this.evaluate(place.index)));
			case 'element': {
				const { elements } = this.arrayOf(this.cellOf(place.array));
				const key = yield* this.key(place.index);
				// To ask for an element makes it.
				if (!elements.has(key)) elements.set(key, undefined);
				return elements.get(key);
			}
		}
	}

	private fieldNumber(value: Value): number {
		const index = countOf(value);
		if (index < 0) throw new Failure(`run time error: negative field index $${index}`, 2);
		return index;
	}

	private set(name: Name, value: Value): void {
		if (name.local !== undefined) this.cellOf(name).value = value;
		else if (name.name === 'NF') this.record.count = numberOf(value);
		else this.global(name.name).value = value;
	}

	/** Finds the place once, so that `a[i++] += 1` counts once. */
	*assign(place: Place, change: (before: Value) => Value): Process<Value> {
		if (place.kind === 'name') {
			const value = change(yield* this.get(place));
			this.set(place, value);
			return value;
		}
		if (place.kind === 'field') {
			const index = this.fieldNumber(yield* this.evaluate(place.index));
			const value = change(this.record.get(index));
			this.record.assign(index, value);
			return value;
		}
		const { elements } = this.arrayOf(this.cellOf(place.array));
		const key = yield* this.key(place.index);
		const value = change(elements.get(key));
		elements.set(key, value);
		return value;
	}

	private *key(index: readonly Expression[]): Process<string> {
		const parts: string[] = [];
		for (const part of index) parts.push(this.text(yield* this.evaluate(part)));
		return parts.join(this.text(this.global('SUBSEP').value));
	}

	// Statements

	private *execute(statement: Statement): Process<void> {
		switch (statement.kind) {
			case 'block':
				for (const inner of statement.body) yield* this.execute(inner);
				return;
			case 'expression':
				yield* this.evaluate(statement.expression);
				return;
			case 'print':
			case 'printf':
				return yield* this.print(statement);
			case 'if':
				if (isTrue(yield* this.evaluate(statement.test))) yield* this.execute(statement.yes);
				else if (statement.no) yield* this.execute(statement.no);
				return;
			case 'loop': {
				const { test, isTestLast, after } = statement;
				for (let isFirst = true; ; isFirst = false) {
					yield* pause();
					if (test && !(isTestLast && isFirst) && !isTrue(yield* this.evaluate(test))) return;
					if (!(yield* this.body(statement.body))) return;
					if (after) yield* this.execute(after);
				}
			}
			case 'each': {
				for (const key of this.arrayOf(this.cellOf(statement.array)).keys()) {
					this.set(statement.name, fromOutside(key));
					if (!(yield* this.body(statement.body))) return;
				}
				return;
			}
			case 'delete': {
				const { elements } = this.arrayOf(this.cellOf(statement.array));
				if (statement.index) elements.delete(yield* this.key(statement.index));
				else elements.clear();
				return;
			}
			case 'exit':
				if (statement.value) this.code = countOf(yield* this.evaluate(statement.value)) & 255;
				throw new Leap('exit');
			case 'return':
				throw new Leap('return', statement.value && (yield* this.evaluate(statement.value)));
			default:
				throw new Leap(statement.kind);
		}
	}

	/** @returns whether the loop goes on */
	private *body(statement: Statement): Process<boolean> {
		try {
			yield* this.execute(statement);
			return true;
		} catch (error) {
			if (!(error instanceof Leap) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
			return error.kind === 'continue';
		}
	}

	private *print({ kind, args, mode, target }: Extract<Statement, { kind: 'print' | 'printf' }>): Process<void> {
		const values: Value[] = [];
		for (const arg of args) values.push(yield* this.evaluate(arg));
		let text: string;
		if (kind === 'printf') {
			const [format, ...rest] = values;
			try {
				text = formatAwk('printf', this.text(format), rest, this.text(this.global('CONVFMT').value));
			} catch (error) {
				if (error instanceof FormatFailure && !mode) yield* this.streams.print(error.done);
				throw error;
			}
		} else {
			if (args.length === 0) values.push(this.record.get(0));
			const ofmt = this.text(this.global('OFMT').value);
			const glue = this.text(this.global('OFS').value);
			text = values.map((value) => textOfValue(value, ofmt)).join(glue) + this.text(this.global('ORS').value);
		}
		if (mode) yield* this.streams.printTo(mode, this.text(yield* this.evaluate(target!)), text);
		else yield* this.streams.print(text);
	}

	// Expressions

	*evaluate(expression: Expression): Process<Value> {
		switch (expression.kind) {
			case 'number':
				return expression.value;
			case 'string':
				return toBytes(expression.text);
			case 'regex':
				return regexOf(toBytes(expression.source)).test(this.text(this.record.get(0))) ? 1 : 0;
			case 'name':
			case 'field':
			case 'element':
				return yield* this.get(expression);
			case 'assign': {
				const value = yield* this.evaluate(expression.value);
				const { operator } = expression;
				return yield* this.assign(expression.to, (before) =>
					operator === '' ? value : calculate(operator, numberOf(before), numberOf(value))
				);
			}
			case 'step': {
				let before = 0;
				const after = yield* this.assign(expression.to, (value) => (before = numberOf(value)) + expression.by);
				return expression.isPrefix ? after : before;
			}
			case 'unary': {
				const value = yield* this.evaluate(expression.of);
				if (expression.operator === '!') return isTrue(value) ? 0 : 1;
				return expression.operator === '-' ? -numberOf(value) + 0 : numberOf(value);
			}
			case 'binary':
				return yield* this.binary(expression);
			case 'choice':
				return yield* this.evaluate(isTrue(yield* this.evaluate(expression.test)) ? expression.yes : expression.no);
			case 'in':
				return this.arrayOf(this.cellOf(expression.array)).elements.has(yield* this.key(expression.index)) ? 1 : 0;
			case 'call':
				if (expression.isBuiltin) return yield* runBuiltin(this, expression.name, expression.args);
				return yield* this.call(expression.name, expression.args);
			case 'getline':
				return yield* this.getline(expression);
			case 'list':
				throw new Failure('syntax error at or near ,', 2);
		}
	}

	/** What stands behind ~, or in split and sub: an expression, or text that is one. */
	*regex(expression: Expression): Process<RegExp> {
		const source =
			expression.kind === 'regex' ? toBytes(expression.source) : this.text(yield* this.evaluate(expression));
		return regexOf(source);
	}

	private *binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Process<Value> {
		const a = yield* this.evaluate(left);
		switch (operator) {
			case '&&':
				return isTrue(a) && isTrue(yield* this.evaluate(right)) ? 1 : 0;
			case '||':
				return isTrue(a) || isTrue(yield* this.evaluate(right)) ? 1 : 0;
			case '~':
			case '!~':
				return (yield* this.regex(right)).test(this.text(a)) === (operator === '~') ? 1 : 0;
			case ' ': {
				const text = this.text(a);
				return text + this.text(yield* this.evaluate(right));
			}
		}
		const b = yield* this.evaluate(right);
		if (!COMPARING[operator]) return calculate(operator, numberOf(a), numberOf(b));
		return COMPARING[operator](compare(a, b, this.text(this.global('CONVFMT').value))) ? 1 : 0;
	}

	private *call(name: string, args: readonly Expression[]): Process<Value> {
		const { parameters, body } = this.program.functions.get(name)!;
		if (args.length > parameters.length) throw new Failure(`too many arguments in call to ${name}`, 2);
		if (this.depth >= DEPTH_MAX) throw new Failure('run time error: function call nesting too deep', 2);
		const cells: Cell[] = [];
		for (const arg of args) {
			const passed = arg.kind === 'name' ? this.cellOf(arg) : undefined;
			if (passed?.array) cells.push({ array: passed.array });
			else cells.push({ value: yield* this.evaluate(arg), ...(passed && { caller: passed }) });
		}
		while (cells.length < parameters.length) cells.push({});
		const outer = this.locals;
		this.locals = cells;
		this.depth++;
		try {
			yield* this.execute(body);
			return undefined;
		} catch (error) {
			if (!(error instanceof Leap) || error.kind !== 'return') throw error;
			return error.value;
		} finally {
			this.locals = outer;
			this.depth--;
		}
	}

	private *getline({ to, from, source }: Extract<Expression, { kind: 'getline' }>): Process<Value> {
		let line: string | undefined;
		if (from === 'main') line = yield* this.mainRecord();
		else {
			const name = this.text(yield* this.evaluate(source!));
			const reader = yield* this.streams.input(from, name);
			if (!reader) return -1;
			line = yield* reader.next(this.text(this.global('RS').value));
			if (line !== undefined && from === 'command') this.count('NR');
		}
		if (line === undefined) return 0;
		const value = fromOutside(line);
		if (to) yield* this.assign(to, () => value);
		else this.record.set(line);
		return 1;
	}
}

/** awk or mawk, as it was called. */
export const nameOf = (sys: Sys): string => sys.argv[0]!.replace(/^.*\//, '');

const COMPARING: Readonly<Record<string, (order: number) => boolean>> = {
	'<': (order) => order < 0,
	'<=': (order) => order <= 0,
	'==': (order) => order === 0,
	'!=': (order) => order !== 0,
	'>': (order) => order > 0,
	'>=': (order) => order >= 0
};

function calculate(operator: string, a: number, b: number): number {
	switch (operator) {
		case '+':
			return a + b;
		case '-':
			return a - b;
		case '*':
			return a * b;
		case '/':
			return a / b;
		case '%':
			return a % b;
		default:
			return a ** b;
	}
}
