import { expect, it } from 'vitest';
import { ingressView } from '../../../src/core/view/ingress.ts';
import { raftView } from '../../../src/core/view/raft.ts';
import { replicasView } from '../../../src/core/view/replicas.ts';
import { ingressTwin, raftTwin, replicasTwin, type TextTwin } from '../../../src/core/view/twin.ts';
import { findLessons, readLesson } from '../../../src/nodejs/lessons/load.ts';
import { LessonPlay } from '../../../src/nodejs/lessons/play.ts';

/**
 * Diagrams tell their marks apart by keys. Two alike stop a picture from being drawn at all, as when a machine leaves the swarm
 * and comes back under a new node ID: so every key of every diagram, all through the lesson.
 */
const { files, course } = findLessons(['lessons']);
const lesson = readLesson(
	files.find(({ language }) => language === 'en')!,
	course
);

it('every mark and every row has a key of its own, all through a lesson in which a machine leaves and comes back', () => {
	const play = new LessonPlay(lesson);
	const shapeOf = (name: string): 'manager' | 'worker' =>
		lesson.cluster.machines.find((machine) => machine.name === name)!.role;
	let compared = 0;
	const unique = (what: string, keys: readonly string[]): void => {
		expect(keys, what).toEqual([...new Set(keys)]);
		compared += keys.length;
	};
	for (const [index, step] of lesson.steps.entries()) {
		play.enter(index);
		if (step.solutions[0]) play.attempt(step.solutions[0]);
		play.untilDone();
		const { view } = play.world;
		const replicas = replicasView(view, shapeOf);
		const ingress = ingressView(view, shapeOf);
		const raft = raftView(view, shapeOf);
		unique(
			`${step.id}: columns`,
			replicas.columns.map(({ key }) => key)
		);
		unique(
			`${step.id}: tasks`,
			replicas.columns.flatMap(({ tasks, history }) => [...tasks, ...history].map(({ id }) => id))
		);
		unique(
			`${step.id}: machines with a port`,
			ingress.rows.map(({ machine }) => machine)
		);
		unique(
			`${step.id}: requests`,
			ingress.last.map(({ n }) => String(n))
		);
		unique(`${step.id}: members`, [
			...raft.managers.map(({ machine }) => machine),
			...raft.workers.map(({ mark }) => mark.machine)
		]);
		const twins: TextTwin[] = [replicasTwin(replicas, 'en'), ingressTwin(ingress, 'en'), raftTwin(raft, 'en')];
		for (const { caption, rows } of twins.flatMap(({ tables }) => tables))
			unique(
				`${step.id}: ${caption}`,
				rows.map(({ key }) => key)
			);
	}
	console.log(`keys: ${compared} compared in ${lesson.steps.length} steps`);
	expect(compared).toBeGreaterThan(200);
});
