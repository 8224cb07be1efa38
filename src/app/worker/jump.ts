import { fillCommand } from '../../core/lesson/fill.ts';
import type { Lesson, LessonCommand } from '../../core/lesson/lesson-types.ts';
import type { Sim } from '../../core/sim/sim.ts';
import type { LessonFace, WorldFace } from './world-face.ts';

/** Virtual milliseconds after which a command of a solution counts as one that does not end. */
const COMMAND_LIMIT_MS = 600_000;
/** Virtual milliseconds between two looks at whether a step's goals are reached; as headless plays do, so both are one run. */
const CHECK_EVERY_MS = 250;
/** Virtual milliseconds of the units in `# wait 30s`. */
const UNITS = { ms: 1, s: 1000, m: 60_000 } as const;

/** What a jump needs of the driver. */
export interface Stage {
	readonly world: WorldFace;
	readonly lesson: LessonFace;
	/** Runs our own code; what it throws stops the simulation. */
	guard<T>(run: () => T): T | undefined;
	/** A function that says whether the slice begun now has taken as long as it may. */
	slice(): () => boolean;
	/** Shows the page how far the world is and lets it in for a moment. */
	rest(): Promise<void>;
	/** How many of the solutions' commands are done. */
	progress(done: number, of: number): void;
	/** Whether another world was started, or this one has stopped. */
	isOver(): boolean;
}

/** The lesson goes to a step: an input like any other, so that a recording has it. */
export function enterStep(index: number, script: Lesson, { world, lesson }: Pick<Stage, 'world' | 'lesson'>): void {
	const id = script.steps[index]?.id;
	if (id === undefined || lesson.state.current === index) return;
	world.enterStep(id);
	// An input takes effect at the end of its millisecond, also where time stands still.
	world.sim.runUntil(world.sim.now);
}

/** Plays the solutions of the steps before `step`, as fast as it goes. */
export async function playSteps(script: Lesson, step: number, stage: Stage): Promise<void> {
	const before = script.steps.slice(0, step);
	const of = before.reduce((sum, { solutions }) => sum + (solutions[0]?.commands.length ?? 0), 0);
	let done = 0;
	for (const [index, { solutions }] of before.entries()) {
		stage.guard(() => enterStep(index, script, stage));
		for (const command of solutions[0]?.commands ?? []) {
			stage.progress(done++, of);
			await playCommand(command, stage);
			if (stage.isOver()) return;
		}
		await settleChecks(index, script, stage);
		if (stage.isOver()) return;
	}
	stage.guard(() => enterStep(step, script, stage));
}

/** One command of a solution, or a line `# fault …` or `# wait 30s`; returns when it has ended in virtual time. */
async function playCommand({ node, text, typed }: LessonCommand, stage: Stage): Promise<void> {
	const { world } = stage;
	const wait = /^#\s*wait\s+(\d+(?:\.\d+)?)\s*(ms|s|m)$/.exec(text);
	const fault = /^#\s*fault\s+(.+)$/.exec(text);
	let ended = false;
	let limit = world.sim.now + COMMAND_LIMIT_MS;
	stage.guard(() => {
		if (wait) limit = world.sim.now + Number(wait[1]) * UNITS[wait[2] as keyof typeof UNITS];
		else if (fault) ended = world.fault(fault[1]!) !== undefined;
		else world.run(node, fillCommand(text, node, world.view), () => (ended = true), typed);
	});
	while (!ended && !stage.isOver() && world.sim.now < limit) {
		const over = stage.slice();
		// Step by step: `runUntil` would let the clock run on to the limit where little happens after the command's end.
		if (wait) stage.guard(() => world.sim.runUntil(limit, over));
		else stage.guard(() => runToEnd(world.sim, limit, () => ended, over));
		if (ended || world.sim.now >= limit) break;
		await stage.rest();
	}
	// What follows from it in the same millisecond, so that the goals are looked at.
	if (!stage.isOver()) stage.guard(() => world.sim.runUntil(world.sim.now));
}

/** Steps until `ended`, or nothing is left to do before `limit`: then the clock stands there. */
function runToEnd(sim: Sim, limit: number, ended: () => boolean, over: () => boolean): void {
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
async function settleChecks(index: number, script: Lesson, stage: Stage): Promise<void> {
	const { world, lesson } = stage;
	const checks = script.steps[index]!.blocks.flatMap((block) => (block.type === 'check' ? [block.check.withinMs] : []));
	const until = world.sim.now + Math.max(0, ...checks);
	const passed = (): boolean => lesson.state.steps[index]?.checks.every((check) => check.passed) ?? true;
	while (!passed() && world.sim.now < until && !stage.isOver()) {
		stage.guard(() => world.sim.runUntil(Math.min(until, world.sim.now + CHECK_EVERY_MS)));
		await stage.rest();
	}
}
