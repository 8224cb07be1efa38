import { describe, expect, test } from 'vitest';
import { classicViewModel } from '../../../src/core/view/classic-diagram.ts';
import { discoveryViewModel } from '../../../src/core/view/classic-discovery.ts';
import { scheduleViewModel } from '../../../src/core/view/classic-schedule.ts';
import { classicTwin, discoveryTwin, scheduleTwin } from '../../../src/core/view/classic-twin.ts';
import { conditionOf } from '../../../src/core/view/machine-mark.ts';
import { ClassicWorld } from '../../../src/nodejs/vectors/classic/world.ts';

const ETCD = 'etcd://192.168.0.50:2379/c';

/** A manager over three nodes, of which one is also in a store that a second manager watches, and a container with a constraint. */
function scheduled(): ClassicWorld {
	const world = new ClassicWorld('1.2.5');
	world.run('laptop', `swarm join --advertise 192.168.0.42:2375 ${ETCD} > /dev/null 2>&1 &`);
	world.manage();
	world.run('kv', `swarm manage -H tcp://192.168.0.50:4000 ${ETCD} > /dev/null 2>&1 &`);
	world.wait(1000);
	world.run('laptop', 'docker run -d --name fast -p 80:80 -e constraint:storage==ssd redis');
	return world;
}

describe('the pictures of classic Swarm', () => {
	const world = scheduled();
	const cluster = world.world.view;
	const { classic } = cluster;
	const now = (): number => world.world.sim.now;

	test('before any manager runs the hosts stand alone, and the client before them', () => {
		const { view, sim } = new ClassicWorld('rc1').world;
		const model = classicViewModel(view, sim.now);
		expect(model.managers).toEqual([]);
		expect(model.clients).toEqual(['laptop']);
		// A machine without an engine is not down: commands can be typed there.
		expect(conditionOf(view, 'laptop')).toBe('up');
		expect(model.nodes.map(({ name, state }) => [name, state])).toEqual([
			['node-0', 'unknown'],
			['node-1', 'unknown'],
			['node-2', 'unknown']
		]);
	});

	test('nodes stand behind the manager, with their state, containers, and whether an agent speaks for them', () => {
		const { managers, nodes } = classicViewModel(cluster, now());
		expect(managers.map(({ machine, isRunning, strategy }) => ({ machine, isRunning, strategy }))).toEqual([
			{ machine: 'swarm', isRunning: true, strategy: 'spread' },
			{ machine: 'kv', isRunning: true, strategy: 'spread' }
		]);
		expect(nodes.map(({ name, state, hasAgent, containers }) => [name, state, hasAgent, containers])).toEqual([
			['node-0', 'Healthy', true, [{ name: 'fast', isRunning: true }]],
			['node-1', 'Healthy', false, []],
			['node-2', 'Healthy', false, []]
		]);
	});

	test('a request is told from filter to filter to the node that was chosen', () => {
		const { decision } = scheduleViewModel(classic);
		expect(decision).toMatchObject({ container: 'fast', chosen: 'node-0', error: '', isSecondPass: false });
		expect(decision?.asks).toEqual(['constraint:storage==ssd', 'port 80']);
		expect(decision?.filters).toEqual(['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint']);
		expect(decision?.rows.map(({ node, passed, rank, isChosen }) => [node, passed, rank, isChosen])).toEqual([
			['node-0', 6, 1, true],
			['node-1', 5, 0, false],
			['node-2', 5, 0, false]
		]);
	});

	test('a request flies from the client to Swarm and on to the node', () => {
		const request = classic.requests.find(({ decision }) => decision?.container === 'fast')!;
		const { flights } = classicViewModel(cluster, request.answeredAt);
		const own = flights.find(({ n }) => n === request.n)!;
		expect(own.legs).toEqual([
			{ leg: 'request', from: 'laptop', to: 'swarm' },
			{ leg: 'forward', from: 'swarm', to: 'node-0' },
			{ leg: 'answer', from: 'swarm', to: 'laptop' }
		]);
		expect(classicViewModel(cluster, request.answeredAt + 10_000).flights).toEqual([]);
	});

	test('discovery has a place for each store or list: keys with what is left of them, who writes, who reads and how', () => {
		const { places } = discoveryViewModel(classic, now());
		expect(places.map(({ kind, where }) => [kind, where])).toEqual([
			['etcd', 'kv'],
			['nodes', '']
		]);
		const [etcd, list] = places as [(typeof places)[0], (typeof places)[0]];
		expect(etcd.entries.map(({ key, value }) => [key, value])).toEqual([
			['/c/docker/swarm/nodes/192.168.0.42:2375', '192.168.0.42:2375']
		]);
		expect(etcd.entries[0]!.leftMs).toBeGreaterThan(60_000);
		expect(etcd.entries[0]!.share).toBeLessThan(1);
		expect(etcd.writers.map(({ machine }) => machine)).toEqual(['laptop']);
		expect(etcd.readers.map(({ machine, how }) => [machine, how])).toEqual([['kv', 'watch']]);
		expect(list.entries).toHaveLength(3);
		expect(list.readers.map(({ machine, how }) => [machine, how])).toEqual([['swarm', 'once']]);
	});

	test.each(['en', 'zh-CN'] as const)('as text (%s) they say the same', (language) => {
		const twins = [
			classicTwin(classicViewModel(cluster, now()), language),
			scheduleTwin(scheduleViewModel(classic), language),
			discoveryTwin(discoveryViewModel(classic, now()), language)
		];
		const cells = twins.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.map((row) => row.cells.join(' '))));
		for (const { sentence } of twins) expect(sentence).not.toBe('');
		expect(twins.map(({ tables }) => tables.length)).toEqual([3, 2, 5]);
		expect(cells.some((row) => row.startsWith('node-0 ←'))).toBe(true);
		expect(cells.some((row) => row.includes('/c/docker/swarm/nodes/192.168.0.42:2375'))).toBe(true);
		for (const { tables } of twins)
			for (const { head, rows } of tables) for (const row of rows) expect(row.cells.length).toBe(head.length);
	});
});
