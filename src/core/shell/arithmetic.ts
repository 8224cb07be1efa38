/** What an expression may read and change. */
export interface ArithmeticScope {
	get(name: string, index: number | undefined): string | undefined;
	set(name: string, index: number | undefined, value: string): void;
}

/** bash's message: `1+: syntax error: operand expected (error token is "+")`. */
export class ArithmeticError extends Error {
	override name = 'ArithmeticError';
}

/** How deep variables may name other variables (bash: 1024). */
const DEPTH_MAX = 64;

/**
 * Evaluates an arithmetic expression in 64-bit integers.
 * @throws ArithmeticError
 * Source: bash(1), ARITHMETIC EVALUATION; texts from bash 5.2.
 */
export function evaluate(text: string, scope: ArithmeticScope, depth = 0): bigint {
	if (depth > DEPTH_MAX)
		throw new ArithmeticError(`${text}: expression recursion level exceeded (error token is "${text}")`);
	return new Evaluator(text, scope, depth).run();
}

interface Place {
	name: string;
	index: number | undefined;
}
type Operand = { value: bigint; place?: Place };

const TOKEN =
	/\s*(?:(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%&^|<>=!~?:,()])|(\d+#[0-9A-Za-z@_]+|0[xX][0-9a-fA-F]*|\d\w*)|([A-Za-z_]\w*))/y;
const LEVELS: readonly (readonly string[])[] = [
	['||'],
	['&&'],
	['|'],
	['^'],
	['&'],
	['==', '!='],
	['<=', '>=', '<', '>'],
	['<<', '>>'],
	['+', '-'],
	['*', '/', '%']
];
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);

class Evaluator {
	private position = 0;
	/** Start of the token read last: where bash says the error is. */
	private lastStart = 0;
	private token: { type: 'operator' | 'number' | 'name' | 'end' | 'junk'; text: string; start: number } = {
		type: 'end',
		text: '',
		start: 0
	};
	/** In the branch not taken nothing is assigned or divided. */
	private skipping = 0;

	constructor(
		private readonly text: string,
		private readonly scope: ArithmeticScope,
		private readonly depth: number
	) {}

	run(): bigint {
		this.next();
		if (this.isAt('end')) return 0n;
		const value = this.comma();
		if (this.isAt('end')) return value;
		if (this.isAt('operator') && ASSIGNMENTS.has(this.token.text)) this.fail('attempted assignment to non-variable');
		this.fail(this.isAt('junk') ? 'syntax error: invalid arithmetic operator' : 'syntax error in expression');
	}

	private isAt(type: 'operator' | 'junk' | 'end'): boolean {
		return this.token.type === type;
	}

	private fail(what: string, from = this.token.type === 'end' ? this.lastStart : this.token.start): never {
		const rest = this.text.slice(from).replace(/^\s+/, '');
		throw new ArithmeticError(`${this.text.replace(/^\s+/, '')}: ${what} (error token is "${rest}")`);
	}

	private next(): void {
		this.lastStart = this.token.start;
		TOKEN.lastIndex = this.position;
		const match = TOKEN.exec(this.text);
		if (match) {
			const [whole, operator, number] = match;
			const text = operator ?? number ?? match[3]!;
			this.position += whole.length;
			this.token = {
				type: operator ? 'operator' : number ? 'number' : 'name',
				text,
				start: this.position - text.length
			};
			return;
		}
		const rest = /\s*/y;
		rest.lastIndex = this.position;
		rest.exec(this.text);
		const start = rest.lastIndex;
		this.token = { type: start >= this.text.length ? 'end' : 'junk', text: this.text[start] ?? '', start };
	}

	private accept(...operators: string[]): string | undefined {
		if (this.token.type !== 'operator' || !operators.includes(this.token.text)) return undefined;
		const { text } = this.token;
		this.next();
		return text;
	}

	private comma(): bigint {
		let value = this.assignment();
		while (this.accept(',')) value = this.assignment();
		return value;
	}

	private assignment(): bigint {
		const left = this.ternary();
		if (this.token.type !== 'operator' || !ASSIGNMENTS.has(this.token.text)) return left.value;
		if (!left.place) this.fail('attempted assignment to non-variable');
		const operator = this.token.text;
		this.next();
		const right = this.assignment();
		return this.store(left.place, operator === '=' ? right : this.apply(operator.slice(0, -1), left.value, right));
	}

	private store(place: Place, value: bigint): bigint {
		const wrapped = BigInt.asIntN(64, value);
		if (this.skipping === 0) this.scope.set(place.name, place.index, String(wrapped));
		return wrapped;
	}

	private skipIf<T>(condition: boolean, parse: () => T): T {
		if (condition) this.skipping++;
		const value = parse();
		if (condition) this.skipping--;
		return value;
	}

	private ternary(): Operand {
		const test = this.binary(0);
		if (!this.accept('?')) return test;
		const yes = this.skipIf(test.value === 0n, () => this.assignment());
		if (!this.accept(':')) this.fail("`:' expected for conditional expression");
		const no = this.skipIf(test.value !== 0n, () => this.assignment());
		return { value: test.value !== 0n ? yes : no };
	}

	private binary(level: number): Operand {
		if (level === LEVELS.length) return this.power();
		let left = this.binary(level + 1);
		for (;;) {
			const operator = this.accept(...LEVELS[level]!);
			if (!operator) return left;
			if (operator === '||' || operator === '&&') {
				const decided = operator === '||' ? left.value !== 0n : left.value === 0n;
				const right = this.skipIf(decided, () => this.binary(level + 1));
				left = { value: decided ? (operator === '||' ? 1n : 0n) : right.value !== 0n ? 1n : 0n };
				continue;
			}
			left = { value: this.apply(operator, left.value, this.binary(level + 1).value) };
		}
	}

	private power(): Operand {
		const base = this.unary();
		if (!this.accept('**')) return base;
		return { value: this.apply('**', base.value, this.power().value) };
	}

	private unary(): Operand {
		const operator = this.accept('!', '~', '+', '-', '++', '--');
		if (!operator) return this.postfix();
		const operand = this.unary();
		if (operator === '++' || operator === '--') {
			const change = operator === '++' ? 1n : -1n;
			// Before a number they are two signs.
			return operand.place ? { value: this.store(operand.place, operand.value + change) } : operand;
		}
		const { value } = operand;
		if (operator === '!') return { value: value === 0n ? 1n : 0n };
		return { value: BigInt.asIntN(64, operator === '~' ? ~value : operator === '-' ? -value : value) };
	}

	private postfix(): Operand {
		const operand = this.primary();
		if (!operand.place) return operand;
		const operator = this.accept('++', '--');
		if (!operator) return operand;
		this.store(operand.place, operand.value + (operator === '++' ? 1n : -1n));
		return { value: operand.value };
	}

	private primary(): Operand {
		const { type, text } = this.token;
		if (type === 'number') {
			const value = this.number(text);
			this.next();
			return { value };
		}
		if (type === 'name') {
			const index = this.subscript();
			this.next();
			const place = { name: text, index };
			if (this.skipping > 0) return { value: 0n, place };
			const held = this.scope.get(text, index) ?? '';
			return { value: held === '' ? 0n : evaluate(held, this.scope, this.depth + 1), place };
		}
		if (this.accept('(')) {
			const value = this.comma();
			if (!this.accept(')')) this.fail("missing `)'");
			return { value };
		}
		if (type === 'junk' && this.lastStart === this.token.start) this.fail('syntax error: operand expected');
		this.fail('syntax error: operand expected');
	}

	/** `[…]` right after a name. */
	private subscript(): number | undefined {
		if (this.text[this.position] !== '[') return undefined;
		let depth = 0;
		for (let i = this.position; i < this.text.length; i++) {
			if (this.text[i] === '[') depth++;
			else if (this.text[i] === ']' && --depth === 0) {
				const inner = this.text.slice(this.position + 1, i);
				this.position = i + 1;
				return Number(evaluate(inner, this.scope, this.depth + 1));
			}
		}
		return this.fail('bad array subscript');
	}

	private number(text: string): bigint {
		const based = /^(\d+)#(.*)$/.exec(text);
		if (based) {
			const base = Number(based[1]);
			if (base < 2 || base > 64) this.fail('invalid arithmetic base');
			return this.digits(based[2]!, base);
		}
		if (/^0[xX]/.test(text)) return this.digits(text.slice(2), 16);
		return this.digits(text, text.length > 1 && text.startsWith('0') ? 8 : 10);
	}

	private digits(text: string, base: number): bigint {
		const order = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';
		let value = 0n;
		for (const digit of base <= 36 ? text.toLowerCase() : text) {
			const at = order.indexOf(digit);
			if (at < 0 || at >= base) this.fail('value too great for base');
			value = BigInt.asIntN(64, value * BigInt(base) + BigInt(at));
		}
		return value;
	}

	private apply(operator: string, a: bigint, b: bigint): bigint {
		const truth = (condition: boolean): bigint => (condition ? 1n : 0n);
		switch (operator) {
			case '|':
				return a | b;
			case '^':
				return a ^ b;
			case '&':
				return a & b;
			case '==':
				return truth(a === b);
			case '!=':
				return truth(a !== b);
			case '<':
				return truth(a < b);
			case '>':
				return truth(a > b);
			case '<=':
				return truth(a <= b);
			case '>=':
				return truth(a >= b);
			case '<<':
				return BigInt.asIntN(64, a << (b & 63n));
			case '>>':
				return a >> (b & 63n);
			case '+':
				return BigInt.asIntN(64, a + b);
			case '-':
				return BigInt.asIntN(64, a - b);
			case '*':
				return BigInt.asIntN(64, a * b);
			case '**':
				if (b < 0n) this.fail('exponent less than 0');
				return this.raise(a, b);
			default:
				if (this.skipping > 0) return 0n;
				if (b === 0n) this.fail('division by 0', this.lastStart);
				return BigInt.asIntN(64, operator === '/' ? a / b : a % b);
		}
	}

	/** By squaring, wrapped at each step, so that 9**9**9 does not take for ever. */
	private raise(base: bigint, exponent: bigint): bigint {
		let result = 1n;
		for (let b = base, e = exponent; e > 0n; e >>= 1n) {
			if (e & 1n) result = BigInt.asIntN(64, result * b);
			b = BigInt.asIntN(64, b * b);
		}
		return result;
	}
}
