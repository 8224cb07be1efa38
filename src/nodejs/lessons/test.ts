import { readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { checksOf, commandsOf, type Lesson, type Step } from '../../core/lesson/lesson-types.ts';
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
	covers: string[];
	problems: string[];
}

export interface LessonTestOptions {
	/** How many seeds the solution is played with. */
	seeds: number;
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
		covers: [...new Set(lesson.steps.flatMap((s) => s.covers))],
		problems: []
	};
	lintLesson(lesson, report);
	playThrough(lesson, report);
	if (!lesson.seedFixed) {
		for (let seed = 1; seed <= options.seeds; seed++) playSeed(lesson, seed, report);
	}
	if (report.commands === 0) report.problems.push('no command was run: nothing has been tested.');
	if (report.checks === 0) report.problems.push('no check was tried: nothing has been tested.');
	return report;
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
function playThrough(lesson: Lesson, report: LessonReport): void {
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
		const played = play.attempt(solution);
		report.commands += played.length;
		if (!play.untilDone()) report.problems.push(`${at}: its own solution does not reach: ${open(play, step)}`);
		expectations(step, played, report, at);
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

/** Whether two languages of a lesson differ only in words. Returns what differs. */
export function compareLanguages(a: Lesson, b: Lesson): string[] {
	const machine = (lesson: Lesson): unknown => ({
		...lesson,
		language: '',
		title: '',
		summary: '',
		intro: '',
		terms: lesson.terms.map(({ id }) => id).sort(),
		steps: lesson.steps.map((step) => ({
			...step,
			title: '',
			line: 0,
			solutions: step.solutions.map((s) => s.commands),
			wrongs: step.wrongs.map((w) => w.attempt.commands),
			expects: step.expects.map((e) => ({ command: e.command, pattern: e.pattern })),
			blocks: step.blocks.flatMap((block): unknown[] => {
				switch (block.type) {
					case 'command':
						return [{ type: block.type, command: block.command }];
					case 'check':
						return [{ that: block.check.that, within: block.check.withinMs, progress: block.check.progress, else: block.check.else.map((e) => e.when) }];
					case 'predict':
						return [{ reveal: block.reveal, choices: block.choices.map((c) => c.right) }];
					case 'fault':
						return [{ type: 'fault', text: block.text }];
					case 'experiment':
						return [{ type: 'experiment', measure: block.measure }];
					case 'figure':
						return [{ type: 'figure', rows: block.rows.map((r) => r.flow.map((box) => (Array.isArray(box) ? box.length : 0))) }];
					default:
						return [block.type];
				}
			})
		}))
	});
	const left = machine(a) as { steps: unknown[] };
	const right = machine(b) as { steps: unknown[] };
	const problems: string[] = [];
	if (JSON.stringify({ ...left, steps: 0 }) !== JSON.stringify({ ...right, steps: 0 })) problems.push(`${a.id}: the heads of ${a.language} and ${b.language} differ.`);
	for (let i = 0; i < Math.max(left.steps.length, right.steps.length); i++) {
		if (JSON.stringify(left.steps[i]) !== JSON.stringify(right.steps[i])) {
			problems.push(`${a.id}: step ${a.steps[i]?.id ?? b.steps[i]?.id ?? i} differs between ${a.language} and ${b.language} in more than its words.`);
		}
	}
	return problems;
}

/** Rows of coverage.yaml for an article: id → text. */
export function coverageRows(file: string, article: string): Map<string, string> {
	const rows = (loadYaml(readFileSync(file, 'utf8')) as Record<string, { id: string; text: string }[]>)[article] ?? [];
	return new Map(rows.map((row) => [row.id, row.text]));
}
