// A slice of the fuzz, the same every time; `swarmlab fuzz commands|requests --runs 100000` plays all of it.
import { describe, expect, test } from 'vitest';
import { CommandGame } from '../../src/nodejs/fuzz/command-game.ts';
import { telltale } from '../../src/nodejs/fuzz/findings.ts';
import { playGame, type Game, type Move } from '../../src/nodejs/fuzz/play.ts';
import { RequestGame } from '../../src/nodejs/fuzz/request-game.ts';

const SLICE = Number(process.env['RUNS'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 1);

test.each([
	['command lines', new CommandGame()],
	['requests', new RequestGame()]
] as const)('no crash, no hang, no nonsense after random %s', (name, game) => {
	const found: string[] = [];
	const { runs, failures } = playGame(game, {
		seed: SEED,
		from: 0,
		runs: SLICE,
		mostFailures: 3,
		onFailure: (text) => found.push(text)
	});
	console.log(`${runs} ${name}, ${failures} failures; ${game.summary()}`);
	expect(found).toEqual([]);
	expect(runs).toBe(SLICE);
});

describe('the fuzz itself', () => {
	/** Fails at b when there was an a before. */
	const game: Game = {
		choose: (_, index): Move => ({ text: 'xxaxxxxbxx'[index % 10]! }),
		open() {
			let seen = false;
			return {
				do({ text }) {
					seen ||= text === 'a';
					return text === 'b' && seen ? 'b after a' : undefined;
				}
			};
		},
		summary: () => ''
	};

	test('what fails is told with its index and the few moves that are needed', () => {
		const found: string[] = [];
		playGame(game, { seed: 1, from: 0, runs: 10, mostFailures: 5, onFailure: (text) => found.push(text) });
		expect(found).toEqual(['--seed 1 --from 7 --runs 1\nb after a\n  a\n  b']);
	});

	test('a failure is found again alone', () => {
		const found: string[] = [];
		playGame(game, { seed: 1, from: 7, runs: 1, mostFailures: 5, onFailure: (text) => found.push(text) });
		expect(found).toHaveLength(1);
	});

	test.each([
		['service undefined', 'docker service ls', true],
		['echo undefined', 'echo undefined', false],
		['TypeError: x is not a function', 'x', true],
		['    at Object.run (/a/b.ts:1:2)', 'x', true],
		['rows: [object Object]', 'x', true],
		['web.1 is running', 'x', false]
	])('%j after %j', (text, asked, isTold) => {
		expect(telltale(text, asked) !== undefined).toBe(isTold);
	});
});
