import { Failure } from '../options.ts';
import { BUILTINS, tokensOf, type Token } from './tokens.ts';
import type { AwkFunction, AwkProgram, Expression, Name, Place, Rule, Statement } from './tree.ts';

/**
 * An awk program as mawk 1.3.4 reads it.
 * @throws Failure in its words
 */
export function parseAwk(source: string): AwkProgram {
	return new Parser(tokensOf(`${source}\n`)).program();
}

/** Operators from the loosest to the tightest, below the ternary; concatenation stands between comparing and adding. */
const NOT_CHAINED = ['<', '<=', '==', '!=', '>', '>='];

class Parser {
	private at = 0;
	private parameters: readonly string[] = [];
	private isInFunction = false;
	private isInRule = true;
	private parentheses = 0;
	private braces = 0;
	/** Within `print …` a > redirects; in `for (… in …)` no `in` is taken. */
	private isPrinting = false;
	private takesNoIn = false;
	private readonly functions = new Map<string, AwkFunction>();
	private readonly called = new Set<string>();

	constructor(private readonly tokens: readonly Token[]) {}

	program(): AwkProgram {
		const rules: Rule[] = [];
		for (this.separators(); this.token.kind !== 'end'; this.separators()) {
			if (this.is('function')) this.function();
			else rules.push(this.rule());
		}
		for (const name of this.called)
			if (!this.functions.has(name)) throw new Failure(`line ${this.token.line}: function ${name} never defined`, 2);
		return { rules, functions: this.functions };
	}

	private get token(): Token {
		return this.tokens[this.at]!;
	}

	private is(...texts: readonly string[]): boolean {
		const { kind, text } = this.token;
		return (kind === 'sign' || kind === 'keyword') && texts.includes(text);
	}

	private take(...texts: readonly string[]): boolean {
		if (!this.is(...texts)) return false;
		this.at++;
		return true;
	}

	private fail(): never {
		const { kind, text, line } = this.token;
		const near = kind === 'end' ? 'end of file' : kind === 'newline' ? 'end of line' : text;
		if (kind === 'sign' && text === '}' && this.braces === 0 && this.parentheses === 0)
			throw new Failure(`line ${line}: extra '}'\n${this.nextError()}`, 2);
		const what =
			this.parentheses > 0 && !this.is('(')
				? 'missing )'
				: kind === 'end' && this.braces > 0
					? 'missing }'
					: 'syntax error at or';
		// It reads on after the line, and finds that nothing is closed.
		const isLast = kind === 'newline' && this.braces > 0 && this.tokens[this.at + 1]!.kind === 'end';
		const more = isLast && what.startsWith('syntax') ? `\n${this.nextError()}` : '';
		throw new Failure(`line ${line}: ${what} near ${near}${more}`, 2);
	}

	private nextError(): string {
		this.at++;
		try {
			return this.fail();
		} catch (error) {
			return (error as Failure).message;
		}
	}

	private expect(text: string): void {
		if (!this.take(text)) this.fail();
	}

	private newlines(): void {
		while (this.token.kind === 'newline') this.at++;
	}

	private separators(): void {
		while (this.token.kind === 'newline' || this.is(';')) this.at++;
	}

	private function(): void {
		this.expect('function');
		const { kind, text: name } = this.token;
		if (kind !== 'name' && kind !== 'call') this.fail();
		this.at++;
		this.expect('(');
		const parameters: string[] = [];
		while (!this.is(')')) {
			if (this.token.kind !== 'name') this.fail();
			parameters.push(this.token.text);
			this.at++;
			if (!this.take(',')) break;
			this.newlines();
		}
		this.expect(')');
		this.newlines();
		this.parameters = parameters;
		this.isInFunction = true;
		const made: AwkFunction = { parameters, body: { kind: 'block', body: [] } };
		this.functions.set(name, made);
		made.body = this.block();
		this.parameters = [];
		this.isInFunction = false;
	}

	private rule(): Rule {
		let pattern: Rule['pattern'];
		let until: Expression | undefined;
		if (this.is('BEGIN', 'END')) {
			pattern = this.token.text as 'BEGIN' | 'END';
			this.at++;
			this.isInRule = false;
			if (!this.is('{')) this.fail();
		} else if (!this.is('{')) {
			pattern = this.expression();
			if (this.take(',')) {
				this.newlines();
				until = this.expression();
			}
		}
		const body = this.is('{') ? this.block() : undefined;
		this.isInRule = true;
		if (!body && this.token.kind !== 'newline' && this.token.kind !== 'end' && !this.is(';')) this.fail();
		return { pattern, until, body };
	}

	private block(): Statement {
		this.expect('{');
		this.braces++;
		const body: Statement[] = [];
		for (this.separators(); !this.is('}'); this.separators()) body.push(this.statement());
		this.braces--;
		this.at++;
		return { kind: 'block', body };
	}

	/** After a statement: `;`, a newline, or the } that follows. */
	private end(): void {
		if (this.is('}')) return;
		if (this.token.kind !== 'newline' && !this.is(';')) this.fail();
		this.at++;
	}

	/** The statement under an if or a loop. */
	private inner(): Statement {
		this.newlines();
		if (this.take(';')) return { kind: 'block', body: [] };
		return this.statement();
	}

	private statement(): Statement {
		if (this.is('{')) return this.block();
		const { kind, text } = this.token;
		if (kind !== 'keyword' || text === 'getline') return this.ended(this.simple());
		switch (text) {
			case 'if': {
				this.at++;
				const test = this.condition();
				const yes = this.inner();
				const back = this.at;
				this.separators();
				if (this.take('else')) return { kind: 'if', test, yes, no: this.inner() };
				this.at = back;
				return { kind: 'if', test, yes, no: undefined };
			}
			case 'while': {
				this.at++;
				const test = this.condition();
				return { kind: 'loop', test, body: this.inner(), after: undefined, isTestLast: false };
			}
			case 'do': {
				this.at++;
				const body = this.inner();
				this.separators();
				this.expect('while');
				const test = this.condition();
				return this.ended({ kind: 'loop', test, body, after: undefined, isTestLast: true });
			}
			case 'for':
				this.at++;
				return this.for();
			default:
				return this.ended(this.simple());
		}
	}

	private ended(statement: Statement): Statement {
		this.end();
		return statement;
	}

	private condition(): Expression {
		this.open();
		const test = this.expression();
		this.close();
		return test;
	}

	private open(): void {
		this.expect('(');
		this.parentheses++;
	}

	private close(): void {
		this.expect(')');
		this.parentheses--;
	}

	private for(): Statement {
		this.open();
		const [name, word, array, paren] = this.tokens.slice(this.at, this.at + 4);
		if (name!.kind === 'name' && word?.text === 'in' && array?.kind === 'name' && paren?.text === ')') {
			this.at += 3;
			this.close();
			return { kind: 'each', name: this.named(name!.text), array: this.named(array.text), body: this.inner() };
		}
		const before = this.is(';') ? undefined : this.simple();
		this.expect(';');
		this.newlines();
		const test = this.is(';') ? undefined : this.expression();
		this.expect(';');
		this.newlines();
		const after = this.is(')') ? undefined : this.simple();
		this.close();
		const loop: Statement = { kind: 'loop', test, body: this.inner(), after, isTestLast: false };
		return before ? { kind: 'block', body: [before, loop] } : loop;
	}

	private simple(): Statement {
		const { kind, text, line } = this.token;
		if (kind !== 'keyword' || text === 'getline') return { kind: 'expression', expression: this.expression() };
		this.at++;
		switch (text) {
			case 'print':
			case 'printf':
				return this.print(text);
			case 'next':
			case 'nextfile':
				if (!this.isInRule) throw new Failure(`line ${line}: improper use of next`, 2);
				return { kind: text };
			case 'break':
			case 'continue':
				return { kind: text };
			case 'exit':
			case 'return':
				if (text === 'return' && !this.isInFunction) throw new Failure(`line ${line}: return outside function body`, 2);
				return { kind: text, value: this.startsNothing() ? undefined : this.expression() };
			case 'delete': {
				const array = this.named(this.name());
				return { kind: 'delete', array, index: this.is('[') ? this.subscript() : undefined };
			}
			default:
				this.at--;
				this.fail();
		}
	}

	private startsNothing(): boolean {
		return ['newline', 'end'].includes(this.token.kind) || this.is(';', '}', ')', '>', '>>', '|');
	}

	private print(kind: 'print' | 'printf'): Statement {
		const outer = this.isPrinting;
		this.isPrinting = true;
		let args: readonly Expression[] = this.startsNothing() ? [] : this.expressions();
		if (args.length === 1 && args[0]!.kind === 'list') args = args[0].items;
		const mode = this.is('>', '>>', '|') ? (this.token.text as '>' | '>>' | '|') : undefined;
		let target: Expression | undefined;
		if (mode) {
			this.at++;
			target = this.ternary();
		}
		this.isPrinting = outer;
		return { kind, args, mode, target };
	}

	private expressions(): Expression[] {
		const list = [this.expression()];
		while (this.take(',')) {
			this.newlines();
			list.push(this.expression());
		}
		return list;
	}

	private name(): string {
		if (this.token.kind !== 'name') this.fail();
		return this.tokens[this.at++]!.text;
	}

	private named(name: string): Name {
		const local = this.parameters.indexOf(name);
		return { kind: 'name', name, local: local < 0 ? undefined : local };
	}

	private subscript(): Expression[] {
		this.expect('[');
		const outer = { isPrinting: this.isPrinting, takesNoIn: this.takesNoIn };
		this.isPrinting = this.takesNoIn = false;
		const index = this.expressions();
		Object.assign(this, outer);
		this.expect(']');
		return index;
	}

	private expression(): Expression {
		const left = this.ternary();
		const operator = /^(?:[-+*/%^]?=)$/.exec(this.token.text)?.[0];
		if (this.token.kind !== 'sign' || operator === undefined) return left;
		if (left.kind !== 'name' && left.kind !== 'field' && left.kind !== 'element') this.fail();
		this.at++;
		this.newlines();
		return { kind: 'assign', operator: operator.slice(0, -1), to: left, value: this.expression() };
	}

	private ternary(): Expression {
		const test = this.or();
		if (!this.take('?')) return test;
		this.newlines();
		const yes = this.expression();
		this.newlines();
		this.expect(':');
		this.newlines();
		return { kind: 'choice', test, yes, no: this.expression() };
	}

	private chain(operators: readonly string[], next: () => Expression): Expression {
		let left = next();
		while (this.is(...operators)) {
			const operator = this.token.text;
			this.at++;
			this.newlines();
			left = { kind: 'binary', operator, left, right: next() };
		}
		return left;
	}

	private or(): Expression {
		return this.chain(['||'], () => this.chain(['&&'], () => this.membership()));
	}

	private membership(): Expression {
		let left = this.matching();
		while (!this.takesNoIn && this.take('in')) {
			const index = left.kind === 'list' ? left.items : [left];
			left = { kind: 'in', index, array: this.named(this.name()) };
		}
		return left;
	}

	private matching(): Expression {
		return this.chain(['~', '!~'], () => this.comparing());
	}

	private comparing(): Expression {
		const left = this.concatenation();
		const operator = NOT_CHAINED.find((text) => this.is(text));
		if (operator === undefined || (operator === '>' && this.isPrinting)) return left;
		this.at++;
		return { kind: 'binary', operator, left, right: this.concatenation() };
	}

	/** `command | getline`: to mawk tighter than concatenation. */
	private piped(): Expression {
		let left = this.postfix();
		while (this.is('|') && this.tokens[this.at + 1]!.text === 'getline') {
			this.at += 2;
			left = { kind: 'getline', to: this.optionalPlace(), from: 'command', source: left };
		}
		return left;
	}

	private concatenation(): Expression {
		let left = this.adding();
		while (this.startsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.adding() };
		return left;
	}

	private startsOperand(): boolean {
		const { kind } = this.token;
		if (['number', 'string', 'regex', 'name', 'call', 'builtin'].includes(kind)) return true;
		return this.is('$', '(', '!', '-', '+', '++', '--') && !this.is('-', '+');
	}

	private adding(): Expression {
		return this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.unary()));
	}

	private unary(): Expression {
		if (!this.is('!', '-', '+')) return this.power();
		const operator = this.token.text;
		this.at++;
		return { kind: 'unary', operator, of: this.unary() };
	}

	private power(): Expression {
		const left = this.piped();
		if (!this.take('^')) return left;
		// To the right, and with a sign: 2^-1.
		const right = this.is('-', '+', '!') ? this.unary() : this.power();
		return { kind: 'binary', operator: '^', left, right };
	}

	private postfix(): Expression {
		const operand = this.primary();
		if (!this.is('++', '--') || !isPlace(operand)) return operand;
		const by = this.token.text === '++' ? 1 : -1;
		this.at++;
		return { kind: 'step', by, isPrefix: false, to: operand };
	}

	private primary(): Expression {
		const { kind, text } = this.token;
		this.at++;
		switch (kind) {
			case 'number':
				return { kind: 'number', value: Number(text) };
			case 'string':
				return { kind: 'string', text };
			case 'regex':
				return { kind: 'regex', source: text };
			case 'name':
				return this.is('[') ? { kind: 'element', array: this.named(text), index: this.subscript() } : this.named(text);
			case 'call':
				this.called.add(text);
				return { kind: 'call', name: text, args: this.args(), isBuiltin: false };
			case 'builtin':
				return this.builtin(text);
			case 'keyword':
				if (text === 'getline') return this.getline();
				break;
			case 'sign':
				if (text === '(') return this.group();
				if (text === '$') return { kind: 'field', index: this.fieldIndex() };
				if (text === '++' || text === '--') {
					const to = this.primary();
					if (!isPlace(to)) this.fail();
					return { kind: 'step', by: text === '++' ? 1 : -1, isPrefix: true, to };
				}
				if (text === '-' || text === '+' || text === '!') {
					this.at--;
					return this.unary();
				}
				break;
			case 'newline':
			case 'end':
				break;
		}
		this.at--;
		this.fail();
	}

	/** `$NF`, `$i++` is `($i)++`, `$++i`, `$-1`. */
	private fieldIndex(): Expression {
		if (this.is('-', '+', '!')) return this.unary();
		return this.primary();
	}

	private args(): Expression[] {
		const outer = { isPrinting: this.isPrinting, takesNoIn: this.takesNoIn };
		this.isPrinting = this.takesNoIn = false;
		this.open();
		this.newlines();
		const list = this.is(')') ? [] : this.expressions();
		this.newlines();
		this.close();
		Object.assign(this, outer);
		return list;
	}

	private builtin(name: string): Expression {
		const args = this.is('(') ? this.args() : [];
		const [least, most] = BUILTINS.get(name)!;
		if (args.length < least || args.length > most)
			throw new Failure(`line ${this.token.line}: wrong number of arguments in call to ${name}`, 2);
		return { kind: 'call', name, args, isBuiltin: true };
	}

	private group(): Expression {
		this.at--;
		const items = this.args();
		if (items.length === 0) this.fail();
		// In parentheses an expression is a value, no place: ($1)++ is as good as $1++ all the same.
		return items.length === 1 ? items[0]! : { kind: 'list', items };
	}

	private getline(): Expression {
		const to = this.optionalPlace();
		if (!this.take('<')) return { kind: 'getline', to, from: 'main', source: undefined };
		return { kind: 'getline', to, from: 'file', source: this.postfix() };
	}

	private optionalPlace(): Place | undefined {
		if (this.token.kind !== 'name' && !this.is('$')) return undefined;
		const place = this.primary();
		return isPlace(place) ? place : this.fail();
	}
}

function isPlace(expression: Expression): expression is Place {
	return expression.kind === 'name' || expression.kind === 'field' || expression.kind === 'element';
}
