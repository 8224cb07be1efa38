import { describe, expect, it } from 'vitest';
import type { ContainerSummary } from '../../../src/core/api/wire/container.ts';
import { TaskError, type Controller } from '../../../src/core/swarm/agent/controller.ts';
import { Lab, task, type TestMachine } from './fixture.ts';

const IMAGES = ['nginx', 'alpine', 'lab/crash', 'lab/crashlater', 'lab/unhealthy', 'lab/unhealthy-rude', 'lab/healthy'];

function setup(): { lab: Lab; machine: TestMachine } {
	const lab = new Lab(['wrk1'], { images: IMAGES });
	lab.join();
	return { lab, machine: lab.first };
}

function failure(lab: Lab, step: ReturnType<Controller['wait']>): string {
	try {
		lab.do(step);
		return 'no error';
	} catch (error) {
		if (error instanceof TaskError) return error.message;
		throw error;
	}
}

const list = (lab: Lab, machine: TestMachine): ContainerSummary[] =>
	lab.api(machine, 'GET', '/containers/json?all=1').body as ContainerSummary[];

describe('what the engine does for a task', () => {
	it('prepares in a tenth of a second when the image is there, starts in a quarter', () => {
		const { lab, machine } = setup();
		const times: { prepare: number; start: number }[] = [];
		for (let slot = 1; slot <= 8; slot++) {
			const controller = machine.executor.controller(task(machine, 'nginx', { slot }));
			const before = lab.sim.now;
			lab.do(controller.prepare());
			const prepared = lab.sim.now;
			lab.do(controller.start());
			times.push({ prepare: prepared - before, start: lab.sim.now - prepared });
		}
		console.log(`${times.length} starts`);
		for (const { prepare, start } of times) {
			expect(prepare).toBeGreaterThan(30);
			expect(prepare).toBeLessThan(120);
			expect(start).toBeGreaterThan(150);
			expect(start).toBeLessThan(300);
		}
	});

	it('names the container service.slot.task and labels it', () => {
		const { lab, machine } = setup();
		const given = task(machine, 'nginx', { slot: 3 });
		lab.do(machine.executor.controller(given).prepare());
		expect(list(lab, machine)[0]).toMatchObject({
			Names: [`/web.3.${given.id}`],
			State: 'created',
			Labels: {
				'com.docker.swarm.task': '',
				'com.docker.swarm.task.id': given.id,
				'com.docker.swarm.service.name': 'web',
				'com.docker.swarm.node.id': 'nodewrk1'
			}
		});
	});

	it('stops a container that exits at once in 1.1 to 1.3 seconds', () => {
		const { lab, machine } = setup();
		const controller = machine.executor.controller(task(machine, 'nginx'));
		lab.do(controller.prepare());
		lab.do(controller.start());
		const before = lab.sim.now;
		lab.do(controller.shutdown());
		expect(lab.sim.now - before).toBeGreaterThanOrEqual(1050);
		expect(lab.sim.now - before).toBeLessThanOrEqual(1350);
		expect(controller.status()).toMatchObject({ exitCode: 0 });
		lab.do(controller.remove());
		expect(list(lab, machine)).toEqual([]);
	});

	it('waits the grace period for one that ignores SIGTERM: 137 after 11.4 seconds', () => {
		const { lab, machine } = setup();
		const controller = machine.executor.controller(task(machine, 'alpine', { args: ['sleep', '1000'] }));
		lab.do(controller.prepare());
		lab.do(controller.start());
		const before = lab.sim.now;
		lab.do(controller.shutdown());
		expect(lab.sim.now - before).toBeGreaterThan(11_000);
		expect(lab.sim.now - before).toBeLessThan(11_600);
		expect(controller.status().exitCode).toBe(137);
	});

	it('says what went wrong in the recorded words', () => {
		const { lab, machine } = setup();
		expect(failure(lab, machine.executor.controller(task(machine, 'nosuch/image:latest')).prepare())).toBe(
			'No such image: nosuch/image:latest'
		);
		expect(failure(lab, machine.executor.controller(task(machine, 'httpd:9.9.9')).prepare())).toBe(
			'No such image: httpd:9.9.9'
		);
		const crash = machine.executor.controller(task(machine, 'lab/crash'));
		lab.do(crash.prepare());
		lab.do(crash.start());
		expect(failure(lab, crash.wait())).toBe('task: non-zero exit (3)');
		const later = machine.executor.controller(task(machine, 'lab/crashlater'));
		lab.do(later.prepare());
		lab.do(later.start());
		expect(failure(lab, later.wait())).toBe('task: non-zero exit (1)');
		const given = task(machine, 'nginx');
		expect(failure(lab, machine.executor.controller(given).start())).toBe(`No such container: web.1.${given.id}`);
		const bound = task(machine, 'nginx');
		bound.spec.container!.mounts = [{ type: 'BIND', source: '/nosuch', target: '/x' }];
		expect(failure(lab, machine.executor.controller(bound).prepare())).toBe(
			'invalid mount config for type "bind": bind source path does not exist: /nosuch'
		);
	});

	it('finishes when the container ends with 0', () => {
		const { lab, machine } = setup();
		const controller = machine.executor.controller(task(machine, 'alpine', { args: ['true'] }));
		lab.do(controller.prepare());
		lab.do(controller.start());
		expect(failure(lab, controller.wait())).toBe('no error');
	});

	it('holds a task with a health check in starting until it is healthy', () => {
		const { lab, machine } = setup();
		const controller = machine.executor.controller(task(machine, 'lab/healthy'));
		lab.do(controller.prepare());
		const before = lab.sim.now;
		lab.do(controller.start());
		expect(lab.sim.now - before).toBeGreaterThan(1150);
		expect(lab.sim.now - before).toBeLessThan(1500);
	});

	it('stops an unhealthy one; exit 0 completes it, as recorded, anything else fails it with the cause', () => {
		const { lab, machine } = setup();
		const polite = machine.executor.controller(task(machine, 'lab/unhealthy'));
		lab.do(polite.prepare());
		lab.do(polite.start());
		expect(failure(lab, polite.wait())).toBe('no error');
		const rude = machine.executor.controller(task(machine, 'lab/unhealthy-rude'));
		lab.do(rude.prepare());
		expect(failure(lab, rude.start())).toBe('task: non-zero exit (143): dockerexec: unhealthy container');
	});

	it('sees a container that was killed by hand, and one that was removed', () => {
		const { lab, machine } = setup();
		for (const command of [
			['POST', '/kill'],
			['DELETE', '?force=1']
		] as const) {
			const controller = machine.executor.controller(task(machine, 'nginx'));
			lab.do(controller.prepare());
			lab.do(controller.start());
			const { containerId } = controller.status();
			lab.sim.after(2000, () =>
				lab.sim.root.spawn(
					machine.engine.handler({
						method: command[0],
						path: `/v1.50/containers/${containerId}${command[1]}`
					}) as never,
					{ name: 'by hand' }
				)
			);
			expect(failure(lab, controller.wait())).toBe('task: non-zero exit (137)');
		}
	});

	it('fails with 255 after a power cut, and with No such container after a graceful stop', () => {
		const { lab, machine } = setup();
		const given = task(machine, 'nginx');
		const controller = machine.executor.controller(given);
		lab.do(controller.prepare());
		lab.do(controller.start());
		const again = lab.powerCycle('wrk1', 20_000);
		lab.join();
		expect(failure(lab, again.executor.controller(given).wait())).toBe('task: non-zero exit (255)');
		const other = task(again, 'nginx');
		const running = again.executor.controller(other);
		lab.do(running.prepare());
		lab.do(running.start());
		lab.do(again.engine.stop());
		again.engine.start();
		expect(failure(lab, again.executor.controller(other).wait())).toBe(`No such container: web.1.${other.id}`);
	});

	it('describes the machine', () => {
		const { machine } = setup();
		expect(machine.executor.describe()).toMatchObject({
			hostname: 'wrk1',
			platform: { architecture: 'x86_64', os: 'linux' },
			resources: { nanoCpus: 2e9 },
			engine: { engineVersion: '28.2.2' }
		});
	});
});
