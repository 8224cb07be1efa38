import { ValueError } from '../errors.ts';

/**
 * Splits a text into words as a shell would, without expansions: `--entrypoint "sh -c 'echo hi'"`. A # begins a comment.
 * Source: google/shlex. @throws ValueError
 */
export function shellWords(text: string): string[] {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const char = text[i]!;
		if (char === '\\' && quote !== "'") {
			if (i + 1 === text.length) throw new ValueError('EOF found after escape character');
			word = (word ?? '') + text[++i]!;
		} else if (quote !== '') {
			if (char === quote) quote = '';
			else word += char;
		} else if (char === '"' || char === "'") {
			quote = char;
			word ??= '';
		} else if (/[ \t\r\n]/.test(char)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (char === '#' && word === undefined) {
			while (i + 1 < text.length && text[i + 1] !== '\n') i++;
		} else {
			word = (word ?? '') + char;
		}
	}
	if (quote !== '') throw new ValueError('EOF found when expecting closing quote');
	if (word !== undefined) words.push(word);
	return words;
}
