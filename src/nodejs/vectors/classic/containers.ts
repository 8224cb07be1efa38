import { QUICK } from './agents.ts';
import type { Script } from './scripts.ts';
import { ADDRESSES, ClassicWorld } from './world.ts';

const DOCKER = 'docker -H tcp://192.168.0.40:4000';

const rows = (text: string): string[] => text.trim().split('\n').slice(1);

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

/** What is listed, named, refused and told of containers in a cluster. */
export const CONTAINERS: Readonly<Record<string, Script>> = {
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
	'b-dep-2': volumes('rw'),
	'b-dep-3': volumes('ro'),
	'err-129-3': refusedSyntax,
	'err-129-2': refusedSyntax,
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
