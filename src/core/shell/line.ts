import type { Process } from '../sim/process.ts';
import { commonPrefix, type Completion } from './completion.ts';
import { cellWidth, graphemes } from './graphemes.ts';
import type { Key } from './keys.ts';
import type { KeyDecoder } from './keys.ts';
import { LineDisplay } from './line-display.ts';
import type { Tty } from './tty.ts';

export type LineResult = { kind: 'line'; text: string } | { kind: 'end' } | { kind: 'interrupt' };

export interface LineSource {
	/** Older lines, oldest first. */
	history: readonly string[];
	complete: (line: string, cursor: number) => Process<Completion>;
}

/** With more candidates readline asks first. */
const ASKS_FROM = 100;
const BRACKETED_PASTE_ON = '\x1b[?2004h';
const BRACKETED_PASTE_OFF = '\x1b[?2004l\r';
const BELL = '\x07';

/**
 * Reads one line with editing, history, search and completion: the emacs mode of readline, with its key bindings and
 * its screen codes. A new instance for each line; what was killed (Ctrl-K, Ctrl-W) lasts in `KillRing`.
 */
export class LineEditor {
	private text = '';
	/** Code units before the cursor, always between graphemes. */
	private cursor = 0;
	private readonly display: LineDisplay;
	/** Position in history; its length means the new line. */
	private place: number;
	/** Lines of history changed while this one is edited, the new line last. */
	private readonly drafts = new Map<number, string>();
	private undo: { text: string; cursor: number }[] = [];
	private lastKey = '';
	private lastEdit = '';
	private search:
		{ query: string; at: number; failed: boolean; before: { text: string; cursor: number; place: number } } | undefined;
	private result: LineResult | undefined;
	private asking: string[] | undefined;
	/** The last Tab changed the line, so the next one does not list yet. */
	private hasCompleted = false;

	constructor(
		private readonly tty: Tty,
		private readonly prompt: string,
		private readonly source: LineSource,
		private readonly kills: KillRing,
		private readonly decoder: KeyDecoder
	) {
		this.place = source.history.length;
		this.display = new LineDisplay(
			(text) => tty.show(text),
			() => tty.columns
		);
	}

	*read(): Process<LineResult> {
		const restore = this.tty.setMode({ canonical: false, echo: false, signals: false });
		const stopListening = this.tty.onResize(() => {
			if (!this.search) this.display.resized(this.text, this.cursor);
		});
		this.tty.show(BRACKETED_PASTE_ON);
		this.display.start(this.prompt);
		let unread: Key[] = [];
		try {
			let keys = this.decoder.feed('');
			for (;;) {
				while (keys.length > 0) {
					yield* this.handle(keys.shift()!);
					if (!this.result) continue;
					unread = keys;
					return this.result;
				}
				const typed = yield* this.tty.reader.read();
				if (typed === undefined) return { kind: 'end' };
				keys = this.decoder.feed(typed);
			}
		} finally {
			stopListening();
			this.tty.show(BRACKETED_PASTE_OFF);
			restore();
			// Typed ahead while nothing was echoed: it waits for who reads next.
			this.decoder.putBack(unread.map(textOf).join(''));
		}
	}

	private *handle(key: Key): Process<void> {
		if (this.asking) return this.answer(key);
		if (this.search && !this.searchKey(key)) return;
		if (key.kind === 'text') {
			this.insert(key.text);
			this.lastEdit = 'insert';
		} else if (key.kind === 'paste') {
			this.remember('paste');
			this.insertText(key.text);
		} else {
			if (key.name === 'tab') yield* this.completeWord();
			else this.press(key.name);
			this.lastKey = key.name;
			this.refresh();
			return;
		}
		this.lastKey = '';
		this.refresh();
	}

	private refresh(): void {
		if (!this.result && !this.search) this.display.refresh(this.text, this.cursor);
	}

	private press(name: string): void {
		switch (name) {
			case 'enter':
				return this.accept();
			case 'ctrl-c':
				this.display.refresh(this.text, this.text.length);
				this.tty.show('^C\r\n');
				this.result = { kind: 'interrupt' };
				return;
			case 'ctrl-d':
				if (this.text === '') {
					this.result = { kind: 'end' };
					return;
				}
				return this.remove(this.cursor, this.right());
			case 'backspace':
				return this.remove(this.left(), this.cursor);
			case 'delete':
				return this.remove(this.cursor, this.right());
			case 'left':
			case 'ctrl-b':
				this.cursor = this.left();
				return;
			case 'right':
			case 'ctrl-f':
				this.cursor = this.right();
				return;
			case 'home':
			case 'ctrl-a':
				this.cursor = 0;
				return;
			case 'end':
			case 'ctrl-e':
				this.cursor = this.text.length;
				return;
			case 'word-left':
			case 'alt-b':
				this.cursor = this.wordLeft();
				return;
			case 'word-right':
			case 'alt-f':
				this.cursor = this.wordRight();
				return;
			case 'ctrl-k':
				return this.kill(this.cursor, this.text.length, 'forward');
			case 'ctrl-u':
				return this.kill(0, this.cursor, 'backward');
			case 'ctrl-w':
				return this.kill(this.text.slice(0, this.cursor).search(/\S+\s*$/), this.cursor, 'backward');
			case 'alt-backspace':
				return this.kill(this.wordLeft(), this.cursor, 'backward');
			case 'alt-d':
			case 'kill-word':
				return this.kill(this.cursor, this.wordRight(), 'forward');
			case 'ctrl-y':
				this.remember('yank');
				return this.insertText(this.kills.top());
			case 'ctrl-t':
				return this.transpose();
			case 'alt-t':
				return this.transposeWords();
			case 'alt-u':
				return this.changeWord((word) => word.toUpperCase());
			case 'alt-l':
				return this.changeWord((word) => word.toLowerCase());
			case 'alt-c':
				return this.changeWord((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase());
			case 'ctrl-_':
			case 'ctrl-\x7f':
				return this.undoOne();
			case 'ctrl-l':
				this.tty.show('\x1b[H\x1b[2J');
				return this.display.redraw(this.prompt, this.text, this.cursor);
			case 'up':
			case 'ctrl-p':
				return this.goTo(this.place - 1);
			case 'down':
			case 'ctrl-n':
				return this.goTo(this.place + 1);
			case 'alt-<':
				return this.goTo(0);
			case 'alt->':
				return this.goTo(this.source.history.length);
			case 'alt-.':
				return this.insertLastWord();
			case 'ctrl-r':
				this.search = {
					query: '',
					at: this.place,
					failed: false,
					before: { text: this.text, cursor: this.cursor, place: this.place }
				};
				return this.showSearch();
			case 'alt-#':
				this.text = `#${this.text}`;
				return this.accept();
			default:
				return;
		}
	}

	private accept(): void {
		this.display.refresh(this.text, this.text.length);
		this.display.finish();
		this.result = { kind: 'line', text: this.text };
	}

	// ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────

	private insert(text: string): void {
		if (this.lastEdit !== 'insert' || /\s/.test(text)) this.remember('insert');
		this.insertText(text);
	}

	private insertText(text: string): void {
		this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
		this.cursor += text.length;
	}

	private remember(edit: string): void {
		this.undo.push({ text: this.text, cursor: this.cursor });
		if (this.undo.length > 200) this.undo.shift();
		this.lastEdit = edit;
	}

	private undoOne(): void {
		const before = this.undo.pop();
		if (before) Object.assign(this, before);
		else this.tty.show(BELL);
		this.lastEdit = 'undo';
	}

	private remove(from: number, to: number): void {
		if (from >= to) return this.tty.show(BELL);
		this.remember('remove');
		this.text = this.text.slice(0, from) + this.text.slice(to);
		this.cursor = from;
	}

	private kill(from: number, to: number, direction: 'forward' | 'backward'): void {
		if (from < 0 || from >= to) return;
		this.kills.add(this.text.slice(from, to), KILLS.has(this.lastKey) ? direction : undefined);
		this.remove(from, to);
	}

	private left(): number {
		return this.cursor - (graphemes(this.text.slice(0, this.cursor)).at(-1)?.length ?? 0);
	}

	private right(): number {
		return this.cursor + (graphemes(this.text.slice(this.cursor))[0]?.length ?? 0);
	}

	private wordLeft(): number {
		return this.cursor - (/[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(this.text.slice(0, this.cursor))?.[0].length ?? 0);
	}

	private wordRight(): number {
		return this.cursor + (/^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(this.text.slice(this.cursor))?.[0].length ?? 0);
	}

	private transpose(): void {
		const characters = graphemes(this.text);
		let at = graphemes(this.text.slice(0, this.cursor)).length;
		if (at === 0 || characters.length < 2) return this.tty.show(BELL);
		if (at === characters.length) at--;
		this.remember('transpose');
		[characters[at - 1], characters[at]] = [characters[at]!, characters[at - 1]!];
		this.text = characters.join('');
		this.cursor = characters.slice(0, at + 1).join('').length;
	}

	private transposeWords(): void {
		const before = /([\p{L}\p{N}]+)([^\p{L}\p{N}]+)([\p{L}\p{N}]*)$/u.exec(this.text.slice(0, this.wordRight()));
		if (!before || before[3] === '') return this.tty.show(BELL);
		const end = before.index + before[0].length;
		this.remember('transpose');
		this.text = this.text.slice(0, before.index) + before[3] + before[2] + before[1] + this.text.slice(end);
		this.cursor = end;
	}

	private changeWord(change: (word: string) => string): void {
		const end = this.wordRight();
		const gap = /^[^\p{L}\p{N}]*/u.exec(this.text.slice(this.cursor))![0].length;
		this.remember('case');
		const start = this.cursor + gap;
		this.text = this.text.slice(0, start) + change(this.text.slice(start, end)) + this.text.slice(end);
		this.cursor = end;
	}

	// ── history ───────────────────────────────────────────────────────────────────────────────────────────────────

	private lineAt(place: number): string {
		return this.drafts.get(place) ?? this.source.history[place] ?? '';
	}

	private goTo(place: number): void {
		if (place < 0 || place > this.source.history.length) return this.tty.show(BELL);
		this.drafts.set(this.place, this.text);
		this.place = place;
		this.text = this.lineAt(place);
		this.cursor = this.text.length;
		this.undo = [];
	}

	private insertLastWord(): void {
		const word = this.source.history.at(-1)?.trim().split(/\s+/).at(-1);
		if (word === undefined) return this.tty.show(BELL);
		this.remember('yank');
		this.insertText(word);
	}

	// ── incremental search ────────────────────────────────────────────────────────────────────────────────────────

	/** @returns true when the key ended the search and still has to be obeyed. */
	private searchKey(key: Key): boolean {
		const search = this.search!;
		if (key.kind === 'text' || key.kind === 'paste') {
			search.query += key.text;
			this.find(search.at);
		} else if (key.name === 'backspace') {
			search.query = search.query.slice(0, -(graphemes(search.query).at(-1)?.length ?? 0) || undefined);
			if (search.query === '') search.failed = false;
			else this.find(search.before.place);
		} else if (key.name === 'ctrl-r') {
			if (search.query === '') search.query = this.kills.lastSearch;
			this.find(search.at - 1);
		} else {
			const isAbort = key.name === 'ctrl-g';
			if (isAbort) Object.assign(this, search.before);
			this.kills.lastSearch = search.query;
			this.search = undefined;
			this.display.replacePrompt(this.prompt);
			this.display.refresh(this.text, this.cursor);
			return !isAbort;
		}
		this.showSearch();
		return false;
	}

	/** Looks backwards from a place for a line that holds the query. */
	private find(from: number): void {
		const search = this.search!;
		if (search.query === '') return;
		for (let place = Math.min(from, this.source.history.length); place >= 0; place--) {
			const line = place === this.source.history.length ? search.before.text : this.lineAt(place);
			const at = line.lastIndexOf(search.query);
			if (at < 0) continue;
			Object.assign(search, { at: place, failed: false });
			this.place = place;
			this.text = line;
			this.cursor = at;
			return;
		}
		search.failed = true;
		this.tty.show(BELL);
	}

	private showSearch(): void {
		const { query, failed } = this.search!;
		this.display.replacePrompt(`(${failed ? 'failed ' : ''}reverse-i-search)\`${query}': `);
		this.display.refresh(this.text, this.cursor);
	}

	// ── completion ────────────────────────────────────────────────────────────────────────────────────────────────

	private *completeWord(): Process<void> {
		const { start, candidates, labels } = yield* this.source.complete(this.text, this.cursor);
		if (candidates.length === 0) return this.tty.show(BELL);
		const word = this.text.slice(start, this.cursor);
		const prefix = commonPrefix(candidates);
		if (candidates.length === 1) {
			const goesOn = /[/=]$/.test(prefix) || this.text[this.cursor] === ' ';
			return this.replaceWord(start, goesOn ? prefix : `${prefix} `);
		}
		if (prefix.length > word.length) return this.replaceWord(start, prefix);
		if (this.lastKey !== 'tab' || this.hasCompleted) {
			this.hasCompleted = false;
			return this.tty.show(BELL);
		}
		this.display.refresh(this.text, this.text.length);
		if (labels.length > ASKS_FROM) {
			this.display.finish();
			this.tty.show(`Display all ${labels.length} possibilities? (y or n)`);
			this.asking = labels;
			return;
		}
		this.display.finish();
		this.list(labels);
	}

	private answer(key: Key): void {
		const labels = this.asking!;
		const reply = key.kind === 'text' ? key.text.toLowerCase() : key.kind === 'key' ? key.name : '';
		if (!['y', ' ', 'n', 'ctrl-c', 'ctrl-g', 'backspace'].includes(reply)) return this.tty.show(BELL);
		this.asking = undefined;
		this.tty.show('\r\n');
		this.list(reply === 'y' || reply === ' ' ? labels : []);
		this.lastKey = '';
	}

	private list(labels: readonly string[]): void {
		if (labels.length > 0) this.tty.show(padded(labels, this.tty.columns));
		this.display.redraw(this.prompt, this.text, this.cursor);
	}

	private replaceWord(start: number, word: string): void {
		this.hasCompleted = true;
		this.remember('complete');
		this.text = this.text.slice(0, start) + word + this.text.slice(this.cursor);
		this.cursor = start + word.length;
	}
}

const KILLS = new Set(['ctrl-k', 'ctrl-u', 'ctrl-w', 'alt-d', 'alt-backspace', 'kill-word']);

/** readline's list: columns of one width, filled downwards. */
function padded(labels: readonly string[], width: number): string {
	const cell = Math.max(...labels.map(cellWidth)) + 2;
	const count = Math.max(1, Math.floor(width / cell));
	const rows = Math.ceil(labels.length / count);
	let text = '';
	for (let row = 0; row < rows; row++) {
		const line: string[] = [];
		for (let at = row; at < labels.length; at += rows)
			line.push(at + rows < labels.length ? labels[at]! + ' '.repeat(cell - cellWidth(labels[at]!)) : labels[at]!);
		text += `${line.join('')}\r\n`;
	}
	return text;
}

/** What was cut, and the last search: they outlive a line. */
export class KillRing {
	lastSearch = '';
	private text = '';

	top(): string {
		return this.text;
	}

	/** With a direction the cut follows another and is joined to it. */
	add(text: string, joins: 'forward' | 'backward' | undefined): void {
		this.text = joins === 'forward' ? this.text + text : joins === 'backward' ? text + this.text : text;
	}
}

/** A key as it was typed. */
function textOf(key: Key): string {
	if (key.kind !== 'key') return key.text;
	if (key.name === 'enter') return '\r';
	if (key.name === 'tab') return '\t';
	if (key.name === 'backspace') return '\x7f';
	return /^ctrl-.$/.test(key.name) ? String.fromCharCode(key.name.charCodeAt(5) - 96) : '';
}
