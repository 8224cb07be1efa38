// Random faults from a seed: power cuts, killed daemons, partitions, commands in between. Then everything is mended, and
// the swarm has to come together again. At no time are there two leaders in one term.
import { expect, test } from 'vitest';
import { SwarmError } from '../../../../src/core/swarm/swarm.ts';
import { SmallCluster } from '../small-cluster.ts';

const NAMES = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'];
const SEEDS = 12;
const FAULTS = 25;

function rescale(cluster: SmallCluster, asked: string, replicas: number): void {
	try {
		const service = cluster.run(cluster.control(asked).list('service'))[0]!;
		const spec = { ...service.spec, replicated: { replicas } };
		cluster.run(cluster.control(asked).updateService(service.id, service.meta.version.index, spec, 'none'));
	} catch (error) {
		// No leader, no manager, somebody else was faster: all of that may be.
		if (!(error instanceof SwarmError)) throw error;
	}
}

function trouble(cluster: SmallCluster): string[] {
	const rng = cluster.sim.rng.fork('faults');
	const off = new Set<string>();
	const story: string[] = [];
	const repair = (): void => {
		for (const name of off) cluster.boot(name);
		off.clear();
	};
	const faults: (() => string)[] = [
		() => {
			const name = NAMES[rng.int(6)]!;
			cluster.powerOff(name);
			off.add(name);
			return `power off ${name}`;
		},
		() => {
			const name = NAMES[rng.int(6)]!;
			cluster.killDaemon(name);
			off.add(name);
			return `kill ${name}`;
		},
		() => (repair(), 'repair'),
		() => (repair(), 'repair'),
		() => {
			const names = rng.shuffle(NAMES);
			cluster.net.partition([names.slice(0, 3), names.slice(3)]);
			return `partition ${names.slice(0, 3).join(' ')}`;
		},
		() => (cluster.net.heal(), 'heal'),
		() => {
			const asked = NAMES[rng.int(3)]!;
			if (!off.has(asked)) rescale(cluster, asked, 1 + rng.int(9));
			return `scale on ${asked}`;
		}
	];
	for (let i = 0; i < FAULTS; i++) {
		story.push(faults[rng.int(faults.length)]!());
		cluster.pass(rng.int(20_000));
	}
	cluster.net.heal();
	repair();
	return story;
}

test('whatever happened, a mended swarm comes together again', () => {
	for (let seed = 1; seed <= SEEDS; seed++) {
		const cluster = new SmallCluster(seed, NAMES).form();
		cluster.createService('mgr1', 'web', 6);
		const story = `seed ${seed}: ${trouble(cluster).join(', ')}`;
		cluster.pass(240_000);
		const nodes = cluster.run(cluster.control('mgr1').list('node'));
		expect(
			nodes.map((node) => node.status.state),
			story
		).toEqual(Array(6).fill('READY'));
		const [service] = cluster.run(cluster.control('mgr2').list('service'));
		const tasks = cluster.run(cluster.control('mgr3').list('task'));
		const running = tasks.filter((task) => task.desiredState === 'RUNNING' && task.status.state === 'RUNNING');
		expect(running.length, story).toBe(service!.spec.replicated!.replicas);
		const containers = NAMES.flatMap((name) => [...cluster.at(name).engine.containers.values()]);
		expect(containers.filter((container) => container.isRunning).length, story).toBe(running.length);

		const leaders = new Map<number, string>();
		for (const event of cluster.sim.trace.kept) {
			if (event.type !== 'raft.role' || event.role !== 'leader') continue;
			expect(leaders.get(event.term) ?? event.where, story).toBe(event.where);
			leaders.set(event.term, event.where);
		}
	}
	console.log(`${SEEDS} seeds, ${FAULTS} faults each`);
});
