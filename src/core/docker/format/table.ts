/**
 * Aligns cells that end in a tab into columns at least 10 wide and 3 apart; the last cell of a line is free.
 * Source: Go's text/tabwriter with minwidth 10, tabwidth 1, padding 3, as docker/cli uses it (20, 1, 3 in old clients).
 */
export function alignColumns(text: string, minWidth = 10, padding = 3): string {
	const trailing = text.endsWith('\n');
	const lines = (trailing ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
	const out = lines.map(() => '');
	format(0, lines.length, 0);
	return out.join('\n') + (trailing ? '\n' : '');

	/** A column is a block of neighbouring lines that all have a cell ended by a tab there. */
	function format(from: number, to: number, column: number): void {
		for (let i = from; i < to; i++) {
			const line = lines[i]!;
			if (column >= line.length - 1) {
				out[i] += line[column] ?? '';
				continue;
			}
			let end = i;
			let width = minWidth;
			while (end < to && column < lines[end]!.length - 1) {
				width = Math.max(width, length(lines[end]![column]!) + padding);
				end++;
			}
			for (let k = i; k < end; k++) {
				const cell = lines[k]![column]!;
				out[k] += cell + ' '.repeat(width - length(cell));
			}
			format(i, end, column + 1);
			i = end - 1;
		}
	}
}

function length(text: string): number {
	return [...text].length;
}
