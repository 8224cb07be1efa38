import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Listener } from '../../src/core/api/overhear.ts';
import type { ApiRequest, ApiResponse, ApiStream } from '../../src/core/api/wire/http.ts';
import type { KeptAnswer } from './global.ts';
import { shapeOf } from './shape.ts';

/** Streams of objects that are described: events, samples of stats, and the progress of a pull and a push. */
const STREAMS = /\/(events|containers\/[^/]+\/stats|images\/create|images\/.+\/push)(\?|$)/;

/** Looks at every answer and keeps one of each shape. */
export class Listening {
	private kept = new Map<string, KeptAnswer>();
	private count = 0;

	readonly listener: Listener = (request, response, apiVersion) => {
		this.note(request, response, apiVersion);
		if (!response.stream || !STREAMS.test(request.path)) return response;
		return { ...response, stream: this.overheard(request, response, apiVersion) };
	};

	/** Writes what was heard to a new file of a folder. @param file the test that made the engines answer */
	save(dir: string, file: string): void {
		if (this.count === 0) return;
		const lines = [...this.kept].map(([key, answer]) => JSON.stringify([key, { ...answer, file }]));
		const name = `${process.pid}-${Math.round(performance.now() * 1000)}.jsonl`;
		writeFileSync(join(dir, name), [this.count, ...lines].join('\n'));
		this.kept = new Map();
		this.count = 0;
	}

	/** The same stream; of one that sends JSON, each object is an answer. */
	private overheard(request: ApiRequest, { status, stream }: ApiResponse, version: string): ApiStream {
		const note = (body: unknown): void => this.note(request, { status, headers: {}, body }, version, true);
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
					if (body !== undefined) note(body);
				}
				return chunk;
			},
			write: (text) => stream!.write(text),
			closeWrite: () => stream!.closeWrite(),
			close: () => stream!.close()
		};
	}

	private note(
		{ method, path: full }: ApiRequest,
		{ status, body, stream }: ApiResponse,
		engineVersion: string,
		isLine = false
	): void {
		this.count++;
		if (status === 0 || stream) return;
		const prefixed = /^\/v(\d[\d.]*)(\/[^?]*)/.exec(full);
		const version = prefixed?.[1] ?? engineVersion;
		const path = prefixed?.[2] ?? full.split('?')[0]!;
		// What stands in a place of the path says nothing about the answer, but what follows does.
		const route = `${version} ${method} ${path.replace(/^(\/\w+\/)(?!json$|create$|prune$|get$|df$|init$).+?(\/\w+)?$/, '$1*$2')} ${status}`;
		const parts: unknown[] = Array.isArray(body) && body.length > 0 ? body.map((part: unknown) => [part]) : [body];
		for (const part of parts) {
			const key = `${route}${isLine ? ' line' : ''} ${shapeOf(part)}`;
			if (!this.kept.has(key)) this.kept.set(key, { version, method, path, status, body: part, isLine, file: '' });
		}
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
