import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServing } from '../../src/nodejs/serve.ts';
import { Served } from './served.ts';

const served = new Served('--cluster', '1m1w', '--tcp');
let nodes: Record<string, string[]>;
let docker: Docker;

beforeAll(async () => {
	nodes = await served.ready();
	docker = new Docker({ socketPath: served.socket('mgr1') });
}, 120_000);
afterAll(async () => {
	await served.stop();
});

interface Ended {
	code: number | null;
	stdout: string;
	stderr: string;
}

function run(program: string, argv: readonly string[], input = ''): Promise<Ended> {
	return new Promise((resolve) => {
		const child = spawn(program, argv, { stdio: 'pipe', env: { ...process.env, HOME: served.dir, TERM: 'xterm' } });
		const text = { stdout: '', stderr: '' };
		child.stdout.on('data', (bytes: Buffer) => (text.stdout += bytes.toString()));
		child.stderr.on('data', (bytes: Buffer) => (text.stderr += bytes.toString()));
		child.on('close', (code) => resolve({ code, ...text }));
		child.stdin.end(input);
	});
}

const client = (...argv: string[]): Promise<Ended> => run('docker', ['-H', `unix://${served.socket('mgr1')}`, ...argv]);

/** The real client on a terminal of python's; keys are typed when `prompt` has been shown. */
function onTerminal(argv: readonly string[], keys: string, prompt: string): Promise<Ended> {
	const script = [
		'import os, pty, sys',
		'keys, prompt, argv = sys.argv[1], sys.argv[2], sys.argv[3:]',
		'pid, fd = pty.fork()',
		'if pid == 0: os.execvp(argv[0], argv)',
		'text, typed = b"", False',
		'while True:',
		'    try: data = os.read(fd, 65536)',
		'    except OSError: break',
		'    if not data: break',
		'    text += data',
		'    if not typed and prompt.encode() in text:',
		'        typed = True',
		'        os.write(fd, keys.encode())',
		'os.write(1, text)',
		'sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))'
	].join('\n');
	return run('python3', ['-c', script, keys, prompt, 'docker', '-H', `unix://${served.socket('mgr1')}`, ...argv]);
}

describe('dockerode', () => {
	test('lists nodes', async () => {
		const names = (await docker.listNodes()).map((node) => node.Description?.Hostname);
		expect(names.sort()).toEqual(['mgr1', 'wrk1']);
	});

	test('creates a service, follows the logs of its container and hears of its end', async () => {
		await docker.createService({
			Name: 'talker',
			TaskTemplate: {
				ContainerSpec: { Image: 'alpine', Command: ['sh', '-c', 'while :; do echo tick; sleep 1; done'] },
				Placement: { Constraints: ['node.hostname==mgr1'] }
			}
		} as Docker.CreateServiceOptions);
		let found: Docker.ContainerInfo | undefined;
		while (!found) {
			found = (await docker.listContainers()).find(({ Names }) => Names[0]?.startsWith('/talker.1.'));
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		const container = docker.getContainer(found.Id);
		const logs = await container.logs({ follow: true, stdout: true, stderr: true });
		const output = new PassThrough();
		docker.modem.demuxStream(logs, output, output);
		let text = '';
		output.on('data', (bytes: Buffer) => (text += bytes.toString()));
		while (text.split('\n').length < 4) await new Promise((resolve) => setTimeout(resolve, 100));
		expect(text).toMatch(/^(tick\n)+$/);
		(logs as unknown as { destroy(): void }).destroy();

		const events = await docker.getEvents({ filters: { event: ['die'] } });
		const died = new Promise<{ Actor: { ID: string } }>((resolve) =>
			events.once('data', (bytes: Buffer) => resolve(JSON.parse(bytes.toString()) as { Actor: { ID: string } }))
		);
		await docker.getService('talker').remove();
		expect((await died).Actor.ID).toBe(found.Id);
		(events as unknown as { destroy(): void }).destroy();
	});

	test('talks with a program through exec', async () => {
		await docker.pull('alpine').then((stream: NodeJS.ReadableStream) => {
			return new Promise((resolve) => docker.modem.followProgress(stream, resolve));
		});
		const container = await docker.createContainer({ Image: 'alpine', Cmd: ['sleep', '1000'], name: 'sleeper' });
		await container.start();
		const exec = await container.exec({ Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
		const stream = await exec.start({ hijack: true, stdin: true });
		const output = new PassThrough();
		docker.modem.demuxStream(stream, output, output);
		let text = '';
		output.on('data', (bytes: Buffer) => (text += bytes.toString()));
		const ended = new Promise((resolve) => stream.on('end', resolve));
		stream.write('grüße\n');
		stream.end();
		await ended;
		expect(text).toBe('grüße\n');
		expect((await exec.inspect()).ExitCode).toBe(0);
	});

	test('makes networks, volumes, secrets and configs, finds them by filter, and removes them', async () => {
		const network = await docker.createNetwork({ Name: 'over', Driver: 'overlay', Attachable: true });
		await docker.createVolume({ Name: 'vol', Labels: { of: 'test' } });
		const secret = (await docker.createSecret({ Name: 'sec', Data: Buffer.from('s').toString('base64') })) as {
			id?: string;
			ID?: string;
		};
		expect((await network.inspect()) as unknown).toMatchObject({ Name: 'over', Driver: 'overlay', Scope: 'swarm' });
		expect((await docker.listVolumes({ filters: { label: ['of=test'] } })).Volumes.map(({ Name }) => Name)).toEqual([
			'vol'
		]);
		expect((await docker.listSecrets()).map(({ Spec }) => Spec?.Name)).toEqual(['sec']);
		await docker.getSecret((secret.ID ?? secret.id)!).remove();
		await docker.getVolume('vol').remove();
		await network.remove();
		expect(await docker.listSecrets()).toEqual([]);
		expect(await docker.listNetworks({ filters: { name: ['over'] } })).toEqual([]);
	});

	test('tags and removes images, and is told what a pull of none says', async () => {
		await docker.getImage('alpine').tag({ repo: 'mine', tag: 'one' });
		const tags = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
		expect(tags).toContain('mine:one');
		expect(await docker.getImage('mine:one').remove()).toEqual([{ Untagged: 'mine:one' }]);
		await expect(docker.pull('nosuch/image')).rejects.toMatchObject({ statusCode: 404 });
	});

	test('reads the logs of a service with a config, frame by frame', async () => {
		const data = Buffer.from('from the config\n').toString('base64');
		const config = (await docker.createConfig({ Name: 'conf', Data: data })) as { id?: string; ID?: string };
		const ConfigID = (config.ID ?? config.id)!;
		expect((await docker.listConfigs()).map(({ Spec }) => Spec?.Name)).toEqual(['conf']);
		await docker.createService({
			Name: 'reader',
			TaskTemplate: {
				ContainerSpec: {
					Image: 'alpine',
					Command: ['sh', '-c', 'cat /conf; echo bad >&2; sleep 1000'],
					Configs: [{ ConfigID, ConfigName: 'conf', File: { Name: '/conf', UID: '0', GID: '0', Mode: 292 } }]
				},
				Placement: { Constraints: ['node.hostname==mgr1'] }
			}
		} as Docker.CreateServiceOptions);
		const logs = (await docker
			.getService('reader')
			.logs({ follow: true, stdout: true, stderr: true })) as unknown as NodeJS.ReadableStream & { destroy(): void };
		const [out, err] = [new PassThrough(), new PassThrough()];
		docker.modem.demuxStream(logs, out, err);
		const text = { out: '', err: '' };
		out.on('data', (bytes: Buffer) => (text.out += bytes.toString()));
		err.on('data', (bytes: Buffer) => (text.err += bytes.toString()));
		while (text.out === '' || text.err === '') await new Promise((resolve) => setTimeout(resolve, 50));
		expect(text).toEqual({ out: 'from the config\n', err: 'bad\n' });
		// The client goes away in the middle of the stream; the engine minds nothing.
		logs.destroy();
		await docker.getService('reader').remove();
		await docker.getConfig(ConfigID).remove();
		expect(await docker.listConfigs()).toEqual([]);
	});

	test('takes a worker out of the swarm, and lets it join again', async () => {
		const worker = new Docker({ socketPath: served.socket('wrk1') });
		const state = async (): Promise<string> =>
			((await worker.info()) as { Swarm: { LocalNodeState: string } }).Swarm.LocalNodeState;
		const { JoinTokens } = (await docker.swarmInspect()) as { JoinTokens: { Worker: string } };
		const manager = (await docker.info()) as { Swarm: { NodeAddr: string } };
		await worker.swarmLeave({});
		expect(await state()).toBe('inactive');
		const join = { ListenAddr: '0.0.0.0:2377', RemoteAddrs: [`${manager.Swarm.NodeAddr}:2377`] };
		await expect(worker.swarmJoin({ ...join, JoinToken: 'nonsense' })).rejects.toMatchObject({
			statusCode: 500,
			json: { message: 'invalid join token' }
		});
		await worker.swarmJoin({ ...join, JoinToken: JoinTokens.Worker });
		expect(await state()).toBe('active');
	});

	test('scales a service by its version, and hears of it', async () => {
		const events = await docker.getEvents({ filters: { type: ['service'] } });
		const heard = new Promise<string>((resolve) => {
			let text = '';
			events.on('data', (bytes: Buffer) => {
				text += bytes.toString();
				if (text.includes('"update"')) resolve(text);
			});
		});
		await docker.createService({
			Name: 'pages',
			TaskTemplate: { ContainerSpec: { Image: 'nginx' } },
			Mode: { Replicated: { Replicas: 1 } }
		} as Docker.CreateServiceOptions);
		const service = docker.getService('pages');
		const { Spec, Version } = (await service.inspect()) as { Spec: object; Version: { Index: number } };
		const more = { ...Spec, Mode: { Replicated: { Replicas: 3 } }, version: Version.Index };
		await service.update(more);
		const lines = (await heard).trim().split('\n');
		expect(lines.map((line) => (JSON.parse(line) as { Action: string }).Action)).toEqual(['create', 'update']);
		(events as unknown as { destroy(): void }).destroy();
		// The same version again: somebody else has changed it since.
		await expect(service.update(more)).rejects.toMatchObject({
			statusCode: 500,
			json: { message: 'rpc error: code = Unknown desc = update out of sequence' }
		});
		let running: unknown[] = [];
		while (running.length < 3) {
			running = (await docker.listTasks({ filters: { service: ['pages'], 'desired-state': ['running'] } })).filter(
				({ Status }: { Status: { State: string } }) => Status.State === 'running'
			);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		await service.remove();
	});

	test('reads the swarm, and may not begin another', async () => {
		const { JoinTokens } = (await docker.swarmInspect()) as { JoinTokens: { Worker: string } };
		expect(JoinTokens.Worker).toMatch(/^SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}$/);
		await expect(docker.swarmInit({ ListenAddr: '0.0.0.0:2377' })).rejects.toMatchObject({ statusCode: 503 });
	});

	test('is told what is wrong', async () => {
		await expect(docker.getService('nosuch').inspect()).rejects.toMatchObject({
			statusCode: 404,
			json: { message: 'service nosuch not found' }
		});
	});
});

describe('curl', () => {
	test('negotiates by the headers of the ping', async () => {
		const { stdout } = await run('curl', ['-si', '--unix-socket', served.socket('mgr1'), 'http://docker/_ping']);
		expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
		expect(stdout).toMatch(/^Api-Version: 1\.50\r$/im);
		expect(stdout).toMatch(/^Swarm: active\/manager\r$/im);
		expect(stdout).toMatch(/\r\n\r\nOK$/);
	});

	test('gets JSON over TCP, escaped as Go does', async () => {
		const tcp = nodes['mgr1']!.find((address) => address.startsWith('127.'))!;
		const body = JSON.stringify({ Name: 'net', Labels: { a: '<&>' } });
		const type = 'Content-Type: application/json';
		await run('curl', ['-s', '-H', type, '-d', body, `http://${tcp}/v1.50/networks/create`]);
		const { stdout } = await run('curl', ['-s', `http://${tcp}/v1.50/networks/net`]);
		expect(stdout).toContain('"a":"\\u003c\\u0026\\u003e"');
		expect(stdout.endsWith('}\n')).toBe(true);
	});

	const ask = (...argv: string[]): Promise<Ended> =>
		run('curl', ['-s', '-w', '%{http_code}', '--unix-socket', served.socket('mgr1'), ...argv]);

	test('sends a body in chunks', async () => {
		const headers = ['-H', 'Content-Type: application/json', '-H', 'Transfer-Encoding: chunked'];
		const { stdout } = await ask(...headers, '-d', '{"Name":"chunked"}', 'http://docker/v1.50/volumes/create');
		expect(stdout).toMatch(/^\{.*"Name":"chunked".*\}\n201$/);
	});

	test('asks with HEAD and gets no body', async () => {
		const { stdout } = await ask('-I', 'http://docker/_ping');
		expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
		expect(stdout).toMatch(/\r\n\r\n200$/);
	});

	test.each([
		[
			'/v1.23/info',
			'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version'
		],
		['/v1.99/info', 'client version 1.99 is too new. Maximum supported API version is 1.50']
	])('is told at %s which versions there are', async (path, message) => {
		// Who speaks an API before 1.24 is told in plain text.
		const told = path.startsWith('/v1.23/') ? message : JSON.stringify({ message });
		expect((await ask(`http://docker${path}`)).stdout).toBe(`${told}\n400`);
	});

	test.each([
		['v1.41', 'plain', 'raw'],
		['v1.50', 'plain', 'multiplexed'],
		['v1.50', 'terminal', 'raw']
	])('is told at %s that what %s printed is a %s stream', async (version, name, kind) => {
		await client('run', ...(name === 'terminal' ? ['-t'] : []), '--name', name, 'alpine', 'echo', 'hello');
		const type = ['-o', '/dev/null', '-w', '%{http_code} %{content_type}'];
		const { stdout } = await run('curl', [
			...['-s', ...type, '--unix-socket', served.socket('mgr1')],
			`http://docker/${version}/containers/${name}/logs?stdout=1`
		]);
		expect(stdout).toBe(`200 application/vnd.docker.${kind}-stream`);
	});

	test('gets 404 and the error as JSON', async () => {
		const socket = ['--unix-socket', served.socket('mgr1')];
		const { stdout } = await run('curl', ['-s', '-w', '%{http_code}', ...socket, 'http://docker/v1.50/services/no']);
		expect(stdout).toBe('{"message":"service no not found"}\n404');
	});
});

describe('the real client', () => {
	test('pipes a script into run -i and has its exit code', async () => {
		const argv = ['-H', `unix://${served.socket('mgr1')}`, 'run', '--rm', '-i', 'alpine', 'sh'];
		expect(await run('docker', argv, 'echo in\nexit 4\n')).toMatchObject({ code: 4, stdout: 'in\n' });
	});

	test('exec -it has a terminal to type at', async () => {
		await client('run', '-d', '--name', 'shell', 'alpine', 'sleep', '1000');
		const { code, stdout } = await onTerminal(['exec', '-it', 'shell', 'sh'], 'echo $((6*7)); exit 5\r', '# ');
		expect(stdout).toMatch(/\r42\r\n/);
		expect(code).toBe(5);
	});

	test('run -it ends with the program', async () => {
		const { code, stdout } = await onTerminal(['run', '-it', '--rm', 'alpine', 'sh'], 'hostname; exit 3\r', '# ');
		expect(stdout).toMatch(/\r[0-9a-f]{12}\r\n/);
		expect(code).toBe(3);
	});

	test('attach shows what the container prints until it ends', async () => {
		await client('run', '-d', '--name', 'short', 'alpine', 'sh', '-c', 'sleep 60; echo last words; exit 7');
		expect(await client('attach', 'short')).toMatchObject({ code: 7, stdout: 'last words\n' });
	});
});

describe('swarmlab serve', () => {
	const start = (...argv: string[]): ReturnType<typeof spawn> =>
		spawn(process.execPath, ['src/nodejs/swarmlab.mjs', 'serve', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });

	test('says where the nodes are, and ends well by ^C', async () => {
		const child = start('--cluster', '1m0w', '--json', '--dir', join(served.dir, 'other'));
		const line = await new Promise<string>((resolve) =>
			child.stdout!.once('data', (bytes: Buffer) => resolve(bytes.toString()))
		);
		expect(JSON.parse(line)).toEqual({ mgr1: [join(served.dir, 'other', 'mgr1.sock')] });
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGINT');
		expect(await ended).toBe(0);
	});

	test('refuses a cluster that is none', async () => {
		await expect(startServing(['--cluster', 'x'])).rejects.toThrow('x is no cluster such as 3m2w');
	});
});
