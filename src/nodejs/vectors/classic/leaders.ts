import { join, QUICK } from './agents.ts';
import type { Script } from './scripts.ts';
import type { ClassicWorld } from './world.ts';

const CONSUL = 'consul://192.168.0.50:8500/r';

/** Replicated managers, each started once the one before has had its time. @returns `Role: …` of each by docker info */
const MANAGERS = [
	['swarm', '192.168.0.40:4000'],
	['kv', '192.168.0.50:4000'],
	['laptop', '192.168.0.10:4000']
] as const;

function manageReplicated(world: ClassicWorld, which: number, url = CONSUL): void {
	const [machine, address] = MANAGERS[which]!;
	world.run(
		machine,
		`swarm manage ${QUICK} --replication --replication-ttl 4s --advertise ${address} -H tcp://${address} ${url} > /tmp/m.log 2>&1 &`
	);
	world.wait(3000);
}
const role = (world: ClassicWorld, which: number): string =>
	(/Role: \w+/.exec(world.text('laptop', `docker -H tcp://${MANAGERS[which]![1]} info`)) ?? ['no answer'])[0];

/** Managers that take over from one another, containers that move. */
export const LEADERS: Readonly<Record<string, Script>> = {
	'resched-2': (world) => {
		world.manage(QUICK, 2);
		world.text('laptop', 'docker run -d --name c2 -e constraint:node==node-0 -e reschedule:on-node-failure redis');
		world.world.fault('stop node-0');
		world.wait(30_000);
		const log = world.text('swarm', 'cat /tmp/manage.log');
		return [
			[false, true],
			[
				world.text('laptop', 'docker ps').includes('c2'),
				/Failed to reschedule container \w{64}: Unable to find/.test(log)
			]
		];
	},
	'resched-6': (world) => {
		world.manage(QUICK, 2);
		const options = '-p 80:80 -e constraint:node==~node-0 -e reschedule:on-node-failure';
		world.text('laptop', `docker run -d --name c1 ${options} nginx`);
		const before = world.text('laptop', 'docker ps').includes('node-0/c1');
		world.world.fault('stop node-0');
		// Its image is pulled on the other node.
		world.wait(120_000);
		const text = world.text('laptop', 'docker ps');
		const log = world.text('swarm', 'cat /tmp/manage.log');
		return [
			[true, true, true, true],
			[
				before,
				text.includes('->80/tcp'),
				text.includes('node-1/c1'),
				/level=info msg="Rescheduled container \w{64} from node-0 to node-1 as \w{64}"/.test(log) &&
					/msg="Container \w{64} was running, starting container \w{64}"/.test(log)
			]
		];
	},
	'repl-2': (world) => {
		manageReplicated(world, 0);
		manageReplicated(world, 1);
		world.text('swarm', 'pkill swarm');
		world.wait(15_000);
		const log = world.text('kv', 'cat /tmp/m.log').match(/msg="[^"]*"/g) ?? [];
		const told = log.filter((line) => /eader/.test(line));
		return [
			[
				'Role: primary',
				[
					'msg="Leader Election: Cluster leadership lost"',
					'msg="New leader elected: 192.168.0.40:4000"',
					'msg="Leader Election: Cluster leadership acquired"'
				]
			],
			[role(world, 1), told]
		];
	},
	'repl-3': (world) => {
		manageReplicated(world, 0);
		manageReplicated(world, 1);
		world.text('swarm', 'pkill swarm');
		world.wait(15_000);
		manageReplicated(world, 2);
		const text = world.text('laptop', 'docker -H tcp://192.168.0.10:4000 info');
		return [
			[true, true],
			[text.includes('Role: replica'), text.includes('Primary: 192.168.0.50:4000')]
		];
	},
	'repl-4': (world) => {
		join(world, CONSUL, '300s');
		world.wait(1000);
		manageReplicated(world, 0);
		manageReplicated(world, 1);
		world.run('laptop', 'export DOCKER_HOST=tcp://192.168.0.40:4000');
		world.text('laptop', 'docker run -d --name c1 -e constraint:node==~node-0 -e reschedule:on-node-failure redis');
		world.world.fault('stop node-0');
		// Its image is pulled on the other node.
		world.wait(120_000);
		const moved = (machine: string): number =>
			(world.text(machine, 'cat /tmp/m.log').match(/Rescheduled container/g) ?? []).length;
		return [
			[true, 1, 0],
			[world.text('laptop', 'docker ps').includes('node-1/c1'), moved('swarm'), moved('kv')]
		];
	},
	'repl-6': (world) => {
		for (const which of [0, 1, 2]) manageReplicated(world, which);
		world.world.fault('power off kv');
		world.wait(20_000);
		world.world.fault('power on kv');
		manageReplicated(world, 1);
		world.wait(60_000);
		return [['Role: primary', 'Role: replica', 'Role: replica'], [0, 1, 2].map((which) => role(world, which)).sort()];
	}
};
