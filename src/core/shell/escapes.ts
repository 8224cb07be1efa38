/** Escapes of `echo -e` and of %b: \n \t \\ \e \0nnn \xHH \uHHHH; \c ends the output. */
export function unescape(text: string): { text: string; stops: boolean } {
	let out = '';
	for (let i = 0; i < text.length; i++) {
		if (text[i] !== '\\' || i + 1 >= text.length) {
			out += text[i];
			continue;
		}
		const c = text[++i]!;
		if (c === 'c') return { text: out, stops: true };
		const simple = SIMPLE[c];
		if (simple !== undefined) {
			out += simple;
			continue;
		}
		const rest = text.slice(i);
		const match =
			/^0([0-7]{0,3})/.exec(rest) ??
			/^x([0-9A-Fa-f]{1,2})/.exec(rest) ??
			/^u([0-9A-Fa-f]{1,4})/.exec(rest) ??
			/^U([0-9A-Fa-f]{1,8})/.exec(rest);
		if (!match) {
			out += `\\${c}`;
			continue;
		}
		const code = parseInt(match[1] || '0', c === '0' ? 8 : 16);
		out += c === 'u' || c === 'U' ? String.fromCodePoint(code) : byteCharacter(code & 255);
		i += match[0].length - 1;
	}
	return { text: out, stops: false };
}

/** Escapes in a format of printf: as above, but octal is \nnn. */
export function unescapeFormat(text: string): { text: string; stops: boolean } {
	return unescape(
		text.replace(/\\(\\|([0-7]{1,3}))/g, (whole, _, octal: string | undefined) =>
			octal === undefined ? whole : `\\0${octal}`
		)
	);
}

const SIMPLE: Readonly<Record<string, string>> = {
	a: '\x07',
	b: '\b',
	e: '\x1b',
	E: '\x1b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
	'\\': '\\',
	'"': '"'
};

/** Bytes above 0x7f travel as U+DC80…U+DCFF (see sim/stream.ts). */
function byteCharacter(byte: number): string {
	return String.fromCharCode(byte < 128 ? byte : 0xdc00 + byte);
}
