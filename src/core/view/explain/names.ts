import type { TaskSummary } from '../../trace-events.ts';

/** Name of a task as one says it: web.3; of a global service the service's name. */
export function taskName(task: TaskSummary, service: string): string {
	return task.slot > 0 || service === '' ? task.name : service;
}

/** Short form of a container's or task's ID, as Docker prints it. */
export function shortId(id: string): string {
	return id.slice(0, 12);
}

/** Status with which a task's program ended, '' when its error is another. */
export function exitCode(err: string): string {
	return /non-zero exit \((-?\d+)\)/.exec(err)?.[1] ?? '';
}

/** The digests that Docker pins say nothing to a reader. */
export function withoutDigest(text: string): string {
	return text.replace(/@sha256:[0-9a-f]+/g, '');
}
