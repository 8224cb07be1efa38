import { describe, expect, test } from 'vitest';
import { runsOfExperiment } from '../../../src/core/lesson/experiment/experiment.ts';
import { measure } from '../../../src/core/lesson/experiment/measure.ts';
import { summarise } from '../../../src/core/lesson/experiment/summary.ts';

/** The experiments of the lessons, with fewer worlds than on the page: what their plots let a learner see. */
const at = (id: 'agreement' | 'elections' | 'split', parameter: number, x: number): number[] =>
	measure(id, parameter, { x, seed: 1 }).values;

describe('experiments measure what the lesson says', () => {
	test('managers that stand apart take the longer to agree, the more they are; in one place it makes no difference', () => {
		const apart = [1, 3, 5, 7].map((managers) => at('agreement', 40, managers)[0]!);
		const together = [3, 7].map((managers) => at('agreement', 0, managers)[0]!);
		console.log('ms for a change:', apart.join(' '), '| in one place:', together.join(' '));
		for (let i = 1; i < apart.length; i++) expect(apart[i]! - apart[i - 1]!).toBeGreaterThan(60);
		expect(Math.abs(together[1]! - together[0]!)).toBeLessThan(2);
	});

	test('a bad cable makes elections: none while all messages arrive, dozens when most are lost', () => {
		expect(at('elections', 3, 0)).toEqual([0]);
		expect(at('elections', 3, 80)[0]).toBeGreaterThan(24);
	});

	test('of two sides only the one with more than half can change anything, and of equal halves neither', () => {
		expect(at('split', 4, 2)).toEqual([0, 0]);
		expect(at('split', 4, 3)).toEqual([3, 0]);
		expect(at('split', 5, 2)).toEqual([0, 3]);
	});

	test('the same seed measures the same', () => {
		expect(at('split', 3, 1)).toEqual(at('split', 3, 1));
		expect(at('agreement', 10, 3)).toEqual(at('agreement', 10, 3));
	});

	test('a plot has each place from the start, and the middle and the ends of what was measured there', () => {
		const readings = [5, 1, 3].map((value, i) => ({ x: 3, seed: i + 1, values: [value] }));
		const { places, most } = summarise('agreement', 10, readings);
		expect(places.map(({ x, worlds }) => [x, worlds])).toEqual([
			[1, 0],
			[3, 3],
			[5, 0],
			[7, 0]
		]);
		expect(places[1]!.spreads).toEqual([{ median: 3, least: 1, most: 5 }]);
		expect(most).toBe(5);
		expect(runsOfExperiment('split', 3).slice(0, 3)).toEqual([
			{ x: 1, seed: 1 },
			{ x: 2, seed: 1 },
			{ x: 1, seed: 2 }
		]);
	});
});
