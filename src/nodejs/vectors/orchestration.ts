import { Sim } from '../../core/sim/sim.ts';
import { updateService } from '../../core/swarm/manager/control-service.ts';
import { applyAtOnce, MemoryStore } from '../../core/swarm/store/store.ts';
import type { UpdateConfig, UpdateStatus, Service } from '../../core/swarm/objects.ts';
import { isTaskDirty } from '../../core/swarm/orchestrator/dirty.ts';
import { recordRestart, shouldRestart, type SlotHistory } from '../../core/swarm/orchestrator/restart-policy.ts';
import { updatableTasks } from '../../core/swarm/orchestrator/slot.ts';
import { historyLimit, trimHistory } from '../../core/swarm/orchestrator/task-reaper.ts';
import { isGlobal, timeMs } from '../../core/swarm/orchestrator/task.ts';
import { restarted } from '../../core/swarm/orchestrator/task-init.ts';
import {
	completed,
	DEFAULT_UPDATE,
	failureOutcome,
	isPaused,
	isRollingBack,
	paused,
	rolledBack,
	started,
	tooManyFailures
} from '../../core/swarm/orchestrator/update-rules.ts';
import { EPOCH_MS, toNode, toService, toTask, type Sparse } from './normalise.ts';
import { each } from './vector.ts';

export const taskDirty = each<{ id: string; service: Sparse; task: Sparse; node: Sparse | null; expectDirty: boolean }>(
	({ service, task, node, expectDirty }) => [
		expectDirty,
		isTaskDirty(toService(service), toTask(task), node ? toNode(node) : undefined)
	]
);

interface HistoryRow {
	tuple: { Slot: number; ServiceID: string; NodeID: string };
	totalRestarts: number;
	specVersion: number;
	timestamps: string[] | null;
}

export const restartShouldRestart = each<{
	id: string;
	history: HistoryRow[];
	task: Sparse;
	service: Sparse;
	expect: boolean;
}>(({ history, task: rawTask, service: rawService, expect }) => {
	const task = toTask(rawTask);
	const service = toService(rawService);
	const nodeId = isGlobal(service) ? (task.nodeId ?? '') : '';
	const row = history.find(({ tuple }) => tuple.Slot === task.slot && tuple.NodeID === nodeId);
	const known: SlotHistory | undefined = row && {
		totalRestarts: row.totalRestarts,
		specVersion: row.specVersion,
		restartsMs: (row.timestamps ?? []).map((time) => timeMs(time) ?? 0)
	};
	return [expect, shouldRestart(task, service, known)];
});

export const updatableSlot = each<{ id: string; slot: Sparse[]; service: Sparse; expectTaskIds: string[] }>(
	({ slot, service: rawService, expectTaskIds }) => {
		const service = toService(rawService);
		const tasks = slot.map(toTask);
		// The vector does not tell what its supervisor remembered; a new leader reads it off the tasks.
		let history: SlotHistory | undefined;
		for (const task of restarted(tasks)) history = recordRestart(history, task, EPOCH_MS) ?? history;
		const updatable = updatableTasks(tasks, service, (task) => shouldRestart(task, service, history));
		return [expectTaskIds, updatable.map((task) => task.id)];
	}
);

export const updaterFailureThreshold = each<{
	id: string;
	dirtySlots: number;
	maxFailureRatio: number;
	expect: { failuresThatTriggerAction: number | null };
}>(({ dirtySlots, maxFailureRatio, expect }) => {
	const config = { ...DEFAULT_UPDATE, maxFailureRatio };
	const counts = Array.from({ length: dirtySlots }, (_, i) => i + 1);
	const first = counts.find((failures) => tooManyFailures(failures, dirtySlots, config)) ?? null;
	return [expect.failuresThatTriggerAction, first];
});

interface StatusSetup {
	status?: UpdateStatus['state'] | null;
	failureAction?: string;
	failures?: string;
	previousSpec?: boolean;
	dirtySlots?: number;
	manualRollback?: boolean;
}

export const updaterStatus = each<{
	id: string;
	setup: StatusSetup;
	expect: { updateStatus: string | null; message?: string; specBecomes?: string; previousSpecBecomes?: string | null };
}>(({ setup, expect }) => {
	const now = new Date(EPOCH_MS).toISOString();
	const before = toService({
		id: 's',
		spec: { annotations: { name: 'current' }, task: {} },
		...(setup.previousSpec ? { previousSpec: { annotations: { name: 'previousSpec' }, task: {} } } : {}),
		...(setup.status ? { updateStatus: { state: setup.status } } : {})
	});
	const after = setup.manualRollback ? rolledBackByHand(before) : transition(before, setup, now);
	const actual: Record<string, unknown> = { updateStatus: after.updateStatus?.state ?? null };
	if (expect.message !== undefined) actual['message'] = after.updateStatus?.message;
	if (expect.specBecomes !== undefined) actual['specBecomes'] = after.spec.annotations.name;
	const { note: _, ...expected } = expect as typeof expect & { note?: string };
	if ('previousSpecBecomes' in expect) actual['previousSpecBecomes'] = after.previousSpec ?? null;
	if (expect.previousSpecBecomes) actual['previousSpecBecomes'] = describePrevious(after, before);
	return [expected, actual];
});

function describePrevious(after: Service, before: Service): string {
	return after.previousSpec?.annotations.name === before.spec.annotations.name
		? 'the spec that was current'
		: 'another';
}

/** `service rollback`, as the control API begins it. The two specs must be of one service there. */
function rolledBackByHand(before: Service): Service {
	const sim = new Sim(1, EPOCH_MS);
	const store = new MemoryStore(sim);
	store.setProposer(applyAtOnce(store));
	const runnable = (image: string): Service['spec'] => ({
		annotations: { name: 's' },
		task: { container: { image } },
		replicated: { replicas: 1 }
	});
	const { current, previous } = { current: runnable('current'), previous: runnable('previousSpec') };
	store.update('before', (tx) => tx.create('service', { ...before, spec: current, previousSpec: previous }));
	const call = updateService(store, () => sim.timestamp(), {
		id: 's',
		version: 0,
		spec: current,
		rollback: 'previous'
	});
	sim.root.spawn(
		(function* () {
			yield* call;
			return 0;
		})(),
		{ name: 'rollback' }
	);
	sim.runUntil(1000);
	const after = store.get('service', 's')!;
	const named = (spec: Service['spec']): Service['spec'] => ({
		...spec,
		annotations: { name: spec.task.container!.image }
	});
	return { ...after, spec: named(after.spec), previousSpec: named(after.previousSpec!) };
}

/** What one run of the updater does to the status, told by the same rules as update.ts goes by. */
function transition(before: Service, setup: StatusSetup, now: string): Service {
	if (isPaused(before.updateStatus)) return before;
	if (setup.dirtySlots === 0) {
		const open = before.updateStatus?.state === 'UPDATING' || isRollingBack(before.updateStatus);
		return open ? { ...before, updateStatus: completed(before.updateStatus!, now) } : before;
	}
	const first = started(before.updateStatus, now);
	const running = first ? { ...before, updateStatus: first } : before;
	const failureAction = (setup.failureAction ?? 'pause').toUpperCase() as UpdateConfig['failureAction'];
	const failed = setup.failures === 'over threshold' || setup.failures === 'any';
	const outcome = failed
		? failureOutcome({ ...DEFAULT_UPDATE, failureAction }, isRollingBack(before.updateStatus), '<taskID>')
		: ({ action: 'none' } as const);
	if (outcome.action === 'pause') return paused(running, outcome.message);
	if (outcome.action === 'rollback') return rolledBack(running, outcome.message) ?? running;
	return { ...running, updateStatus: completed(running.updateStatus!, now) };
}

export const reaperHistory = each<{
	id: string;
	taskHistoryRetentionLimit: number;
	restartMaxAttempts: number;
	slotTasksOldestFirst: ('F' | 'R' | 'N')[];
	expectDeletedPositions: number[];
	expectSlotStaysDirty: boolean;
}>((vector) => {
	const states = { F: ['FAILED', 'SHUTDOWN'], R: ['RUNNING', 'RUNNING'], N: ['NEW', 'SHUTDOWN'] } as const;
	const tasks = vector.slotTasksOldestFirst.map((letter, i) => {
		const [state, desiredState] = states[letter];
		return toTask({ id: String(i + 1), desiredState, status: { state, timestamp: { $ms: i } } });
	});
	const service = toService({ spec: { task: { restart: { maxAttempts: vector.restartMaxAttempts } } } });
	const { ids, staysDirty } = trimHistory(tasks, historyLimit(service, vector.taskHistoryRetentionLimit));
	return [
		[vector.expectDeletedPositions, vector.expectSlotStaysDirty],
		[ids.map(Number).sort((a, b) => a - b), staysDirty]
	];
});
