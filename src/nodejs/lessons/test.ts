import { checksOf, commandsOf, type Lesson, type Step } from '../../core/lesson/lesson-types.ts';
import { compareLanguages } from './languages.ts';
import { lintLesson, plain, told } from './lint.ts';
import { needlessCommands, type Mutated } from './mutate.ts';
import { LessonPlay, lessonRecording, type Played } from './play.ts';
import { newReport, type LessonReport } from './report.ts';

export interface LessonTestOptions {
	/** How many seeds the solution is played with. */
	seeds: number;
	/** The same lesson in other languages, the machine parts alike: one play serves all, only their words are read. */
	twins?: readonly Lesson[];
	/** Which commands of solutions are left out once, to see whether they are missed. */
	mutate?: Mutated;
}

/** Plays one lesson: every promise that a lesson makes is tried (lessons/README.md lists them). */
export function testLesson(lesson: Lesson, options: LessonTestOptions): LessonReport {
	const report = newReport(lesson);
	read(lesson, report);
	playThrough(lesson, report, options);
	if (!lesson.seedFixed) {
		for (let seed = 1; seed <= options.seeds; seed++) {
			// The lesson's own seed has just been played.
			if (seed === lesson.seed) report.seeds++;
			else playSeed(lesson, seed, report);
		}
	}
	report.tally['CI-6']++;
	if (report.commands === 0) report.problems.push(told(lesson, 1, 'no command was run: nothing has been tested.'));
	if (report.checks === 0) report.problems.push(told(lesson, 1, 'no check was tried: nothing has been tested.'));
	return report;
}

/**
 * All languages of one lesson. Where they differ in words alone a language changes nothing of what happens: the first is
 * played for all of them, and the others are read. @returns a report for each, in the given order
 */
export function testLanguages(lessons: readonly Lesson[], options: LessonTestOptions): LessonReport[] {
	const [first, ...others] = lessons;
	if (!first) return [];
	const problems = others.flatMap((other) => compareLanguages(first, other));
	if (problems.length > 0) {
		const reports = lessons.map((one) => testLesson(one, options));
		reports.at(-1)!.problems.push(...problems);
		return reports;
	}
	const played = testLesson(first, { ...options, twins: others });
	return [
		played,
		...others.map((other): LessonReport => {
			const report: LessonReport = { ...newReport(other), ...countsOf(played) };
			report.tally['CI-10'] += other.steps.length;
			read(other, report);
			return report;
		})
	];
}

/** The same without playing: what can be read in each language, and whether they tell the same. */
export function lintLanguages(lessons: readonly Lesson[]): LessonReport[] {
	return lessons.map((lesson, i) => {
		const report = newReport(lesson);
		read(lesson, report);
		if (i > 0) {
			report.tally['CI-10'] += lesson.steps.length;
			report.problems.push(...compareLanguages(lessons[0]!, lesson));
		}
		return report;
	});
}

function countsOf({ commands, checks, alternatives, wrongs, expects, seeds, mutations }: LessonReport): Partial<LessonReport> {
	return { commands, checks, alternatives, wrongs, expects, seeds, mutations };
}

/** What can be said without running anything. */
function read(lesson: Lesson, report: LessonReport): void {
	const { steps, problems } = lintLesson(lesson, report.tally);
	report.figures = steps;
	report.words = steps.reduce((sum, { words }) => sum + words, 0);
	report.problems.push(...problems);
}

/** With the lesson's own seed: goals fail at entry, hold after each solution; wrong attempts say what they should. */
function playThrough(lesson: Lesson, report: LessonReport, { twins = [], mutate }: LessonTestOptions): void {
	const play = new LessonPlay(lesson);
	lesson.steps.forEach((step, index) => {
		play.enter(index);
		report.checks += checksOf(step).length;
		openAtEntry(play, index, report);
		const entry = play.world.recording();
		const hash = play.world.sim.trace.hash();
		const jump = (): LessonPlay => {
			const copy = new LessonPlay(lesson, entry);
			report.tally['CI-9']++;
			if (copy.world.sim.trace.hash() !== hash)
				report.problems.push(told(lesson, step.line, `jumping to \`${step.id}\` is not the same as playing to it.`));
			return copy;
		};
		step.wrongs.forEach((_, nth) => {
			wrongAttempt(jump(), { step, index, nth, twins }, report);
		});
		for (const alternative of step.solutions.slice(1)) {
			report.alternatives++;
			report.tally['CI-3']++;
			const copy = jump();
			report.commands += copy.attempt(alternative).length;
			if (!copy.untilDone()) report.problems.push(told(lesson, alternative.line, `the alternative does not reach: ${open(copy, step)}`));
		}
		// The whole way to the end, where no attempt has asked for it.
		if (index === lesson.steps.length - 1 && step.wrongs.length + step.solutions.length <= 1) jump();
		const solution = step.solutions[0];
		if (!solution) return;
		const played = solve(play, index, report);
		expectations(step, played, lesson, report);
		if (mutate) needlessCommands({ lesson, step, entry, played }, mutate, report);
	});
}

/** Plays the solution of the step that was entered. */
function solve(play: LessonPlay, index: number, report: LessonReport): Played[] {
	const { lesson } = play;
	const step = lesson.steps[index]!;
	const played = play.attempt(step.solutions[0]!);
	report.commands += played.length;
	report.tally['CI-2'] += checksOf(step).length;
	report.tally['CI-7']++;
	if (!play.untilDone()) report.problems.push(told(lesson, step.solutions[0]!.line, `the solution${seedOf(play)} does not reach: ${open(play, step)}`));
	return played;
}

/** No goal of the step that was entered is reached yet. */
function openAtEntry(play: LessonPlay, index: number, report: LessonReport): void {
	const { lesson, runner } = play;
	const state = runner.state.steps[index]!;
	checksOf(lesson.steps[index]!).forEach((check, i) => {
		report.tally['CI-1']++;
		if (state.checks[i]!.passed) report.problems.push(told(lesson, check.line, `this goal is reached${seedOf(play)} before anything is done.`));
	});
}

const seedOf = ({ lesson, world }: LessonPlay): string => {
	const { seed } = world.recording();
	return seed === lesson.seed ? '' : ` with seed ${seed}`;
};

function wrongAttempt(
	copy: LessonPlay,
	{ step, index, nth, twins }: { step: Step; index: number; nth: number; twins: readonly Lesson[] },
	report: LessonReport
): void {
	const { lesson } = copy;
	const wrong = step.wrongs[nth]!;
	report.wrongs++;
	report.tally['CI-4'] += 1 + twins.length;
	const printed = copy.attempt(wrong.attempt);
	copy.world.sim.runUntil(copy.world.sim.now + 1000);
	const { checks, done } = copy.runner.state.steps[index]!;
	report.commands += printed.length;
	if (done) report.problems.push(told(lesson, wrong.attempt.line, 'the wrong attempt reaches the goals.'));
	for (const twin of twins) report.problems.push(...twinSays(twin, { lesson, index, nth, printed, checks }));
	report.problems.push(...saysNot(lesson, wrong, [...outputs(printed), ...checks.map((check) => plain(check.say))]));
}

const outputs = (played: readonly Played[]): string[] => played.map(({ result }) => result.stdout + result.stderr);

function saysNot(lesson: Lesson, wrong: Step['wrongs'][number], texts: readonly string[]): string[] {
	const text = texts.join('\n');
	if (text.includes(wrong.says)) return [];
	return [told(lesson, wrong.attempt.line, `the wrong attempt does not say “${wrong.says}”; it says: ${text.trim().slice(0, 300)}`)];
}

/** What a wrong attempt tells a reader of another language: the same reason of the same goal, in that language's words. */
function twinSays(
	twin: Lesson,
	{ lesson, index, nth, printed, checks }: { lesson: Lesson; index: number; nth: number; printed: readonly Played[]; checks: readonly { say: string }[] }
): string[] {
	const step = twin.steps[index]!;
	const own = checksOf(lesson.steps[index]!);
	const says = checks.map(({ say }, i) => {
		const reason = own[i]!.else.findIndex((row) => row.say === say);
		return plain(checksOf(step)[i]!.else[reason]?.say ?? '');
	});
	return saysNot(twin, step.wrongs[nth]!, [...outputs(printed), ...says]);
}

function expectations(step: Step, played: readonly Played[], lesson: Lesson, report: LessonReport): void {
	const shown = commandsOf(step);
	for (const expect of step.expects) {
		report.expects++;
		const command = shown[expect.command]!;
		const run = played.find((p) => p.command.text === command.text && p.command.node === command.node);
		if (!run) {
			report.problems.push(told(lesson, expect.line, `\`${command.text}\` has an \`expect\` but is not part of the solution.`));
			continue;
		}
		const output = run.result.stdout + run.result.stderr;
		if (!matches(output.trim(), expect.pattern)) {
			report.problems.push(told(lesson, expect.line, `the output of \`${command.text}\` does not match: ${JSON.stringify(output.slice(0, 600))}`));
		}
	}
}

/** The solution holds whatever the dice say. */
function playSeed(lesson: Lesson, seed: number, report: LessonReport): void {
	report.seeds++;
	report.tally['CI-8']++;
	const play = new LessonPlay(lesson, lessonRecording(lesson, seed));
	const before = report.problems.length;
	for (const [index, step] of lesson.steps.entries()) {
		play.enter(index);
		openAtEntry(play, index, report);
		if (step.solutions.length > 0) solve(play, index, report);
		// What follows would be told of every step.
		if (report.problems.length > before) return;
	}
}

function open(play: LessonPlay, step: Step): string {
	const state = play.runner.state.steps[play.runner.state.current]!;
	return checksOf(step)
		.flatMap((check, i) => (state.checks[i]!.passed ? [] : [`line ${check.line} \`${check.that}\` (${plain(state.checks[i]!.say)})`]))
		.join('; ');
}

/** `*` stands for anything, also line breaks; `?` for one character. */
function matches(output: string, pattern: string): boolean {
	const source = pattern
		.split('')
		.map((c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : c.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
		.join('');
	return new RegExp(`^${source}$`).test(output);
}
