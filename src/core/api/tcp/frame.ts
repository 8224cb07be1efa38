import { byteLength } from '../../sim/files.ts';
import type { StreamChunk } from '../wire/http.ts';

const KIND: Readonly<Record<Exclude<StreamChunk['kind'], 'raw'>, number>> = { stdout: 1, stderr: 2, error: 3 };
const KIND_OF = ['stdout', 'stdout', 'stderr', 'error'] as const;

/** A chunk as the wire has it. Source: moby pkg/stdcopy: kind, three zeros, length (big endian), then the text. */
export function frame({ kind, text }: StreamChunk): string {
	if (kind === 'raw') return text;
	const length = byteLength(text);
	const bytes = [KIND[kind], 0, 0, 0, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255];
	return bytes.map(charOf).join('') + text;
}

/** A byte that is no ASCII travels as sim/stream.ts says. */
function charOf(byte: number): string {
	return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

function byteOf(text: string, at: number): number {
	const code = text.charCodeAt(at);
	return code < 0x80 ? code : code - 0xdc00;
}

/** Takes frames apart; a stream that does not begin with one is raw to its end. */
export class FrameReader {
	private rest = '';
	private isRaw: boolean | undefined;

	read(text: string): StreamChunk[] {
		this.rest += text;
		if (this.isRaw === undefined && this.rest.length >= 4) this.isRaw = !/^[\x01-\x03]\0\0\0/.test(this.rest);
		if (this.isRaw === undefined && !/^[\x01-\x03]?\0*$/.test(this.rest)) this.isRaw = true;
		if (this.isRaw) {
			const all = this.rest;
			this.rest = '';
			return all === '' ? [] : [{ kind: 'raw', text: all }];
		}
		const chunks: StreamChunk[] = [];
		while (this.rest.length >= 8) {
			const length = [4, 5, 6, 7].reduce((sum, at) => sum * 256 + byteOf(this.rest, at), 0);
			const end = indexOfByte(this.rest, 8, length);
			if (end === undefined) break;
			chunks.push({ kind: KIND_OF[this.rest.charCodeAt(0)] ?? 'stdout', text: this.rest.slice(8, end) });
			this.rest = this.rest.slice(end);
		}
		return chunks;
	}
}

/** Where `bytes` bytes after `from` end; undefined when there are not so many. */
export function indexOfByte(text: string, from: number, bytes: number): number | undefined {
	let at = from;
	for (let left = bytes; left > 0;) {
		if (at >= text.length) return undefined;
		const width = text.codePointAt(at)! > 0xffff ? 2 : 1;
		left -= byteLength(text.slice(at, at + width));
		at += width;
	}
	return at;
}
