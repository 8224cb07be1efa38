import { fromOutside, numberOf, regexOf, textOfValue, type Value } from './values.ts';

/** $0 and its fields; each is made from the other when it is asked for. */
export class AwkRecord {
	private whole: Value = '';
	private fields: Value[] = [];
	private isSplit = true;
	private isJoined = true;

	constructor(
		/** FS, OFS and CONVFMT as they are now. */
		private readonly setting: (name: 'FS' | 'OFS' | 'CONVFMT') => string
	) {}

	set(text: string): void {
		this.whole = fromOutside(text);
		this.isJoined = true;
		this.isSplit = false;
	}

	get(index: number): Value {
		if (index === 0) {
			if (!this.isJoined) {
				const format = this.setting('CONVFMT');
				this.whole = fromOutside(this.fields.map((field) => textOfValue(field, format)).join(this.setting('OFS')));
				this.isJoined = true;
			}
			return this.whole;
		}
		this.split();
		return this.fields[index - 1];
	}

	assign(index: number, value: Value): void {
		if (index === 0) {
			const text = textOfValue(value, this.setting('CONVFMT'));
			this.set(text);
			this.whole = typeof value === 'string' ? value : this.whole;
			return;
		}
		this.split();
		while (this.fields.length < index - 1) this.fields.push('');
		this.fields[index - 1] = value;
		this.isJoined = false;
	}

	get count(): number {
		this.split();
		return this.fields.length;
	}

	set count(value: number) {
		this.split();
		while (this.fields.length < value) this.fields.push('');
		this.fields.length = Math.max(0, Math.trunc(value));
		this.isJoined = false;
	}

	/** FS as it was when the record came would count; it is looked at when the first field is asked for, as mawk does. */
	private split(): void {
		if (this.isSplit) return;
		this.isSplit = true;
		this.fields = splitText(textOfValue(this.whole, '%.6g'), this.setting('FS')).map(fromOutside);
	}
}

/** By blanks, by a character, by an expression; '' takes every character alone. */
export function splitText(text: string, separator: string): string[] {
	if (text === '') return [];
	if (separator === ' ') {
		const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
		return trimmed === '' ? [] : trimmed.split(/[ \t\n\v\f\r]+/);
	}
	if (separator === '') return text.split('');
	if (separator.length === 1 && !/[\\^$.[|()*+?{]/.test(separator)) return text.split(separator);
	const parts: string[] = [];
	let end = 0;
	for (const match of text.matchAll(
		regexOf(separator.length === 1 && separator !== '.' ? `[${separator}]` : separator)
	)) {
		if (match[0] === '') continue;
		parts.push(text.slice(end, match.index));
		end = match.index + match[0].length;
	}
	return [...parts, text.slice(end)];
}

export const countOf = (value: Value): number => Math.trunc(numberOf(value));
