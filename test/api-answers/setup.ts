// Every answer that a simulated engine gives to whatever test is looked at: each shape of answer is kept once, and all
// of them are held against Docker's description of its API when the tests have run (global.ts).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, inject, vi } from 'vitest';
import type * as Router from '../../src/core/api/router.ts';
import type { ApiOptions } from '../../src/core/api/router.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream } from '../../src/core/api/wire/http.ts';
import type { KeptAnswer } from './global.ts';
import { shapeOf } from './shape.ts';

const kept = new Map<string, KeptAnswer>();
let count = 0;

vi.mock('../../src/core/api/router.ts', async (original) => {
	const router = await original<typeof Router>();
	return { ...router, createApi: (options: ApiOptions) => watched(router.createApi(options), options) };
});

function watched(handler: ApiHandler, { era }: ApiOptions): ApiHandler {
	return function* (request) {
		const response = yield* handler(request);
		note(request, response, era.engine.apiVersion);
		if (!response.stream || !STREAMS.test(request.path)) return response;
		return { ...response, stream: overheard(request, response, era.engine.apiVersion) };
	};
}

/** Streams of objects that are described: events, and the progress of a pull. */
const STREAMS = /\/(events|images\/create)(\?|$)/;

/** The same stream; of one that sends JSON, each object is an answer. */
function overheard(request: ApiRequest, { status, stream }: ApiResponse, version: string): ApiStream {
	let rest = '';
	return {
		*read() {
			const chunk = yield* stream!.read();
			if (chunk?.kind !== 'raw') return chunk;
			const lines = `${rest}${chunk.text}`.split('\n');
			rest = lines.pop()!;
			// A terminal's output, an archive: nothing to be held against anything.
			if (!rest.startsWith('{')) rest = '';
			for (const line of lines) {
				if (!line.startsWith('{')) continue;
				const body = parsed(line.trimEnd());
				if (body !== undefined) note(request, { status, headers: {}, body }, version, true);
			}
			return chunk;
		},
		write: (text) => stream!.write(text),
		closeWrite: () => stream!.closeWrite(),
		close: () => stream!.close()
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function note(
	{ method, path: full }: ApiRequest,
	{ status, body, stream }: ApiResponse,
	engineVersion: string,
	isLine = false
): void {
	count++;
	if (status === 0 || stream) return;
	const prefixed = /^\/v(\d[\d.]*)(\/[^?]*)/.exec(full);
	const version = prefixed?.[1] ?? engineVersion;
	const path = prefixed?.[2] ?? full.split('?')[0]!;
	// What stands in a place of the path says nothing about the answer, but what follows does.
	const route = `${version} ${method} ${path.replace(/^(\/\w+\/)(?!json$|create$|prune$|get$|df$|init$).+?(\/\w+)?$/, '$1*$2')} ${status}`;
	const parts: unknown[] = Array.isArray(body) && body.length > 0 ? body.map((part: unknown) => [part]) : [body];
	for (const part of parts) {
		const key = `${route}${isLine ? ' line' : ''} ${shapeOf(part)}`;
		if (!kept.has(key)) kept.set(key, { version, method, path, status, body: part, isLine, file: '' });
	}
}

afterAll(() => {
	if (count === 0) return;
	const dir = inject('apiAnswers');
	mkdirSync(dir, { recursive: true });
	const { testPath = '' } = expect.getState();
	const lines = [...kept].map(([key, answer]) => JSON.stringify([key, { ...answer, file: testPath }]));
	writeFileSync(
		join(dir, `${process.pid}-${Math.round(performance.now() * 1000)}.jsonl`),
		[count, ...lines].join('\n')
	);
});
