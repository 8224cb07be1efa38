/** The data-driven file format of etcd: a command, perhaps input lines, `----`, the expected output. */

export interface Directive {
	/** Of the command, from 1. */
	readonly line: number;
	readonly command: string;
	/** Arguments without a value, in order. */
	readonly positional: readonly string[];
	/** key=value and key=(v1,v2). */
	readonly named: ReadonlyMap<string, readonly string[]>;
	readonly input: string;
	readonly expected: string;
}

export class ScriptSyntaxError extends Error {
	override name = 'ScriptSyntaxError';
}

export function parseScript(text: string): Directive[] {
	const lines = text.split(/\r?\n/);
	const directives: Directive[] = [];
	let at = 0;
	while (at < lines.length) {
		const start = at;
		let head = lines[at++]!.trim();
		if (head === '' || head.startsWith('#')) continue;
		while (head.endsWith('\\') && at < lines.length) head = head.slice(0, -1) + ' ' + lines[at++]!.trim();

		const input: string[] = [];
		while (at < lines.length && lines[at] !== '----') {
			if (lines[at]!.trim() === '') throw new ScriptSyntaxError(`line ${start + 1}: no ---- after "${head}"`);
			input.push(lines[at++]!);
		}
		if (at === lines.length) throw new ScriptSyntaxError(`line ${start + 1}: no ---- after "${head}"`);
		at++;

		const expected: string[] = [];
		if (lines[at] === '----') {
			// Output with blank lines in it stands between doubled separators.
			at++;
			while (at < lines.length && !(lines[at] === '----' && lines[at + 1] === '----')) expected.push(lines[at++]!);
			at += 2;
		} else {
			while (at < lines.length && lines[at] !== '') expected.push(lines[at++]!);
		}
		directives.push({ line: start + 1, ...parseCommand(head), input: input.join('\n'), expected: expected.join('\n') });
	}
	return directives;
}

function parseCommand(head: string): Pick<Directive, 'command' | 'positional' | 'named'> {
	// A word, optionally with =value or =(list); a list may contain spaces.
	const words = head.match(/[^\s=()]+(?:=(?:\([^)]*\)|[^\s()]*))?/g) ?? [];
	const [command = '', ...rest] = words;
	const positional: string[] = [];
	const named = new Map<string, readonly string[]>();
	for (const word of rest) {
		const equals = word.indexOf('=');
		if (equals === -1) {
			positional.push(word);
			continue;
		}
		const value = word.slice(equals + 1);
		const list = value.startsWith('(') ? value.slice(1, -1) : value;
		named.set(
			word.slice(0, equals),
			list.split(/[\s,]+/).filter((item) => item !== '')
		);
	}
	return { command, positional, named };
}
