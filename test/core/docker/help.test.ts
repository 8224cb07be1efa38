import { describe, expect, test } from 'vitest';
import { v20_10 } from '../../../src/core/era/v20.10.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { loadRecordings } from './recordings.ts';
import { replay } from './replay.ts';
import { shellWords } from './shell-words.ts';

const CLIENTS = { '28.2.2': v28_2, '20.10.24': v20_10 } as const;

describe.each(Object.entries(CLIENTS))('help screens of the client %s', (client, era) => {
	const records = loadRecordings(['help.jsonl']).filter(
		(record) =>
			record.client === client &&
			record.cmd !== 'docker build --help' &&
			// The order of its runtimes is that of a Go map.
			record.cmd !== 'docker info' &&
			/ (--help|-h|help)\b|^docker( \w+)?$/.test(record.cmd)
	);
	test('are the recorded ones, byte for byte', () => {
		const different: string[] = [];
		for (const record of records) {
			const outcome = replay(record, 0, shellWords(record.cmd)!, { era });
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
