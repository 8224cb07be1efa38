/** JSON as Go's encoder writes it. `escapeHtml`: <, > and & become escapes (json.Marshal does, most of Docker does not). */
export function goJson(value: unknown, escapeHtml = false, indent?: string): string {
	const text = JSON.stringify(value ?? null, undefined, indent) ?? 'null';
	const safe = text.replace(/[\u2028\u2029]/g, (char) => '\\u' + char.charCodeAt(0).toString(16));
	if (!escapeHtml) return safe;
	return safe.replace(/[<>&]/g, (char) => '\\u00' + char.charCodeAt(0).toString(16));
}

/** What the client has decoded into Go's types and encodes again: times lose the zeros at their end. */
export function decoded<T>(value: T): T {
	if (typeof value === 'string')
		return value.replace(TIME, (_, time: string, digits: string) => {
			const kept = digits.replace(/0+$/, '');
			return kept === '' ? `${time}Z` : `${time}.${kept}Z`;
		}) as T;
	if (Array.isArray(value)) return value.map((item: unknown) => decoded(item)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decoded(item as unknown)])) as T;
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{1,9})Z$/;
