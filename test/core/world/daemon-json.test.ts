import { expect, test } from 'vitest';
import type { EraId } from '../../../src/core/era/era.ts';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';

/** One manager, and what its command lines print, errors included. */
function manager(era: EraId): (command: string) => string {
	const world = wholeWorld({
		version: 1,
		seed: 1,
		era,
		cluster: { machines: numberedMachines(1, 0), formed: true, network: '10.0.0.' },
		lesson: '',
		inputs: [],
		end: 0
	});
	return (command) => {
		let output: string | undefined;
		world.run('mgr1', command, ({ stdout, stderr }) => (output = stdout + stderr));
		while (output === undefined) world.sim.step();
		return output;
	};
}

test('{ "log-driver": "syslog" } sends the lines of services to the machine’s syslog, where they can be found', () => {
	const run = manager('19.03');
	run(`echo '{ "log-driver": "syslog" }' > /etc/docker/daemon.json`);
	expect(run('docker info -f {{.LoggingDriver}}')).toBe('json-file\n');
	expect(run('service docker restart')).toBe('');
	expect(run('docker info -f {{.LoggingDriver}}')).toBe('syslog\n');
	run(`docker service create --detach --name talk alpine sh -c 'echo from afar; sleep 1000'`);
	expect(run('sleep 10; docker service logs talk')).toBe('');
	expect(run('docker logs $(docker ps -q)')).toContain('configured logging driver does not support reading');
	const id = run('docker ps -q').trim();
	expect(run('grep afar /var/log/syslog')).toMatch(
		new RegExp(`^\\w+ +\\d+ [\\d:]+ mgr1 ${id}\\[\\d+\\]: from afar\n$`)
	);
	// A service may choose for itself.
	run(`docker service create --detach --name near --log-driver json-file alpine sh -c 'echo at home; sleep 1000'`);
	expect(run('sleep 10; docker service logs near')).toContain('| at home');
});

test('28.2 keeps a copy of what goes to syslog or the journal, unless told not to', () => {
	const run = manager('28.2');
	run(`echo '{"log-driver": "syslog", "labels": ["disk=ssd"]}' > /etc/docker/daemon.json; systemctl restart docker`);
	run(`docker run -d --name far --log-opt tag={{.Name}} alpine sh -c 'echo out; echo bad >&2; sleep 1000'`);
	expect(run('sleep 1; docker logs far')).toBe('out\nbad\n');
	expect(run('journalctl -t far -o cat')).toBe('out\nbad\n');
	run(`docker run -d --name gone --log-opt cache-disabled=true alpine sleep 1000`);
	expect(run('docker logs gone')).toContain('configured logging driver does not support reading');
	run(`docker run -d --name kept --log-driver journald alpine sh -c 'echo here; sleep 1000'`);
	expect(run('sleep 1; journalctl CONTAINER_NAME=kept -o cat; docker logs kept')).toBe('here\nhere\n');
	// The engine's labels are there for constraints.
	expect(run(`docker node inspect self -f '{{.Description.Engine.Labels}}'`)).toBe('map[disk:ssd]\n');
});

test('a comma too many keeps Docker from starting; the journal says why, and a mended file is found by itself', () => {
	const run = manager('28.2');
	run(`echo '{ "log-driver": "syslog", }' > /etc/docker/daemon.json`);
	expect(run('systemctl restart docker')).toContain('Job for docker.service failed because the control process exited');
	expect(run('docker ps')).toContain('Is the docker daemon running?');
	expect(run('journalctl -xeu docker.service')).toContain(
		"unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character '}' looking for beginning of object key string"
	);
	expect(run('sleep 1; systemctl status docker')).toContain('activating (auto-restart) (Result: exit-code)');
	expect(run('sleep 10; systemctl status docker')).toMatch(
		/^× docker[^]*failed \(Result: exit-code\)[^]*repeated too quickly/
	);
	run(`echo '{ "log-driver": "local" }' > /etc/docker/daemon.json`);
	expect(run('systemctl start docker')).toContain('Job for docker.service failed');
	expect(run('systemctl reset-failed docker; systemctl start docker; docker info -f {{.LoggingDriver}}')).toBe(
		'local\n'
	);
	run(`echo '{ "log-driver" }' > /etc/docker/daemon.json; service docker restart; echo '{}' > /etc/docker/daemon.json`);
	expect(run('sleep 3; docker node ls')).toContain('mgr1');
});

test('live-restore and a swarm do not go together', () => {
	const run = manager('28.2');
	run(`echo '{"live-restore": true}' > /etc/docker/daemon.json; systemctl restart docker`);
	expect(run('journalctl -u docker')).toContain('--live-restore daemon configuration is incompatible with swarm mode');
	run(`rm /etc/docker/daemon.json; systemctl start docker; docker swarm leave --force`);
	run(`echo '{"live-restore": true}' > /etc/docker/daemon.json; systemctl restart docker`);
	expect(run('docker swarm init')).toBe(
		'Error response from daemon: --live-restore daemon configuration is incompatible with swarm mode\n'
	);
});

test('networks, registries and resources of daemon.json are those of docker info and of new networks', () => {
	const run = manager('28.2');
	run(
		`echo '{"default-address-pools": [{"base":"10.77.0.0/16","size":24}], "node-generic-resources": ["gpu=a", "gpu=b"], "insecure-registries": ["registry:5000"], "debug": true}' > /etc/docker/daemon.json; systemctl restart docker`
	);
	expect(run('docker info')).toMatch(/Debug Mode: true\n[^]*Base: 10\.77\.0\.0\/16, Size: 24/);
	expect(
		run(
			`docker network create one > /dev/null; docker network inspect one bridge -f '{{(index .IPAM.Config 0).Subnet}}'`
		)
	).toMatch(/^10\.77\.\d+\.0\/24\n10\.77\.0\.0\/24\n$/);
	run('docker service create -d --name ai --generic-resource gpu=1 alpine sleep 1000');
	expect(run(`sleep 8; docker service ps ai --format '{{.CurrentState}}'`)).toContain('Running');
	expect(run(`docker info -f '{{.RegistryConfig.IndexConfigs}}'`)).toContain('registry:5000');
});

test('json-file drops its oldest file when max-size and max-file are reached', () => {
	const run = manager('28.2');
	run(
		`docker run -d --name full --log-opt max-size=1k --log-opt max-file=2 alpine sh -c 'for i in $(seq 1 100); do echo line $i; done; sleep 100'`
	);
	// Lab 20.10: lines 79 to 100.
	const lines = run('sleep 1; docker logs full').trim().split('\n');
	expect(lines.at(-1)).toBe('line 100');
	expect(lines.length).toBeGreaterThan(14);
	expect(lines.length).toBeLessThan(30);
	expect(run('docker run --rm --log-opt max-file=0 alpine true')).toContain(
		'failed to initialize logging driver: max-file cannot be less than 1'
	);
});
