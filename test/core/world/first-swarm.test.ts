import { expect, test } from 'vitest';
import type { RunResult, World } from '../../../src/core/world/world.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

/** Two Pis of the first release candidate, as in the article. */
function twoPis(seed: number): { world: World; run: (machine: string, command: string) => RunResult } {
	const machines = [
		{ name: 'pi6', role: 'manager' as const, host: 24 },
		{ name: 'pi1', role: 'worker' as const, host: 19 }
	];
	const world = wholeWorld({
		version: 1,
		seed,
		era: '1.12.0-rc1',
		cluster: { machines, formed: false, network: '192.168.178.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	const run = (machine: string, command: string): RunResult => {
		let result: RunResult | undefined;
		world.run(machine, command, (r) => (result = r));
		while (!result) if (!world.sim.step()) throw new Error(`${command} never ended`);
		return result;
	};
	return { world, run };
}

test.each([1, 2, 3, 4, 5, 6])('scaling a service of 1.12.0-rc1 leaves the task that runs alone (seed %i)', (seed) => {
	const { world, run } = twoPis(seed);
	run('pi6', 'docker swarm init');
	run('pi1', 'docker swarm join pi6:2377');
	run('pi6', 'docker service create --name whoami -p 80:8000 hypriot/rpi-whoami');
	world.sim.runUntil(world.sim.now + 60_000);
	const first = run('pi6', 'curl -s http://pi6').stdout;
	expect(first).toMatch(/^I'm [0-9a-f]{12}\n$/);
	expect(run('pi6', 'docker service scale whoami=5').stdout).toBe('whoami scaled to 5\n');
	world.sim.runUntil(world.sim.now + 60_000);
	const answers = run('pi6', 'for i in {1..5}; do curl -s http://pi6; done').stdout;
	expect(new Set(answers.trim().split('\n')).size).toBe(5);
	expect(answers).toContain(first);
});
