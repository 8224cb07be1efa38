import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sleep } from '../../../src/core/sim/process.ts';
import { readCases, runDataFile } from '../../datadriven.ts';
import { cannedSwarm, type Canned } from './canned-engine.ts';
import { outcomeText, parseCase } from './compose/case-input.ts';
import { REAL_DOCKER, runRealClient, type ClientOutcome } from './real-client.ts';
import { runDocker } from './replay.ts';

/**
 * Goal: every flag changes what is sent to the engine as the real client does. Method: sent/*.txt hold command lines
 * with the requests that the real client 28.2.2 made of them against an engine of canned answers, and what it printed
 * (REAL_DOCKER=/usr/local/bin/docker REWRITE=1 fills them in anew).
 */

const DIRECTORY = resolve(import.meta.dirname, 'sent');
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.txt'));
const SPECS = JSON.parse(readFileSync(resolve(DIRECTORY, 'services.json'), 'utf8')) as Record<string, unknown>;

test.each(FILES)('%s: what is sent is what the real client sends', async (name) => {
	const path = resolve(DIRECTORY, name);
	const canned = cannedSwarm(SPECS);
	const real = new Map<string, string>();
	plainContainer = undefined;
	if (REAL_DOCKER) {
		for (const { input } of readCases(path)) {
			if (input !== '') real.set(input, sentText(input, await runRealClient(parseCase(input), canned)));
		}
	}
	plainContainer = undefined;
	const { count, differences } = runDataFile(path, (input) => real.get(input) ?? sentText(input, ours(input, canned)));
	console.log(`${name}: ${count - differences.length} of ${count} commands send what the real client sends`);
	expect(count).toBeGreaterThan(0);
	expect(differences.join('\n')).toBe('');
});

function ours(input: string, canned: Canned): ClientOutcome {
	const { argv, env, files, stdin } = parseCase(input);
	const requests: ClientOutcome['requests'] = [];
	const named = Object.entries(files ?? {}).map(([file, text]) => [`/root/${file}`, text]);
	const outcome = runDocker({
		*handler({ method, path, body }) {
			yield* sleep(0);
			if (path === '/_ping') return { status: 200, headers: { 'Api-Version': '1.50' } };
			requests.push({ method, path, body });
			return { headers: {}, ...(JSON.parse(JSON.stringify(canned(method, path))) as ReturnType<Canned>) };
		},
		argv,
		files: { '/root/': '', ...Object.fromEntries(named) },
		env: env ?? {},
		...(stdin === undefined ? {} : { stdin })
	});
	return { ...outcome, requests };
}

/** What every `docker create` sends: of other containers only what differs is shown. */
const PLAIN_CONTAINER = 'docker create nginx';

/** Requests that change something, with their bodies; then what was printed. */
function sentText(input: string, outcome: ClientOutcome): string {
	const changes = outcome.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD');
	const lines = changes.flatMap(({ method, path, body }) => [
		`${method} ${path}`,
		...(body === undefined || body === null ? [] : [bodyText(input, path, canonical(body))])
	]);
	return [...lines, outcomeText(outcome)].filter((line) => line !== '').join('\n');
}

function bodyText(input: string, path: string, body: unknown): string {
	if (!path.includes('/containers/create')) return JSON.stringify(body);
	if (input === PLAIN_CONTAINER) plainContainer = body as Body;
	else if (plainContainer) return JSON.stringify(changed(body as Body, plainContainer));
	return JSON.stringify(body);
}

type Body = Record<string, unknown>;
let plainContainer: Body | undefined;

/** Fields with another value; those that are not there are marked by a minus. */
function changed(body: Body, plain: Body): Body {
	const different: Body = {};
	for (const [key, value] of Object.entries(body)) {
		const before = plain[key];
		if (JSON.stringify(value) === JSON.stringify(before)) continue;
		const isStruct = key === 'HostConfig';
		different[key] = isStruct ? changed(value as Body, before as Body) : value;
	}
	for (const key of Object.keys(plain)) if (!(key in body)) different[`-${key}`] = true;
	return different;
}

/** Keys sorted, nulls left out: to the engine they mean the same as nothing. */
function canonical(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
	const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
	// Variables are kept in a Go map while they are changed.
	return Object.fromEntries(
		sorted.map(([key, item]) => [key, key === 'Env' ? [...(item as string[])].sort() : canonical(item)])
	);
}
