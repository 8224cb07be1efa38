import { createRng, type Rng } from '../../core/sim/rng.ts';

/** What is done on one stage before a new one is built. */
export const ACT_LENGTH = 60;

/** Something that can be done to a stage, and what must not come of it. */
export interface Game {
	/** What the dice choose, as it can be printed. */
	choose(rng: Rng, index: number): Move;
	/** A new stage; the same seed and act give the same. */
	open(seed: string, act: number): Play;
	/** Counts for the end. */
	summary(): string;
}

export interface Move {
	readonly text: string;
}

export interface Play {
	/** @returns what went wrong */
	do(move: Move): string | undefined;
}

export interface PlayOptions {
	seed: number;
	from: number;
	runs: number;
	mostFailures: number;
	onFailure: (text: string) => void;
}

/**
 * Plays moves `from` to `from + runs`. Every ACT_LENGTH of them have a stage of their own, whose seed follows from theirs;
 * so what failed fails again alone. A stage on which something failed is not used any more.
 */
export function playGame(game: Game, options: PlayOptions): { runs: number; failures: number } {
	const { seed, from, mostFailures } = options;
	const end = from + options.runs;
	let failures = 0;
	let runs = 0;
	for (let act = Math.floor(from / ACT_LENGTH); act * ACT_LENGTH < end && failures < mostFailures; act++) {
		const moves: { index: number; move: Move }[] = [];
		const first = act * ACT_LENGTH;
		for (let index = first; index < Math.min(first + ACT_LENGTH, end); index++) {
			moves.push({ index, move: game.choose(createRng(`${seed} move ${index}`), index) });
		}
		const open = (): Play => game.open(`${seed} act ${act}`, act);
		let play = open();
		let done: Move[] = [];
		for (const { index, move } of moves) {
			if (index >= from) runs++;
			done.push(move);
			const wrong = play.do(move);
			if (wrong === undefined) continue;
			if (index >= from) {
				failures++;
				const short = shortest(open, done);
				options.onFailure(
					`--seed ${seed} --from ${index} --runs 1\n${wrong}\n${short.map(({ text }) => `  ${text.replaceAll('\n', '\n  > ')}`).join('\n')}`
				);
			}
			play = open();
			done = [];
		}
	}
	return { runs, failures };
}

/** The last move alone if that fails too; else what is left when every move that is not needed is taken away. */
function shortest(open: () => Play, moves: readonly Move[]): readonly Move[] {
	const fails = (tried: readonly Move[]): boolean => {
		const play = open();
		return tried.some((move, i) => play.do(move) !== undefined && i === tried.length - 1);
	};
	const last = moves.at(-1)!;
	if (fails([last])) return [last];
	let kept = [...moves];
	for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let at = 0; at + size < kept.length;) {
			const tried = [...kept.slice(0, at), ...kept.slice(at + size)];
			if (fails(tried)) kept = tried;
			else at += size;
		}
	}
	return kept;
}
