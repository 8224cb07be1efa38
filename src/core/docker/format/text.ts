/** 'ready' as 'Ready'. */
export function capitalized(text: string): string {
	return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1);
}

/** Keys in the order Docker prints maps. */
export function sortedEntries(map: Readonly<Record<string, string>> | null | undefined): [string, string][] {
	return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** 'a=1,b=2': sorted as they stand there, '=' and all. */
export function labelsText(labels: Readonly<Record<string, string>> | null | undefined): string {
	const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
	return pairs.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(',');
}
