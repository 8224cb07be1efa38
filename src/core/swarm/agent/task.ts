import { Signal, type Process } from '../../sim/process.ts';
import type { Task, TaskStatus } from '../objects.ts';
import { compareStates, isAtLeast, isAtMost, isBefore, type TaskState } from '../task-state.ts';
import { TaskError, type Controller } from './controller.ts';

export interface StepResult {
	/**
	 * next: go on with the next step. noop: nothing to do until the task changes. retry: the same step again, later or
	 * when the task has changed.
	 */
	outcome: 'next' | 'noop' | 'retry';
	status: TaskStatus;
}

/**
 * One step of a task towards its desired state: at most one operation of its controller.
 *
 * Active states (PREPARING, STARTING, RUNNING) run their operation even if the next state passes the desired one; the
 * others only advance while they are before it. An error is fatal unless temporary: REJECTED before STARTING, FAILED
 * from then on. A signal has interrupted the operation: the task has changed meanwhile, so look again.
 *
 * Source: swarmkit agent/exec/controller.go, Do; vectors/task-state-machine.json.
 */
export function* step(task: Task, controller: Controller, timestamp: () => string): Process<StepResult> {
	const { status, desiredState } = task;
	const { state } = status;
	if (isAtLeast(desiredState, 'SHUTDOWN')) {
		if (isAtLeast(state, 'COMPLETE')) return { outcome: 'noop', status };
		return yield* perform(task, controller, timestamp, () => controller.shutdown(), 'SHUTDOWN', 'shutdown');
	}
	if (compareStates(state, desiredState) > 0) return { outcome: 'noop', status };
	const isBehind = isBefore(state, desiredState);
	switch (state) {
		case 'NEW':
		case 'PENDING':
		case 'ASSIGNED':
			return isBehind ? advance(status, 'ACCEPTED', 'accepted', timestamp) : { outcome: 'noop', status };
		case 'ACCEPTED':
			return isBehind ? advance(status, 'PREPARING', 'preparing', timestamp) : { outcome: 'noop', status };
		case 'READY':
			return isBehind ? advance(status, 'STARTING', 'starting', timestamp) : { outcome: 'noop', status };
		case 'PREPARING':
			return yield* perform(task, controller, timestamp, () => controller.prepare(), 'READY', 'prepared');
		case 'STARTING':
			return yield* perform(task, controller, timestamp, () => controller.start(), 'RUNNING', 'started');
		case 'RUNNING':
			return yield* perform(task, controller, timestamp, () => controller.wait(), 'COMPLETE', 'finished');
		default:
			return { outcome: 'noop', status };
	}
}

function advance(status: TaskStatus, state: TaskState, message: string, timestamp: () => string): StepResult {
	return { outcome: 'next', status: { ...withoutError(status), timestamp: timestamp(), state, message } };
}

function* perform(
	task: Task,
	controller: Controller,
	timestamp: () => string,
	operation: () => Process<void>,
	state: TaskState,
	message: string
): Process<StepResult> {
	const { status } = task;
	try {
		yield* operation();
		return {
			outcome: 'next',
			status: { ...observe(withoutError(status), controller), timestamp: timestamp(), state, message }
		};
	} catch (error) {
		if (error instanceof Signal) return { outcome: 'retry', status: interrupted(status, timestamp) };
		if (!(error instanceof TaskError)) throw error;
		const failed = { ...observe(status, controller), timestamp: timestamp(), err: error.message };
		if (error.temporary) return { outcome: 'retry', status: failed };
		return {
			outcome: 'next',
			status: { ...failed, state: isBefore(status.state, 'STARTING') ? 'REJECTED' : 'FAILED' }
		};
	}
}

/**
 * A running task whose wait was interrupted: the interrupted step could not read its ports any more, so it reports itself
 * again without them, as of now. `service ps` then says "Shutdown  Running less than a second ago" and shows no port.
 * Source: swarmkit agent/exec/controller.go, Do (PortStatus on a cancelled context); stack.jsonl 111, services.jsonl 219.
 */
function interrupted(status: TaskStatus, timestamp: () => string): TaskStatus {
	if (status.state !== 'RUNNING') return status;
	const { portStatus: _, ...rest } = status;
	return { ...rest, timestamp: timestamp() };
}

/** Container and ports as the controller knows them now. */
function observe(status: TaskStatus, controller: Controller): TaskStatus {
	const { containerId, pid, exitCode, ports } = controller.status();
	const observed = { ...status };
	if (containerId) {
		observed.container = {
			containerId,
			...(pid === undefined ? {} : { pid }),
			...(exitCode === undefined ? {} : { exitCode })
		};
	}
	if (ports && ports.length > 0) observed.portStatus = { ports };
	else delete observed.portStatus;
	return observed;
}

function withoutError({ err: _, ...status }: TaskStatus): TaskStatus {
	return status;
}

/**
 * Asks the executor for a controller. A task without one is REJECTED, or FAILED if it had been started; one with is at
 * least ACCEPTED.
 *
 * Source: swarmkit agent/exec/executor.go, Resolve.
 */
export function resolve(
	task: Task,
	createController: (task: Task) => Controller,
	timestamp: () => string
): { controller?: Controller; status: TaskStatus } {
	const { status } = task;
	try {
		const controller = createController(task);
		if (!isBefore(status.state, 'ACCEPTED')) return { controller, status };
		return { controller, status: advance(status, 'ACCEPTED', 'accepted', timestamp).status };
	} catch (error) {
		if (!(error instanceof TaskError)) throw error;
		const failed = { ...status, timestamp: timestamp(), message: 'resolving controller failed', err: error.message };
		if (isBefore(status.state, 'STARTING')) return { status: { ...failed, state: 'REJECTED' } };
		if (isAtMost(status.state, 'RUNNING')) return { status: { ...failed, state: 'FAILED' } };
		return { status: failed };
	}
}
