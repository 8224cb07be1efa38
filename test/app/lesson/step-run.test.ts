import { expect, it } from 'vitest';
import type { Step } from '../../../src/core/lesson/lesson-types.ts';
import type { CommandView } from '../../../src/core/view/cluster.ts';
import { isSameCommand } from '../../../src/core/lesson/fill.ts';
import { runsOf } from '../../../src/app/lesson/step-run.ts';

const step = (...commands: [string, string][]): Step =>
	({
		blocks: commands.map(([node, text]) => ({ type: 'command', command: { node, text }, line: 1 }))
	}) as unknown as Step;
const ran = (machine: string, line: string, at: number): CommandView => ({
	id: at,
	machine,
	line,
	hadDocker: true,
	at,
	code: 0,
	endedAt: at + 10
});

it('a command that stands twice in a step is done when it has run twice', () => {
	const twice = step(['a', 'docker ps'], ['b', 'docker ps'], ['a', 'docker ps']);
	expect([...runsOf(twice, [ran('a', 'docker ps', 5)], 0).keys()]).toEqual([0]);
	expect([...runsOf(twice, [ran('a', 'docker ps', 5), ran('a', 'docker ps', 9)], 0).keys()]).toEqual([0, 2]);
});

it('what ran before the step was entered, or on another machine, does not count', () => {
	const one = step(['a', 'docker ps']);
	expect(runsOf(one, [ran('a', 'docker ps', 5), ran('b', 'docker ps', 20)], 10).size).toBe(0);
});

it('a command is the same however it is broken into lines', () => {
	expect(isSameCommand('docker service create \\\n  --name web nginx', 'docker service create --name web nginx')).toBe(
		true
	);
	expect(isSameCommand('docker ps', 'docker ps -a')).toBe(false);
});
