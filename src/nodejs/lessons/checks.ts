/** What is held against every lesson (lessons/README.md, "What the tests demand"). */
export const CHECKS = {
	'CI-1': 'a goal is open when its step is entered',
	'CI-2': 'a goal is reached after the solution',
	'CI-3': 'an alternative reaches the goals',
	'CI-4': 'a wrong attempt does not, and the learner reads why',
	'CI-5': 'a command shown is run letter by letter',
	'CI-6': 'a lesson runs commands and has goals',
	'CI-7': 'a step was played to its end',
	'CI-8': 'the solutions hold with other dice',
	'CI-9': 'jumping to a step is playing to it',
	'CI-10': 'a step of another language differs in words alone',
	'CI-11': 'a hint gives no command away; a link, a picture, the source is whole',
	'CI-12': 'a command of a solution is needed'
} as const;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];

/** How often each was tried. */
export type Tally = Record<CheckId, number>;

export function emptyTally(): Tally {
	return Object.fromEntries(CHECK_IDS.map((id) => [id, 0])) as Tally;
}

export function sumOf(tallies: readonly Tally[]): Tally {
	const sum = emptyTally();
	for (const tally of tallies) for (const id of CHECK_IDS) sum[id] += tally[id];
	return sum;
}
