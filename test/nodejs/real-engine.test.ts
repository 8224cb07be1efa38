// What a real engine of 20.10 (API 1.41) answered to thousands of raw requests, good and bad, our engine of that era
// answers alike: status, content type, headers, body. What still differs is listed in differences.txt (REWRITE=1).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { laboratoryWorld } from '../../src/nodejs/replay/laboratory-world.ts';
import { answerOf } from './real-engine/ours.ts';
import { answerLine, parseRequest } from './real-engine/requests.ts';

const FOLDER = 'test/testdata/real-engine';
/** One after the other on the same machines, as they were recorded (real-engine/record.ts). */
const SCRIPTS = ['paths', 'bodies', 'outside', 'containers', 'images', 'networks', 'swarm', 'services'];
/** Until the machines are up. */
const START_MS = 3000;

test('a request is answered as a real engine answers it', () => {
	const world = laboratoryWorld(1, false);
	world.sim.runUntil(world.sim.now + START_MS);
	let requests = 0;
	const differences: string[] = [];
	for (const script of SCRIPTS) {
		let line = '';
		for (const text of readFileSync(join(FOLDER, `${script}.txt`), 'utf8').split('\n')) {
			if (text === '' || text.startsWith('#')) continue;
			if (!text.startsWith('  ')) {
				line = text;
				continue;
			}
			requests++;
			const real = text.slice(2);
			const ours = answerLine(answerOf(world, parseRequest(line)));
			if (ours !== real) differences.push(`${script}: ${line}\n  real: ${real}\n  ours: ${ours}\n`);
		}
	}
	console.log(`${requests - differences.length} of ${requests} requests answered as by a real 20.10`);
	expect(requests).toBeGreaterThan(2500);
	const file = join(FOLDER, 'differences.txt');
	if (process.env['REWRITE']) writeFileSync(file, differences.join(''));
	expect(differences.join('')).toBe(readFileSync(file, 'utf8'));
});
