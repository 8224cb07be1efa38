import { describe, expect, it } from 'vitest';
import type { ImageSummary, JsonMessage } from '../../../src/core/api/wire/image.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { parseReference, familiarReference } from '../../../src/core/engine/reference.ts';
import { Lab } from './fixture.ts';

function pull(
	lab: Lab,
	image: string,
	tag = 'latest'
): { lines: JsonMessage[]; status: number; message: string; ms: number } {
	const before = lab.sim.now;
	const response = lab.api(lab.first, 'POST', `/images/create?fromImage=${image}&tag=${tag}`);
	const lines: JsonMessage[] = [];
	if (response.stream) {
		for (let chunk = lab.do(response.stream.read()); chunk; chunk = lab.do(response.stream.read())) {
			lines.push(
				...chunk.text
					.trim()
					.split('\n')
					.map((line) => JSON.parse(line) as JsonMessage)
			);
		}
	}
	return {
		lines,
		status: response.status,
		message: (response.body as { message?: string } | undefined)?.message ?? '',
		ms: lab.sim.now - before
	};
}

describe('docker pull', () => {
	it('fetches layer by layer, in virtual time that follows the size', () => {
		const lab = new Lab(['wrk1']);
		const small = pull(lab, 'busybox');
		const large = pull(lab, 'nginx');
		expect(small.lines[0]).toEqual({ status: 'Pulling from library/busybox', id: 'latest' });
		expect(small.lines.at(-2)!.status).toMatch(/^Digest: sha256:[0-9a-f]{64}$/);
		expect(small.lines.at(-1)).toEqual({ status: 'Status: Downloaded newer image for busybox:latest' });
		for (const status of [
			'Pulling fs layer',
			'Downloading',
			'Verifying Checksum',
			'Download complete',
			'Extracting',
			'Pull complete'
		]) {
			expect(
				large.lines.some((line) => line.status === status),
				status
			).toBe(true);
		}
		expect(large.lines.find(({ status }) => status === 'Downloading')!.progress).toMatch(
			/^\[=*> *\] {1,5}[\d.]+[kM]B\/[\d.]+MB$/
		);
		expect(small.ms).toBeLessThan(1000);
		expect(large.ms).toBeGreaterThan(5000);
		expect(large.ms).toBeLessThan(15_000);
	});

	it('shares layers, and only looks at the manifest of what is there', () => {
		const lab = new Lab(['wrk1']);
		pull(lab, 'nginx');
		const redis = pull(lab, 'redis');
		expect(redis.lines.some(({ status }) => status === 'Already exists')).toBe(true);
		const again = pull(lab, 'nginx');
		expect(again.lines.at(-1)).toEqual({ status: 'Status: Image is up to date for nginx:latest' });
		expect(again.ms).toBeLessThan(100);
	});

	it('takes longer on a Raspberry Pi', () => {
		const pi = new Lab(['pi1'], { era: v1_12_0_rc1 });
		const server = new Lab(['wrk1']);
		const times = [pi, server].map((lab) => {
			const before = lab.sim.now;
			lab.do(
				(function* () {
					const stream = yield* lab.first.engine.backend!.images.pull('hypriot/rpi-whoami', 'latest', '', '');
					while (yield* stream.read());
				})()
			);
			return lab.sim.now - before;
		});
		expect(times[0]!).toBeGreaterThan(2 * times[1]!);
	});

	it('is told by the registry what does not exist', () => {
		const lab = new Lab(['wrk1']);
		expect(pull(lab, 'nosuch/image')).toMatchObject({
			status: 404,
			message:
				"pull access denied for nosuch/image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
		});
		expect(pull(lab, 'httpd', '9')).toMatchObject({
			status: 404,
			message: 'manifest for httpd:9 not found: manifest unknown: manifest unknown'
		});
		const distribution = (name: string): { status: number; body?: unknown } =>
			lab.api(lab.first, 'GET', `/distribution/${name}/json`);
		expect(distribution('nosuch')).toMatchObject({ status: 403, body: { message: 'denied' } });
		expect(distribution('httpd:9')).toMatchObject({ status: 404, body: { message: 'manifest unknown' } });
		expect(distribution('nginx').body).toMatchObject({
			Descriptor: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
			Platforms: expect.arrayContaining([{ architecture: 'amd64', os: 'linux' }]) as unknown[]
		});
	});

	it('fails plainly without a registry', () => {
		const lab = new Lab(['wrk1']);
		lab.registry.isReachable = () => false;
		expect(pull(lab, 'nginx').message).toBe(
			'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host'
		);
	});

	it('gives the same digest on every machine', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { seed: 1, images: ['nginx'] });
		const ids = lab.machines.map((machine) => (lab.api(machine, 'GET', '/images/json').body as ImageSummary[])[0]!);
		expect(ids[0]!.Id).toBe(ids[1]!.Id);
		expect(ids[0]!.RepoDigests).toEqual(ids[1]!.RepoDigests);
		const pinned = ids[0]!.RepoDigests![0]!.replace('nginx@', 'nginx:latest@');
		expect(lab.api(lab.first, 'GET', `/images/${pinned}/json`).status).toBe(200);
	});
});

describe('references', () => {
	const cases: [string, string][] = [
		['nginx', 'nginx:latest'],
		['docker.io/library/nginx:1.27', 'nginx:1.27'],
		['hypriot/rpi-whoami', 'hypriot/rpi-whoami:latest'],
		['registry.local:5000/app/web:v1', 'registry.local:5000/app/web:v1'],
		[`nginx@sha256:${'a'.repeat(64)}`, `nginx@sha256:${'a'.repeat(64)}`]
	];
	it.each(cases)('%s means %s', (text, full) => {
		expect(familiarReference(parseReference(text))).toBe(full);
	});
	it('refuses what is none', () => {
		expect(() => parseReference('Nginx')).toThrow('invalid reference format: repository name must be lowercase');
		expect(() => parseReference('Nginx', '28.2')).toThrow(
			'invalid reference format: repository name (library/Nginx) must be lowercase'
		);
		for (const bad of ['', ':latest', 'nginx:', 'ng inx', 'nginx:a:b', 'nginx@sha256:12', '-x'])
			expect(() => parseReference(bad), bad).toThrow('invalid reference format');
	});
});
