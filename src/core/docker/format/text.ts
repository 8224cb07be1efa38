/** 'ready' as 'Ready'. */
export function capitalized(text: string): string {
	return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1);
}

/** Keys in the order Docker prints maps. */
export function sortedEntries(map: Readonly<Record<string, string>> | null | undefined): [string, string][] {
	return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
