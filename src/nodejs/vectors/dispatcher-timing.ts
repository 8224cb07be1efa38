import { v28_2 } from '../../core/era/v28.2.ts';
import { createRng } from '../../core/sim/rng.ts';
import { Sim } from '../../core/sim/sim.ts';
import { Dispatcher } from '../../core/swarm/dispatcher/dispatcher.ts';
import { MILLISECOND, type NodeState, type SwarmNode } from '../../core/swarm/objects.ts';
import { defaultClusterSpec } from '../../core/swarm/manager/bootstrap.ts';
import { applyAtOnce, MemoryStore } from '../../core/swarm/store/store.ts';
import type { TaskState } from '../../core/swarm/task-state.ts';
import { toNode, toTask } from './normalise.ts';
import { each } from './vector.ts';

type Range = [number, number];

interface TimingVector {
	id: string;
	kind: 'period' | 'leader-change' | 'down';
	input: { heartbeatPeriodMs?: number; nodeState?: NodeState; downMessage?: string };
	expect: {
		nextHeartbeatMsRange?: Range;
		downAfterMsRange?: Range;
		nodeState?: NodeState;
		message?: string;
		downMessage?: string;
		orphanAfterMs?: number;
		orphanedTaskStates?: TaskState[];
		untouchedTaskStates?: TaskState[];
	};
}

/** A range is looked for with so many dice. */
const DRAWS = 100;
const NODE = 'node1';

/** What a new leader's dispatcher does with a node that never says a word, or says one and no more. */
export const dispatcherTiming = each<TimingVector>(({ kind, input, expect }) => {
	const wrong = Array.from({ length: DRAWS }, (_, seed) => seed).flatMap((seed) => {
		switch (kind) {
			case 'period':
				return checkPeriod(seed, input.heartbeatPeriodMs!, expect);
			case 'leader-change':
				return input.nodeState === 'DOWN' ? checkOrphaning(seed, expect) : checkLeaderChange(seed, input, expect);
			case 'down':
				return checkOrphaning(seed, expect);
		}
	});
	return [[], wrong.slice(0, 3)];
});

class Rehearsal {
	readonly sim: Sim;
	readonly store: MemoryStore;
	readonly dispatcher: Dispatcher;
	sessionId = '';

	constructor(seed: number, periodMs: number, state: NodeState, tasks: readonly TaskState[] = []) {
		this.sim = new Sim(seed, 0);
		this.store = new MemoryStore(this.sim);
		this.store.setProposer(applyAtOnce(this.store));
		this.store.update('before', (tx) => {
			const meta = { version: { index: 0 }, createdAt: '', updatedAt: '' };
			const spec = { ...defaultClusterSpec(v28_2), dispatcher: { heartbeatPeriod: periodMs * MILLISECOND } };
			const rootCa = { caCert: '', caCertHash: '', joinTokens: { worker: '', manager: '' } };
			tx.create('cluster', { id: 'default', meta, spec, rootCa });
			tx.create('node', toNode({ id: NODE, status: { state }, description: { hostname: NODE } }));
			for (const state of tasks) tx.create('task', toTask({ id: state, nodeId: NODE, status: { state } }));
		});
		const context = {
			sim: this.sim,
			scope: this.sim.root.child('leader'),
			store: this.store,
			rng: createRng(seed),
			era: v28_2,
			where: 'mgr1'
		};
		const rehearsal = this;
		this.dispatcher = new Dispatcher(context, {
			nodeId: 'manager1',
			managers: () => [],
			onSession() {},
			isConnected: () => true,
			*push(_via, _to, push) {
				rehearsal.sessionId = push.sessionId;
			}
		});
	}

	get node(): SwarmNode {
		return this.store.get('node', NODE)!;
	}

	register(): void {
		const description = this.node.description!;
		const request = { nodeId: NODE, machine: NODE, addr: '10.0.0.2', description, via: 'mgr1', attempt: 1 };
		const { dispatcher } = this;
		this.sim.root.spawn(
			(function* () {
				try {
					yield* dispatcher.session({ op: 'session', ...request });
				} catch (error) {
					// Sessions end by throwing.
					if (!(error instanceof Error) || error.name !== 'SwarmError') throw error;
				}
				return 0;
			})(),
			{ name: 'session' }
		);
		while (this.sessionId === '') this.sim.runUntil(this.sim.now + 1);
	}

	/** Milliseconds until the node is down. */
	untilDown(): number {
		const from = this.sim.now;
		while (this.node.status.state !== 'DOWN') this.sim.runUntil(this.sim.now + 1);
		return this.sim.now - from;
	}
}

function checkPeriod(seed: number, periodMs: number, expect: TimingVector['expect']): string[] {
	const rehearsal = new Rehearsal(seed, periodMs, 'READY');
	rehearsal.register();
	const next = rehearsal.dispatcher.beat({ nodeId: NODE, sessionId: rehearsal.sessionId, agent: NODE });
	return [
		...outside('next heartbeat', next, expect.nextHeartbeatMsRange!),
		...outside('down', rehearsal.untilDown(), expect.downAfterMsRange!)
	];
}

function checkLeaderChange(seed: number, input: TimingVector['input'], expect: TimingVector['expect']): string[] {
	const rehearsal = new Rehearsal(seed, input.heartbeatPeriodMs!, input.nodeState!);
	const { state, message } = rehearsal.node.status;
	return [
		...unlike(expect.nodeState!, state),
		...unlike(expect.message!, message),
		...outside('down', rehearsal.untilDown(), expect.downAfterMsRange!),
		...unlike(expect.downMessage!, rehearsal.node.status.message)
	];
}

function checkOrphaning(seed: number, expect: TimingVector['expect']): string[] {
	const orphaned = expect.orphanedTaskStates ?? [];
	const untouched = expect.untouchedTaskStates ?? [];
	const rehearsal = new Rehearsal(seed, 5000, 'DOWN', [...orphaned, ...untouched]);
	const { sim, store, node } = rehearsal;
	const states = (): string => [...orphaned, ...untouched].map((id) => store.get('task', id)!.status.state).join(' ');
	sim.runUntil(expect.orphanAfterMs! - 1);
	const before = states();
	sim.runUntil(expect.orphanAfterMs!);
	return [
		...unlike('DOWN', node.status.state),
		...unlike([...orphaned, ...untouched].join(' '), before),
		...unlike([...orphaned.map(() => 'ORPHANED'), ...untouched].join(' '), states())
	];
}

function outside(what: string, value: number, [from, to]: Range): string[] {
	return value >= from && value <= to ? [] : [`${what}: ${value} ms, not ${from} to ${to}`];
}

function unlike(expected: string, actual: string | undefined): string[] {
	return expected === actual ? [] : [`${actual}, not ${expected}`];
}
