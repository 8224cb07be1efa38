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
	const end = source.replace(/\s+$/, '').length;
	const errors = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos);
	const closing = errors.find((error) => error.message.startsWith('unterminated'));
	const wrong = errors.find((error) => isWrong(error, end) && !(closing && closing.pos <= error.pos));
	if (wrong) return { status: 'error', message: messageFor(source, wrong), pos: wrong.pos };
	if (closing) return { status: 'incomplete', until: { what: 'quote', mark: markOf(closing.message) } };
	if (errors.length > 0) return { status: 'incomplete', until: { what: 'command' } };
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

function isWrong(error: { message: string; pos: number }, end: number): boolean {
	if (error.message.startsWith('unterminated')) return false;
	if (error.pos < end) return true;
	// These cannot wait for another line: bash takes the newline for the token it did not expect.
	return (
		error.message === 'expected redirect target' || /loop variable|expected word|function name/.test(error.message)
	);
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

function messageFor(source: string, error: { message: string; pos: number }): string {
	let token = tokenAt(source, error.pos);
	// `echo (a)`: after a name a parenthesis may open a function, so bash stumbles over what is inside.
	const call = /(^|[;&|(]|\b(?:do|then|else|if|while|until)\s)\s*[\w./-]+\s*\(\s*([^\s()]+)\s*\)$/.exec(
		source.slice(0, error.pos + 1)
	);
	if (token === ')' && call) token = tokenAt(call[2]!, 0);
	if (/conditional|'\[\['/.test(error.message))
		return `syntax error in conditional expression: unexpected token \`${token}'`;
	return `syntax error near unexpected token \`${token}'`;
}

/** What the parser lets pass and bash does not. */
function lateError(source: string, script: ParsedScript): { message: string; pos: number } | undefined {
	let found: { message: string; pos: number } | undefined;
	const visit = (node: SyntaxNode): void => {
		if (found) return;
		if ((node.type === 'BraceGroup' || node.type === 'Subshell') && node.body.commands.length === 0) {
			const close = node.type === 'BraceGroup' ? '}' : ')';
			found = { message: `syntax error near unexpected token \`${close}'`, pos: node.end - 1 };
		}
		// Words are looked into when they are expanded.
		if (node.type !== 'Word') forEachChild(node, visit);
	};
	if (/[({]\s*[)}]/.test(source)) visit(script);
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
