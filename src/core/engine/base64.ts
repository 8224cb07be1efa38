const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Text of base64-coded UTF-8. A byte that is no valid UTF-8 becomes U+DC80…U+DCFF (sim/stream.ts). */
export function decodeBase64(base64: string): string {
	const bytes: number[] = [];
	let bits = 0;
	let count = 0;
	for (const character of base64.replace(/[=\s]/g, '')) {
		bits = (bits << 6) | ALPHABET.indexOf(character);
		count += 6;
		if (count < 8) continue;
		count -= 8;
		bytes.push((bits >> count) & 0xff);
		bits &= (1 << count) - 1;
	}
	return decodeUtf8(bytes);
}

function decodeUtf8(bytes: readonly number[]): string {
	let text = '';
	for (let i = 0; i < bytes.length;) {
		const first = bytes[i]!;
		const length =
			first < 0x80
				? 1
				: first >= 0xf0 && first < 0xf5
					? 4
					: first >= 0xe0 && first < 0xf0
						? 3
						: first >= 0xc2 && first < 0xe0
							? 2
							: 0;
		const rest = bytes.slice(i + 1, i + length);
		if (length === 0 || rest.length < length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
			text += String.fromCharCode(0xdc00 + first);
			i++;
			continue;
		}
		const start = length === 1 ? first : first & (0xff >> (length + 1));
		text += String.fromCodePoint(rest.reduce((code, byte) => (code << 6) | (byte & 0x3f), start));
		i += length;
	}
	return text;
}
