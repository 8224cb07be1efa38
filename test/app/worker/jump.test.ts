import { expect, it } from 'vitest';
import type { Lesson } from '../../../src/core/lesson/lesson-types.ts';
import { Driver } from '../../../src/app/worker/driver.ts';
import { loadMakers } from '../../../src/app/worker/load-makers.ts';
import { findLessons, readLesson } from '../../../src/nodejs/lessons/load.ts';
import { LessonPlay, lessonRecording } from '../../../src/nodejs/lessons/play.ts';

/**
 * Going to a step plays the steps before it. The page does it in slices of real time and a headless play in one go; both must
 * live through the same run, so that what a lesson's tests have shown holds for whoever jumps.
 */
const { files, course } = findLessons(['lessons']);

/** Jumps differ in how far they go: one into the middle, and one to the last step, which passes through all others. */
function jumpsOf({ steps }: Lesson): number[] {
	return [...new Set([Math.ceil((steps.length - 1) / 2), steps.length - 1])].filter((index) => index > 0);
}

async function jump(lesson: Lesson, index: number): Promise<Driver> {
	const real = { now: 0 };
	const driver = new Driver(loadMakers, {
		// A clock by which every look takes a millisecond: slices end in the middle of things.
		clock: () => real.now++,
		after: (_ms, run) => {
			const timer = setImmediate(run);
			return () => clearImmediate(timer);
		},
		post: () => {}
	});
	await driver.start({ recording: lessonRecording(lesson), lesson, step: index, playing: false, speed: 1 });
	return driver;
}

it.each(files.map((file) => readLesson(file, course)).filter(({ language }) => language === 'en'))(
	'going to a step of $id in the page is the run that its tests play',
	async (lesson) => {
		const play = new LessonPlay(lesson);
		const jumps = jumpsOf(lesson);
		for (const [index, step] of lesson.steps.entries()) {
			play.enter(index);
			if (jumps.includes(index)) {
				const driver = await jump(lesson, index);
				expect(driver.recording(), step.id).toEqual(play.world.recording());
				expect(driver.hash(), step.id).toBe(play.world.sim.trace.hash());
			}
			if (step.solutions[0]) play.attempt(step.solutions[0]);
			expect(play.untilDone(), step.id).toBe(true);
		}
		console.log(`jumps: ${jumps.length} of ${lesson.id}, each with the hash of the headless play`);
		expect(jumps.length).toBeGreaterThan(0);
	}
);
