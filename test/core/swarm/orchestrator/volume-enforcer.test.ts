import { expect, test } from 'vitest';
import { v28_2 } from '../../../../src/core/era/v28.2.ts';
import { createRng } from '../../../../src/core/sim/rng.ts';
import { Sim } from '../../../../src/core/sim/sim.ts';
import { startVolumeEnforcer } from '../../../../src/core/swarm/orchestrator/volume-enforcer.ts';
import { applyAtOnce, MemoryStore } from '../../../../src/core/swarm/store/store.ts';
import type { Volume } from '../../../../src/core/swarm/objects.ts';
import { toTask, toVolume } from '../../../../src/nodejs/vectors/normalise.ts';

test('a task goes when its cluster volume is drained, others and those that ended stay', () => {
	const sim = new Sim(1, v28_2.epochMs);
	const store = new MemoryStore(sim);
	store.setProposer(applyAtOnce(store));
	const volumes = [{ id: 'v1', source: 'data', target: '/data' }];
	const running = { serviceId: 's', desiredState: 'RUNNING', status: { state: 'RUNNING' } };
	store.update('tasks', (tx) => {
		tx.create('volume', toVolume({ id: 'v1', spec: { annotations: { name: 'data' } } }));
		tx.create('task', toTask({ id: 'user', ...running, volumes }));
		tx.create('task', toTask({ id: 'other', ...running }));
		tx.create('task', toTask({ id: 'over', ...running, status: { state: 'COMPLETE' }, volumes }));
	});
	startVolumeEnforcer({ sim, scope: sim.root, store, rng: createRng(1), era: v28_2, where: 'mgr1' });
	const set = (availability: Volume['spec']['availability']): void => {
		store.update('volume', (tx) => {
			const volume = tx.get('volume', 'v1')!;
			tx.update('volume', { ...volume, spec: { ...volume.spec, availability } });
		});
		sim.runUntil(sim.now + 10);
	};
	const states = (): unknown => Object.fromEntries(store.all('task').map(({ id, status }) => [id, status.state]));
	set('PAUSE');
	expect(states()).toEqual({ user: 'RUNNING', other: 'RUNNING', over: 'COMPLETE' });
	set('DRAIN');
	expect(states()).toEqual({ user: 'REJECTED', other: 'RUNNING', over: 'COMPLETE' });
	expect(store.get('task', 'user')?.status.err).toBe('attached to volume which is being drained');
});
