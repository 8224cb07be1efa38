import { describe, expect, test } from 'vitest';
import { classicViewModel } from '../../../src/core/view/classic-diagram.ts';
import { classicTwin } from '../../../src/core/view/classic-twin.ts';
import { ClassicWorld } from '../../../src/nodejs/vectors/classic/world.ts';

/** A manager over three nodes, a container with a constraint, and one that finds no node. */
function scheduled(): ClassicWorld {
	const world = new ClassicWorld('1.2.5');
	world.run('laptop', 'swarm join --advertise 192.168.0.42:2375 etcd://192.168.0.50:2379/c > /dev/null 2>&1 &');
	world.manage();
	world.run('laptop', 'docker run -d --name fast -e constraint:storage==ssd redis');
	return world;
}

describe('the picture of classic Swarm', () => {
	const world = scheduled();
	const { classic } = world.world.view;

	test('nodes stand behind the manager, with their state and whether an agent speaks for them', () => {
		const { managers, nodes } = classicViewModel(classic, world.world.sim.now);
		expect(managers.map(({ machine, isRunning, strategy }) => ({ machine, isRunning, strategy }))).toEqual([
			{ machine: 'swarm', isRunning: true, strategy: 'spread' }
		]);
		expect(nodes.map(({ name, state, hasAgent }) => [name, state, hasAgent])).toEqual([
			['node-0', 'Healthy', true],
			['node-1', 'Healthy', false],
			['node-2', 'Healthy', false]
		]);
	});

	test('a request is told from filter to filter to the node that was chosen', () => {
		const { decision } = classicViewModel(classic, world.world.sim.now);
		expect(decision).toMatchObject({ container: 'fast', chosen: 'node-0', error: '', isSecondPass: false });
		expect(decision?.filters).toEqual(['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint']);
		expect(decision?.rows.map(({ node, passed, isChosen }) => [node, passed, isChosen])).toEqual([
			['node-0', 6, true],
			['node-1', 5, false],
			['node-2', 5, false]
		]);
	});

	test('a request flies from the client to Swarm and on to the node', () => {
		const request = classic.requests.find(({ decision }) => decision?.container === 'fast')!;
		const { flights } = classicViewModel(classic, request.answeredAt);
		const own = flights.filter(({ key }) => key.startsWith(`${request.n} `));
		expect(own.map(({ from, to, leg }) => [leg, from, to])).toEqual([
			['request', 'laptop', 'swarm'],
			['forward', 'swarm', 'node-0'],
			['answer', 'swarm', 'laptop']
		]);
		expect(classicViewModel(classic, request.answeredAt + 10_000).flights).toEqual([]);
	});

	test.each(['en', 'zh-CN'] as const)('as text (%s) it says the same', (language) => {
		const twin = classicTwin(classicViewModel(classic, world.world.sim.now), language);
		const cells = twin.tables.flatMap(({ rows }) => rows.map((row) => row.cells.join(' ')));
		expect(twin.sentence).not.toBe('');
		expect(twin.tables.length).toBe(4);
		expect(cells.some((row) => row.startsWith('node-0 ←'))).toBe(true);
		expect(cells.some((row) => row.includes('/c/docker/swarm/nodes/192.168.0.42:2375'))).toBe(true);
		for (const { head, rows } of twin.tables) for (const row of rows) expect(row.cells.length).toBe(head.length);
	});
});
