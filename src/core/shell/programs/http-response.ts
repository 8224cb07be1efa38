import { byteLength } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import { takeBytes } from '../bytes.ts';

export interface HttpResponse {
	status: number;
	/** Status line and headers as they came. */
	lines: string[];
	/** Bytes of the body as announced; undefined when unknown. */
	length: number | undefined;
	location: string | undefined;
	contentType: string | undefined;
	/** Nothing came; no HTTP came; the body ended early. */
	problem?: 'empty' | 'garbage' | 'short';
	/** Bytes that did not come. */
	missing?: number;
}

interface Reading {
	/** The next piece from the wire; undefined at its end. */
	read: () => Process<string | undefined>;
	/** False for HEAD. */
	hasBody: boolean;
	onHead: (head: HttpResponse) => Process<void>;
	onBody: (text: string, head: HttpResponse) => Process<void>;
}

/** Reads one HTTP/1.1 response: a body of known length, in chunks, or until the connection ends (RFC 9112, 6.3). */
export function* readResponse({ read, hasBody, onHead, onBody }: Reading): Process<HttpResponse> {
	let buffer = '';
	let end = -1;
	while ((end = buffer.indexOf('\r\n\r\n')) < 0) {
		const piece = yield* read();
		if (piece === undefined) {
			return {
				status: 0,
				lines: [],
				length: undefined,
				location: undefined,
				contentType: undefined,
				problem: buffer === '' ? 'empty' : 'garbage'
			};
		}
		buffer += piece;
		if (buffer.length >= 5 && !buffer.startsWith('HTTP/')) {
			return {
				status: 0,
				lines: [],
				length: undefined,
				location: undefined,
				contentType: undefined,
				problem: 'garbage'
			};
		}
	}
	const lines = buffer.slice(0, end).split('\r\n');
	const header = (name: string): string | undefined => {
		const line = lines.slice(1).find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
		return line?.slice(name.length + 1).trim();
	};
	const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(lines[0]!)?.[1] ?? 0);
	const isChunked = header('transfer-encoding')?.toLowerCase().includes('chunked') ?? false;
	const announced = header('content-length');
	const length = announced !== undefined && !isChunked ? Number(announced) : undefined;
	const response: HttpResponse = {
		status,
		lines,
		length,
		location: header('location'),
		contentType: header('content-type')
	};
	buffer = buffer.slice(end + 4);
	if (status >= 100 && status < 200 && status !== 101) {
		const rest = buffer;
		let isFirst = true;
		return yield* readResponse({
			*read() {
				if (isFirst && rest !== '') {
					isFirst = false;
					return rest;
				}
				return yield* read();
			},
			hasBody,
			onHead,
			onBody
		});
	}
	yield* onHead(response);
	if (!hasBody || status === 204 || status === 304) return response;
	if (isChunked) return yield* readChunks(response, buffer, read, onBody);
	let left = length ?? Infinity;
	for (;;) {
		const part = takeBytes(buffer, left);
		left -= byteLength(part);
		if (part !== '') yield* onBody(part, response);
		if (left <= 0) return response;
		const piece = yield* read();
		if (piece === undefined) return length === undefined ? response : { ...response, problem: 'short', missing: left };
		buffer = piece;
	}
}

function* readChunks(
	response: HttpResponse,
	start: string,
	read: Reading['read'],
	onBody: Reading['onBody']
): Process<HttpResponse> {
	let buffer = start;
	const more = function* (): Process<boolean> {
		const piece = yield* read();
		if (piece === undefined) return false;
		buffer += piece;
		return true;
	};
	for (;;) {
		let newline: number;
		while ((newline = buffer.indexOf('\r\n')) < 0)
			if (!(yield* more())) return { ...response, problem: 'short', missing: 0 };
		const size = parseInt(buffer.slice(0, newline), 16);
		buffer = buffer.slice(newline + 2);
		if (!(size > 0)) return response;
		for (let left = size; left > 0;) {
			const part = takeBytes(buffer, left);
			if (part === '') {
				if (!(yield* more())) return { ...response, problem: 'short', missing: left };
				continue;
			}
			buffer = buffer.slice(part.length);
			left -= byteLength(part);
			yield* onBody(part, response);
		}
		while (buffer.length < 2) if (!(yield* more())) return { ...response, problem: 'short', missing: 0 };
		buffer = buffer.slice(2);
	}
}
