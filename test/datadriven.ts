import { readFileSync, writeFileSync } from 'node:fs';

/** One case of a data file. */
export interface Case {
	/** Comment lines before it, with their #. */
	comment: string;
	/** Everything above the ----, one or more lines. */
	input: string;
	/** Everything below it, up to the next blank line (or the closing ---- when it holds blank lines). */
	expected: string;
	line: number;
}

/**
 * Reads a file of cases: `# comment`, input lines, `----`, output lines, blank line. Output that holds blank lines is
 * closed by a line of ---- of its own, and opened by two: `----` twice.
 */
export function readCases(path: string): Case[] {
	const lines = readFileSync(path, 'utf8').split('\n');
	const cases: Case[] = [];
	let i = 0;
	while (i < lines.length) {
		if (lines[i] === '') {
			i++;
			continue;
		}
		const comment: string[] = [];
		while (lines[i]?.startsWith('#')) comment.push(lines[i++]!);
		if (lines[i] === undefined || lines[i] === '') {
			cases.push({ comment: comment.join('\n'), input: '', expected: '', line: i + 1 });
			continue;
		}
		const line = i + 1;
		const input: string[] = [];
		while (i < lines.length && lines[i] !== '----') input.push(lines[i++]!);
		if (i === lines.length) throw new Error(`${path}:${line}: a case without ----`);
		i++;
		const expected: string[] = [];
		if (lines[i] === '----') {
			i++;
			while (i < lines.length && lines[i] !== '----') expected.push(lines[i++]!);
			i++;
			if (lines[i] === '----') i++;
		} else while (i < lines.length && lines[i] !== '') expected.push(lines[i++]!);
		cases.push({ comment: comment.join('\n'), input: input.join('\n'), expected: expected.join('\n'), line });
	}
	return cases;
}

/**
 * Runs every case of a file and compares. With REWRITE=1 the file is written anew with what came out: read the diff
 * before you commit it. @returns how many cases ran and which differ.
 */
export function runDataFile(path: string, run: (input: string) => string): { count: number; differences: string[] } {
	const cases = readCases(path);
	const differences: string[] = [];
	let count = 0;
	let rewritten = '';
	for (const one of cases) {
		if (one.comment) rewritten += `${one.comment}\n`;
		if (one.input === '') {
			rewritten += '\n';
			continue;
		}
		count++;
		const actual = run(one.input).replace(/\n$/, '');
		if (actual !== one.expected)
			differences.push(
				`${path}:${one.line}: ${one.input}\n  expected:\n${indent(one.expected)}\n  came:\n${indent(actual)}`
			);
		const fence = /^$/m.test(actual) && actual !== '' ? '----\n' : '';
		rewritten += `${one.input}\n----\n${fence}${actual === '' ? '' : `${actual}\n`}${fence ? '----\n----\n' : ''}\n`;
	}
	if (process.env['REWRITE']) {
		writeFileSync(path, rewritten);
		return { count, differences: [] };
	}
	return { count, differences };
}

function indent(text: string): string {
	return text.replace(/^/gm, '    ');
}
