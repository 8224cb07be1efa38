/** Splits a flag's text into words as a shell would: `--entrypoint "sh -c 'echo hi'"`. No expansions. */
export function shellWords(text: string): string[] {
	const words: string[] = [];
	let word: string | undefined;
	let quote = '';
	for (let i = 0; i < text.length; i++) {
		const char = text[i]!;
		if (quote === "'") {
			if (char === "'") quote = '';
			else word += char;
		} else if (quote === '"') {
			if (char === '"') quote = '';
			else if (char === '\\' && '"\\'.includes(text[i + 1] ?? '?')) word += text[++i]!;
			else word += char;
		} else if (char === '"' || char === "'") {
			quote = char;
			word ??= '';
		} else if (char === '\\') {
			word = (word ?? '') + (text[++i] ?? '');
		} else if (/\s/.test(char)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else {
			word = (word ?? '') + char;
		}
	}
	if (word !== undefined) words.push(word);
	return words;
}
