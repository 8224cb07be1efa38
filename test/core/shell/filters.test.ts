import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Runner } from './machine.ts';

/**
 * What the real sed 4.9 and mawk 1.3.4 of Debian 12 printed for a line. REWRITE=1 plays all lines there and writes the
 * file anew; review the difference.
 */
const FILE = new URL('../../testdata/shell/filters.txt', import.meta.url);
const PREPARE = "printf 'a\\nb\\nc\\n' > f; printf '10 9\\nabc 5\\n 7 7\\n' > n; printf 'x:1\\ny:2' > p; ";

interface Case {
	readonly line: string;
	readonly expected: string;
}

function cases(text: string): Case[] {
	return text
		.split(/^\$ /m)
		.slice(1)
		.map((block) => {
			const [line = '', ...rest] = block.split(/^(?=> )/m);
			return { line: line.trimEnd(), expected: rest.join('').replace(/\n+$/, '') };
		});
}

/** Each line of output after `> `, of the standard error after `> ! `; a last line without a newline ends with ⏎. */
function told({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }): string {
	const marked = (text: string, mark: string): string[] =>
		text === ''
			? []
			: (text.endsWith('\n') ? text.slice(0, -1) : `${text}⏎`).split('\n').map((line) => `> ${mark}${line}`);
	return [...marked(stdout, ''), ...marked(stderr, '! '), ...(code === 0 ? [] : [`> [${code}]`])].join('\n');
}

function real(line: string): string {
	const folder = mkdtempSync(join(tmpdir(), 'filters-'));
	const result = spawnSync('/bin/bash', ['--norc', '-c', PREPARE + line], {
		cwd: folder,
		encoding: 'utf8',
		input: '',
		env: { PATH: '/usr/bin:/bin', HOME: '/root', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
	});
	rmSync(folder, { recursive: true, force: true });
	return told({ code: result.status ?? -1, stdout: result.stdout, stderr: result.stderr });
}

if (process.env['REWRITE']) {
	expect(real('sed --version')).toContain('(GNU sed) 4.9');
	expect(real('awk -W version')).toContain('mawk 1.3.4 20200120');
	const text = readFileSync(FILE, 'utf8');
	const head = text.slice(0, text.search(/^\$ /m));
	const blocks = cases(text).map(({ line }) => {
		const expected = real(line);
		return `$ ${line}\n${expected === '' ? '' : `${expected}\n`}`;
	});
	writeFileSync(FILE, head + blocks.join('\n'));
}

test.each(['sed', 'awk'])('%s prints what Debian’s does, byte for byte', (program) => {
	const lines = cases(readFileSync(FILE, 'utf8')).filter(({ line }) => new RegExp(`\\b${program}\\b`).test(line));
	const { machine } = new Runner();
	const differences: string[] = [];
	for (const [i, { line, expected }] of lines.entries()) {
		const runner = new Runner(machine);
		const folder = `/tmp/${program}${i}`;
		runner.run(`mkdir ${folder}; cd ${folder}; export HOME=/root; ${PREPARE}`);
		const seen = told(runner.run(line));
		if (seen !== expected) differences.push(`$ ${line}\nreal:\n${expected}\nours:\n${seen}`);
	}
	console.log(`${lines.length} lines of ${program}, ${differences.length} different`);
	expect(lines.length).toBeGreaterThan(80);
	expect(differences.join('\n\n')).toBe('');
});
