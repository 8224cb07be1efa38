import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellWidth, graphemes } from '../../../src/core/shell/graphemes.ts';
import { LineDisplay } from '../../../src/core/shell/line-display.ts';
import { Screen } from './screen-model.ts';

/** Where a terminal puts prompt and text, drawn at once from nothing: what the incremental display has to arrive at. */
function drawnAtOnce(prompt: string, text: string, columns: number): { text: string; places: [number, number][] } {
	const screen = new Screen(columns);
	screen.feed(prompt);
	const places: [number, number][] = [];
	const place = (): [number, number] => {
		const { row, column } = screen;
		// A cursor that waits at the margin belongs at the start of the next row.
		const atMargin = (screen as unknown as { wraps: boolean }).wraps;
		return atMargin ? [row + 1, 0] : [row, column];
	};
	for (const character of graphemes(text)) {
		const [row, column] = place();
		places.push(character !== '\n' && column + cellWidth(character) > columns ? [row + 1, 0] : [row, column]);
		// A full row and then a new line: the cursor goes to the next row first.
		if (character === '\n' && column === 0 && row === screen.row + 1) screen.feed(' \r');
		screen.feed(character === '\n' ? '\r\n' : character);
	}
	places.push(place());
	return { text: screen.text(), places };
}

const character = fc.constantFrom(...'abcdefgh ij-$/', '中', '文', 'é', 'é', '🐳', '\n');
const line = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(''));

test('however a line changes, the screen shows exactly it and the cursor stands where it should', () => {
	let steps = 0;
	fc.assert(
		fc.property(
			fc.integer({ min: 8, max: 30 }),
			fc.constantFrom('$ ', '> ', '\x1b[1;32mroot@pi6 $\x1b[0m '),
			fc.array(fc.tuple(line, fc.nat()), { minLength: 1, maxLength: 12 }),
			(columns, prompt, changes) => {
				const screen = new Screen(columns);
				const display = new LineDisplay(
					(text) => screen.feed(text),
					() => columns
				);
				display.start(prompt);
				for (const [text, at] of changes) {
					const boundaries = [0];
					for (const one of graphemes(text)) boundaries.push(boundaries.at(-1)! + one.length);
					const place = at % boundaries.length;
					display.refresh(text, boundaries[place]!);
					const expected = drawnAtOnce(prompt, text, columns);
					expect(screen.text()).toBe(expected.text);
					expect([screen.row, screen.column]).toEqual(expected.places[place]);
					steps++;
				}
			}
		),
		{ numRuns: 400, seed: 7 }
	);
	console.log(`${steps} changes of a line drawn`);
	expect(steps).toBeGreaterThan(1000);
});

test('one more character at the end costs one character', () => {
	let sent = '';
	const display = new LineDisplay(
		(text) => (sent += text),
		() => 80
	);
	display.start('$ ');
	display.refresh('docker node l', 13);
	sent = '';
	display.refresh('docker node ls', 14);
	expect(sent).toBe('s');
});

test('wide characters take two cells, accents none', () => {
	expect(['a', '中', 'é', '🐳', 'ｱ', 'Ａ', '한', '\u200b', '─'].map(cellWidth)).toEqual([1, 2, 1, 2, 1, 2, 2, 0, 1]);
});
