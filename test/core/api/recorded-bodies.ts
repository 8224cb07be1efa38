import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';

const FOLDER = '../shared/reference/recordings';

/** The engine that the recordings were made with. */
export const recordedEra: Era = {
	...v28_2,
	id: '20.10',
	engine: { ...v28_2.engine, version: '20.10.24+dfsg1', apiVersion: '1.41', minApiVersion: '1.12' }
};

export interface Exchange {
	file: string;
	method: string;
	/** Without version */
	path: string;
	query: string;
	requestBody: string;
	status: number;
	body: string;
}

/** Every HTTP exchange of the recordings that has a body of its own. */
export function exchanges(): Exchange[] {
	if (!existsSync(FOLDER)) throw new Error(`no recordings at ${FOLDER}: run the tests in a checkout beside shared/`);
	const all: Exchange[] = [];
	for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'))) {
		for (const line of readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n')) {
			if (!line.includes('"http"')) continue;
			for (const http of JSON.parse(line).http ?? []) {
				if (typeof http.responseBody !== 'string') continue;
				all.push({
					file,
					method: http.method,
					path: String(http.path).replace(/^\/v1\.\d+/, ''),
					query: http.rawQuery ?? '',
					requestBody: typeof http.requestBody === 'string' ? http.requestBody : '',
					status: http.status,
					body: http.responseBody
				});
			}
		}
	}
	return all;
}

/** Distinct JSON objects among the good answers to GET requests whose path matches, lists taken apart. */
export function objectsOf(all: readonly Exchange[], path: RegExp): Record<string, never>[] {
	const seen = new Set<string>();
	const objects: Record<string, never>[] = [];
	for (const exchange of all) {
		if (exchange.method !== 'GET' || exchange.status !== 200 || !path.test(exchange.path)) continue;
		let parsed: unknown;
		try {
			parsed = JSON.parse(exchange.body);
		} catch {
			// Cut by the recorder at 120,000 characters.
			continue;
		}
		for (const object of Array.isArray(parsed) ? parsed : [parsed]) {
			const text = JSON.stringify(object);
			if (seen.has(text)) continue;
			seen.add(text);
			objects.push(object);
		}
	}
	return objects;
}
