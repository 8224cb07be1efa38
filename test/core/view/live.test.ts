import { expect, test } from 'vitest';
import { raftView } from '../../../src/core/view/raft.ts';
import { replicasView } from '../../../src/core/view/replicas.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../src/core/world/recording.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

/** A swarm that forms by itself, and commands on its first manager, each followed by half a minute. */
function after(...commands: string[]) {
	const world = wholeWorld({
		version: RECORDING_VERSION,
		seed: 4,
		era: '28.2',
		cluster: { machines: numberedMachines(3, 1), formed: true, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
	world.sim.runUntil(20_000);
	for (const command of commands) {
		world.run('mgr1', command, () => {});
		world.sim.runUntil(world.sim.now + 30_000);
	}
	return world.view;
}

test('a leader is said to have won by the votes there were then, not by those there are now', () => {
	const { managers } = raftView(after(), () => 'manager');
	expect(managers).toHaveLength(3);
	expect(managers.find(({ role }) => role === 'leader')!.votes).toMatchObject({ granted: 1, of: 1 });
});

test('after a backup has become a swarm of its own the log has every entry that the disk has', () => {
	const view = after(
		'docker service create -d --name web nginx',
		'service docker stop; tar -czf /root/swarm.tgz -C /var/lib/docker/swarm .; service docker start',
		'docker service scale -d web=3',
		'for n in mgr2 mgr3 wrk1; do fault power off $n; done',
		'service docker stop; rm -rf /var/lib/docker/swarm; mkdir -p /var/lib/docker/swarm; tar -xzf /root/swarm.tgz -C /var/lib/docker/swarm; service docker start',
		'docker swarm init --force-new-cluster'
	);
	const { log } = raftView(view, () => 'manager', { count: 500 });
	const row = log.rows.find(({ machine }) => machine === 'mgr1')!;
	expect(row.cells.map(({ index }) => index)).toEqual(log.indices.filter((index) => index <= row.lastIndex));
	expect(row.cells.map(({ label }) => label)).not.toContain('scale=3');
	expect(row.cells.length).toBeGreaterThan(10);
});

test('a task that has done its work and is not wanted again stays in its place, and nothing is missed', () => {
	const { columns, services, waiting } = replicasView(
		after('docker service create -d --name once --restart-condition none busybox true'),
		() => 'worker'
	);
	expect(waiting).toEqual([]);
	expect(columns.flatMap(({ tasks }) => tasks).map(({ name, state }) => [name, state])).toEqual([
		['once.1', 'complete']
	]);
	expect(services[0]).toMatchObject({ wanted: 1, running: 0, slots: [{ state: 'complete' }] });
});

test('one that is started anew each time it ends leaves what came before to the history', () => {
	const { columns, services } = replicasView(
		after('docker service create -d --name again --restart-delay 2s busybox true'),
		() => 'worker'
	);
	expect(columns.flatMap(({ tasks }) => tasks).length).toBeLessThanOrEqual(1);
	expect(columns.flatMap(({ history }) => history).length).toBeGreaterThan(2);
	expect(services[0]!.slots.map(({ state }) => state)).not.toContain('complete');
});

test('an answer that is no HTTP has no status', () => {
	const answer = {
		type: 'ingress.reply',
		n: 2,
		taskId: 'a',
		task: 'redis.1',
		node: 'wrk1',
		ms: 3,
		text: '+PONG'
	} as const;
	const told = (status: number): string => explain({ ...answer, status, seq: 1, t: 0, cause: 0 }, 'en').text;
	expect(told(0)).toBe('redis.1 on wrk1 answers request 2');
	expect(told(200)).toBe('redis.1 on wrk1 answers request 2 with 200');
});
