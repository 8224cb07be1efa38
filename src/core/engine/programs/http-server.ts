import { SHORT_MONTHS, SHORT_WEEKDAYS } from '../../sim/calendar.ts';
import type { Connection } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import { byteLength } from '../../sim/files.ts';

export interface HttpRequest {
	method: string;
	/** As sent: '/index.html?x=1' */
	target: string;
	version: string;
	/** Names in lower case. */
	headers: ReadonlyMap<string, string>;
	/** Header lines as they came. */
	headerLines: readonly string[];
	body: string;
}

export interface HttpResponse {
	status: number;
	headers: readonly (readonly [name: string, value: string])[];
	body: string;
}

const REASONS: Readonly<Record<number, string>> = {
	200: 'OK',
	301: 'Moved Permanently',
	400: 'Bad Request',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	500: 'Internal Server Error'
};

export function reason(status: number): string {
	return REASONS[status] ?? 'Unknown';
}

/**
 * Serves one connection: HTTP/1.1 with keep-alive, as text. Ends when the client closes.
 * @param log called after each answer: the access log
 */
export function* serveHttp(
	connection: Connection,
	respond: (request: HttpRequest) => HttpResponse,
	log?: (request: HttpRequest, response: HttpResponse) => Process<void>
): Process {
	let buffer = '';
	for (;;) {
		let end = buffer.indexOf('\r\n\r\n');
		while (end < 0) {
			const chunk = yield* connection.read();
			if (chunk === undefined) return 0;
			buffer += chunk;
			end = buffer.indexOf('\r\n\r\n');
		}
		const head = buffer.slice(0, end).split('\r\n');
		buffer = buffer.slice(end + 4);
		const [method = '', target = '', version = ''] = (head[0] ?? '').split(' ');
		const headers = new Map<string, string>();
		for (const line of head.slice(1)) {
			const colon = line.indexOf(':');
			if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
		}
		const length = Number(headers.get('content-length') ?? 0);
		while (byteLength(buffer) < length) {
			const chunk = yield* connection.read();
			if (chunk === undefined) return 0;
			buffer += chunk;
		}
		const isHttp = /^HTTP\/1\.[01]$/.test(version) && method !== '' && target !== '';
		const request: HttpRequest = {
			method,
			target,
			version,
			headers,
			headerLines: head.slice(1),
			body: buffer.slice(0, length)
		};
		buffer = buffer.slice(length);
		const response: HttpResponse = isHttp
			? respond(request)
			: { status: 400, headers: [['Connection', 'close']], body: '' };
		const closes = !isHttp || headers.get('connection')?.toLowerCase() === 'close' || version === 'HTTP/1.0';
		const lines = [
			`HTTP/1.1 ${response.status} ${reason(response.status)}`,
			...response.headers.map(([name, value]) => `${name}: ${value}`),
			`Content-Length: ${byteLength(response.body)}`,
			...(closes && isHttp ? ['Connection: close'] : []),
			'',
			''
		];
		yield* connection.write(lines.join('\r\n') + (method === 'HEAD' ? '' : response.body));
		if (log) yield* log(request, response);
		if (closes) return 0;
	}
}

export function twoDigits(n: number): string {
	return String(n).padStart(2, '0');
}

/** 'Mon, 16 Jun 2025 09:00:00 GMT' (RFC 9110, 5.6.7) */
export function httpDate(ms: number): string {
	const at = new Date(ms);
	const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':');
	return `${SHORT_WEEKDAYS[at.getUTCDay()]}, ${twoDigits(at.getUTCDate())} ${SHORT_MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${time} GMT`;
}

/** '16/Jun/2025:09:00:00 +0000': the time of the common log format. */
export function logDate(ms: number): string {
	const at = new Date(ms);
	const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':');
	return `${twoDigits(at.getUTCDate())}/${SHORT_MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}:${time} +0000`;
}
