type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** The same object without the keys that are undefined: what Go's `omitempty` leaves out. Keeps the order of keys. */
export function compact<T extends object>(object: Loose<T>): T {
	const result: Record<string, unknown> = {};
	for (const key in object) if (object[key] !== undefined) result[key] = object[key];
	return result as T;
}

/** A copy that shares nothing, as if it had gone over the wire: undefined keys are dropped. */
export function copyJson<T>(value: T): T {
	if (value === null || typeof value !== 'object') return value;
	if (Array.isArray(value)) return value.map(copyJson) as T;
	// Every answer of every engine comes through here, so it saves what it can.
	const result: Record<string, unknown> = {};
	for (const key in value) {
		const item: unknown = value[key];
		if (item !== undefined) result[key] = item !== null && typeof item === 'object' ? copyJson(item) : item;
	}
	return result as T;
}

/** Go's zero values are left out of its JSON. */
export const nonZero = (value: number | undefined): number | undefined => (value ? value : undefined);
export const nonEmpty = (value: string | undefined): string | undefined => (value ? value : undefined);
export const listOrNone = <T>(list: readonly T[] | null | undefined): T[] | undefined =>
	list && list.length > 0 ? [...list] : undefined;
export const mapOrNone = (
	map: Readonly<Record<string, string>> | null | undefined
): Record<string, string> | undefined => (map && Object.keys(map).length > 0 ? sortKeys(map) : undefined);

/** Go prints maps sorted by key. */
export function sortKeys<T>(map: Readonly<Record<string, T>>): Record<string, T> {
	const result: Record<string, T> = {};
	for (const key of Object.keys(map).sort(compareBytes)) result[key] = map[key]!;
	return result;
}

/** Go compares strings by their bytes; for the text of names and IDs code points are the same. */
export function compareBytes(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
