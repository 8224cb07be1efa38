import { entryOf } from '../../sim/table.ts';

/** Ctrl-P Ctrl-Q. */
const DEFAULT_KEYS = '\x10\x11';

/** Keys that are typed with Ctrl and no letters. Source: moby/term ascii.go. */
const CONTROLS: Readonly<Record<string, string>> = {
	'ctrl-@': '\x00',
	'ctrl-[': '\x1b',
	'ctrl-\\': '\x1c',
	'ctrl-]': '\x1d',
	'ctrl-^': '\x1e',
	'ctrl-_': '\x1f',
	del: '\x7f'
};

/** 'ctrl-a,q' → the characters that a terminal sends; undefined for what names no keys. */
export function detachKeys(text: string): string | undefined {
	if (text === '') return DEFAULT_KEYS;
	let keys = '';
	for (const name of text.split(',')) {
		const letter = /^ctrl-([a-z])$/.exec(name.toLowerCase());
		const key =
			name.length === 1 ? name : letter ? String.fromCharCode(letter[1]!.charCodeAt(0) - 96) : entryOf(CONTROLS, name);
		if (key === undefined) return undefined;
		keys += key;
	}
	return keys;
}
