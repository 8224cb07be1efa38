// Every row of the table that was recorded while SwarmKit's own exec.Do and exec.Resolve ran.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/sim/rng.ts';
import { Signal, type Process } from '../../../../src/core/sim/process.ts';
import { Sim } from '../../../../src/core/sim/sim.ts';
import { TaskError, type Controller } from '../../../../src/core/swarm/agent/controller.ts';
import { resolve, step, type StepResult } from '../../../../src/core/swarm/agent/task.ts';
import { newId } from '../../../../src/core/swarm/identity.ts';
import type { Task } from '../../../../src/core/swarm/objects.ts';
import type { TaskState } from '../../../../src/core/swarm/task-state.ts';

interface Vector {
	id: string;
	kind: 'do' | 'resolve';
	state: TaskState;
	desiredState: TaskState;
	controllerError?: string;
	controllerResolveError?: boolean;
	expect: { controllerCalls: string[]; newState: TaskState; message: string; err: string; returns: string | null };
}

const { vectors, count } = JSON.parse(
	readFileSync('../shared/reference/swarmkit/vectors/task-state-machine.json', 'utf8')
) as { vectors: Vector[]; count: number };

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
		result = yield* step(task, controller, () => 'now');
		return 0;
	};
	sim.root.spawn(body(), { name: 'step' });
	sim.runUntil(1000);
	return result!;
}

const OUTCOMES: Record<string, StepResult['outcome']> = { 'exec: task noop': 'noop', 'exec: task retry': 'retry' };

test("each step of a task does what SwarmKit's does", () => {
	const steps = vectors.filter((vector) => vector.kind === 'do');
	for (const vector of steps) {
		const calls: string[] = [];
		const { outcome, status } = runStep(
			taskIn(vector.state, vector.desiredState),
			fakeController(vector.controllerError ?? 'none', calls)
		);
		const expected = vector.expect;
		expect(
			{ id: vector.id, calls, state: status.state, message: status.message, err: status.err ?? '', outcome },
			vector.id
		).toEqual({
			id: vector.id,
			calls: expected.controllerCalls,
			state: expected.newState,
			message: expected.message,
			err: expected.err,
			outcome: expected.returns === null ? 'next' : OUTCOMES[expected.returns]
		});
	}
	console.log(`task-state-machine: ${steps.length} steps`);
	expect(steps.length).toBeGreaterThan(100);
});

test('a task without a controller is rejected before it was started and failed afterwards', () => {
	const cases = vectors.filter((vector) => vector.kind === 'resolve');
	for (const vector of cases) {
		const { status } = resolve(
			taskIn(vector.state, 'RUNNING'),
			() => {
				if (vector.controllerResolveError) throw new TaskError('no such controller');
				return fakeController('none', []);
			},
			() => 'now'
		);
		expect({ state: status.state, message: status.message, err: status.err ?? '' }, vector.id).toEqual({
			state: vector.expect.newState,
			message: vector.expect.message,
			err: vector.expect.err
		});
	}
	console.log(`task-state-machine: ${cases.length} of resolving a controller`);
	expect(cases.length).toBeGreaterThan(10);
	expect(vectors.length).toBe(count);
});
