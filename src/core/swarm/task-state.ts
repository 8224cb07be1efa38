import type { TaskStateName } from '../trace-events.ts';

/**
 * Task states with their wire values (swarmkit api/types.proto). Observed states only grow; REMOVE is only ever a
 * desired state.
 */
export const TASK_STATES = {
	NEW: 0,
	PENDING: 64,
	ASSIGNED: 192,
	ACCEPTED: 256,
	PREPARING: 320,
	READY: 384,
	STARTING: 448,
	RUNNING: 512,
	COMPLETE: 576,
	SHUTDOWN: 640,
	FAILED: 704,
	REJECTED: 768,
	REMOVE: 800,
	ORPHANED: 832
} as const;

export type TaskState = keyof typeof TASK_STATES;

/** Negative when a comes before b, 0 when equal, positive when after. */
export function compareStates(a: TaskState, b: TaskState): number {
	return TASK_STATES[a] - TASK_STATES[b];
}

export const isAfter = (a: TaskState, b: TaskState): boolean => TASK_STATES[a] > TASK_STATES[b];
export const isBefore = (a: TaskState, b: TaskState): boolean => TASK_STATES[a] < TASK_STATES[b];
export const isAtLeast = (a: TaskState, b: TaskState): boolean => TASK_STATES[a] >= TASK_STATES[b];
export const isAtMost = (a: TaskState, b: TaskState): boolean => TASK_STATES[a] <= TASK_STATES[b];

/** As the trace, the API and the command line write it. */
export function stateName(state: TaskState): TaskStateName {
	return state.toLowerCase() as TaskStateName;
}
