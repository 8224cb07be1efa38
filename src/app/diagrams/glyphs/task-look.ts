import { isEnded, type TaskMark } from '../../../core/view/replicas.ts';

/** How a task's box is drawn: outline and fill by what it has come to. */
export type TaskLook = 'coming' | 'running' | 'over' | 'failed' | 'ghost';

export function taskLook(task: Pick<TaskMark, 'state'>): TaskLook {
	const { state } = task;
	if (state === 'missing') return 'ghost';
	if (state === 'failed' || state === 'rejected') return 'failed';
	if (state === 'lost' || isEnded(state)) return 'over';
	return state === 'running' ? 'running' : 'coming';
}

/** A new task in the place of another has a ring for so long, in real milliseconds. */
const NEW_MS = 2400;

/** It has just taken the place of another. */
export function isNewTask(task: TaskMark, now: number, speed: number): boolean {
	if (!task.replaces || task.stopping || (task.state !== 'running' && task.state !== 'starting') || task.node === '')
		return false;
	return now - task.since < NEW_MS * Math.max(1, speed);
}
