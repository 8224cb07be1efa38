import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Lesson } from '../../src/core/lesson/lesson-types.ts';
import { findLessons, loadCourse, readLesson } from '../../src/nodejs/lessons/load.ts';
import { coverageRows } from '../../src/nodejs/lessons/coverage.ts';
import { renderReports, renderSteps, renderTally, type LessonReport } from '../../src/nodejs/lessons/report.ts';
import { CHECK_IDS, sumOf } from '../../src/nodejs/lessons/checks.ts';
import { testLanguages } from '../../src/nodejs/lessons/test.ts';
import { sharedPath } from '../ground-truth.ts';

/** With how many seeds each solution is played: half of what `lesson test` plays, for CI's time (DECISIONS.md). */
const SEEDS = Number(process.env['SEEDS'] ?? 16);
/** Of how many commands of a solution one is left out, to see whether a goal misses it (all: `lesson test --mutate`). */
const MUTATED = 10;
/** Articles that have their lessons: every row of coverage.yaml must be taught. */
const ARTICLES = ['pi-swarm-mode', 'swarm-mode-quick-start', 'deep-dive', 'classic-swarm', 'accessing-services'];
/** How much each lesson had of everything when this file was last looked at; REWRITE=1 raises it. */
const FLOOR = 'test/lessons/floor.txt';
const COUNTED = ['steps', 'checks', 'predictions', 'alternatives', 'wrongs', 'expects'] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

function parseFloors(text: string): Map<string, Counts> {
	const [, ...rows] = text.trim().split('\n');
	return new Map(
		rows.map((row) => {
			const [lesson = '', ...numbers] = row.split(/\s+/);
			return [lesson, Object.fromEntries(COUNTED.map((name, i) => [name, Number(numbers[i])])) as Counts];
		})
	);
}

function renderFloors(floors: ReadonlyMap<string, Counts>): string {
	const rows = [...floors].sort(([a], [b]) => (a < b ? -1 : 1));
	return `${[['lesson', ...COUNTED], ...rows.map(([lesson, counts]) => [lesson, ...COUNTED.map((name) => String(counts[name]))])].map((row) => row.join(' ')).join('\n')}\n`;
}

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

	test.each([...new Set(lessons.map(({ id }) => id))])('%s holds, in every language', (id) => {
		const own = testLanguages(
			lessons.filter((lesson) => lesson.id === id),
			{ seeds: SEEDS, mutate: (nth) => nth % MUTATED === MUTATED - 1 }
		);
		reports.push(...own);
		expect(own.flatMap(({ problems }) => problems)).toEqual([]);
		for (const report of own) {
			expect(report.commands).toBeGreaterThan(0);
			expect(report.checks).toBeGreaterThan(0);
		}
	});

	test('no lesson promises less than it did', () => {
		const floors = parseFloors(readFileSync(FLOOR, 'utf8'));
		expect(floors.size).toBeGreaterThan(0);
		for (const report of reports.filter(({ language }) => language === 'en')) {
			const floor = floors.get(report.lesson);
			if (floor) for (const column of COUNTED) expect(report[column], `${report.lesson}: ${column}`).toBeGreaterThanOrEqual(floor[column]);
			floors.set(report.lesson, report);
		}
		if (process.env['REWRITE']) writeFileSync(FLOOR, renderFloors(floors));
	});

	test.each(ARTICLES)('every row of coverage.yaml for %s is taught by some step', (article) => {
		const rows = coverageRows(sharedPath('articles/coverage.yaml'), article);
		const taught = new Set(lessons.filter((l) => l.source === article).flatMap((l) => l.steps.flatMap((s) => s.covers)));
		console.log(`coverage ${article}: ${[...rows.keys()].filter((row) => taught.has(row)).length} of ${rows.size} rows taught`);
		expect(rows.size).toBeGreaterThan(0);
		expect([...rows.keys()].filter((row) => !taught.has(row))).toEqual([]);
		expect([...taught].filter((row) => !rows.has(row))).toEqual([]);
	});

	test('each demand was tried, and the counts', () => {
		console.log(`\n${renderReports(reports)}\n${renderSteps(reports)}\n${renderTally(reports)}`);
		expect(reports.length).toBe(lessons.length);
		const tally = sumOf(reports.map((report) => report.tally));
		expect(CHECK_IDS.filter((id) => tally[id] === 0)).toEqual([]);
	});
});
