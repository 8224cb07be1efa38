import { expect, test } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

test.each(['19.03', '28.2'] as const)('service ls of Docker %s counts replicas, whoever does the counting', (era) => {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era,
		cluster: { machines: numberedMachines(1, 2), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	const run = (command: string): string => {
		let output: string | undefined;
		world.run('mgr1', command, ({ stdout, stderr }) => (output = stdout + stderr));
		while (output === undefined) world.sim.step();
		return output;
	};
	run('docker service create -d --name web --replicas 4 redis');
	run('docker service create -d --name agent --mode global redis');
	world.sim.runUntil(world.sim.now + 30_000);
	expect(run("docker service ls --format '{{.Name}} {{.Replicas}}'")).toBe('agent 3/3\nweb 4/4\n');
	run('docker service scale -d web=2');
	world.sim.runUntil(world.sim.now + 10_000);
	expect(run("docker service ls --format '{{.Name}} {{.Replicas}}'")).toBe('agent 3/3\nweb 2/2\n');
});
