import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { isGoldenDirectory, runGoldens } from './vectors/golden.ts';
import { runScenarios, runTopic } from './vectors/files.ts';
import { TOPICS } from './vectors/topics.ts';

export const VECTORS_OPTIONS: readonly OptionRow[] = [{ name: 'json', text: 'results as JSON' }];

interface Tally {
	topic: string;
	passed: number;
	total: number;
	failed: { id: string; why: string }[];
}

/** `swarmlab vectors DIR` @returns 0 when every vector with a runner passed and at least one ran */
export function vectors(argv: readonly string[]): number {
	const options = parseOptions(argv, VECTORS_OPTIONS);
	const directory = options.words[0];
	if (!directory || !existsSync(directory)) throw new UsageError('a directory of vectors or golden files, please');
	if (isGoldenDirectory(directory)) {
		return report(
			runGoldens(directory).map(({ topic, results }) => tally(topic, results)),
			[],
			options.has('json')
		);
	}
	const topics = readdirSync(directory)
		.flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? [])
		.sort();
	const tallies = topics.filter((topic) => topic in TOPICS).map((topic) => tally(topic, runTopic(directory, topic)));
	if (existsSync(join(directory, 'scenarios'))) {
		for (const entry of readdirSync(join(directory, 'scenarios'), { withFileTypes: true })) {
			if (entry.isDirectory()) tallies.push(tally(`scenarios/${entry.name}`, runScenarios(directory, entry.name)));
		}
	}
	const without = topics.filter((topic) => !(topic in TOPICS));
	return report(tallies, without, options.has('json'));
}

function report(tallies: readonly Tally[], without: readonly string[], asJson: boolean): number {
	const passed = tallies.reduce((sum, t) => sum + t.passed, 0);
	const total = tallies.reduce((sum, t) => sum + t.total, 0);
	if (asJson) {
		process.stdout.write(`${JSON.stringify({ tallies, without, passed, total })}\n`);
	} else {
		for (const t of tallies) {
			process.stdout.write(`${t.topic.padEnd(34)} ${t.passed}/${t.total}\n`);
			for (const failure of t.failed) process.stdout.write(`  ${failure.id}: ${failure.why.slice(0, 300)}\n`);
		}
		if (without.length > 0) process.stdout.write(`no runner: ${without.join(', ')}\n`);
		process.stdout.write(`${passed} of ${total} passed\n`);
	}
	return total > 0 && passed === total ? 0 : 1;
}

function tally(topic: string, results: readonly { id: string; ok: boolean; why: string }[]): Tally {
	const failed = results.filter((result) => !result.ok).map(({ id, why }) => ({ id, why }));
	return { topic, passed: results.length - failed.length, total: results.length, failed };
}
