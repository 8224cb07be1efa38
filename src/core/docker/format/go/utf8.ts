/** Go's strings are bytes: lengths and slices count them. A byte that is no valid UTF-8 travels as U+DC80…U+DCFF. */
export function toBytes(text: string): number[] {
	const bytes: number[] = [];
	for (const char of text) {
		const code = char.codePointAt(0)!;
		if (code < 0x80) bytes.push(code);
		else if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
		else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
		else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
		else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
	}
	return bytes;
}

export function fromBytes(bytes: readonly number[]): string {
	let text = '';
	for (let i = 0; i < bytes.length;) {
		const first = bytes[i]!;
		const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
		const rest = bytes.slice(i + 1, i + Math.max(length, 1));
		if (length === 0 || rest.length < length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
			text += String.fromCharCode(0xdc00 + first);
			i++;
			continue;
		}
		const start = length === 1 ? first : first & (0xff >> (length + 1));
		text += String.fromCodePoint(rest.reduce((code, byte) => (code << 6) | (byte & 63), start));
		i += length;
	}
	return text;
}
