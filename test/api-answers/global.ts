import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { describedVersion, judgeOf } from '../../src/nodejs/api-description/judges.ts';
import type { Answer } from '../../src/nodejs/api-description/judge.ts';

export interface KeptAnswer extends Answer {
	readonly version: string;
	/** The test in which it was seen first. */
	readonly file: string;
}

declare module 'vitest' {
	interface ProvidedContext {
		/** Folder for the answers that the tests' engines gave. */
		apiAnswers: string;
	}
}

/** Before all tests: a folder for their answers. After them: every answer is one that Docker describes. */
export default function setUp(project: TestProject): () => void {
	const dir = mkdtempSync(join(tmpdir(), 'api-answers-'));
	project.provide('apiAnswers', dir);
	return () => {
		try {
			judgeAll(dir);
		} catch (error) {
			// What a teardown throws is printed, but vitest would still say that all is well.
			process.exitCode = 1;
			throw error;
		} finally {
			rmSync(dir, { recursive: true });
		}
	};
}

function judgeAll(dir: string): void {
	let seen = 0;
	const answers = new Map<string, KeptAnswer>();
	for (const name of readdirSync(dir)) {
		const [count, ...lines] = readFileSync(join(dir, name), 'utf8').split('\n');
		seen += Number(count);
		for (const line of lines) {
			const [key, answer] = JSON.parse(line) as [string, KeptAnswer];
			answers.set(key, answer);
		}
	}
	if (seen === 0) return;
	let held = 0;
	const operations = new Set<string>();
	const wrong = new Map<string, string>();
	for (const answer of answers.values()) {
		if (describedVersion(answer.version) === undefined) continue;
		const { operation, isDescribed, violations } = judgeOf(answer.version).judge(answer);
		if (operation !== '') operations.add(operation);
		if (isDescribed) held++;
		for (const { rule, pointer, message, value } of violations) {
			const { version, method, path, status, file } = answer;
			const shown = JSON.stringify(value)?.slice(0, 200);
			wrong.set(
				`${version} ${rule}`,
				`v${version} ${method} ${path} ${status}: ${pointer || '/'} ${message}: ${shown} (${rule}; ${file})`
			);
		}
	}
	console.log(
		`answers of engines: ${seen} given, ${answers.size} of different shape, ${held} of them held against Docker's description, ${operations.size} operations`
	);
	if (wrong.size > 0)
		throw new Error(`${wrong.size} answers that Docker does not describe:\n${[...wrong.values()].join('\n')}`);
}
