// Goal: a simulated swarm of engines 20.10 answers as the recorded real one did, to the clients that were recorded.
// Method: the commands of every recorded scenario are run in a world of the same six machines, at their times and with
// the same faults, and every output is compared line by line. The table of differences is written with REWRITE=1.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differencesText, figures, replayAll, totals } from '../../src/nodejs/replay.ts';
import { sharedPath } from '../ground-truth.ts';

const FILE = fileURLToPath(new URL('./differences.txt', import.meta.url));

/** Share of lines that are equal. Raise it when more are. */
const LEAST_EQUAL = 0.97;

test('recorded commands of a real swarm have the recorded answers', { timeout: 300_000 }, () => {
	const results = replayAll(sharedPath('reference/recordings'));
	console.log(figures(results).join('\n'));
	if (process.env['REWRITE']) writeFileSync(FILE, differencesText(results));
	expect(results.filter(({ tooFew }) => tooFew).map(({ name, commands }) => `${name}: ${commands}`)).toEqual([]);
	const { lines, equalLines } = totals(results);
	expect(lines).toBeGreaterThan(15_000);
	expect(equalLines / lines).toBeGreaterThanOrEqual(LEAST_EQUAL);
});
