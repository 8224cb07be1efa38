import { ADDRESSES, ClassicWorld } from './world.ts';
import type { Script } from './scripts.ts';

/** Nodes that come and go, managers that take over: what takes time in a cluster. */

const QUICK = '--engine-refresh-min-interval 1s --engine-refresh-max-interval 1s --engine-failure-retry 2';
const CONSUL = 'consul://192.168.0.50:8500/r';
const DOCKER = 'docker -H tcp://192.168.0.40:4000';

const states = (world: ClassicWorld): string[] =>
	[...world.text('laptop', 'docker info').matchAll(/Status: (\w+)/g)].map((match) => match[1]!);
const nodes = (world: ClassicWorld): string | undefined =>
	/Nodes: (\d+)/.exec(world.text('laptop', 'docker info'))?.[1];
const rows = (text: string): string[] => text.trim().split('\n').slice(1);

function join(world: ClassicWorld, url: string, ttl = '10s'): void {
	for (const address of ADDRESSES.slice(0, 2)) {
		world.run('laptop', `swarm join --heartbeat 1s --ttl ${ttl} --advertise ${address} ${url} > /tmp/join.log 2>&1 &`);
	}
}

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

const slots =
	(label: string, ok: number): Script =>
	() => {
		const world = new ClassicWorld('1.2.5', [`containerslots=${label}`]);
		world.manage('', 2);
		const runs = Array.from({ length: 5 }, () => world.run('laptop', 'docker run -d redis'));
		const refused = runs.filter((run) => run?.code !== 0);
		return [
			[ok, 5 - ok],
			[runs.length - refused.length, refused.filter((run) => run?.stderr.includes('available container slots')).length]
		];
	};

/** `--volumes-from` of a container on node-1, in a body of the API: our client leaves the flag out. */
const volumes =
	(mode: string): Script =>
	(world, vector) => {
		world.manage('', 2);
		world.text('laptop', 'docker run -d --name b1 -e constraint:node==node-1 redis');
		world.wait(1000);
		const body = JSON.stringify({ Image: 'redis', HostConfig: { VolumesFrom: [`/b1:${mode}`] } });
		world.text(
			'laptop',
			`curl -s -X POST -H 'Content-Type: application/json' -d '${body}' http://192.168.0.40:4000/containers/create?name=wanted`
		);
		const found = /node-\d(?=\/wanted)/.exec(world.text('laptop', 'docker ps -a'))?.[0];
		return [(vector['expect'] as { node: string }).node, found];
	};

/** 1.2.7 added a line on what is wrong; 1.2.5 left it out (see the vectors' notes). */
const refusedSyntax: Script = (world, vector) => {
	world.manage('', 2);
	const { docker } = vector['input'] as { docker: string };
	const [option, expression] = /^run (-e) (.*)$/.exec(docker)!.slice(1) as [string, string];
	const text = world.run('laptop', `docker run -d ${option} '${expression}' redis`)?.stderr ?? '';
	const { body } = vector['expect'] as { body: string };
	const wanted = body.split('\n').filter((line) => !line.startsWith('error from'));
	return [wanted, wanted.filter((line) => text.includes(line))];
};

export const LIFE: Readonly<Record<string, Script>> = {
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
	'ps-1': (world) => {
		world.manage(QUICK, 2);
		for (const n of [0, 1]) world.text('laptop', `docker run -d -e constraint:node==node-${n} redis`);
		world.world.fault('stop node-0');
		world.wait(20_000);
		const lines = (flags: string): number => world.text('laptop', `docker ps ${flags}`).trim().split('\n').length;
		return [
			[2, 3],
			[lines(''), lines('-a')]
		];
	},
	'ps-6': (world) => {
		world.manage(QUICK, 2);
		world.text('laptop', 'docker run -d -e constraint:node==node-0 redis');
		world.world.fault('stop node-0');
		world.wait(20_000);
		return [true, world.text('laptop', 'docker ps -a').includes('Host Down')];
	},
	'ps-3': (world) => {
		world.manage('', 2);
		for (const name of ['aa', 'bb', 'cc']) world.text('laptop', `docker run -d --name ${name} redis`);
		world.text('laptop', 'docker kill aa');
		return [3, rows(world.text('laptop', 'docker ps -n 3')).length];
	},
	'ps-5': (world, vector) => {
		world.manage('', 1);
		world.text('laptop', 'docker run -d --name db -p 80:80 nginx');
		const text = world.text('laptop', 'docker ps');
		const { port } = vector['expect'] as { port: string };
		return [
			[true, true],
			[text.includes(port), text.includes('node-0/db')]
		];
	},
	'info-1': () => {
		const world = new ClassicWorld('1.2.5', ['bar=foo']);
		world.manage('', 2);
		const text = world.text('laptop', 'docker info');
		return [true, text.includes('Nodes: 2') && text.includes('└ Labels:') && text.includes('bar=foo')];
	},
	'images-2': (world) => {
		world.manage('', 2);
		for (const address of ADDRESSES.slice(0, 2)) world.text('laptop', `docker -H tcp://${address} pull redis`);
		world.wait(3000);
		world.text('laptop', 'docker rmi redis');
		return [
			0,
			ADDRESSES.slice(0, 2).flatMap((at) => rows(world.text('laptop', `docker -H tcp://${at} images`))).length
		];
	},
	'rename-1': (world) => {
		world.manage('', 2);
		for (const name of ['aa', 'bb']) world.text('laptop', `docker run -d --name ${name} redis`);
		const result = world.run('laptop', 'docker rename aa bb');
		return [
			[true, true],
			[result?.code !== 0, result?.stderr.includes('Conflict')]
		];
	},
	'network-1': (world) => {
		world.manage('', 2);
		return [7, world.text('laptop', 'docker network ls').trim().split('\n').length];
	},
	'run-imgaff-2': (world) => {
		world.manage('', 2);
		const result = world.run('laptop', 'docker run -d -e constraint:node==node-1 busyboxabcde');
		return [
			[true, true],
			[result?.code !== 0, result?.stderr.includes('not found')]
		];
	},
	'b-slots-1': slots('2', 4),
	'b-slots-2': slots('foo', 5),
	'swarmid-1': (world) => {
		world.manage('', 2);
		const id = world.text('laptop', 'docker run -d --name aa redis').trim().split('\n').at(-1)!;
		const found = /"com.docker.swarm.id": "(\w+)"/.exec(world.text('laptop', 'docker inspect aa'))?.[1] ?? '';
		const byLabel = world.text('laptop', `docker ps -q --filter label=com.docker.swarm.id=${found}`).trim();
		const uses = [`docker inspect ${found}`, `docker logs ${found}`].map((line) => world.run('laptop', line)?.code);
		return [
			[64, true, id.slice(0, 12), [0, 0]],
			[found.length, found !== id, byLabel, uses]
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
	},
	'events-1': (world, vector) => {
		world.manage('', 2);
		world.run('laptop', `${DOCKER} events > /tmp/events 2>&1 &`);
		world.wait(1000);
		world.text('laptop', 'docker run -d --name ee -e constraint:node==node-0 redis');
		world.text('laptop', 'docker kill ee');
		world.wait(2000);
		const text = world.text('laptop', 'cat /tmp/events');
		const { contains } = vector['expect'] as { contains: string[] };
		return [contains, contains.filter((part) => text.includes(part))];
	},
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
	'b-dep-2': volumes('rw'),
	'b-dep-3': volumes('ro'),
	'err-129-3': refusedSyntax,
	'err-129-2': refusedSyntax,
	'repl-6': (world) => {
		for (const which of [0, 1, 2]) manageReplicated(world, which);
		world.world.fault('power off kv');
		world.wait(20_000);
		world.world.fault('power on kv');
		manageReplicated(world, 1);
		world.wait(60_000);
		return [['Role: primary', 'Role: replica', 'Role: replica'], [0, 1, 2].map((which) => role(world, which)).sort()];
	},
	'bats-mem-info': (world, vector) => {
		world.manage('', 2);
		const reserved = (): string[] =>
			[...world.text('laptop', 'docker info').matchAll(/Reserved Memory: (.*?) \//g)].map((match) => match[1]!);
		const seen: string[][] = [];
		for (const [name, memory, node] of [
			['aa', '20m', 0],
			['bb', '22m', 0],
			['cc', '18m', 1]
		] as const) {
			world.text('laptop', `docker run -d --name ${name} -m ${memory} -e constraint:node==node-${node} redis`);
			seen.push(reserved());
		}
		world.text('laptop', 'docker rm -f aa');
		seen.push(reserved());
		return [(vector['expect'] as { reservedMemory: string[][] }).reservedMemory, seen];
	}
};
