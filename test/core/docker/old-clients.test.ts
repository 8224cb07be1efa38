import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ApiHandler, ApiResponse } from '../../../src/core/api/wire/http.ts';
import { eraOf } from '../../../src/core/era/eras.ts';
import type { EraId } from '../../../src/core/era/era.ts';
import { Files } from '../../../src/core/sim/files.ts';
import { sleep } from '../../../src/core/sim/process.ts';
import type { Sim } from '../../../src/core/sim/sim.ts';
import { parseRecorded, type Exchange } from '../../../src/nodejs/conformance/recorded-command.ts';
import { runDocker } from './replay.ts';
import { shellWords } from './shell-words.ts';

/**
 * Goal: the clients of 1.12.0-rc1, 1.12.3, 19.03 and 20.10 print what the real ones printed. Method: the scripts in
 * test/conformance/eras were run by the real clients against engines of their day; ours is told what they were told.
 * `PATH=/with/docker-19.03:$PATH npx swarmlab conformance --era 19.03 --record test/conformance/eras/19.03 FILE…` asks them again.
 */
const CORPUS = new URL('../../conformance/eras/', import.meta.url);

/** What differs and why; a pattern of command lines. */
const DIFFERENT: readonly (readonly [era: string, commands: RegExp, why: string])[] = [
	['1.12.0-rc1', /^docker version$/, 'ours is the one of the Pi, arm; the real one was built for amd64'],
	['1.12.0-rc1', /^docker images$/, 'the release candidate lists an image a second time, by its digest'],
	['1.12.3', /^docker search/, 'left out'],
	['1.12.3', /^docker logs one$/, 'ours asks by the ID that it has looked up'],
	['19.03', /^docker (stack deploy -c s.yml|login registry)/, 'needs what a line with a shell has left'],
	['20.10', /^docker (stack deploy -c s.yml|login registry)/, 'needs what a line with a shell has left'],
	['1.12.3', /^docker stats/, "the table of 2016 had other columns; ours has today's"],
	['1.12.3', /^docker exec one nosuch/, "ours looks at the container first, the real one asks for its terminal's width"]
];

const FILES = readdirSync(CORPUS).flatMap((era) =>
	readdirSync(new URL(`${era}/`, CORPUS))
		.filter((name) => name.endsWith('.jsonl'))
		.map((name): [EraId, string] => [era as EraId, name])
);

test('four clients are recorded', () => {
	expect([...new Set(FILES.map(([era]) => era))].sort()).toEqual(['1.12.0-rc1', '1.12.3', '19.03', '20.10']);
});

test.each(FILES)('the client %s, %s', (era: EraId, name) => {
	const commands = readFileSync(new URL(`${era}/${name}`, CORPUS), 'utf8')
		.trim()
		.split('\n')
		.map(parseRecorded);
	const disks = new Map<string, Files>();
	const different: string[] = [];
	let left = 0;
	for (const recorded of commands) {
		const disk = disks.get(recorded.machine) ?? new Files({ wallMs: 0 }, { '/root/': '', '/etc/hostname': '' });
		disks.set(recorded.machine, disk);
		let sim: Sim | undefined;
		const ours = runDocker({
			handler: repeating(recorded.exchanges, () => sim!),
			onSim: (made) => (sim = made),
			argv: shellWords(recorded.command)!,
			era: eraOf(era),
			nowMs: recorded.nowMs,
			stdin: '',
			disk
		});
		// The order of its runtimes is that of a Go map.
		if (recorded.command === 'docker info') recorded.stdout = runtimesInOrder(recorded.stdout);
		const theirs = { stdout: recorded.stdout, stderr: recorded.stderr, code: recorded.code };
		const own = { stdout: ours.stdout, stderr: ours.stderr, code: ours.code };
		if (JSON.stringify(theirs) === JSON.stringify(own)) continue;
		if (DIFFERENT.some(([of, pattern]) => of === era && pattern.test(recorded.command))) left++;
		else different.push(`${recorded.line}: ${recorded.command}\n${JSON.stringify(theirs)}\n${JSON.stringify(own)}`);
	}
	console.log(
		`${era}/${name}: ${commands.length - left - different.length} of ${commands.length} equal, ${left} listed`
	);
	expect(commands.length).toBeGreaterThan(20);
	expect(different.join('\n')).toBe('');
});

function runtimesInOrder(text: string): string {
	return text.replace(
		/^( ?Runtimes: )(.*)$/m,
		(_, head: string, names: string) => head + names.split(' ').sort().join(' ')
	);
}

/** Gives each request the first answer that was given to such a one; the last one again where more are asked. */
function repeating(exchanges: readonly Exchange[], sim: () => Sim): ApiHandler {
	const waiting = new Map<string, Exchange[]>();
	for (const exchange of exchanges) {
		const key = keyOf(exchange.method, exchange.path);
		waiting.set(key, [...(waiting.get(key) ?? []), exchange]);
	}
	let start: number | undefined;
	return function* ({ method, path }) {
		start ??= sim().now;
		const until = (at: number): number => Math.max(0, start! + at - sim().now);
		const queue = waiting.get(keyOf(method, path)) ?? [];
		// Where only the query is worded otherwise the answer is the same.
		const plain = (text: string): string => text.replace(/\?.*/, '');
		const similar = exchanges.filter((other) => other.method === method && plain(other.path) === plain(path));
		const exchange = (queue.length > 1 ? queue.shift() : queue[0]) ?? similar.at(0);
		if (!exchange)
			return { status: 404, headers: {}, body: { message: `not asked by the real client: ${method} ${path}` } };
		yield* sleep(until(exchange.at));
		const response: ApiResponse = { status: exchange.status, headers: exchange.headers };
		if (exchange.body !== undefined) response.body = structuredClone(exchange.body);
		if (exchange.chunks) {
			const chunks = [...exchange.chunks];
			response.stream = {
				*read() {
					const chunk = chunks.shift();
					if (chunk) yield* sleep(until(chunk.at));
					return chunk;
				},
				*write() {},
				closeWrite() {},
				close() {}
			};
		}
		return response;
	};
}

/** Without the order of the query's words; a moment that is asked for is that of the asking. */
function keyOf(method: string, path: string): string {
	const [plain = '', query = ''] = path.split('?');
	const words = decodeURIComponent(query)
		.split('&')
		.filter((word) => word !== '' && !word.endsWith('='));
	return `${method} ${decodeURIComponent(plain)}?${words.sort().join('&')}`;
}
