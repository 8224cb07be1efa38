import { BINARY_TESTS, testBinary, testUnary, UNARY_TESTS } from '../conditional.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Builtin } from './table.ts';

class TestError extends Error {
	override name = 'TestError';
}

/** `test` and `[`. Source of the rules for 0 to 4 arguments: POSIX test, bash(1). */
export const test: Builtin = function* (shell, args, name) {
	let operands = args;
	if (name === '[') {
		if (args.at(-1) !== ']') {
			yield* shell.complain("[: missing `]'");
			return 2;
		}
		operands = args.slice(0, -1);
	}
	try {
		return evaluateTest(shell, operands) ? 0 : 1;
	} catch (error) {
		if (!(error instanceof TestError)) throw error;
		yield* shell.complain(`${name}: ${error.message}`);
		return 2;
	}
};

function evaluateTest(shell: Interpreter, args: readonly string[]): boolean {
	const [a, b, c] = args as [string, string, string];
	switch (args.length) {
		case 0:
			return false;
		case 1:
			return a !== '';
		case 2:
			if (a === '!') return b === '';
			if (UNARY_TESTS.has(a)) return unary(shell, a, b);
			throw new TestError(`${a}: unary operator expected`);
		case 3:
			if (BINARY_TESTS.has(b)) return binary(shell, a, b, c);
			if (b === '-a') return a !== '' && c !== '';
			if (b === '-o') return a !== '' || c !== '';
			if (a === '!') return !evaluateTest(shell, [b, c]);
			if (a === '(' && c === ')') return b !== '';
			throw new TestError(`${b}: binary operator expected`);
		case 4:
			if (a === '!') return !evaluateTest(shell, args.slice(1));
			if (a === '(' && args[3] === ')') return evaluateTest(shell, args.slice(1, 3));
	}
	return new Parser(shell, args).run();
}

function unary(shell: Interpreter, operator: string, operand: string): boolean {
	if (operator === '-t' && !/^\d+$/.test(operand)) throw new TestError(`${operand}: integer expression expected`);
	return testUnary(shell, operator, operand);
}

function binary(shell: Interpreter, left: string, operator: string, right: string): boolean {
	if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
		for (const operand of [left, right]) {
			if (!/^\s*[-+]?\d+\s*$/.test(operand)) throw new TestError(`${operand}: integer expression expected`);
		}
		return testBinary(shell, left.trim().replace('+', ''), operator, right.trim().replace('+', ''));
	}
	return testBinary(shell, left, operator, right);
}

/** More than four arguments: -o binds weaker than -a, then ! and parentheses. */
class Parser {
	private position = 0;
	constructor(
		private readonly shell: Interpreter,
		private readonly args: readonly string[]
	) {}

	run(): boolean {
		const value = this.or();
		if (this.position < this.args.length) throw new TestError('too many arguments');
		return value;
	}

	private or(): boolean {
		let value = this.and();
		while (this.args[this.position] === '-o') {
			this.position++;
			value = this.and() || value;
		}
		return value;
	}

	private and(): boolean {
		let value = this.not();
		while (this.args[this.position] === '-a') {
			this.position++;
			value = this.not() && value;
		}
		return value;
	}

	private not(): boolean {
		if (this.args[this.position] !== '!') return this.primary();
		this.position++;
		return !this.not();
	}

	private primary(): boolean {
		const [a, b, c] = this.args.slice(this.position);
		if (a === undefined) throw new TestError('argument expected');
		if (b !== undefined && c !== undefined && BINARY_TESTS.has(b)) {
			this.position += 3;
			return binary(this.shell, a, b, c);
		}
		if (a === '(') {
			this.position++;
			const value = this.or();
			if (this.args[this.position] !== ')') throw new TestError("`)' expected");
			this.position++;
			return value;
		}
		if (UNARY_TESTS.has(a) && b !== undefined) {
			this.position += 2;
			return unary(this.shell, a, b);
		}
		this.position++;
		return a !== '';
	}
}
