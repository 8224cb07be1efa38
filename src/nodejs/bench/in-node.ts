import type { Lesson } from '../../core/lesson/lesson-types.ts';
import { Trace, type TracedEvent } from '../../core/sim/trace.ts';
import { ClusterView } from '../../core/view/cluster.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../core/world/recording.ts';
import type { World } from '../../core/world/world.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';
import { LessonPlay } from '../lessons/play.ts';
import { testLesson } from '../lessons/test.ts';
import { median } from './figures.ts';

export interface Idle {
	nodes: number;
	/** Virtual seconds for each real second. */
	perRealSecond: number;
	/** The same for each second of this process on the processor: says more where others work on the machine. */
	perCpuSecond: number;
	eventsPerVirtualSecond: number;
}

const HOUR_MS = 3_600_000;

function idleWorld(): World {
	return wholeWorld({
		version: RECORDING_VERSION,
		seed: 1,
		era: '28.2',
		cluster: { machines: numberedMachines(3, 3), formed: true, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	});
}

/** A formed swarm of three managers and three workers that nobody asks for anything. */
export function idle(): Idle {
	const world = idleWorld();
	world.sim.runUntil(world.sim.now + HOUR_MS / 6);
	const real: number[] = [];
	const cpu: number[] = [];
	const before = world.sim.trace.count;
	for (let i = 0; i < 3; i++) {
		const begun = performance.now();
		const used = process.cpuUsage();
		world.sim.runUntil(world.sim.now + HOUR_MS);
		const { user, system } = process.cpuUsage(used);
		real.push(HOUR_MS / (performance.now() - begun));
		cpu.push(HOUR_MS / ((user + system) / 1000));
	}
	return {
		nodes: world.machines.length,
		perRealSecond: median(real),
		perCpuSecond: median(cpu),
		eventsPerVirtualSecond: (world.sim.trace.count - before) / ((3 * HOUR_MS) / 1000)
	};
}

export interface EventCost {
	events: number;
	/** Microseconds to emit and hash one. */
	emit: number;
	/** Microseconds to fold one into the facts that diagrams are drawn from. */
	fold: number;
}

/** The events of an idle swarm and of a lesson, told once more to nobody else. */
export function eventCost(lesson: Lesson): EventCost {
	const events: TracedEvent[] = [];
	const world = idleWorld();
	world.sim.trace.listen((event) => events.push(event));
	world.sim.runUntil(world.sim.now + HOUR_MS / 6);
	playAll(lesson, (event) => events.push(event));
	const emits: number[] = [];
	const folds: number[] = [];
	for (let i = 0; i < 5; i++) {
		const trace = new Trace({ now: 0 });
		let begun = performance.now();
		for (const event of events) trace.emit(event);
		emits.push(((performance.now() - begun) * 1000) / events.length);
		const view = new ClusterView();
		begun = performance.now();
		for (const event of events) view.apply(event);
		folds.push(((performance.now() - begun) * 1000) / events.length);
	}
	return { events: events.length, emit: median(emits), fold: median(folds) };
}

export interface LessonCost {
	/** Real milliseconds to play all solutions once. */
	play: number;
	/** … for all that a test of the lesson does, with 32 seeds. */
	test: number;
	commands: number;
}

export function lessonCost(lesson: Lesson): LessonCost {
	const begun = performance.now();
	const report = testLesson(lesson, { seeds: 32 });
	const test = performance.now() - begun;
	const plays = Array.from({ length: 5 }, () => {
		const begun = performance.now();
		playAll(lesson);
		return performance.now() - begun;
	});
	return { play: median(plays), test, commands: report.commands };
}

function playAll(lesson: Lesson, listener: (event: TracedEvent) => void = () => {}): void {
	const play = new LessonPlay(lesson);
	play.world.sim.trace.listen(listener);
	for (const [index, step] of lesson.steps.entries()) {
		play.enter(index);
		if (step.solutions[0]) play.attempt(step.solutions[0]);
		play.untilDone();
	}
}
