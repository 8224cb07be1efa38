/**
 * What Go's encoding/json says of a text that is no JSON; undefined when it is JSON.
 * Source: Go encoding/json/scanner.go (wording and places), seen with broken config files.
 */
export function jsonFault(text: string): string | undefined {
	const first = firstJson(text);
	return first.fault ?? first.after;
}

/**
 * The first value of a text, as json.Decoder reads it: what follows is not looked at.
 * @returns `end` of the value, and what would be said `after` it by who takes a whole text only
 */
export function firstJson(text: string): { fault?: string; end: number; after?: string } {
	let at = 0;
	let end = 0;
	try {
		blank();
		value('looking for beginning of value');
		end = at;
		blank();
		if (at < text.length) bad('after top-level value');
		return { end };
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return end > 0 ? { end, after: error.message } : { end, fault: error.message };
	}

	function value(context: string): void {
		const char = text[at];
		if (char === undefined) throw new Fault('unexpected end of JSON input');
		if (char === '{') object();
		else if (char === '[') array();
		else if (char === '"') string();
		else if (char === '-' || isDigit(char)) number();
		else if (char === 't') literal('true');
		else if (char === 'f') literal('false');
		else if (char === 'n') literal('null');
		else bad(context);
	}

	function object(): void {
		at++;
		blank();
		if (text[at] === '}') return void at++;
		for (;;) {
			blank();
			if (text[at] !== '"') bad('looking for beginning of object key string');
			string();
			blank();
			if (text[at] !== ':') bad('after object key');
			at++;
			blank();
			value('looking for beginning of value');
			blank();
			if (text[at] === '}') return void at++;
			if (text[at] !== ',') bad('after object key:value pair');
			at++;
		}
	}

	function array(): void {
		at++;
		blank();
		if (text[at] === ']') return void at++;
		for (;;) {
			blank();
			value('looking for beginning of value');
			blank();
			if (text[at] === ']') return void at++;
			if (text[at] !== ',') bad('after array element');
			at++;
		}
	}

	function string(): void {
		at++;
		for (;;) {
			const char = text[at];
			if (char === '"') return void at++;
			if (char === undefined || char < ' ') bad('in string literal');
			if (char === '\\') {
				at++;
				if (text[at] === 'u') {
					for (let i = 0; i < 4; i++) {
						at++;
						if (!/[0-9a-fA-F]/.test(text[at] ?? '')) bad('in \\u hexadecimal character escape');
					}
				} else if (!'"\\/bfnrt'.includes(text[at] ?? '?')) bad('in string escape code');
			}
			at++;
		}
	}

	function number(): void {
		if (text[at] === '-') {
			at++;
			if (!isDigit(text[at])) bad('in numeric literal');
		}
		if (text[at] === '0') at++;
		else digits();
		if (text[at] === '.') {
			at++;
			if (!isDigit(text[at])) bad('after decimal point in numeric literal');
			digits();
		}
		if (text[at] === 'e' || text[at] === 'E') {
			at++;
			if (text[at] === '+' || text[at] === '-') at++;
			if (!isDigit(text[at])) bad('in exponent of numeric literal');
			digits();
		}
	}

	function digits(): void {
		while (isDigit(text[at])) at++;
	}

	function literal(word: string): void {
		for (let i = 0; i < word.length; i++, at++) {
			if (text[at] !== word[i]) bad(`in literal ${word} (expecting '${word[i]!}')`);
		}
	}

	function blank(): void {
		while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
	}

	function bad(context: string): never {
		const char = text[at];
		if (char === undefined) throw new Fault('unexpected end of JSON input');
		const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`;
		throw new Fault(`invalid character ${shown} ${context}`);
	}
}

class Fault extends Error {}

function isDigit(char: string | undefined): boolean {
	return char !== undefined && char >= '0' && char <= '9';
}
