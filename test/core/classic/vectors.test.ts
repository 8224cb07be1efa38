import { describe, expect, test } from 'vitest';
import { runTopic } from '../../../src/nodejs/vectors/files.ts';
import { sharedPath } from '../../ground-truth.ts';

/** How many there are of each at least: a file that shrank would test less without a word. */
const TOPICS: readonly (readonly [string, number])[] = [
	['affinities', 24],
	['cli', 60],
	['constraints', 24],
	['expr', 24],
	['filters', 30],
	['help', 10]
];

describe('classic Swarm does what its own tests and binaries said', () => {
	test.each(TOPICS)('%s', (topic, least) => {
		const results = runTopic(sharedPath('reference/classic/vectors'), topic);
		expect(results.length).toBeGreaterThanOrEqual(least);
		expect(results.filter(({ ok }) => !ok)).toEqual([]);
	});

	/** Of these some need a cluster for which there is no script yet: they are counted out, not passed. */
	test.each([
		['api', 33],
		['bats_scheduling', 14],
		['cluster', 43],
		['discovery', 31],
		['ha', 3],
		['strategies', 13]
	] as const)(
		'%s, as far as there are scripts',
		(topic, least) => {
			const results = runTopic(sharedPath('reference/classic/vectors'), topic);
			const tried = results.filter(({ why }) => why !== 'no script for this vector');
			process.stdout.write(`${topic}: ${tried.length} of ${results.length}\n`);
			expect(tried.filter(({ ok }) => !ok)).toEqual([]);
			expect(tried.length).toBeGreaterThanOrEqual(least);
		},
		120_000
	);
});
