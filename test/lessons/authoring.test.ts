import { expect, test } from 'vitest';
import { parseLesson } from '../../src/core/lesson/parse.ts';
import { recordedLesson } from '../../src/core/lesson/record.ts';
import { LANGUAGES, type Language } from '../../src/core/lesson/lesson-types.ts';
import { numberedMachines, DEFAULT_NETWORK } from '../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION, type Recording } from '../../src/core/world/recording.ts';
import { wholeWorld } from '../../src/core/world/whole-world.ts';
import { testLesson } from '../../src/nodejs/lessons/test.ts';
import { withLesson } from '../../src/nodejs/lessons/new.ts';

/** What somebody did in a sandbox of one manager and one worker. */
const PLAYED: Recording = {
	version: RECORDING_VERSION,
	seed: 3,
	era: '28.2',
	cluster: { machines: numberedMachines(1, 1), formed: true, network: DEFAULT_NETWORK },
	lesson: '',
	inputs: [
		{ t: 20_000, type: 'key', machine: 'mgr1', data: 'docker service create -d --name web --replicas 2 nginx\r' },
		{ t: 45_000, type: 'key', machine: 'mgr1', data: 'docker node update --availability drain wrk1\r' },
		{ t: 70_000, type: 'fault', text: 'power off wrk1' }
	],
	end: 100_000
};
const lessonOf = (language: Language): string => recordedLesson(PLAYED, wholeWorld(PLAYED), language);
const parsed = (language: Language) => parseLesson(lessonOf(language), 'recorded', language, 'recorded.md', { chapter: '' });

test('what was played in the sandbox becomes a lesson: its commands in steps, with goals that hold', () => {
	const lesson = parsed('en');
	expect(lesson.steps.map((step) => step.solutions[0]!.commands.map(({ text }) => text))).toEqual([
		['docker service create -d --name web --replicas 2 nginx', '# wait 25s'],
		['docker node update --availability drain wrk1', '# wait 25s'],
		['# fault power off wrk1']
	]);
	const report = testLesson(lesson, { seeds: 1 });
	expect(report.checks).toBe(3);
	// An author has still to ask the learner what will happen.
	expect(report.problems.filter((problem) => !problem.includes('without a prediction'))).toEqual([]);
});

test('it is recorded in either language, with the same machine parts', () => {
	const [en, zh] = LANGUAGES.map(parsed);
	expect(zh!.steps.map((step) => step.solutions)).toEqual(en!.steps.map((step) => step.solutions));
	expect(lessonOf('zh-CN')).toContain('`web` 运行 2 个任务');
});

test('a solution with a command too many is told', () => {
	const text = lessonOf('en').replaceAll('mgr1$ docker node update', 'mgr1$ docker node ls\nmgr1$ docker node update');
	const lesson = parseLesson(text, 'recorded', 'en', 'recorded.md', { chapter: '' });
	const { mutations, needless } = testLesson(lesson, { seeds: 0, mutate: () => true });
	expect(mutations).toBe(3);
	expect(needless).toEqual([expect.stringContaining('without `mgr1$ docker node ls`')]);
});

test('a new lesson stands at the end of its chapter, in either form of the list', () => {
	const course = 'chapters:\n  - id: one\n    lessons: [a, b]\n  - id: two\n    lessons:\n      - c\n    defaults:\n      era: "19.03"\n';
	expect(withLesson(course, 'one', 'new')).toContain('lessons: [a, b, new]');
	expect(withLesson(course, 'two', 'new')).toContain('      - c\n      - new\n    defaults:');
});
