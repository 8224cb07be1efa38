import type { Files } from '../sim/files.ts';

const FILE = '/root/.bash_history';
/** HISTSIZE */
const LINES_MAX = 500;

/**
 * What was typed, oldest first. It is kept in ~/.bash_history on the machine's disk, written at once (bash writes it
 * when it ends), so that a terminal opened later knows it.
 */
export class History {
	readonly lines: string[];

	constructor(private readonly files: Files) {
		this.lines = files.exists(FILE)
			? files
					.read(FILE)
					.split('\n')
					.filter((line) => line !== '')
					.map(unfold)
			: [];
	}

	add(line: string): void {
		if (line.trim() === '') return;
		this.lines.push(line);
		if (this.lines.length > LINES_MAX) this.lines.shift();
		this.save();
	}

	clear(): void {
		this.lines.length = 0;
		this.save();
	}

	/** @param number from 1, as `history` prints it. */
	removeAt(number: number): boolean {
		if (!(number >= 1 && number <= this.lines.length)) return false;
		this.lines.splice(number - 1, 1);
		this.save();
		return true;
	}

	private save(): void {
		this.files.mkdir('/root', { parents: true, mode: 0o700 });
		this.files.write(FILE, this.lines.map((line) => `${fold(line)}\n`).join(''), 0o600);
	}
}

/** An entry of several lines takes one line of the file. */
function fold(line: string): string {
	return line.replace(/\n/g, '\u2028');
}

function unfold(line: string): string {
	return line.replace(/\u2028/g, '\n');
}

export type HistoryExpansion = { text: string; isChanged: boolean } | { error: string };

/**
 * `!!`, `!$`, `!n`, `!-n`, `!text` before a line is parsed. Source: bash(1), HISTORY EXPANSION.
 * Not modelled: word designators other than $, modifiers, ^a^b^.
 */
export function expandHistory(line: string, lines: readonly string[]): HistoryExpansion {
	let out = '';
	let isChanged = false;
	let inDouble = false;
	for (let i = 0; i < line.length; i++) {
		const c = line[i]!;
		if (c === '\\') {
			out += c + (line[++i] ?? '');
			continue;
		}
		if (c === "'" && !inDouble) {
			const close = line.indexOf("'", i + 1);
			const end = close < 0 ? line.length : close + 1;
			out += line.slice(i, end);
			i = end - 1;
			continue;
		}
		if (c === '"') inDouble = !inDouble;
		const designator = c === '!' ? /^!(!|\$|-?\d+|[^\s=(;&|"'!$\d-][^\s;&|"':]*)/.exec(line.slice(i)) : null;
		// ${!x}, $! and [!a] are no events.
		if (!designator || /[$[{]$/.test(line.slice(0, i))) {
			out += c;
			continue;
		}
		const event = eventOf(designator[1]!, lines);
		if (event === undefined) return { error: `${designator[0]}: event not found` };
		out += event;
		isChanged = true;
		i += designator[0].length - 1;
	}
	return { text: out, isChanged };
}

function eventOf(designator: string, lines: readonly string[]): string | undefined {
	if (designator === '!') return lines.at(-1);
	if (designator === '$') return lines.at(-1)?.trim().split(/\s+/).at(-1);
	if (/^-\d+$/.test(designator)) return lines.at(Number(designator));
	if (/^\d+$/.test(designator)) return lines[Number(designator) - 1];
	return lines.findLast((line) => line.startsWith(designator));
}
