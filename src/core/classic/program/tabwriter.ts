/** Go's text/tabwriter with tabs as padding (minwidth 0, tabwidth 8, padding 1): what aligned the help screens. */
export function alignTabs(text: string): string {
	const lines = text.split('\n').map((line) => line.split('\t'));
	let out = '';
	const print = (from: number, to: number, widths: readonly number[]): void => {
		for (let i = from; i < to; i++) {
			const cells = lines[i]!;
			cells.forEach((cell, j) => {
				out += cell;
				const width = widths[j];
				if (width !== undefined && j < cells.length - 1) out += '\t'.repeat(tabsFor(cell.length, width));
			});
			if (i < lines.length - 1) out += '\n';
		}
	};
	const format = (from: number, to: number, widths: readonly number[]): void => {
		const column = widths.length;
		let start = from;
		for (let i = from; i < to; i++) {
			if (column >= lines[i]!.length - 1) continue;
			print(start, i, widths);
			start = i;
			let width = 0;
			for (; i < to && column < lines[i]!.length - 1; i++) width = Math.max(width, lines[i]![column]!.length + 1);
			format(start, i, [...widths, width]);
			start = i;
		}
		print(start, to, widths);
	};
	format(0, lines.length, []);
	return out;
}

function tabsFor(length: number, width: number): number {
	return Math.ceil((Math.ceil(width / 8) * 8 - length) / 8);
}
