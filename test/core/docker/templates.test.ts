import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sleep } from '../../../src/core/sim/process.ts';
import { readCases, runDataFile } from '../../datadriven.ts';
import type { Canned } from './canned-engine.ts';
import { outcomeText, parseCase } from './compose/case-input.ts';
import { REAL_DOCKER, runRealClient, type ClientOutcome } from './real-client.ts';
import { runDocker } from './replay.ts';

/**
 * Goal: a template given to --format prints what the real client prints, and is refused in its words. Method:
 * templates/*.txt hold command lines with what the real client 28.2.2 made of them, given the objects in objects.json
 * (REAL_DOCKER=/usr/local/bin/docker REWRITE=1 fills them in anew).
 */

const DIRECTORY = resolve(import.meta.dirname, 'templates');
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.txt'));
const OBJECTS = JSON.parse(readFileSync(resolve(DIRECTORY, 'objects.json'), 'utf8')) as Record<string, unknown>;

/** Where a pointer points to differs from run to run. */
const ADDRESS = /0xc[0-9a-f]{9}/g;

const canned: Canned = (_method, path) => {
	const plain = path.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
	const body = OBJECTS[plain];
	return body === undefined ? { status: 404, body: { message: `no such thing: ${plain}` } } : { status: 200, body };
};

test.each(FILES)('%s: templates print what the real client prints', { timeout: 300_000 }, async (name) => {
	const path = resolve(DIRECTORY, name);
	const real = new Map<string, string>();
	if (REAL_DOCKER) {
		for (const { input } of readCases(path)) {
			real.set(input, outcomeText(await runRealClient(parseCase(input), canned)).replace(ADDRESS, '0xc000012120'));
		}
	}
	const { count, differences } = runDataFile(path, (input) => real.get(input) ?? outcomeText(ours(input)));
	console.log(`${name}: ${count - differences.length} of ${count} templates print what the real client prints`);
	if (process.env['SHOW']) console.log(differences.join('\n'));
	expect(count).toBeGreaterThan(100);
	expect(differences).toEqual([]);
});

function ours(input: string): ClientOutcome {
	const { argv } = parseCase(input);
	const outcome = runDocker({
		*handler({ method, path }) {
			yield* sleep(0);
			if (path === '/_ping') return { status: 200, headers: { 'Api-Version': '1.50' } };
			return { headers: {}, ...(JSON.parse(JSON.stringify(canned(method, path))) as ReturnType<Canned>) };
		},
		argv
	});
	return { ...outcome, requests: [] };
}
