import { describe, expect, test } from 'vitest';
import {
	ApiClient,
	ApiFailure,
	ConnectionFailure,
	filterQuery,
	readJson,
	readJsonLine
} from '../../../src/core/api/client.ts';
import { ChunkStream } from '../../../src/core/api/chunk-stream.ts';
import { encodeQuery, Query } from '../../../src/core/api/query.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { ApiHandler, ApiRequest } from '../../../src/core/api/wire/http.ts';
import type { Process } from '../../../src/core/sim/process.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import { bench } from './fake-swarm.ts';
import { exchanges, recordedEra } from './recorded-bodies.ts';

/** What a process returns or throws. */
function outcome<T>(sim: Sim, body: Process<T>): unknown {
	let result: unknown = new Error('did not end');
	sim.root.spawn(
		(function* () {
			try {
				result = yield* body;
			} catch (error) {
				result = error;
			}
			return 0;
		})(),
		{ name: 'test' }
	);
	sim.runUntil(sim.now + 60_000);
	return result;
}

function listening(api: ApiHandler): { handler: ApiHandler; heard: ApiRequest[] } {
	const heard: ApiRequest[] = [];
	return {
		heard,
		handler(request) {
			heard.push(request);
			return api(request);
		}
	};
}

describe('negotiation', () => {
	test('a client pings once and speaks the older of the two versions', () => {
		const { sim, api } = bench({ era: recordedEra });
		const { handler, heard } = listening(api);
		const client = new ApiClient({ handler, era: v28_2 });
		outcome(sim, client.get('/nodes'));
		outcome(sim, client.get('/services', { query: filterQuery({ name: ['web'], id: ['b', 'a'] }) }));
		expect(heard.map(({ method, path, headers }) => [method, path, headers])).toEqual([
			['HEAD', '/_ping', { 'User-Agent': 'Docker-Client/28.2.2 (linux)' }],
			['GET', '/v1.41/nodes', { 'User-Agent': 'Docker-Client/28.2.2 (linux)' }],
			[
				'GET',
				'/v1.41/services?filters=%7B%22id%22%3A%7B%22a%22%3Atrue%2C%22b%22%3Atrue%7D%2C%22name%22%3A%7B%22web%22%3Atrue%7D%7D',
				{ 'User-Agent': 'Docker-Client/28.2.2 (linux)' }
			]
		]);
	});

	test('a client of 1.12 does not ping', () => {
		const { sim, api } = bench({ era: v1_12_0_rc1 });
		const { handler, heard } = listening(api);
		outcome(sim, new ApiClient({ handler, era: v1_12_0_rc1 }).get('/nodes'));
		expect(heard.map(({ path }) => path)).toEqual(['/v1.24/nodes']);
	});

	test('a client of 28.2 falls back to GET /_ping and 1.24 before an engine that knows no HEAD', () => {
		const { sim, api } = bench({ era: v1_12_0_rc1 });
		const { handler, heard } = listening(api);
		outcome(sim, new ApiClient({ handler, era: v28_2 }).get('/nodes'));
		expect(heard.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'HEAD /_ping',
			'GET /_ping',
			'GET /v1.24/nodes'
		]);
	});
});

describe('failures', () => {
	test('what the engine refuses is thrown with its status and text', () => {
		const { sim, api } = bench();
		const failure = outcome(sim, new ApiClient({ handler: api, era: v28_2 }).delete('/services/x'));
		expect(failure).toBeInstanceOf(ApiFailure);
		expect(failure).toMatchObject({ status: 404, message: 'service x not found' });
	});

	test('nobody listens', () => {
		const handler: ApiHandler = function* () {
			return { status: 0, headers: {} };
		};
		const failure = outcome(new Sim(1, 0), new ApiClient({ handler, era: v28_2 }).get('/nodes'));
		expect(failure).toBeInstanceOf(ConnectionFailure);
		expect(failure).toMatchObject({
			message: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
		});
	});
});

test('query strings are encoded as every recorded client encoded them', () => {
	const queries = new Set(exchanges().map(({ query }) => query));
	let count = 0;
	for (const text of queries) {
		if (text === '') continue;
		const query = new Query(text);
		const keys = text.split('&').map((pair) => decodeURIComponent(pair.split('=')[0]!));
		expect(encodeQuery(Object.fromEntries(keys.map((key) => [key, query.get(key)])))).toBe(text);
		if (query.has('filters')) {
			expect(filterQuery(query.filters()).filters).toBe(query.get('filters'));
		}
		count++;
	}
	console.log(`${count} recorded query strings`);
	expect(count).toBeGreaterThan(100);
});

test('lines of JSON are read one by one, wherever the chunks were cut', () => {
	const stream = new ChunkStream();
	for (const text of ['{"a"', ':1}\n{"a":2}', '\n', '\n{"a":3}\n']) stream.push('raw', text);
	stream.end();
	const rest = { text: '' };
	const sim = new Sim(1, 0);
	const lines = [1, 2, 3, 4].map(() => outcome(sim, readJsonLine(stream, rest)));
	expect(lines).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, undefined]);
	const whole = new ChunkStream();
	whole.pushJson({ StatusCode: 3 });
	whole.end();
	expect(outcome(sim, readJson(whole))).toEqual({ StatusCode: 3 });
});
