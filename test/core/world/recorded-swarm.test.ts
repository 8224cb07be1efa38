// Goal: a simulated swarm answers as a real one did. Method: the commands of the recorded scenarios are run in a world of
// the same six machines, at their recorded times and with the same faults, and every output is compared line by line.
// What still differs is kept in test/testdata/world/recorded-differences.txt, each difference with its reason;
// REWRITE=1 writes it anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCases } from '../../datadriven.ts';
import { difference, play, type Scenario } from './recorded-swarm.ts';

const FILE = fileURLToPath(new URL('../../testdata/world/recorded-differences.txt', import.meta.url));

const STACKS = { pattern: /docker stack/, why: 'stacks are not simulated' };

const SCENARIOS: readonly (Scenario & { name: string; atLeast: number })[] = [
	{
		name: 'one machine after the other becomes a swarm',
		atLeast: 200,
		file: 'cluster',
		from: 1,
		to: 341,
		formed: false,
		leaveOut: [
			STACKS,
			{
				pattern: /docker node (promote|demote) wrk1 wrk2/,
				why: 'promotion and demotion at once: an accident of the record, which went on to be a third manager'
			}
		]
	},
	{ name: 'roles with pauses', atLeast: 40, file: 'cluster', from: 405, to: 459, formed: true },
	{
		name: 'the last manager, the leader demotes itself, nodes leave',
		atLeast: 50,
		file: 'cluster',
		from: 460,
		to: 534,
		formed: true
	},
	{
		name: 'more forms of init and join',
		atLeast: 40,
		file: 'cluster',
		from: 547,
		to: 600,
		formed: false,
		before: { 586: 'kill wrk3' }
	},
	{
		name: 'machines fail and come back, quorum is lost and comes back',
		atLeast: 75,
		file: 'failures',
		from: 1,
		to: 967,
		formed: true,
		leaveOut: [STACKS],
		events: (what) => {
			const [verb, ...names] = faultOf(what);
			return names.map((name) => `${verb!} ${name}`);
		}
	},
	{
		name: 'wrong words to service commands',
		atLeast: 70,
		file: 'services',
		from: 1,
		to: 148,
		formed: true,
		leaveOut: [STACKS]
	},
	{
		name: 'networks',
		atLeast: 30,
		file: 'networks',
		from: 1,
		to: 98,
		formed: true
	}
];

/** What the recorder did, in the words of `fault`. */
function faultOf(what: string): string[] {
	const words = /^(power cut|boot|SIGTERM|SIGKILL|start) (\w+)(?: dockerd| done)?$/.exec(what);
	const verbs: Record<string, string> = {
		'power cut': 'power off',
		boot: 'power on',
		SIGTERM: 'stop',
		SIGKILL: 'kill',
		start: 'start'
	};
	if (words) return [verbs[words[1]!]!, words[2]!];
	if (/dockerd stopped for 4 s only/.test(what)) return ['stop', 'wrk2'];
	if (/quorum lost/.test(what)) return ['power off', 'mgr3', 'mgr1'];
	if (/one of the two dead managers comes back/.test(what)) return ['power on', 'mgr1'];
	return [];
}

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
	if (process.env['REWRITE']) writeFileSync(FILE, text);
	expect(text.split('\n')).toEqual(existsSync(FILE) ? readText().split('\n') : []);
});

function readText(): string {
	return readFileSync(FILE, 'utf8');
}
