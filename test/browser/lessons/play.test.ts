import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { checksOf, type Lesson } from '../../../src/core/lesson/lesson-types.ts';
import { findLessons, readLesson } from '../../../src/nodejs/lessons/load.ts';
import { beside, serveSite } from '../site.ts';
import { Learner } from './learner.ts';
import { solve } from './solve.ts';
import { diagramsTell, inLanguage, type Claims } from './told.ts';

/**
 * Every lesson is played to its end through the built page, with the keyboard alone: questions are answered, commands
 * pressed or typed, goals reached, and after each step the diagrams must say what Docker would and what the text claims.
 * One language each, in turn, and both for one; the Pi lesson is played in English by lesson.test.ts.
 */
const site = serveSite();
const { files, course } = findLessons(['lessons']);
const ids = [...new Set(files.map(({ id }) => id))];
/** LESSON=id,id plays these alone; LANGUAGE=zh-CN plays in this language what is otherwise played in another. */
const only = process.env['LESSON']?.split(',');
const language = process.env['LANGUAGE'];
const IN_BOTH = 'deep-dive-scale';
const IN_CHINESE = new Set([
	'pi-swarm-mode',
	'deep-dive-build',
	'deep-dive-lock',
	'deep-dive-services',
	'deep-dive-updates',
	'access-mesh',
	'classic-swarm-later'
]);

const plays: Lesson[] = files
	.filter(({ id }) => only?.includes(id) ?? true)
	.filter((file) => {
		if (language !== undefined) return file.language === language;
		return file.id === IN_BOTH || (file.language === 'zh-CN') === IN_CHINESE.has(file.id);
	})
	.map((file) => readLesson(file, course));
const { words, lessons: claims } = parse(readFileSync(join(import.meta.dirname, 'claims.yaml'), 'utf8')) as Claims;
const counts = { lessons: 0, steps: 0, pressed: 0, typed: 0, faults: 0, experiments: 0, goals: 0, answers: 0, lines: 0 };

describe.concurrent('every lesson can be played to its end by keyboard', () => {
	for (const lesson of plays) {
		it(`${lesson.id} (${lesson.language})`, { timeout: 600_000 }, (context) => play(lesson, context));
	}
});

describe('the plays', () => {
	it('leave no lesson out, and claims speak of steps that there are', () => {
		if (!only) expect(new Set(plays.map(({ id }) => id))).toEqual(new Set(ids));
		const steps = new Map(plays.map(({ id, steps }) => [id, steps.map((step) => step.id)]));
		const lost = Object.entries(claims).flatMap(([lesson, of]) =>
			steps.has(lesson) || !only
				? Object.keys(of).filter((step) => !steps.get(lesson)?.includes(step)).map((step) => `${lesson}#${step}`)
				: []
		);
		expect(lost).toEqual([]);
	});
});

afterAll(() => {
	console.log(
		`played: ${Object.entries(counts)
			.map(([what, count]) => `${count} ${what}`)
			.join(', ')}; without claims of their own: ${ids.filter((id) => !claims[id]).join(', ') || 'none'}`
	);
});

async function play(lesson: Lesson, context: TestContext): Promise<void> {
	const { expect } = context;
	const page = await beside(site, context, `#/lesson/${lesson.id}`, { locale: lesson.language });
	const learner = new Learner(page, expect);
	await learner.hurry(8, '100×');
	await learner.pause();
	let said = 0;
	for (const [index, step] of lesson.steps.entries()) {
		await expect.poll(() => page.locator('#lesson h1').textContent()).toBe(step.title);
		if (step.view) expect(await page.locator('[role=tab][data-name][aria-selected=true]').getAttribute('data-name')).toBe(step.view);
		const checks = checksOf(step);
		const reached = async (): Promise<boolean[]> => (await learner.goals()).map((goal) => goal.reached);
		const questions = step.blocks.filter((block) => block.type === 'predict');
		for (const [i, { choices }] of questions.entries()) await learner.predict(1 + ((index + i) % choices.length));

		const done = await solve(learner, lesson, step);
		if (step.blocks.some(({ type }) => type === 'experiment')) {
			await learner.measure();
			counts.experiments++;
		}
		const all = checks.map(() => true);
		if ((await reached()).includes(false)) {
			await learner.until(() => expect.poll(reached, { timeout: 60_000, message: step.id }).toEqual(all));
		}
		expect(await reached()).toEqual(all);
		expect(await page.locator('#lesson .kept dl').count(), `${step.id}: answers are told`).toBe(questions.length);
		const claimed = inLanguage(claims[lesson.id]?.[step.id] ?? {}, words, lesson.language);
		const lines = await diagramsTell(learner, claimed, `${lesson.id}#${step.id}`, expect);

		await learner.toLesson();
		const number = String(index + 1).padStart(2, '0');
		await site.picture(page, `lessons/${lesson.id}-${lesson.language}-${number}-${step.id}`);
		if (index + 1 < lesson.steps.length) await learner.next();
		counts.steps++;
		counts.pressed += done.pressed;
		counts.typed += done.typed;
		counts.faults += done.faults;
		counts.goals += checks.length;
		counts.answers += questions.length;
		counts.lines += lines;
		said += lines;
	}
	counts.lessons++;
	expect(said, 'the diagrams have something to say').toBeGreaterThan(0);
	expect(await page.locator('#lesson .progress li svg.done').count()).toBe(lesson.steps.length - 1);
}
