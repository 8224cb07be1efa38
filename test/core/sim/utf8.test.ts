import { expect, test } from 'vitest';
import { base64, fromBase64 } from '../../../src/core/sim/base64.ts';
import { bytesOf, textOf } from '../../../src/core/sim/utf8.ts';

test.each(['', 'plain', 'grüße, 中文 \u{1f600}\u0000', '\u07ff\u0800\uffff\u{10000}\u{10ffff}'])(
	'%j is coded as UTF-8',
	(text) => {
		expect(bytesOf(text)).toEqual([...Buffer.from(text)]);
		expect(textOf(bytesOf(text))).toBe(text);
		expect(base64(text)).toBe(Buffer.from(text).toString('base64'));
		expect(fromBase64(base64(text))).toBe(text);
	}
);

test('any two bytes, and what follows them, come back as they were', () => {
	const lost: string[] = [];
	let cases = 0;
	for (let first = 0; first < 256; first++) {
		for (const second of [0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xe4, 0xff]) {
			cases++;
			const bytes = [first, second, 0x80, 0x41];
			const text = textOf(bytes);
			if (text.includes('\ufffd') || bytesOf(text).join() !== bytes.join()) lost.push(bytes.join());
		}
	}
	expect(lost).toEqual([]);
	expect(cases).toBe(3072);
});

test.each([
	['C0 80, longer than needed', [0xc0, 0x80]],
	['E0 80 80, longer than needed', [0xe0, 0x80, 0x80]],
	['ED A0 80, half of a surrogate pair', [0xed, 0xa0, 0x80]],
	['F4 90 80 80, beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
	['E4 B8, cut', [0xe4, 0xb8]]
])('%s: no character, every byte is kept as it is', (_, bytes) => {
	expect(textOf(bytes)).toBe(String.fromCharCode(...bytes.map((byte) => 0xdc00 + byte)));
});

test('base64 of bytes that are no text comes back', () => {
	const text = textOf([0xff, 0xfe, 0x00, 0xc3]);
	expect(base64(text)).toBe('//4Aww==');
	expect(fromBase64('//4Aww==')).toBe(text);
});
