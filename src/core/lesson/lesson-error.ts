/** What the author of a lesson did wrong: file, line, and what is allowed there. */
export class LessonError extends Error {
	override name = 'LessonError';
	constructor(
		readonly file: string,
		readonly line: number,
		readonly problem: string
	) {
		super(`${file}:${line}: ${problem}`);
	}
}

/** The message for a key that is not known: names the nearest known one where there is one. */
export function unknownKey(key: string, allowed: readonly string[]): string {
	return unknownWord(`unknown key \`${key}\``, key, allowed);
}

/** The same for any word: `what` says what is wrong with it. */
export function unknownWord(what: string, word: string, allowed: readonly string[]): string {
	const near = allowed.map((name) => ({ name, d: distance(word, name) })).sort((a, b) => a.d - b.d)[0];
	const hint = near && near.d <= Math.max(2, word.length / 3) ? `; did you mean \`${near.name}\`?` : '.';
	return `${what}${hint} Allowed: ${allowed.join(', ')}.`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
		}
		row = next;
	}
	return row[b.length]!;
}
