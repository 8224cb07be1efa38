import type { Era } from '../../core/era/era.ts';
import { v28_2 } from '../../core/era/v28.2.ts';
import { createRng, type Rng } from '../../core/sim/rng.ts';
import { Sim } from '../../core/sim/sim.ts';
import { startAllocator } from '../../core/swarm/allocator/allocator.ts';
import type { LeaderContext } from '../../core/swarm/component.ts';
import {
	MILLISECOND,
	type Kind,
	type ServiceSpec,
	type Tables,
	type Task,
	type UpdateConfig
} from '../../core/swarm/objects.ts';
import { startConstraintEnforcer } from '../../core/swarm/orchestrator/constraint-enforcer.ts';
import { startGlobalOrchestrator } from '../../core/swarm/orchestrator/global.ts';
import { startJobsOrchestrator } from '../../core/swarm/orchestrator/jobs.ts';
import { startReplicatedOrchestrator } from '../../core/swarm/orchestrator/replicated.ts';
import { RestartSupervisor } from '../../core/swarm/orchestrator/restart.ts';
import { groupBy, type Slot } from '../../core/swarm/orchestrator/slot.ts';
import { startTaskReaper } from '../../core/swarm/orchestrator/task-reaper.ts';
import { UpdateSupervisor } from '../../core/swarm/orchestrator/update.ts';
import { startScheduler } from '../../core/swarm/scheduler/scheduler.ts';
import { applyAtOnce, MemoryStore, type Change, type ReadTx } from '../../core/swarm/store/store.ts';
import { isAtMost } from '../../core/swarm/task-state.ts';
import { EPOCH_MS, toObject, type Sparse } from './normalise.ts';
import { expectedProjection, project } from './projection.ts';
import { sameJson } from './vector.ts';

/** One recorded store history of an upstream test (vectors/README.md, Scenarios). */
export interface Scenario {
	id: string;
	component: string;
	upstreamTest: string;
	steps: Step[];
	final: { stable?: Sparse };
	expectNoComponentChanges?: boolean;
}

export interface Step {
	by: 'driver' | 'component';
	atMs: number;
	txns: { ms: number; actor?: string; changes: ScenarioChange[] }[];
	expectStable?: Sparse;
}

export interface ScenarioChange {
	op: 'create' | 'update' | 'delete';
	kind: string;
	id: string;
	object?: Sparse;
	set?: Sparse;
}

export interface ScenarioResult {
	id: string;
	ok: boolean;
	/** Expectations compared. */
	compared: number;
	why: string;
}

/** How long after a recorded moment the last of what follows from it may come: real clocks were rounded. */
const ROUNDING_MS = 5;

type Start = (context: LeaderContext) => void;

/** A call of upstream's updater tests, which are not in their store: run the updater with this changed service. */
interface UpdaterCall {
	ms: number;
	spec: (spec: ServiceSpec) => ServiceSpec;
}

/** The components that wrote in the recording, by the package of what wrote. */
const STARTERS: Readonly<Record<string, Start>> = {
	// Upstream's tests shorten the allocator's retry to 5 ms.
	allocator: (context) => startAllocator(context, 5),
	constraintenforcer: startConstraintEnforcer,
	global: startGlobalOrchestrator,
	jobs: startJobsOrchestrator,
	replicated: startReplicatedOrchestrator,
	scheduler: startScheduler,
	taskreaper: startTaskReaper
};
const BY_FOLDER: Readonly<Record<string, string>> = {
	allocator: 'allocator',
	'constraint-enforcer': 'constraintenforcer',
	'global-orchestrator': 'global',
	'jobs-orchestrator': 'jobs',
	'replicated-orchestrator': 'replicated',
	scheduler: 'scheduler',
	'task-reaper': 'taskreaper'
};

/** What the upstream test does beside the store, and so is not in the recording. */
interface Aside {
	/** Its component is there before its first object. */
	startsFirst?: true;
	/** It calls tick() itself where ours waits for its timer. */
	settleMs?: number;
	/** The updater alone is tested, with these calls and this limit for old tasks. */
	updater?: { calls: UpdaterCall[]; oldTaskLimitMs?: number };
	/** Failed tasks are only counted: upstream's jobs are tested with a restart supervisor that does nothing. */
	restartsNothing?: true;
	/** The scheduler is asked for its verdict before it has been shown any node. */
	hidesNodes?: true;
	/** Ties that happened to fall alike in all recorded runs: one of this many seeds must follow. */
	seeds?: number;
}

/** Monitor 50 ms, and all slots at once unless it says otherwise. */
function image(name: string, update: Partial<UpdateConfig>, registryAuth?: string): (spec: ServiceSpec) => ServiceSpec {
	return (spec) => {
		const container = { image: name, ...(registryAuth ? { pullOptions: { registryAuth } } : {}) };
		const config: UpdateConfig = { parallelism: 0, failureAction: 'PAUSE', order: 'STOP_FIRST', ...update };
		return { ...spec, task: { ...spec.task, container }, update: { ...config, monitor: 50 * MILLISECOND } };
	};
}

const ASIDES: Readonly<Record<string, Aside>> = {
	'scenario/task-reaper/TestTick': { startsFirst: true, settleMs: 260 },
	'scenario/task-reaper/TestTickHistoryCleanup': { startsFirst: true, settleMs: 260 },
	'scenario/updater/TestUpdater': {
		updater: {
			calls: [
				{ ms: 1, spec: image('v:2', {}) },
				{ ms: 54, spec: image('v:3', { parallelism: 1 }) },
				{ ms: 106, spec: image('v:4', { parallelism: 1, delay: 10 * MILLISECOND }) },
				{ ms: 190, spec: image('v:5', { parallelism: 1, delay: 10 * MILLISECOND, order: 'START_FIRST' }) },
				// Other credentials alone replace nothing that runs …
				{ ms: 274, spec: image('v:5', { parallelism: 1, delay: 10 * MILLISECOND, order: 'START_FIRST' }, 'opt1') },
				// … but what was shut down meanwhile.
				{ ms: 275, spec: image('v:5', { parallelism: 1, delay: 10 * MILLISECOND, order: 'START_FIRST' }, 'opt2') }
			]
		}
	},
	'scenario/updater/TestUpdaterTaskTimeout': {
		updater: { calls: [{ ms: 0, spec: image('v:2', {}) }], oldTaskLimitMs: 100 }
	},
	'scenario/updater/TestUpdaterPlacement': {
		// An expression that does not parse counts as none, so the tasks still meet it.
		updater: {
			calls: [
				{ ms: 0, spec: (spec) => ({ ...spec, task: { ...spec.task, placement: { constraints: ['node.name=*'] } } }) }
			]
		}
	},
	'scenario/jobs-orchestrator/TestGlobaljob-GJR-when-there-are-failed-tasks-should-not-replace-the-f-3f69b4': {
		restartsNothing: true
	},
	'scenario/jobs-orchestrator/TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-3e459e': {
		restartsNothing: true
	},
	'scenario/jobs-orchestrator/TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-cf6024': {
		restartsNothing: true
	},
	'scenario/jobs-orchestrator/TestReplicatedjob-RJR-when-a-job-has-some-failing-and-some-completed-t-e4e8fe': {
		restartsNothing: true
	},
	'scenario/scheduler/TestSchedulerUnassignedMap': { hidesNodes: true },
	'scenario/scheduler/TestScheduler': { seeds: 64 },
	'scenario/scheduler/TestSchedulerResourceConstraintHA': { seeds: 64 }
};

const NO_RESTARTS = {
	restart() {},
	clearServiceHistory() {},
	record() {},
	delayStart(): never {
		throw new Error('a restart supervisor that does nothing was asked to delay a start');
	}
};

function withoutNodes(store: MemoryStore): MemoryStore {
	const view = Object.create(store) as MemoryStore;
	view.all = (kind) => (kind === 'node' ? [] : store.all(kind));
	return view;
}

/** Plays the driver's part of a scenario against our components and compares what is stable. */
export function runScenario(scenario: Scenario): ScenarioResult {
	const { seeds = 1 } = ASIDES[scenario.id] ?? {};
	let result = runOnce(scenario, 1);
	for (let seed = 2; seed <= seeds && !result.ok; seed++) result = runOnce(scenario, seed);
	return result;
}

function runOnce(scenario: Scenario, seed: number): ScenarioResult {
	const play = new Play(scenario, seed);
	try {
		const wrong = play.run();
		return { id: scenario.id, ok: wrong === undefined, compared: play.compared, why: wrong ?? '' };
	} catch (error) {
		const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
		return { id: scenario.id, ok: false, compared: play.compared, why };
	}
}

class Play {
	compared = 0;
	private readonly sim: Sim;
	private readonly store: MemoryStore;
	/** Names of the recording → our IDs. */
	private readonly ids = new Map<string, string>();
	private readonly aliases = new Map<string, string>();
	private readonly counts = new Map<string, number>();
	private step = 0;
	private updaterCalls: { ms: number; run: () => void }[] = [];
	private componentChanges = 0;
	private byDriver = false;
	/** States of the store after each commit of a component since the driver's last change. */
	private passed: MemoryStore[] = [];

	constructor(
		private readonly scenario: Scenario,
		private readonly seed: number
	) {
		this.sim = new Sim(seed, EPOCH_MS);
		this.store = new MemoryStore(this.sim);
		this.store.setProposer(applyAtOnce(this.store));
		this.store.watch((changes) => this.name(changes));
	}

	/** @returns what went otherwise, or undefined */
	run(): string | undefined {
		const { steps, final, expectNoComponentChanges } = this.scenario;
		const { startsFirst, settleMs = 0 } = ASIDES[this.scenario.id] ?? {};
		if (startsFirst) this.start();
		for (this.step = 0; this.step < steps.length; this.step++) {
			const step = steps[this.step]!;
			if (step.by === 'driver') {
				for (const { ms, changes } of step.txns) {
					this.sim.runUntil(Math.max(this.sim.now, ms));
					this.drive(changes);
				}
				if (this.step === 0 && !startsFirst) this.start();
				continue;
			}
			const next = steps[this.step + 1];
			this.callUpdater(step.txns.at(-1)!.ms);
			this.sim.runUntil(Math.max(this.sim.now, step.txns.at(-1)!.ms, next?.txns[0]!.ms ?? 0) + settleMs);
			const wrong =
				step.expectStable && this.compare(step.expectStable, `after step ${this.step + 1} (${step.atMs} ms)`);
			if (wrong) return wrong;
			const left = settleMs > 0 ? this.notDeleted(step) : undefined;
			if (left) return left;
		}
		this.callUpdater(Infinity);
		const wrong = final.stable && this.compare(final.stable, 'at the end');
		if (wrong) return wrong;
		if (expectNoComponentChanges) {
			this.compared++;
			this.sim.runUntil(this.sim.now + 200);
			if (this.componentChanges > 0) return `${this.componentChanges} changes, none expected`;
		}
		return this.compared === 0 ? 'nothing was compared' : undefined;
	}

	/** @returns what the component should have deleted, and did not */
	private notDeleted({ txns, expectStable, atMs }: Step): string | undefined {
		if (!expectStable) return undefined;
		for (const { op, kind, id } of txns.flatMap(({ changes }) => changes)) {
			if (op !== 'delete' || kind !== 'Task') continue;
			this.compared++;
			if (this.store.get('task', this.ids.get(id) ?? id)) return `${id} was not deleted (${atMs} ms)`;
		}
		return undefined;
	}

	private start(): void {
		const { updater, restartsNothing, hidesNodes } = ASIDES[this.scenario.id] ?? {};
		if (updater) return this.startUpdater(updater);
		const names = new Set<string>();
		for (const { txns } of this.scenario.steps) {
			for (const { actor } of txns) {
				const name = actor?.split('.')[0] ?? '';
				if (name in STARTERS) names.add(name);
			}
		}
		const own = BY_FOLDER[this.scenario.component];
		if (own) names.add(own);
		if (names.size === 0) throw new Error(`nobody plays ${this.scenario.component}`);
		const era: Era = v28_2;
		for (const name of [...names].sort()) {
			const { sim } = this;
			const store = hidesNodes ? withoutNodes(this.store) : this.store;
			const rng = this.guided(createRng(`${this.seed}/${name}`));
			const context: LeaderContext = { sim, scope: sim.root.child(name), store, rng, era, where: 'mgr1' };
			if (name === 'jobs' && restartsNothing) startJobsOrchestrator(context, NO_RESTARTS);
			else STARTERS[name]!(context);
		}
	}

	private startUpdater({ calls, oldTaskLimitMs }: NonNullable<Aside['updater']>): void {
		const { sim, store } = this;
		const rng = this.guided(createRng(this.seed));
		const context: LeaderContext = { sim, scope: sim.root.child('updater'), store, rng, era: v28_2, where: 'mgr1' };
		const updates = new UpdateSupervisor(context, new RestartSupervisor(context, oldTaskLimitMs));
		let slots: Slot[] = [];
		this.updaterCalls = calls.map(({ ms, spec }) => {
			const run = (): void => {
				const service = store.all('service')[0]!;
				const { updateStatus: _, ...stored } = service;
				const wanted = store.tasksOfService(service.id).filter((task) => isAtMost(task.desiredState, 'RUNNING'));
				// The test keeps the tasks it had when it has shut all down itself.
				if (wanted.length > 0) slots = rng.shuffle([...groupBy(wanted, (task) => task.slot).values()]);
				else slots = rng.shuffle(slots.map((slot) => slot.map(({ id }) => store.get('task', id)!)));
				updates.update({ ...stored, spec: spec(stored.spec) }, slots);
			};
			return { ms, run };
		});
	}

	/** Calls of the test up to this time: after what the driver does at the same time. */
	private callUpdater(untilMs: number): void {
		const due = this.updaterCalls.filter(({ ms }) => ms <= untilMs);
		this.updaterCalls = this.updaterCalls.filter(({ ms }) => ms > untilMs);
		for (const { ms, run } of due) this.sim.at(Math.max(this.sim.now, ms), run);
		if (untilMs === Infinity && due.length > 0) this.sim.runUntil(this.sim.now + ROUNDING_MS);
	}

	/**
	 * Compares now; then with the states passed through since the driver acted, because a real driver may have gone on
	 * while the components still worked; then a moment later, because their clock ran while they worked.
	 */
	private compare(stable: Sparse, when: string): string | undefined {
		this.compared += Object.keys(stable).length;
		const wrong = differences(stable, this.store, this.aliases);
		if (wrong.length === 0 || this.passed.some((state) => differences(stable, state, this.aliases).length === 0))
			return undefined;
		this.sim.runUntil(this.sim.now + ROUNDING_MS);
		return differences(stable, this.store, this.aliases).length === 0 ? undefined : `${when}: ${wrong.join('; ')}`;
	}

	// ── the driver ─────────────────────────────────────────────────────────────────────────────────────────────────

	private drive(changes: readonly ScenarioChange[]): void {
		let failure: Error | undefined;
		this.byDriver = true;
		this.store.update(
			'driver',
			(tx) => {
				for (const { op, kind: rawKind, id: alias, object } of changes) {
					const kind = rawKind.toLowerCase() as Kind;
					const id = this.ids.get(alias) ?? alias;
					if (op === 'delete') {
						tx.delete(kind, id);
						continue;
					}
					const read = toObject(kind, object);
					if (!read) throw new Error(`${rawKind} is not modelled`);
					const named = { ...read, id };
					if (op === 'create') {
						tx.create(kind, named);
						continue;
					}
					const stored = tx.get(kind, id);
					if (!stored) throw new Error(`the driver changes ${alias}, which is not there`);
					tx.update(kind, { ...named, meta: stored.meta });
				}
			},
			(error) => (failure = error)
		);
		this.byDriver = false;
		if (failure) throw failure;
	}

	// ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────

	/** Tasks of components get the names that the recording gives them: k-th of their slot. */
	private name(changes: readonly Change[]): void {
		if (this.byDriver) {
			this.passed = [];
		} else {
			this.componentChanges += changes.length;
			const state = new MemoryStore(this.sim);
			state.restore(this.store.snapshot());
			this.passed.push(state);
		}
		for (const change of changes) {
			if (change.kind !== 'task' || change.op !== 'create') continue;
			// The driver's own names stay, unless they are counted ones.
			if (this.byDriver && !change.id.startsWith('$')) continue;
			const spec = this.store.get('service', change.object.serviceId ?? '')?.spec;
			const place = this.byDriver ? change.id.replace(/#\d+$/, '') : placeOf(change.object, spec);
			const count = (this.counts.get(place) ?? 0) + 1;
			this.counts.set(place, count);
			this.ids.set(`${place}#${count}`, change.id);
			this.aliases.set(change.id, `${place}#${count}`);
		}
	}

	/**
	 * Slots are taken in random order. To follow this recording the dice must fall as they fell there: slots come in
	 * the order in which the recording creates tasks in them from here on.
	 */
	private guided(rng: Rng): Rng {
		return {
			...rng,
			fork: (name) => this.guided(rng.fork(name)),
			shuffle: (items) => {
				const places = items.map((item) => slotOf(item));
				if (places.some((place) => place === undefined)) return rng.shuffle(items);
				const order = this.upcoming();
				const rank = (i: number): number => (order.indexOf(places[i]!) + order.length + 1) % (order.length + 1);
				return items
					.map((item, i) => ({ item, rank: rank(i) }))
					.sort((a, b) => a.rank - b.rank)
					.map(({ item }) => item);
			}
		};
	}

	private upcoming(): string[] {
		const created: string[] = [];
		for (const { by, txns } of this.scenario.steps.slice(this.step)) {
			if (by !== 'component') continue;
			for (const { changes } of txns) {
				for (const { op, id } of changes) if (op === 'create') created.push(id.replace(/#\d+$/, ''));
			}
		}
		return created;
	}
}

function differences(stable: Sparse, store: ReadTx, aliases: ReadonlyMap<string, string>): string[] {
	return Object.entries(stable).flatMap(([key, raw]) => {
		const expected = expectedProjection(key, raw);
		const actual = project(key, store, (id) => aliases.get(id) ?? id);
		if (sameJson(expected, actual)) return [];
		return [`${key}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
	});
}

function placeOf(task: Task, spec: Tables['service']['spec'] | undefined): string {
	const onNode = spec ? spec.global || spec.globalJob : task.slot === 0 && task.nodeId;
	return `$${task.serviceId ?? ''}/${onNode ? `node:${task.nodeId ?? ''}` : `slot:${task.slot}`}`;
}

/** Place of a slot (a list of tasks), undefined for anything else. */
function slotOf(item: unknown): string | undefined {
	const first = Array.isArray(item) ? (item[0] as Partial<Task> | undefined) : undefined;
	if (!first?.serviceId || first.slot === undefined) return undefined;
	return `$${first.serviceId}/slot:${first.slot}`;
}
