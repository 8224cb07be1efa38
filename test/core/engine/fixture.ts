import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';
import { createEngineDisk, Engine, type EngineDisk } from '../../../src/core/engine/engine.ts';
import type { CommandTable } from '../../../src/core/engine/engine-context.ts';
import type { ContainerProgram } from '../../../src/core/engine/programs/program.ts';
import { Registry, type ImageSource } from '../../../src/core/engine/registry.ts';
import { Files } from '../../../src/core/sim/files.ts';
import { Net, type Host } from '../../../src/core/sim/net.ts';
import { sleep, type Process } from '../../../src/core/sim/process.ts';
import type { Scope } from '../../../src/core/sim/scope.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import { readAll } from '../../../src/core/sim/stream.ts';
import type { Program } from '../../../src/core/sim/sys.ts';
import type { Executor, NodeAssignment } from '../../../src/core/swarm/agent/controller.ts';
import type { Network, Task } from '../../../src/core/swarm/objects.ts';
import { SwarmError, type Swarm } from '../../../src/core/swarm/swarm.ts';
import type { ApiResponse } from '../../../src/core/api/wire/http.ts';
import type { TraceEvent } from '../../../src/core/trace-events.ts';

/** Runs a process to its end in virtual time and gives its result; throws what it throws. */
export function complete<T>(sim: Sim, body: Process<T>, limitMs = 600_000): T {
	let outcome: { value: T } | { error: unknown } | undefined;
	const wrapper = function* (): Process {
		try {
			outcome = { value: yield* body };
		} catch (error) {
			outcome = { error };
		}
		return 0;
	};
	sim.root.spawn(wrapper(), { name: 'test' });
	const end = sim.now + limitMs;
	while (!outcome) {
		const at = sim.nextAt();
		if (at === undefined || at > end) throw new Error(`not done after ${limitMs} virtual ms`);
		sim.step();
	}
	if ('error' in outcome) throw outcome.error;
	return outcome.value;
}

/** A userland for containers: just what the tests need of sh and friends. */
function program(name: string, run: Program['run']): Program {
	return { name, run };
}
const say = (text: string): Program['run'] =>
	function* (sys) {
		yield* sys.stdout.write(text);
		return 0;
	};
const userland: Program[] = [
	program('true', say('')),
	program('false', function* () {
		return 1;
	}),
	program('echo', function* (sys) {
		yield* sys.stdout.write(sys.argv.slice(1).join(' ') + '\n');
		return 0;
	}),
	program('sleep', function* (sys) {
		yield* sleep(Number(sys.argv[1]) * 1000);
		return 0;
	}),
	program('cat', function* (sys) {
		if (sys.argv[1]) yield* sys.stdout.write(sys.machine.files.read(sys.argv[1]));
		else yield* sys.stdout.write(yield* readAll(sys.stdin));
		return 0;
	}),
	program('hostname', function* (sys) {
		yield* sys.stdout.write(sys.machine.hostname + '\n');
		return 0;
	}),
	/** sh -c 'exit N' and sh -c 'echo words' only. */
	program('sh', function* (sys) {
		const line = sys.argv[2] ?? '';
		const exit = /exit (\d+)$/.exec(line);
		const echo = /echo "?([^";]*)/.exec(line);
		if (echo) yield* sys.stdout.write(echo[1]! + '\n');
		return exit ? Number(exit[1]) : 0;
	})
];
export const commands: CommandTable = {
	program: (name) => userland.find((candidate) => candidate.name === name),
	names: () => userland.map(({ name }) => name).sort()
};

/** Programs that fail in the ways of the lab's images. Source: lab/images.sh. */
const crash: ContainerProgram = {
	name: 'crash',
	handles: [],
	*main(world) {
		yield* world.stdout.write('starting\n');
		yield* world.stderr.write('fatal: cannot open database\n');
		return 3;
	}
};
const crashLater: ContainerProgram = {
	name: 'crashlater',
	handles: ['SIGTERM'],
	*main(world) {
		yield* world.stdout.write('starting\n');
		yield* sleep(3000);
		yield* world.stderr.write('fatal: lost connection\n');
		return 1;
	}
};
const web: ContainerProgram = {
	name: 'web',
	handles: ['SIGTERM'],
	*main(world) {
		yield* world.signal();
		return world.argv[1] === 'rude' ? 143 : 0;
	}
};
const labImage = (name: string, cmd: string[], more: Partial<ImageSource['config']> = {}): ImageSource => ({
	name: `lab/${name}`,
	tags: ['latest'],
	content: '1',
	createdMs: Date.UTC(2025, 0, 1),
	platforms: [{ architecture: 'amd64', os: 'linux' }],
	layers: [{ compressed: 1_000_000, unpacked: 2_000_000, createdBy: `lab ${name}` }],
	config: { cmd, env: ['PATH=/bin'], ...more },
	programs: { crash, crashlater: crashLater, web },
	userland: 'busybox'
});
const probe = (line: string): ImageSource['config'] => ({
	healthcheck: { Test: ['CMD-SHELL', line], Interval: 1e9, Timeout: 1e9, Retries: 3 }
});

export function createRegistry(): Registry {
	const registry = new Registry();
	registry.add(labImage('crash', ['crash']));
	registry.add(labImage('crashlater', ['crashlater']));
	registry.add(labImage('unhealthy', ['web'], probe('echo "not ok"; exit 1')));
	registry.add(labImage('unhealthy-rude', ['web', 'rude'], probe('echo "not ok"; exit 1')));
	registry.add(labImage('healthy', ['web'], probe('echo ok')));
	return registry;
}

const noSwarm: Swarm = {
	local() {
		return {
			nodeId: '',
			nodeAddr: '',
			localNodeState: 'inactive',
			controlAvailable: false,
			error: '',
			remoteManagers: []
		};
	},
	*info() {
		return noSwarm.local();
	},
	*init() {
		return '';
	},
	*join() {},
	*leave() {},
	*unlock() {},
	*unlockKey() {
		return '';
	},
	control() {
		throw new SwarmError('docker', 'This node is not a swarm manager.');
	},
	attachments() {
		return undefined;
	},
	start() {},
	stop() {}
};

export interface TestMachine {
	name: string;
	host: Host;
	scope: Scope;
	disk: EngineDisk;
	files: Files;
	engine: Engine;
	executor: Executor;
}

export const INGRESS: Network = {
	id: 'ingressnetworkidingressne',
	meta: { version: { index: 1 }, createdAt: '', updatedAt: '' },
	spec: { annotations: { name: 'ingress' }, ingress: true, driverConfig: { name: 'overlay' } },
	driverState: { name: 'overlay', options: { 'com.docker.network.driver.overlay.vxlanid_list': '4096' } },
	ipam: { driver: { name: 'default' }, configs: [{ subnet: '10.0.0.0/24', gateway: '10.0.0.1' }] }
};
export const OVERLAY: Network = {
	...INGRESS,
	id: 'overlaynetworkidoverlayne',
	spec: { annotations: { name: 'uber-net' }, driverConfig: { name: 'overlay' } },
	ipam: { driver: { name: 'default' }, configs: [{ subnet: '10.0.1.0/24', gateway: '10.0.1.1' }] }
};

/** Machines with engines, a registry and wires; no manager: tests give the engines what a dispatcher would. */
export class Lab {
	readonly sim: Sim;
	readonly net: Net;
	readonly registry = createRegistry();
	readonly machines: TestMachine[] = [];
	readonly events: TraceEvent[] = [];
	private requests = 0;

	constructor(names: readonly string[], options: { seed?: number; era?: Era; images?: readonly string[] } = {}) {
		const era = options.era ?? v28_2;
		this.sim = new Sim(options.seed ?? 7, era.epochMs);
		this.net = new Net(this.sim);
		this.sim.trace.listen((event) => this.events.push(event));
		names.forEach((name, i) => {
			const host = this.net.attach(name, `192.168.1.${i + 1}`);
			this.machines.push(this.boot(name, { host, disk: createEngineDisk(), files: new Files(this.sim) }, era));
		});
		for (const machine of this.machines) for (const image of options.images ?? []) machine.engine.preload(image);
	}

	get first(): TestMachine {
		return this.machines[0]!;
	}

	machine(name: string): TestMachine {
		const machine = this.machines.find((candidate) => candidate.name === name);
		if (!machine) throw new Error(`no machine ${name}`);
		return machine;
	}

	/** Switches a machine on again, with the disk it had. */
	powerCycle(name: string, offMs: number, era: Era = v28_2): TestMachine {
		const old = this.machine(name);
		old.host.isUp = false;
		old.scope.end();
		this.wait(offMs);
		old.host.isUp = true;
		const machine = this.boot(name, old, era);
		this.machines[this.machines.indexOf(old)] = machine;
		return machine;
	}

	/** One session of every machine with its manager: all are peers, with these networks. */
	join(networks: readonly Network[] = [INGRESS, OVERLAY]): void {
		const peers = this.machines.map(({ name, host }) => ({
			nodeId: `node${name}`,
			hostname: name,
			address: host.address
		}));
		for (const { name, executor } of this.machines) {
			const node: NodeAssignment = { nodeId: `node${name}`, peers, networks, secrets: [], configs: [] };
			executor.configure(node);
		}
	}

	wait(ms: number): void {
		this.sim.runUntil(this.sim.now + ms);
	}

	do<T>(body: Process<T>): T {
		return complete(this.sim, body);
	}

	/** A request to the engine's API, with the newest version. */
	api(machine: TestMachine, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): ApiResponse {
		return this.do(machine.engine.handler({ method, path: `/v1.50${path}`, ...(body === undefined ? {} : { body }) }));
	}

	/** GET over HTTP/1.1 as curl does it. */
	*get(from: string, to: string, port: number, timeoutMs = 130_000): Process<{ status: number; body: string }> {
		const connection = yield* this.net.connect(from, to, `tcp/${port}`, timeoutMs);
		yield* connection.write(
			`GET / HTTP/1.1\r\nHost: ${to}\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\nConnection: close\r\n\r\n`
		);
		const text = yield* readAll(connection);
		connection.close();
		return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), body: text.slice(text.indexOf('\r\n\r\n') + 4) };
	}

	ofType<T extends TraceEvent['type']>(type: T): Extract<TraceEvent, { type: T }>[] {
		return this.events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type);
	}

	private boot(
		name: string,
		{ host, disk, files }: Pick<TestMachine, 'host' | 'disk' | 'files'>,
		era: Era
	): TestMachine {
		const scope = this.sim.root.child(name);
		const machine: Partial<TestMachine> = { name, host, scope, disk, files };
		machine.engine = new Engine({
			sim: this.sim,
			scope,
			net: this.net,
			host,
			files,
			era,
			rng: this.sim.rng.fork(name),
			registry: this.registry,
			disk,
			commands,
			nextRequest: () => ++this.requests,
			createSwarm: ({ executor }) => {
				machine.executor = executor;
				return noSwarm;
			}
		});
		machine.engine.start();
		return machine as TestMachine;
	}
}

let tasks = 0;

/** A task as a manager would assign it. */
export function task(
	machine: TestMachine,
	image: string,
	more: {
		slot?: number;
		service?: string;
		ingress?: { port: number; target: number; address: string };
		host?: { port: number; target: number };
		overlay?: { address: string; vip: string };
		args?: string[];
		graceS?: number;
	} = {}
): Task {
	const service = more.service ?? 'web';
	const slot = more.slot ?? 1;
	const ports = [
		...(more.ingress
			? [
					{
						protocol: 'TCP' as const,
						targetPort: more.ingress.target,
						publishedPort: more.ingress.port,
						publishMode: 'INGRESS' as const
					}
				]
			: []),
		...(more.host
			? [
					{
						protocol: 'TCP' as const,
						targetPort: more.host.target,
						publishedPort: more.host.port,
						publishMode: 'HOST' as const
					}
				]
			: [])
	];
	return {
		id: `task${++tasks}x${slot}`,
		meta: { version: { index: 1 }, createdAt: '', updatedAt: '' },
		spec: {
			container: {
				image,
				...(more.args ? { args: more.args } : {}),
				...(more.graceS === undefined ? {} : { stopGracePeriod: more.graceS * 1e9 })
			}
		},
		serviceId: `service${service}`,
		slot,
		nodeId: `node${machine.name}`,
		serviceAnnotations: { name: service },
		status: { timestamp: '', state: 'ASSIGNED' },
		desiredState: 'RUNNING',
		networks: [
			...(more.ingress ? [{ networkId: INGRESS.id, addresses: [`${more.ingress.address}/24`] }] : []),
			...(more.overlay ? [{ networkId: OVERLAY.id, addresses: [`${more.overlay.address}/24`] }] : [])
		],
		endpoint: {
			spec: { mode: 'VIP' },
			ports,
			virtualIps: [
				...(more.ingress ? [{ networkId: INGRESS.id, addr: '10.0.0.100/24' }] : []),
				...(more.overlay ? [{ networkId: OVERLAY.id, addr: `${more.overlay.vip}/24` }] : [])
			]
		}
	};
}
