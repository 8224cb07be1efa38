import { POSIX_CLASSES } from './posix-regex.ts';
import { entryOf } from '../sim/table.ts';

/** In a pattern a backslash makes the next character plain. */
export function quotePattern(text: string): string {
	return text.replace(/[\\*?[\]()|!@+]/g, '\\$&');
}

/** Whether a text, with quoted characters behind backslashes, would be a pattern at all. */
export function isPattern(text: string): boolean {
	return /[*?[]|[@+!]\(/.test(text.replace(/\\./gs, ''));
}

export function unquotePattern(text: string): string {
	return text.replace(/\\(.)/gs, '$1');
}

interface MatchOptions {
	/** '*' stops at '/', and a leading dot has to be written: for file names. */
	isFileName?: boolean;
	ignoreCase?: boolean;
}

/** Whether a whole text matches a shell pattern (* ? […] and the extended @(…) ?(…) *(…) +(…) !(…)). */
export function matches(text: string, pattern: string, options: MatchOptions = {}): boolean {
	if (options.isFileName && text.startsWith('.') && !/^\\?\./.test(pattern)) return false;
	return new RegExp(`^(?:${patternSource(pattern)})$`, options.ignoreCase ? 'siu' : 'su').test(text);
}

/** The regular expression a pattern stands for, unanchored. `lazy`: the shortest match, as ${x#…} wants it. */
export function patternSource(pattern: string, lazy = false): string {
	let source = '';
	for (let i = 0; i < pattern.length; i++) {
		const c = pattern[i]!;
		if (c === '\\') source += escape(pattern[++i] ?? '\\');
		else if ('@?*+!'.includes(c) && pattern[i + 1] === '(') {
			const close = closing(pattern, i + 1);
			if (close < 0) {
				source += c === '*' ? '.*' : c === '?' ? '.' : escape(c);
				continue;
			}
			const inner = alternatives(pattern.slice(i + 2, close))
				.map((part) => patternSource(part, lazy))
				.join('|');
			if (c === '!') source += `(?:(?!(?:${inner})${patternSource(pattern.slice(close + 1))}$).*)`;
			else source += `(?:${inner})${c === '@' ? '' : c}`;
			i = close;
		} else if (c === '*') source += lazy ? '.*?' : '.*';
		else if (c === '?') source += '.';
		else if (c === '[') {
			const bracket = bracketSource(pattern, i);
			if (bracket) {
				source += bracket.source;
				i = bracket.end;
			} else source += '\\[';
		} else source += escape(c);
	}
	return source;
}

function escape(c: string): string {
	return c.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace('\\-', '-');
}

function closing(pattern: string, open: number): number {
	let depth = 0;
	for (let i = open; i < pattern.length; i++) {
		if (pattern[i] === '\\') i++;
		else if (pattern[i] === '(') depth++;
		else if (pattern[i] === ')' && --depth === 0) return i;
	}
	return -1;
}

function alternatives(text: string): string[] {
	const parts = [''];
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (c === '\\') parts[parts.length - 1] += c + (text[++i] ?? '');
		else if (c === '|' && depth === 0) parts.push('');
		else {
			if (c === '(') depth++;
			if (c === ')') depth--;
			parts[parts.length - 1] += c;
		}
	}
	return parts;
}

/** `[[:word:]]` is bash's own. */
const CLASSES: Readonly<Record<string, string>> = { ...POSIX_CLASSES, word: '\\w' };

export function bracketSource(pattern: string, open: number): { source: string; end: number } | undefined {
	let i = open + 1;
	let negated = false;
	if (pattern[i] === '!' || pattern[i] === '^') {
		negated = true;
		i++;
	}
	let body = '';
	for (let first = true; i < pattern.length; first = false) {
		if (pattern[i] === ']' && !first) return { source: `[${negated ? '^' : ''}${body}]`, end: i };
		const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
		if (named) {
			body += entryOf(CLASSES, named[1]!) ?? '';
			i += named[0].length;
			continue;
		}
		const from = memberAt(pattern, i);
		i = from.end;
		if (pattern[i] !== '-' || (pattern[i + 1] ?? ']') === ']') {
			body += classEscape(from.character);
			continue;
		}
		const to = memberAt(pattern, i + 1);
		i = to.end;
		// A range backwards has nobody in it.
		if (from.character.codePointAt(0)! <= to.character.codePointAt(0)!)
			body += `${classEscape(from.character)}-${classEscape(to.character)}`;
	}
	return undefined;
}

/** A character of a bracket, behind a backslash or not. */
function memberAt(pattern: string, at: number): { character: string; end: number } {
	const start = pattern[at] === '\\' && at + 1 < pattern.length ? at + 1 : at;
	const character = String.fromCodePoint(pattern.codePointAt(start)!);
	return { character, end: start + character.length };
}

function classEscape(c: string): string {
	return /[\\\]^[-]/.test(c) ? `\\${c}` : c;
}
