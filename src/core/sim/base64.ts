import { bytesOf, textOf } from './utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGIT = new Map([...ALPHABET].map((letter, digit) => [letter, digit]));

/** The UTF-8 bytes of a text in base64; surrogate-escaped bytes (see stream.ts) as they were. */
export function base64(text: string): string {
	return bytesToBase64(bytesOf(text));
}

/** Text of base64-coded UTF-8. A byte that is no valid UTF-8 becomes U+DC80…U+DCFF. */
export function fromBase64(text: string): string {
	return textOf(bytesFromBase64(text));
}

export function bytesToBase64(bytes: readonly number[]): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 3) {
		const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
		for (let j = 0; j < 4; j++) text += i + j > bytes.length ? '=' : ALPHABET[(three >> (18 - 6 * j)) & 63]!;
	}
	return text;
}

/** What is no digit of base64 is passed over. */
export function bytesFromBase64(text: string): number[] {
	const bytes: number[] = [];
	let bits = 0;
	let count = 0;
	for (const letter of text) {
		const digit = DIGIT.get(letter);
		if (digit === undefined) continue;
		bits = (bits << 6) | digit;
		count += 6;
		if (count < 8) continue;
		count -= 8;
		bytes.push(bits >> count);
		bits &= (1 << count) - 1;
	}
	return bytes;
}
