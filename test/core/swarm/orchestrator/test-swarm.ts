import { v28_2 } from '../../../../src/core/era/v28.2.ts';
import { Sim } from '../../../../src/core/sim/sim.ts';
import type { LeaderContext } from '../../../../src/core/swarm/component.ts';
import type { TracedEvent } from '../../../../src/core/sim/trace.ts';
import { startAllocator } from '../../../../src/core/swarm/allocator/allocator.ts';
import {
	SECOND,
	type Service,
	type ServiceSpec,
	type SwarmNode,
	type Task
} from '../../../../src/core/swarm/objects.ts';
import { startConstraintEnforcer } from '../../../../src/core/swarm/orchestrator/constraint-enforcer.ts';
import { startGlobalOrchestrator } from '../../../../src/core/swarm/orchestrator/global.ts';
import { startJobsOrchestrator } from '../../../../src/core/swarm/orchestrator/jobs.ts';
import { startReplicatedOrchestrator } from '../../../../src/core/swarm/orchestrator/replicated.ts';
import { startTaskReaper } from '../../../../src/core/swarm/orchestrator/task-reaper.ts';
import { startScheduler } from '../../../../src/core/swarm/scheduler/scheduler.ts';
import { applyAtOnce, MemoryStore, type Proposer, type WriteTx } from '../../../../src/core/swarm/store/store.ts';
import { isAfter, isAtLeast, type TaskState } from '../../../../src/core/swarm/task-state.ts';

const META = { version: { index: 0 }, createdAt: '', updatedAt: '' };
const STEPS: TaskState[] = ['ACCEPTED', 'PREPARING', 'READY', 'STARTING', 'RUNNING'];

/**
 * The decisions of a leader over a store of its own, and agents as simple as can be: a task goes one state further
 * every 50 ms, and stops one second after it is told to.
 */
export class TestSwarm {
	readonly sim: Sim;
	readonly store: MemoryStore;
	/** Images that cannot be pulled. */
	readonly missingImages = new Set<string>();
	private leader: ReturnType<Sim['root']['child']>;

	/** @param commitMs how long a commit takes, as it does through Raft */
	constructor(nodes: readonly string[], seed: number | string = 1, commitMs = 0) {
		this.sim = new Sim(seed, v28_2.epochMs);
		this.store = new MemoryStore(this.sim);
		const atOnce = applyAtOnce(this.store);
		const propose: Proposer['propose'] = (transaction, done) =>
			void this.sim.after(commitMs, () => atOnce.propose(transaction, done));
		this.store.setProposer(commitMs > 0 ? { ...atOnce, propose } : atOnce);
		this.write((tx) => {
			tx.create('cluster', {
				id: 'cluster',
				meta: META,
				spec: {
					annotations: { name: 'default' },
					orchestration: { taskHistoryRetentionLimit: 5 },
					raft: { snapshotInterval: 0, logEntriesForSlowFollowers: 0, heartbeatTick: 1, electionTick: 10 },
					dispatcher: { heartbeatPeriod: 5 * SECOND },
					caConfig: { nodeCertExpiry: 0 },
					taskDefaults: {},
					encryptionConfig: {}
				},
				rootCa: { caCert: '', caCertHash: '', joinTokens: { worker: '', manager: '' } }
			});
			tx.create('network', { id: 'ingress', meta: META, spec: { annotations: { name: 'ingress' }, ingress: true } });
		});
		for (const name of nodes) this.write((tx) => tx.create('node', node(name)));
		this.store.watch((changes) => {
			for (const change of changes) if (change.kind === 'task' && change.op !== 'delete') this.agent(change.object);
		});
		this.leader = this.lead();
	}

	/** A new leader begins with empty memory. */
	changeLeader(): void {
		this.leader.end();
		this.leader = this.lead();
	}

	run(ms: number): void {
		this.sim.runUntil(this.sim.now + ms);
	}

	write(change: (tx: WriteTx) => void): void {
		this.store.update('test', change, (error) => {
			if (error) throw error;
		});
	}

	createService(
		name: string,
		replicas: number | 'global',
		task: Partial<ServiceSpec['task']> = {},
		rest: Partial<ServiceSpec> = {}
	): void {
		const mode = rest.replicatedJob ? {} : replicas === 'global' ? { global: {} } : { replicated: { replicas } };
		const spec: ServiceSpec = {
			annotations: { name },
			task: { container: { image: `${name}:1` }, ...task },
			...mode,
			...rest
		};
		this.write((tx) => tx.create('service', { id: name, meta: META, spec, specVersion: { index: 0 } }));
	}

	/** As the control API does it: the old spec is kept, the status is cleared. */
	updateService(name: string, change: (spec: ServiceSpec) => ServiceSpec): void {
		this.write((tx) => {
			const { updateStatus: _, ...service } = this.service(name);
			const spec = change(service.spec);
			const old = service.specVersion ? { previousSpecVersion: service.specVersion } : {};
			tx.update('service', { ...service, spec, previousSpec: service.spec, ...old, specVersion: service.meta.version });
		});
	}

	updateNode(name: string, change: (node: SwarmNode) => SwarmNode): void {
		this.write((tx) => tx.update('node', change(tx.get('node', name)!)));
	}

	/** Something happened to the container. */
	report(task: Task, state: TaskState, err = ''): void {
		this.reportAll([task], state, err);
	}

	/** The same to several, told in one transaction: the dispatcher writes what was reported every 100 ms. */
	reportAll(tasks: readonly Task[], state: TaskState, err = ''): void {
		this.write((tx) => {
			for (const task of tasks) {
				const now = tx.get('task', task.id);
				if (!now || !isAfter(state, now.status.state)) continue;
				const status = { ...now.status, state, timestamp: this.sim.timestamp(), appliedAt: this.sim.timestamp() };
				tx.update('task', { ...now, status: err ? { ...status, err } : status });
			}
		});
	}

	service(name: string): Service {
		return this.store.get('service', name)!;
	}

	tasks(service: string): Task[] {
		return this.store.tasksOfService(service);
	}

	running(service: string): Task[] {
		return this.tasks(service).filter((task) => task.status.state === 'RUNNING' && task.desiredState === 'RUNNING');
	}

	/** Running tasks per node, for all nodes, most first. */
	profile(service: string): number[] {
		const counts = this.store
			.all('node')
			.map(({ id }) => this.running(service).filter((task) => task.nodeId === id).length);
		return counts.sort((a, b) => b - a);
	}

	events<T extends TracedEvent['type']>(type: T): Extract<TracedEvent, { type: T }>[] {
		return this.sim.trace.kept.filter((event): event is Extract<TracedEvent, { type: T }> => event.type === type);
	}

	private lead(): ReturnType<Sim['root']['child']> {
		const scope = this.sim.root.child('leader');
		const start = [
			startAllocator,
			startScheduler,
			startReplicatedOrchestrator,
			startGlobalOrchestrator,
			(context: LeaderContext) => startJobsOrchestrator(context),
			startTaskReaper,
			startConstraintEnforcer
		];
		for (const run of start) {
			run({ sim: this.sim, scope, store: this.store, rng: this.sim.rng.fork(run.name), era: v28_2, where: 'mgr1' });
		}
		return scope;
	}

	private agent(task: Task): void {
		const { state } = task.status;
		const node = this.store.get('node', task.nodeId ?? '');
		if (node?.status.state === 'DOWN' || !isAtLeast(state, 'ASSIGNED') || isAfter(state, 'RUNNING')) return;
		if (isAtLeast(task.desiredState, 'SHUTDOWN')) {
			this.sim.after(1_000, () => this.report(task, 'SHUTDOWN'));
			return;
		}
		if (state === 'PREPARING' && this.missingImages.has(task.spec.container?.image ?? '')) {
			this.sim.after(50, () => this.report(task, 'REJECTED', 'No such image'));
			return;
		}
		const next = state === 'ASSIGNED' ? STEPS[0] : STEPS[STEPS.indexOf(state) + 1];
		const paused = !['PREPARING', 'STARTING'].includes(state) && isAtLeast(state, task.desiredState);
		if (next && !paused) this.sim.after(50, () => this.report(task, next));
	}
}

function node(name: string): SwarmNode {
	return {
		id: name,
		meta: META,
		spec: { annotations: { name: '' }, desiredRole: 'WORKER', membership: 'ACCEPTED', availability: 'ACTIVE' },
		description: {
			hostname: name,
			platform: { architecture: 'x86_64', os: 'linux' },
			resources: { nanoCpus: 2e9, memoryBytes: 2e9 },
			engine: { engineVersion: '28.2.2' }
		},
		status: { state: 'READY', addr: '10.0.0.1' },
		role: 'WORKER'
	};
}
