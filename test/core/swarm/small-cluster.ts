import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';
import { Net, type Host } from '../../../src/core/sim/net.ts';
import { park, Signal, sleep, WaitQueue, type Process } from '../../../src/core/sim/process.ts';
import type { Scope } from '../../../src/core/sim/scope.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import {
	TaskError,
	type Controller,
	type Executor,
	type NodeAssignment
} from '../../../src/core/swarm/agent/controller.ts';
import { createSwarmDisk, type SwarmDisk } from '../../../src/core/swarm/disk.ts';
import { createSwarm } from '../../../src/core/swarm/membership/membership.ts';
import type { Service, ServiceSpec, SwarmNode, Task } from '../../../src/core/swarm/objects.ts';
import { SwarmError, type ControlApi, type InitRequest, type Swarm } from '../../../src/core/swarm/swarm.ts';

export const ERAS = { modern: v28_2, rc1: v1_12_0_rc1 };

interface FakeContainer {
	taskId: string;
	isRunning: boolean;
	exited: WaitQueue;
	exitCode: number;
}

/** An engine that only counts: pulling and starting take time, containers run until somebody stops them. */
export class FakeEngine implements Executor {
	readonly containers = new Map<string, FakeContainer>();
	assignment: NodeAssignment | undefined;

	constructor(
		private readonly hostname: string,
		private readonly era: Era
	) {}

	describe(): ReturnType<Executor['describe']> {
		return {
			hostname: this.hostname,
			platform: { architecture: 'x86_64', os: 'linux' },
			resources: { nanoCpus: 2e9, memoryBytes: 2e9 },
			engine: { engineVersion: this.era.engine.version }
		};
	}

	configure(node: NodeAssignment): void {
		this.assignment = node;
	}

	controller(task: Task): Controller {
		const engine = this;
		return {
			update() {},
			*prepare() {
				yield* sleep(60);
				if (task.spec.container?.image === 'nosuch:latest') throw new TaskError('No such image: nosuch:latest');
				engine.containers.set(task.id, { taskId: task.id, isRunning: false, exited: new WaitQueue(), exitCode: 0 });
			},
			*start() {
				yield* sleep(150);
				engine.container(task.id).isRunning = true;
			},
			*wait() {
				while (engine.container(task.id).isRunning) yield* park(engine.container(task.id).exited);
				const { exitCode } = engine.container(task.id);
				if (exitCode !== 0) throw new TaskError(`task: non-zero exit (${exitCode})`);
			},
			*shutdown() {
				const container = engine.containers.get(task.id);
				if (!container?.isRunning) return;
				yield* sleep(1000);
				container.isRunning = false;
			},
			*remove() {
				engine.containers.delete(task.id);
			},
			*logs() {
				return undefined;
			},
			status: () => ({ containerId: `c-${task.id}` })
		};
	}

	removeStale(taskIds: ReadonlySet<string>): void {
		for (const id of [...this.containers.keys()]) if (!taskIds.has(id)) this.containers.delete(id);
	}

	kill(taskId: string, exitCode: number): void {
		const container = this.container(taskId);
		container.isRunning = false;
		container.exitCode = exitCode;
		container.exited.notifyAll();
	}

	private container(taskId: string): FakeContainer {
		const container = this.containers.get(taskId);
		if (!container) throw new TaskError(`No such container: ${taskId}`);
		return container;
	}
}

export interface FakeMachine {
	name: string;
	host: Host;
	engine: FakeEngine;
	disk: SwarmDisk;
	swarm: Swarm;
	daemon: Scope;
}

export class SmallCluster {
	readonly sim: Sim;
	readonly net: Net;
	readonly machines = new Map<string, FakeMachine>();

	constructor(
		seed: number,
		names: readonly string[],
		private readonly era: Era = v28_2
	) {
		this.sim = new Sim(seed, era.epochMs);
		this.net = new Net(this.sim);
		names.forEach((name, i) => {
			const host = this.net.attach(name, `10.0.0.${i + 1}`);
			const engine = new FakeEngine(name, era);
			const machine = { name, host, engine, disk: createSwarmDisk() } as FakeMachine;
			this.machines.set(name, machine);
			this.boot(name);
		});
	}

	at(name: string): FakeMachine {
		return this.machines.get(name)!;
	}

	boot(name: string): void {
		const machine = this.at(name);
		machine.host.isUp = true;
		machine.daemon = this.sim.root.child(name);
		machine.swarm = createSwarm({
			sim: this.sim,
			scope: machine.daemon,
			net: this.net,
			host: machine.host,
			hostname: name,
			address: machine.host.address,
			era: this.era,
			executor: machine.engine,
			disk: machine.disk,
			rng: this.sim.rng.fork(`${name}/swarm`)
		});
		machine.swarm.start();
	}

	/** SIGKILL of the daemon: the machine answers, nobody listens. Containers go on. */
	killDaemon(name: string): void {
		this.at(name).daemon.end();
	}

	powerOff(name: string): void {
		const machine = this.at(name);
		machine.host.isUp = false;
		machine.daemon.end();
		for (const container of machine.engine.containers.values()) {
			container.isRunning = false;
			container.exitCode = 255;
		}
	}

	/** Runs a process to its end and returns its result; at most two virtual minutes. */
	run<T>(body: Process<T>, scope: Scope = this.sim.root): T {
		let outcome: { value: T } | { error: unknown } | undefined;
		const wrapped = function* (): Process {
			try {
				outcome = { value: yield* body };
			} catch (error) {
				if (error instanceof Signal) throw error;
				outcome = { error };
			}
			return 0;
		};
		scope.spawn(wrapped(), { name: 'test' });
		const deadline = this.sim.now + 120_000;
		while (!outcome && this.sim.nextAt() !== undefined && this.sim.nextAt()! <= deadline) this.sim.step();
		if (!outcome) throw new Error('still running after two minutes');
		if ('error' in outcome) throw outcome.error;
		return outcome.value;
	}

	/** The error's text as the API prints it, and how long it took to come. */
	fails(body: Process<unknown>): { text: string; status: number; ms: number } {
		const start = this.sim.now;
		try {
			this.run(body);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			return { text: error.text, status: error.status, ms: this.sim.now - start };
		}
		throw new Error('no error');
	}

	pass(ms: number): void {
		this.sim.runUntil(this.sim.now + ms);
	}

	/** Lets time pass until it holds; returns how long that was. */
	until(what: string, holds: () => boolean, limitMs = 120_000): number {
		const start = this.sim.now;
		while (!holds()) {
			const next = this.sim.nextAt();
			if (next === undefined || next > start + limitMs) throw new Error(`not within ${limitMs} ms: ${what}`);
			this.sim.step();
		}
		return this.sim.now - start;
	}

	control(name: string): ControlApi {
		return this.at(name).swarm.control();
	}

	init(name: string, request: Partial<InitRequest> = {}): string {
		return this.run(this.at(name).swarm.init({ ...INIT, ...request }));
	}

	join(name: string, to: string, role: 'worker' | 'manager'): void {
		const [cluster] = this.run(this.control(to).list('cluster'));
		const token = this.era.capabilities.joinTokens ? cluster!.rootCa.joinTokens[role] : '';
		const remote = `${this.at(to).host.address}:2377`;
		this.run(this.at(name).swarm.join({ ...JOIN, remoteAddrs: [remote], token, manager: role === 'manager' }));
	}

	/** mgr1 initialises; mgrN join as managers, all others as workers. */
	form(): this {
		const [first, ...others] = [...this.machines.keys()];
		this.init(first!);
		for (const name of others) this.join(name, first!, name.startsWith('mgr') ? 'manager' : 'worker');
		this.pass(3000);
		return this;
	}

	/** What the leader's store holds, as the managers' own traces show it: no request is made. */
	leader(): string {
		let leader = '';
		let term = 0;
		for (const event of this.sim.trace.kept) {
			if (event.type !== 'raft.role' || event.role !== 'leader') continue;
			if (event.term >= term && this.at(event.where).host.isUp && !this.at(event.where).daemon.isEnded) {
				leader = event.where;
				term = event.term;
			}
		}
		return leader;
	}

	node(asked: string, hostname: string): SwarmNode {
		const nodes = this.run(this.control(asked).list('node'));
		return nodes.filter((node) => node.description?.hostname === hostname).at(-1)!;
	}

	createService(asked: string, name: string, replicas: number, extra: Partial<ServiceSpec> = {}): Service {
		return this.run(this.control(asked).createService(serviceSpec(name, replicas, extra)));
	}
}

export function serviceSpec(name: string, replicas: number, extra: Partial<ServiceSpec> = {}): ServiceSpec {
	return { annotations: { name }, task: { container: { image: 'nginx:alpine' } }, replicated: { replicas }, ...extra };
}

export const INIT: InitRequest = {
	listenAddr: '0.0.0.0:2377',
	advertiseAddr: '',
	forceNewCluster: false,
	availability: 'ACTIVE',
	autoLockManagers: false,
	defaultAddressPool: [],
	subnetSize: 24,
	spec: {}
};

export const JOIN = {
	listenAddr: '0.0.0.0:2377',
	advertiseAddr: '',
	remoteAddrs: [] as string[],
	token: '',
	availability: 'ACTIVE' as const
};
