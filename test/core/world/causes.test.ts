// What the explanation line gives as the reason of a task's state is the task's own container, also when an agent reports
// the states of several tasks in one message.
import { expect, test } from 'vitest';
import type { TracedEvent } from '../../../src/core/sim/trace.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../src/core/world/recording.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

test('a task runs because of its own container, whatever else ran in the same moment', () => {
	const world = wholeWorld({
		version: RECORDING_VERSION,
		seed: 3,
		era: '28.2',
		cluster: { machines: numberedMachines(1, 0), formed: true, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
	world.run('mgr1', 'docker service create -d --name web --replicas 6 nginx', () => {});
	world.sim.runUntil(world.sim.now + 30_000);
	const events = new Map<number, TracedEvent>(world.sim.trace.kept.map((event) => [event.seq, event]));
	let running = 0;
	let told = 0;
	for (const event of world.sim.trace.kept) {
		if (event.type !== 'task.state' || event.task.state !== 'running' || event.was === 'running') continue;
		running++;
		for (let cause = events.get(event.cause); cause; cause = events.get(cause.cause)) {
			if (cause.type !== 'container') continue;
			expect(cause.name, `${event.service} ${event.task.id}`).toContain(event.task.id);
			told++;
			break;
		}
	}
	console.log(`${told} of ${running} tasks have a container as their reason`);
	expect(told).toBe(6);
});
