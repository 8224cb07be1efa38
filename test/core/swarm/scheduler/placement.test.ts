import { describe, expect, it } from 'vitest';
import { readRecording } from '../orchestrator/ground-truth.ts';
import { TestSwarm } from '../orchestrator/test-swarm.ts';

const NODES = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'];
const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);

interface Spread {
	what: string;
	replicas: number;
	slots: [number, string][];
}

/** Method: what 302 recorded placements of a real six-node swarm have in common holds for ours, too (FINDINGS section 3). */
describe('placement of replicas on six nodes', () => {
	const recorded = readRecording<Spread>('spread');

	it('is level for every number of replicas, as in all 200 recorded creates', () => {
		const places = recorded.filter(({ what }) => what === 'place');
		expect(places.length).toBe(200);
		let cases = 0;
		for (const { replicas, slots } of places) {
			const real = profile(slots.map(([, name]) => name));
			const swarm = new TestSwarm(NODES, `place ${++cases}`);
			swarm.createService('web', replicas);
			swarm.run(500);
			expect(swarm.profile('web')).toEqual(real);
		}
		console.log(`${cases} recorded placements repeated`);
		expect(cases).toBe(200);
	});

	it('puts the odd task, and each slot, on any node', () => {
		const odd = new Map<string, number>();
		const firstSlot = new Map<string, number>();
		for (let seed = 1; seed <= 240; seed++) {
			const swarm = new TestSwarm(NODES, seed);
			swarm.createService('web', 7);
			swarm.run(500);
			const names = swarm.running('web').map((task) => task.nodeId!);
			count(
				odd,
				NODES.find((name) => names.filter((other) => other === name).length === 2)!
			);
			count(firstSlot, swarm.running('web').find((task) => task.slot === 1)!.nodeId!);
		}
		for (const name of NODES) {
			expect(odd.get(name) ?? 0, `odd task on ${name}`).toBeGreaterThan(20);
			expect(firstSlot.get(name) ?? 0, `slot 1 on ${name}`).toBeGreaterThan(20);
		}
	});

	it('gives a node with four foreign tasks its first task only as the sixth, as recorded 40 times', () => {
		const loaded = recorded.filter(({ what }) => what === 'place-loaded') as (Spread & { baseOn: string })[];
		expect(loaded.length).toBe(40);
		for (const { baseOn, replicas, slots } of loaded) {
			expect(slots.some(([, name]) => name === baseOn)).toBe(replicas >= 6);
		}
		let cases = 0;
		for (const { baseOn, replicas } of loaded) {
			const swarm = new TestSwarm(NODES, `loaded ${++cases}`);
			swarm.createService('base', 4, { placement: { constraints: [`node.hostname==${baseOn}`] } });
			swarm.run(500);
			swarm.createService('web', replicas);
			swarm.run(500);
			expect(swarm.running('web').length).toBe(replicas);
			expect(swarm.running('web').some((task) => task.nodeId === baseOn)).toBe(replicas >= 6);
		}
		expect(cases).toBe(40);
	});

	it('shares by zone when told to: six replicas are three and three, although one zone has one node', () => {
		for (const seed of SEEDS) {
			const swarm = new TestSwarm(['a1', 'a2', 'b1'], seed);
			for (const name of ['a1', 'a2', 'b1']) {
				const zone = name.startsWith('a') ? 'east' : 'west';
				swarm.updateNode(name, (node) => ({
					...node,
					spec: { ...node.spec, annotations: { name: '', labels: { zone } } }
				}));
			}
			swarm.createService('web', 6, {
				placement: { preferences: [{ spread: { spreadDescriptor: 'node.labels.zone' } }] }
			});
			swarm.run(500);
			expect(swarm.running('web').filter((task) => task.nodeId === 'b1').length).toBe(3);
			expect(swarm.events('scheduler.assign')[0]!.why).toMatch(/^spread over node\.labels\.zone = (east|west): /);
		}
	});

	it('keeps two of eight waiting when six nodes may take one each, and says why', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 8, { placement: { maxReplicas: 1 } });
		swarm.run(500);
		const waiting = swarm.tasks('web').filter((task) => task.status.state === 'PENDING');
		expect(waiting.map((task) => task.status.err)).toEqual(
			Array(2).fill('no suitable node (max replicas per node limit exceed)')
		);
		expect(swarm.events('scheduler.wait').length).toBe(2);
	});

	it('places a waiting task as soon as a label makes a node fit', () => {
		const swarm = new TestSwarm(NODES);
		swarm.createService('web', 1, { placement: { constraints: ['node.labels.disk==ssd'] } });
		swarm.run(1_000);
		const waits = 'no suitable node (scheduling constraints not satisfied on 6 nodes)';
		expect(swarm.tasks('web').map((task) => task.status.err)).toEqual([waits]);
		swarm.updateNode('wrk2', (node) => ({
			...node,
			spec: { ...node.spec, annotations: { name: '', labels: { disk: 'ssd' } } }
		}));
		swarm.run(500);
		expect(swarm.running('web').map((task) => task.nodeId)).toEqual(['wrk2']);
		expect(swarm.running('web')[0]!.status.err).toBeUndefined();
	});

	it('decides 50 ms after the last commit, and tells why in words', () => {
		const swarm = new TestSwarm(['one', 'two']);
		swarm.createService('web', 1);
		swarm.run(49);
		expect(swarm.tasks('web')[0]!.status.state).toBe('PENDING');
		swarm.run(1);
		expect(swarm.tasks('web')[0]!.status).toMatchObject({
			state: 'ASSIGNED',
			message: 'scheduler assigned task to node'
		});
		swarm.run(500);
		swarm.createService('db', 1);
		swarm.run(500);
		expect(swarm.events('scheduler.assign').map(({ task, why }) => [task, why])).toEqual([
			['web.1', 'fewest tasks of web (0), fewest in all (0), drawn from 2 equal nodes'],
			['db.1', 'fewest tasks of db (0), fewest in all (0)']
		]);
	});

	it('avoids a node on which the service failed five times in five minutes', () => {
		const swarm = new TestSwarm(['bad', 'good']);
		swarm.createService('web', 1, { restart: { condition: 'ANY', delay: 0 } });
		swarm.run(500);
		let failures = 0;
		while (failures < 5) {
			const [task] = swarm.running('web');
			// Only failures on the one node: elsewhere the task is left alone until it is drained away.
			if (task!.nodeId === 'bad') {
				failures++;
				swarm.report(task!, 'FAILED');
			} else {
				swarm.updateNode('good', (node) => ({ ...node, spec: { ...node.spec, availability: 'DRAIN' } }));
			}
			swarm.run(2_500);
			swarm.updateNode('good', (node) => ({ ...node, spec: { ...node.spec, availability: 'ACTIVE' } }));
			swarm.run(500);
		}
		expect(swarm.running('web')[0]!.nodeId).toBe('good');
		expect(swarm.events('scheduler.assign').at(-1)!.why).toContain('one node avoided after 5 failures');
	});
});

function count(map: Map<string, number>, key: string): void {
	map.set(key, (map.get(key) ?? 0) + 1);
}

function profile(names: string[]): number[] {
	return NODES.map((name) => names.filter((other) => other === name).length).sort((a, b) => b - a);
}
