import { LessonError } from '../core/lesson/lesson-error.ts';
import { LANGUAGES, type Lesson } from '../core/lesson/lesson-types.ts';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { findLessons, readLesson } from './lessons/load.ts';
import { compareLanguages, testLesson, type LessonReport } from './lessons/test.ts';

export const LESSON_OPTIONS: readonly OptionRow[] = [
	{ name: 'seeds', value: 'N', text: 'with how many seeds each solution is played; default 32' },
	{ name: 'json', text: 'reports as JSON' }
];

/** `swarmlab lesson test|lint PATH…` @returns 0 when nothing fell short */
export function lesson(argv: readonly string[]): number {
	const options = parseOptions(argv, LESSON_OPTIONS);
	const [verb = '', ...paths] = options.words;
	if (verb !== 'test' && verb !== 'lint') throw new UsageError(`test or lint, not ${verb || 'nothing'}`);
	let lessons: Lesson[];
	try {
		const { files, course } = findLessons(paths.length > 0 ? paths : ['lessons']);
		lessons = files.map((file) => readLesson(file, course));
	} catch (error) {
		if (!(error instanceof LessonError)) throw error;
		process.stderr.write(`${error.message}\n`);
		return 1;
	}
	const problems = lessons.flatMap((a) =>
		lessons
			.filter((b) => b.id === a.id && b !== a && LANGUAGES.indexOf(a.language) < LANGUAGES.indexOf(b.language))
			.flatMap((b) => compareLanguages(a, b))
	);
	const seeds = options.count('seeds', 32);
	// The dice do not know the language: where two differ in words alone, one of them is enough for all seeds.
	const isTwin = (one: Lesson): boolean => problems.length === 0 && lessons.find(({ id }) => id === one.id) !== one;
	const reports =
		verb === 'test' ? lessons.map((one) => testLesson(one, { seeds: isTwin(one) ? Math.min(2, seeds) : seeds })) : [];
	if (lessons.length === 0) problems.push('no lesson was found: nothing has been tested.');
	const all = [
		...problems,
		...reports.flatMap((report) => report.problems.map((p) => `${report.lesson}/${report.language}: ${p}`))
	];
	if (options.has('json')) {
		process.stdout.write(`${JSON.stringify({ reports, problems })}\n`);
	} else {
		if (reports.length > 0) process.stdout.write(renderReports(reports));
		for (const problem of all) process.stdout.write(`  ${problem}\n`);
		process.stdout.write(`${lessons.length} lessons, ${all.length} problems\n`);
	}
	return all.length === 0 ? 0 : 1;
}

/** One row for each lesson and language, then the sums. */
export function renderReports(reports: readonly LessonReport[]): string {
	const columns = [
		'steps',
		'commands',
		'checks',
		'predictions',
		'alternatives',
		'wrongs',
		'expects',
		'seeds',
		'words',
		'minutes'
	] as const;
	const rows = [
		['lesson', ...columns, 'rows'],
		...reports.map((r) => [`${r.lesson}/${r.language}`, ...columns.map((c) => String(r[c])), String(r.covers.length)])
	];
	const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
	return rows
		.map(
			(row) => `${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`
		)
		.join('');
}
