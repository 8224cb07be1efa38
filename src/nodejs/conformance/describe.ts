import type { Difference } from './run-script.ts';

const SHOWN = 6;
const LONGEST = 300;

/** A difference as a person reads it: lines that are only on one side, with every odd character visible. */
export function describeDifference(file: string, { line, command, what, real, ours }: Difference): string {
	const theirs = lines(real);
	const own = lines(ours);
	const firstAt = theirs.findIndex((text, i) => text !== own[i]);
	const at = firstAt < 0 ? theirs.length : firstAt;
	const head = `${file}:${line}: ${command.split('\n')[0]!}\n  ${what}${at > 0 ? ` from line ${at + 1}` : ''}\n`;
	return head + shown('real', theirs.slice(at)) + shown('ours', own.slice(at));
}

function lines(text: string): string[] {
	return text === '' ? [] : text.split(/(?<=\n)/);
}

function shown(whose: string, rest: readonly string[]): string {
	if (rest.length === 0) return `    ${whose}: nothing\n`;
	const more = rest.length > SHOWN ? `    ${whose}: … ${rest.length - SHOWN} more lines\n` : '';
	return (
		rest
			.slice(0, SHOWN)
			.map((text) => `    ${whose}: ${JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)}\n`)
			.join('') + more
	);
}
