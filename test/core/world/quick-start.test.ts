import { expect, test } from 'vitest';
import type { EraId } from '../../../src/core/era/era.ts';
import type { MachineShape } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

const MACHINES: MachineShape[] = [
	{ name: 'moby', role: 'manager', host: 2 },
	{ name: 'node1', role: 'worker', host: 3 },
	{ name: 'suse', role: 'worker', host: 4, system: 'suse' }
];
const REDIS = 'docker-registry-cn.easemob.com/redis';

/** The swarm of the quick start; `typed` goes to the program that the command starts. */
function cluster(era: EraId = '1.12.3'): (machine: string, command: string, typed?: string[]) => string {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era,
		cluster: { machines: MACHINES, formed: true, network: '192.168.65.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	return (machine, command, typed = []) => {
		let output: string | undefined;
		world.run(machine, command, ({ stdout, stderr }) => (output = stdout + stderr), typed);
		while (output === undefined) world.sim.step();
		// The keys of the line editor are no text.
		return output.replace(/\x1b\[[?\d;]*[a-zA-Z]/g, '').replaceAll('\r', '');
	};
}

const login = 'docker login -u learner -p swarmlab docker-registry-cn.easemob.com';

test('a private registry gives nothing without credentials, and to workers only when the service carries them', () => {
	const run = cluster();
	const create = (flags: string): string =>
		run('moby', `docker service create ${flags} --name redis --constraint 'node.role == worker' ${REDIS} && sleep 30`);
	create('');
	expect(run('moby', 'docker service ls')).toContain('0/1');
	expect(run('moby', 'docker service ps redis')).toContain('"No such image: docker-registr…"');
	expect(run('moby', login)).toBe('Login Succeeded\n');
	run('moby', 'docker service rm redis');
	create('');
	expect(run('moby', 'docker service ls')).toContain('0/1');
	run('moby', 'docker service rm redis');
	create('--with-registry-auth');
	expect(run('moby', 'docker service ls')).toContain('1/1');
	expect(run('moby', `docker login -u learner -p no docker-registry-cn.easemob.com`)).toContain('401 Unauthorized');
});

test('in 1.12 a virtual address is pinged on the machine of a task, not from another; tasks.NAME always; later from anywhere', () => {
	const pinged = (era: EraId, from: string, name: string): string => {
		const run = cluster(era);
		const detach = era === '1.12.3' ? '' : '-d';
		run('moby', 'docker network create --driver overlay --subnet 10.0.10.0/24 sandbox');
		run('moby', login);
		for (const [service, node] of [
			['redis1', from],
			['redis2', 'moby']
		] as const)
			run(
				'moby',
				`docker service create ${detach} --with-registry-auth --network sandbox --name ${service} --constraint 'node.hostname == ${node}' ${REDIS} && sleep 30`
			);
		return run(from, `docker exec $(docker ps -q --filter name=redis1) ping -c 3 ${name}`);
	};
	expect(pinged('1.12.3', 'moby', 'redis2')).toMatch(
		/^PING redis2 \(10\.0\.10\.4\): 56 data bytes\n64 bytes from 10\.0\.10\.4: icmp_seq=0 ttl=64 time=0\.\d{3} ms\n/
	);
	expect(pinged('1.12.3', 'node1', 'redis2')).toMatch(
		/^PING redis2 \(10\.0\.10\.4\): 56 data bytes\n(92 bytes from [0-9a-f]{12} \(10\.0\.10\.\d\): Destination Host Unreachable\n){3}--- redis2 ping statistics ---\n3 packets transmitted, 0 packets received, 100% packet loss\n$/
	);
	expect(pinged('1.12.3', 'node1', 'tasks.redis2')).toContain('3 packets received, 0% packet loss');
	expect(pinged('19.03', 'node1', 'redis2')).toContain('3 packets received, 0% packet loss');
});

test('a machine without ip_vs opens no published port, yet its tasks serve the ports of others', () => {
	const run = cluster();
	run('moby', "docker service create --name web -p 80:80 --constraint 'node.hostname == suse' nginx && sleep 40");
	expect(run('moby', 'curl -s localhost')).toContain('Welcome to nginx');
	expect(run('moby', 'curl -sS 192.168.65.4')).toContain("Couldn't connect to server");
	expect(run('suse', 'modprobe ip_vs')).toBe(
		'modprobe: FATAL: Module ip_vs not found in directory /lib/modules/3.12.49-11-default\n'
	);
	expect(run('suse', 'lsmod')).not.toContain('ip_vs');
	expect(run('moby', 'lsmod')).toContain('ip_vs_rr');
	expect(run('suse', 'docker info')).toContain('Operating System: SUSE Linux Enterprise Server 12 SP1');
});

test('what is typed reaches the program that the command has started', () => {
	const run = cluster();
	expect(run('moby', 'docker login docker-registry-cn.easemob.com', ['learner', 'swarmlab'])).toBe(
		'Username: learner\nPassword: \nLogin Succeeded\n'
	);
	run(
		'moby',
		`docker service create --with-registry-auth --mode global -p 6379:6379 --name redis ${REDIS} && sleep 30`
	);
	expect(run('moby', 'telnet localhost 6379', ['set test aaa', 'quit'])).toContain(
		"Escape character is '^]'.\nset test aaa\n+OK\n"
	);
	expect(
		run('moby', 'redis-cli -h node1', ['set n 1', 'incr n', 'get n', 'get none', 'lrange none 0 1', 'exit'])
	).toMatch(
		/^node1:6379> set n 1\nOK\nnode1:6379> incr n\n\(integer\) 2\nnode1:6379> get n\n"2"\nnode1:6379> get none\n\(nil\)\nnode1:6379> lrange none 0 1\n\(empty array\)\n/
	);
	expect(run('moby', 'docker ps')).toContain('   "/entrypoint.sh redis"   ');
	const shell = run('moby', 'docker exec -it $(docker ps -q) /bin/bash', ['ping localhost', '^C', 'exit']);
	expect(shell).toMatch(/^root@[0-9a-f]{12}:\/data# ping localhost\n/);
	expect(shell).toContain('packets transmitted');
});

test('docker run takes --net for --network, as the articles of its time write it', () => {
	const run = cluster();
	run('moby', 'docker network create mine');
	run('moby', 'docker run -d --name one --net mine busybox sleep 100');
	expect(run('moby', "docker inspect -f '{{.HostConfig.NetworkMode}}' one")).toBe('mine\n');
	expect(run('moby', 'docker run --help')).not.toContain('--net ');
});
