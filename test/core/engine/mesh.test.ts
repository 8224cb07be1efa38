import { describe, expect, it } from 'vitest';
import { NetError } from '../../../src/core/sim/net.ts';
import type { Process } from '../../../src/core/sim/process.ts';
import { Lab, task, type TestMachine } from './fixture.ts';

/** Brings one task of a service to RUNNING. */
function start(lab: Lab, machine: TestMachine, given: ReturnType<typeof task>): void {
	const controller = machine.executor.controller(given);
	lab.do(controller.prepare());
	lab.do(controller.start());
}

/** A service of `count` tasks published on a port, spread over the machines in turn, from the first on. */
function publish(
	lab: Lab,
	count: number,
	image = 'hypriot/rpi-whoami',
	target = 8000,
	port = 80,
	machines = lab.machines
): string[] {
	return Array.from({ length: count }, (_, i) => {
		const machine = machines[i % machines.length]!;
		const given = task(machine, image, { slot: i + 1, ingress: { port, target, address: `10.0.0.${10 + i}` } });
		start(lab, machine, given);
		return given.id;
	});
}

function* outcome(request: Process<{ status: number; body: string }>): Process<string> {
	try {
		return (yield* request).body.trim();
	} catch (error) {
		if (error instanceof NetError) return error.kind;
		throw error;
	}
}

const IMAGES = ['hypriot/rpi-whoami', 'nginx', 'traefik/whoami', 'alpine', 'redis'];

describe('the routing mesh on three machines', () => {
	it('answers on every node, also where no task runs', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2'], { images: IMAGES });
		lab.join();
		publish(lab, 1, 'hypriot/rpi-whoami', 8000, 80, [lab.machine('wrk1')]);
		lab.wait(100);
		const answers = lab.machines.map(({ name }) => lab.do(outcome(lab.get('mgr1', name, 80))));
		expect(answers[0]).toMatch(/^I'm [0-9a-f]{12}$/);
		expect(new Set(answers).size).toBe(1);
		expect(lab.ofType('ingress.forward').map(({ from, to, overlay }) => [from, to, overlay])).toEqual([
			['mgr1', 'wrk1', true],
			['wrk1', 'wrk1', false],
			['wrk2', 'wrk1', true]
		]);
	});

	it('takes tasks in turn, each node in an order of its own, and misses none', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2'], { images: IMAGES });
		lab.join();
		const tasks = publish(lab, 5);
		lab.wait(100);
		let requests = 0;
		for (const { name } of lab.machines) {
			const seen: string[] = [];
			for (let i = 0; i < 15; i++, requests++) seen.push(lab.do(outcome(lab.get('mgr1', name, 80))));
			expect(new Set(seen).size).toBe(5);
			for (let i = 5; i < 15; i++) expect(seen[i]).toBe(seen[i - 5]);
		}
		console.log(`${requests} requests balanced`);
		const balances = lab.ofType('ingress.balance');
		expect(balances.length).toBe(requests);
		for (const { order, chosen, taskId } of balances) expect(order[chosen]).toBe(taskId);
		const count = (id: string): number => balances.filter(({ taskId }) => taskId === id).length;
		expect(tasks.map(count)).toEqual([9, 9, 9, 9, 9]);
		const orders = new Set(lab.machines.map(({ name }) => balances.find(({ where }) => where === name)!.order.join()));
		expect(orders.size).toBeGreaterThan(1);
	});

	it('tells the way of a request hop by hop, with numbers from 1', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		const [id] = publish(lab, 1, 'hypriot/rpi-whoami', 8000, 80, [lab.machine('wrk1')]);
		lab.wait(100);
		lab.do(outcome(lab.get('wrk1', 'mgr1', 80)));
		const told = lab.events.filter(({ type }) => /^ingress\.(request|accept|balance|forward|reply|fail)$/.test(type));
		expect(told).toMatchObject([
			{ type: 'ingress.request', n: 1, client: 'wrk1', to: 'mgr1', address: '192.168.1.1', port: 80 },
			{ type: 'ingress.accept', n: 1, where: 'mgr1', port: 80, service: 'web', rule: 'ingress' },
			{
				type: 'ingress.balance',
				n: 1,
				where: 'mgr1',
				service: 'web',
				order: [id],
				chosen: 0,
				taskId: id,
				task: 'web.1'
			},
			{ type: 'ingress.forward', n: 1, from: 'mgr1', to: 'wrk1', overlay: true, taskId: id },
			{
				type: 'ingress.reply',
				n: 1,
				taskId: id,
				node: 'wrk1',
				status: 200,
				text: expect.stringMatching(/^I'm [0-9a-f]{12}$/) as string
			}
		]);
	});

	it('refuses where nothing is published, and says so', () => {
		const lab = new Lab(['mgr1'], { images: IMAGES });
		lab.join();
		expect(lab.do(outcome(lab.get('mgr1', 'mgr1', 8081)))).toBe('refused');
		expect(lab.ofType('ingress.fail')).toMatchObject([{ n: 1, where: 'mgr1', port: 8081, why: 'refused' }]);
	});

	it('closes the port when the last task of the service has gone', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		const given = task(lab.machine('wrk1'), 'nginx', { ingress: { port: 8080, target: 80, address: '10.0.0.9' } });
		const controller = lab.machine('wrk1').executor.controller(given);
		lab.do(controller.prepare());
		lab.do(controller.start());
		lab.wait(100);
		expect(lab.do(lab.get('wrk1', 'mgr1', 8080)).status).toBe(200);
		lab.do(controller.shutdown());
		lab.wait(100);
		expect(lab.do(outcome(lab.get('wrk1', 'mgr1', 8080)))).toBe('refused');
		expect(
			lab
				.ofType('ingress.ports')
				.filter(({ where }) => where === 'mgr1')
				.map(({ ports }) => ports.length)
		).toEqual([1, 0]);
	});

	it('gives a task that is about to stop no new connection, two seconds before it stops', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		const machine = lab.machine('wrk1');
		const given = task(machine, 'nginx', { ingress: { port: 8080, target: 80, address: '10.0.0.9' } });
		const controller = machine.executor.controller(given);
		lab.do(controller.prepare());
		lab.do(controller.start());
		const before = lab.sim.now;
		let doneAt = 0;
		lab.sim.root.spawn(
			(function* (): Process {
				yield* controller.shutdown();
				doneAt = lab.sim.now;
				return 0;
			})(),
			{ name: 'shutdown' }
		);
		lab.wait(1500);
		expect(machine.disk.containers.values().next().value?.status).toBe('running');
		expect(lab.do(outcome(lab.get('mgr1', 'mgr1', 8080)))).toBe('refused');
		expect(lab.ofType('ingress.fail').at(-1)).toMatchObject({ why: 'no task' });
		lab.wait(3000);
		// Measured on a real one: SIGTERM 3.1 s after the scale-down.
		expect(doneAt - before).toBeGreaterThan(3000);
		expect(doneAt - before).toBeLessThan(3400);
	});

	it('lets a request hang on a task behind a cut wire, and forgets the silent node after some seconds', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2'], { images: IMAGES });
		lab.join();
		publish(lab, 2, 'hypriot/rpi-whoami', 8000, 80, [lab.machine('wrk1'), lab.machine('wrk2')]);
		lab.wait(100);
		lab.net.partition([['mgr1', 'wrk1'], ['wrk2']]);
		const hangs = [0, 1].map(() => lab.do(outcome(lab.get('mgr1', 'mgr1', 80, 1000))));
		expect(hangs.filter((text) => text === 'timeout').length).toBe(1);
		lab.wait(10_000);
		for (let i = 0; i < 6; i++) expect(lab.do(outcome(lab.get('mgr1', 'mgr1', 80, 1000)))).toMatch(/^I'm/);
		lab.net.heal();
		lab.wait(6_000);
		const seen = new Set(Array.from({ length: 6 }, () => lab.do(outcome(lab.get('mgr1', 'mgr1', 80)))));
		expect(seen.size).toBe(2);
	});

	it('works on without the daemon of the node that was asked', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		publish(lab, 1, 'nginx', 80, 8080, [lab.machine('wrk1')]);
		lab.wait(100);
		lab.machine('mgr1').engine.kill();
		lab.wait(30_000);
		expect(lab.do(lab.get('wrk1', 'mgr1', 8080)).status).toBe(200);
	});
});

describe('gossip', () => {
	it('tells a newcomer what runs, without any manager', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2'], { images: IMAGES });
		const all = lab.machines.map(({ name, host }) => ({
			nodeId: `node${name}`,
			hostname: name,
			address: host.address
		}));
		const base = { networks: [], secrets: [], configs: [] };
		lab.join();
		lab.machine('wrk2').executor.configure({ nodeId: 'nodewrk2', peers: all.slice(2), ...base });
		publish(lab, 1, 'nginx', 80, 8080, [lab.machine('wrk1')]);
		lab.wait(3000);
		expect(lab.do(outcome(lab.get('mgr1', 'wrk2', 8080)))).toBe('refused');
		lab.machine('wrk2').executor.configure({ nodeId: 'nodewrk2', peers: all, ...base });
		lab.wait(50);
		expect(lab.do(lab.get('mgr1', 'wrk2', 8080)).status).toBe(200);
	});

	it('is silent where nothing runs', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2']);
		lab.join();
		lab.wait(1000);
		const before = lab.sim.trace.count;
		lab.wait(3_600_000);
		expect(lab.sim.trace.count).toBe(before);
	});

	it('drops the tasks of a machine without power, and takes them back with it', () => {
		const lab = new Lab(['mgr1', 'wrk1', 'wrk2'], { images: IMAGES });
		lab.join();
		publish(lab, 2, 'hypriot/rpi-whoami', 8000, 80, [lab.machine('wrk1'), lab.machine('wrk2')]);
		lab.wait(100);
		const again = lab.powerCycle('wrk2', 10_000);
		expect(
			lab
				.ofType('ingress.backends')
				.filter(({ where }) => where === 'mgr1')
				.at(-1)!.tasks.length
		).toBe(1);
		lab.join();
		const given = task(again, 'hypriot/rpi-whoami', {
			slot: 9,
			ingress: { port: 80, target: 8000, address: '10.0.0.99' }
		});
		start(lab, again, given);
		lab.wait(100);
		expect(
			lab
				.ofType('ingress.backends')
				.filter(({ where }) => where === 'mgr1')
				.at(-1)!.tasks
		).toContain(given.id);
	});
});

describe('host mode', () => {
	it('opens the port on the machine of the task alone', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		const machine = lab.machine('wrk1');
		const given = task(machine, 'nginx', { host: { port: 9000, target: 80 } });
		const controller = machine.executor.controller(given);
		lab.do(controller.prepare());
		lab.do(controller.start());
		expect(lab.do(lab.get('mgr1', 'wrk1', 9000)).status).toBe(200);
		expect(lab.do(outcome(lab.get('mgr1', 'mgr1', 9000)))).toBe('refused');
		expect(lab.ofType('ingress.accept').at(-1)).toMatchObject({ rule: 'host', service: 'web' });
		// Twice, once for each family of addresses (FINDINGS.md, section 6).
		expect(controller.status().ports).toEqual(
			[0, 1].map(() => ({ protocol: 'TCP', targetPort: 80, publishedPort: 9000, publishMode: 'HOST' }))
		);
	});
});

describe('names and addresses inside', () => {
	it('a service is one virtual address, tasks.service all tasks, and the virtual address takes them in turn', () => {
		const lab = new Lab(['mgr1', 'wrk1'], { images: IMAGES });
		lab.join();
		const overlay = (i: number): { overlay: { address: string; vip: string } } => ({
			overlay: { address: `10.0.1.${10 + i}`, vip: '10.0.1.2' }
		});
		lab.machines.forEach((machine, i) =>
			start(lab, machine, task(machine, 'hypriot/rpi-whoami', { slot: i + 1, ...overlay(i) }))
		);
		const machine = lab.machine('mgr1');
		const pinger = task(machine, 'alpine', {
			service: 'pinger',
			args: ['sleep', '100000'],
			overlay: { address: '10.0.1.50', vip: '10.0.1.3' }
		});
		start(lab, machine, pinger);
		lab.wait(100);
		const record = [...machine.disk.containers.values()].find(({ name }) => name.startsWith('pinger'))!;
		const routes = (
			machine.engine as unknown as {
				daemon: {
					containers: {
						routesOf(of: typeof record): {
							resolve(name: string): string[];
							route(address: string, port: string): { machine?: string };
						};
					};
				};
			}
		).daemon.containers.routesOf(record);
		expect(routes.resolve('web')).toEqual(['10.0.1.2']);
		expect(routes.resolve('tasks.web').sort()).toEqual(['10.0.1.10', '10.0.1.11']);
		expect(routes.resolve('nosuch')).toEqual([]);
		expect([0, 1, 2, 3].map(() => routes.route('10.0.1.2', 'tcp/8000').machine)).toEqual(
			expect.toSatisfy(
				(turns: string[]) => new Set(turns.slice(0, 2)).size === 2 && turns[2] === turns[0] && turns[3] === turns[1]
			)
		);
	});
});
