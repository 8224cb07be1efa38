import type { ClusterView, SeenEvent } from '../view/cluster.ts';
import type { Sim } from '../sim/sim.ts';
import { evaluateCheck, type CheckResult } from './check.ts';
import { checksOf, type Lesson, type Step } from './lesson-types.ts';
import { takeSnapshot, type Snapshot } from './snapshot.ts';

export interface CheckState extends CheckResult {
	/** Virtual time at which it was reached; it stays reached. */
	at: number | undefined;
}

export interface StepState {
	id: string;
	/** The learner has been here. */
	visited: boolean;
	checks: CheckState[];
	/** All checks reached (a step without checks: visited). */
	done: boolean;
	/** A command has ended since the step was entered: only then is "not yet" said. */
	tried: boolean;
	enteredAt: number;
}

export interface LessonState {
	lesson: string;
	/** Index of the step the learner is on. */
	current: number;
	steps: StepState[];
}

/** What may change the answer of a check; everything else need not wake it. */
const WAKING: ReadonlySet<SeenEvent['type']> = new Set([
	'store.apply',
	'raft.role',
	'raft.stop',
	'raft.peer',
	'engine.swarm',
	'machine',
	'container',
	'command.end',
	'ingress.reply',
	'ingress.fail',
	'net.partition',
	'net.heal',
	'raft.members',
	'discovery.key',
	'classic.agent',
	'classic.manager',
	'classic.engine',
	'classic.schedule'
]);

/**
 * Follows a lesson through a world: which step, which goals are reached. Goals of the current step are looked at after
 * every event that could change them; once reached they stay so (latched), and the trace says when.
 */
export class LessonRunner {
	readonly state: LessonState;
	private before: Snapshot;
	private woken = false;

	constructor(
		private readonly sim: Sim,
		readonly lesson: Lesson,
		readonly view: ClusterView,
		private readonly onChange: () => void = () => {}
	) {
		this.before = takeSnapshot(view);
		this.state = {
			lesson: lesson.id,
			current: -1,
			steps: lesson.steps.map((step) => ({
				id: step.id,
				visited: false,
				checks: checksOf(step).map(() => ({ passed: false, say: '', at: undefined })),
				done: false,
				tried: false,
				enteredAt: 0
			}))
		};
		// `view` must have seen the event already: the world subscribes it first.
		sim.trace.listen((event) => {
			if (!WAKING.has(event.type) || this.state.current < 0) return;
			if (event.type === 'command.end') this.current.tried = true;
			this.wake();
		});
	}

	get step(): Step {
		return this.lesson.steps[this.state.current]!;
	}

	private get current(): StepState {
		return this.state.steps[this.state.current]!;
	}

	/** Goes to a step as it is, without changing the world. */
	enter(index: number): void {
		if (index === this.state.current || !this.lesson.steps[index]) return;
		this.state.current = index;
		this.before = takeSnapshot(this.view);
		const step = this.current;
		step.visited = true;
		step.enteredAt = this.sim.now;
		if (step.checks.length === 0) step.done = true;
		this.sim.trace.emit({ type: 'lesson.step', lesson: this.lesson.id, step: step.id, number: index + 1 });
		this.wake();
	}

	/** Looks at the current step's goals now. */
	evaluate(): void {
		if (this.state.current < 0) return;
		const step = this.current;
		const checks = checksOf(this.step);
		if (step.checks.every((check) => check.passed)) return this.onChange();
		const now = takeSnapshot(this.view);
		checks.forEach((check, index) => {
			const state = step.checks[index]!;
			if (state.passed) return;
			const result = evaluateCheck(check, now, this.before);
			step.checks[index] = { ...result, at: result.passed ? this.sim.now : undefined };
			if (result.passed) this.sim.trace.emit({ type: 'check.pass', step: step.id, index });
		});
		step.done = step.checks.every((check) => check.passed);
		this.onChange();
	}

	/** Evaluates once everything of this moment has happened. */
	private wake(): void {
		if (this.woken) return;
		this.woken = true;
		this.sim.after(0, () => {
			this.woken = false;
			this.evaluate();
		});
	}
}
