/**
 * Brace expansion on a word as it is written: a{b,c} → ab ac, {1..5} → 1 2 3 4 5, {a..e..2} → a c e.
 * Quotes, escapes and ${…} are left alone. A word without any comes back as it is.
 * Source: bash(1), Brace Expansion.
 */
export function expandBraces(word: string): string[] {
	for (let open = 0; open < word.length; open++) {
		open = skipQuoted(word, open);
		if (word[open] !== '{' || word[open - 1] === '$') continue;
		const group = readGroup(word, open);
		if (!group) continue;
		const choices = group.parts.length > 1 ? group.parts.flatMap(expandBraces) : sequence(group.parts[0]!);
		if (!choices) continue;
		const before = word.slice(0, open);
		const after = expandBraces(word.slice(group.end + 1));
		return choices.flatMap((choice) => after.map((rest) => before + choice + rest));
	}
	return [word];
}

/** The next index at or after `i` that is not within quotes, an escape or an expansion. */
function skipQuoted(word: string, i: number): number {
	for (;;) {
		const c = word[i];
		if (c === '\\') i += 2;
		else if (c === "'") i = after(word, "'", i);
		else if (c === '"') {
			let j = i + 1;
			while (j < word.length && word[j] !== '"') j += word[j] === '\\' ? 2 : 1;
			i = j + 1;
		} else if (c === '`') i = after(word, '`', i);
		else if (c === '$' && (word[i + 1] === '{' || word[i + 1] === '(')) i = balanced(word, i + 1) + 1;
		else return i;
	}
}

function after(word: string, mark: string, i: number): number {
	const close = word.indexOf(mark, i + 1);
	return close < 0 ? word.length : close + 1;
}

function balanced(word: string, open: number): number {
	const closeMark = word[open] === '{' ? '}' : ')';
	let depth = 0;
	for (let i = open; i < word.length; i++) {
		if (word[i] === '\\') i++;
		else if (word[i] === word[open]) depth++;
		else if (word[i] === closeMark && --depth === 0) return i;
	}
	return word.length;
}

function readGroup(word: string, open: number): { parts: string[]; end: number } | undefined {
	const parts = [''];
	let depth = 0;
	for (let i = open + 1; i < word.length; i++) {
		const plain = skipQuoted(word, i);
		if (plain > i) {
			parts[parts.length - 1] += word.slice(i, plain);
			i = plain - 1;
			continue;
		}
		const c = word[i]!;
		if (c === '}' && depth === 0) return { parts, end: i };
		if (c === ',' && depth === 0) {
			parts.push('');
			continue;
		}
		if (c === '{') depth++;
		if (c === '}') depth--;
		parts[parts.length - 1] += c;
	}
	return undefined;
}

/** How many words a sequence may make. */
const SEQUENCE_MAX = 100_000;

function sequence(text: string): string[] | undefined {
	const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
	const letters = numbers ? undefined : /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
	const match = numbers ?? letters;
	if (!match) return undefined;
	const [, from, to] = match as unknown as [string, string, string];
	const first = numbers ? Number(from) : from.charCodeAt(0);
	const last = numbers ? Number(to) : to.charCodeAt(0);
	const step = (Math.abs(Number(match[3] ?? 1)) || 1) * (first <= last ? 1 : -1);
	if (Math.abs((last - first) / step) > SEQUENCE_MAX) return undefined;
	const padded = numbers && [from, to].some((end) => /^-?0\d/.test(end)) ? Math.max(from.length, to.length) : 0;
	const out: string[] = [];
	for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
		if (!numbers) out.push(String.fromCharCode(n));
		else out.push(n < 0 ? `-${String(-n).padStart(padded - 1, '0')}` : String(n).padStart(padded, '0'));
	}
	return out;
}
