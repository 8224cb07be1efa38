import type { Lesson } from '../../core/lesson/lesson-types.ts';
import type { LessonState } from '../../core/lesson/runner.ts';
import type { PageRequest, PageResult } from '../../core/world/world.ts';
import type { Recording } from '../../core/world/recording.ts';
import { FRAME_MS, Frames } from './frames.ts';
import type { Host } from './host.ts';
import { enterStep, playSteps } from './jump.ts';
import type { MachineInfo, RunResult, Start, Status, Stopped, ToWorker } from './protocol.ts';
import type { LessonFace, Makers, WorldFace } from './world-face.ts';

/** Real milliseconds after which a slice of simulation lets messages in. */
const SLICE_MS = 8;
/** The same while replaying, when nobody types. */
const REPLAY_SLICE_MS = 50;
/** Real milliseconds of arrears that are made up for; what is older is dropped (a laptop that slept). */
const ARREARS_MS = 250;
export const SPEEDS = { least: 0.1, most: 100 } as const;

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
	private readonly frames: Frames;
	private replaying: { done: number; of: number } | undefined;
	private stopped: Stopped | undefined;
	private cancelTurn = (): void => {};
	/** Grows with every world, so that what an old one still has to say is not heard. */
	private generation = 0;

	constructor(
		private readonly load: (start: Start) => Promise<Makers>,
		private readonly host: Host
	) {
		this.frames = new Frames(
			host,
			() => this.status(),
			() => this.lessonState()
		);
	}

	async start(start: Start): Promise<MachineInfo[]> {
		const generation = ++this.generation;
		this.start_ = start;
		this.stopped = undefined;
		this.frames.clear();
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
			for (const event of world.sim.trace.kept) this.frames.add(event);
			world.sim.trace.listen((event) => {
				if (generation === this.generation) this.frames.add(event);
			});
			for (const machine of world.machines) {
				world.terminal(machine.name).onOutput((text) => {
					if (generation === this.generation) this.frames.print(machine.name, text);
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
		if (start.step && start.lesson) await this.jump(start.lesson, start.step, generation);
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
				this.frames.drawn(message.machine, message.length);
				if (!this.frames.isBehind()) this.turnIn(0);
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
		this.frames.flush(true);
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
		this.frames.flush(true);
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
		this.act((world) => {
			const { lesson } = this;
			if (lesson && this.start_?.lesson) enterStep(index, this.start_.lesson, { world, lesson });
		});
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
		if (this.playing && !this.frames.isBehind()) {
			const due = this.anchorNow + (begun - this.anchorWall) * this.speed;
			const target = Math.max(world.sim.now, Math.floor(due));
			this.guard(() => {
				reached = world.sim.runUntil(target, () => this.host.clock() - begun >= SLICE_MS || this.frames.outputIsLong());
			});
			if (!reached && due - world.sim.now > ARREARS_MS * this.speed) this.anchor();
		} else {
			this.anchor();
		}
		this.frames.flush(false);
		if (this.stopped || !this.playing || this.frames.isBehind()) return;
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
		this.frames.flush(false);
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
			this.frames.flush(false);
			if (arrived === false) await this.rest();
			if (generation !== this.generation) return;
		}
	}

	/** Plays the solutions of the steps before one. */
	private async jump(script: Lesson, step: number, generation: number): Promise<void> {
		const { world, lesson } = this;
		if (!world || !lesson) return;
		await playSteps(script, step, {
			world,
			lesson,
			guard: (run) => this.guard(run),
			slice: () => {
				const begun = this.host.clock();
				return () => this.host.clock() - begun >= REPLAY_SLICE_MS;
			},
			rest: () => {
				this.frames.flush(false);
				return this.rest();
			},
			progress: (done, of) => (this.replaying = { done, of }),
			isOver: () => this.stopped !== undefined || generation !== this.generation
		});
	}

	private turnIn(ms: number): void {
		this.cancelTurn();
		this.cancelTurn = this.host.after(ms, () => this.turn());
	}

	private rest(): Promise<void> {
		return new Promise((resolve) => void this.host.after(0, resolve));
	}

	private status(): Status {
		return {
			now: this.world?.sim.now ?? 0,
			playing: this.playing,
			speed: this.speed,
			waiting: this.frames.isBehind(),
			...(this.replaying && { replaying: this.replaying })
		};
	}

	/** The lesson's state, unless what was started has failed. */
	private lessonState(): LessonState | undefined {
		return this.stopped ? undefined : this.lesson?.state;
	}

	private anchor(): void {
		this.anchorNow = this.world?.sim.now ?? 0;
		this.anchorWall = this.host.clock();
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
		this.frames.flush(true);
		this.host.post({ type: 'stopped', stopped: this.stopped });
		return undefined;
	}
}
