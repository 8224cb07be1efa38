/** What a table has for a word that somebody typed or sent. What every object inherits ('toString') is in none. */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
	return Object.hasOwn(table, word) ? table[word] : undefined;
}
