import { graphemes } from './graphemes.ts';

/** One key: a character, or what it means to the line editor. */
export type Key = { kind: 'text'; text: string } | { kind: 'paste'; text: string } | { kind: 'key'; name: string };

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

const SEQUENCES: Readonly<Record<string, string>> = {
	'\x1b[A': 'up',
	'\x1b[B': 'down',
	'\x1b[C': 'right',
	'\x1b[D': 'left',
	'\x1bOA': 'up',
	'\x1bOB': 'down',
	'\x1bOC': 'right',
	'\x1bOD': 'left',
	'\x1b[H': 'home',
	'\x1b[F': 'end',
	'\x1bOH': 'home',
	'\x1bOF': 'end',
	'\x1b[1~': 'home',
	'\x1b[4~': 'end',
	'\x1b[7~': 'home',
	'\x1b[8~': 'end',
	'\x1b[3~': 'delete',
	'\x1b[2~': 'insert',
	'\x1b[5~': 'page-up',
	'\x1b[6~': 'page-down',
	'\x1b[1;5C': 'word-right',
	'\x1b[1;5D': 'word-left',
	'\x1b[1;3C': 'word-right',
	'\x1b[1;3D': 'word-left',
	'\x1b[3;5~': 'kill-word',
	'\x1b[Z': 'back-tab'
};

/** Cuts what xterm sends into keys; keeps the beginning of a sequence until the rest is there. */
export class KeyDecoder {
	private pending = '';

	feed(text: string): Key[] {
		this.pending += text;
		const keys: Key[] = [];
		while (this.pending !== '') {
			const key = this.next();
			if (!key) break;
			keys.push(key);
		}
		return keys;
	}

	/** Keys that were cut off but not used, as they were typed. */
	putBack(text: string): void {
		this.pending = text + this.pending;
	}

	/** What was fed and not used yet; the decoder forgets it. */
	takePending(): string {
		const rest = this.pending;
		this.pending = '';
		return rest;
	}

	private next(): Key | undefined {
		const { pending } = this;
		if (pending.startsWith('\x1b')) return this.escape();
		const first = graphemes(pending.slice(0, 32))[0]!;
		const code = first.charCodeAt(0);
		if (code >= 0x20 && code !== 0x7f) {
			// A high surrogate alone: its other half is still to come.
			if (first.length === 1 && code >= 0xd800 && code < 0xdc00 && pending.length === 1) return undefined;
			return this.take(first.length, { kind: 'text', text: first });
		}
		// \r\n together counts once.
		const length = first === '\r\n' ? 2 : 1;
		return this.take(length, { kind: 'key', name: controlName(first[0]!) });
	}

	private take(length: number, key: Key): Key {
		this.pending = this.pending.slice(length);
		return key;
	}

	private escape(): Key | undefined {
		const { pending } = this;
		if (pending.startsWith(PASTE_START)) {
			const end = pending.indexOf(PASTE_END);
			if (end < 0) return undefined;
			return this.take(end + PASTE_END.length, {
				kind: 'paste',
				text: pending.slice(PASTE_START.length, end).replace(/\r\n?/g, '\n')
			});
		}

		const sequence = /^\x1b(?:\[[0-9;?]*[@-~]|O[@-~])/.exec(pending);
		if (sequence) return this.take(sequence[0].length, { kind: 'key', name: SEQUENCES[sequence[0]] ?? 'unknown' });

		if (/^\x1b(?:\[[0-9;?]*|O)?$/.test(pending)) return undefined;
		const after = pending[1]!;
		return this.take(2, { kind: 'key', name: `alt-${after === '\x7f' ? 'backspace' : after.toLowerCase()}` });
	}
}

function controlName(c: string): string {
	switch (c) {
		case '\r':
		case '\n':
			return 'enter';
		case '\t':
			return 'tab';
		case '\x7f':
		case '\b':
			return 'backspace';
		default:
			return `ctrl-${String.fromCharCode(c.charCodeAt(0) + 96)}`;
	}
}

/** A line as it is typed: `^C` is that key alone, anything else ends with Enter. */
export function keysOf(line: string): string {
	const control = /^\^([@-_])$/.exec(line)?.[1];
	if (control === undefined) return `${line}\r`;
	const key = String.fromCharCode(control.charCodeAt(0) - 64);
	// telnet reads lines: its escape character takes effect with the next one.
	return control === ']' ? `${key}\r` : key;
}
