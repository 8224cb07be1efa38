import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Lesson } from '../../src/core/lesson/lesson-types.ts';
import { renderReports } from '../../src/nodejs/lesson.ts';
import { findLessons, loadCourse, readLesson } from '../../src/nodejs/lessons/load.ts';
import { compareLanguages, coverageRows, testLesson, type LessonReport } from '../../src/nodejs/lessons/test.ts';
import { sharedPath } from '../ground-truth.ts';

/** With how many seeds each solution is played (DESIGN.md section 7). */
const SEEDS = 32;
/** Articles that have their lessons: every row of coverage.yaml must be taught. */
const ARTICLES = ['pi-swarm-mode', 'swarm-mode-quick-start'];

const { files, course } = findLessons(['lessons']);
const lessons: Lesson[] = files.map((file) => readLesson(file, course));
const reports: LessonReport[] = [];

describe('every promise of every lesson', () => {
	test('there are lessons, each in both languages and in the course', () => {
		expect(lessons.length).toBeGreaterThan(0);
		const ids = [...new Set(lessons.map((lesson) => lesson.id))];
		for (const id of ids) expect(lessons.filter((l) => l.id === id).map((l) => l.language)).toEqual(LANGUAGES);
		expect(loadCourse('lessons').chapters.flatMap((chapter) => chapter.lessons).sort()).toEqual(ids.sort());
	});

	test.each(lessons)('$id in $language holds', (lesson) => {
		// The dice do not know the language: one of them is enough for all seeds.
		const report = testLesson(lesson, { seeds: lesson.language === 'en' ? SEEDS : 2 });
		reports.push(report);
		expect(report.problems).toEqual([]);
		expect(report.commands).toBeGreaterThan(0);
		expect(report.checks).toBeGreaterThan(0);
	});

	test('two languages of a lesson differ in words alone', () => {
		for (const lesson of lessons) {
			for (const other of lessons) if (other.id === lesson.id && other !== lesson) expect(compareLanguages(lesson, other)).toEqual([]);
		}
	});

	test.each(ARTICLES)('every row of coverage.yaml for %s is taught by some step', (article) => {
		const rows = coverageRows(sharedPath('articles/coverage.yaml'), article);
		const taught = new Set(lessons.filter((l) => l.source === article).flatMap((l) => l.steps.flatMap((s) => s.covers)));
		console.log(`coverage ${article}: ${[...rows.keys()].filter((row) => taught.has(row)).length} of ${rows.size} rows taught`);
		expect(rows.size).toBeGreaterThan(0);
		expect([...rows.keys()].filter((row) => !taught.has(row))).toEqual([]);
		expect([...taught].filter((row) => !rows.has(row))).toEqual([]);
	});

	test('the counts', () => {
		console.log(`\n${renderReports(reports)}`);
		expect(reports.length).toBe(lessons.length);
	});
});
