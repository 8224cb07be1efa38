import { fillCommand } from '../../core/lesson/fill.ts';
import { isNoise } from '../../core/sim/trace.ts';
import type { Sim } from '../../core/sim/sim.ts';
import type { Lesson, LessonCommand } from '../../core/lesson/lesson-types.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';
import type { LessonState } from '../../core/lesson/runner.ts';
import type { FromWorker, MachineInfo, RunResult, Start, Status, Stopped, ToWorker } from './protocol.ts';
import { Printed } from './printed.ts';
import type { Recording } from '../../core/world/recording.ts';
import type { PageRequest, PageResult } from '../../core/world/world.ts';
import type { LessonFace, Makers, WorldFace } from './world-face.ts';

/** Real milliseconds after which a slice of simulation lets messages in. */
const SLICE_MS = 8;
const FRAME_MS = 16;
/** Between frames that tell nothing but the time: as often as anything that shows it is drawn. */
const CLOCK_MS = 33;
/** The same while replaying, when nobody types. */
const REPLAY_SLICE_MS = 50;
/** Virtual milliseconds after which a command of a solution counts as one that does not end. */
const COMMAND_LIMIT_MS = 600_000;
/** Virtual milliseconds between two looks at whether a step's goals are reached; as headless plays do, so both are one run. */
const CHECK_EVERY_MS = 250;
/** Characters a terminal may be behind before time waits for it. */
const BEHIND = 128 * 1024;
/** Real milliseconds of arrears that are made up for; what is older is dropped (a laptop that slept). */
const ARREARS_MS = 250;
/** From this speed on heartbeats are not told one by one. */
const COLLAPSE_SPEED = 10;
export const SPEEDS = { least: 0.1, most: 100 } as const;

/** What the driver needs of the place it runs in. */
export interface Host {
	/** Real milliseconds, monotonic. */
	clock(): number;
	/** Calls `run` after `ms` real milliseconds, unless the returned function is called before. */
	after(ms: number, run: () => void): () => void;
	post(message: FromWorker): void;
}

/**
 * Drives one world's virtual time against the real clock, and carries what happens to the page.
 *
 * The clock moves only in `turn`, in slices short enough for a keypress to get in. An input is handed over only when
 * everything due at the present virtual millisecond has been done, so that a replay sees the same order.
 */
export class Driver {
	private world: WorldFace | undefined;
	private lesson: LessonFace | undefined;
	private start_: Start | undefined;
	private playing = false;
	private speed = 1;
	/** Virtual time `anchorNow` was to be shown at real time `anchorWall`. */
	private anchorNow = 0;
	private anchorWall = 0;
	private output = new Map<string, string>();
	private readonly printed = new Printed();
	private readonly behind = new Map<string, number>();
	private events: SeenEvent[] = [];
	private lastFrame = -Infinity;
	private lastPosted = '';
	private lastNow = -1;
	private lessonText = '';
	private replaying: { done: number; of: number } | undefined;
	private stopped: Stopped | undefined;
	private cancelTurn = (): void => {};
	private cancelFlush = (): void => {};
	/** Grows with every world, so that what an old one still has to say is not heard. */
	private generation = 0;

	constructor(
		private readonly load: (start: Start) => Promise<Makers>,
		private readonly host: Host
	) {}

	async start(start: Start): Promise<MachineInfo[]> {
		const generation = ++this.generation;
		this.start_ = start;
		this.stopped = undefined;
		this.output.clear();
		this.printed.clear();
		this.behind.clear();
		this.events = [];
		this.lastPosted = '';
		this.lessonText = '';
		this.speed = start.speed;
		this.playing = false;
		this.world = undefined;
		this.lesson = undefined;
		const makers = await this.attempt(() => this.load(start));
		if (!makers || generation !== this.generation) return [];
		const opened = this.guard(() => {
			const world = makers.world();
			this.world = world;
			// What was traced while the world was built is part of the story.
			this.events.push(...(world.sim.trace.kept as SeenEvent[]));
			world.sim.trace.listen((event) => {
				if (generation !== this.generation) return;
				this.events.push(event);
				if (event.type === 'command') this.printed.begin(event.where, event.id);
				else if (event.type === 'command.end') this.printed.end(event.where, event.id);
			});
			for (const machine of world.machines) {
				world.terminal(machine.name).onOutput((text) => {
					if (generation !== this.generation) return;
					this.output.set(machine.name, (this.output.get(machine.name) ?? '') + text);
					this.printed.add(machine.name, text);
				});
			}
			this.lesson = makers.lesson(world);
			world.onStep((id) => {
				const index = start.lesson?.steps.findIndex((step) => step.id === id) ?? -1;
				if (index >= 0) this.lesson?.enter(index);
			});
			return world.machines.map(({ name, address, role }): MachineInfo => ({ name, address, role }));
		});
		if (!opened) return [];
		if (start.recording.inputs.length > 0) await this.replay(start.recording, generation);
		if (start.step && start.lesson) await this.playSteps(start.lesson, start.step, generation);
		if (generation !== this.generation) return opened;
		this.replaying = undefined;
		this.playing = start.playing;
		this.anchor();
		this.turn();
		return opened;
	}

	receive(message: ToWorker): void {
		switch (message.type) {
			case 'ack': {
				this.behind.set(message.machine, Math.max(0, (this.behind.get(message.machine) ?? 0) - message.length));
				if (!this.isBehind()) this.turnIn(0);
				return;
			}
			case 'input':
				this.act((world) => world.terminal(message.machine).input(message.text));
				return;
			case 'resize':
				this.act((world) => world.terminal(message.machine).resize(message.columns, message.rows));
				return;
			default:
				message satisfies never;
		}
	}

	play(): void {
		if (this.stopped) return;
		this.playing = true;
		this.anchor();
		this.turn();
	}

	pause(): void {
		this.playing = false;
		this.flush(true);
	}

	setSpeed(speed: number): void {
		this.speed = Math.min(SPEEDS.most, Math.max(SPEEDS.least, speed));
		this.anchor();
		this.turn();
	}

	/** Goes on until something was traced that is not noise; gives up after a virtual minute of silence. */
	stepEvent(): void {
		this.playing = false;
		this.guard(() => {
			const sim = this.theWorld().sim;
			const before = sim.trace.kept.length;
			const until = sim.now + 60_000;
			for (let at = sim.nextAt(); at !== undefined && at <= until; at = sim.nextAt()) {
				sim.step();
				if (sim.trace.kept.length > before) break;
			}
		});
		this.flush(true);
	}

	run(machine: string, command: string): Promise<RunResult> {
		return new Promise((resolve, reject) => {
			const done = this.act((world) => {
				world.run(machine, command, resolve);
				return true;
			});
			if (!done) reject(new Error(this.stopped?.message ?? 'the simulation has stopped'));
		});
	}

	browse(request: PageRequest): Promise<PageResult> {
		return new Promise((resolve, reject) => {
			const done = this.act((world) => {
				world.browse(request, resolve);
				return true;
			});
			if (!done) reject(new Error(this.stopped?.message ?? 'the simulation has stopped'));
		});
	}

	fault(text: string): { error?: string } {
		return this.act((world) => world.fault(text)) ?? { error: this.stopped?.message ?? '' };
	}

	enterStep(index: number): void {
		this.act(() => this.turnTo(index));
	}

	recording(): Recording {
		return this.theWorld().recording();
	}

	snapshot(): unknown {
		return this.theWorld().snapshot();
	}

	hash(): string {
		return this.theWorld().sim.trace.hash();
	}

	/** One slice: as much virtual time as has become due, but no more than SLICE_MS of real time. */
	private turn(): void {
		const world = this.world;
		if (!world || this.stopped) return;
		const begun = this.host.clock();
		let reached = true;
		if (this.playing && !this.isBehind()) {
			const due = this.anchorNow + (begun - this.anchorWall) * this.speed;
			const target = Math.max(world.sim.now, Math.floor(due));
			this.guard(() => {
				reached = world.sim.runUntil(target, () => this.host.clock() - begun >= SLICE_MS || this.outputIsLong());
			});
			if (!reached && due - world.sim.now > ARREARS_MS * this.speed) this.anchor();
		} else {
			this.anchor();
		}
		this.flush(false);
		if (this.stopped || !this.playing || this.isBehind()) return;
		this.turnIn(reached ? FRAME_MS / 2 : 0);
	}

	/** Does something to the world between two virtual milliseconds, then what follows from it at once. */
	private act<T>(what: (world: WorldFace) => T): T | undefined {
		const world = this.world;
		if (!world || this.stopped) return undefined;
		const result = this.guard(() => {
			const begun = this.host.clock();
			const enough = (): boolean => this.host.clock() - begun >= SLICE_MS;
			world.sim.runUntil(world.sim.now, enough);
			// What comes from outside has no cause.
			world.sim.trace.cause = 0;
			const value = what(world);
			world.sim.runUntil(world.sim.now, enough);
			return value;
		});
		this.flush(false);
		if (this.playing) this.turnIn(0);
		return result;
	}

	/** Lives through a recording: the world gives itself its inputs when they are due. */
	private async replay({ inputs, end }: Recording, generation: number): Promise<void> {
		const sim = this.theWorld().sim;
		let done = 0;
		for (let arrived: boolean | undefined = false; arrived === false;) {
			const begun = this.host.clock();
			arrived = this.guard(() => sim.runUntil(end, () => this.host.clock() - begun >= REPLAY_SLICE_MS));
			while (done < inputs.length && inputs[done]!.t <= sim.now) done++;
			this.replaying = { done, of: inputs.length };
			this.flush(false);
			if (arrived === false) await this.rest();
			if (generation !== this.generation) return;
		}
	}

	/** Plays the solutions of the steps before `step`, as fast as it goes. */
	private async playSteps(lesson: Lesson, step: number, generation: number): Promise<void> {
		const before = lesson.steps.slice(0, step);
		const of = before.reduce((sum, { solutions }) => sum + (solutions[0]?.commands.length ?? 0), 0);
		let done = 0;
		for (const [index, { solutions }] of before.entries()) {
			this.guard(() => this.turnTo(index));
			for (const command of solutions[0]?.commands ?? []) {
				this.replaying = { done: done++, of };
				await this.playCommand(command, generation);
				if (generation !== this.generation || this.stopped) return;
			}
			await this.settleChecks(index, lesson, generation);
			if (generation !== this.generation || this.stopped) return;
		}
		this.guard(() => this.turnTo(step));
	}

	/** One command of a solution, or a line `# fault …` or `# wait 30s`; returns when it has ended in virtual time. */
	private async playCommand({ node, text, typed }: LessonCommand, generation: number): Promise<void> {
		const world = this.theWorld();
		const wait = /^#\s*wait\s+(\d+(?:\.\d+)?)\s*(ms|s|m)$/.exec(text);
		const fault = /^#\s*fault\s+(.+)$/.exec(text);
		let ended = false;
		let limit = world.sim.now + COMMAND_LIMIT_MS;
		this.guard(() => {
			if (wait) limit = world.sim.now + Number(wait[1]) * { ms: 1, s: 1000, m: 60_000 }[wait[2] as 'ms' | 's' | 'm'];
			else if (fault) ended = world.fault(fault[1]!) !== undefined;
			else world.run(node, fillCommand(text, node, world.view), () => (ended = true), typed);
		});
		while (!ended && !this.stopped && world.sim.now < limit) {
			const begun = this.host.clock();
			const over = (): boolean => this.host.clock() - begun >= REPLAY_SLICE_MS;
			// Step by step: `runUntil` would let the clock run on to the limit where little happens after the command's end.
			if (wait) this.guard(() => world.sim.runUntil(limit, over));
			else this.guard(() => this.runToEnd(world.sim, limit, () => ended, over));
			this.flush(false);
			if (ended || world.sim.now >= limit) break;
			await this.rest();
			if (generation !== this.generation) return;
		}
		// What follows from it in the same millisecond, so that the goals are looked at.
		this.guard(() => world.sim.runUntil(world.sim.now));
	}

	/** Steps until `ended`, or nothing is left to do before `limit`: then the clock stands there. */
	private runToEnd(sim: Sim, limit: number, ended: () => boolean, over: () => boolean): void {
		for (let count = 1; !ended(); count++) {
			const next = sim.nextAt();
			if (next === undefined || next > limit) {
				sim.runUntil(limit);
				return;
			}
			sim.step();
			if ((count & 63) === 0 && over()) return;
		}
	}

	/** After a step's last command: lets virtual time pass until its goals are reached or have had their time. */
	private async settleChecks(index: number, lesson: Lesson, generation: number): Promise<void> {
		const world = this.theWorld();
		const checks = lesson.steps[index]!.blocks.flatMap((block) =>
			block.type === 'check' ? [block.check.withinMs] : []
		);
		const until = world.sim.now + Math.max(0, ...checks);
		const passed = (): boolean => this.lesson?.state.steps[index]?.checks.every((check) => check.passed) ?? true;
		while (!passed() && world.sim.now < until && !this.stopped && generation === this.generation) {
			this.guard(() => world.sim.runUntil(Math.min(until, world.sim.now + CHECK_EVERY_MS)));
			this.flush(false);
			await this.rest();
		}
	}

	private turnIn(ms: number): void {
		this.cancelTurn();
		this.cancelTurn = this.host.after(ms, () => this.turn());
	}

	/** The lesson goes to a step: an input like any other, so that a recording has it. */
	private turnTo(index: number): void {
		const { lesson, world } = this;
		const id = this.start_?.lesson?.steps[index]?.id;
		if (!lesson || !world || id === undefined || lesson.state.current === index) return;
		world.enterStep(id);
		// An input takes effect at the end of its millisecond, also where time stands still.
		world.sim.runUntil(world.sim.now);
	}

	private rest(): Promise<void> {
		return new Promise((resolve) => void this.host.after(0, resolve));
	}

	private flush(always: boolean): void {
		for (const [machine, text] of this.output) {
			this.behind.set(machine, (this.behind.get(machine) ?? 0) + text.length);
			this.host.post({ type: 'output', machine, text });
		}
		this.output.clear();
		const wall = this.host.clock();
		if (!always && wall - this.lastFrame < FRAME_MS) {
			// What is held back now must not wait for ever when time stands still.
			this.cancelFlush();
			if (!this.playing || this.isBehind()) this.cancelFlush = this.host.after(FRAME_MS, () => this.flush(true));
			return;
		}
		const status = this.status();
		const lesson = this.lessonChange();
		const { now, ...rest } = status;
		const key = JSON.stringify(rest);
		if (this.events.length === 0 && lesson === undefined && key === this.lastPosted) {
			if (now === this.lastNow || (!always && wall - this.lastFrame < CLOCK_MS)) return;
		}
		this.lastFrame = wall;
		this.lastPosted = key;
		this.lastNow = now;
		const events = this.speed >= COLLAPSE_SPEED ? collapse(this.events) : this.events;
		this.events = [];
		const printed = this.printed.take();
		this.host.post({
			type: 'frame',
			status,
			events,
			...(lesson && { lesson }),
			...(printed.length > 0 && { printed })
		});
	}

	private lessonChange(): LessonState | undefined {
		const state = this.stopped ? undefined : this.lesson?.state;
		if (!state) return undefined;
		const text = JSON.stringify(state);
		if (text === this.lessonText) return undefined;
		this.lessonText = text;
		return state;
	}

	private status(): Status {
		return {
			now: this.world?.sim.now ?? 0,
			playing: this.playing,
			speed: this.speed,
			waiting: this.isBehind(),
			...(this.replaying && { replaying: this.replaying })
		};
	}

	private anchor(): void {
		this.anchorNow = this.world?.sim.now ?? 0;
		this.anchorWall = this.host.clock();
	}

	private isBehind(): boolean {
		for (const length of this.behind.values()) if (length > BEHIND) return true;
		return false;
	}

	private outputIsLong(): boolean {
		for (const [machine, text] of this.output) if (text.length + (this.behind.get(machine) ?? 0) > BEHIND) return true;
		return false;
	}

	private theWorld(): WorldFace {
		if (!this.world) throw new Error('no world has been started');
		return this.world;
	}

	/** Runs our own code; what it throws stops the simulation and is shown with the recording. */
	private guard<T>(run: () => T): T | undefined {
		try {
			return run();
		} catch (error) {
			return this.fail(error);
		}
	}

	/** The same for what is fetched. */
	private async attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
		try {
			return await run();
		} catch (error) {
			return this.fail(error);
		}
	}

	private fail(error: unknown): undefined {
		this.playing = false;
		let recording: Recording | undefined;
		try {
			recording = this.world?.recording() ?? this.start_?.recording;
		} catch {
			recording = this.start_?.recording;
		}
		const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
		this.stopped = { at: this.world?.sim.now ?? 0, message, recording };
		this.flush(true);
		this.host.post({ type: 'stopped', stopped: this.stopped });
		return undefined;
	}
}

/** At high speed: no heartbeats, and of the timers only the last of each manager. */
function collapse(events: SeenEvent[]): SeenEvent[] {
	const timers = new Map<string, SeenEvent>();
	for (const event of events) if (event.type === 'raft.timer') timers.set(event.where, event);
	return events.filter(
		(event) => !isNoise(event) || (event.type === 'raft.timer' && timers.get(event.where) === event)
	);
}
