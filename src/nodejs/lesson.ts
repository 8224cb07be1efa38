import { LessonError } from '../core/lesson/lesson-error.ts';
import type { Lesson } from '../core/lesson/lesson-types.ts';
import { parseOptions, UsageError, type OptionRow, type Options } from './arguments.ts';
import { findLessons, readLesson } from './lessons/load.ts';
import { newLesson } from './lessons/new.ts';
import { preview } from './lessons/preview.ts';
import { recordLesson } from './lessons/record.ts';
import { renderReports, renderSteps, renderTally } from './lessons/report.ts';
import { lintLanguages, testLanguages } from './lessons/test.ts';

export const LESSON_OPTIONS: readonly OptionRow[] = [
	{ name: 'seeds', value: 'N', text: 'with how many seeds each solution is played; default 32' },
	{ name: 'mutate', text: 'also tell which commands of solutions could be left out' },
	{ name: 'steps', text: 'also print what each step asks of its reader: words, commands, minutes' },
	{ name: 'chapter', value: 'ID', text: 'new: the chapter of course.yaml; default the last' },
	{ name: 'port', value: 'N', text: 'preview: default 5173' },
	{ name: 'json', text: 'reports as JSON' }
];

/** `swarmlab lesson test|lint|new|preview|record …` @returns 0 when nothing fell short */
export async function lesson(argv: readonly string[]): Promise<number> {
	const options = parseOptions(argv, LESSON_OPTIONS);
	const [verb = '', ...words] = options.words;
	switch (verb) {
		case 'test':
		case 'lint':
			return tryLessons(verb, words, options);
		case 'new':
			return told(() => newLesson(one(words, 'new ID'), options.text('chapter', '')));
		case 'record':
			return told(() => recordLesson(one(words, 'record FILE')));
		case 'preview':
			return preview(one(words, 'preview ID|FOLDER'), options.count('port', 5173));
		default:
			throw new UsageError(`test, lint, new, preview or record, not ${verb || 'nothing'}`);
	}
}

function one(words: readonly string[], use: string): string {
	if (words.length !== 1) throw new UsageError(`swarmlab lesson ${use}`);
	return words[0]!;
}

/** Prints what was made, or what the author has got wrong. */
function told(make: () => string): number {
	try {
		process.stdout.write(make());
		return 0;
	} catch (error) {
		if (!(error instanceof LessonError)) throw error;
		process.stderr.write(`${error.message}\n`);
		return 1;
	}
}

function tryLessons(verb: 'test' | 'lint', paths: readonly string[], options: Options): number {
	let lessons: Lesson[];
	try {
		const { files, course } = findLessons(paths.length > 0 ? paths : ['lessons']);
		lessons = files.map((file) => readLesson(file, course));
	} catch (error) {
		if (!(error instanceof LessonError)) throw error;
		process.stderr.write(`${error.message}\n`);
		return 1;
	}
	const ids = [...new Set(lessons.map(({ id }) => id))];
	const mutate = options.has('mutate') ? { mutate: () => true } : {};
	const reports = ids.flatMap((id) => {
		const own = lessons.filter((given) => given.id === id);
		return verb === 'lint' ? lintLanguages(own) : testLanguages(own, { seeds: options.count('seeds', 32), ...mutate });
	});
	const problems = reports.flatMap((report) => report.problems);
	if (lessons.length === 0) problems.push('no lesson was found: nothing has been tested.');
	if (options.has('json')) {
		process.stdout.write(`${JSON.stringify({ reports, problems })}\n`);
		return problems.length === 0 ? 0 : 1;
	}
	if (verb === 'test' && reports.length > 0)
		process.stdout.write(`${renderReports(reports)}\n${renderTally(reports)}\n`);
	if (options.has('steps')) process.stdout.write(`${renderSteps(reports)}\n`);
	for (const { needless } of reports) for (const text of needless) process.stdout.write(`  (no mistake) ${text}\n`);
	for (const problem of problems) process.stdout.write(`  ${problem}\n`);
	process.stdout.write(`${lessons.length} lessons, ${problems.length} problems\n`);
	return problems.length === 0 ? 0 : 1;
}
