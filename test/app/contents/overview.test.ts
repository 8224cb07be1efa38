import { describe, expect, it } from 'vitest';
import { overview, type CourseLesson } from '../../../src/app/contents/overview.ts';
import { mergeProgress, readProgressFile, writeProgressFile } from '../../../src/app/contents/progress-file.ts';
import type { Progress } from '../../../src/app/lesson/progress.ts';

const chapter = { id: 'deep-dive', title: { en: 'Deep dive', 'zh-CN': '深入' } };
const steps = [
	{ id: 'a', title: 'First', challenge: false },
	{ id: 'b', title: 'Second', challenge: false },
	{ id: 'c', title: 'Alone', challenge: true }
];
const head = (title: string) => ({ title, summary: `About ${title}.`, minutes: 9, steps });
const COURSE: CourseLesson[] = [
	{ id: 'quorum', chapter, era: '19.03', languages: { en: head('Quorum'), 'zh-CN': head('法定人数') } },
	{ id: 'lock', chapter, era: '19.03', languages: { en: head('Lock') } },
	{ id: 'alone', chapter: null, era: '28.2', languages: { en: head('Alone') } }
];
const progress = (step: string, done: string[], assisted: string[] = []): Progress => ({
	step,
	done,
	assisted,
	answers: {}
});

describe('the contents', () => {
	it('list lessons by chapter, each with its cells', () => {
		const chapters = overview(COURSE, 'en', () => undefined, undefined);
		expect(chapters.map(({ title, era, rows }) => [title, era, rows.map((row) => row.title)])).toEqual([
			['Deep dive', '19.03', ['Quorum', 'Lock']],
			['Alone', '28.2', ['Alone']]
		]);
		expect(chapters[0]!.rows[0]).toMatchObject({ state: 'new', here: false });
		expect(chapters[0]!.rows[0]!.cells.map(({ state }) => state)).toEqual(['todo', 'todo', 'challenge']);
	});

	it('show what was reached, with help or without, and where one left', () => {
		const kept: Record<string, Progress> = {
			quorum: progress('c', ['a', 'b'], ['b']),
			lock: progress('a', ['a', 'b', 'c'])
		};
		const [first, second] = overview(COURSE, 'en', (id) => kept[id], 'quorum')[0]!.rows;
		expect(first).toMatchObject({ state: 'begun', here: true });
		expect(first!.cells.map(({ state }) => state)).toEqual(['done', 'assisted', 'here']);
		expect(second).toMatchObject({ state: 'done', here: false });
	});

	it('show a lesson in English where it is not translated', () => {
		const rows = overview(COURSE, 'zh-CN', () => undefined, undefined)[0]!.rows;
		expect(rows.map(({ title }) => title)).toEqual(['法定人数', 'Lock']);
	});
});

describe('a file of progress', () => {
	it('is read as it was written, and other files are not taken for one', () => {
		const lessons = { quorum: progress('b', ['a']) };
		expect(readProgressFile(writeProgressFile(lessons))).toEqual(lessons);
		for (const text of [
			'',
			'{',
			'[]',
			'null',
			'{"version":1,"seed":7}',
			'{"swarmlab":"progress","version":2,"lessons":{}}'
		]) {
			expect(readProgressFile(text), text).toBeUndefined();
		}
	});

	it('leaves out what is no progress', () => {
		const text =
			'{"swarmlab":"progress","version":1,"lessons":{"quorum":{"step":3},"lock":{"step":"a","done":[],"assisted":[],"answers":{}}}}';
		expect(Object.keys(readProgressFile(text)!)).toEqual(['lock']);
	});

	it('adds to what was reached here', () => {
		expect(mergeProgress(progress('a', ['a'], ['a']), progress('c', ['b']))).toEqual(progress('c', ['a', 'b'], ['a']));
		expect(mergeProgress(undefined, progress('c', ['b']))).toEqual(progress('c', ['b']));
	});
});
