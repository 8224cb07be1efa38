import { createRng } from '../../core/sim/rng.ts';
import { Signal, type Process } from '../../core/sim/process.ts';
import { Sim } from '../../core/sim/sim.ts';
import { TaskError, type Controller } from '../../core/swarm/agent/controller.ts';
import { resolve, step, type StepResult } from '../../core/swarm/agent/task.ts';
import { newId } from '../../core/swarm/identity.ts';
import type { Task } from '../../core/swarm/objects.ts';
import type { TaskState } from '../../core/swarm/task-state.ts';
import { each } from './vector.ts';

interface StateVector {
	id: string;
	kind: 'do' | 'resolve';
	state: TaskState;
	desiredState: TaskState;
	controllerError?: string;
	controllerResolveError?: boolean;
	expect: { controllerCalls: string[]; newState: TaskState; message: string; err: string; returns: string | null };
}

const OUTCOMES: Record<string, StepResult['outcome']> = { 'exec: task noop': 'noop', 'exec: task retry': 'retry' };

export const taskStateMachine = each<StateVector>((vector) => {
	const { newState: state, message, err, controllerCalls, returns } = vector.expect;
	if (vector.kind === 'resolve') {
		const { status } = resolve(taskIn(vector.state, 'RUNNING'), () => resolved(vector), now);
		return [
			{ state, message, err },
			{ state: status.state, message: status.message, err: status.err ?? '' }
		];
	}
	const calls: string[] = [];
	const controller = fakeController(vector.controllerError ?? 'none', calls);
	const { outcome, status } = runStep(taskIn(vector.state, vector.desiredState), controller);
	return [
		{ calls: controllerCalls, state, message, err, outcome: returns === null ? 'next' : OUTCOMES[returns] },
		{ calls, state: status.state, message: status.message, err: status.err ?? '', outcome }
	];
});

const now = (): string => 'now';

function resolved({ controllerResolveError }: StateVector): Controller {
	if (controllerResolveError) throw new TaskError('no such controller');
	return fakeController('none', []);
}

function taskIn(state: TaskState, desiredState: TaskState): Task {
	return {
		id: newId(createRng(1)),
		meta: { version: { index: 1 }, createdAt: '', updatedAt: '' },
		spec: { container: { image: 'nginx' } },
		slot: 1,
		serviceAnnotations: { name: 'web' },
		status: { timestamp: '', state, message: '' },
		desiredState
	};
}

function fakeController(error: string, calls: string[]): Controller {
	const operation = (name: string) =>
		function* (): Process<void> {
			calls.push(name);
			if (error === 'fatal') throw new TaskError('boom');
			if (error === 'temporary') throw new TaskError('flaky', true);
			// An operation whose context has ended is one that was interrupted.
			if (error === 'deadline') throw new Signal('SIGINT');
			// `already-…`: a controller that has done it already has nothing to complain of.
		};
	return {
		update() {},
		prepare: operation('Prepare'),
		start: operation('Start'),
		wait: operation('Wait'),
		shutdown: operation('Shutdown'),
		remove: operation('Remove'),
		*logs() {
			return undefined;
		},
		status: () => ({})
	};
}

function runStep(task: Task, controller: Controller): StepResult {
	const sim = new Sim(1, 0);
	let result: StepResult | undefined;
	const body = function* (): Process {
		result = yield* step(task, controller, now);
		return 0;
	};
	sim.root.spawn(body(), { name: 'step' });
	sim.runUntil(1000);
	return result!;
}
