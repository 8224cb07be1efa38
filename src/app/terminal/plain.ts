import { Terminal } from '@xterm/xterm';

/** As wide as a bench usually is, so that tables stand as they stood. */
const COLUMNS = 130;
const ROWS = 60;
/** Rows of one output that paper shows. */
const LINES = 80;

let scratch: Terminal | undefined;
let last: Promise<unknown> = Promise.resolve();

/** What stands on a screen after `raw` was written to it: progress bars as they ended, no colours, no blank ends. */
export function plainText(raw: string): Promise<string> {
	const text = last.then(
		() =>
			new Promise<string>((settle) => {
				const terminal = (scratch ??= new Terminal({
					cols: COLUMNS,
					rows: ROWS,
					scrollback: 1000,
					allowProposedApi: true
				}));
				terminal.reset();
				terminal.write(raw, () => settle(linesOf(terminal).join('\n')));
			})
	);
	last = text;
	return text;
}

function linesOf(terminal: Terminal): string[] {
	const buffer = terminal.buffer.active;
	const lines: string[] = [];
	for (let y = 0; y <= buffer.baseY + buffer.cursorY; y++) {
		const line = buffer.getLine(y);
		if (line?.isWrapped) lines[lines.length - 1] += line.translateToString(true);
		else lines.push(line?.translateToString(true) ?? '');
	}
	while (lines[0] === '') lines.shift();
	while (lines.at(-1) === '') lines.pop();
	return lines.length > LINES ? [...lines.slice(0, LINES), '…'] : lines;
}
