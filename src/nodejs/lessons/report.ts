import type { Lesson } from '../../core/lesson/lesson-types.ts';
import { CHECK_IDS, CHECKS, emptyTally, sumOf, type Tally } from './checks.ts';
import type { StepFigures } from './lint.ts';

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
	/** With file and line. */
	problems: string[];
	/** Commands that only look, without which the goals are reached all the same; no mistake, but worth a thought. */
	needless: string[];
	figures: StepFigures[];
	/** How often each demand was tried. */
	tally: Tally;
}

export function newReport(lesson: Lesson): LessonReport {
	return {
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
		needless: [],
		figures: [],
		tally: emptyTally()
	};
}

const COLUMNS = ['steps', 'commands', 'checks', 'predictions', 'alternatives', 'wrongs', 'expects', 'seeds', 'mutations', 'words', 'minutes'] as const;

/** One row for each lesson and language. */
export function renderReports(reports: readonly LessonReport[]): string {
	return table([
		['lesson', ...COLUMNS, 'rows'],
		...reports.map((r) => [`${r.lesson}/${r.language}`, ...COLUMNS.map((c) => String(r[c])), String(r.covers.length)])
	]);
}

/** One row for each demand: how often it was tried. */
export function renderTally(reports: readonly LessonReport[]): string {
	const sum = sumOf(reports.map(({ tally }) => tally));
	return table([['demand', 'tried'], ...CHECK_IDS.map((id) => [`${id} ${CHECKS[id]}`, String(sum[id])])]);
}

/** One row for each step: what it asks of its reader, in each language, and a sum for each lesson. */
export function renderSteps(reports: readonly LessonReport[]): string {
	const languages = [...new Set(reports.map(({ language }) => language))];
	const rows = reports
		.filter(({ language }) => language === languages[0])
		.flatMap((first) => {
			const all = languages.map((language) => reports.find((r) => r.lesson === first.lesson && r.language === language));
			const words = (i: number): string[] => all.map((report) => String(report?.figures[i]?.words ?? 0));
			const sum = first.figures.reduce((minutes, step) => minutes + step.minutes, 0);
			return [
				...first.figures.map((step, i) => [`${first.lesson}#${step.step}`, ...words(i), String(step.commands), String(step.fresh.length), step.minutes.toFixed(1)]),
				[
					first.lesson,
					...all.map((report) => String(report?.words ?? 0)),
					String(first.figures.reduce((count, step) => count + step.commands, 0)),
					String(first.figures.reduce((count, step) => count + step.fresh.length, 0)),
					`${sum.toFixed(1)} of ${first.minutes}`
				]
			];
		});
	return table([['step', ...languages.map((language) => `words ${language}`), 'commands', 'new', 'minutes'], ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
	return rows
		.map((row) => `${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`)
		.join('');
}
