import { cellWidth, graphemes, visibleText } from './graphemes.ts';

interface Place {
	row: number;
	column: number;
}

/** Characters with the places they stand at, counted from the start of the prompt's last line. */
interface Layout {
	characters: string[];
	places: Place[];
	/** Characters too wide for what was left of their row: a blank cell stays at its end. */
	wrapped: Set<number>;
	end: Place;
}

/**
 * Draws a line being edited over as many rows as it needs, sending only what changed: the redisplay of readline.
 * Everything is relative to the cursor, so it works wherever on the screen the prompt happens to be.
 */
export class LineDisplay {
	private prompt = '';
	private shown: Layout = { characters: [], places: [], wrapped: new Set(), end: { row: 0, column: 0 } };
	private cursor: Place = { row: 0, column: 0 };

	constructor(
		private readonly show: (text: string) => void,
		private readonly columns: () => number
	) {}

	/** Writes a prompt at the cursor, which stands at the left margin, and starts an empty line behind it. */
	start(prompt: string): void {
		const lines = prompt.split('\n');
		this.prompt = lines.at(-1)!;
		this.show(prompt.split('\x01').join('').split('\x02').join(''));
		this.shown = this.layout('');
		this.cursor = this.shown.end;
		if (this.cursor.column === 0 && visibleText(this.prompt) !== '') this.show(' \r');
	}

	/** Shows a text with the cursor before its character `index` (in code units). */
	refresh(text: string, index: number): void {
		const next = this.layout(text);
		let same = 0;
		while (same < next.characters.length && next.characters[same] === this.shown.characters[same]) same++;
		if (same < next.characters.length || same < this.shown.characters.length) {
			const from = next.places[same] ?? next.end;
			this.moveTo(next.wrapped.has(same) ? { row: from.row - 1, column: this.columns() - 1 } : from);
			this.show(this.text(next, same));
			this.cursor = next.end;
			const { end } = this.shown;
			if (end.row > next.end.row) this.show('\x1b[J');
			else if (end.row === next.end.row && end.column > next.end.column) this.show('\x1b[K');
			this.shown = next;
		}
		const at = graphemes(text.slice(0, index)).length;
		this.moveTo(next.places[at] ?? next.end);
	}

	/** Another prompt in place of the one shown, as Ctrl-R needs it. */
	replacePrompt(prompt: string): void {
		this.moveTo({ row: 0, column: 0 });
		this.show('\x1b[J');
		this.start(prompt);
	}

	/** Leaves the line as it is and goes to the row below it. */
	finish(): void {
		this.moveTo(this.shown.end);
		this.show('\r\n');
	}

	/** After the terminal was resized it has wrapped the rows anew: draws all of it again. */
	resized(text: string, index: number): void {
		const now = this.layout(text);
		const at = now.places[graphemes(text.slice(0, index)).length] ?? now.end;
		this.cursor = at;
		this.moveTo({ row: 0, column: 0 });
		this.show('\x1b[J');
		this.start(this.prompt);
		this.refresh(text, index);
	}

	/** At the left margin of an empty row: writes prompt and line again (after a list of completions, after ^L). */
	redraw(prompt: string, text: string, index: number): void {
		this.start(prompt);
		this.refresh(text, index);
	}

	private text(layout: Layout, from: number): string {
		let out = '';
		for (let i = from; i < layout.characters.length; i++) {
			const character = layout.characters[i]!;
			const followsFullRow = i > from && layout.places[i]!.column === 0 && layout.characters[i - 1] !== '\n';
			if (character === '\n' && followsFullRow) out += ' \r';
			if (layout.wrapped.has(i)) out += '\x1b[K';
			out += character === '\n' ? '\x1b[K\r\n' : drawn(character);
		}
		// At the right margin the terminal waits with the wrap; a blank and \r bring it about.
		if (layout.end.column === 0 && layout.characters.length > from && layout.characters.at(-1) !== '\n') out += ' \r';
		return out;
	}

	private layout(text: string): Layout {
		const columns = Math.max(2, this.columns());
		const characters = graphemes(text);
		const places: Place[] = [];
		const wrapped = new Set<number>();
		let row = 0;
		let column = 0;
		const advance = (width: number): void => {
			if (column + width > columns) {
				row++;
				column = 0;
			}
			column += width;
			if (column >= columns) {
				row++;
				column = 0;
			}
		};
		for (const character of graphemes(visibleText(this.prompt))) advance(cellWidth(character));
		for (const character of characters) {
			const width = character === '\n' ? 0 : cellWidth(drawn(character));
			if (column + width > columns) {
				wrapped.add(places.length);
				row++;
				column = 0;
			}
			places.push({ row, column });
			if (character === '\n') {
				row++;
				column = 0;
			} else advance(width);
		}
		return { characters, places, wrapped, end: { row, column } };
	}

	private moveTo(place: Place): void {
		const down = place.row - this.cursor.row;
		if (down < 0) this.show(down === -1 ? '\x1b[A' : `\x1b[${-down}A`);
		if (down > 0) this.show(down === 1 ? '\x1b[B' : `\x1b[${down}B`);
		const right = place.column - this.cursor.column;
		if (right !== 0) {
			if (place.column === 0) this.show('\r');
			else if (right < 0) this.show(right >= -4 ? '\b'.repeat(-right) : `\x1b[${-right}D`);
			else this.show(right === 1 ? '\x1b[C' : `\x1b[${right}C`);
		}
		this.cursor = place;
	}
}

/** Control characters appear as ^X; a tab as the blanks it stands for would depend on its place, so as one. */
function drawn(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
	return code === 0x7f ? '^?' : character;
}
