import { describe, expect, it } from 'vitest';
import { followed, type PageRequest, type PageResult } from '../../../src/core/world/browser.ts';
import { parseUrl } from '../../../src/core/shell/programs/url.ts';
import type { World } from '../../../src/core/world/world.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION, readRecording } from '../../../src/core/world/recording.ts';

function newWorld(): World {
	return wholeWorld({
		version: RECORDING_VERSION,
		seed: 7,
		era: '28.2',
		cluster: { machines: numberedMachines(1, 1), formed: true, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
}

function run(world: World, command: string): void {
	let ended = false;
	world.run('mgr1', command, () => (ended = true));
	for (let i = 0; i < 600 && !ended; i++) world.sim.runUntil(world.sim.now + 100);
	expect(ended).toBe(true);
}

function browse(world: World, url: string, more: Partial<PageRequest> = {}): PageResult {
	let result: PageResult | undefined;
	world.browse({ url, method: 'GET', body: '', ...more }, (page) => (result = page));
	for (let i = 0; i < 2000 && !result; i++) world.sim.runUntil(world.sim.now + 100);
	return result!;
}

describe('the browser beside the cluster', () => {
	it('shows the page of a service on any node, and is a client of its own in the diagrams', () => {
		const world = newWorld();
		run(world, 'docker service create --name web -p 8080:80 nginx:alpine');
		for (const machine of world.machines) {
			const page = browse(world, `http://${machine.address}:8080/`);
			expect(page).toMatchObject({ status: 200, contentType: 'text/html' });
			expect(page.body).toContain('<title>Welcome to nginx!</title>');
			expect(world.view.requests.at(-1)).toMatchObject({ client: 'browser', to: machine.hostname, service: 'web' });
		}
	});

	it('votes in the poll of tu-demo: a replica counts for itself, and an update forgets', () => {
		const world = newWorld();
		run(world, 'docker service create --name poll -p 80:80 nigelpoulton/tu-demo:v1');
		const url = `http://${world.machine('mgr1').address}/`;
		const vote = (body: string): string => browse(world, url, { method: 'POST', body }).body;
		expect(browse(world, url).body).toMatch(/<button name="vote" value="Football".*<b>0<\/b>/);
		vote('vote=Football');
		expect(vote('vote=Football')).toMatch(/value="Football".*<b>2<\/b>[^]*value="Soccer".*<b>0<\/b>/);
		expect(vote('vote=Chess')).toMatch(/value="Football".*<b>2<\/b>/);
		expect(browse(world, url).body).toMatch(/value="Football".*<b>2<\/b>/);
		run(world, 'docker service update --image nigelpoulton/tu-demo:v2 poll');
		expect(browse(world, url).body).toMatch(/tu-demo v2[^]*value="Tea".*<b>0<\/b>/);
	});

	it('says why there is no page', () => {
		const world = newWorld();
		const address = world.machine('mgr1').address;
		expect(browse(world, `http://${address}:9999/`)).toMatchObject({ failure: 'refused', status: 0 });
		expect(browse(world, `http://${address.replace(/\d+$/, '99')}/`)).toMatchObject({
			failure: 'unreachable',
			ms: 3070
		});
		expect(browse(world, 'http://nobody/')).toMatchObject({ failure: 'unknown host' });
		expect(browse(world, 'https://mgr1/')).toMatchObject({ failure: 'no address' });
		world.fault('power off wrk1');
		expect(browse(world, 'http://wrk1/').failure).toBe('timeout');
	});

	it('is not cut off by a partition, nor named as one of its sides', () => {
		const world = newWorld();
		run(
			world,
			'docker service create --name web --mode global --publish published=8080,target=80,mode=host nginx:alpine'
		);
		browse(world, 'http://mgr1:8080/');
		world.fault('partition mgr1 | wrk1');
		world.sim.runUntil(world.sim.now + 1);
		const sides = world.sim.trace.kept.findLast((event) => event.type === 'net.partition');
		expect(sides).toMatchObject({ sides: [['mgr1'], ['wrk1']] });
		for (const name of ['mgr1', 'wrk1']) expect(browse(world, `http://${name}:8080/`).status).toBe(200);
	});

	it('is an input like any other: replayed to the byte', () => {
		const world = newWorld();
		run(world, 'docker service create --name web -p 8080:80 nginx:alpine');
		browse(world, 'http://wrk1:8080/');
		const recording = readRecording(JSON.stringify(world.recording()));
		expect(recording.inputs.map(({ type }) => type)).toEqual(['run', 'browse']);
		const again = wholeWorld(recording);
		again.sim.runUntil(recording.end);
		expect(again.sim.trace.hash()).toBe(world.sim.trace.hash());
	});

	it('follows links as a browser resolves them (RFC 3986, 5.2)', () => {
		const from = parseUrl('http://mgr1:8080/a/b?c=1')!;
		for (const [to, url] of [
			['/x', 'http://mgr1:8080/x'],
			['x', 'http://mgr1:8080/a/x'],
			['?d=2', 'http://mgr1:8080/a/b?d=2'],
			['', 'http://mgr1:8080/a/b?c=1'],
			['//wrk1/y', 'http://wrk1/y'],
			['http://wrk1:81/z', 'http://wrk1:81/z']
		]) {
			expect(followed(from, to!)?.text, to).toBe(url);
		}
	});
});
