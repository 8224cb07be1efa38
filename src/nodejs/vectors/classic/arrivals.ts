import { join, QUICK } from './agents.ts';
import type { Script } from './scripts.ts';
import { ADDRESSES, ClassicWorld } from './world.ts';

const DOCKER = 'docker -H tcp://192.168.0.40:4000';

const states = (world: ClassicWorld): string[] =>
	[...world.text('laptop', 'docker info').matchAll(/Status: (\w+)/g)].map((match) => match[1]!);
const nodes = (world: ClassicWorld): string | undefined =>
	/Nodes: (\d+)/.exec(world.text('laptop', 'docker info'))?.[1];

/** Engines register; with `late` the store comes up only after agents and manager. */
function found(kind: 'consul' | 'etcd', late: boolean): Script {
	return (world) => {
		const url = `${kind}://192.168.0.50:${kind === 'consul' ? 8500 : 2379}/c`;
		if (late) world.world.fault('power off kv');
		join(world, url);
		if (late) world.manageAt(url, '--heartbeat 1s');
		else {
			world.wait(2000);
			const listed = world.text('laptop', `swarm list ${url}`).trim().split('\n').length;
			world.manageAt(url, '');
			return [
				['2', 2],
				[nodes(world), listed]
			];
		}
		const before = nodes(world);
		world.world.fault('power on kv');
		world.wait(60_000);
		return [
			['0', '2'],
			[before, nodes(world)]
		];
	};
}

/** Engines that register, come late, fail and return. */
export const ARRIVALS: Readonly<Record<string, Script>> = {
	'state-1': (world) => {
		world.manage(QUICK, 2);
		const seen = [states(world)[0]];
		world.world.fault('stop node-0');
		world.wait(20_000);
		seen.push(states(world)[0]);
		world.world.fault('start node-0');
		world.wait(20_000);
		seen.push(states(world)[0]);
		return [['Healthy', 'Unhealthy', 'Healthy'], seen];
	},
	'state-2': (world) => {
		world.world.fault('stop node-0');
		world.wait(5000);
		world.manage(QUICK, 1);
		const seen = states(world);
		world.world.fault('start node-0');
		world.wait(90_000);
		return [
			['Pending', 'Healthy'],
			[...seen, ...states(world)]
		];
	},
	'bats-token-format': (world) => [true, /^[0-9a-f]{32}\n$/.test(world.text('laptop', 'swarm create'))],
	'disc-token-5': () => {
		const world = new ClassicWorld('rc1');
		const token = world.text('laptop', 'swarm create').trim();
		for (let i = 0; i < 2; i++)
			world.run('laptop', `swarm join --discovery token://${token} --addr 127.0.0.1:2675 > /dev/null 2>&1 &`);
		world.wait(2000);
		return ['127.0.0.1:2675\n', world.text('laptop', `swarm list --discovery token://${token}`)];
	},
	'disc-file-4': (world, vector) => {
		const line = `swarm join --advertise 192.168.0.42:2375 file:///tmp/nodes > /tmp/out 2>&1 &`;
		world.run('laptop', line);
		world.wait(2000);
		const { error } = vector['expect'] as { error: string };
		return [true, world.text('laptop', 'cat /tmp/out').includes(error)];
	},
	'bats-consul-recover': found('consul', false),
	'bats-etcd-recover': found('etcd', false),
	'bats-consul-failure': found('consul', true),
	'bats-etcd-failure': found('etcd', true),
	'bats-file-failure': (world) => {
		world.manageAt('file:///tmp/nodes', '--heartbeat 1s');
		const before = nodes(world);
		world.text('swarm', `printf '${ADDRESSES[0]}\\n${ADDRESSES[1]}\\n' > /tmp/nodes`);
		world.wait(5000);
		return [
			['0', '2'],
			[before, nodes(world)]
		];
	},
	'bats-etcd-events': (world) => {
		const url = 'etcd://192.168.0.50:2379/c';
		world.manageAt(url, '');
		world.run('laptop', `${DOCKER} events > /tmp/events 2>&1 &`);
		world.wait(1000);
		join(world, url);
		world.wait(5000);
		world.text('laptop', 'pkill swarm');
		world.wait(20_000);
		const text = world.text('laptop', 'cat /tmp/events');
		return [
			[true, true],
			[text.includes('engine_connect'), text.includes('engine_disconnect')]
		];
	}
};
