/** Go's quoted strings: strconv.Quote and Unquote. */
const ESCAPES: Readonly<Record<string, string>> = {
	a: '\x07',
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
	'\\': '\\',
	"'": "'",
	'"': '"'
};
const LETTERS = new Map(Object.entries(ESCAPES).map(([letter, char]) => [char, letter]));

/** The character that a text begins with and what is left; undefined when that is no valid escape. */
export function unquoteChar(text: string, quote: string): { char: string; rest: string } | undefined {
	if (text[0] === quote || text === '') return undefined;
	if (text[0] !== '\\') {
		const char = String.fromCodePoint(text.codePointAt(0)!);
		return { char, rest: text.slice(char.length) };
	}
	const coded = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-3][0-7]{2}))/.exec(text);
	if (coded) {
		const code = coded[4] === undefined ? parseInt(coded[1] ?? coded[2] ?? coded[3]!, 16) : parseInt(coded[4], 8);
		if (code > 0x10ffff) return undefined;
		return { char: String.fromCodePoint(code), rest: text.slice(coded[0].length) };
	}
	const letter = text[1] ?? '';
	// Within one kind of quotes the other needs no escape, and may have none.
	if ((letter === "'" || letter === '"') && letter !== quote) return undefined;
	const char = ESCAPES[letter];
	return char === undefined ? undefined : { char, rest: text.slice(2) };
}

/** The text that a literal in double quotes or backquotes stands for; undefined when it is malformed. */
export function unquote(literal: string): string | undefined {
	const quote = literal[0]!;
	let rest = literal.slice(1, -1);
	if (quote === '`') return rest.replaceAll('\r', '');
	let text = '';
	while (rest !== '') {
		const step = unquoteChar(rest, quote);
		if (!step) return undefined;
		text += step.char;
		rest = step.rest;
	}
	return text;
}

/** @param ascii everything else as \u escapes (%+q) */
export function goQuote(text: string, quote = '"', ascii = false): string {
	let body = '';
	for (const char of text) {
		const code = char.codePointAt(0)!;
		const letter = LETTERS.get(char);
		if (char === quote || char === '\\') body += `\\${char}`;
		else if (letter !== undefined && char !== "'" && char !== '"') body += `\\${letter}`;
		else if (code < 0x20 || code === 0x7f) body += `\\x${hex(code, 2)}`;
		else if ((ascii && code > 0x7e) || isUnprintable(char)) {
			body += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
		} else body += char;
	}
	return quote + body + quote;
}

export function isUnprintable(char: string): boolean {
	return /^[\p{C}\p{Zl}\p{Zp}]$/u.test(char) || (char !== ' ' && /^\p{Zs}$/u.test(char));
}

function hex(code: number, width: number): string {
	return code.toString(16).padStart(width, '0');
}
