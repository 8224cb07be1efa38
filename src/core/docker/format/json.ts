/** JSON as Go's encoder writes it. `escapeHtml`: <, > and & become escapes (json.Marshal does, most of Docker does not). */
export function goJson(value: unknown, escapeHtml = false, indent?: string): string {
	const text = JSON.stringify(value ?? null, undefined, indent) ?? 'null';
	const safe = text.replace(/[\u2028\u2029]/g, (char) => '\\u' + char.charCodeAt(0).toString(16));
	if (!escapeHtml) return safe;
	return safe.replace(/[<>&]/g, (char) => '\\u00' + char.charCodeAt(0).toString(16));
}
