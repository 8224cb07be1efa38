import { expect, test } from 'vitest';
import { runGoldens } from '../../../src/nodejs/vectors/golden.ts';
import { sharedPath } from '../../ground-truth.ts';

test("docker/cli's golden outputs and formats are ours, from the same inputs", () => {
	const topics = runGoldens(sharedPath('reference', 'cli-golden'));
	const results = topics.flatMap((topic) => topic.results);
	console.log(topics.map((topic) => `${topic.topic} ${topic.results.length}`).join(', '));
	expect(results.filter(({ ok }) => !ok).map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
	expect(results.length).toBeGreaterThanOrEqual(226);
});
