/** What no program on a computer prints unless its author made a mistake. */
const TELLTALE: readonly (readonly [RegExp, string])[] = [
	[/\bundefined\b/, 'undefined'],
	[/\bNaN\b/, 'NaN'],
	[/\[object \w+\]/, 'an object as text'],
	[/\b(Type|Range|Reference|Syntax|Invariant)Error\b/, "JavaScript's error"],
	[/^\s+at .+\(?.+:\d+:\d+\)?$/m, 'a stack trace'],
	[/Cannot read propert|is not a function|is not iterable|Unexpected token|of undefined|BigInt/, "JavaScript's words"],
	[/function ?\*? ?\w*\([\w, ]*\) ?\{/, "JavaScript's source"]
];

/**
 * What is wrong with a text that was shown. What the question said itself may be said back.
 * @returns undefined when it is in order
 */
export function telltale(text: string, asked: string): string | undefined {
	for (const [pattern, what] of TELLTALE) {
		const found = pattern.exec(text);
		if (found && !asked.includes(found[0].trim())) return `${what} in the answer: ${around(text, found.index)}`;
	}
	return undefined;
}

function around(text: string, at: number): string {
	return JSON.stringify(text.slice(Math.max(0, at - 80), at + 120));
}

/** A thrown error as one line with the first places of ours that it passed. */
export function thrown(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const places = (error.stack ?? '')
		.split('\n')
		.filter((line) => line.includes('/src/'))
		.slice(0, 4)
		.map((line) => line.replace(/^\s+at /, '').replace(/(file:\/\/)?\/[^\s(]*?\/src\//, 'src/'));
	return `${error.name}: ${error.message.slice(0, 200)} < ${places.join(' < ')}`;
}
