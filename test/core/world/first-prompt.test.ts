import { expect, it } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

// Forming a swarm takes virtual seconds before anybody can look. What is typed into a terminal must stand behind a prompt.
it.each([true, false])('every terminal begins with its prompt (machines already one swarm: %s)', (formed) => {
	const world = wholeWorld({
		version: 1,
		seed: 7,
		era: '28.2',
		cluster: { machines: numberedMachines(3, 1), formed, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	const printed = new Map<string, string>();
	for (const { hostname } of world.machines) {
		world.terminal(hostname).onOutput((text) => printed.set(hostname, (printed.get(hostname) ?? '') + text));
		world.terminal(hostname).input('hostname\r');
	}
	world.sim.runUntil(world.sim.now + 1000);
	expect(printed.size).toBe(4);
	for (const [name, text] of printed) {
		const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\r/g, '');
		expect(plain).toContain(`root@${name} $ hostname\n${name}\nroot@${name} $`);
	}
});
