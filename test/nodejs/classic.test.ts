import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Served } from './served.ts';

/** A manager of classic Swarm 1.2.5 before two engines of 1.12, and the real docker client of today before it. */
const served = new Served(
	'--era',
	'1.12.3',
	'--script',
	resolve('test/nodejs/classic-swarm.txt'),
	'--publish',
	'swarm:4000'
);
let manager: string;

beforeAll(async () => {
	manager = (await served.ready())['swarm:4000']![0]!;
}, 120_000);
afterAll(async () => {
	await served.stop();
});

interface Ended {
	code: number | null;
	stdout: string;
	stderr: string;
}

/**
 * What `docker run -d` of today may say before an API older than 1.30: it listens for the container's end, gives up
 * when it has nothing to wait for, and at times its listener is heard complaining before the process is gone.
 */
const GAVE_UP_LISTENING = /^time="[^"]*" level=error msg="error getting events from daemon: context canceled"\n/;

/** `docker -H tcp://127.0.0.1:PORT …`, ended after `limitMs` or as soon as stdout matches `until`. */
function client(argv: readonly string[], until?: RegExp, limitMs = 60_000): Promise<Ended> {
	return new Promise((resolve) => {
		// The manager speaks API 1.22; clients of today refuse what is so old unless they are told.
		const env = { ...process.env, HOME: served.dir, DOCKER_API_VERSION: '1.24' };
		const child = spawn('docker', ['-H', `tcp://${manager}`, ...argv], { stdio: 'pipe', env });
		const text = { stdout: '', stderr: '' };
		const timer = setTimeout(() => child.kill('SIGINT'), limitMs);
		child.stdout.on('data', (bytes: Buffer) => {
			text.stdout += bytes.toString();
			if (until?.test(text.stdout)) child.kill('SIGINT');
		});
		child.stderr.on('data', (bytes: Buffer) => (text.stderr += bytes.toString()));
		child.on('close', (code) => {
			clearTimeout(timer);
			resolve({ code, ...text });
		});
		child.stdin.end();
	});
}

describe('the real docker client before a manager of classic Swarm', () => {
	test('docker info shows the cluster as one Docker', async () => {
		const { code, stdout, stderr } = await client(['info']);
		expect(stderr).not.toMatch(/error/i);
		expect(code).toBe(0);
		for (const line of [
			'Server Version: swarm/1.2.5',
			'Role: primary',
			'Strategy: spread',
			'Nodes: 2',
			'node-1: 192.168.0.42:2375',
			'└ Status: Healthy'
		])
			expect(stdout).toContain(line);
	});

	test('run, ps, logs, inspect, images and rm work on a container somewhere in it', async () => {
		const ran = await client(['run', '-d', '--name', 'web', '-e', 'constraint:storage==ssd', 'nginx']);
		expect(ran.stderr.replace(GAVE_UP_LISTENING, '')).toBe('');
		expect(ran.stdout).toMatch(/^[0-9a-f]{64}\n$/);
		expect((await client(['ps'])).stdout).toMatch(/nginx .*node-1\/web/);
		expect((await client(['logs', 'web'])).code).toBe(0);
		const [found] = JSON.parse((await client(['inspect', 'web'])).stdout) as { Name: string; Node: { Name: string } }[];
		expect(found).toMatchObject({ Name: '/web', Node: { Name: 'node-1', Addr: '192.168.0.42:2375' } });
		expect((await client(['images'])).stdout).toMatch(/^nginx +latest/m);
		const again = await client(['run', '-d', '--name', 'web', 'nginx']);
		expect(again.stderr).toContain('Conflict: The name web is already assigned.');
		expect((await client(['rm', '-f', 'web'])).stdout).toBe('web\n');
		expect((await client(['ps', '-aq'])).stdout).toBe('');
	});

	test('events of all engines come through one stream, and say of which node they are', async () => {
		const started = /container start .*node\.name=node-[12]/;
		let isTold = false;
		const listening = client(['events'], started).finally(() => (isTold = true));
		// Nothing tells from outside that the listener is there: containers are run until it hears of one.
		while (!isTold) await client(['run', '-d', 'nginx']);
		expect((await listening).stdout).toMatch(started);
	});
});
