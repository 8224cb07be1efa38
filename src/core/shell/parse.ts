import { forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash';

export type Parsed =
	| { status: 'complete'; script: ParsedScript; source: string }
	/** More lines are needed. */
	| {
			status: 'incomplete';
			/** What it waits for: a quote such as `"`, the word of a here-document, or the end of a command. */ until: Until;
	  }
	| {
			status: 'error';
			/** Without the shell's name: "syntax error near unexpected token `fi'". */ message: string;
			pos: number;
	  };

export type Until =
	{ what: 'quote'; mark: string } | { what: 'heredoc'; word: string } | { what: 'line' } | { what: 'command' };

/** Parses complete commands; says whether more lines are needed, or which token bash would not take. */
export function parseCommands(source: string): Parsed {
	if (/(^|[^\\])(\\\\)*\\\n?$/.test(source) && !endsInSingleQuotesOrComment(source))
		return { status: 'incomplete', until: { what: 'line' } };
	const script = parse(source);
	const errors = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos);
	const closing = errors.find((error) => error.message.startsWith('unterminated'));
	const wrong = firstWrong(source, errors, closing?.pos ?? Infinity);
	if (wrong) return { status: 'error', ...wrong };
	if (closing) return { status: 'incomplete', until: { what: 'quote', mark: markOf(closing.message) } };
	if (errors.some((error) => !isEmptyBody(error))) return { status: 'incomplete', until: { what: 'command' } };
	const word = source.includes('<<') ? openHereDocument(script) : undefined;
	if (word !== undefined) return { status: 'incomplete', until: { what: 'heredoc', word } };
	const late = lateError(source, script);
	if (late) return { status: 'error', ...late };
	return { status: 'complete', script, source };
}

/** Source that has to be one command list (a word in pieces, an alias): whatever is wrong with it is ignored. */
export function parseLoosely(source: string): ParsedScript {
	return parse(source);
}

interface Mistake {
	message: string;
	pos: number;
}

/** Whether `{ }` is empty or not yet closed: lateError and the error about the missing brace tell. */
function isEmptyBody(error: Mistake): boolean {
	return error.message === 'expected command in brace group' || error.message === 'expected command in subshell';
}

/** The first error that no further line could mend, in bash's words. */
function firstWrong(source: string, errors: readonly Mistake[], before: number): Mistake | undefined {
	const end = source.trimEnd().length;
	for (const [i, error] of errors.entries()) {
		const { message, pos } = error;
		if (pos >= before || isEmptyBody(error) || message.startsWith('unterminated')) continue;
		const missing = /^expected '(do|then|in)'/.exec(message)?.[1];
		if (missing !== undefined) {
			// The parser has taken the token that bash would not: it stands right before the place of the error.
			const closes = errors[i + 1]?.message ?? '';
			const isOpen = missing === 'in' || / to close /.test(closes);
			const isWrong = !isOpen || (missing === 'in' || closes.endsWith("'for'") ? pos <= end : false);
			if (!isWrong) continue;
			return { message: near(tokenBefore(source, pos)), pos: Math.max(0, pos - 1) };
		}
		// These cannot wait for another line: bash takes the newline for the token it did not expect.
		const isFinal =
			pos < end ||
			/^unexpected token|^expected redirect target$|^expected word after|test operator$|three arithmetic/.test(message);
		if (isFinal) return { message: messageFor(source, error, errors[i + 1]), pos };
	}
	return undefined;
}

function near(token: string): string {
	return `syntax error near unexpected token \`${token}'`;
}

function tokenBefore(source: string, pos: number): string {
	return /(?:[^\s;&|()<>]+|[;&|()<>]+)(?=\s*$)/.exec(source.slice(0, pos))?.[0] ?? 'newline';
}

function markOf(message: string): string {
	if (message.includes('double quote')) return '"';
	if (message.includes('single quote') || message.includes('ANSI-C')) return "'";
	if (message.includes('backtick')) return '`';
	return message.includes('parameter expansion') ? '}' : ')';
}

const TOKEN = /;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|<&|<>|>>|>&|>\||[;&|<>()]/y;

/** The token of bash's grammar at a place: an operator, a word as it is written, or 'newline'. */
function tokenAt(source: string, from: number): string {
	let at = from;
	while (source[at] === ' ' || source[at] === '\t') at++;
	if (at >= source.length || source[at] === '\n') return 'newline';
	TOKEN.lastIndex = at;
	const operator = TOKEN.exec(source);
	if (operator) return operator[0];
	const word = /(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s;&|<>()\\'"])+/sy;
	word.lastIndex = at;
	return word.exec(source)?.[0] ?? source[at]!;
}

function messageFor(source: string, error: Mistake, following: Mistake | undefined): string {
	let token = tokenAt(source, error.pos);
	const operator = /^expected operand after (unary|binary) test operator$/.exec(error.message)?.[1];
	if (operator) return `unexpected argument \`${token}' to conditional ${operator} operator`;
	if (following?.message.endsWith("close '[['")) {
		const words = source
			.slice(source.lastIndexOf('[[', error.pos) + 2, error.pos)
			.trim()
			.split(/\s+/);
		return words.length === 1 ? 'conditional binary operator expected' : 'syntax error in conditional expression';
	}
	if (error.message.includes('three arithmetic')) return 'syntax error: arithmetic expression required';
	// `echo (a)`: after a name a parenthesis may open a function, so bash stumbles over what is inside.
	const call = /(^|[;&|(]|\b(?:do|then|else|if|while|until)\s)\s*[\w./-]+\s*\(\s*([^\s()]+)\s*\)$/.exec(
		source.slice(0, error.pos + 1)
	);
	if (token === ')' && call) token = tokenAt(call[2]!, 0);
	return near(token);
}

/** What the parser lets pass and bash does not: empty bodies, and mistakes within $(…). */
function lateError(source: string, script: ParsedScript): Mistake | undefined {
	let found: Mistake | undefined;
	const visit = (node: SyntaxNode): void => {
		if (found) return;
		if ((node.type === 'BraceGroup' || node.type === 'Subshell') && node.body.commands.length === 0) {
			found = { message: near(node.type === 'BraceGroup' ? '}' : ')'), pos: node.end - 1 };
			return;
		}
		if (node.type === 'CommandExpansion' && node.text.startsWith('$(') && node.script?.errors?.length) {
			const [error] = node.script.errors;
			const inner = source.slice(node.pos + 2, node.end - 1);
			const at = error!.pos - node.pos - 2;
			found = { message: near(at >= inner.trimEnd().length ? ')' : tokenAt(inner, at)), pos: node.pos };
			return;
		}
		forEachChild(node, visit);
	};
	if (/[({]\s*[)}]|\$\(/.test(source)) visit(script);
	return found;
}

function openHereDocument(script: ParsedScript): string | undefined {
	let word: string | undefined;
	const visit = (node: SyntaxNode): void => {
		if (word !== undefined) return;
		if (node.type === 'HereDoc' && node.closing === undefined) word = node.delimiter?.value ?? '';
		else forEachChild(node, visit);
	};
	visit(script);
	return word;
}

/** A backslash at the end continues the line, but not within '…' or after #. */
function endsInSingleQuotesOrComment(source: string): boolean {
	let quote = '';
	for (let i = 0; i < source.length; i++) {
		const c = source[i];
		if (quote === "'") {
			if (c === "'") quote = '';
		} else if (c === '\\') i++;
		else if (quote === '"') {
			if (c === '"') quote = '';
		} else if (c === "'" || c === '"') quote = c;
		else if (c === '#' && (i === 0 || /[\s;&|(]/.test(source[i - 1]!))) {
			const newline = source.indexOf('\n', i);
			if (newline < 0 || newline === source.length - 1) return true;
			i = newline;
		}
	}
	return quote === "'";
}

/** bash's message when the text ends before the command does. */
export function endOfFileMessage(until: Until): string {
	return until.what === 'quote'
		? `unexpected EOF while looking for matching \`${until.mark}'`
		: 'syntax error: unexpected end of file';
}
