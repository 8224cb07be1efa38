import { readFileSync } from 'node:fs';
import { recordedLesson } from '../../core/lesson/record.ts';
import { LessonError } from '../../core/lesson/lesson-error.ts';
import { readRecording, RECORDING_VERSION, type Recording } from '../../core/world/recording.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';
import { formedShape, parseScript } from '../script.ts';

const COMMAND_LIMIT_MS = 600_000;

/** A recording that the page has saved, or a script as for `swarmlab exec` → the Markdown of a lesson to be written on. */
export function recordLesson(file: string): string {
	const text = readFileSync(file, 'utf8');
	const recording = text.trimStart().startsWith('{') ? readRecording(text) : scriptRecording(text, file);
	return recordedLesson(recording, wholeWorld(recording), 'en');
}

/** Plays a script, and takes what came of it. @throws LessonError */
function scriptRecording(text: string, file: string): Recording {
	const steps = parseScript(text);
	const shape = steps.find((step) => step.type === 'cluster')?.shape ?? formedShape('3m2w');
	const world = wholeWorld({ version: RECORDING_VERSION, seed: 1, era: '28.2', cluster: shape, lesson: '', inputs: [], end: 0 });
	for (const step of steps) {
		switch (step.type) {
			case 'cluster':
				break;
			case 'wait':
				world.sim.runUntil(world.sim.now + step.ms);
				break;
			case 'fault': {
				const { error } = world.fault(step.text);
				if (error) throw new LessonError(file, step.line, error);
				world.sim.runUntil(world.sim.now);
				break;
			}
			case 'command': {
				let ended = false;
				world.run(step.machine, step.command, () => (ended = true));
				const limit = world.sim.now + COMMAND_LIMIT_MS;
				while (!ended && world.sim.now < limit && world.sim.step());
				break;
			}
			default:
				throw new LessonError(file, step.line, step.type === 'problem' ? step.text : `\`# ${step.type}\` is not for lessons.`);
		}
	}
	world.sim.runUntil(world.sim.now + 1000);
	return world.recording();
}
