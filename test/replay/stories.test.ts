// Goal: what nobody looked at while our swarm was written comes out as in a real one, too.
// Method: stories of a teacher's day (testdata/stories) were told to a real swarm of six and are replayed; every output is
// compared line by line, and what differs must have a reason that is chance.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differencesText, figures, replayAll, totals, unexplained } from '../../src/nodejs/replay.ts';

const STORIES = fileURLToPath(new URL('../testdata/stories', import.meta.url));

/** Share of lines that are equal. Raise it when more are. */
const LEAST_EQUAL = 0.97;

test('stories that were told to a real swarm go as they did there', { timeout: 120_000 }, () => {
	const results = replayAll(STORIES);
	console.log(figures(results).join('\n'));
	expect(results.map(({ file }) => file)).toEqual(['everywhere', 'looking', 'managers', 'rotation']);
	expect(results.filter(({ tooFew }) => tooFew).map(({ file, commands }) => `${file}: ${commands}`)).toEqual([]);
	const { lines, equalLines } = totals(results);
	expect(lines).toBeGreaterThan(900);
	expect(equalLines / lines).toBeGreaterThanOrEqual(LEAST_EQUAL);
	expect(unexplained(results), differencesText(results)).toEqual([]);
	expect(results.flatMap(({ file, sequences }) => (sequences ? [`${file} ${sequences.sequences}`] : []))).toEqual([
		'everywhere 27',
		'rotation 23'
	]);
	for (const { sequences } of results)
		if (sequences) expect(sequences.equal / sequences.sequences).toBeGreaterThanOrEqual(0.91);
});
