import { ValueError } from '../errors.ts';

/**
 * The fields of one line of comma-separated values; a field in double quotes may hold commas, and lines.
 * Source and texts: Go's encoding/csv, Reader.Read. @throws ValueError
 */
export function splitCsv(text: string): string[] {
	let rest = text.replace(/^(?:\r?\n)+/, '');
	if (rest === '') throw new ValueError('EOF');
	const fields: string[] = [];
	const fault = (at: number, why: string): ValueError => {
		const before = text.slice(0, at);
		const line = before.split('\n').length;
		const column = bytes(before.slice(before.lastIndexOf('\n') + 1)) + 1;
		const where = `parse error on line ${line}, column ${column}: ${why}`;
		return new ValueError(line > 1 ? `record on line 1; ${where}` : where);
	};
	const position = (): number => text.length - rest.length;
	for (;;) {
		if (!rest.startsWith('"')) {
			const field = /^[^,\n]*/.exec(rest)![0];
			const quote = field.indexOf('"');
			if (quote >= 0) throw fault(position() + quote, 'bare " in non-quoted-field');
			fields.push(field);
			rest = rest.slice(field.length);
		} else {
			const field = /^"((?:[^"]|"")*)"/.exec(rest);
			if (!field) throw fault(text.length, 'extraneous or missing " in quoted-field');
			rest = rest.slice(field[0].length);
			if (rest !== '' && !/^[,\n]/.test(rest)) throw fault(position() - 1, 'extraneous or missing " in quoted-field');
			fields.push(field[1]!.replaceAll('""', '"'));
		}
		if (!rest.startsWith(',')) return fields;
		rest = rest.slice(1);
	}
}

function bytes(text: string): number {
	let count = 0;
	for (const char of text) {
		const code = char.codePointAt(0)!;
		count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return count;
}

/** 'key=value' cut at the first '='; value undefined without one. */
export function cutPair(field: string): { key: string; value: string | undefined } {
	const at = field.indexOf('=');
	return at < 0 ? { key: field, value: undefined } : { key: field.slice(0, at), value: field.slice(at + 1) };
}
