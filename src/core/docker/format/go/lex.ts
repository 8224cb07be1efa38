/**
 * Go's template language, cut into items. Source: Go text/template/parse/lex.go, whose rules and error texts these are
 *.
 */
export type ItemKind =
	| 'error'
	| 'bool'
	| 'char'
	| 'charConstant'
	| 'complex'
	| 'assign'
	| 'declare'
	| 'EOF'
	| 'field'
	| 'identifier'
	| 'leftDelim'
	| 'leftParen'
	| 'number'
	| 'pipe'
	| 'rawString'
	| 'rightDelim'
	| 'rightParen'
	| 'space'
	| 'string'
	| 'text'
	| 'variable'
	| 'keyword'
	| 'dot';

export interface Item {
	readonly kind: ItemKind;
	readonly text: string;
	/** Where it begins. */
	readonly at: number;
	readonly line: number;
}

const KEYWORDS = new Set([
	'block',
	'break',
	'continue',
	'define',
	'else',
	'end',
	'if',
	'range',
	'nil',
	'template',
	'with'
]);

/** '}}', or ' -}}' which takes the blanks after it along. */
const RIGHT = '}}';
const LEFT = '{{';
const BLANK = ' \t\r\n';

/** All items of a template. The last one is EOF or an error. */
export function lexTemplate(input: string): Item[] {
	const items: Item[] = [];
	let start = 0;
	let at = 0;
	let parens = 0;
	let state: (() => void) | undefined = lexText;
	while (state) {
		const step: () => void = state;
		state = undefined;
		step();
	}
	return items;

	function emit(kind: ItemKind): void {
		items.push({ kind, text: input.slice(start, at), at: start, line: lineOf(start) });
		start = at;
	}

	function fail(message: string): void {
		items.push({ kind: 'error', text: message, at: start, line: lineOf(start) });
	}

	function lineOf(position: number): number {
		let line = 1;
		for (let i = input.indexOf('\n'); i >= 0 && i < position; i = input.indexOf('\n', i + 1)) line++;
		return line;
	}

	function peek(): string {
		return at < input.length ? String.fromCodePoint(input.codePointAt(at)!) : '';
	}

	function next(): string {
		const char = peek();
		at += char.length;
		return char;
	}

	function accept(chars: string): boolean {
		if (peek() === '' || !chars.includes(peek())) return false;
		next();
		return true;
	}

	function acceptRun(chars: string): void {
		while (accept(chars));
	}

	function lexText(): void {
		const open = input.indexOf(LEFT, at);
		if (open < 0) {
			at = input.length;
			if (at > start) emit('text');
			emit('EOF');
			return;
		}
		at = open;
		if (isTrimMarker(open + LEFT.length)) while (at > start && BLANK.includes(input[at - 1]!)) at--;
		if (at > start) emit('text');
		at = start = open;
		state = lexLeftDelim;
	}

	/** '-' and a blank after '{{'. */
	function isTrimMarker(position: number): boolean {
		return input[position] === '-' && position + 1 < input.length && BLANK.includes(input[position + 1]!);
	}

	function lexLeftDelim(): void {
		at += LEFT.length;
		const marker = isTrimMarker(at) ? 2 : 0;
		if (input.startsWith('/*', at + marker)) {
			at += marker;
			state = lexComment;
			return;
		}
		emit('leftDelim');
		at += marker;
		start = at;
		parens = 0;
		state = lexInsideAction;
	}

	function lexComment(): void {
		const close = input.indexOf('*/', at + 2);
		if (close < 0) return fail('unclosed comment');
		at = close + 2;
		const width = rightDelimAt(at);
		if (width === 0) return fail('comment ends before closing delimiter');
		at += width;
		if (width > RIGHT.length) while (at < input.length && BLANK.includes(input[at]!)) at++;
		start = at;
		state = lexText;
	}

	/** Length of the closing delimiter here, 0 when there is none. */
	function rightDelimAt(position: number): number {
		if (input.startsWith(RIGHT, position)) return RIGHT.length;
		const isMarked = position < input.length && BLANK.includes(input[position]!) && input[position + 1] === '-';
		return isMarked && input.startsWith(RIGHT, position + 2) ? RIGHT.length + 2 : 0;
	}

	function lexRightDelim(): void {
		const isTrimmed = rightDelimAt(at) > RIGHT.length;
		if (isTrimmed) start = at += 2;
		at += RIGHT.length;
		emit('rightDelim');
		if (isTrimmed) {
			while (at < input.length && BLANK.includes(input[at]!)) at++;
			start = at;
		}
		state = lexText;
	}

	function lexInsideAction(): void {
		if (rightDelimAt(at) > 0) {
			if (parens > 0) return fail('unclosed left paren');
			state = lexRightDelim;
			return;
		}
		state = lexInsideAction;
		const char = next();
		if (char === '') return stop('unclosed action');
		if (BLANK.includes(char)) return lexSpace();
		switch (char) {
			case '=':
				return emit('assign');
			case ':':
				if (next() !== '=') return stop('expected :=');
				return emit('declare');
			case '|':
				return emit('pipe');
			case '"':
				return lexQuoted('"', 'string', 'unterminated quoted string');
			case "'":
				return lexQuoted("'", 'charConstant', 'unterminated character constant');
			case '`': {
				const close = input.indexOf('`', at);
				if (close < 0) return stop('unterminated raw quoted string');
				at = close + 1;
				return emit('rawString');
			}
			case '$':
				return isTerminated() ? emit('variable') : lexName('variable');
			case '(':
				parens++;
				return emit('leftParen');
			case ')':
				if (--parens < 0) return stop('unexpected right paren');
				return emit('rightParen');
			case '.':
				if (!isDigit(peek())) return isTerminated() ? emit('dot') : lexName('field');
		}
		if (char === '.' || char === '+' || char === '-' || isDigit(char)) {
			at -= 1;
			return lexNumber();
		}
		if (isAlphaNumeric(char)) {
			at -= char.length;
			return lexIdentifier();
		}
		if (/^[ -~]$/.test(char)) return emit('char');
		stop(`unrecognized character in action: ${runeName(char)}`);
	}

	function stop(message: string): void {
		fail(message);
		state = undefined;
	}

	function lexSpace(): void {
		let count = 1;
		while (peek() !== '' && BLANK.includes(peek())) {
			next();
			count++;
		}
		// The blank before '-}}' belongs to it.
		if (rightDelimAt(at - 1) > RIGHT.length) {
			at -= 1;
			if (count === 1) {
				state = lexRightDelim;
				return;
			}
		}
		emit('space');
	}

	function lexIdentifier(): void {
		while (peek() !== '' && isAlphaNumeric(peek())) next();
		const word = input.slice(start, at);
		if (!isTerminated()) return stop(`bad character ${runeName(peek())}`);
		if (KEYWORDS.has(word)) emit('keyword');
		else emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
	}

	function lexName(kind: 'field' | 'variable'): void {
		while (peek() !== '' && isAlphaNumeric(peek())) next();
		if (!isTerminated()) return stop(`bad character ${runeName(peek())}`);
		emit(kind);
	}

	/** Whether the next character may follow a name. */
	function isTerminated(): boolean {
		const char = peek();
		return char === '' || BLANK.includes(char) || '.,|:)('.includes(char) || input.startsWith(RIGHT, at);
	}

	function lexQuoted(quote: string, kind: ItemKind, unterminated: string): void {
		for (;;) {
			let char = next();
			if (char === '\\') {
				char = next();
				if (char !== '' && char !== '\n') continue;
			}
			if (char === '' || char === '\n') return stop(unterminated);
			if (char === quote) return emit(kind);
		}
	}

	function lexNumber(): void {
		const bad = (): void => stop(`bad number syntax: ${JSON.stringify(input.slice(start, at))}`);
		if (!scanNumber()) return bad();
		if (peek() === '+' || peek() === '-') {
			if (!scanNumber() || input[at - 1] !== 'i') return bad();
			return emit('complex');
		}
		emit('number');
	}

	function scanNumber(): boolean {
		accept('+-');
		let digits = '0123456789_';
		let exponent = 'eE';
		if (accept('0')) {
			if (accept('xX')) {
				digits = '0123456789abcdefABCDEF_';
				exponent = 'pP';
			} else if (accept('oO')) {
				digits = '01234567_';
				exponent = '';
			} else if (accept('bB')) {
				digits = '01_';
				exponent = '';
			}
		}
		acceptRun(digits);
		if (accept('.')) acceptRun(digits);
		if (exponent !== '' && accept(exponent)) {
			accept('+-');
			acceptRun('0123456789_');
		}
		accept('i');
		if (peek() !== '' && isAlphaNumeric(peek())) {
			next();
			return false;
		}
		return true;
	}
}

function isDigit(char: string): boolean {
	return char >= '0' && char <= '9' && char.length === 1;
}

function isAlphaNumeric(char: string): boolean {
	return char === '_' || /^[\p{L}\p{Nd}]$/u.test(char);
}

/** Go's %#U: U+007D '}' */
function runeName(char: string): string {
	const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
	return `U+${code} '${char}'`;
}
