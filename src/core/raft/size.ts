import type { Entry } from './message.ts';

/** Entries never change, so each is measured once, however many members send it. */
const sizes = new WeakMap<Entry, number>();

/** Characters of the data as JSON; a string counts without its quotes, an empty entry 0. */
export function sizeOfEntry(entry: Entry): number {
	const known = sizes.get(entry);
	if (known !== undefined) return known;
	const { data } = entry;
	const size = data == null ? 0 : typeof data === 'string' ? data.length : JSON.stringify(data).length;
	sizes.set(entry, size);
	return size;
}
