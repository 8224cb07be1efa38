import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
// Where answers are kept.
import type {} from '../api-answers/global.ts';
import { dockerClientVersion } from '../../src/nodejs/docker-client.mjs';
import { eraOfClient } from '../../src/nodejs/conformance.ts';

const CORPUS = 'test/conformance';
/** A difference is one that is seen in every play. */
const PLAYS = 3;
interface FileResult {
	file: string;
	commands: number;
	skipped: number;
	differences: { line: number; command: string; what: string; real: string; ours: string }[];
	problems: string[];
}

function conformance(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
	return new Promise((resolve) => {
		// Their engines' answers are held against Docker's description like all others.
		const command = ['test/api-answers/overheard.mjs', 'conformance', ...argv];
		execFile(
			process.execPath,
			command,
			{ env: { ...env, API_ANSWERS: inject('apiAnswers') }, maxBuffer: 1 << 28 },
			(error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
		);
	});
}

interface Ended {
	code: number;
	stdout: string;
	stderr: string;
}

/** The corpus was written with this client; the words of others are compared where their era is complete. */
const client = dockerClientVersion();
const isCorpusClient = client !== undefined && eraOfClient(client) === '28.2';

test('our docker prints what the real client prints, byte for byte', { timeout: 1_200_000 }, async () => {
	expect(client, 'a real docker client is needed on PATH').toBeDefined();
	const files = readdirSync(CORPUS)
		.filter((name) => name.endsWith('.txt'))
		.map((name) => join(CORPUS, name));
	const { stdout, stderr } = await conformance(['--json', ...files]);
	const parse = (text: string): FileResult[] =>
		text
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as FileResult);
	let results = parse(stdout);
	// What differs in one play and not in the next is the fault of the held clock and not of our client: it is told.
	let differedOnce = 0;
	for (let play = 2; isCorpusClient && play <= PLAYS; play++) {
		const doubted = results.filter(({ differences }) => differences.length > 0).map(({ file }) => file);
		if (doubted.length === 0) break;
		const again = parse((await conformance(['--json', '--jobs=1', ...doubted])).stdout);
		results = results.map((result) => {
			const other = again.find(({ file }) => file === result.file);
			if (!other) return result;
			const stays = result.differences.filter((a) =>
				other.differences.some((b) => a.line === b.line && a.what === b.what)
			);
			for (const { line, command } of result.differences.filter((a) => !stays.includes(a))) {
				differedOnce++;
				console.log(`${result.file}:${line}: differed in play ${play - 1}, not in play ${play}: ${command}`);
			}
			return { ...result, differences: stays };
		});
	}
	expect(stderr.replace(/^npm warn.*\n/gm, '')).toBe('');
	const commands = results.reduce((sum, result) => sum + result.commands, 0);
	const found = results.flatMap(({ file, differences }) =>
		differences.map(({ line, command, what, real, ours }) => ({ where: `${file}:${line}`, command, what, real, ours }))
	);
	const differing = new Set(found.map(({ where }) => where)).size;
	console.log(
		`${commands - differing} of ${commands} commands equal, ${differedOnce} differences seen only once; docker client ${client!}`
	);
	expect(results.flatMap(({ problems }) => problems)).toEqual([]);
	expect(commands).toBeGreaterThanOrEqual(1_500);
	if (isCorpusClient) expect(found).toEqual([]);
	// An older client says many things in its own words; most commands it says the same.
	else expect(differing).toBeLessThan(commands / 2);
});

test('before older engines our docker prints what the real client prints', { timeout: 600_000 }, async () => {
	let commands = 0;
	for (const engines of ['1.12.3', '19.03']) {
		const argv = ['--json', '--era=28.2', `--engines=${engines}`, join(CORPUS, 'older-engines', `${engines}.txt`)];
		const [result] = (await conformance(argv)).stdout.trim().split('\n');
		const { commands: count, differences, problems } = JSON.parse(result!) as FileResult;
		expect(problems).toEqual([]);
		// Another client says it in its own words.
		if (isCorpusClient) expect(differences).toEqual([]);
		commands += count;
	}
	console.log(`${commands} commands before engines of 1.12.3 and 19.03`);
	expect(commands).toBeGreaterThanOrEqual(30);
});

test('a difference is shown and ends with 1', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'swl-test-'));
	const file = join(dir, 'wrong.txt');
	// The two shells tell where they stand in other words: bash counts the line.
	writeFileSync(file, 'mgr1$ cat < nosuch\nmgr1$ docker node ls\n');
	const { code, stdout } = await conformance([file]);
	rmSync(dir, { recursive: true });
	expect(code).toBe(1);
	expect(stdout).toContain('real: "bash: line 1: nosuch: No such file or directory\\n"');
	expect(stdout).toContain('ours: "bash: nosuch: No such file or directory\\n"');
	expect(stdout).toContain('1 of 2 commands equal in 1 files');
});

test('without a real client it says what is missing', async () => {
	const { code, stderr } = await conformance([join(CORPUS, 'help.txt')], { ...process.env, PATH: '/nonexistent' });
	expect(code).toBe(2);
	expect(stderr).toContain('there is no docker client on PATH to compare with');
});
