import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { CommandGame } from './fuzz/command-game.ts';
import { playGame, type Game } from './fuzz/play.ts';
import { RequestGame } from './fuzz/request-game.ts';

export const FUZZ_OPTIONS: readonly OptionRow[] = [
	{ name: 'seed', value: 'N', text: 'the dice; default 1' },
	{ name: 'runs', value: 'N', text: 'how many lines or requests; default 1000' },
	{ name: 'from', value: 'N', text: 'begin at this one: what failed is played again with --from INDEX --runs 1' },
	{ name: 'failures', value: 'N', text: 'stop after so many; default 20' }
];

const GAMES: Readonly<Record<string, () => Game>> = {
	commands: () => new CommandGame(),
	requests: () => new RequestGame()
};

/** `swarmlab fuzz commands|requests`. @returns 1 when something failed */
export function fuzz(argv: readonly string[]): number {
	const options = parseOptions(argv, FUZZ_OPTIONS);
	const make = GAMES[options.words[0] ?? ''];
	if (!make) throw new UsageError('what: commands or requests?');
	const game = make();
	const started = performance.now();
	const { runs, failures } = playGame(game, {
		seed: options.count('seed', 1),
		from: options.count('from', 0),
		runs: options.count('runs', 1000, 1),
		mostFailures: options.count('failures', 20, 1),
		onFailure: (text) => console.log(`${text}\n`)
	});
	const seconds = (performance.now() - started) / 1000;
	console.log(`${runs} ${options.words[0]!}, ${failures} failures, ${seconds.toFixed(1)} s\n${game.summary()}`);
	return failures > 0 ? 1 : 0;
}
