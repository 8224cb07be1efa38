/** Two headings in capitals with a gap between them: a table of Docker's begins. */
const HEADING = /^([A-Z][A-Z0-9 ]*?) {2,}(?=[A-Z])/;
const PROMPT = /^\S+@\S+ [$#]/;

/**
 * The first column of tables in a terminal that is scrolled sideways, so that a row can still be told.
 * @param lines from some way above what is visible, as the table's head may have gone
 * @returns for each line its part, '' where no table is
 */
export function firstColumns(lines: readonly string[]): string[] {
	let width = 0;
	return lines.map((line) => {
		const heading = HEADING.exec(line);
		if (heading) width = heading[0].length;
		else if (width > 0 && (line === '' || PROMPT.test(line) || (line.length >= width && line[width - 1] !== ' ')))
			width = 0;
		return line.slice(0, width);
	});
}
