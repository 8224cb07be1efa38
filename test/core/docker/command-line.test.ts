import { ALL_SOFTWARE } from '../../../src/core/world/whole-world.ts';
import { describe, expect, test } from 'vitest';
import type { ApiHandler, ApiRequest, StreamChunk } from '../../../src/core/api/wire/http.ts';
import { dockerProgram } from '../../../src/core/docker/main.ts';
import { LEFT_OUT } from '../../../src/core/docker/commands/left-out.ts';
import { COMMAND_TREE } from '../../../src/core/docker/commands/tree.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';
import { sleep } from '../../../src/core/sim/process.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import type { MachineFace } from '../../../src/core/sim/sys.ts';
import { runDocker } from './replay.ts';

/** An engine with two nodes, two services and a container; the service never gets its second task. */
function engine(requests: ApiRequest[] = []): ApiHandler {
	return function* (request) {
		requests.push(request);
		const service = (name: string) => ({
			ID: `${name}id`.padEnd(25, '0'),
			Version: { Index: 7 },
			Spec: {
				Name: name,
				Labels: {},
				TaskTemplate: { ContainerSpec: { Image: 'nginx:latest' }, ForceUpdate: 0 },
				Mode: { Replicated: { Replicas: 2 } }
			},
			Endpoint: { Spec: {} }
		});
		const task = {
			ID: 't'.repeat(25),
			CreatedAt: '2026-11-20T00:00:00Z',
			Spec: {},
			Slot: 1,
			NodeID: 'n1',
			DesiredState: 'running',
			Status: { State: 'running', PortStatus: {} }
		};
		const bodies: Record<string, unknown> = {
			'/_ping': undefined,
			'/nodes': [
				{ ID: 'n1', Description: { Hostname: 'mgr1' }, Status: { State: 'ready' } },
				{ ID: 'n2', Description: { Hostname: 'wrk1' }, Status: { State: 'ready' } }
			],
			'/services': [service('web'), service('worker')],
			'/services/web': service('web'),
			[`/services/${service('web').ID}/update`]: { Warnings: null },
			'/tasks': [task],
			'/networks': [{ Name: 'bridge' }, { Name: 'ingress' }],
			'/containers/json': [{ Id: 'c', Names: ['/web.1.abc'] }]
		};
		const path = request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
		if (!(path in bodies)) return { status: 404, headers: {}, body: { message: `page not found: ${path}` } };
		return { status: 200, headers: { 'Api-Version': '1.50' }, body: bodies[path] };
	};
}

function docker(line: string, extra: Partial<Parameters<typeof runDocker>[0]> = {}) {
	return runDocker({ handler: engine(), argv: ['docker', ...line.split(' ')], ...extra });
}

describe('the docker command line', () => {
	test('what Swarmlab leaves out says so', () => {
		expect(docker('build -t x .')).toMatchObject({ stderr: 'swarmlab does not simulate docker build\n', code: 1 });
		expect(docker('plugin ls')).toMatchObject({ stderr: 'swarmlab does not simulate docker plugin ls\n', code: 1 });
		expect(docker('run --use-api-socket nginx')).toMatchObject({
			stderr: 'swarmlab does not simulate --use-api-socket of docker run\n',
			code: 1
		});
		expect(docker('--tls ps')).toMatchObject({ stderr: 'swarmlab does not simulate --tls of docker\n', code: 1 });
		expect(LEFT_OUT.length).toBeGreaterThan(0);
	});

	test('every row is well formed: one path, flags once, shorts once', () => {
		const paths = COMMAND_TREE.commands.flatMap((row) => [row.path, ...(row.also ?? [])]);
		expect(new Set(paths).size).toBe(paths.length);
		for (const row of COMMAND_TREE.commands) {
			const names = row.flags.map((flag) => flag.name);
			const shorts = row.flags.flatMap((flag) => flag.short ?? []);
			expect([row.path, new Set(names).size]).toEqual([row.path, names.length]);
			expect([row.path, new Set(shorts).size]).toEqual([row.path, shorts.length]);
		}
		console.log(
			`rows: ${COMMAND_TREE.commands.length} commands, ${COMMAND_TREE.commands.filter((row) => row.run).length} simulated`
		);
	});

	test('flags may be grouped, joined by =, repeated and ended by --', () => {
		const requests: ApiRequest[] = [];
		runDocker({
			handler: engine(requests),
			argv: 'docker service update --env-add=A=1 --env-add B=2 -d=true web'.split(' ')
		});
		expect(requests.at(-1)!.body).toMatchObject({ TaskTemplate: { ContainerSpec: { Env: ['A=1', 'B=2'] } } });
		expect(docker('ps -aq').stdout).toBe('c\n');
		expect(docker('ps -- x').stderr).toContain("'docker ps' accepts no arguments");
	});

	test('an engine that does not answer is not reachable', () => {
		const nobody: ApiHandler = function* () {
			return { status: 0, headers: {} };
		};
		const stderr =
			'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';
		expect(docker('ps', { handler: nobody })).toMatchObject({ stderr, code: 1 });
	});

	test('Ctrl-C leaves a service to itself and says how to look after it', () => {
		const requests: ApiRequest[] = [];
		const outcome = docker('service scale web=2', { handler: engine(requests), signalAfterMs: 1000 });
		expect(outcome.stdout).toMatch(
			/^web scaled to 2\noverall progress: 0 out of 2 tasks\n1\/2: {2}\n2\/2: {2}\noverall progress: 1 out of 2 tasks\n/
		);
		expect(outcome.stdout).toMatch(
			/Operation continuing in background\.\nUse `docker service ps web` to check progress\.\n$/
		);
		expect(outcome.code).toBe(0); // as the real client 28.2.2 does
		expect(requests.filter((request) => request.headers?.['X-Swarmlab-Poll'] === '1').length).toBeGreaterThanOrEqual(
			12
		);
	});

	test('docker run joins its output to the container and ends with its exit code, which the engine tells when it is over', () => {
		const paths: string[] = [];
		const handler: ApiHandler = function* (request) {
			const path = request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
			paths.push(`${request.method} ${path}`);
			const stream = (chunks: StreamChunk[], afterMs: number) => ({
				status: 200,
				headers: {},
				stream: {
					*read() {
						yield* sleep(afterMs);
						return chunks.shift();
					},
					*write() {},
					closeWrite() {},
					close() {}
				}
			});
			yield* sleep(0);
			if (path === '/containers/create') return { status: 201, headers: {}, body: { Id: 'abc', Warnings: [] } };
			if (path.endsWith('/attach')) {
				return stream(
					[
						{ kind: 'stdout', text: 'out\n' },
						{ kind: 'stderr', text: 'err\n' }
					],
					10
				);
			}
			if (path.endsWith('/wait')) return stream([{ kind: 'raw', text: '{"StatusCode":7}\n' }], 100);
			return { status: 204, headers: {} };
		};
		const outcome = docker('run --rm alpine sh -c ls', { handler });
		expect(outcome).toMatchObject({ stdout: 'out\n', stderr: 'err\n', code: 7 });
		expect(paths.slice(1)).toEqual([
			'POST /containers/create',
			'POST /containers/abc/attach',
			'POST /containers/abc/wait',
			'POST /containers/abc/start'
		]);
	});

	test('help screens are as wide as the terminal', () => {
		expect(docker('service create --help', { tty: true }).stdout).toContain(
			'      --config config                      Specify configurations to expose to the service\n'
		);
	});
});

describe('completion', () => {
	function complete(words: string[], word: string, era: Era = v28_2): string[] {
		const sim = new Sim(1, 0);
		let found: string[] = [];
		const program = dockerProgram({ handler: engine(), era, software: ALL_SOFTWARE });
		const body = function* () {
			found = yield* program.complete!({ sim } as MachineFace, words, word);
			return 0;
		};
		sim.root.spawn(body(), { name: 'complete' });
		sim.runUntil(1000);
		return found;
	}

	test.each<[string, string, string[]]>([
		['docker', 'sw', ['swarm']],
		['docker', 'p', ['pause', 'port', 'ps', 'pull', 'push']],
		['docker swarm', 'join', ['join', 'join-token']],
		['docker swarm join-token', '', ['manager', 'worker']],
		['docker node update --availability', 'd', ['drain']],
		['docker node update --availability drain', '', ['mgr1', 'wrk1']],
		['docker service scale', 'w', ['web=', 'worker=']],
		['docker service ps', 'web', ['web']],
		['docker service create', '--replicas', ['--replicas', '--replicas-max-per-node']],
		['docker service create --network', '', ['bridge', 'ingress']],
		['docker exec', 'web', ['web.1.abc']],
		['docker exec web.1.abc', '', []]
	])('%s %s', (line, word, expected) => {
		expect(complete(line.split(' '), word)).toEqual(expected);
	});

	test('knows the commands of its era', () => {
		expect(complete(['docker', 'service'], '', v1_12_0_rc1)).toEqual([
			'create',
			'inspect',
			'ls',
			'rm',
			'scale',
			'tasks',
			'update'
		]);
		expect(complete(['docker'], 'st', v1_12_0_rc1)).toEqual(['start', 'stats', 'stop']);
	});
});
