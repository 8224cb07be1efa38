import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { ERAS, hasEra } from '../core/era/eras.ts';
import type { EraId } from '../core/era/era.ts';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { describeDifference } from './conformance/describe.ts';
import { printRecorded, type RecordedCommand } from './conformance/recorded-command.ts';
import { runScript, type ScriptResult } from './conformance/run-script.ts';
import { dockerClientVersion } from './docker-client.mjs';
import { parseScript } from './script.ts';

export const CONFORMANCE_OPTIONS: readonly OptionRow[] = [
	{ name: 'era', value: 'ERA', text: 'of engines and of our client; default: that of the real client' },
	{ name: 'engines', value: 'ERA', text: 'of the engines alone: older ones, to which both clients talk down' },
	{ name: 'seed', value: 'N', text: 'default 1' },
	{ name: 'jobs', value: 'N', text: 'files at a time; default: as many as there are processors' },
	{ name: 'record', value: 'DIR', text: 'keep what the real client asked, was told and printed: DIR/FILE.jsonl' },
	{ name: 'json', text: 'one JSON object for each file: {file, commands, skipped, equal, differences, problems}' }
];

type FileResult = ScriptResult & { file: string };

/**
 * Runs scripts through the real docker client and through ours, against the same simulated engines at the same virtual
 * times, and compares every byte.
 * @returns 0 when nothing differed and at least one command ran
 */
export async function conformance(argv: readonly string[]): Promise<number> {
	const options = parseOptions(argv, CONFORMANCE_OPTIONS);
	const files = options.words;
	if (files.length === 0) throw new UsageError('wants script files');
	const clientVersion = dockerClientVersion();
	if (clientVersion === undefined)
		throw new UsageError(
			'there is no docker client on PATH to compare with (on Debian: apt-get install docker-cli, or docker.io)'
		);
	const era = options.text('era', eraOfClient(clientVersion));
	const engines = options.text('engines', era);
	for (const name of [era, engines])
		if (!hasEra(name)) throw new UsageError(`no era ${name}. Allowed: ${ERAS.map((e) => e.id).join(' ')}`);
	const jobs = Math.min(options.count('jobs', availableParallelism(), 1), files.length);
	const settings = {
		client: execFileSync('sh', ['-c', 'command -v docker'], { encoding: 'utf8' }).trim(),
		clientVersion,
		era: era as EraId,
		engines: engines as EraId,
		seed: options.count('seed', 1)
	};
	const results: FileResult[] = [];
	if (jobs > 1) results.push(...(await inParallel(files, jobs, argv)));
	else
		for (const file of files) {
			const kept: RecordedCommand[] = [];
			const recording = options.has('record')
				? { onRecorded: (command: RecordedCommand) => void kept.push(command) }
				: {};
			const steps = parseScript(readFileSync(file, 'utf8'));
			results.push({ file, ...(await runScript(steps, { ...settings, ...recording })) });
			const lines = kept.map(printRecorded).join('');
			if (options.has('record'))
				writeFileSync(join(options.text('record', '.'), `${basename(file, '.txt')}.jsonl`), lines);
		}
	if (options.has('json')) for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
	else report(results, `docker client ${clientVersion}, era ${era}${engines === era ? '' : `, engines ${engines}`}`);
	const commands = results.reduce((sum, result) => sum + result.commands, 0);
	const isClean = results.every((result) => result.equal === result.commands && result.problems.length === 0);
	return isClean && commands > 0 ? 0 : 1;
}

export function eraOfClient(version: string): string {
	return ERAS.find((row) => version === row.client.version || version.startsWith(`${row.id}.`))?.id ?? '28.2';
}

function report(results: readonly FileResult[], against: string): void {
	let commands = 0;
	let equal = 0;
	let skipped = 0;
	for (const result of results) {
		for (const problem of result.problems) process.stdout.write(`${result.file}: ${problem}\n`);
		for (const difference of result.differences) process.stdout.write(describeDifference(result.file, difference));
		process.stdout.write(`${basename(result.file).padEnd(28)} ${result.equal} of ${result.commands} equal\n`);
		commands += result.commands;
		equal += result.equal;
		skipped += result.skipped;
	}
	process.stdout.write(
		`${equal} of ${commands} commands equal in ${results.length} files (${skipped} not for this client); ${against}\n`
	);
}

/** A process for each processor, each with about as much to do. @returns in the order of the files */
async function inParallel(files: readonly string[], jobs: number, argv: readonly string[]): Promise<FileResult[]> {
	const others = argv.filter((word) => !files.includes(word) && word !== '--json');
	const shares = Array.from({ length: jobs }, () => ({ bytes: 0, files: [] as string[] }));
	const sized = files.map((file) => ({ file, bytes: statSync(file).size }));
	for (const { file, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
		const least = shares.reduce((a, b) => (b.bytes < a.bytes ? b : a));
		least.bytes += bytes;
		least.files.push(file);
	}
	const results = await Promise.all(
		shares.map(({ files: share }) => inProcess([...others, '--jobs=1', '--json', ...share]))
	);
	return results.flat().sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file));
}

/** The same program again, for some of the files. */
function inProcess(argv: readonly string[]): Promise<FileResult[]> {
	const command = process.argv[1]!;
	return new Promise((resolve, reject) => {
		execFile(
			process.execPath,
			[command, 'conformance', ...argv],
			{ encoding: 'utf8', maxBuffer: 1 << 28 },
			(error, stdout, stderr) => {
				if (stdout === '') reject(new Error(stderr || String(error)));
				else
					resolve(
						stdout
							.trimEnd()
							.split('\n')
							.map((line) => JSON.parse(line) as FileResult)
					);
			}
		);
	});
}
