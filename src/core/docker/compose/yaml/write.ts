import { formatG } from './numbers.ts';
import { isPlainString } from './scalar.ts';

/** What can be written: ordered mappings, lists, scalars. Map rather than object: keys may look like numbers. */
export type YamlOut = null | boolean | number | string | YamlOut[] | Map<string, YamlOut>;

/** A document as gopkg.in/yaml.v3 writes it with an indent of two. Source: emitterc.go, encode.go. */
export function writeYaml(root: Map<string, YamlOut>): string {
	return root.size === 0 ? '{}\n' : mapping(root, 0).trimStart();
}

/** Everything after the colon or the dash, up to and with the line's end. */
function value(item: YamlOut, indent: number, inList: boolean): string {
	if (item instanceof Map) {
		if (item.size === 0) return ' {}\n';
		return inList ? ` ${mapping(item, indent).slice(indent)}` : `\n${mapping(item, indent)}`;
	}
	if (Array.isArray(item)) {
		if (item.length === 0) return ' []\n';
		return inList ? ` ${sequence(item, indent).slice(indent)}` : `\n${sequence(item, indent)}`;
	}
	return ` ${scalar(item, indent)}\n`;
}

function mapping(items: Map<string, YamlOut>, indent: number): string {
	let text = '';
	for (const [key, item] of items) {
		const name = keyText(key);
		// What is too long for a simple key gets a mark of its own.
		if (key.length > 128 || key.includes('\n')) text += `${' '.repeat(indent)}? ${name}\n${' '.repeat(indent)}:`;
		else text += `${' '.repeat(indent)}${name}:`;
		text += value(item, indent + 2, false);
	}
	return text;
}

function sequence(items: readonly YamlOut[], indent: number): string {
	return items.map((item) => `${' '.repeat(indent)}-${value(item, indent + 2, true)}`).join('');
}

function keyText(key: string): string {
	if (key === '') return '""';
	return key.includes('\n') ? doubleQuoted(key) : scalar(key, 0);
}

function scalar(item: null | boolean | number | string, indent: number): string {
	if (typeof item === 'number') return numberText(item);
	if (typeof item !== 'string') return String(item);
	const facts = analyse(item);
	if (item.includes('\n')) return facts.blockAllowed ? literal(item, indent) : doubleQuoted(item);
	if (!isPlainString(item)) return doubleQuoted(item);
	if (facts.plainAllowed) return item;
	return facts.singleQuotedAllowed ? `'${item.replaceAll("'", "''")}'` : doubleQuoted(item);
}

/** Go's %g with the shortest digits that tell the number apart. */
function numberText(item: number): string {
	if (Number.isNaN(item)) return '.nan';
	if (!Number.isFinite(item)) return item > 0 ? '.inf' : '-.inf';
	return Number.isInteger(item) && Math.abs(item) < 1e21 ? String(item) : formatG(item);
}

/** Which ways of writing a text are open: yaml_emitter_analyze_scalar for the block context. */
function analyse(text: string): { plainAllowed: boolean; singleQuotedAllowed: boolean; blockAllowed: boolean } {
	// Characters beyond the first plane count as not printable.
	const special = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
	const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(text);
	const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(text);
	const tab = text.includes('\t');
	const edges = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text);
	const indicators =
		/^(---|\.\.\.)/.test(text) ||
		/^[#,[\]{}&*!|>'"%@`]/.test(text) ||
		/^[?:-]([ \t\n\r]|$)/.test(text) ||
		/:([ \t\n\r]|$)/.test(text) ||
		/[ \t\n\r]#/.test(text);
	const broken = spaceBreak || tab || special;
	return {
		plainAllowed: !edges && !breakSpace && !broken && !indicators && !/[\n\r\u0085\u2028\u2029]/.test(text),
		singleQuotedAllowed: !breakSpace && !broken,
		blockAllowed: !/ $/.test(text) && !spaceBreak && !special
	};
}

function literal(text: string, indent: number): string {
	const hint = /^[ \n]/.test(text) ? '2' : '';
	const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
	// The emitter takes a leading line break for the end of the header.
	const rest = text.startsWith('\n') ? text.slice(1) : text;
	if (rest === '') return `|${hint}${chomp}`;
	const body = rest.endsWith('\n') ? rest.slice(0, -1) : rest;
	const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
	return `|${hint}${chomp}\n${lines.join('\n')}`;
}

const ESCAPES: Record<string, string> = {
	'\0': '0',
	'\u0007': 'a',
	'\b': 'b',
	'\t': 't',
	'\n': 'n',
	'\v': 'v',
	'\f': 'f',
	'\r': 'r',
	'\u001b': 'e',
	'"': '"',
	'\\': '\\',
	'\u0085': 'N',
	'\u00a0': '_',
	'\u2028': 'L',
	'\u2029': 'P'
};

function doubleQuoted(text: string): string {
	let out = '';
	for (const char of text) {
		const code = char.codePointAt(0)!;
		const isPrintable =
			(code >= 0x20 && code <= 0x7e) ||
			(code >= 0xa0 && code <= 0xd7ff) ||
			(code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
		const escape = ESCAPES[char];
		if (escape !== undefined && char !== '\u00a0') out += `\\${escape}`;
		else if (isPrintable) out += char;
		else out += code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
	}
	return `"${out}"`;
}

function hex(code: number, digits: number): string {
	return code.toString(16).toUpperCase().padStart(digits, '0');
}

/** Order of mapping keys: letters before digits before nothing, numbers by their value. Source: yaml.v3 sorter.go. */
export function compareKeys(left: string, right: string): number {
	const a = [...left];
	const b = [...right];
	let digits = false;
	for (let i = 0; i < a.length && i < b.length; i++) {
		if (a[i] === b[i]) {
			digits = isDigit(a[i]);
			continue;
		}
		const isLetterA = isLetter(a[i]!);
		const isLetterB = isLetter(b[i]!);
		if (isLetterA && isLetterB) return a[i]! < b[i]! ? -1 : 1;
		if (isLetterA || isLetterB) return (digits ? isLetterA : isLetterB) ? -1 : 1;
		let valueA = 0;
		let valueB = 0;
		if (a[i] === '0' || b[i] === '0') {
			for (let j = i - 1; j >= 0 && isDigit(a[j]); j--) {
				if (a[j] !== '0') {
					valueA = valueB = 1;
					break;
				}
			}
		}
		let endA = i;
		let endB = i;
		for (; isDigit(a[endA]); endA++) valueA = valueA * 10 + Number(a[endA]);
		for (; isDigit(b[endB]); endB++) valueB = valueB * 10 + Number(b[endB]);
		if (valueA !== valueB) return valueA - valueB;
		if (endA !== endB) return endA - endB;
		return a[i]! < b[i]! ? -1 : 1;
	}
	return a.length - b.length;
}

function isDigit(char: string | undefined): boolean {
	return char !== undefined && /^\p{Nd}$/u.test(char);
}

function isLetter(char: string): boolean {
	return /^\p{L}$/u.test(char);
}
