import type { Vector } from '../vector.ts';
import { clusterEvent, rc1Event, type Rc1Event } from '../../../core/classic/manager/event-stream.ts';
import { ADDRESSES, type ClassicWorld } from './world.ts';

/** Plays a vector in a world of its own. @returns expected and actual */
export type Script = (world: ClassicWorld, vector: Vector) => [unknown, unknown];

type Expectation = Record<string, unknown>;
const expectOf = (vector: Vector): Expectation => vector['expect'] as Expectation;
const inputOf = (vector: Vector): Expectation => vector['input'] as Expectation;

/** What the client on the laptop is told contains the vector's `body`, or all of its `contains`. */
function told(before: readonly string[], command: string, options = '', nodes = 3): Script {
	return (world, vector) => {
		world.manage(options, nodes);
		for (const line of before) world.text('laptop', line);
		// News of an engine takes a moment.
		world.wait(1000);
		const text = world.text('laptop', command);
		const expect = expectOf(vector);
		const wanted = [expect['body'] ?? expect['contains'] ?? expect['outputContains'] ?? []].flat().map(String);
		return [wanted, wanted.filter((part) => text.includes(part)).length === wanted.length ? wanted : text];
	};
}

/** The container lands on the node that the vector names. */
function placed(before: readonly string[], options: string, manage = ''): Script {
	return (world, vector) => {
		world.manage(manage, 2);
		for (const line of before) world.text('laptop', line);
		world.wait(1000);
		const command = `docker run -d --name wanted ${options} redis`;
		const text = world.text('laptop', command);
		const found = /node-\d(?=\/wanted)/.exec(world.text('laptop', 'docker ps -a'))?.[0] ?? text;
		return [expectOf(vector)['node'], found];
	};
}

const ON_1 = 'docker run -d --name c1 -e constraint:node==node-1 redis';
const LABELLED = 'docker run -d --name c1 --label test.label=true -e constraint:node==node-1 redis';
const B1 = 'docker run -d --name b1 -e constraint:node==node-1 redis';
/** An image on node-1 alone stands for the one that upstream's tests built there. */
const IMAGE = `docker -H tcp://${ADDRESSES[1]} pull nginx`;
const WEB = 'docker run -d -p 80:80 nginx';

/** POST /containers/create, for flags that our client leaves out. */
function posted(HostConfig: Record<string, unknown>, name = 'posted'): string {
	const body = JSON.stringify({ Image: 'redis', HostConfig });
	return `curl -s -X POST -H 'Content-Type: application/json' -d '${body}' http://192.168.0.40:4000/containers/create?name=${name}`;
}

/** Only the last of several runs may fail, and says so. */
function lastRefused(command: string, runs: number, options = '', nodes = 2): Script {
	return (world, vector) => {
		world.manage(options, nodes);
		const results = Array.from({ length: runs }, () => world.run('laptop', command));
		const text = results.at(-1)?.stderr ?? '';
		const parts = JSON.stringify(expectOf(vector)).match(/\[port[^\]]*\]|available container slots/g) ?? [];
		const ok = results.slice(0, -1).every((result) => result?.code === 0) && results.at(-1)?.code !== 0;
		return [
			[true, parts],
			[ok, parts.filter((part) => text.includes(part))]
		];
	};
}

export const SCRIPTS: Readonly<Record<string, Script>> = {
	'err-03': told([WEB, WEB, WEB], WEB),
	'err-05': told([], posted({ Links: ['nope:x'] })),
	'err-06': told([], posted({ VolumesFrom: ['nope:ro'], NetworkMode: 'container:qq' })),
	'err-07': told(['docker run -d --name db redis'], 'docker run -d --name db redis'),
	'err-08': told([], 'docker run -d -m 10g redis'),
	'err-09': told([], posted({ CpuShares: 3 })),
	'err-10': told([], 'docker run -d -e reschedule:sometimes redis'),
	'err-11': told([], 'docker run -d -e reschedule:off -e reschedule:on-node-failure redis'),
	'err-12': told([], 'curl -s http://192.168.0.40:4000/containers/nope/json'),
	'err-13': told([], 'curl -s -X POST http://192.168.0.40:4000/containers/nope/start'),
	'err-15': told([], 'docker rm nope'),
	'err-16': told([], 'docker rmi nope'),
	'err-17': told([], 'curl -s http://192.168.0.40:4000/images/nope/json'),
	'err-18': told([], 'curl -s http://192.168.0.40:4000/networks/nope'),
	'err-19': told([], 'docker network rm nope'),
	'err-20': told([], 'docker volume rm nope'),
	'err-21': told([], 'curl -s http://192.168.0.40:4000/images/viz'),
	'err-22': told([], 'curl -s http://192.168.0.40:4000/services'),
	'err-rc1-02': told([], 'docker run -d -e affinity:image==nope redis'),
	'err-rc1-03': told([], 'docker run -d -e constraint:storage=ssd redis'),
	'err-rc1-08': told([WEB, WEB, WEB], WEB),
	'err-rc1-09': told([], 'docker pull redis'),
	'err-rc1-10': told([], 'curl -s -w %{http_code} http://192.168.0.40:4000/containers/nope/json'),
	'err-rc1-11': told([], 'docker start nope'),
	'err-rc1-12': told([], 'curl -s -X POST http://192.168.0.40:4000/containers/db/rename'),
	'err-rc1-13': (world, vector) => {
		for (const node of ['node-0', 'node-1', 'node-2']) world.world.fault(`stop ${node}`);
		world.wait(5000);
		return told([], 'docker run -d redis')(world, vector);
	},
	'info-2': told(['docker run -d redis'], 'docker info', '', 2),
	'info-4': told(['docker run -d --name aa redis', 'docker kill aa'], 'docker info'),
	'version-1': told([], 'docker version'),
	'version-3': (world, vector) => {
		world.manage();
		const found = JSON.parse(world.text('laptop', 'curl -s http://192.168.0.40:4000/version')) as Expectation;
		const wanted = expectOf(vector)['json'] as Expectation;
		return [wanted, Object.fromEntries(Object.keys(wanted).map((key) => [key, found[key]]))];
	},
	'ps-2': (world) => {
		world.manage('', 2);
		for (const n of [0, 1]) world.text('laptop', `docker run -d --name c${n + 1} -e constraint:node==node-${n} redis`);
		const text = world.text('laptop', 'docker ps --filter node=node-0');
		return [
			[true, false],
			[text.includes('node-0/c1'), text.includes('node-1/c2')]
		];
	},
	'images-3': told(['docker run -d redis'], 'docker rmi red'),
	'events-2': (_world, vector) => {
		const { status, id, from, time, node } = inputOf(vector) as unknown as Rc1Event & { node: Record<string, string> };
		const { name = '', id: nodeId = '', addr = '', ip = '' } = node;
		const event = rc1Event({ status, id, from, time }, { name, id: nodeId, address: addr, ip });
		return [expectOf(vector)['line'], JSON.stringify(event)];
	},
	'events-3': (_world, vector) => {
		const wanted = expectOf(vector)['json'] as { node: { Name: string; Id: string; Addr: string; Ip: string } };
		const { Name: name, Id: id, Addr: address, Ip: ip } = wanted.node;
		const action = String(inputOf(vector)['engineEvent']);
		const bare = { status: action, from: 'swarm', Type: 'swarm', Action: action, Actor: { ID: '', Attributes: {} } };
		return [wanted, clusterEvent(bare, { name, id, address, ip })];
	},
	'create-cfg': (world) => {
		world.manage('', 2);
		world.text('laptop', 'docker run -d --name aa -e constraint:node==node-0 -e FOO=bar redis');
		const text = world.text('laptop', 'docker inspect aa');
		const has = [
			text.includes('"FOO=bar"'),
			text.includes('"constraint:node'),
			text.includes('"com.docker.swarm.constraints": "[\\"node==node-0\\"]"'),
			/"com.docker.swarm.id": "[0-9a-f]{64}"/.test(text)
		];
		return [[true, false, true, true], has];
	},
	'b-con-1': placed([], '-e constraint:node==node-0'),
	'b-con-3': placed([], '-e constraint:node==node-1'),
	'b-con-4': placed([], `--label 'com.docker.swarm.constraints=["node==node-1"]'`),
	'b-con-5': placed([], '-e constraint:storagedriver==~not_exist -e constraint:node==node-0'),
	'b-con-6': placed([], '-e constraint:foo==a'),
	'b-con-8': placed([], `--label 'com.docker.swarm.constraints=["foo==b"]'`),
	'b-aff-2': placed([ON_1], '-e affinity:container!=c1'),
	'b-aff-3': placed([ON_1], `--label 'com.docker.swarm.affinities=["container==c1"]'`),
	'b-aff-5': placed([IMAGE], '-e affinity:image==nginx'),
	'b-aff-6': placed([IMAGE], '-e affinity:image!=nginx'),
	'b-aff-7': placed([LABELLED], '-e affinity:test.label==true'),
	'b-aff-8': placed([LABELLED], '-e affinity:test.label!=true'),
	'b-aff-10': placed([IMAGE], '-e affinity:image==~not_exist -e affinity:image==nginx'),
	'b-aff-11': placed([IMAGE], '-e affinity:image==nginx'),
	'b-dep-5': placed([B1], '--net=container:/b1'),
	'b-port-1': lastRefused('docker run -d --expose=80 --net=host redis', 3),
	'b-port-2': lastRefused('docker run -d --expose=80 -p 80:80 redis', 3),
	'bats-mem': told([], 'docker run -m 1000G redis sh'),
	'bats-cpu': told([], posted({ CpuShares: 10240 })),
	'bats-spread': (world) => reserved(world, 'spread', ['1', '1']),
	'bats-binpack': (world) => reserved(world, 'binpack', ['0', '2']),
	'resched-3': told([], 'docker run -d -e reschedule:false redis'),
	'resched-4': told([], 'docker run -d -e reschedule:off -e reschedule:on-node-failure redis'),
	'resched-1': (world) => {
		world.manage('', 2);
		for (const [name, node, policy] of [
			['c1', '~node-0', 'on-node-failure'],
			['c2', '~node-0', 'off'],
			['c3', 'node-1', 'on-node-failure']
		]) {
			world.text('laptop', `docker run -d --name ${name!} -e constraint:node==${node!} -e reschedule:${policy!} redis`);
		}
		const id = (): string =>
			/"com.docker.swarm.id": "(\w+)"/.exec(world.text('laptop', 'docker inspect c1'))?.[1] ?? '';
		const before = id();
		world.world.fault('stop node-0');
		world.wait(120_000);
		const names = world.text('laptop', 'docker ps').match(/node-\d\/c\d/g) ?? [];
		return [
			{ names: ['node-1/c1', 'node-1/c3'], sameId: true, c2: 1 },
			{ names: names.sort(), sameId: before === id(), c2: world.run('laptop', 'docker inspect c2')?.code }
		];
	},
	'bats-file-removal': (world) => {
		world.text('swarm', `printf '${ADDRESSES[0]}\\n${ADDRESSES[1]}\\n' > /tmp/nodes`);
		world.manageAt('file:///tmp/nodes', '--heartbeat 1s');
		const before = world.text('laptop', 'docker info');
		world.text('swarm', `echo ${ADDRESSES[0]} > /tmp/nodes`);
		world.wait(3000);
		const list = world.text('swarm', 'swarm list file:///tmp/nodes');
		const after = world.text('laptop', 'docker info');
		return [
			[true, 1, true],
			[before.includes('Nodes: 2'), list.trim().split('\n').length, after.includes('Nodes: 1')]
		];
	},
	'bats-etcd-removal': (world) => {
		world.manageAt('etcd://192.168.0.50:2379/c', '');
		const join = (n: number): void =>
			void world.run(
				'laptop',
				`swarm join --heartbeat 1s --ttl 10s --advertise ${ADDRESSES[n]!} etcd://192.168.0.50:2379/c > /dev/null 2>&1 &`
			);
		join(0);
		join(1);
		world.wait(5000);
		const joined = world.text('laptop', 'docker info');
		world.text('laptop', 'pkill swarm');
		world.wait(15_000);
		const left = world.text('laptop', 'docker info');
		return [
			[true, true],
			[joined.includes('Nodes: 2'), left.includes('Nodes: 0')]
		];
	},
	'repl-1': (world) => {
		const url = 'consul://192.168.0.50:8500/r';
		for (const [machine, address] of [
			['swarm', '192.168.0.40:4000'],
			['kv', '192.168.0.50:4000']
		]) {
			world.run(
				machine!,
				`swarm manage --replication --replication-ttl 4s --advertise ${address!} -H tcp://${address!} ${url} > /tmp/m.log 2>&1 &`
			);
			world.wait(2000);
		}
		const info = (address: string): string => world.text('laptop', `docker -H tcp://${address} info`);
		const first = info('192.168.0.40:4000');
		const second = info('192.168.0.50:4000');
		return [
			[true, true, true],
			[first.includes('Role: primary'), second.includes('Role: replica'), second.includes('Primary: 192.168.0.40:4000')]
		];
	}
};

/** Two containers of one CPU each on two nodes of two. */
function reserved(world: ClassicWorld, strategy: string, wanted: string[]): [unknown, unknown] {
	world.manage(`--strategy ${strategy}`, 2);
	for (const name of ['aa', 'bb']) world.text('laptop', posted({ CpuShares: 1 }, name));
	const found = [...world.text('laptop', 'docker info').matchAll(/Reserved CPUs: (\d)/g)].map((match) => match[1]!);
	return [wanted, found.sort()];
}
