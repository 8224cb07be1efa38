import { expect, test } from 'vitest';
import { parseProxyConfig } from '../../../src/core/engine/programs/haproxy-config.ts';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import type { World } from '../../../src/core/world/world.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

const CONFIG = `defaults
  mode http
frontend all
  bind *:80
  stats uri /stats
  default_backend nodes
backend nodes
  balance roundrobin
  server mgr1 10.0.0.1:8080 check
  server wrk1 10.0.0.2:8080 check
  server wrk2 10.0.0.3:8080 check
`;

/** A swarm whose service `web` is published on 8080, and beside it HAProxy in a container on mgr1, port 80. */
function balanced(config: string): (machine: string, command: string) => string {
	return balancedWorld(config).run;
}

function balancedWorld(config: string): { world: World; run: (machine: string, command: string) => string } {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era: '28.2',
		cluster: { machines: numberedMachines(1, 2), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	const run = (machine: string, command: string): string => {
		let output: string | undefined;
		world.run(machine, command, ({ stdout, stderr }) => (output = stdout + stderr));
		while (output === undefined) world.sim.step();
		return output;
	};
	run('mgr1', 'docker service create --name web --replicas 2 -p 8080:80 traefik/whoami');
	run('mgr1', `printf '${config}' > haproxy.cfg`);
	run(
		'mgr1',
		'docker run -d --name lb -p 80:80 -v /root/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg haproxy && sleep 5'
	);
	return { world, run };
}

test('the checks of HAProxy are no requests: nobody sees them cross the mesh', () => {
	const { world, run } = balancedWorld(CONFIG);
	const before = world.view.requestCount;
	run('mgr1', 'sleep 20');
	expect(world.view.requestCount - before).toBe(0);
	run('wrk1', 'curl -s http://10.0.0.1');
	// The one to HAProxy, and its own to a node.
	expect(world.view.requestCount - before).toBe(2);
	expect(world.view.requests.map(({ failure }) => failure).filter(Boolean)).toEqual([]);
});

test('HAProxy deals requests out to the nodes, leaves out one that is down, and takes it back', () => {
	const run = balanced(CONFIG);
	const asked = (times: number): string =>
		run('wrk1', `for i in $(seq ${times}); do curl -s http://10.0.0.1 | grep Hostname; done`);
	const sessions = (): number[] =>
		[...run('mgr1', 'curl -s localhost/stats').matchAll(/<td[^>]*>(\d+)<\/td><\/tr>/g)].map((match) =>
			Number(match[1])
		);
	expect(asked(6).split('Hostname').length).toBe(7);
	expect(sessions()).toEqual([2, 2, 2]);
	run('wrk2', 'service docker stop; sleep 10');
	expect(run('mgr1', 'docker logs lb')).toContain(
		'Server nodes/wrk2 is DOWN, reason: Layer4 connection problem, info: "Connection refused"'
	);
	expect(asked(4).split('Hostname').length).toBe(5);
	expect(sessions()).toEqual([4, 4, 2]);
	run('wrk2', 'service docker start; sleep 15');
	expect(run('mgr1', 'docker logs lb')).toContain('Server nodes/wrk2 is UP, reason: Layer4 check passed');
});

test('without any server that is up HAProxy says 503; with a mistake in its file it says where, and ends', () => {
	const run = balanced(CONFIG.replaceAll(':8080', ':8081'));
	run('mgr1', 'sleep 10');
	expect(run('mgr1', 'curl -s localhost')).toContain('503 Service Unavailable');
	expect(run('mgr1', 'docker logs lb')).toContain("backend 'nodes' has no server available!");
	run('mgr1', "docker rm -f lb; echo 'frontend all\n  bnd *:80' > haproxy.cfg");
	expect(
		run('mgr1', 'docker run --rm -v /root/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg haproxy; echo exit $?')
	).toContain("parsing [/usr/local/etc/haproxy/haproxy.cfg:2] : unknown keyword 'bnd' in 'frontend' section");
	expect(run('mgr1', 'docker run --rm haproxy; echo exit $?')).toContain('exit 1');
});

test('mistakes in a file are told by line', () => {
	const told = (text: string): string[] => parseProxyConfig(text, 'f').errors;
	expect(told(CONFIG)).toEqual([]);
	expect(told('bind *:80')).toEqual(["parsing [f:1] : unknown keyword 'bind' out of section."]);
	expect(told('listen a\n  bind *:80\n  server x nowhere')).toEqual([
		"parsing [f:3] : 'server x' : invalid address: 'nowhere'"
	]);
	expect(told('backend a\n  balance fair')).toEqual(["parsing [f:2] : unknown balancing algorithm 'fair'."]);
	expect(told('frontend a\n  bind *:80\n  default_backend b')).toEqual([
		"Proxy 'a': unable to find required default_backend: 'b'."
	]);
});
