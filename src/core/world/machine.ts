import type { Era } from '../era/era.ts';
import { createEngineDisk, Engine } from '../engine/engine.ts';
import { redisClient } from '../engine/programs/redis.ts';
import type { Registry } from '../engine/registry.ts';
import { dialTcp, parseAddress } from '../api/tcp/client.ts';
import type { Dialect } from '../classic/dialect.ts';
import type { ClassicSoftware } from '../classic/classic-software.ts';
import { dockerProgram } from '../docker/main.ts';
import { busyboxPrograms } from '../shell/programs/busybox/table.ts';
import { busyboxPing, inetutilsPing } from '../shell/programs/ping.ts';
import { nameServerOf } from '../shell/name-server.ts';
import { shellPrograms } from '../shell/programs/table.ts';
import { startLoginShell } from '../shell/shell.ts';
import { Tty } from '../shell/tty.ts';
import { Files } from '../sim/files.ts';
import type { Host, Net } from '../sim/net.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { MachineFace, Program } from '../sim/sys.ts';
import { DiskFiles } from '../swarm/disk-files.ts';
import { createSwarmDisk } from '../swarm/disk.ts';
import { createSwarm } from '../swarm/membership/membership.ts';
import { diskTree } from './disk-tree.ts';
import type { MachineShape } from './cluster-shape.ts';
import { modulePrograms } from './kernel-modules.ts';
import { classicOf, type Software } from './software.ts';
import { SYSTEMS, type System } from './systems.ts';
import { DockerUnit, type DaemonFace } from './docker-unit.ts';
import { Journal } from './journal.ts';
import { journalctlProgram } from './journalctl.ts';
import { serviceProgram, systemctlProgram } from './service-program.ts';
import { systemdStyle } from './systemd-style.ts';

/** Installed on every machine, for those who want to talk to a redis. */
const redisCli: Program = { name: 'redis-cli', run: redisClient };

export interface MachineOptions {
	sim: Sim;
	net: Net;
	/** Of the engine, and of the client unless there is a `clientEra`. */
	era: Era;
	clientEra?: Era | undefined;
	shape: MachineShape;
	address: string;
	/** Name → address of all machines, for /etc/hosts. */
	neighbours: readonly { name: string; address: string }[];
	registry: Registry;
	/** Programs that only this world has (`fault`). */
	programs: readonly Program[];
	/** Which standalone Swarm is installed, if any. */
	classic: Dialect | undefined;
	software: Software;
	nextRequest: () => number;
	onOutput: (text: string) => void;
}

const DEFAULT_SIZE = { columns: 100, rows: 24 };

/**
 * One computer: disk, network card, Docker engine, and a terminal with a login shell. What is on the disk outlives a
 * power cut; everything else belongs to a scope that ends with it.
 */
export class Machine implements MachineFace {
	readonly hostname: string;
	readonly address: string;
	readonly role: MachineShape['role'];
	readonly sim: Sim;
	readonly net: Net;
	readonly files: Files;
	readonly rng: Rng;
	readonly era: Era;
	readonly host: Host;
	engine!: Engine;
	tty!: Tty;
	private scope!: Scope;
	private power: 'on' | 'off' = 'on';
	private paused = false;
	private isStopping = false;
	private readonly unit: DockerUnit;
	/** Docker was asked to start while it was still stopping: it does when it has stopped, as under systemd. */
	private startsAgain = false;
	private size = DEFAULT_SIZE;
	private starts = 0;
	private readonly engineDisk = createEngineDisk();
	private readonly swarmDisk = createSwarmDisk();
	private readonly swarmFiles: DiskFiles;
	private readonly programs = new Map<string, Program>();
	private readonly services: readonly ReturnType<ClassicSoftware['service']>[];
	/** Modules that its kernel does not have. */
	private readonly lacks: readonly string[];

	constructor(private readonly options: MachineOptions) {
		const { sim, net, shape, era, address } = options;
		this.hostname = shape.name;
		this.role = shape.role;
		this.address = address;
		this.sim = sim;
		this.net = net;
		const { cpus = era.hardware.cpus, memoryBytes = era.hardware.memoryBytes } = shape;
		const system: System | undefined = shape.system && SYSTEMS[shape.system];
		this.lacks = system?.lacks ?? [];
		this.era = { ...era, hardware: { ...era.hardware, ...system?.hardware, cpus, memoryBytes } };
		this.rng = sim.rng.fork(shape.name);
		this.host = net.attach(shape.name, address);
		this.files = new Files(sim, diskTree(shape.name, this.era, options.neighbours));
		this.swarmFiles = new DiskFiles(this.files, this.swarmDisk);
		for (const program of [...shellPrograms, ...options.programs]) this.programs.set(program.name, program);
		const style = systemdStyle(this.era.hardware.operatingSystem);
		const journal = new Journal(sim, this.files, shape.name, style);
		this.unit = new DockerUnit(sim, () => this.scope, this.daemonFace(), journal, style);
		const modules = modulePrograms(this.era.hardware.kernel, this.lacks);
		const units = [serviceProgram(this.unit), systemctlProgram(this.unit), journalctlProgram(journal, style)];
		for (const program of [redisCli, ...modules, ...units]) this.programs.set(program.name, program);
		this.useClient(options.clientEra ?? era);
		const { classic, software } = options;
		if (classic !== undefined) this.programs.set('swarm', classicOf(software).program(classic));
		this.services = (shape.services ?? []).map((name) =>
			classicOf(software).service(name, sim, shape.name, this.rng.fork(name))
		);
		this.boot();
	}

	/** Which docker client is on the path; it may be of another era than the engine. */
	useClient(era: Era): void {
		const docker = dockerProgram({
			era,
			software: this.options.software,
			handler: (request) => this.engine.handler(request),
			dial: (machine, text) => {
				const address = text.startsWith('tcp://') ? parseAddress(text) : undefined;
				const nameServer = (): string | undefined => nameServerOf(machine.files);
				return address && dialTcp({ net: machine.net, from: machine.hostname, address, nameServer });
			}
		});
		this.programs.set(docker.name, docker);
	}

	program(name: string): Program | undefined {
		return this.programs.get(name);
	}

	programNames(): string[] {
		return [...this.programs.keys()].sort();
	}

	get isOn(): boolean {
		return this.power === 'on';
	}

	get isPaused(): boolean {
		return this.paused;
	}

	/** Owner of everything that runs on this machine at present. */
	get runningScope(): Scope {
		return this.scope;
	}

	/** What is typed; nothing happens without power. */
	input(text: string): void {
		if (this.isOn) this.tty.input(text);
	}

	resize(columns: number, rows: number): void {
		this.size = { columns, rows };
		if (this.isOn) this.tty.resize(columns, rows);
	}

	/** Docker is stopped as `systemctl stop docker` does; takes a virtual second or two. */
	stopDocker(): void {
		this.unit.stop();
	}

	private stopDaemon(): void {
		if (!this.isOn || !this.engine.isUp || this.isStopping) return;
		this.isStopping = true;
		this.startsAgain = false;
		const engine = this.engine;
		const machine = this;
		this.scope.spawn(
			(function* () {
				yield* engine.stop();
				return 0;
			})(),
			{
				name: 'systemctl stop docker',
				onExit: () => {
					machine.isStopping = false;
					if (!machine.isOn) return;
					machine.unit.stopped();
					machine.tell();
					if (machine.startsAgain) machine.startDocker();
				}
			}
		);
	}

	killDocker(): void {
		if (!this.isOn || !this.engine.isUp) return;
		this.engine.kill();
		this.tell();
	}

	/** The daemon dies of itself: its containers live on until the next one clears them away. */
	private panicked(why: string, fields: string): void {
		const { engine } = this;
		// Not in the middle of what it is doing: that would end under its feet.
		this.scope.after(0, () => {
			if (!this.isOn || !engine.isUp || engine !== this.engine) return;
			this.unit.panicked(why, fields);
		});
	}

	startDocker(): void {
		if (!this.isOn || this.options.shape.docker === false) return;
		this.startsAgain = this.isStopping;
		if (this.engine.isUp || this.isStopping) return;
		this.unit.start();
	}

	/** The daemon as systemd sees it. */
	private daemonFace(): DaemonFace {
		const machine = this;
		return {
			get isUp() {
				return machine.engine.isUp && !machine.isStopping;
			},
			get isStopping() {
				return machine.isStopping;
			},
			get isReady() {
				return machine.engine.isReady;
			},
			stop: () => machine.stopDaemon(),
			kill: () => machine.killDocker(),
			start: () => machine.engine.start(),
			tried: () => machine.tell()
		};
	}

	/** Everything ends at once, and nobody is told. */
	cutPower(): void {
		if (!this.isOn) return;
		this.power = 'off';
		this.paused = false;
		this.host.isUp = false;
		this.scope.end();
		this.isStopping = false;
		this.options.onOutput(`\r\n\x1b[0m[${this.hostname}: no power]\r\n`);
		this.tell();
	}

	switchOn(): void {
		if (this.isOn) return;
		this.power = 'on';
		this.host.isUp = true;
		this.boot();
	}

	/** Freezes everything on the machine; packets to it wait. */
	pause(): void {
		if (!this.isOn || this.paused) return;
		this.paused = true;
		this.scope.freeze();
		this.tell();
	}

	resume(): void {
		if (!this.paused) return;
		this.paused = false;
		this.scope.thaw();
		this.tell();
	}

	private boot(): void {
		const { sim, net, era } = this;
		this.scope = sim.root.child(`${this.hostname} ${++this.starts}`);
		const scope = this.scope;
		const table = new Map(shellPrograms.map((program) => [program.name, program]));
		const named = (programs: readonly Program[]): [string, Program][] =>
			programs.map((program) => [program.name, program]);
		const variants: Readonly<Record<string, ReadonlyMap<string, Program>>> = {
			busybox: new Map(named([busyboxPing, ...busyboxPrograms])),
			debian: new Map([[inetutilsPing.name, inetutilsPing]])
		};
		this.engine = new Engine({
			sim,
			scope,
			net,
			host: this.host,
			files: this.files,
			era,
			rng: this.rng.fork('engine'),
			registry: this.options.registry,
			labels: this.options.shape.labels ?? [],
			hostLog: this.unit.hostLog,
			isInSwarm: () => this.swarmDisk.node !== undefined,
			hasIpvs: !this.lacks.includes('ip_vs'),
			...(this.options.shape.tcp === undefined ? {} : { tcpPort: this.options.shape.tcp }),
			disk: this.engineDisk,
			commands: {
				program: (name, userland) => variants[userland]?.get(name) ?? table.get(name),
				names: () => [...new Set([...table.keys(), ...busyboxPrograms.map(({ name }) => name)])].sort(),
				createTerminal: (...args) => new Tty(...args)
			},
			nextRequest: this.options.nextRequest,
			createSwarm: (parts) =>
				createSwarm({
					sim,
					scope: parts.scope,
					net,
					host: this.host,
					hostname: this.hostname,
					address: this.address,
					era,
					executor: parts.executor,
					onStoreChange: parts.onStoreChange,
					onPanic: (why, fields) => this.panicked(why, fields),
					disk: this.swarmDisk,
					diskFiles: this.swarmFiles,
					rng: this.rng.fork(`swarm ${sim.now}`)
				})
		});
		this.tty = new Tty(scope, this.size, this.options.onOutput);
		startLoginShell({ machine: this, scope, tty: this.tty });
		if (this.options.shape.docker !== false) this.unit.start();
		for (const service of this.services) service.listen(this.host, scope);
		if (this.options.shape.docker === false) this.tell();
	}

	private tell(): void {
		const logDriver = this.isOn ? this.engine.config?.logDriver : undefined;
		this.sim.trace.emit({
			type: 'machine',
			where: this.hostname,
			address: this.address,
			power: this.power,
			paused: this.paused,
			daemon: this.options.shape.docker === false ? 'none' : this.isOn && this.engine.isUp ? 'up' : 'down',
			...(logDriver === undefined || logDriver === 'json-file' ? {} : { logDriver }),
			era: this.era.id
		});
	}
}
