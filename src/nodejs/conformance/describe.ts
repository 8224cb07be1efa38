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
	const from = commonStart(theirs[at] ?? '', own[at] ?? '');
	return head + shown('real', theirs.slice(at), from) + shown('ours', own.slice(at), from);
}

function lines(text: string): string[] {
	return text === '' ? [] : text.split(/(?<=\n)/);
}

/** Where a long line is to be shown from, so that what differs is in sight. */
function commonStart(real: string, ours: string): number {
	if (Math.max(real.length, ours.length) <= LONGEST) return 0;
	let same = 0;
	while (same < real.length && real[same] === ours[same]) same++;
	return Math.max(0, same - LONGEST / 4);
}

/** @param from character of the first line to begin at */
function shown(whose: string, rest: readonly string[], from: number): string {
	if (rest.length === 0) return `    ${whose}: nothing\n`;
	const more = rest.length > SHOWN ? `    ${whose}: … ${rest.length - SHOWN} more lines\n` : '';
	return (
		rest
			.slice(0, SHOWN)
			.map((text, i) => `    ${whose}: ${JSON.stringify(excerpt(text, i === 0 ? from : 0))}\n`)
			.join('') + more
	);
}

function excerpt(text: string, from: number): string {
	const end = from + LONGEST;
	return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''}`;
}
