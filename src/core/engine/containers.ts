import { ApiError } from '../api/error.ts';
import { atLeast } from '../era/era.ts';
import type { ContainerCreateRequest } from '../api/wire/container.ts';
import { Deferred, park, sleep, SIGNAL_NUMBER, WaitQueue, type Process, type SignalName } from '../sim/process.ts';
import { environment, mergeConfig, wishesOf, withOwnAlias } from './container-config.ts';
import { mountAll, rootFiles, writeHosts } from './container-files.ts';
import { isValidName, newContainerName } from './container-name.ts';
import { ContainerLog } from './container-log.ts';
import type { ContainerRoutes } from './container-net.ts';
import { ContainerNetworking } from './container-networking.ts';
import { taskOf, type ContainerDisk, type ContainerRecord, type NetworkWish } from './container-record.ts';
import { allFiles, isRunning } from './container-view.ts';
import { refuseMissingDevices } from './devices.ts';
import type { EngineContext } from './engine-context.ts';
import { eventAttributes, HealthMonitor } from './health.ts';
import type { HostConfig } from '../api/wire/container.ts';
import { completeHostConfig } from './host-config.ts';
import type { Images } from './images.ts';
import { canReadLogs, logConfigOf } from './log-drivers/of-container.ts';
import { openLog } from './log-drivers/open.ts';
import type { Networks } from './networks.ts';
import type { PublishedPorts } from './published-ports.ts';
import { restartDelay, startsWithDaemon } from './restart-policy.ts';
import {
	checkSignal,
	isLinuxSignal,
	NoExecutableError,
	parseSignal,
	type Life,
	type Output,
	type Runtime
} from './runtime.ts';
import { draw, TIMING } from './timings.ts';
import type { Volumes } from './volumes.ts';

/** Grace between SIGTERM and SIGKILL unless the container says otherwise. */
const STOP_TIMEOUT_S = 10;
/** Networks whose links name containers at once; on others they are looked up when they are asked for. */
const OLD_NETWORKS = ['default', 'bridge', 'none', ''];
const HOST_AND_LINKS =
	"conflicting options: host type networking can't be used with links. This would result in undefined behavior";

/** What a task's container has beyond what the API can ask for. */
export interface TaskExtras {
	networks: NetworkWish[];
	/** Secrets and configs: path → content and mode. */
	files: readonly { path: string; content: string; mode: number }[];
	service: string;
}

/** One run of a container as the daemon follows it. */
interface Run {
	life: Life;
	/** Networks are released, `stop` may return. */
	released: Deferred<void>;
	/** `stop` has asked for it. */
	isStopping: boolean;
	lastDelayMs: number;
}

/**
 * The containers of one engine: how they are made, started, stopped and removed, and what happens when they end.
 * Source: moby daemon/{create,start,stop,kill,monitor,delete}.go; recordings containers.jsonl, api-errors.txt.
 */
export class Containers {
	/** Where a container can go in the net; set by the composition (routing.ts). */
	routesOf: (record: ContainerRecord) => ContainerRoutes = () => ({
		resolve: () => [],
		route: () => ({ kind: 'silence' })
	});
	/** Clients that watch a container's output live. */
	readonly watchers = new Map<string, Set<Output>>();
	readonly networking: ContainerNetworking;
	private readonly health: HealthMonitor;
	private readonly launched = new WaitQueue();
	private readonly runs = new Map<string, Run>();
	private readonly extras = new Map<string, TaskExtras>();

	constructor(
		readonly context: EngineContext,
		private readonly disk: ContainerDisk,
		readonly runtime: Runtime,
		readonly images: Images,
		readonly networks: Networks,
		private readonly volumes: Volumes,
		ports: PublishedPorts
	) {
		this.networking = new ContainerNetworking(context, networks, ports, this);
		this.health = new HealthMonitor(context);
	}

	/** Newest first, as `docker ps` lists them. */
	all(): ContainerRecord[] {
		return [...this.disk.containers.values()].reverse();
	}

	/** Full ID, name, beginning of the ID. @throws ApiError `No such container: x` (404) */
	get(term: string): ContainerRecord {
		const record = this.find(term);
		if (!record) throw new ApiError('notFound', `No such container: ${term}`);
		return record;
	}

	find(term: string): ContainerRecord | undefined {
		// Source: moby daemon/container.go, invalidIdentifier.
		if (term === '') throw new ApiError('invalid', 'invalid name or ID supplied: ""');
		const exact = this.disk.containers.get(term);
		if (exact) return exact;
		const name = term.replace(/^\//, '');
		for (const record of this.disk.containers.values()) if (record.name === name) return record;
		const byPrefix = [...this.disk.containers.values()].filter((record) => record.id.startsWith(term));
		if (byPrefix.length > 1) throw new ApiError('notFound', `Multiple IDs found with provided prefix: ${term}`);
		return byPrefix[0];
	}

	byTask(taskId: string): ContainerRecord | undefined {
		return [...this.disk.containers.values()].find((record) => taskOf(record) === taskId);
	}

	/** The run that what is typed goes to: of a container that was only created, the one that will be. */
	*coming(record: ContainerRecord): Process<Life | undefined> {
		while (record.status === 'created' && !this.life(record)) yield* park(this.launched);
		return this.life(record);
	}

	life(record: ContainerRecord): Life | undefined {
		const life = this.runtime.lives.get(record.id);
		return life && !life.isOver ? life : undefined;
	}

	/** Service of a task's container; undefined for one of the user's own. */
	serviceOf(record: ContainerRecord): string | undefined {
		return this.extras.get(record.id)?.service;
	}

	*create(name: string, request: ContainerCreateRequest, extras?: TaskExtras): Process<ContainerRecord> {
		const { context } = this;
		const image = this.images.get(request.Image ?? '');
		if (name !== '' && !isValidName(name.replace(/^\//, ''))) {
			throw new ApiError('invalid', `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
		}
		yield* sleep(draw(context.rng, TIMING.create));
		const id = context.rng.hex(64);
		const chosen =
			name === '' ? newContainerName(context.rng, (taken) => this.find(taken) !== undefined) : name.replace(/^\//, '');
		this.refuseTakenName(chosen);
		const config = mergeConfig(id, context.where, request, image);
		const argv = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
		if (argv.length === 0) throw new ApiError('invalid', 'No command specified');
		const hostConfig = completeHostConfig(request.HostConfig ?? {}, context.era, logConfigOf(request, context.config));
		this.checkLinks(hostConfig);
		const files = rootFiles(context.sim, image, config);
		const baseline = allFiles(files);
		const record: ContainerRecord = {
			id,
			name: chosen,
			createdMs: context.sim.wallMs,
			image: request.Image ?? '',
			imageId: image.id,
			config,
			hostConfig,
			path: argv[0]!,
			args: argv.slice(1),
			status: 'created',
			pid: 0,
			exitCode: 0,
			error: '',
			startedMs: 0,
			finishedMs: 0,
			health: undefined,
			restartCount: 0,
			stoppedByHand: false,
			networks: withOwnAlias(id, extras?.networks ?? wishesOf(request)),
			bindings: {},
			mounts: mountAll({ machine: context.files, volumes: this.volumes }, request, image, files),
			files,
			log: new ContainerLog(),
			baseline,
			isRemoved: false,
			exits: 0,
			changed: new WaitQueue(),
			execIds: []
		};
		for (const file of extras?.files ?? []) {
			files.mkdir(file.path.slice(0, file.path.lastIndexOf('/')) || '/', { parents: true });
			files.write(file.path, file.content, file.mode);
		}
		if (extras) this.extras.set(id, extras);
		this.disk.containers.set(id, record);
		this.event(record, 'create');
		this.trace(record, 'created');
		return record;
	}

	/** Who a container on the default bridge is linked to has to be there (moby daemon/daemon_unix.go, registerLinks; lab 20.10). */
	private checkLinks({ NetworkMode: mode, Links: links }: HostConfig): void {
		if (!links || links.length === 0) return;
		if (mode === 'host') throw new ApiError('invalid', HOST_AND_LINKS);
		if (!OLD_NETWORKS.includes(mode ?? '')) return;
		for (const link of links) {
			const name = link.split(':')[0]!;
			let target: ContainerRecord | undefined;
			try {
				target = this.find(name);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				throw new ApiError('invalid', `could not get container for ${name}: ${error.message}`);
			}
			if (!target) {
				if (this.context.era.commandLine === 'mflag')
					throw new ApiError('system', `Could not get container for ${name}`);
				throw new ApiError('invalid', `could not get container for ${name}: No such container: ${name}`);
			}
			if (target.hostConfig.NetworkMode === 'host') throw new ApiError('invalid', HOST_AND_LINKS);
		}
	}

	/** @returns false when it runs already. @throws ApiError */
	*start(record: ContainerRecord): Process<boolean> {
		if (record.status === 'paused')
			throw new ApiError('conflict', 'cannot start a paused container, try unpause instead');
		if (record.status === 'running') return false;
		if (record.status === 'removing' || record.status === 'dead') {
			throw new ApiError('conflict', 'container is marked for removal and cannot be started');
		}
		yield* sleep(draw(this.context.rng, TIMING.start));
		if (record.isRemoved) throw new ApiError('notFound', `No such container: ${record.id}`);
		if (isRunning(record) && record.status !== 'restarting') return false;
		record.stoppedByHand = false;
		record.restartCount = 0;
		try {
			yield* this.networking.askSwarmForAll(record);
			this.launch(record, 0);
		} catch (error) {
			this.networking.detachAll(record);
			if (error instanceof ApiError && record.status === 'created') record.exitCode ||= 128;
			// moby daemon/start.go: what --rm has made goes also when it could not start.
			if (error instanceof ApiError && record.hostConfig.AutoRemove) this.forget(record, true);
			throw error;
		}
		return true;
	}

	/** @returns false when it does not run */
	*stop(record: ContainerRecord, options: { signal?: string; timeout?: number } = {}): Process<boolean> {
		if (record.status === 'restarting') {
			record.stoppedByHand = true;
			this.settle(record, 'exited');
			this.event(record, 'stop');
			return true;
		}
		const run = this.runs.get(record.id);
		if (!isRunning(record) || !run) return false;
		record.stoppedByHand = true;
		run.isStopping = true;
		const signal = parseSignal(options.signal || record.config.StopSignal || 'SIGTERM') ?? 'SIGTERM';
		const seconds = options.timeout ?? record.config.StopTimeout ?? STOP_TIMEOUT_S;
		this.signal(record, run, signal);
		const isGone = seconds < 0 ? (yield* run.released.wait(), true) : yield* settled(run.released, seconds * 1000);
		if (!isGone) {
			this.signal(record, run, 'SIGKILL');
			yield* run.released.wait();
		}
		this.event(record, 'stop');
		return true;
	}

	*restart(record: ContainerRecord, options: { signal?: string; timeout?: number }): Process<void> {
		yield* this.stop(record, options);
		yield* this.start(record);
		this.event(record, 'restart');
	}

	/** @param text name or number of a signal; '' for SIGKILL */
	*kill(record: ContainerRecord, text: string): Process<void> {
		checkSignal(text);
		const signal = text === '' ? 'SIGKILL' : parseSignal(text);
		if (!signal) {
			if (isLinuxSignal(text)) return;
			throw new ApiError(
				'system',
				`Cannot kill container: ${record.name}: The linux daemon does not support signal ${text}`
			);
		}
		const own = record.config.StopSignal ? parseSignal(record.config.StopSignal) : signal;
		const isLast = signal === own || signal === 'SIGKILL';
		if (record.status === 'restarting') {
			// Nothing is there to be signalled, but it is not started again. Source: testdata/engine/lives.
			record.stoppedByHand = true;
			if (isLast) this.settle(record, 'exited');
			return;
		}
		const run = this.runs.get(record.id);
		if (!isRunning(record) || !run) {
			throw new ApiError('conflict', `Cannot kill container: ${record.name}: Container ${record.id} is not running`);
		}
		// Any other signal than the one to stop by leaves the policy as it is. Source: moby daemon/kill.go.
		if (isLast) run.isStopping = true;
		record.stoppedByHand = true;
		this.signal(record, run, signal);
		if (signal === 'SIGKILL') yield* run.released.wait();
	}

	*pause(record: ContainerRecord): Process<void> {
		const life = this.life(record);
		if (record.status === 'paused') throw new ApiError('conflict', `Container ${record.id} is already paused`);
		if (record.status === 'restarting')
			throw new ApiError('conflict', `Container ${record.id} is restarting, wait until the container is running`);
		if (record.status !== 'running' || !life) throw new ApiError('conflict', `Container ${record.id} is not running`);
		yield* sleep(draw(this.context.rng, TIMING.pause));
		life.scope.freeze();
		this.health.end(record);
		this.setStatus(record, 'paused');
		this.event(record, 'pause');
		this.trace(record, 'paused');
	}

	*unpause(record: ContainerRecord): Process<void> {
		const life = this.life(record);
		if (record.status !== 'paused' || !life) throw new ApiError('system', `Container ${record.id} is not paused`);
		yield* sleep(draw(this.context.rng, TIMING.pause));
		life.scope.thaw();
		this.health.goOn(record, life);
		this.setStatus(record, 'running');
		this.event(record, 'unpause');
		this.trace(record, 'running');
	}

	rename(record: ContainerRecord, name: string): void {
		const wanted = name.replace(/^\//, '');
		if (wanted === '') throw new ApiError('invalid', 'Neither old nor new names may be empty');
		if (wanted === record.name)
			throw new ApiError('invalid', 'Renaming a container with the same name as its current name');
		if (!isValidName(wanted)) {
			throw new ApiError(
				'invalid',
				`Error when allocating new name: Invalid container name (/${wanted}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`
			);
		}
		this.refuseTakenName(wanted, 'Error when allocating new name: ');
		const old = record.name;
		record.name = wanted;
		this.event(record, 'rename', { oldName: `/${old}` });
	}

	/** @param options `volumes` takes its anonymous volumes along */
	*remove(record: ContainerRecord, options: { force: boolean; volumes: boolean }): Process<void> {
		if (record.isRemoved) return;
		if (record.status === 'removing')
			throw new ApiError('conflict', `removal of container ${record.id} is already in progress`);
		if (isRunning(record)) {
			if (!options.force) {
				if (record.status === 'paused') {
					throw new ApiError(
						'conflict',
						`You cannot remove a paused container ${record.id}. Unpause and then stop the container before attempting removal or force remove`
					);
				}
				const state = record.status === 'restarting' ? 'restarting' : 'running';
				throw new ApiError(
					'conflict',
					`You cannot remove a ${state} container ${record.id}. Stop the container before attempting removal or force remove`
				);
			}
			if (record.status === 'restarting') {
				record.stoppedByHand = true;
				this.settle(record, 'exited');
			} else yield* this.kill(record, '');
			if (record.isRemoved) return;
		}
		this.setStatus(record, 'removing');
		yield* sleep(draw(this.context.rng, TIMING.remove));
		this.forget(record, options.volumes);
	}

	/** Waits until the container has the wished state. @returns its last exit code */
	*wait(record: ContainerRecord, condition: 'not-running' | 'next-exit' | 'removed'): Process<number> {
		const exits = record.exits;
		for (;;) {
			if (record.isRemoved) return record.exitCode;
			if (condition === 'not-running' && !isRunning(record)) return record.exitCode;
			if (condition === 'next-exit' && record.exits > exits) return record.exitCode;
			yield* park(record.changed);
		}
	}

	/** The daemon has started: takes up what the last one left. */
	*restore(): Process<void> {
		const stopping: Deferred<void>[] = [];
		for (const record of this.disk.containers.values()) {
			if (!isRunning(record)) continue;
			const life = this.runtime.lives.get(record.id);
			const isAlive = life && !life.isOver;
			record.leftBehind = isAlive ? 'stopped' : 'lost';
			if (isAlive) stopping.push(this.stopLeftover(record, life));
			else {
				// containerd knows how it ended; after a power cut nobody does.
				record.exitCode = life?.exitCode ?? 255;
				record.log.flush(this.context.sim.wallMs);
				this.networking.detachAll(record);
				this.settle(record, 'exited');
			}
		}
		for (const done of stopping) yield* done.wait();
		const starting = [...this.disk.containers.values()].filter(startsWithDaemon);
		const starts = starting.map((record) => ({ record, done: this.spawnStart(record) }));
		// Who asks the daemon in the meantime waits; but a network of the swarm is only there when the swarm is.
		for (const { record, done } of starts) if (this.networking.isLocal(record)) yield* done.wait();
	}

	/** The daemon goes in good order: everything is asked to stop, at most for as long as each may take. */
	*stopAll(): Process<void> {
		const all: Deferred<void>[] = [];
		for (const record of this.disk.containers.values()) {
			if (!isRunning(record)) continue;
			const done = new Deferred<void>();
			const stop = this.stop.bind(this);
			const byHand = record.stoppedByHand;
			this.context.scope.spawn(
				(function* (): Process {
					yield* stop(record);
					// A daemon's stop is not the user's: `always` and `unless-stopped` start it again.
					record.stoppedByHand = byHand;
					return 0;
				})(),
				{ name: `stop ${record.name}`, onExit: () => done.resolve() }
			);
			all.push(done);
		}
		for (const done of all) yield* done.wait();
	}

	/** Removes without waiting: what belongs to tasks that are nobody's any more. */
	discard(record: ContainerRecord): void {
		const run = this.runs.get(record.id);
		this.runs.delete(record.id);
		if (run) run.life.onExit = undefined;
		run?.life.kill('SIGKILL');
		this.networking.detachAll(record);
		this.forget(record, true);
	}

	volumeUsers(name: string): string[] {
		return [...this.disk.containers.values()]
			.filter((record) => record.mounts.some((mount) => mount.Name === name))
			.map(({ id }) => id);
	}

	imageUsers(imageId: string): { id: string; running: boolean }[] {
		return [...this.disk.containers.values()]
			.filter((record) => record.imageId === imageId)
			.map((record) => ({ id: record.id, running: isRunning(record) }));
	}

	/** One line for `docker events`. */
	event(record: ContainerRecord, action: string, more: Record<string, string> = {}): void {
		this.context.events.emit('container', action, record.id, { ...eventAttributes(record), ...more });
	}

	private launch(record: ContainerRecord, lastDelayMs: number): void {
		const { context } = this;
		const image = this.images.find(record.imageId);
		if (!image) throw new ApiError('notFound', `No such image: ${record.imageId}`);
		const planned = record.networks.map((wish) => ({ wish, network: this.networking.requiredNetwork(wish) }));
		this.networking.refuseTakenPorts(record);
		record.log.open(openLog(context, record), canReadLogs(record, context.era));
		refuseMissingDevices(record.hostConfig, context.files);
		const hostNetwork = planned.some(({ network }) => network.driver === 'host');
		const watchers = this.watchersOf(record.id);
		const { sim, scope } = context;
		let life: Life;
		try {
			life = this.runtime.start(
				{
					id: record.id,
					hostname: record.config.Hostname,
					argv: [record.path, ...record.args],
					env: environment(record),
					cwd: record.config.WorkingDir || '/',
					files: record.files,
					image: image.source,
					tty: record.config.Tty,
					openStdin: record.config.OpenStdin,
					init: record.hostConfig.Init === true,
					hostNetwork,
					...(record.hostConfig.ConsoleSize?.[1]
						? { size: { rows: record.hostConfig.ConsoleSize[0], columns: record.hostConfig.ConsoleSize[1] } }
						: {})
				},
				this.routesOf(record),
				function* (stream, text) {
					// Without its daemon a container writes into the void.
					if (scope.isEnded) return;
					record.log.append(stream, text, sim.wallMs);
					for (const watch of [...watchers]) yield* watch(stream, text);
				}
			);
		} catch (error) {
			if (!(error instanceof NoExecutableError)) throw error;
			record.exitCode = error.exitCode;
			record.error = `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${error.message}: unknown`;
			throw new ApiError('invalid', record.error);
		}
		const run: Run = { life, released: new Deferred<void>(), isStopping: false, lastDelayMs };
		this.runs.set(record.id, run);
		this.launched.notifyAll();
		for (const { wish, network } of planned) this.networking.attach(record, life, wish, network);
		if (planned.some(({ network }) => network.driver === 'overlay')) this.networking.attachGateway(record, life);
		this.networking.publishPorts(record, life);
		record.error = '';
		record.exitCode = 0;
		record.pid = life.pid;
		record.startedMs = sim.wallMs;
		writeHosts(record, hostAddresses(record, life), context.era);
		this.setStatus(record, 'running');
		this.event(record, 'start');
		this.trace(record, 'running');
		this.health.begin(record, life);
		this.follow(record, run);
	}

	/** Waits for the end of a run and does what the daemon does then. */
	private follow(record: ContainerRecord, run: Run): void {
		const ended = this.ended.bind(this);
		run.life.onExit = (code) => {
			this.context.scope.spawn(ended(record, run, code), { name: `end of ${record.name}` });
		};
	}

	private *ended(record: ContainerRecord, run: Run, code: number): Process {
		const { context } = this;
		yield* sleep(draw(context.rng, TIMING.exitNotice));
		record.exitCode = code;
		record.pid = 0;
		record.log.flush(context.sim.wallMs);
		const ranMs = context.sim.wallMs - record.startedMs;
		const delay = run.isStopping ? undefined : restartDelay(record, ranMs, run.lastDelayMs);
		if (delay !== undefined) record.restartCount++;
		this.health.end(record);
		record.finishedMs = context.sim.wallMs;
		record.exits++;
		this.event(record, 'die', {
			...(atLeast(context.era.id, '28.2') ? { execDuration: String(Math.trunc(ranMs / 1000)) } : {}),
			exitCode: String(code)
		});
		this.settle(record, delay === undefined ? 'exited' : 'restarting');
		yield* sleep(draw(context.rng, TIMING.cleanup));
		this.networking.detachAll(record);
		this.runs.delete(record.id);
		run.released.resolve();
		if (delay !== undefined && record.status === 'restarting') {
			yield* sleep(delay);
			if (record.status !== 'restarting') return 0;
			try {
				yield* this.networking.askSwarmForAll(record);
				this.launch(record, delay);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				this.settle(record, 'exited');
			}
			return 0;
		}
		if (record.hostConfig.AutoRemove && !record.isRemoved && record.status === 'exited') this.forget(record, true);
		return 0;
	}

	/** @returns settled when it runs, or cannot */
	private spawnStart(record: ContainerRecord): Deferred<void> {
		const launch = (): void => this.launch(record, 0);
		const { context, networking } = this;
		const start = function* (): Process {
			yield* sleep(draw(context.rng, TIMING.start));
			if (record.isRemoved || isRunning(record)) return 0;
			try {
				record.restartCount = 0;
				yield* networking.askSwarmForAll(record);
				launch();
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
			}
			return 0;
		};
		const done = new Deferred<void>();
		context.scope.spawn(start(), { name: `start ${record.name}`, onExit: () => done.resolve() });
		return done;
	}

	private stopLeftover(record: ContainerRecord, life: Life): Deferred<void> {
		const run: Run = { life, released: new Deferred<void>(), isStopping: true, lastDelayMs: 0 };
		this.runs.set(record.id, run);
		this.follow(record, run);
		const stop = this.stop.bind(this);
		// This counts as stopped by hand, as recorded: with `unless-stopped` it stays down (testdata/engine/lives).
		const body = function* (): Process {
			yield* stop(record);
			return 0;
		};
		this.context.scope.spawn(body(), { name: `stop ${record.name}` });
		return run.released;
	}

	private signal(record: ContainerRecord, run: Run, signal: SignalName): void {
		this.event(record, 'kill', { signal: String(SIGNAL_NUMBER[signal]) });
		run.life.kill(signal);
	}

	private settle(record: ContainerRecord, status: 'exited' | 'restarting'): void {
		record.pid = 0;
		if (record.finishedMs < record.startedMs || record.finishedMs === 0) record.finishedMs = this.context.sim.wallMs;
		if (isRunning(record)) {
			this.setStatus(record, status);
			this.trace(record, 'exited');
		}
	}

	private setStatus(record: ContainerRecord, status: ContainerRecord['status']): void {
		record.status = status;
		if (status === 'running') record.leftBehind = undefined;
		record.changed.notifyAll();
	}

	private forget(record: ContainerRecord, withVolumes: boolean): void {
		this.disk.containers.delete(record.id);
		this.runtime.lives.delete(record.id);
		this.extras.delete(record.id);
		this.watchers.delete(record.id);
		record.isRemoved = true;
		if (withVolumes)
			for (const mount of record.mounts) if (mount.Name !== undefined) this.volumes.removeAnonymous(mount.Name);
		this.event(record, 'destroy');
		this.trace(record, 'removed');
		record.changed.notifyAll();
	}

	private watchersOf(id: string): Set<Output> {
		const known = this.watchers.get(id);
		if (known) return known;
		const made = new Set<Output>();
		this.watchers.set(id, made);
		return made;
	}

	/** Takes the live output of a container from now on. @returns how to stop */
	watch(record: ContainerRecord, output: Output): () => void {
		const watchers = this.watchersOf(record.id);
		watchers.add(output);
		return () => watchers.delete(output);
	}

	private refuseTakenName(name: string, prefix = ''): void {
		const holder = [...this.disk.containers.values()].find((record) => record.name === name);
		if (!holder) return;
		throw new ApiError(
			'conflict',
			`${prefix}Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`
		);
	}

	private trace(record: ContainerRecord, state: 'created' | 'running' | 'paused' | 'exited' | 'removed'): void {
		this.context.sim.trace.emit({
			type: 'container',
			where: this.context.where,
			id: record.id,
			name: record.name,
			image: record.image,
			state,
			exitCode: record.exitCode,
			taskId: taskOf(record)
		});
	}
}

/** What /etc/hosts tells of its own name: not the way out by the gateway bridge (recordings, networks.jsonl). */
function hostAddresses(record: ContainerRecord, life: Life): string[] {
	const own = record.networks.flatMap(({ endpoint }) =>
		endpoint && endpoint.address !== '' ? [endpoint.address] : []
	);
	return own.length > 0 ? own : life.addressList();
}

/** Whether it was resolved within the time. */
function* settled(done: Deferred<void>, ms: number): Process<boolean> {
	if (done.isSettled) return true;
	yield* done.wait(ms);
	return done.isSettled;
}
