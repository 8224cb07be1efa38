import { expect, it } from 'vitest';
import { TestSwarm } from './test-swarm.ts';

// Recorded from a real swarm of 20.10.24: a job of two tasks that always fail, with `--restart-max-attempts 2`, and a
// global job with `--restart-condition none` went on creating tasks until they were removed.

const never = { restart: { condition: 'NONE', delay: 0, maxAttempts: 0, window: 0 } } as const;

function jobOfTwo(): TestSwarm {
	const swarm = new TestSwarm(['a', 'b']);
	swarm.createService('job', 2, never, { replicatedJob: { maxConcurrent: 2, totalCompletions: 2 } });
	swarm.run(500);
	expect(swarm.tasks('job').map(({ status }) => status.state)).toEqual(['RUNNING', 'RUNNING']);
	return swarm;
}

it('a job gets new tasks for those that failed together, though its policy is to restart none', () => {
	const swarm = jobOfTwo();
	swarm.reportAll(swarm.tasks('job'), 'FAILED', 'task: non-zero exit (3)');
	swarm.run(500);
	const alive = swarm.tasks('job').filter(({ status }) => status.state !== 'FAILED');
	expect(alive.map(({ slot, desiredState }) => `${slot} ${desiredState}`).sort()).toEqual(['0 COMPLETE', '1 COMPLETE']);
});

it('a task of a job that failed alone is replaced when the next one fails', () => {
	const swarm = jobOfTwo();
	const [first, second] = swarm.tasks('job');
	const alive = (): number[] =>
		swarm
			.tasks('job')
			.filter(({ status }) => status.state !== 'FAILED')
			.map(({ slot }) => slot);
	swarm.report(first!, 'FAILED', 'task: non-zero exit (3)');
	swarm.run(500);
	expect(alive()).toEqual([second!.slot]);
	swarm.report(second!, 'FAILED', 'task: non-zero exit (3)');
	swarm.run(500);
	expect(alive()).toEqual([first!.slot]);
});
