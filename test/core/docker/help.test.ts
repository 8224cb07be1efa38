import { describe, expect, test } from 'vitest';
import { loadRecordings } from './recordings.ts';
import { replay } from './replay.ts';
import { shellWords } from './shell-words.ts';

describe('help screens', () => {
	const records = loadRecordings(['help.jsonl']).filter(
		(record) =>
			record.client === '28.2.2' &&
			record.cmd !== 'docker build --help' &&
			/ (--help|-h|help)\b|^docker( \w+)?$/.test(record.cmd)
	);
	test('are the recorded ones, byte for byte', () => {
		const different: string[] = [];
		for (const record of records) {
			const outcome = replay(record, 0, shellWords(record.cmd)!);
			if (outcome.stdout !== record.stdout || outcome.stderr !== record.stderr || outcome.code !== record.exit)
				different.push(record.cmd);
		}
		console.log(
			`help screens: ${records.length - different.length} of ${records.length} equal; different: ${different.join(' · ')}`
		);
		expect(records.length).toBeGreaterThan(120);
		expect(different).toEqual([]);
	});
});
