import { expect, test } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

test.each(['service docker', 'systemctl'])(
	'the daemon stops and starts by %s, which waits until it is done',
	(words) => {
		const world = wholeWorld({
			version: 1,
			seed: 1,
			era: '28.2',
			cluster: { machines: numberedMachines(3, 0), formed: true, network: '10.0.0.' },
			lesson: '',
			inputs: [],
			end: 0
		});
		const run = (command: string): string => {
			let output: string | undefined;
			world.run('mgr2', command, ({ stdout, stderr, code }) => (output = `${stdout}${stderr}${code}`));
			while (output === undefined) world.sim.step();
			return output;
		};
		const unit = (verb: string): string =>
			words === 'systemctl' ? `systemctl ${verb} docker` : `service docker ${verb}`;
		expect(run(unit('stop'))).toBe('0');
		expect(run('docker ps')).toContain('Is the docker daemon running?');
		expect(run(unit('status'))).toMatch(/Active: inactive \(dead\)[^]*\n3$/);
		expect(run(unit('start'))).toBe('0');
		expect(run('docker node ls')).toContain('mgr2');
		expect(run(unit('restart'))).toBe('0');
		expect(run('docker node ls')).toContain('mgr2');
		expect(run(words === 'systemctl' ? 'systemctl start nginx' : 'service nginx start')).toBe(
			'Failed to start nginx.service: Unit nginx.service not found.\n5'
		);
	}
);

test('a manager whose disk was taken back while the others went on dies of it, as etcd says, until systemd gives up', () => {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era: '20.10',
		cluster: { machines: numberedMachines(3, 0), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	const run = (command: string, machine = 'mgr2'): string => {
		let output: string | undefined;
		world.run(machine, command, ({ stdout, stderr }) => (output = `${stdout}${stderr}`));
		while (output === undefined) world.sim.step();
		return output;
	};
	const later = (ms: number): void => void world.sim.runUntil(world.sim.now + ms);
	run('docker service create -d --name web nginx');
	run('service docker stop; tar -czf /root/s.tgz -C /var/lib/docker/swarm .; service docker start');
	for (const n of [2, 3, 4]) run(`docker service scale -d web=${n}`, 'mgr1');
	later(5000);
	run('service docker stop; rm -rf /var/lib/docker/swarm; mkdir /var/lib/docker/swarm');
	run('tar -xzf /root/s.tgz -C /var/lib/docker/swarm; service docker start');
	later(30_000);
	expect(run('docker node ls')).toContain('Is the docker daemon running?');
	expect(run('docker node ls', 'mgr1')).toMatch(/mgr2 +\S+ +Active +Unreachable/);
	const journal = run('journalctl -u docker');
	expect(journal).toMatch(
		/level=panic msg="tocommit\(\d+\) is out of range \[lastIndex\(\d+\)\]\. Was the raft log corrupted, truncated, or lost\?" module=raft node\.id=\w{25}/
	);
	expect(journal.match(/code=exited, status=2\/INVALIDARGUMENT/g)).toHaveLength(3);
	expect(journal).toContain('docker.service: Start request repeated too quickly.');
	// Whoever throws the old disk away comes back as a new node.
	expect(
		run('systemctl reset-failed docker; rm -rf /var/lib/docker/swarm; service docker start; docker info')
	).toContain('Swarm: inactive');
});
