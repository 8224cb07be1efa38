import { beforeEach, describe, expect, it } from 'vitest';
import { numberedMachines } from '../../../src/core/world/cluster-shape.ts';
import type { Recording } from '../../../src/core/world/recording.ts';
import { Driver } from '../../../src/app/worker/driver.ts';
import type { FromWorker, Start, Status } from '../../../src/app/worker/protocol.ts';
import type { Makers } from '../../../src/app/worker/world-face.ts';
import { createWorld } from '../stand-in/world.ts';

const standInMakers = ({ recording }: Start): Promise<Makers> =>
	Promise.resolve({ world: () => createWorld(recording), lesson: () => undefined });

/** The driver before a real clock that the test moves by hand. */
class Desk {
	now = 0;
	posted: FromWorker[] = [];
	private timers: { at: number; run: () => void }[] = [];
	readonly driver = new Driver(standInMakers, {
		clock: () => this.now,
		after: (ms, run) => {
			const timer = { at: this.now + ms, run };
			this.timers.push(timer);
			return () => (this.timers = this.timers.filter((other) => other !== timer));
		},
		post: (message) => this.posted.push(structuredClone(message))
	});

	/** Lets real milliseconds pass. */
	pass(ms: number): void {
		const end = this.now + ms;
		for (;;) {
			const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
			if (!next) break;
			this.timers = this.timers.filter((timer) => timer !== next);
			this.now = Math.max(this.now, next.at) + 0.25;
			next.run();
		}
		this.now = end;
	}

	get status() {
		return this.posted.findLast((message) => message.type === 'frame')?.status as Status;
	}

	output(machine: string): string {
		return this.posted
			.map((message) => (message.type === 'output' && message.machine === machine ? message.text : ''))
			.join('');
	}
}

const recording: Recording = {
	version: 1,
	seed: 7,
	era: '28.2',
	cluster: { machines: numberedMachines(3, 1), formed: true, network: '10.0.0.' },
	lesson: '',
	inputs: [],
	end: 0
};

describe('the driver of a world', () => {
	let desk: Desk;
	beforeEach(async () => {
		desk = new Desk();
		await desk.driver.start({ recording, playing: true, speed: 1 });
	});

	it('tells what each command printed on its terminal, from its start to its end', () => {
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'hostname\r' });
		desk.pass(1000);
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'echo two\r' });
		desk.pass(1000);
		const printed = desk.posted.flatMap((message) => (message.type === 'frame' ? (message.printed ?? []) : []));
		expect(printed.map(({ machine, text }) => [machine, text.split('\r\n')[1]])).toEqual([
			['mgr1', 'hostname'],
			['mgr1', 'echo two']
		]);
		expect(new Set(printed.map(({ id }) => id)).size).toBe(2);
	});

	it('lets as much virtual time pass as real time at speed 1', () => {
		desk.pass(2000);
		expect(desk.status.now).toBeGreaterThan(1900);
		expect(desk.status.now).toBeLessThanOrEqual(2000);
	});

	it('goes a hundred times as fast at speed 100, and ten times as slow at 0.1', () => {
		desk.driver.setSpeed(100);
		desk.pass(1000);
		const fast = desk.status.now;
		expect(fast).toBeGreaterThan(95_000);
		desk.driver.setSpeed(0.01);
		desk.pass(20);
		expect(desk.status.speed).toBe(0.1);
		desk.pass(1000);
		const slow = desk.status.now;
		desk.pass(1000);
		expect(desk.status.now - slow).toBeGreaterThan(80);
		expect(desk.status.now - slow).toBeLessThan(120);
	});

	it('stands still while paused, but still echoes what is typed', () => {
		desk.pass(500);
		desk.driver.pause();
		const then = desk.status.now;
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'ls' });
		desk.pass(5000);
		expect(desk.status.now).toBe(then);
		expect(desk.output('mgr1')).toMatch(/ls$/);
	});

	it('steps to the next thing a learner can see', () => {
		desk.driver.pause();
		const events = () => desk.posted.flatMap((message) => (message.type === 'frame' ? message.events : []));
		const before = events().length;
		desk.driver.stepEvent();
		expect(events().length).toBeGreaterThan(before);
		expect(desk.status.playing).toBe(false);
	});

	it('waits when a terminal is more than 128 KiB behind, takes Ctrl-C meanwhile, and goes on once it has drawn', () => {
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'flood\r' });
		desk.pass(2000);
		expect(desk.status.waiting).toBe(true);
		const stuck = desk.status.now;
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'x' });
		expect(desk.output('mgr1')).toMatch(/x$/);
		desk.pass(3000);
		expect(desk.status.now).toBe(stuck);
		desk.driver.receive({ type: 'ack', machine: 'mgr1', length: desk.output('mgr1').length });
		desk.pass(1000);
		expect(desk.status.waiting).toBe(false);
		expect(desk.status.now).toBeGreaterThan(stuck + 800);
	});

	it('drops the arrears of a machine that slept', () => {
		desk.pass(100);
		desk.now += 3_600_000;
		desk.pass(1000);
		// The stand-in is so quick that the hour may be caught up with in slices; it must not be caught up with at once.
		const frames = desk.posted.filter((message) => message.type === 'frame');
		expect(frames.length).toBeGreaterThan(10);
	});

	it('answers a command run beside the terminals when it ends in virtual time', async () => {
		const result = desk.driver.run('mgr2', 'false');
		desk.pass(1000);
		expect(await result).toMatchObject({ code: 1 });
	});

	it('stops with the recording when our own code throws, and answers nothing more', async () => {
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'throw\r' });
		const stopped = desk.posted.find((message) => message.type === 'stopped');
		expect(stopped).toMatchObject({ stopped: { message: 'Error: the stand-in was told to throw' } });
		expect(stopped?.type === 'stopped' && stopped.stopped.recording?.inputs.length).toBe(1);
		await expect(desk.driver.run('mgr1', 'ls')).rejects.toThrow('told to throw');
	});

	it('stops with the recording when a part of the simulation cannot be fetched', async () => {
		const posted: FromWorker[] = [];
		const driver = new Driver(() => Promise.reject(new Error('Failed to fetch')), {
			clock: () => 0,
			after: () => () => undefined,
			post: (message) => posted.push(message)
		});
		expect(await driver.start({ recording, playing: true, speed: 1 })).toEqual([]);
		expect(posted.at(-1)).toMatchObject({ type: 'stopped', stopped: { message: 'Error: Failed to fetch', recording } });
	});

	it('makes only the world of the last start, however long the one before takes to fetch', async () => {
		let arrive = (): void => undefined;
		const waiting = new Promise<void>((resolve) => (arrive = resolve));
		const driver = new Driver(
			(start) => (start.speed === 1 ? waiting : Promise.resolve()).then(() => standInMakers(start)),
			{
				clock: () => 0,
				after: () => () => undefined,
				post: () => undefined
			}
		);
		const first = driver.start({ recording, playing: false, speed: 1 });
		const second = await driver.start({ recording: { ...recording, seed: 8 }, playing: false, speed: 2 });
		arrive();
		expect(await first).toEqual([]);
		expect(second).toHaveLength(4);
		expect(driver.recording().seed).toBe(8);
	});

	it('lives through its own recording again: same events, same trace', async () => {
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: 'ls' });
		desk.pass(700);
		desk.driver.receive({ type: 'input', machine: 'mgr1', text: ' -l\r' });
		desk.pass(400);
		desk.driver.fault('stop mgr1');
		desk.pass(6000);
		desk.driver.pause();
		const recording = desk.driver.recording();
		const hash = desk.driver.hash();
		expect(recording.inputs).toHaveLength(3);
		const other = new Desk();
		const started = other.driver.start({ recording, playing: false, speed: 1 });
		while (other.status === undefined || other.status.now < recording.end) {
			other.pass(50);
			await Promise.resolve();
		}
		await started;
		expect(other.driver.hash()).toBe(hash);
		expect(other.driver.recording()).toEqual(recording);
	});

	it('tells no heartbeats at ten times the speed and more', () => {
		desk.driver.setSpeed(25);
		desk.posted = [];
		desk.pass(2000);
		const events = desk.posted.flatMap((message) => (message.type === 'frame' ? message.events : []));
		expect(events.filter((event) => event.type === 'net.send')).toEqual([]);
	});

	it('posts at most one frame for each 16 ms', () => {
		desk.posted = [];
		desk.pass(1000);
		const frames = desk.posted.filter((message) => message.type === 'frame').length;
		expect(frames).toBeGreaterThan(20);
		expect(frames).toBeLessThanOrEqual(64);
	});
});
