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

/** Keeps back what may become the keys to detach. Source: moby/term proxy.go. */
export class DetachWatch {
	private held = '';

	constructor(private readonly keys: string) {}

	/** @returns what goes on to the container; undefined once the keys are complete */
	pass(text: string): string | undefined {
		let passed = '';
		for (const key of text) {
			if (key !== this.keys[this.held.length]) {
				passed += this.held;
				this.held = '';
				if (key !== this.keys[0]) {
					passed += key;
					continue;
				}
			}
			this.held += key;
			if (this.held === this.keys) return undefined;
		}
		return passed;
	}
}
