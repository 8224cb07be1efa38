import { expect, it } from 'vitest';
import { Driver } from '../../../src/app/worker/driver.ts';
import { loadMakers } from '../../../src/app/worker/load-makers.ts';
import { findLessons, readLesson } from '../../../src/nodejs/lessons/load.ts';
import { LessonPlay, lessonRecording } from '../../../src/nodejs/lessons/play.ts';

/**
 * Going to a step plays the steps before it. The page does it in slices of real time and a headless play in one go; both must
 * live through the same run, so that what a lesson's tests have shown holds for whoever jumps.
 */
const { files, course } = findLessons(['lessons']);

it.each(files.map((file) => readLesson(file, course)).filter(({ language }) => language === 'en'))(
	'going to any step of $id in the page is the run that its tests play',
	async (lesson) => {
		const play = new LessonPlay(lesson);
		let steps = 0;
		for (const [index, step] of lesson.steps.entries()) {
			play.enter(index);
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
			if (index > 0) {
				expect(driver.recording(), step.id).toEqual(play.world.recording());
				expect(driver.hash(), step.id).toBe(play.world.sim.trace.hash());
				steps++;
			}
			if (step.solutions[0]) play.attempt(step.solutions[0]);
			expect(play.untilDone(), step.id).toBe(true);
		}
		console.log(`jumps: ${steps} steps of ${lesson.id} reached, each with the hash of the headless play`);
		expect(steps).toBe(lesson.steps.length - 1);
	}
);
