/** A recorded shell line as argv; undefined when it needs a real shell. */
export function shellWords(line: string): string[] | undefined {
	const words: string[] = [];
	let word: string | undefined;
	for (let i = 0; i < line.length; i++) {
		const char = line[i]!;
		if (char === "'") {
			const end = line.indexOf("'", i + 1);
			word = (word ?? '') + line.slice(i + 1, end);
			i = end;
		} else if (char === '"') {
			word ??= '';
			for (i++; line[i] !== '"'; i++) {
				if (line[i] === '$' || line[i] === '`') return undefined;
				if (line[i] === '\\' && '"\\$`'.includes(line[i + 1]!)) i++;
				word += line[i]!;
			}
		} else if (/[|;&<>$`(){}*?#\n]/.test(char)) {
			return undefined;
		} else if (char === '\\') {
			word = (word ?? '') + line[++i]!;
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
