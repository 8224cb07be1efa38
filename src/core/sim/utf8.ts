/** The bytes of a text in UTF-8. U+DC80…U+DCFF stand for one byte each that belongs to no character (see stream.ts). */
export function bytesOf(text: string): number[] {
	const bytes: number[] = [];
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (code < 0x80) bytes.push(code);
		else if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
		else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
		else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
		else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
	}
	return bytes;
}

/** The text of bytes; what is no UTF-8 becomes U+DC80…U+DCFF, byte by byte. */
export function textOf(bytes: readonly number[]): string {
	let text = '';
	for (let i = 0; i < bytes.length;) {
		const length = lengthOf(bytes, i);
		if (length === 0) {
			text += String.fromCharCode(0xdc00 + bytes[i]!);
			i++;
			continue;
		}
		let code = length === 1 ? bytes[i]! : bytes[i]! & (0xff >> (length + 1));
		for (let at = i + 1; at < i + length; at++) code = (code << 6) | (bytes[at]! & 63);
		text += String.fromCodePoint(code);
		i += length;
	}
	return text;
}

/** Bytes of the character that begins there; 0 when none does. */
function lengthOf(bytes: readonly number[], at: number): number {
	const first = bytes[at]!;
	if (first < 0x80) return 1;
	const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
	for (let i = 1; i < length; i++) {
		const byte = bytes[at + i] ?? 0;
		// The second byte leaves out longer forms than needed, surrogates, and what is beyond Unicode (Unicode 3.9, table 3-7).
		const least = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
		const most = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
		if (byte < least || byte > most) return 0;
	}
	return length;
}
