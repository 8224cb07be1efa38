import { describe, expect, it } from 'vitest';
import { SECOND } from '../../../../src/core/swarm/objects.ts';
import { TestSwarm } from './test-swarm.ts';

const NODES = ['a', 'b', 'c'];

describe('a task that ends or loses its node', () => {
	it('is replaced at once by one that waits READY for five seconds', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 2);
		swarm.run(1_000);
		const [task] = swarm.running('web');
		const slot = (): string[] =>
			swarm
				.tasks('web')
				.filter((other) => other.slot === task!.slot)
				.map((other) => `${other.status.state}/${other.desiredState}`);
		swarm.report(task!, 'FAILED', 'task: non-zero exit (137)');
		swarm.run(400);
		expect(slot()).toEqual(['FAILED/SHUTDOWN', 'READY/READY']);
		swarm.run(4_599);
		expect(slot()).toEqual(['FAILED/SHUTDOWN', 'READY/READY']);
		swarm.run(200);
		expect(slot()).toEqual(['FAILED/SHUTDOWN', 'RUNNING/RUNNING']);
		const [event] = swarm.events('restart');
		expect(event).toMatchObject({ taskId: task!.id, task: `web.${task!.slot}`, delayMs: 5_000, why: 'failed' });
		expect(swarm.store.get('task', event!.replacement)!.status.state).toBe('RUNNING');
	});

	it('is replaced after the delay when its node goes down, and keeps RUNNING in the store', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 3);
		swarm.run(1_000);
		swarm.updateNode('a', (node) => ({ ...node, status: { state: 'DOWN', message: 'heartbeat failure' } }));
		swarm.run(5_300);
		expect(swarm.running('web').length).toBe(3);
		const old = swarm.tasks('web').find((task) => task.nodeId === 'a')!;
		expect([old.status.state, old.desiredState]).toEqual(['RUNNING', 'SHUTDOWN']);
		expect(swarm.events('restart').map(({ why, delayMs }) => [why, delayMs])).toEqual([['node down', 5_000]]);
		// Nothing comes back by itself.
		swarm.updateNode('a', (node) => ({ ...node, status: { state: 'READY' } }));
		swarm.run(10_000);
		expect(swarm.running('web').some((task) => task.nodeId === 'a')).toBe(false);
	});

	it('moves without delay when its node is drained, as soon as the old one has stopped', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 3);
		swarm.run(1_000);
		swarm.updateNode('a', (node) => ({ ...node, spec: { ...node.spec, availability: 'DRAIN' } }));
		swarm.run(900);
		expect(swarm.running('web').length).toBe(2);
		swarm.run(400);
		expect(swarm.running('web').length).toBe(3);
		expect(swarm.tasks('web').find((task) => task.nodeId === 'a')!.status.state).toBe('SHUTDOWN');
		expect(swarm.events('restart')[0]).toMatchObject({ why: 'node drained', delayMs: 0 });
	});

	it('stays where it is when its node is paused or unknown', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 3);
		swarm.createService('agent', 'global');
		swarm.run(1_000);
		const before = swarm.store.all('task');
		swarm.updateNode('a', (node) => ({ ...node, spec: { ...node.spec, availability: 'PAUSE' } }));
		swarm.updateNode('b', (node) => ({ ...node, status: { state: 'UNKNOWN' } }));
		swarm.run(10_000);
		expect(swarm.store.all('task')).toEqual(before);
	});

	it('with an image that is missing, shows two rejections at once and then one every five seconds', () => {
		const swarm = new TestSwarm(NODES);
		swarm.missingImages.add('web:1');
		swarm.createService('web', 1);
		const rejected = (): number => swarm.tasks('web').filter(({ status }) => status.state === 'REJECTED').length;
		swarm.run(1_000);
		expect(rejected()).toBe(2);
		swarm.run(5_000);
		expect(rejected()).toBe(3);
		swarm.run(5_000);
		expect(rejected()).toBe(4);
		// Five rows in a slot, the newest included (six for moments).
		swarm.run(60_000);
		expect(swarm.tasks('web').length).toBe(5);
	});

	it('is restarted three times at most when that is the limit, and all four tasks are kept', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 1, { restart: { condition: 'ANY', delay: SECOND, maxAttempts: 3 } });
		for (let i = 0; i < 8; i++) {
			swarm.run(2_000);
			for (const task of swarm.running('web')) swarm.report(task, 'FAILED');
		}
		swarm.run(5_000);
		expect(swarm.tasks('web').map(({ status, desiredState }) => `${status.state}/${desiredState}`)).toEqual(
			Array(4).fill('FAILED/SHUTDOWN')
		);
	});

	it('is not restarted after success with on-failure, nor ever with none', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('once', 1, { restart: { condition: 'ON_FAILURE' } });
		swarm.createService('never', 1, { restart: { condition: 'NONE' } });
		swarm.run(1_000);
		swarm.report(swarm.running('once')[0]!, 'COMPLETE');
		swarm.report(swarm.running('never')[0]!, 'FAILED');
		swarm.run(20_000);
		expect(swarm.tasks('once').map(({ status }) => status.state)).toEqual(['COMPLETE']);
		expect(swarm.tasks('never').map(({ status }) => status.state)).toEqual(['FAILED']);
	});

	it('under a new leader gets what is left of its delay', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 1);
		swarm.run(1_000);
		swarm.report(swarm.running('web')[0]!, 'FAILED');
		swarm.run(2_000);
		swarm.changeLeader();
		swarm.run(3_100);
		// The delay counts from the last status, which came a moment after the failure.
		expect(swarm.running('web').length).toBe(0);
		swarm.run(400);
		expect(swarm.running('web').length).toBe(1);
		expect(swarm.tasks('web').length).toBe(2);
	});

	it('is rejected when its node loses the label it needs, and waits for another', () => {
		const swarm = new TestSwarm(NODES);
		const label = (name: string, labels: Record<string, string>): void =>
			swarm.updateNode(name, (node) => ({ ...node, spec: { ...node.spec, annotations: { name: '', labels } } }));
		label('b', { disk: 'ssd' });
		swarm.createService('web', 1, { placement: { constraints: ['node.labels.disk==ssd'] } });
		swarm.run(1_000);
		label('b', {});
		swarm.run(500);
		const [old, next] = swarm.tasks('web');
		expect(old!.status).toMatchObject({ state: 'REJECTED', err: 'assigned node no longer meets constraints' });
		expect([next!.status.state, next!.desiredState]).toEqual(['PENDING', 'READY']);
		label('c', { disk: 'ssd' });
		swarm.run(6_000);
		expect(swarm.running('web').map((task) => task.nodeId)).toEqual(['c']);
	});
});
