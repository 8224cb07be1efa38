/** The fields of one line of comma-separated values; a field in double quotes may hold commas. */
export function splitCsv(text: string): string[] {
	const fields: string[] = [];
	let field = '';
	let quoted = false;
	for (let i = 0; i < text.length; i++) {
		const char = text[i]!;
		if (quoted) {
			if (char !== '"') field += char;
			else if (text[i + 1] === '"') field += text[++i]!;
			else quoted = false;
		} else if (char === '"' && field === '') {
			quoted = true;
		} else if (char === ',') {
			fields.push(field);
			field = '';
		} else {
			field += char;
		}
	}
	fields.push(field);
	return fields;
}

/** 'key=value' cut at the first '='; value undefined without one. */
export function cutPair(field: string): { key: string; value: string | undefined } {
	const at = field.indexOf('=');
	return at < 0 ? { key: field, value: undefined } : { key: field.slice(0, at), value: field.slice(at + 1) };
}
