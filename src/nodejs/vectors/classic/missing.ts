import { ADDRESSES, ClassicWorld } from './world.ts';
import type { Script } from './scripts.ts';

/** What is asked while some of a cluster is missing: a dead engine, no primary, three requests at once. */

const QUICK = '--engine-refresh-min-interval 1s --engine-refresh-max-interval 1s --engine-failure-retry 2';
const bodyOf = (vector: Parameters<Script>[1]): string => (vector['expect'] as { body: string }).body;

/** A container c2 on a node that is then lost. */
function lost(world: ClassicWorld): void {
	world.manage(QUICK, 2);
	world.text('laptop', 'docker run -d --name c2 -e constraint:node==node-0 redis');
	world.world.fault('stop node-0');
	world.wait(20_000);
}

export const MISSING: Readonly<Record<string, Script>> = {
	'err-129-4': (world, vector) => {
		lost(world);
		return [true, world.text('laptop', 'curl -s http://192.168.0.40:4000/containers/c2/json').includes(bodyOf(vector))];
	},
	/** The client library of 1.2.5 says no address (vendor/github.com/docker/engine-api/client/errors.go at v1.2.5). */
	'err-129-5': (world, vector) => {
		lost(world);
		const [, head, tail] = /^(.*daemon) at \S+\. (Is .*running)\?$/.exec(bodyOf(vector))!;
		const body = `${head!}. ${tail!} on this host?`;
		return [true, world.text('laptop', 'docker rm c2').includes(body)];
	},
	/** 1.2.5 answers at once, as the vector's note says; once there is a primary it is asked. */
	'replica-1': (world) => {
		const url = 'consul://192.168.0.50:8500/r';
		const start = (machine: string, address: string): void => {
			const options = `--replication --replication-ttl 4s --advertise ${address} -H tcp://${address}`;
			world.run(machine, `swarm manage ${options} ${url} > /tmp/m.log 2>&1 &`);
			world.wait(3000);
		};
		world.world.fault('power off kv');
		start('swarm', '192.168.0.40:4000');
		const before = world.text('laptop', 'docker -H tcp://192.168.0.40:4000 ps');
		world.world.fault('power on kv');
		start('laptop', '192.168.0.10:4000');
		world.wait(30_000);
		return [
			[true, 0],
			[
				before.includes('No elected primary cluster manager'),
				world.run('laptop', 'docker -H tcp://192.168.0.40:4000 ps')?.code
			]
		];
	},
	'version-2': () => {
		const world = new ClassicWorld('rc1');
		world.manage();
		const program = world.text('laptop', 'swarm -v').trim().replace('swarm version ', '');
		const { Version } = JSON.parse(world.text('laptop', 'curl -s http://192.168.0.40:4000/version')) as {
			Version: string;
		};
		return [`swarm/${program}`, Version];
	},
	'info-5': (world, vector) => {
		world.world.fault('stop node-0');
		world.wait(5000);
		world.manage('', 2);
		const { SystemStatus } = JSON.parse(world.text('laptop', 'curl -s http://192.168.0.40:4000/v1.22/info')) as {
			SystemStatus: [string, string][];
		};
		const { systemStatus } = vector['expect'] as { systemStatus: [string, string][] };
		// Addresses, names and what the machine is differ; everything else is Swarm's own.
		const own = /^ {2}└ (ID|UpdatedAt|Labels|ServerVersion)$|^ [^ ]/;
		const masked = (list: [string, string][]): string[] =>
			list.map(([key, value]) => (own.test(key) ? key.replace(/node-\d/, 'node') : `${key}: ${value}`));
		return [masked(systemStatus), masked(SystemStatus)];
	},
	'info-6': () => {
		const world = new ClassicWorld('rc1');
		world.world.fault('stop node-2');
		world.wait(5000);
		world.manage();
		const { DriverStatus, ...rest } = JSON.parse(world.text('laptop', 'curl -s http://192.168.0.40:4000/info')) as {
			DriverStatus: [string, string][];
		};
		const [head, ...others] = DriverStatus;
		return [
			[['\bNodes', '2'], ['node-0', 'node-1'], { Containers: 0, NEventsListener: 0, Debug: false }],
			[head, others.map(([name]) => name).sort(), rest]
		];
	},
	'b-aff-9': (world) => {
		world.manage('', 2);
		for (const address of ADDRESSES.slice(0, 2)) world.text('laptop', `docker -H tcp://${address} pull redis`);
		const run = `docker run -d --label test.label=true -e affinity:test.label!=true redis`;
		const all = [1, 2, 3].map((n) => `${run} > /tmp/out${n} 2>&1 &`).join(' ');
		world.text('laptop', `${all} wait`);
		const text = world.text('laptop', 'cat /tmp/out1 /tmp/out2 /tmp/out3');
		return [
			[2, true],
			[(text.match(/^[0-9a-f]{64}$/gm) ?? []).length, text.includes('[test.label!=true (soft=false)]')]
		];
	},
	'images-1': (world) => {
		world.manage('', 3);
		const images = [['redis'], ['redis', 'nginx', 'alpine'], ['redis', 'nginx', 'busybox']];
		images.forEach((names, i) => {
			for (const name of names) world.text('laptop', `docker -H tcp://${ADDRESSES[i]} pull ${name}`);
		});
		world.wait(5000);
		const rows = (filter: string): number =>
			world.text('laptop', `docker images ${filter}`).trim().split('\n').length - 1;
		// As many as there are different ones: what several engines have stands there once.
		return [
			[4, 1, 3],
			[rows(''), rows('--filter node=node-0'), rows('--filter node=node-1')]
		];
	},
	/** A watch that fails is told and begun anew; what changes in the store afterwards is seen. */
	'disc-kv-4': (world) => {
		const url = 'consul://192.168.0.50:8500/c';
		world.world.fault('power off kv');
		world.manageAt(url, '--heartbeat 1s');
		// A machine without power answers nothing: the connection ends after ten seconds.
		world.wait(15_000);
		const failed = world.text('swarm', 'cat /tmp/manage.log').includes('Discovery error');
		world.world.fault('power on kv');
		world.wait(30_000);
		const known: (string | undefined)[] = [];
		for (const address of ADDRESSES) {
			world.run('laptop', `swarm join --advertise ${address} ${url} > /dev/null 2>&1 &`);
			world.wait(15_000);
			known.push(/Nodes: (\d)/.exec(world.text('laptop', 'docker info'))?.[1]);
		}
		return [
			[true, ['1', '2', '3']],
			[failed, known]
		];
	}
};
