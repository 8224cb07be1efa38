const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 bytes of a text in base64; surrogate-escaped bytes (see sim/stream.ts) as they were. */
export function base64(text: string): string {
	const bytes = utf8(text);
	let out = '';
	for (let i = 0; i < bytes.length; i += 3) {
		const [a = 0, b, c] = bytes.slice(i, i + 3);
		out += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
		out += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
		out += c === undefined ? '=' : ALPHABET[c & 63]!;
	}
	return out;
}

export function fromBase64(text: string): string {
	let escaped = '';
	const digits = [...text.replace(/=+$/, '')].map((char) => ALPHABET.indexOf(char));
	for (let i = 0; i + 1 < digits.length; i += 4) {
		const [a = 0, b = 0, c, d] = digits.slice(i, i + 4);
		escaped += byte((a << 2) | (b >> 4));
		if (c !== undefined) escaped += byte(((b & 15) << 4) | (c >> 2));
		if (c !== undefined && d !== undefined) escaped += byte(((c & 3) << 6) | d);
	}
	return decodeURIComponent(escaped);
}

function byte(value: number): string {
	return '%' + value.toString(16).padStart(2, '0');
}

function utf8(text: string): number[] {
	const bytes: number[] = [];
	for (const char of text) {
		const code = char.codePointAt(0)!;
		if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
		else if (code < 0x80) bytes.push(code);
		else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
		else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
		else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
	}
	return bytes;
}
