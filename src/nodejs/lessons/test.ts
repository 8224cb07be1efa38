import { readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { checksOf, commandsOf, type Lesson, type Step } from '../../core/lesson/lesson-types.ts';
import type { Recording } from '../../core/world/recording.ts';
import { compareLanguages } from './languages.ts';
import { LessonPlay, lessonRecording, type Played } from './play.ts';

/** What was tried and what fell short, for one lesson in one language. */
export interface LessonReport {
	lesson: string;
	language: string;
	steps: number;
	commands: number;
	checks: number;
	predictions: number;
	alternatives: number;
	wrongs: number;
	expects: number;
	seeds: number;
	words: number;
	minutes: number;
	/** Solutions of which one command was left out. */
	mutations: number;
	covers: string[];
	problems: string[];
	/** Commands of solutions without which the goals are reached all the same; no mistake, but worth a look. */
	needless: string[];
}

export interface LessonTestOptions {
	/** How many seeds the solution is played with. */
	seeds: number;
	/** The same lesson in other languages, the machine parts alike: one play serves all, only their words are read. */
	twins?: readonly Lesson[];
	/** Also try what happens when a command of a solution is left out. */
	mutate?: boolean;
}

const WORDS_PER_STEP = 150;
const COMMANDS_PER_STEP = 3;

/** Plays one lesson: every promise that a lesson makes is tried (lessons/README.md lists them). */
export function testLesson(lesson: Lesson, options: LessonTestOptions): LessonReport {
	const report: LessonReport = {
		lesson: lesson.id,
		language: lesson.language,
		steps: lesson.steps.length,
		commands: 0,
		checks: 0,
		predictions: lesson.steps.flatMap((s) => s.blocks.filter((b) => b.type === 'predict')).length,
		alternatives: 0,
		wrongs: 0,
		expects: 0,
		seeds: 0,
		words: 0,
		minutes: lesson.minutes,
		mutations: 0,
		covers: [...new Set(lesson.steps.flatMap((s) => s.covers))],
		problems: [],
		needless: []
	};
	lintLesson(lesson, report);
	playThrough(lesson, report, options);
	if (!lesson.seedFixed) {
		for (let seed = 1; seed <= options.seeds; seed++) {
			// The lesson's own seed has just been played.
			if (seed === lesson.seed) report.seeds++;
			else playSeed(lesson, seed, report);
		}
	}
	if (report.commands === 0) report.problems.push('no command was run: nothing has been tested.');
	if (report.checks === 0) report.problems.push('no check was tried: nothing has been tested.');
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
	if (problems.length > 0) return lessons.map((one) => testLesson(one, options));
	const played = testLesson(first, { ...options, twins: others });
	return [
		played,
		...others.map((other): LessonReport => {
			const report = { ...played, language: other.language, words: 0, problems: [], needless: [] };
			lintLesson(other, report);
			return report;
		})
	];
}

/** What can be said without running anything. */
function lintLesson(lesson: Lesson, report: LessonReport): void {
	const seen = new Set<string>();
	for (const step of lesson.steps) {
		const at = `${step.id} (line ${step.line})`;
		const words = countWords(step, lesson.language);
		report.words += words;
		if (words > WORDS_PER_STEP) report.problems.push(`${at}: ${words} words; at most ${WORDS_PER_STEP}.`);
		const fresh = commandsOf(step).map(commandName).filter((name) => !seen.has(name));
		const names = [...new Set(fresh)];
		names.forEach((name) => seen.add(name));
		if (names.length > COMMANDS_PER_STEP) report.problems.push(`${at}: ${names.length} new commands; at most ${COMMANDS_PER_STEP}.`);
		const hints = step.blocks.flatMap((b) => (b.type === 'hint' ? [b.html] : []));
		for (const attempt of step.solutions) {
			for (const { text } of attempt.commands) {
				if (text.length > 8 && hints.some((html) => html.includes(text))) report.problems.push(`${at}: a hint gives the command \`${text}\`.`);
			}
		}
		if (step.blocks.some((b) => b.type === 'fault') && !step.blocks.some((b) => b.type === 'predict')) {
			report.problems.push(`${at}: a fault without a prediction before it.`);
		}
	}
}

/** With the lesson's own seed: goals fail at entry, hold after each solution; wrong attempts say what they should. */
function playThrough(lesson: Lesson, report: LessonReport, { twins = [], mutate = false }: LessonTestOptions): void {
	const play = new LessonPlay(lesson);
	lesson.steps.forEach((step, index) => {
		const at = `${step.id} (line ${step.line})`;
		play.enter(index);
		const state = play.runner.state.steps[index]!;
		checksOf(step).forEach((check, i) => {
			report.checks++;
			if (state.checks[i]!.passed) report.problems.push(`${at}: the goal at line ${check.line} is reached before anything is done.`);
		});
		const entry = play.world.recording();
		for (const wrong of step.wrongs) {
			report.wrongs++;
			const copy = new LessonPlay(lesson, entry);
			const played = copy.attempt(wrong.attempt);
			copy.world.sim.runUntil(copy.world.sim.now + 1000);
			const state = copy.runner.state.steps[index]!;
			const told = [...played.map((p) => p.result.stdout + p.result.stderr), ...state.checks.map((c) => plain(c.say))].join('\n');
			report.commands += played.length;
			if (state.done) report.problems.push(`${at}: the wrong attempt at line ${wrong.attempt.line} reaches the goals.`);
			for (const twin of twins) report.problems.push(...twinSays(twin, { lesson, index, nth: step.wrongs.indexOf(wrong), printed: played, checks: state.checks }));
			if (!told.includes(wrong.says)) report.problems.push(`${at}: the wrong attempt at line ${wrong.attempt.line} does not say “${wrong.says}”; it says: ${told.trim().slice(0, 300)}`);
		}
		step.solutions.slice(1).forEach((alternative) => {
			report.alternatives++;
			const copy = new LessonPlay(lesson, entry);
			if (copy.world.sim.trace.hash() !== play.world.sim.trace.hash()) report.problems.push(`${at}: jumping here is not the same as playing to here.`);
			report.commands += copy.attempt(alternative).length;
			if (!copy.untilDone()) report.problems.push(`${at}: the alternative at line ${alternative.line} does not reach: ${open(copy, step)}`);
		});
		const solution = step.solutions[0];
		if (!solution) return;
		if (mutate) report.needless.push(...needlessCommands(lesson, step, entry, report));
		const played = play.attempt(solution);
		report.commands += played.length;
		if (!play.untilDone()) report.problems.push(`${at}: its own solution does not reach: ${open(play, step)}`);
		expectations(step, played, report, at);
	});
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
	const told = [...printed.map((p) => p.result.stdout + p.result.stderr), ...says].join('\n');
	const wrong = step.wrongs[nth]!;
	if (told.includes(wrong.says)) return [];
	return [`${twin.language}: ${step.id}: the wrong attempt at line ${wrong.attempt.line} does not say “${wrong.says}”; it says: ${told.trim().slice(0, 300)}`];
}

/** A solution each of whose commands is needed reaches its goals by none of them less. Faults and waits stay. */
function needlessCommands(lesson: Lesson, step: Step, entry: Recording, report: LessonReport): string[] {
	const { commands, line } = step.solutions[0]!;
	return commands.flatMap((left, i) => {
		if (left.node === '') return [];
		report.mutations++;
		const copy = new LessonPlay(lesson, entry);
		copy.attempt({ commands: commands.filter((_, j) => j !== i), line });
		return copy.untilDone() ? [`${step.id} (line ${line}): the goals are reached without \`${left.node}$ ${left.text}\`.`] : [];
	});
}

function expectations(step: Step, played: readonly Played[], report: LessonReport, at: string): void {
	const shown = commandsOf(step);
	for (const expect of step.expects) {
		report.expects++;
		const command = shown[expect.command]!;
		const run = played.find((p) => p.command.text === command.text && p.command.node === command.node);
		if (!run) {
			report.problems.push(`${at}: \`${command.text}\` has an \`expect\` but is not part of the solution.`);
			continue;
		}
		const output = run.result.stdout + run.result.stderr;
		if (!matches(output.trim(), expect.pattern)) {
			report.problems.push(`${at}: the output of \`${command.text}\` does not match line ${expect.line}: ${JSON.stringify(output.slice(0, 600))}`);
		}
	}
}

/** The solution holds whatever the dice say. */
function playSeed(lesson: Lesson, seed: number, report: LessonReport): void {
	report.seeds++;
	const play = new LessonPlay(lesson, lessonRecording(lesson, seed));
	for (const [index, step] of lesson.steps.entries()) {
		play.enter(index);
		const checks = play.runner.state.steps[index]!.checks;
		checksOf(step).forEach((check, i) => {
			if (checks[i]!.passed) report.problems.push(`${step.id}: with seed ${seed} the goal at line ${check.line} is reached before anything is done.`);
		});
		const solution = step.solutions[0];
		if (!solution) continue;
		report.commands += play.attempt(solution).length;
		if (!play.untilDone()) {
			report.problems.push(`${step.id}: with seed ${seed} its solution does not reach: ${open(play, step)}`);
			return;
		}
	}
}

function open(play: LessonPlay, step: Step): string {
	const state = play.runner.state.steps[play.runner.state.current]!;
	return checksOf(step)
		.flatMap((check, i) => (state.checks[i]!.passed ? [] : [`line ${check.line} \`${check.that}\` (${plain(state.checks[i]!.say)})`]))
		.join('; ');
}

function plain(html: string): string {
	return html.replace(/<[^>]*>/g, '').replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** Program and its first words: what counts as a new command to a learner. */
function commandName({ text }: { text: string }): string {
	return text.split(/\s+/).slice(0, text.startsWith('docker ') ? 3 : 1).filter((word) => !word.startsWith('-')).join(' ');
}

function countWords(step: Step, language: string): number {
	const text = step.blocks.map((b) => (b.type === 'html' || b.type === 'note' ? plain(b.html) : '')).join(' ');
	// A Chinese word is about one and a half characters long.
	const han = (text.match(/\p{Script=Han}/gu) ?? []).length;
	const words = (text.match(/[\p{Script=Latin}\d][\p{L}\d.'’:/-]*/gu) ?? []).length;
	return language === 'zh-CN' ? Math.round(han / 1.5) + words : words;
}

/** `*` stands for anything, also line breaks; `?` for one character. */
function matches(output: string, pattern: string): boolean {
	const source = pattern
		.split('')
		.map((c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : c.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
		.join('');
	return new RegExp(`^${source}$`).test(output);
}

/** Rows of coverage.yaml for an article: id → text. */
export function coverageRows(file: string, article: string): Map<string, string> {
	const rows = (loadYaml(readFileSync(file, 'utf8')) as Record<string, { id: string; text: string }[]>)[article] ?? [];
	return new Map(rows.map((row) => [row.id, row.text]));
}
