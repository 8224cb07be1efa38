/** Go's text/template, as far as `--format` texts use it: the syntax tree. Source: Go text/template/parse. */

export type Node =
	| { type: 'text'; text: string }
	| { type: 'action'; pipe: Pipe }
	| { type: 'if' | 'range' | 'with'; pipe: Pipe; body: Node[]; otherwise: Node[] }
	| { type: 'break' | 'continue' };

export interface Pipe {
	declares: string[];
	commands: Operand[][];
}

export type Operand = { at: number; text: string } & (
	| { type: 'field'; path: string[] }
	| { type: 'dot' }
	| { type: 'nil' }
	| { type: 'variable'; name: string; path: string[] }
	| { type: 'constant'; value: string | number | boolean }
	| { type: 'function'; name: string }
	| { type: 'pipe'; pipe: Pipe; path: string[] }
);

export class TemplateSyntaxError extends Error {
	override name = 'TemplateSyntaxError';
}

type Token = { at: number; text: string; kind: 'field' | 'name' | 'variable' | 'string' | 'number' | 'char' | 'space' };

/**
 * @param name as error texts show it; Docker leaves it empty for most commands
 * @throws TemplateSyntaxError with Go's text
 */
export function parseTemplate(source: string, name: string, isFunction: (name: string) => boolean): Node[] {
	let position = 0;
	/** Tokens of an `{{else if …}}`, from reading its action until its `if` is parsed. */
	let elseIf: Token[] | undefined;
	const fail = (message: string, at = position): never => {
		const line = source.slice(0, at).split('\n').length;
		throw new TemplateSyntaxError(`template: ${name}:${line}: ${message}`);
	};
	const { nodes, ended } = parseList(0);
	if (ended) fail(`unexpected {{${ended}}}`);
	return nodes;

	function parseList(depth: number): { nodes: Node[]; ended: string | undefined } {
		const nodes: Node[] = [];
		for (;;) {
			const open = source.indexOf('{{', position);
			let text = open < 0 ? source.slice(position) : source.slice(position, open);
			if (open >= 0 && /^\{\{-\s/.test(source.slice(open))) text = text.replace(/\s+$/, '');
			if (text !== '') nodes.push({ type: 'text', text });
			if (open < 0) {
				if (depth > 0) fail('unexpected EOF', source.length);
				return { nodes, ended: undefined };
			}
			const { tokens, keyword } = readAction(open);
			if (keyword === undefined) continue;
			if (keyword === 'end' || keyword === 'else') return { nodes, ended: keyword };
			if (keyword === 'if' || keyword === 'range' || keyword === 'with') {
				nodes.push(parseControl(keyword, tokens, depth));
			} else if (keyword === 'break' || keyword === 'continue') {
				nodes.push({ type: keyword });
			} else {
				nodes.push({ type: 'action', pipe: parsePipe(tokens) });
			}
		}
	}

	function parseControl(type: 'if' | 'range' | 'with', tokens: Token[], depth: number): Node {
		const pipe = parsePipe(tokens);
		const body = parseList(depth + 1);
		if (body.ended === 'end') return { type, pipe, body: body.nodes, otherwise: [] };
		if (elseIf) {
			const inner = elseIf;
			elseIf = undefined;
			return { type, pipe, body: body.nodes, otherwise: [parseControl('if', inner, depth)] };
		}
		const otherwise = parseList(depth + 1);
		if (otherwise.ended !== 'end') fail('expected end; found {{else}}');
		return { type, pipe, body: body.nodes, otherwise: otherwise.nodes };
	}

	/** Reads `{{…}}` from `open`. keyword undefined: a comment; '': an ordinary action. */
	function readAction(open: number): { tokens: Token[]; keyword: string | undefined } {
		position = open + 2;
		const trimmed = /^-\s/.test(source.slice(position));
		if (trimmed) position += 1;
		const comment = /^\s*\/\*[\s\S]*?\*\/\s*-?\}\}/.exec(source.slice(position));
		if (comment) {
			position += comment[0].length;
			return { tokens: [], keyword: undefined };
		}
		const tokens = tokenize();
		const words = tokens.filter((token) => token.kind !== 'space');
		const first = words[0];
		if (!first) return fail('missing value for command');
		if (first.kind !== 'name') return { tokens, keyword: '' };
		if (!['if', 'range', 'with', 'end', 'else', 'break', 'continue'].includes(first.text))
			return { tokens, keyword: '' };
		const rest = tokens.slice(tokens.indexOf(first) + 1);
		if (first.text === 'else' && words[1]?.text === 'if') elseIf = rest.slice(rest.indexOf(words[1]) + 1);
		return { tokens: rest, keyword: first.text };
	}

	function tokenize(): Token[] {
		const tokens: Token[] = [];
		let parens = 0;
		for (;;) {
			const rest = source.slice(position);
			const close = /^(\s+-)?\}\}/.exec(rest);
			if (close) {
				position += close[0].length;
				if (close[1]) position += /^\s*/.exec(source.slice(position))![0].length;
				if (parens > 0) fail('unclosed left paren');
				return tokens;
			}
			if (rest === '') fail('unclosed action');
			const match =
				/^(?<space>\s+)|^(?<field>\.[A-Za-z_]\w*)|^(?<variable>\$\w*)|^(?<name>[A-Za-z_]\w*)|^(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)')|^(?<number>[-+]?\d[\w.]*)|^(?<char>:=|[.|(),=])/.exec(
					rest
				);
			if (!match) {
				if (rest[0] === '"') fail('unterminated quoted string');
				return fail(`bad character ${runeName(rest[0]!)}`);
			}
			const kind = Object.keys(match.groups!).find((key) => match.groups![key] !== undefined) as Token['kind'];
			if (match[0] === '(') parens++;
			if (match[0] === ')' && --parens < 0) fail('unexpected right paren');
			tokens.push({ at: position, text: match[0], kind });
			position += match[0].length;
		}
	}

	function parsePipe(tokens: Token[]): Pipe {
		const queue = [...tokens];
		return pipeOf(queue, false);
	}

	function pipeOf(queue: Token[], inParens: boolean): Pipe {
		const declares: string[] = [];
		const plain = queue.filter((token) => token.kind !== 'space');
		const assign = plain.findIndex((token) => token.text === ':=' || token.text === '=');
		if (assign > 0 && plain.slice(0, assign).every((token) => token.kind === 'variable' || token.text === ',')) {
			for (const token of plain.slice(0, assign)) if (token.kind === 'variable') declares.push(token.text);
			queue.splice(0, queue.indexOf(plain[assign]!) + 1);
		}
		const commands: Operand[][] = [];
		let operands: Operand[] = [];
		for (;;) {
			const token = queue.shift();
			if (!token || (inParens && token.text === ')')) {
				if (operands.length === 0) fail('missing value for command');
				commands.push(operands);
				return { declares, commands };
			}
			if (token.kind === 'space') continue;
			if (token.text === '|') {
				if (operands.length === 0) fail('missing value for command');
				commands.push(operands);
				operands = [];
				continue;
			}
			operands.push(operandOf(token, queue));
		}
	}

	function operandOf(token: Token, queue: Token[]): Operand {
		// Go gives a chain of fields the place of its second one.
		const at = queue[0]?.kind === 'field' && token.kind !== 'char' ? queue[0].at : token.at;
		const path = (): string[] => {
			const names: string[] = [];
			while (queue[0]?.kind === 'field') names.push(queue.shift()!.text.slice(1));
			return names;
		};
		switch (token.kind) {
			case 'field': {
				const names = [token.text.slice(1), ...path()];
				return { type: 'field', path: names, at, text: '.' + names.join('.') };
			}
			case 'variable': {
				const names = path();
				return { type: 'variable', name: token.text, path: names, at, text: [token.text, ...names].join('.') };
			}
			case 'string': {
				return { type: 'constant', value: unquote(token.text), at, text: token.text };
			}
			case 'number':
				return { type: 'constant', value: Number(token.text), at, text: token.text };
			case 'name':
				if (token.text === 'true' || token.text === 'false') {
					return { type: 'constant', value: token.text === 'true', at, text: token.text };
				}
				if (token.text === 'nil') return { type: 'nil', at, text: 'nil' };
				if (!isFunction(token.text)) fail(`function "${token.text}" not defined`, at);
				return { type: 'function', name: token.text, at, text: token.text };
			default:
				if (token.text === '.') return { type: 'dot', at, text: '.' };
				if (token.text !== '(') return fail(`unexpected "${token.text}" in operand`, at);
				return { type: 'pipe', pipe: pipeOf(queue, true), path: path(), at, text: '(…)' };
		}
	}
}

/** Go's %#U: U+007D '}' */
function runeName(char: string): string {
	const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
	return `U+${code} '${char}'`;
}

function unquote(text: string): string {
	const body = text.slice(1, -1);
	if (text[0] === '`') return body;
	const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" };
	return body.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}
