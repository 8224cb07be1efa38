import { eraOf } from '../../core/era/eras.ts';
import { parseDuration } from '../../core/lesson/duration.ts';
import { fillCommand } from '../../core/lesson/fill.ts';
import type { Attempt, Lesson, LessonCommand } from '../../core/lesson/lesson-types.ts';
import { LessonRunner } from '../../core/lesson/runner.ts';
import { RECORDING_VERSION, type Recording } from '../../core/world/recording.ts';
import type { RunResult, World } from '../../core/world/world.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';

/** A command that has not ended after this long is taken to run for ever. */
const COMMAND_LIMIT_MS = 600_000;

export interface Played {
	command: LessonCommand;
	result: RunResult;
}

export function lessonRecording(lesson: Lesson, seed = lesson.seed): Recording {
	return { version: RECORDING_VERSION, seed, era: eraOf(lesson.era).id, cluster: lesson.cluster, lesson: lesson.id, inputs: [], end: 0 };
}

/** A world with a lesson in it, played without a page. Virtual time moves only inside its methods. */
export class LessonPlay {
	readonly world: World;
	readonly runner: LessonRunner;

	constructor(
		readonly lesson: Lesson,
		recording: Recording = lessonRecording(lesson)
	) {
		this.world = wholeWorld(recording);
		this.runner = new LessonRunner(this.world.sim, lesson, this.world.view);
		this.world.onStep((id) => this.runner.enter(lesson.steps.findIndex((step) => step.id === id)));
		this.world.sim.runUntil(recording.end);
		if (recording.inputs.length === 0) this.settle();
	}

	/** The same life again, up to now. */
	copy(): LessonPlay {
		return new LessonPlay(this.lesson, this.world.recording());
	}

	enter(index: number): void {
		this.world.enterStep(this.lesson.steps[index]!.id);
		this.world.sim.runUntil(this.world.sim.now);
	}

	/** Runs commands one after another, each to its end. */
	attempt(attempt: Attempt): Played[] {
		return attempt.commands.map((command) => ({ command, result: this.command(command) }));
	}

	private command(command: LessonCommand): RunResult {
		const directive = command.node === '' ? /^# (fault|wait) (.*)$/.exec(command.text) : null;
		if (directive?.[1] === 'wait') {
			this.world.sim.runUntil(this.world.sim.now + (parseDuration(directive[2]!) ?? 0));
			return { code: 0, stdout: '', stderr: '' };
		}
		if (directive) {
			const { error } = this.world.fault(directive[2]!);
			this.world.sim.runUntil(this.world.sim.now);
			return { code: error ? 1 : 0, stdout: '', stderr: error ?? '' };
		}
		let result: RunResult | undefined;
		this.world.run(command.node, fillCommand(command.text, command.node, this.world.view), (r) => (result = r), command.typed);
		const limit = this.world.sim.now + COMMAND_LIMIT_MS;
		while (!result && this.world.sim.now < limit) {
			const next = this.world.sim.nextAt();
			if (next === undefined || next > limit) break;
			this.world.sim.step();
		}
		this.settle();
		return result ?? { code: -1, stdout: '', stderr: `still running after ${COMMAND_LIMIT_MS / 1000} s` };
	}

	/** Lets time pass until all goals of the current step are reached. Returns false when their time is over. */
	untilDone(): boolean {
		const { runner, world } = this;
		const state = (): boolean => runner.state.steps[runner.state.current]!.done;
		const limits = this.runner.step.blocks.map((block) => (block.type === 'check' ? block.check.withinMs : 0));
		const until = world.sim.now + Math.max(0, ...limits);
		while (!state() && world.sim.now < until) world.sim.runUntil(Math.min(until, world.sim.now + 250));
		return state();
	}

	/** Everything of this millisecond, and the look at the goals that follows it. */
	private settle(): void {
		this.world.sim.runUntil(this.world.sim.now);
	}
}
