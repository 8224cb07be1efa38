import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ApiHandler, ApiResponse } from '../../../src/core/api/wire/http.ts';
import { Files } from '../../../src/core/sim/files.ts';
import { sleep } from '../../../src/core/sim/process.ts';
import { ALL_CASES } from './real-client/all-cases.ts';
import { decodedAuth, withTimes, type Answer, type Case, type RecordedRun } from './real-client/cases.ts';
import { runDocker } from './replay.ts';
import { shellWords } from './shell-words.ts';

/**
 * What a user sees, what the engine is asked and what is left in the home directory are those of the real client
 * 28.2.2. `npx tsx test/core/docker/real-client/record.ts FAMILY` records a family anew.
 */
describe('the real client does the same', () => {
	for (const [family, cases] of Object.entries(ALL_CASES)) {
		const runs = readFileSync(new URL(`real-client/${family}.jsonl`, import.meta.url), 'utf8')
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as RecordedRun);
		let next = 0;
		for (const entry of cases) {
			const recorded = runs.slice(next, (next += entry.commands.length));
			test(`${family}: ${entry.about}`, () => {
				expect(recorded.map((run) => run.command)).toEqual(entry.commands);
				const ours = replayCase(entry, recorded);
				expect(ours.map(readable).join('\n')).toBe(recorded.map(readable).join('\n'));
			});
		}
		test(`${family}: nothing recorded is left over`, () => {
			console.log(`${family}: ${runs.length} commands of the real client`);
			expect(next).toBe(runs.length);
			expect(runs.length).toBeGreaterThan(10);
		});
	}
});

function replayCase(entry: Case, recorded: readonly RecordedRun[]): RecordedRun[] {
	const files = Object.entries(entry.files ?? {}).map(([name, content]): [string, string] => [
		`/root/${name}`,
		content
	]);
	const disk = new Files({ wallMs: 0 }, { '/root/': '', ...Object.fromEntries(files) });
	const queues = new Map<string, Answer[]>();
	for (const [key, answer] of Object.entries(entry.answers ?? {}))
		queues.set(key, Array.isArray(answer) ? [...(answer as Answer[])] : [answer as Answer]);
	return recorded.map(({ command, nowMs }) => {
		const requests: string[] = [];
		const before = filesIn(disk);
		const handler: ApiHandler = function* (request) {
			yield* sleep(0);
			const [path = '', query = ''] = request.path.replace(/^\/v[\d.]+/, '').split('?');
			const headers = { 'Api-Version': '1.50', Ostype: 'linux' };
			if (path === '/_ping') return { status: 200, headers };
			const isTar = path.endsWith('/archive');
			const body = request.body === undefined || isTar ? '' : ` ${JSON.stringify(request.body)}`;
			const auth = decodedAuth(request.headers?.['X-Registry-Auth']);
			requests.push(
				`${request.method} ${decodeURIComponent(path)}${query ? `?${decodeURIComponent(query)}` : ''}${body}` +
					(auth ? ` auth ${auth}` : '')
			);
			const queue = queues.get(`${request.method} ${decodeURIComponent(path)}`);
			const answer = queue === undefined ? undefined : queue.length > 1 ? queue.shift() : queue[0];
			if (!answer) return { status: 404, headers, body: { message: `no answer for ${request.method} ${path}` } };
			return responseOf(answer, headers, nowMs);
		};
		const outcome = runDocker({
			handler,
			argv: shellWords(command)!,
			nowMs,
			stdin: entry.stdin ?? '',
			disk,
			...(entry.env && { env: entry.env })
		});
		const changed: Record<string, string | null> = {};
		const after = filesIn(disk);
		for (const [name, content] of after) if (before.get(name) !== content) changed[name] = content;
		for (const name of before.keys()) if (!after.has(name)) changed[name] = null;
		return {
			command,
			nowMs,
			stdout: outcome.stdout,
			stderr: outcome.stderr,
			exit: outcome.code,
			requests,
			files: changed
		};
	});
}

function responseOf(answer: Answer, headers: Record<string, string>, nowMs: number): ApiResponse {
	const response: ApiResponse = { status: answer.status ?? 200, headers: { ...headers, ...answer.headers } };
	const chunks = answer.lines?.map((line) => `${JSON.stringify(withTimes(line, nowMs))}\n`);
	if (answer.text !== undefined) response.body = answer.text;
	else if (answer.body !== undefined) response.body = withTimes(answer.body, nowMs);
	if (chunks) {
		response.stream = {
			*read() {
				const text = chunks.shift();
				return text === undefined ? undefined : { kind: 'raw', text };
			},
			*write() {},
			closeWrite() {},
			close() {}
		};
	}
	return response;
}

/** One command as a page of text, so that a difference is a line. */
function readable(run: RecordedRun): string {
	const files = Object.entries(run.files)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, content]) => (content === null ? `  gone: ${name}` : `  ${name}:\n${content}`));
	return [
		`$ ${run.command}   (exit ${run.exit})`,
		run.stdout.replace(/\n$/, ''),
		...(run.stderr === '' ? [] : ['--- stderr', run.stderr.replace(/\n$/, '')]),
		...run.requests.map((request) => `> ${canonical(request)}`),
		...files
	].join('\n');
}

/** The order of a body's fields has no meaning. */
function canonical(request: string): string {
	const at = request.indexOf(' {');
	if (at < 0) return request;
	const sort = (value: unknown): unknown =>
		Array.isArray(value)
			? value.map(sort)
			: value !== null && typeof value === 'object'
				? Object.fromEntries(
						Object.entries(value)
							.sort(([a], [b]) => (a < b ? -1 : 1))
							.map(([key, inner]) => [key, sort(inner)])
					)
				: value;
	try {
		return request.slice(0, at + 1) + JSON.stringify(sort(JSON.parse(request.slice(at + 1))));
	} catch {
		return request;
	}
}

function filesIn(disk: Files): Map<string, string> {
	const found = new Map<string, string>();
	const walk = (directory: string): void => {
		for (const name of disk.list(directory)) {
			const path = `${directory}/${name}`;
			if (disk.isDirectory(path)) walk(path);
			else found.set(path.slice('/root/'.length), disk.read(path));
		}
	};
	walk('/root');
	return found;
}
