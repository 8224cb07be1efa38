import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readCases, runDataFile } from '../../../datadriven.ts';
import { NO_ENGINE } from '../canned-engine.ts';
import { REAL_DOCKER, runRealClient } from '../real-client.ts';
import { runDocker } from '../replay.ts';
import { outcomeText, parseCase } from './case-input.ts';

/**
 * Goal: `docker stack config` prints what the real client prints for the same Compose files, mistakes included.
 * Method: the outputs in config-*.txt are those of the real client 28.2.2
 * (REAL_DOCKER=/usr/local/bin/docker REWRITE=1 fills them in anew).
 */

const FILES = readdirSync(import.meta.dirname).filter((name) => /^config-.*\.txt$/.test(name));

test('there are Compose files to compare', () => {
	expect(FILES.length).toBeGreaterThan(3);
});

test.each(FILES)('%s: every file is printed, or refused, as by the real client', async (name) => {
	const path = resolve(import.meta.dirname, name);
	const real = new Map<string, string>();
	if (REAL_DOCKER) {
		for (const { input } of readCases(path)) {
			if (input !== '') real.set(input, outcomeText(await runRealClient(parseCase(input), NO_ENGINE)));
		}
	}
	const { count, differences } = runDataFile(path, (input) => real.get(input) ?? ours(input));
	console.log(`${name}: ${count - differences.length} of ${count} Compose files as the real client`);
	expect(count).toBeGreaterThan(0);
	expect(differences.join('\n')).toBe('');
});

function ours(input: string): string {
	const { argv, env, files, stdin } = parseCase(input);
	const named = Object.entries(files ?? {}).map(([file, text]) => [`/root/${file}`, text]);
	return outcomeText(
		runDocker({
			handler: function* () {
				return { status: 0, headers: {} };
			},
			argv,
			files: { '/root/': '', ...Object.fromEntries(named) },
			env: env ?? {},
			...(stdin === undefined ? {} : { stdin })
		})
	);
}
