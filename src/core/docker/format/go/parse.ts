import { lexTemplate, type Item, type ItemKind } from './lex.ts';
import { parseNumber } from './number.ts';
import { goQuote, unquote } from './quote.ts';
import { nodeText, type Command, type Node, type Operand, type Pipe } from './tree.ts';

/** Go's text/template: items → trees by name. Source: Go text/template/parse/parse.go, whose error texts these are. */
export class TemplateSyntaxError extends Error {
	override name = 'TemplateSyntaxError';
}

/** next: the word after `else`, which begins a control of its own. */
type Ended = { type: 'end' } | { type: 'else'; next?: 'if' | 'with' };

const OPERANDS: readonly ItemKind[] = [
	'bool',
	'charConstant',
	'complex',
	'dot',
	'field',
	'identifier',
	'number',
	'rawString',
	'string',
	'variable',
	'leftParen'
];
/** What no stage of a pipeline but the first may begin with. */
const NOT_CALLABLE: readonly string[] = ['bool', 'dot', 'nil', 'number', 'string'];

/**
 * @param name as error texts show it; Docker leaves it empty for most commands
 * @returns the templates by name: the whole one and those it defines
 * @throws TemplateSyntaxError with Go's text
 */
export function parseTemplate(
	source: string,
	name: string,
	isFunction: (name: string) => boolean
): Map<string, readonly Node[]> {
	return new Parser(source, name, isFunction).parse();
}

class Parser {
	private readonly items: Item[];
	private next = 0;
	/** The item that errors take their line from. */
	private last: Item;
	private variables = ['$'];
	private ranges = 0;
	private readonly trees = new Map<string, readonly Node[]>();

	constructor(
		source: string,
		private readonly name: string,
		private readonly isFunction: (name: string) => boolean
	) {
		this.items = lexTemplate(source);
		this.last = this.items[0]!;
	}

	parse(): Map<string, readonly Node[]> {
		const root: Node[] = [];
		while (this.peek().kind !== 'EOF') {
			if (this.peek().kind === 'leftDelim') {
				const mark = this.next;
				this.take();
				if (this.isKeyword(this.takeNonSpace(), 'define')) {
					this.definition();
					continue;
				}
				this.next = mark;
			}
			const node = this.textOrAction();
			if (node.type === 'end' || node.type === 'else') this.fail(`unexpected {{${node.type}}}`);
			else root.push(node);
		}
		this.add(this.name, root);
		return this.trees;
	}

	private add(name: string, nodes: readonly Node[]): void {
		const isEmpty = (list: readonly Node[]): boolean =>
			list.every((node) => node.type === 'text' && node.text.trim() === '');
		const known = this.trees.get(name);
		if (known && !isEmpty(known)) {
			if (!isEmpty(nodes)) this.fail(`template: multiple definition of template ${goQuote(name)}`);
			return;
		}
		this.trees.set(name, nodes);
	}

	private definition(): void {
		const name = this.templateName(this.takeNonSpace(), 'define clause');
		const close = this.takeNonSpace();
		if (close.kind !== 'rightDelim') this.unexpected(close, 'define clause');
		this.inOwnScope(() => {
			const { nodes, ended } = this.list();
			if (ended.type !== 'end') this.fail(`unexpected {{else}} in define clause`);
			this.add(name, nodes);
		});
	}

	/** A definition sees no variables but $. */
	private inOwnScope(run: () => void): void {
		const { variables, ranges } = this;
		this.variables = ['$'];
		this.ranges = 0;
		run();
		this.variables = variables;
		this.ranges = ranges;
	}

	private list(): { nodes: Node[]; ended: Ended } {
		const nodes: Node[] = [];
		while (this.peekNonSpace().kind !== 'EOF') {
			const node = this.textOrAction();
			if (node.type === 'end' || node.type === 'else') return { nodes, ended: node };
			nodes.push(node);
		}
		return this.fail('unexpected EOF');
	}

	private textOrAction(): Node | Ended {
		const item = this.takeNonSpace();
		if (item.kind === 'text') return { type: 'text', text: item.text, at: item.at };
		if (item.kind !== 'leftDelim') return this.unexpected(item, 'input');
		return this.action();
	}

	private action(): Node | Ended {
		const item = this.takeNonSpace();
		if (item.kind === 'keyword') {
			switch (item.text) {
				case 'block':
					return this.block();
				case 'break':
				case 'continue':
					return this.loopControl(item.text, item.at);
				case 'else':
					return this.elseControl();
				case 'end':
					this.close('end');
					return { type: 'end' };
				case 'if':
				case 'range':
				case 'with':
					return this.control(item.text, item.at);
				case 'template':
					return this.template();
			}
		}
		this.next--;
		const { at } = this.peek();
		return { type: 'action', pipe: this.pipeline('command', 'rightDelim'), at };
	}

	private loopControl(type: 'break' | 'continue', at: number): Node {
		this.close(`{{${type}}}`);
		if (this.ranges === 0) this.fail(`{{${type}}} outside {{range}}`);
		return { type, at };
	}

	private elseControl(): Ended {
		for (const next of ['if', 'with'] as const)
			if (this.isKeyword(this.peekNonSpace(), next)) return { type: 'else', next };
		this.close('else');
		return { type: 'else' };
	}

	private close(context: string): void {
		const item = this.takeNonSpace();
		if (item.kind !== 'rightDelim') this.unexpected(item, context);
	}

	private control(type: 'if' | 'range' | 'with', at: number): Node {
		const mark = this.variables.length;
		const pipe = this.pipeline(type, 'rightDelim');
		if (type === 'range') this.ranges++;
		const { nodes: body, ended } = this.list();
		if (type === 'range') this.ranges--;
		let otherwise: Node[] | undefined;
		if (ended.type === 'else') {
			if (ended.next === type) {
				const inner = this.takeNonSpace();
				otherwise = [this.control(type, inner.at)];
			} else {
				const last = this.list();
				otherwise = last.nodes;
				if (last.ended.type !== 'end') this.fail('expected end; found {{else}}');
			}
		}
		this.variables.length = mark;
		return { type, pipe, body, otherwise, at };
	}

	private block(): Node {
		const item = this.takeNonSpace();
		const name = this.templateName(item, 'block clause');
		const pipe = this.pipeline('block clause', 'rightDelim');
		this.inOwnScope(() => {
			const { nodes, ended } = this.list();
			if (ended.type !== 'end') this.fail('unexpected {{else}} in block clause');
			this.add(name, nodes);
		});
		return { type: 'template', name, pipe, at: item.at };
	}

	private template(): Node {
		const item = this.takeNonSpace();
		const name = this.templateName(item, 'template clause');
		if (this.takeNonSpace().kind === 'rightDelim') return { type: 'template', name, pipe: undefined, at: item.at };
		this.next--;
		return { type: 'template', name, pipe: this.pipeline('template clause', 'rightDelim'), at: item.at };
	}

	private templateName(item: Item, context: string): string {
		if (item.kind !== 'string' && item.kind !== 'rawString') return this.unexpected(item, context);
		return unquote(item.text) ?? this.fail('invalid syntax');
	}

	private pipeline(context: string, end: ItemKind): Pipe {
		const pipe: Pipe = { type: 'pipe', at: this.peekNonSpace().at, isAssign: false, declares: [], commands: [] };
		this.declarations(pipe, context);
		for (;;) {
			const item = this.takeNonSpace();
			if (item.kind === end) {
				this.check(pipe, context);
				return pipe;
			}
			if (!OPERANDS.includes(item.kind) && !this.isKeyword(item, 'nil')) this.unexpected(item, context);
			this.next--;
			pipe.commands.push(this.command());
		}
	}

	private declarations(pipe: Pipe, context: string): void {
		for (;;) {
			const variable = this.peekNonSpace();
			if (variable.kind !== 'variable') return;
			const mark = this.next;
			this.take();
			const after = this.peekNonSpace();
			if (after.kind === 'assign' || after.kind === 'declare') {
				pipe.isAssign = after.kind === 'assign';
				this.takeNonSpace();
				this.declare(pipe, variable);
				return;
			}
			if (after.kind !== 'char' || after.text !== ',') {
				this.next = mark;
				return;
			}
			this.takeNonSpace();
			this.declare(pipe, variable);
			if (context !== 'range' || pipe.declares.length >= 2) this.fail(`too many declarations in ${context}`);
			if (!['variable', 'rightDelim', 'rightParen'].includes(this.peekNonSpace().kind)) {
				this.fail('range can only initialize variables');
			}
		}
	}

	private declare(pipe: Pipe, { text, at }: Item): void {
		pipe.declares.push({ type: 'variable', path: [text], at });
		this.variables.push(text);
	}

	private check(pipe: Pipe, context: string): void {
		if (pipe.commands.length === 0) this.fail(`missing value for ${context}`);
		pipe.commands.forEach(({ args }, i) => {
			if (i > 0 && NOT_CALLABLE.includes(args[0]!.type)) {
				this.fail(`non executable command in pipeline stage ${i + 1}`);
			}
		});
	}

	private command(): Command {
		const command: Command = { type: 'command', at: this.peekNonSpace().at, args: [] };
		for (;;) {
			this.peekNonSpace();
			const operand = this.operand();
			if (operand) command.args.push(operand);
			const item = this.take();
			if (item.kind === 'space') continue;
			if (item.kind === 'rightDelim' || item.kind === 'rightParen') this.next--;
			else if (item.kind !== 'pipe') this.unexpected(item, 'operand');
			break;
		}
		if (command.args.length === 0) this.fail('empty command');
		return command;
	}

	private operand(): Operand | undefined {
		const node = this.term();
		if (!node || this.peek().kind !== 'field') return node;
		// Go gives a chain of fields the place of the first one that follows.
		const { at } = this.peek();
		const path: string[] = [];
		while (this.peek().kind === 'field') path.push(this.take().text.slice(1));
		switch (node.type) {
			case 'field':
			case 'variable':
				return { ...node, at, path: [...node.path, ...path] };
			case 'bool':
			case 'string':
			case 'number':
			case 'nil':
			case 'dot':
				return this.fail(`unexpected . after term ${goQuote(nodeText(node))}`);
			default:
				return { type: 'chain', at, node, path };
		}
	}

	private term(): Operand | undefined {
		const item = this.takeNonSpace();
		const { at, text } = item;
		switch (item.kind) {
			case 'identifier':
				if (!this.isFunction(text)) this.fail(`function ${goQuote(text)} not defined`);
				return { type: 'identifier', at, name: text };
			case 'dot':
				return { type: 'dot', at };
			case 'variable':
				if (!this.variables.includes(text)) this.fail(`undefined variable ${goQuote(text)}`);
				return { type: 'variable', at, path: [text] };
			case 'field':
				return { type: 'field', at, path: [text.slice(1)] };
			case 'bool':
				return { type: 'bool', at, value: text === 'true' };
			case 'charConstant':
			case 'complex':
			case 'number': {
				const parsed = parseNumber(text, item.kind);
				if ('error' in parsed) return this.fail(parsed.error);
				return { type: 'number', at, value: parsed, text };
			}
			case 'leftParen':
				return this.pipeline('parenthesized pipeline', 'rightParen');
			case 'string':
			case 'rawString':
				return { type: 'string', at, text, value: unquote(text) ?? this.fail('invalid syntax') };
			default:
				if (this.isKeyword(item, 'nil')) return { type: 'nil', at };
				this.next--;
				return undefined;
		}
	}

	// ── items ──────────────────────────────────────────────────────────────────────────────────────────────────────

	private peek(): Item {
		this.last = this.items[Math.min(this.next, this.items.length - 1)]!;
		return this.last;
	}

	private take(): Item {
		const item = this.peek();
		this.next++;
		return item;
	}

	private takeNonSpace(): Item {
		let item = this.take();
		while (item.kind === 'space') item = this.take();
		return item;
	}

	private peekNonSpace(): Item {
		while (this.peek().kind === 'space') this.next++;
		return this.peek();
	}

	private isKeyword(item: Item, word: string): boolean {
		return item.kind === 'keyword' && item.text === word;
	}

	private unexpected(item: Item, context: string): never {
		if (item.kind === 'error') return this.fail(item.text);
		return this.fail(`unexpected ${itemText(item)} in ${context}`);
	}

	private fail(message: string): never {
		throw new TemplateSyntaxError(`template: ${this.name}:${this.last.line}: ${message}`);
	}
}

function itemText({ kind, text }: Item): string {
	if (kind === 'EOF') return 'EOF';
	if (kind === 'keyword' || kind === 'dot') return `<${text}>`;
	return text.length > 10 ? `${goQuote(text.slice(0, 10))}...` : goQuote(text);
}
