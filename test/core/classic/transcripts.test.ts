// What a learner is told by the standalone Swarm, command by command: the files in test/testdata/classic hold it word
// for word. The words were read beside the source (v0.1.0-rc1, v1.2.5); REWRITE=1 writes the files anew.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runDataFile } from '../../datadriven.ts';
import { Transcript } from '../world/transcript.ts';

const FILES = {
	'api.txt': '1.2.5 answers for all engines, and for those it has given up',
	'rc1.txt': 'rc1 answers as its source does, odd as that is',
	'identity.txt': 'an engine is known by its ID',
	'stores.txt': 'discovery keeps what its backend keeps'
};

describe('transcripts', () => {
	test.each(Object.entries(FILES))('%s: %s', (name) => {
		const transcript = new Transcript();
		const path = fileURLToPath(new URL(`../../testdata/classic/${name}`, import.meta.url));
		const { count, differences } = runDataFile(path, (input) => transcript.run(input));
		console.log(`${name}: ${count} cases`);
		expect(differences.join('\n')).toBe('');
		expect(count).toBeGreaterThan(3);
	});
});
