import { byteLength } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { ReadEnd } from '../../sim/stream.ts';
import { indexOfByte } from './frame.ts';

/** First line and headers of an HTTP/1.1 message. */
export interface Head {
	first: string;
	/** Names as they came. */
	headers: Record<string, string>;
}

export const REASONS: Readonly<Record<number, string>> = {
	101: 'UPGRADED',
	200: 'OK',
	201: 'Created',
	204: 'No Content',
	304: 'Not Modified',
	400: 'Bad Request',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	406: 'Not Acceptable',
	409: 'Conflict',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	503: 'Service Unavailable'
};

export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
	for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value;
	return undefined;
}

/** Reads HTTP/1.1 messages off a connection; what was read too far waits for the next call. */
export class MessageReader {
	private buffer = '';
	private isAtEnd = false;

	constructor(private readonly source: ReadEnd) {}

	/** Undefined when the other side has gone. */
	*head(): Process<Head | undefined> {
		for (;;) {
			const end = this.buffer.indexOf('\r\n\r\n');
			if (end >= 0) {
				const [first = '', ...lines] = this.buffer.slice(0, end).split('\r\n');
				this.buffer = this.buffer.slice(end + 4);
				const headers: Record<string, string> = {};
				for (const line of lines) {
					const colon = line.indexOf(':');
					if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
				}
				return { first, headers };
			}
			if (!(yield* this.more())) return undefined;
		}
	}

	/** The whole body as the headers announce it; what has no length ends with the connection if `untilEnd`. */
	*body({ headers }: Head, untilEnd: boolean): Process<string> {
		if (isChunked(headers)) {
			let text = '';
			for (;;) {
				const chunk = yield* this.chunk();
				if (chunk === undefined || chunk === '') return text;
				text += chunk;
			}
		}
		const length = headerOf(headers, 'content-length');
		if (length !== undefined) return yield* this.take(Number(length));
		if (!untilEnd) return '';
		while (yield* this.more());
		return this.rest();
	}

	/** The next part of a chunked body; '' at its end, undefined when the other side went away. */
	*chunk(): Process<string | undefined> {
		let newline: number;
		while ((newline = this.buffer.indexOf('\r\n')) < 0) if (!(yield* this.more())) return undefined;
		const size = parseInt(this.buffer.slice(0, newline), 16);
		this.buffer = this.buffer.slice(newline + 2);
		const text = size > 0 ? yield* this.take(size) : '';
		while (this.buffer.length < 2) if (!(yield* this.more())) return size > 0 ? text : undefined;
		this.buffer = this.buffer.slice(2);
		return text;
	}

	/** Whatever comes next; undefined at the end. */
	*some(): Process<string | undefined> {
		if (this.buffer === '' && !(yield* this.more())) return undefined;
		return this.rest();
	}

	private rest(): string {
		const text = this.buffer;
		this.buffer = '';
		return text;
	}

	private *take(bytes: number): Process<string> {
		let end: number | undefined;
		while ((end = indexOfByte(this.buffer, 0, bytes)) === undefined) if (!(yield* this.more())) return this.rest();
		const text = this.buffer.slice(0, end);
		this.buffer = this.buffer.slice(end);
		return text;
	}

	private *more(): Process<boolean> {
		if (this.isAtEnd) return false;
		const text = yield* this.source.read();
		if (text === undefined) {
			this.isAtEnd = true;
			return false;
		}
		this.buffer += text;
		return true;
	}
}

export function isChunked(headers: Readonly<Record<string, string>>): boolean {
	return headerOf(headers, 'transfer-encoding')?.toLowerCase().includes('chunked') ?? false;
}

export function chunkOf(text: string): string {
	return `${byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export function headText(first: string, headers: Readonly<Record<string, string>>): string {
	return [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}
