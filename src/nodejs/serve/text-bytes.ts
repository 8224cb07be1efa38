/**
 * Between the simulation's texts and a socket's bytes: a byte that is no valid UTF-8 travels as U+DC80…U+DCFF
 * (core/sim/stream.ts).
 */
export function toBytes(text: string): Buffer {
	if (!/[\udc80-\udcff]/.test(text)) return Buffer.from(text, 'utf8');
	const parts: Buffer[] = [];
	let plain = '';
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (code < 0xdc80 || code > 0xdcff) {
			plain += character;
			continue;
		}
		parts.push(Buffer.from(plain, 'utf8'), Buffer.from([code - 0xdc00]));
		plain = '';
	}
	parts.push(Buffer.from(plain, 'utf8'));
	return Buffer.concat(parts);
}

/** Bytes come in pieces; a character cut in two waits for its rest. */
export class TextReader {
	private rest: Buffer = Buffer.alloc(0);

	read(bytes: Buffer): string {
		const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
		const whole = all.length - unfinished(all);
		this.rest = all.subarray(whole);
		return toText(all.subarray(0, whole));
	}

	/** What is left can become no character any more. */
	end(): string {
		const text = toText(this.rest);
		this.rest = Buffer.alloc(0);
		return text;
	}
}

export function toText(bytes: Buffer): string {
	const text = bytes.toString('utf8');
	if (!text.includes('\ufffd')) return text;
	let escaped = '';
	for (let i = 0; i < bytes.length;) {
		const length = sequenceLength(bytes[i]!);
		const piece = bytes.subarray(i, i + length).toString('utf8');
		if (length > 0 && i + length <= bytes.length && (piece !== '\ufffd' || isReplacement(bytes, i))) {
			escaped += piece;
			i += length;
		} else {
			escaped += String.fromCharCode(0xdc00 + bytes[i]!);
			i++;
		}
	}
	return escaped;
}

function isReplacement(bytes: Buffer, at: number): boolean {
	return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

/** By the first byte; 0 for one that begins no character. */
function sequenceLength(first: number): number {
	if (first < 0x80) return 1;
	if (first >= 0xc2 && first <= 0xdf) return 2;
	if (first >= 0xe0 && first <= 0xef) return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** How many bytes at the end belong to a character whose rest has not come. */
function unfinished(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back]!;
		if ((byte & 0xc0) === 0x80) continue;
		return sequenceLength(byte) > back ? back : 0;
	}
	return 0;
}
