import { cellWidth } from '../../../src/core/shell/graphemes.ts';

/** As much of a terminal as the line editor needs: rows of cells, a cursor, wrapping at the margin as xterm does it. */
export class Screen {
	rows: string[][] = [[]];
	row = 0;
	column = 0;
	/** The last column was written; the next character wraps. */
	private wraps = false;
	private rest = '';
	bells = 0;

	constructor(readonly columns: number) {}

	feed(text: string): this {
		let input = this.rest + text;
		this.rest = '';
		while (input !== '') {
			const sequence = /^\x1b\[([?0-9;]*)([A-Za-z])/.exec(input);
			if (sequence) {
				this.control(sequence[2]!, sequence[1]!);
				input = input.slice(sequence[0].length);
				continue;
			}
			if (input.startsWith('\x1b')) {
				this.rest = input;
				return this;
			}
			const character = String.fromCodePoint(input.codePointAt(0)!);
			input = input.slice(character.length);
			this.put(character);
		}
		return this;
	}

	/** Rows as text, without blanks at their ends. */
	text(): string {
		return this.rows
			.map((row) =>
				Array.from(row, (cell) => cell ?? ' ')
					.join('')
					.trimEnd()
			)
			.join('\n')
			.trimEnd();
	}

	private put(character: string): void {
		if (character === '\r') this.column = 0;
		else if (character === '\n') this.down(1);
		else if (character === '\b') this.column = Math.max(0, this.column - 1);
		else if (character === '\x07') this.bells++;
		else return this.print(character);
		this.wraps = false;
	}

	private print(character: string): void {
		const width = cellWidth(character);
		if (width === 0) {
			const before = this.wraps ? this.column : this.column - 1;
			const row = this.rows[this.row]!;
			row[before] = (row[before] ?? '') + character;
			return;
		}
		if (this.wraps || this.column + width > this.columns) {
			this.down(1);
			this.column = 0;
			this.wraps = false;
		}
		const row = this.rows[this.row]!;
		row[this.column] = character;
		if (width === 2) row[this.column + 1] = '';
		if (this.column + width >= this.columns) {
			this.column = this.columns - 1;
			this.wraps = true;
		} else this.column += width;
	}

	private down(count: number): void {
		this.row += count;
		while (this.rows.length <= this.row) this.rows.push([]);
	}

	private control(letter: string, parameters: string): void {
		if (parameters.startsWith('?') || letter === 'm') return;
		const n = Math.max(1, Number(parameters.split(';')[0] || 1));
		this.wraps = false;
		if (letter === 'A') this.row = Math.max(0, this.row - n);
		else if (letter === 'B') this.down(n);
		else if (letter === 'C') this.column = Math.min(this.columns - 1, this.column + n);
		else if (letter === 'D') this.column = Math.max(0, this.column - n);
		else if (letter === 'H') {
			this.row = 0;
			this.column = 0;
		} else if (letter === 'K') this.rows[this.row]!.length = Math.min(this.rows[this.row]!.length, this.column);
		else if (letter === 'J' && parameters === '2') {
			this.rows = [[]];
			this.down(0);
		} else if (letter === 'J') {
			this.rows[this.row]!.length = Math.min(this.rows[this.row]!.length, this.column);
			this.rows.length = this.row + 1;
		} else throw new Error(`the screen model does not know CSI ${parameters}${letter}`);
	}
}
