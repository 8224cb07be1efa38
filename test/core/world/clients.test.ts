import { expect, test } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

/** A manager and two workers; each command runs to its end, then some virtual seconds pass. */
function cluster(): (machine: string, command: string, seconds?: number) => string {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era: '28.2',
		cluster: { machines: numberedMachines(1, 2), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	return (machine, command, seconds = 0) => {
		let output: string | undefined;
		world.run(machine, command, ({ stdout, stderr }) => (output = stdout + stderr));
		while (output === undefined) world.sim.step();
		world.sim.runUntil(world.sim.now + seconds * 1000);
		return output;
	};
}

test('telnet and redis-cli talk to a published redis through any node', () => {
	const run = cluster();
	run('mgr1', 'docker service create -d --name redis -p 6379:6379 --constraint node.role==worker redis', 15);
	expect(run('mgr1', '{ echo set test aaa; sleep 1; } | telnet localhost 6379')).toBe(
		"Trying 127.0.0.1...\nConnected to localhost.\nEscape character is '^]'.\n+OK\nConnection closed by foreign host.\n"
	);
	expect(run('wrk1', 'redis-cli -h 10.0.0.3 get test')).toBe('aaa\n');
	expect(run('mgr1', 'telnet localhost 6380')).toContain('Connection refused');
	expect(run('mgr1', 'redis-cli -p 6380 get test')).toContain('Could not connect to Redis');
});

test('nslookup in a container: one address for the service, one for each task, none for strangers', () => {
	const run = cluster();
	run('mgr1', 'docker network create -d overlay web');
	run('mgr1', 'docker service create -d --name my-web --replicas 3 --network web redis');
	run('mgr1', 'docker service create -d --name util --mode global --network web busybox sleep 1d', 15);
	const lookup = (name: string): number =>
		run('mgr1', `docker exec $(docker ps -q -f name=util) nslookup ${name}`).split(`Name:\t${name}\nAddress: 10.0.1.`)
			.length - 1;
	expect(lookup('my-web')).toBe(1);
	expect(lookup('tasks.my-web')).toBe(3);
	expect(run('mgr1', 'docker exec $(docker ps -q -f name=util) nslookup nobody')).toBe(
		"Server:\t\t127.0.0.11\nAddress:\t127.0.0.11:53\n\n** server can't find nobody: NXDOMAIN\n\n** server can't find nobody: NXDOMAIN\n\n"
	);
});

test('a container on the default bridge can be asked from its own machine alone', () => {
	const run = cluster();
	run('wrk1', 'docker run -d --name web httpd');
	expect(run('wrk1', 'curl -s http://172.17.0.2')).toContain('It works!');
	expect(run('wrk2', 'curl -s -m 3 http://172.17.0.2; echo $?')).toBe('28\n');
});

test('a firewall keeps joins, requests and images out, each by its port', () => {
	const run = cluster();
	run('mgr1', 'docker service create -d --name web -p 80:80 --constraint node.hostname==wrk1 nginx', 15);
	expect(run('mgr1', 'curl -s -m 3 -o /dev/null http://10.0.0.1; echo $?')).toBe('0\n');
	run('mgr1', 'fault block wrk1 4789');
	expect(run('mgr1', 'curl -s -m 3 -o /dev/null http://10.0.0.1; echo $?')).toBe('28\n');
	expect(run('mgr1', 'curl -s -m 3 -o /dev/null http://10.0.0.2; echo $?')).toBe('0\n');
	run('mgr1', 'fault block wrk2 443');
	expect(run('wrk2', 'docker pull redis')).not.toContain('Downloaded');
	run('wrk2', 'docker swarm leave');
	run('mgr1', 'fault block mgr1 2377');
	const token = run('mgr1', 'docker swarm join-token -q worker').trim();
	expect(run('wrk2', `docker swarm join --token ${token} 10.0.0.1`)).toContain('Timeout was reached');
	run('mgr1', 'fault heal');
	expect(run('wrk2', 'docker pull redis')).toContain('Downloaded');
	expect(run('mgr1', 'fault block mgr1 22')).toContain('2377, 4789, 7946, or 443');
});
