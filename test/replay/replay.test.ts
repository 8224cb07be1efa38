// Goal: a simulated swarm of engines 20.10 answers as the recorded real one did, to the clients that were recorded.
// Method: the commands of every recorded scenario are run in a world of the same six machines, at their times and with
// the same faults, and every output is compared line by line. The table of differences is written with REWRITE=1.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differencesText, figures, replayAll, totals, unexplained } from '../../src/nodejs/replay.ts';
import { sharedPath } from '../ground-truth.ts';

const FILE = fileURLToPath(new URL('./differences.txt', import.meta.url));

/** Share of lines that are equal. Raise it when more are. */
const LEAST_EQUAL = 0.97;

/**
 * Share of the recorded sequences of task states that one of our tasks went through, too: with the usual seed, or all of
 * a case with another one. Raise it when more are.
 */
const LEAST_SEQUENCES: Readonly<Record<string, number>> = { updates: 0.985, failures: 1 };

/** Share of durations that lie in the recorded range. */
const LEAST_TIMINGS = 0.95;

test('recorded commands of a real swarm have the recorded answers', { timeout: 300_000 }, () => {
	const results = replayAll(sharedPath('reference/recordings'));
	console.log(figures(results).join('\n'));
	if (process.env['REWRITE']) writeFileSync(FILE, differencesText(results));
	expect(results.filter(({ tooFew }) => tooFew).map(({ name, commands }) => `${name}: ${commands}`)).toEqual([]);
	const { lines, equalLines } = totals(results);
	expect(lines).toBeGreaterThan(15_000);
	expect(equalLines / lines).toBeGreaterThanOrEqual(LEAST_EQUAL);
	expect(unexplained(results)).toEqual([]);
	const watched = results.flatMap(({ file, sequences }) => (sequences ? [{ file, ...sequences }] : []));
	expect(watched.map(({ file }) => file)).toEqual(['failures', 'updates']);
	for (const { file, sequences, equal, timings, differences } of watched) {
		expect(sequences, file).toBeGreaterThan(80);
		const proven = differences.reduce(
			(sum, { missing, otherSeed }) => sum + (otherSeed === undefined ? 0 : missing),
			0
		);
		expect((equal + proven) / sequences, `${file}: sequences of task states`).toBeGreaterThanOrEqual(
			LEAST_SEQUENCES[file]!
		);
		for (const [key, { count, within }] of timings)
			expect(within / count, `${file}: ${key}`).toBeGreaterThanOrEqual(LEAST_TIMINGS);
	}
});
