export type Query = ReadonlyMap<string, string>;

/** {"name":{"db":true}} or {"name":["db"]} */
export function filtersOf(query: Query): Record<string, string[]> {
	const wanted: Record<string, string[]> = {};
	try {
		const parsed = JSON.parse(query.get('filters') ?? '{}') as Record<string, string[] | Record<string, boolean>>;
		for (const [key, values] of Object.entries(parsed)) {
			wanted[key] = Array.isArray(values) ? values : Object.keys(values);
		}
	} catch {
		return {};
	}
	return wanted;
}

/** Source: boolValue in api/utils.go. */
export function isTrue(value: string | undefined): boolean {
	return !['', '0', 'no', 'false', 'none'].includes((value ?? '').trim().toLowerCase());
}
