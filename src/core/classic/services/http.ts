import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';

/** Path and query of a request, decoded. */
export function target(request: ApiRequest): { path: string; query: ReadonlyMap<string, string> } {
	const [path = '', text = ''] = request.path.split('?', 2) as [string, string?];
	return { path: decode(path), query: formFields(text ?? '') };
}

/** `a=1&b` as in queries and forms. */
export function formFields(text: string): Map<string, string> {
	const fields = new Map<string, string>();
	for (const pair of text.split('&')) {
		if (pair === '') continue;
		const at = pair.indexOf('=');
		fields.set(decode(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : decode(pair.slice(at + 1).replace(/\+/g, ' ')));
	}
	return fields;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): ApiResponse {
	return { status, headers: { 'Content-Type': 'application/json', ...headers }, body };
}

export function textAnswer(status: number, body: string): ApiResponse {
	return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}

export function bodyText(request: ApiRequest): string {
	if (request.body === undefined) return '';
	return typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
}
