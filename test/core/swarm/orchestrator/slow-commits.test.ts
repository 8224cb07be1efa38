import { describe, expect, it } from 'vitest';
import { TestSwarm } from './test-swarm.ts';

/** Goal: no component relies on its own writes being there at once. Method: the same life with commits of 5 to 40 ms. */
describe('decisions through a store that commits slowly', () => {
	it.each([5, 40])('come to the same end when a commit takes %i ms', (commitMs) => {
		const swarm = new TestSwarm(['a', 'b', 'c'], 1, commitMs);
		swarm.run(1_000);
		swarm.createService('web', 5);
		swarm.createService('agent', 'global');
		swarm.run(5_000);
		expect(swarm.profile('web')).toEqual([2, 2, 1]);
		expect(swarm.profile('agent')).toEqual([1, 1, 1]);

		swarm.updateService('web', (spec) => ({ ...spec, task: { container: { image: 'web:2' } } }));
		swarm.run(60_000);
		expect(swarm.service('web').updateStatus!.state).toBe('COMPLETED');
		expect(swarm.running('web').map((task) => task.spec.container!.image)).toEqual(Array(5).fill('web:2'));

		swarm.updateNode('a', (node) => ({ ...node, spec: { ...node.spec, availability: 'DRAIN' } }));
		swarm.run(10_000);
		expect(swarm.running('web').length).toBe(5);
		expect(swarm.running('web').some((task) => task.nodeId === 'a')).toBe(false);

		for (const task of swarm.running('web').slice(0, 2)) swarm.report(task, 'FAILED');
		swarm.run(2_000);
		swarm.changeLeader();
		swarm.run(15_000);
		expect(swarm.running('web').length).toBe(5);

		swarm.updateService('web', (spec) => ({ ...spec, replicated: { replicas: 1 } }));
		swarm.run(10_000);
		expect(swarm.running('web').length).toBe(1);
		// History of slots that are gone stays until the service is looked at again, as upstream.
		expect(swarm.tasks('web').some(({ desiredState }) => desiredState === 'REMOVE')).toBe(false);
	});
});
