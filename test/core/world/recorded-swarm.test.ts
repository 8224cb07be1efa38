// Goal: a simulated swarm answers as a real one did. Method: the commands of the recorded scenarios are run in a world of
// the same six machines, at their recorded times and with the same faults, and every output is compared line by line.
// What still differs is kept in test/testdata/world/recorded-differences.txt, each difference with its reason;
// REWRITE=1 writes it anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCases } from '../../datadriven.ts';
import { SCENARIOS } from './recorded-scenarios.ts';
import { difference, play } from './recorded-swarm.ts';

const FILE = fileURLToPath(new URL('../../testdata/world/recorded-differences.txt', import.meta.url));

test('recorded commands of a real swarm have the recorded answers', () => {
	const reasons = new Map(existsSync(FILE) ? readCases(FILE).map(({ input, comment }) => [input, comment]) : []);
	let text = '';
	let compared = 0;
	let equal = 0;
	const report: string[] = [];
	const short: string[] = [];
	for (const scenario of SCENARIOS) {
		const { played, uncompared, unasked, leftOut } = play(scenario);
		text += `# ${scenario.name}\n\n`;
		let same = 0;
		for (const one of played) {
			const found = difference(one);
			if (found === '') {
				same++;
				continue;
			}
			const input = `${scenario.file} ${one.seq} ${one.node}$ ${one.cmd}`;
			const reason = reasons.get(input);
			text += `${reason ? `${reason}\n` : ''}${input}\n----\n${/^$/m.test(found) ? `----\n${found}\n----\n----` : found}\n\n`;
		}
		compared += played.length;
		equal += same;
		if (played.length < scenario.atLeast) short.push(`${scenario.name}: ${played.length} compared`);
		const left = [...leftOut].map(([why, count]) => `; ${count} left out: ${why}`).join('');
		report.push(
			`${scenario.name}: ${same} of ${played.length} equal; ${uncompared} played only; ${unasked.length} not asked${left}`
		);
	}
	console.log(`${report.join('\n')}\n${equal} of ${compared} recorded answers equal`);
	expect(short).toEqual([]);
	if (process.env['REWRITE']) writeFileSync(FILE, `${text.trimEnd()}\n`);
	expect(`${text.trimEnd()}\n`.split('\n')).toEqual(existsSync(FILE) ? readText().split('\n') : []);
});

function readText(): string {
	return readFileSync(FILE, 'utf8');
}
