import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Runner } from './machine.ts';

/**
 * The same snippets through the bash of this machine and through ours (`bash -c`), in an empty folder: standard
 * output, standard error and exit code have to be equal. The snippets are pure language and coreutils.
 */
const BASH = '/bin/bash';

function snippets(name: string): string[] {
	const text = readFileSync(new URL(`../../testdata/shell/${name}`, import.meta.url), 'utf8');
	return text
		.split(/^%%.*\n/m)
		.map((snippet) => snippet.replace(/\n$/, ''))
		.filter((snippet) => snippet.trim() !== '');
}

function real(snippet: string): { code: number; stdout: string; stderr: string } {
	const folder = mkdtempSync(join(tmpdir(), 'compare-'));
	const result = spawnSync(BASH, ['--norc', '-c', snippet], {
		argv0: 'bash',
		cwd: folder,
		encoding: 'utf8',
		timeout: 20_000,
		input: '',
		env: {
			PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
			HOME: '/root',
			LANG: 'C.UTF-8',
			LC_ALL: 'C.UTF-8',
			USER: 'root',
			TERM: 'xterm-256color'
		}
	});
	rmSync(folder, { recursive: true, force: true });
	return { code: result.status ?? -1, stdout: result.stdout, stderr: result.stderr.replaceAll(folder, '/work-folder') };
}

function ours(snippet: string): { code: number; stdout: string; stderr: string } {
	const runner = new Runner();
	const { files } = runner.machine;
	files.mkdir('/work-folder');
	files.write('/snippet', snippet);
	runner.run('cd /work-folder; unset LOGNAME SHELL OLDPWD');
	// As bash writes $0 of -c: its own name.
	const { code, stdout, stderr } = runner.run('bash -c "$(cat /snippet)"');
	return { code, stdout, stderr };
}

for (const file of ['language.txt', 'syntax-errors.txt', 'programs.txt']) {
	test(`bash and ours agree on every snippet of ${file}`, () => {
		expect(existsSync(BASH), `${BASH} is needed for this test`).toBe(true);
		expect(execFileSync(BASH, ['--version'], { encoding: 'utf8' })).toContain('GNU bash');
		const all = snippets(file);
		expect(all.length).toBeGreaterThan(20);
		const differences = all.flatMap((snippet) => {
			const [theirs, mine] = [real(snippet), ours(snippet)];
			return JSON.stringify(theirs) === JSON.stringify(mine)
				? []
				: [`${snippet}\n  bash: ${JSON.stringify(theirs)}\n  ours: ${JSON.stringify(mine)}`];
		});
		console.log(`${file}: ${all.length} snippets compared, ${all.length - differences.length} equal`);
		expect(differences.join('\n\n')).toBe('');
	});
}
