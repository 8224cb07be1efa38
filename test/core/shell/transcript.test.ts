import { expect, test } from 'vitest';
import { runDataFile } from '../../datadriven.ts';
import { Runner } from './machine.ts';

test('lines typed into a fresh machine print what testdata/shell/transcript.txt holds', () => {
	const path = new URL('../../testdata/shell/transcript.txt', import.meta.url).pathname;
	const { count, differences } = runDataFile(path, (input) => {
		const { both, code } = new Runner().run(input);
		return code === 0 ? both : `${both}${both === '' || both.endsWith('\n') ? '' : '\n'}[${code}]`;
	});
	console.log(`${count} transcripts`);
	expect(count).toBeGreaterThan(20);
	expect(differences.join('\n\n')).toBe('');
});
