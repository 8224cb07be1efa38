import { Failure } from './programs/options.ts';
import { entryOf } from '../sim/table.ts';

/** The insides of a bracket that POSIX's character classes stand for, in the C locale. */
export const POSIX_CLASSES: Readonly<Record<string, string>> = {
	alpha: 'A-Za-z',
	digit: '0-9',
	alnum: 'A-Za-z0-9',
	upper: 'A-Z',
	lower: 'a-z',
	space: '\\s',
	blank: ' \\t',
	punct: '!-\\/:-@\\[-`{-~',
	xdigit: '0-9A-Fa-f',
	cntrl: '\\x00-\\x1f\\x7f',
	print: '\\x20-\\x7e',
	graph: '\\x21-\\x7e'
};

/**
 * A POSIX regular expression, basic or extended, with GNU's additions (\w \b \< \+ \?), as one of JavaScript.
 * @param options.isStrict a closing parenthesis alone is an error in extended expressions too (sed; not grep)
 * @throws Failure with grep's words
 * Source: POSIX 9.3, 9.4; grep(1). Not modelled: collating elements; the leftmost-longest rule for alternatives.
 */
export function posixRegex(pattern: string, isExtended: boolean, { isStrict = false } = {}): string {
	let out = '';
	let groups = 0;
	let atStart = true;
	for (let i = 0; i < pattern.length; i++) {
		const c = pattern[i]!;
		if (c === '[') {
			const bracket = bracketAt(pattern, i);
			out += bracket.source;
			i = bracket.end;
			atStart = false;
			continue;
		}
		let operator = '';
		if (c === '\\') {
			const next = pattern[++i];
			if (next === undefined) throw new Failure('Trailing backslash', 2);
			if (!isExtended && '(){}|+?'.includes(next)) operator = next;
			else if (next === '<' || next === '>') out += '\\b';
			else if (/[wWsSbB1-9]/.test(next)) out += `\\${next}`;
			else out += /[\^$.*+?()[\]{}|\\/]/.test(next) ? `\\${next}` : next;
			if (operator === '') {
				atStart = false;
				continue;
			}
		} else if (isExtended ? '(){}|+?*^$.'.includes(c) : '*.^$'.includes(c)) operator = c;
		else {
			out += /[\^$.*+?()[\]{}|\\/]/.test(c) ? `\\${c}` : c;
			atStart = false;
			continue;
		}
		if (operator === '(') groups++;
		if (operator === ')') {
			if (groups === 0) {
				if (!isExtended || isStrict) throw new Failure('Unmatched ) or \\)', 2);
				out += '\\)';
				continue;
			}
			groups--;
		}
		// In a basic expression * is plain at the start, ^ and $ away from the ends.
		if (operator === '*' && atStart && !isExtended) out += '\\*';
		else if ('*+?'.includes(operator) && atStart) continue;
		else if (operator === '^' && !isExtended && !atStart) out += '\\^';
		else if (operator === '$' && !isExtended && !/^(\\\)|\\\||$)/.test(pattern.slice(i + 1))) out += '\\$';
		else if (operator === '{') {
			const close = /^(\d*)(,\d*)?(\\?\})/.exec(pattern.slice(i + 1));
			if (close && (close[1] || close[2])) {
				out += `{${close[1] || 0}${close[2] ?? ''}}`;
				i += close[0].length;
			} else if (isExtended) out += '\\{';
			else throw new Failure('Unmatched \\{', 2);
		} else if (operator === '}') out += '\\}';
		else out += operator;
		atStart = operator === '(' || operator === '|' || (operator === '^' && out.endsWith('^') && !out.endsWith('\\^'));
	}
	if (groups > 0) throw new Failure('Unmatched ( or \\(', 2);
	return out;
}

function bracketAt(pattern: string, open: number): { source: string; end: number } {
	let i = open + 1;
	let body = '';
	if (pattern[i] === '^') {
		body += '^';
		i++;
	}
	for (let isFirst = true; i < pattern.length; i++, isFirst = false) {
		const c = pattern[i]!;
		if (c === ']' && !isFirst) return { source: `[${body}]`, end: i };
		const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
		if (named) {
			const set = entryOf(POSIX_CLASSES, named[1]!);
			if (set === undefined) throw new Failure('Invalid character class name', 2);
			body += set;
			i += named[0].length - 1;
		} else if (c === '\\' || c === ']' || c === '[') body += `\\${c}`;
		else body += c;
	}
	throw new Failure('Invalid regular expression', 2);
}
