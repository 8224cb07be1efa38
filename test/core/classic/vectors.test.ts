import { describe, expect, test } from 'vitest';
import { runTopic } from '../../../src/nodejs/vectors/files.ts';
import { sharedPath } from '../../ground-truth.ts';

/** How many there are of each at least: a file that shrank would test less without a word. */
const TOPICS: readonly (readonly [string, number])[] = [
	['affinities', 24],
	['api', 56],
	['bats_scheduling', 22],
	['cli', 60],
	['cluster', 44],
	['constraints', 24],
	['discovery', 42],
	['expr', 24],
	['filters', 30],
	['ha', 10],
	['help', 10],
	['strategies', 15]
];

describe('classic Swarm does what its own tests and binaries said', () => {
	test.each(TOPICS)(
		'%s',
		(topic, least) => {
			const results = runTopic(sharedPath('reference/classic/vectors'), topic);
			process.stdout.write(`${topic}: ${results.length}\n`);
			expect(results.length).toBeGreaterThanOrEqual(least);
			expect(results.filter(({ ok }) => !ok)).toEqual([]);
		},
		120_000
	);
});
