import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Era } from '../../../src/core/era/era.ts';
import { v20_10 } from '../../../src/core/era/v20.10.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { loadRecordings, type RecordedCommand } from './recordings.ts';
import { replay, type Outcome } from './replay.ts';
import { shellWords } from './shell-words.ts';

/**
 * Goal: for what a real engine answers, our client prints what the real client 28.2.2 printed: standard output,
 * standard error and exit code, byte by byte. Method: each recorded command is run against its own recorded answers.
 */

const LEFT_OUT = /^docker (buildx|compose|build|system df|image history)\b/;
/** Moments tried after the latest time stamp in an answer: the recordings do not tell the wall clock. */
const OFFSETS_MS = [30, 0, 100, 250, 500, 750, 950, 1500];

/**
 * What is not equal depends on the order of Go maps (runtimes of `info`, labels of `ps`), on answers that were not
 * recorded, or on the wall clock of the recorder. Raise it when more are equal.
 */
const FLOOR = { '28.2.2': 1826, '20.10.24': 450 } as const;

test.each([
	['28.2.2', v28_2],
	['20.10.24', v20_10]
] as const)('recorded commands of the client %s are printed alike', (client, era) => {
	const records = loadRecordings().filter((record) => record.client === client && record.cmd.startsWith('docker'));
	const clocks = wallClocks(records);
	const families = new Map<string, { passed: number; total: number }>();
	const failures: string[] = [];
	let bodies = 0;
	let differentBodies = 0;
	let skipped = 0;
	let lastOffset = OFFSETS_MS[0]!;
	for (const [i, record] of records.entries()) {
		const argv = shellWords(record.cmd);
		if (
			!argv ||
			lacksAnswers(record) ||
			LEFT_OUT.test(record.cmd) ||
			(record.cmd.endsWith('--help') && record.http.length < 2)
		) {
			skipped++;
			continue;
		}
		const family = familyOf(argv) + (record.tty ? ' (tty)' : '');
		const count = families.get(family) ?? { passed: 0, total: 0 };
		families.set(family, count);
		count.total++;
		let outcome: Outcome | undefined;
		let ok = false;
		for (const offset of [lastOffset, ...OFFSETS_MS.filter((other) => other !== lastOffset)]) {
			outcome = run(record, argv, clocks[i]! + offset, era);
			ok = isEqual(record, outcome);
			if (ok) lastOffset = offset;
			if (ok || !record.stdout.includes(' ago')) break;
		}
		bodies += outcome!.compared;
		differentBodies += outcome!.bodies.length;
		if (ok) count.passed++;
		else failures.push(`${record.file}:${record.seq} ${record.cmd}`);
		if (process.env['REPLAY_DIR'] && (!ok || outcome!.bodies.length > 0)) dump(record, outcome!, ok);
	}
	const rows = [...families].sort(([a], [b]) => (a < b ? -1 : 1));
	const total = rows.reduce((sum, [, row]) => sum + row.total, 0);
	const passed = rows.reduce((sum, [, row]) => sum + row.passed, 0);
	const lines = rows.map(
		([family, row]) => `${row.passed === row.total ? ' ' : '!'} ${family}: ${row.passed}/${row.total}`
	);
	console.log(
		`${lines.join('\n')}\n${passed} of ${total} recorded commands equal; request bodies ${bodies - differentBodies} of ${bodies} equal; ${skipped} skipped`
	);
	if (process.env['REPLAY_DIR']) writeFileSync(`${process.env['REPLAY_DIR']}/failures.txt`, failures.join('\n'));
	expect(total).toBeGreaterThan(client === '28.2.2' ? 1000 : 400);
	expect(passed).toBeGreaterThanOrEqual(FLOOR[client]);
	expect(differentBodies).toBeLessThanOrEqual(5);
});

/** Some answers were not recorded, or cut at 120,000 characters. */
function lacksAnswers(record: RecordedCommand): boolean {
	if (record.http.length === 0)
		return record.exit === 0 && !/^docker (-|help\b|context|\S+( \S+)? --help)/.test(record.cmd);
	return record.http.some((exchange) => (exchange.responseBody ?? '').length >= 120_000);
}

function familyOf(argv: readonly string[]): string {
	const nouns = [
		'stack',
		'swarm',
		'node',
		'service',
		'network',
		'secret',
		'config',
		'volume',
		'container',
		'image',
		'system',
		'context'
	];
	return argv.slice(1, nouns.includes(argv[1] ?? '') ? 3 : 2).join(' ');
}

function run(record: RecordedCommand, argv: readonly string[], nowMs: number, era: Era): Outcome {
	const extra: Parameters<typeof replay>[3] = { era, files: filesOf(record, argv) };
	if (typeof record.exit !== 'number') extra.limitMs = record.durationMs;
	if (record.stdin !== undefined) extra.stdin = record.stdin;
	if (record.typed) extra.stdin = record.typed.map(([, text]) => text).join('');
	const interrupt = record.typed?.find(([, text]) => text === '\u0003');
	if (interrupt) {
		extra.signalAfterMs = Math.max(0, interrupt[0] - (record.http[0]?.ms ?? 0));
		delete extra.stdin;
	}
	return replay(record, nowMs, argv, extra);
}

/** Files a command reads, remade from what was sent. */
function filesOf(record: RecordedCommand, argv: readonly string[]): Record<string, string> {
	const files: Record<string, string> = { '/root/': '' };
	for (const [name, text] of Object.entries(record.written)) files[`/root/${name}`] = text;
	if (record.cmd.includes('/dev/null')) files['/dev/null'] = '';
	const data = record.http
		.map((exchange) => /"Data":"([^"]*)"/.exec(exchange.requestBody)?.[1])
		.find((text) => text !== undefined);
	const path = argv[argv.length - 1]!;
	if (data !== undefined && path !== '-')
		files[path.startsWith('/') ? path : `/root/${path}`] = Buffer.from(data, 'base64').toString('utf8');
	return files;
}

function isEqual(record: RecordedCommand, outcome: Outcome): boolean {
	if (typeof record.exit !== 'number') {
		// Stopped by the recorder at some moment: one is the beginning of the other.
		return record.stdout.startsWith(outcome.stdout) || outcome.stdout.startsWith(record.stdout);
	}
	if (outcome.code !== record.exit || outcome.unexpected.length > 0) return false;
	if (record.tty) return normal(outcome.all.replaceAll('\n', '\r\n'), record) === normal(record.stdout, record);
	if (record.cmd.startsWith('docker stack deploy')) {
		return sortedLines(outcome.stdout) === sortedLines(record.stdout) && outcome.stderr === record.stderr;
	}
	return normal(outcome.stdout, record) === normal(record.stdout, record) && outcome.stderr === record.stderr;
}

/** Docker creates what a stack has in the order of a Go map. */
function sortedLines(text: string): string {
	return text.split('\n').sort().join('\n');
}

/** Where Docker's own order is that of a Go map (a poll's bars), the pieces are compared as a set. */
function normal(text: string, record: RecordedCommand): string {
	if (!record.tty || !/overall progress|job progress/.test(text)) return text;
	// A task's line and the number it was given follow from that order, too.
	const drawn = text.replaceAll('^C', '').split(/(?<=\u001b\[\d+B)/);
	const isTask = (piece: string): boolean => /\r(\d+\/\d+|[a-z0-9]{12,25}): /.test(piece);
	const pieces = drawn.map((piece) =>
		isTask(piece)
			? piece
					.replace(/\u001b\[\d+([AB])/g, '$1')
					.replace(/\r(\d+(?=\/)|[a-z0-9]{12,25}(?=: ))/, '\r#')
					.replace(/^\r\n/, '')
			: piece
	);
	for (let i = 0; i < pieces.length; i++) {
		let end = i;
		while (end < pieces.length && isTask(drawn[end]!)) end++;
		if (end > i + 1) pieces.splice(i, end - i, ...pieces.slice(i, end).sort());
		i = Math.max(i, end - 1);
	}
	return pieces.join('');
}

/** The wall clock at each command's start, from the latest time stamp in the answers of its part of the scenario. */
function wallClocks(records: readonly RecordedCommand[]): number[] {
	const clocks: number[] = [];
	let start = 0;
	for (let i = 1; i <= records.length; i++) {
		const isNewPart =
			i === records.length || records[i]!.file !== records[i - 1]!.file || records[i]!.t < records[i - 1]!.t - 1;
		if (!isNewPart) continue;
		const part = records.slice(start, i);
		let base = -Infinity;
		for (const record of part) {
			for (const exchange of record.http) {
				for (const [stamp] of (exchange.responseBody ?? '').matchAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g)) {
					const ms = Date.parse(stamp.replace(/(\.\d{3})\d*/, '$1'));
					const at = record.t * 1000 + (exchange.respMs ?? exchange.ms);
					if (ms - at > base && ms < Date.UTC(2027, 0)) base = ms - at;
				}
			}
		}
		for (const record of part)
			clocks.push(
				(base === -Infinity ? Date.UTC(2026, 10, 20, 22) : base) + record.t * 1000 + (record.http[0]?.ms ?? 0)
			);
		start = i;
	}
	return clocks;
}

function dump(record: RecordedCommand, outcome: Outcome, ok: boolean): void {
	const directory = process.env['REPLAY_DIR']!;
	const name = `${directory}/${record.file.replace('.jsonl', '')}-${record.seq}-${Math.round(record.t * 10)}`;
	const text = (stdout: string, stderr: string, exit: unknown): string =>
		`$ ${record.cmd}\n${stdout}\n--stderr--\n${stderr}\n--exit ${String(exit)}\n`;
	if (!ok) {
		writeFileSync(`${name}.real`, text(record.stdout, record.stderr, record.exit));
		writeFileSync(
			`${name}.ours`,
			text(
				record.tty ? outcome.all.replaceAll('\n', '\r\n') : outcome.stdout,
				record.tty ? '' : outcome.stderr,
				outcome.code
			) + outcome.unexpected.map((line) => `unexpected: ${line}\n`).join('')
		);
	}
	for (const body of outcome.bodies)
		writeFileSync(
			`${name}.body`,
			`$ ${record.cmd}\n${body.path}\nsent ${JSON.stringify(body.sent)}\nreal ${JSON.stringify(body.recorded)}\n`
		);
}
