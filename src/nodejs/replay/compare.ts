import type { Played } from './play.ts';

export interface Comparison {
	/** Lines of the longer of the two outputs. */
	lines: number;
	equal: number;
	/** Lines that only one has, as a unified diff without its context; '' when the outputs are equal. */
	difference: string;
}

export function compare({ real, ours }: Played): Comparison {
	const missing = without(real, ours);
	const more = without(ours, real);
	const lines = Math.max(real.length, ours.length);
	const difference = [...missing.map((line) => `- ${line}`), ...more.map((line) => `+ ${line}`)].join('\n');
	const isSame = difference === '' && real.every((line, i) => line === ours[i]);
	return {
		lines,
		equal: lines - Math.max(missing.length, more.length),
		difference: isSame ? '' : difference || 'the same lines in another order'
	};
}

function without(lines: readonly string[], others: readonly string[]): string[] {
	const left = [...others];
	return lines.filter((line) => {
		const at = left.indexOf(line);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
}
