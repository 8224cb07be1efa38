import type { ApiResponse, StreamChunk } from '../../core/api/wire/http.ts';
import { toBytes } from './text-bytes.ts';

const FRAME_KIND: Record<StreamChunk['kind'], number> = { raw: -1, stdout: 1, stderr: 2, error: 3 };

/** A chunk as the wire has it. Source: moby pkg/stdcopy: kind, three zeros, length (big endian), then the text. */
export function frame(chunk: StreamChunk): Buffer {
	const text = toBytes(chunk.text);
	if (chunk.kind === 'raw') return text;
	const head = Buffer.alloc(8);
	head[0] = FRAME_KIND[chunk.kind];
	head.writeUInt32BE(text.length, 4);
	return Buffer.concat([head, text]);
}

const ESCAPED: Record<string, string> = {
	'<': '\\u003c',
	'>': '\\u003e',
	'&': '\\u0026',
	'\u2028': '\\u2028',
	'\u2029': '\\u2029'
};

/** JSON as Go's encoder writes it to a client: the five characters escaped, a newline at the end. */
export function bodyBytes({ body, headers }: ApiResponse): Buffer {
	if (body === undefined) return Buffer.alloc(0);
	if (typeof body === 'string' && !isJson(headers)) return toBytes(body);
	return toBytes(JSON.stringify(body).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPED[character]!) + '\n');
}

function isJson(headers: Record<string, string>): boolean {
	return Object.entries(headers).some(([name, value]) => /^content-type$/i.test(name) && value.includes('json'));
}
