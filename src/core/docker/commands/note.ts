import type { CommandContext } from '../context.ts';

/** Lines of a text and, behind it, an address. */
export type Note = readonly (readonly [text: string, address?: string])[];

/** Source: the client 28.2.2 at a pipe and at a terminal (docker/cli internal/tui/note.go). */
/** What stands before a note. */
export function infoHead(isTerminal: boolean): string {
	return isTerminal ? '\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m' : ' Info -> ';
}

export function note(context: CommandContext, lines: Note): string {
	const isPlain = !context.sys.terminal(1);
	const head = infoHead(!isPlain);
	const indent = ' '.repeat(9);
	const shown = ([text, address]: Note[number]): string => {
		if (isPlain) return text + (address ?? '');
		return `\x1b[3m${text.replaceAll('--platform', '\x1b[1m--platform\x1b[0m')}${address === undefined ? '' : `\x1b[4m${address}\x1b[0m`}\x1b[0m`;
	};
	return lines.map((line, i) => `${i === 0 ? head : indent}${shown(line)}\n`).join('');
}
