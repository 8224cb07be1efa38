import { describe, expect, it } from 'vitest';
import { scaleDownOrder, type Slot } from '../../../../src/core/swarm/orchestrator/slot.ts';
import { toTask } from '../../../../src/nodejs/vectors/normalise.ts';
import { readRecording } from './ground-truth.ts';
import { TestSwarm } from './test-swarm.ts';

type Placed = [slot: number, node: string];
interface Scale {
	what: string;
	steps: { replicas: number; keep: Placed[]; removed: Placed[] }[];
}

describe('scaling a replicated service', () => {
	it('removes the very tasks that a real swarm removed, in every recorded scale-down of up to twelve', () => {
		let cases = 0;
		let exact = 0;
		for (const { steps } of readRecording<Scale>('spread').filter(({ what }) => what === 'scale')) {
			steps.forEach(({ replicas, keep, removed }, i) => {
				const isScaleDown = replicas < (steps[i - 1]?.replicas ?? 0);
				// With more than twelve Go's sort leaves equals in any order.
				if (!isScaleDown || keep.length + removed.length > 12) return;
				cases++;
				const before = [...keep, ...removed].sort(([a], [b]) => b - a);
				const kept = scaleDownOrder(before.map(slotOf)).slice(0, replicas);
				const numbers = kept.map(([task]) => task!.slot).sort((a, b) => a - b);
				if (JSON.stringify(numbers) === JSON.stringify(keep.map(([slot]) => slot).sort((a, b) => a - b))) exact++;
			});
		}
		console.log(`${exact} of ${cases} recorded scale-downs`);
		expect(cases).toBe(60);
		expect(exact).toBe(cases);
	});

	it('fills the lowest free numbers and leaves running tasks where they are', () => {
		const swarm = new TestSwarm(['a', 'b', 'c']);
		swarm.createService('web', 3);
		swarm.run(1_000);
		const before = new Map(swarm.running('web').map((task) => [task.id, task.nodeId]));
		swarm.updateService('web', (spec) => ({ ...spec, replicated: { replicas: 6 } }));
		swarm.run(1_000);
		expect(
			swarm
				.running('web')
				.map(({ slot }) => slot)
				.sort()
		).toEqual([1, 2, 3, 4, 5, 6]);
		expect(swarm.profile('web')).toEqual([2, 2, 2]);
		for (const [id, node] of before) expect(swarm.store.get('task', id)!.nodeId).toBe(node);
		expect(swarm.service('web').updateStatus).toBeUndefined();
	});

	it('takes tasks away without a trace: desired REMOVE, then gone', () => {
		const swarm = new TestSwarm(['a', 'b', 'c']);
		swarm.createService('web', 6);
		swarm.run(1_000);
		swarm.updateService('web', (spec) => ({ ...spec, replicated: { replicas: 2 } }));
		swarm.run(10);
		expect(swarm.tasks('web').filter(({ desiredState }) => desiredState === 'REMOVE').length).toBe(4);
		swarm.run(1_300);
		expect(swarm.tasks('web').map(({ status }) => status.state)).toEqual(['RUNNING', 'RUNNING']);
		expect(swarm.profile('web')).toEqual([1, 1, 0]);
	});

	it('removes all tasks of a service that is removed', () => {
		const swarm = new TestSwarm(['a', 'b']);
		swarm.createService('web', 4);
		swarm.createService('agent', 'global');
		swarm.run(1_000);
		swarm.write((tx) => tx.delete('service', 'web'));
		swarm.write((tx) => tx.delete('service', 'agent'));
		swarm.run(1_500);
		expect(swarm.store.all('task')).toEqual([]);
	});
});

function slotOf([slot, nodeId]: Placed): Slot {
	return [
		toTask({ id: String(slot), slot, nodeId, serviceId: 'web', desiredState: 'RUNNING', status: { state: 'RUNNING' } })
	];
}
