import type { Rng } from '../sim/rng.ts';

/** Words of our own in the manner of Docker's name generator: a mood and a surname of science. */
const MOODS =
	'amiable ardent artful balmy blithe bold brisk candid cheery clever cosmic dapper daring deft dreamy eager earnest ' +
	'fearless festive fond frosty gallant gentle gifted gleeful hopeful humble jaunty jolly keen kindly lively lucid ' +
	'mellow merry modest nimble noble nostalgic patient peaceful playful plucky polite proud quirky relaxed serene ' +
	'sharp sincere sleepy spirited steady sunny tender thoughtful tidy upbeat vigilant vivid wise witty zealous';
const SURNAMES =
	'abel ampere archimedes avogadro babbage bernoulli bohr boole borg brahe cantor carson cauchy celsius curie dalton ' +
	'darwin descartes diesel dijkstra edison euclid euler faraday fermat fermi feynman franklin galileo gauss germain ' +
	'godel goodall hamming hawking hertz hopper hubble huygens hypatia jacobi kepler knuth kovalevskaya lamport laplace ' +
	'leavitt leibniz lovelace maxwell meitner mendel mirzakhani newton nobel noether ohm ongaro ousterhout pascal ' +
	'pasteur planck ptolemy ramanujan ride ritchie salk shannon tesla thompson torvalds turing volta watt wozniak yalow';

const moods = MOODS.split(' ');
const surnames = SURNAMES.split(' ');

/** 'nostalgic_darwin', not taken yet; after ten failures with a digit, as Docker does. */
export function newContainerName(rng: Rng, isTaken: (name: string) => boolean): string {
	let name = '';
	for (let attempt = 0; attempt < 10; attempt++) {
		name = `${moods[rng.int(moods.length)]}_${surnames[rng.int(surnames.length)]}`;
		if (!isTaken(name)) return name;
	}
	for (let digit = 0; ; digit++) if (!isTaken(`${name}${digit}`)) return `${name}${digit}`;
}

/** Source: recordings api-errors.txt, "only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed". */
export function isValidName(name: string): boolean {
	return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name);
}
