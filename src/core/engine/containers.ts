import { ApiError } from '../api/error.ts';
import { atLeast } from '../era/era.ts';
import type { ContainerConfig, ContainerCreateRequest, HostConfig, MountPoint } from '../api/wire/container.ts';
import type { EndpointSettings } from '../api/wire/network.ts';
import type { Mount } from '../api/wire/service.ts';
import { Files } from '../sim/files.ts';
import { invariant } from '../sim/invariant.ts';
import { Deferred, park, sleep, SIGNAL_NUMBER, WaitQueue, type Process, type SignalName } from '../sim/process.ts';
import { isValidName, newContainerName } from './container-name.ts';
import { ContainerLog } from './container-log.ts';
import type { ContainerRoutes } from './container-net.ts';
import {
	completeHostConfig,
	taskOf,
	type ContainerDisk,
	type ContainerRecord,
	type NetworkWish
} from './container-record.ts';
import { allFiles, isRunning } from './container-view.ts';
import type { EngineContext } from './engine-context.ts';
import { eventAttributes, probeOf, watchHealth } from './health.ts';
import { imageConfig, type Images, type StoredImage } from './images.ts';
import { GATEWAY_BRIDGE, type EngineNetwork, type Networks } from './networks.ts';
import type { PublishedPorts } from './published-ports.ts';
import { restartDelay, startsWithDaemon } from './restart-policy.ts';
import { NoExecutableError, parseSignal, type Life, type Output, type Runtime } from './runtime.ts';
import { draw, TIMING } from './timings.ts';
import type { Volumes } from './volumes.ts';

/** Grace between SIGTERM and SIGKILL unless the container says otherwise. */
const STOP_TIMEOUT_S = 10;
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

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
	private readonly runs = new Map<string, Run>();
	private readonly extras = new Map<string, TaskExtras>();

	constructor(
		readonly context: EngineContext,
		private readonly disk: ContainerDisk,
		readonly runtime: Runtime,
		readonly images: Images,
		readonly networks: Networks,
		private readonly volumes: Volumes,
		private readonly ports: PublishedPorts
	) {}

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
		const exact = this.disk.containers.get(term);
		if (exact) return exact;
		const name = term.replace(/^\//, '');
		for (const record of this.disk.containers.values()) if (record.name === name) return record;
		if (term === '') return undefined;
		const byPrefix = [...this.disk.containers.values()].filter((record) => record.id.startsWith(term));
		if (byPrefix.length > 1) throw new ApiError('notFound', `Multiple IDs found with provided prefix: ${term}`);
		return byPrefix[0];
	}

	byTask(taskId: string): ContainerRecord | undefined {
		return [...this.disk.containers.values()].find((record) => taskOf(record) === taskId);
	}

	life(record: ContainerRecord): Life | undefined {
		const life = this.runtime.lives.get(record.id);
		return life && !life.isOver ? life : undefined;
	}

	*create(name: string, request: ContainerCreateRequest, extras?: TaskExtras): Process<ContainerRecord> {
		const { context } = this;
		if (name !== '' && !isValidName(name.replace(/^\//, ''))) {
			throw new ApiError('invalid', `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
		}
		const image = this.images.get(request.Image ?? '');
		yield* sleep(draw(context.rng, TIMING.create));
		const id = context.rng.hex(64);
		const chosen =
			name === '' ? newContainerName(context.rng, (taken) => this.find(taken) !== undefined) : name.replace(/^\//, '');
		this.refuseTakenName(chosen);
		const config = this.mergeConfig(id, request, image);
		const argv = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
		if (argv.length === 0) throw new ApiError('invalid', 'No command specified');
		const hostConfig = completeHostConfig(request.HostConfig ?? {});
		const files = this.rootFiles(image, config);
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
			networks: extras?.networks ?? wishesOf(request),
			bindings: {},
			mounts: this.mounts(request, image, files),
			files,
			log: new ContainerLog(),
			baseline: allFiles(files),
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
		this.launch(record, 0);
		return true;
	}

	/** @returns false when it does not run */
	*stop(record: ContainerRecord, options: { signal?: string; timeout?: number } = {}): Process<boolean> {
		if (record.status === 'restarting') {
			record.stoppedByHand = true;
			this.settle(record, 'exited');
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
		const signal = text === '' ? 'SIGKILL' : parseSignal(text);
		if (!signal) {
			// Known to Linux, but nothing here has a handler for it.
			if (
				/^(SIG)?(USR1|USR2|CONT|STOP|ALRM|CHLD|TSTP|TTIN|TTOU|URG|XCPU|IO|PWR|SYS|TRAP|ABRT|BUS|FPE|ILL|SEGV)$|^([1-9]|[1-5]\d|6[0-4])$/i.test(
					text
				)
			)
				return;
			throw new ApiError('invalid', `Invalid signal: ${text}`);
		}
		const run = this.runs.get(record.id);
		if (!isRunning(record) || record.status === 'restarting' || !run) {
			throw new ApiError('conflict', `Cannot kill container: ${record.name}: Container ${record.id} is not running`);
		}
		if (signal === 'SIGKILL') record.stoppedByHand = true;
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
		this.setStatus(record, 'paused');
		this.event(record, 'pause');
		this.trace(record, 'paused');
	}

	*unpause(record: ContainerRecord): Process<void> {
		const life = this.life(record);
		if (record.status !== 'paused' || !life) throw new ApiError('system', `Container ${record.id} is not paused`);
		yield* sleep(draw(this.context.rng, TIMING.pause));
		life.scope.thaw();
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

	/** Adds a running or stopped container to a network. */
	*connect(network: EngineNetwork, term: string, settings: Partial<EndpointSettings> | undefined): Process<void> {
		const record = this.get(term);
		yield* sleep(draw(this.context.rng, TIMING.record));
		if (record.networks.some((wish) => this.networkOf(wish)?.id === network.id)) {
			throw new ApiError('forbidden', `endpoint with name ${record.name} already exists in network ${network.name}`);
		}
		if (network.driver === 'overlay' && !network.attachable) {
			throw new ApiError(
				'forbidden',
				`Could not attach to network ${network.name}: rpc error: code = PermissionDenied desc = network ${network.name} not manually attachable`
			);
		}
		const address = settings?.IPAMConfig?.IPv4Address;
		const aliases = [...(settings?.Aliases ?? []), record.id.slice(0, 12)];
		const wish: NetworkWish = { network: network.name, aliases, ...(address ? { address } : {}) };
		record.networks.push(wish);
		const life = this.life(record);
		if (life) this.attach(record, life, wish, network);
	}

	*disconnect(network: EngineNetwork, term: string): Process<void> {
		const record = this.get(term);
		yield* sleep(draw(this.context.rng, TIMING.record));
		const wish = record.networks.find((candidate) => this.networkOf(candidate)?.id === network.id);
		if (!wish) throw new ApiError('system', `container ${record.id} is not connected to network ${network.name}`);
		this.detach(record, wish);
		record.networks = record.networks.filter((other) => other !== wish);
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
		const starting: ContainerRecord[] = [];
		for (const record of this.disk.containers.values()) {
			const wasRunning = isRunning(record);
			if (startsWithDaemon(record, wasRunning)) starting.push(record);
			if (!wasRunning) continue;
			const life = this.runtime.lives.get(record.id);
			if (life && !life.isOver) stopping.push(this.stopLeftover(record, life));
			else {
				// containerd knows how it ended; after a power cut nobody does.
				record.exitCode = life?.exitCode ?? 255;
				record.log.flush(this.context.sim.wallMs);
				this.detachAll(record);
				this.settle(record, 'exited');
			}
		}
		for (const done of stopping) yield* done.wait();
		for (const record of starting) this.spawnStart(record);
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
		this.detachAll(record);
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
		const planned = record.networks.map((wish) => ({ wish, network: this.requiredNetwork(wish) }));
		this.refuseTakenPorts(record);
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
			record.exitCode = 127;
			record.error = `failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${error.message}: unknown`;
			throw new ApiError('invalid', record.error);
		}
		const run: Run = { life, released: new Deferred<void>(), isStopping: false, lastDelayMs };
		this.runs.set(record.id, run);
		for (const { wish, network } of planned) this.attach(record, life, wish, network);
		if (planned.some(({ network }) => network.driver === 'overlay')) this.attachGateway(record, life);
		this.publishPorts(record, life);
		record.error = '';
		record.exitCode = 0;
		record.pid = life.pid;
		record.startedMs = sim.wallMs;
		record.health = undefined;
		this.writeHosts(record, life);
		this.setStatus(record, 'running');
		this.event(record, 'start');
		this.trace(record, 'running');
		if (probeOf(record.config.Healthcheck)) {
			record.health = { Status: 'starting', FailingStreak: 0, Log: [] };
			scope.spawn(watchHealth(context, record, life), { name: `health of ${record.name}` });
		}
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
		record.finishedMs = context.sim.wallMs;
		record.exits++;
		this.event(record, 'die', {
			...(atLeast(context.era.id, '28.2') ? { execDuration: String(Math.trunc(ranMs / 1000)) } : {}),
			exitCode: String(code)
		});
		this.settle(record, delay === undefined ? 'exited' : 'restarting');
		yield* sleep(draw(context.rng, TIMING.cleanup));
		this.detachAll(record);
		this.runs.delete(record.id);
		run.released.resolve();
		if (delay !== undefined && record.status === 'restarting') {
			yield* sleep(delay);
			if (record.status !== 'restarting') return 0;
			record.restartCount++;
			try {
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

	private spawnStart(record: ContainerRecord): void {
		const launch = (): void => this.launch(record, 0);
		const { context } = this;
		const start = function* (): Process {
			yield* sleep(draw(context.rng, TIMING.start));
			if (record.isRemoved || isRunning(record)) return 0;
			try {
				launch();
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
			}
			return 0;
		};
		context.scope.spawn(start(), { name: `start ${record.name}` });
	}

	private stopLeftover(record: ContainerRecord, life: Life): Deferred<void> {
		const run: Run = { life, released: new Deferred<void>(), isStopping: true, lastDelayMs: 0 };
		this.runs.set(record.id, run);
		this.follow(record, run);
		const stop = this.stop.bind(this);
		const byHand = record.stoppedByHand;
		const body = function* (): Process {
			yield* stop(record);
			record.stoppedByHand = byHand;
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

	private networkOf(wish: NetworkWish): EngineNetwork | undefined {
		if (wish.networkId !== undefined) return this.networks.lookup(wish.networkId);
		return this.networks.lookup(wish.network);
	}

	private requiredNetwork(wish: NetworkWish): EngineNetwork {
		const network = this.networkOf(wish);
		if (!network) throw new ApiError('notFound', `network ${wish.network} not found`);
		return network;
	}

	private attach(record: ContainerRecord, life: Life, wish: NetworkWish, network: EngineNetwork): void {
		wish.endpoint = this.networks.join(network, record.id, record.name, wish.address);
		wish.networkId = network.id;
		if (wish.endpoint.address !== '')
			life.addAddress(wish.endpoint.address, network.driver === 'overlay' ? 'vxlan' : 'bridge');
		this.context.events.emit('network', 'connect', network.id, {
			container: record.id,
			name: network.name,
			type: network.driver
		});
	}

	/** Containers on overlays leave the machine, and are reached in host mode, through docker_gwbridge. */
	private attachGateway(record: ContainerRecord, life: Life): void {
		const network = this.networks.named(GATEWAY_BRIDGE);
		if (!network) return;
		const { address } = this.networks.join(network, record.id, `gateway_${record.id.slice(0, 12)}`);
		life.addAddress(address, 'bridge');
	}

	private detach(record: ContainerRecord, wish: NetworkWish): void {
		const network = this.networkOf(wish);
		if (!wish.endpoint || !network) return;
		this.life(record)?.removeAddress(wish.endpoint.address);
		this.networks.leave(network, record.id);
		delete wish.endpoint;
		this.context.events.emit('network', 'disconnect', network.id, {
			container: record.id,
			name: network.name,
			type: network.driver
		});
	}

	private detachAll(record: ContainerRecord): void {
		for (const wish of record.networks) this.detach(record, wish);
		const gateway = this.networks.named(GATEWAY_BRIDGE);
		if (gateway) this.networks.leave(gateway, record.id);
		record.bindings = {};
	}

	private refuseTakenName(name: string, prefix = ''): void {
		const holder = [...this.disk.containers.values()].find((record) => record.name === name);
		if (!holder) return;
		throw new ApiError(
			'conflict',
			`${prefix}Conflict. The container name "/${name}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`
		);
	}

	/** Source of both texts: recordings (second container on a port); moby portmapper (a port that something else holds). */
	private refuseTakenPorts(record: ContainerRecord): void {
		for (const bindings of Object.values(record.hostConfig.PortBindings ?? {})) {
			for (const { HostPort } of bindings ?? []) {
				const port = Number(HostPort);
				if (port === 0 || !this.context.host.isListening(`tcp/${port}`)) continue;
				const what = `driver failed programming external connectivity on endpoint ${record.name} (${this.context.rng.hex(64)})`;
				const why = this.ports.isTaken(port)
					? `Bind for 0.0.0.0:${port} failed: port is already allocated`
					: `Error starting userland proxy: listen tcp4 0.0.0.0:${port}: bind: address already in use`;
				record.error = `${what}: ${why}`;
				record.exitCode = 128;
				throw new ApiError('system', record.error);
			}
		}
	}

	private publishPorts(record: ContainerRecord, life: Life): void {
		const onBridge = record.networks.find(
			(wish) => wish.endpoint && this.networkOf(wish)?.driver === 'bridge'
		)?.endpoint;
		const bridge = onBridge ?? this.networks.named(GATEWAY_BRIDGE)?.endpoints.get(record.id);
		const extras = this.extras.get(record.id);
		const wanted: [string, string][] = Object.entries(record.hostConfig.PortBindings ?? {}).flatMap(
			([port, bindings]) => (bindings ?? []).map(({ HostPort }): [string, string] => [port, HostPort])
		);
		if (record.hostConfig.PublishAllPorts) {
			for (const port of Object.keys(record.config.ExposedPorts ?? {}))
				if (!wanted.some(([known]) => known === port)) wanted.push([port, '']);
		}
		for (const [target, given] of wanted) {
			const port = given === '' || given === '0' ? this.freePort() : Number(given);
			record.bindings[target] = [
				{ HostIp: '0.0.0.0', HostPort: String(port) },
				{ HostIp: '::', HostPort: String(port) }
			];
			if (!bridge || !target.endsWith('/tcp')) continue;
			this.ports.publish(
				{
					port,
					target: `bridge/${bridge.address}:${parseInt(target, 10)}`,
					name: record.name,
					service: extras?.service ?? record.name,
					taskId: taskOf(record),
					rule: extras ? 'host' : 'container'
				},
				life.scope
			);
		}
	}

	/** Serial from 32768 on, as Docker's allocator has it. */
	private freePort(): number {
		for (let port = 32768; ; port++) if (!this.context.host.isListening(`tcp/${port}`)) return port;
	}

	private mergeConfig(id: string, request: ContainerCreateRequest, image: StoredImage): ContainerConfig {
		const base = imageConfig(image.source);
		const entrypoint = request.Entrypoint && request.Entrypoint.length > 0 ? request.Entrypoint : undefined;
		const command = request.Cmd && request.Cmd.length > 0 ? request.Cmd : undefined;
		const given = new Set((request.Env ?? []).map((text) => text.split('=')[0]));
		const env = [...(request.Env ?? []), ...(base.Env ?? []).filter((text) => !given.has(text.split('=')[0]))];
		const exposed = { ...base.ExposedPorts, ...request.ExposedPorts };
		const health =
			request.Healthcheck?.Test?.[0] === undefined
				? mergeHealth(base.Healthcheck, request.Healthcheck)
				: request.Healthcheck;
		const stopSignal = request.StopSignal || base.StopSignal;
		return {
			Hostname: request.Hostname || (request.HostConfig?.NetworkMode === 'host' ? this.context.where : id.slice(0, 12)),
			Domainname: request.Domainname ?? '',
			User: request.User || base.User,
			AttachStdin: request.AttachStdin ?? false,
			AttachStdout: request.AttachStdout ?? false,
			AttachStderr: request.AttachStderr ?? false,
			...(Object.keys(exposed).length > 0 ? { ExposedPorts: exposed } : {}),
			Tty: request.Tty ?? false,
			OpenStdin: request.OpenStdin ?? false,
			StdinOnce: request.StdinOnce ?? false,
			Env: env,
			Cmd: command ?? (entrypoint ? null : base.Cmd),
			...(health ? { Healthcheck: health } : {}),
			Image: request.Image ?? '',
			Volumes:
				request.Volumes && Object.keys(request.Volumes).length > 0
					? { ...base.Volumes, ...request.Volumes }
					: base.Volumes,
			WorkingDir: request.WorkingDir || base.WorkingDir,
			Entrypoint: entrypoint ?? base.Entrypoint,
			OnBuild: null,
			Labels: { ...base.Labels, ...request.Labels },
			...(stopSignal ? { StopSignal: stopSignal } : {}),
			...(request.StopTimeout === undefined ? {} : { StopTimeout: request.StopTimeout })
		};
	}

	private rootFiles(image: StoredImage, config: ContainerConfig): Files {
		const { source } = image;
		const directories =
			source.userland === 'none'
				? ['/etc/', '/dev/', '/proc/', '/sys/']
				: [
						'/bin/',
						'/dev/',
						'/etc/',
						'/home/',
						'/opt/',
						'/proc/',
						'/root/',
						'/run/',
						'/srv/',
						'/sys/',
						'/tmp/',
						'/usr/',
						'/var/'
					];
		const files = new Files(this.context.sim, Object.fromEntries(directories.map((path) => [path, ''])));
		files.write('/dev/null', '');
		if (source.userland !== 'none') files.write('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
		for (const [path, content] of Object.entries(source.files ?? {})) {
			files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
			files.write(path, content);
		}
		files.write('/etc/hostname', `${config.Hostname}\n`);
		files.write('/etc/hosts', '127.0.0.1\tlocalhost\n');
		files.write('/etc/resolv.conf', 'nameserver 127.0.0.11\noptions ndots:0\n');
		if (config.WorkingDir !== '') files.mkdir(config.WorkingDir, { parents: true });
		return files;
	}

	private writeHosts(record: ContainerRecord, life: Life): void {
		const own = life.addressList().map((address) => `${address}\t${record.config.Hostname}\n`);
		const extra = (record.hostConfig.ExtraHosts ?? []).map((entry) => {
			const colon = entry.indexOf(':');
			return `${entry.slice(colon + 1)}\t${entry.slice(0, colon)}\n`;
		});
		record.files.write(
			'/etc/hosts',
			['127.0.0.1\tlocalhost\n', '::1\tlocalhost ip6-localhost ip6-loopback\n', ...extra, ...own].join('')
		);
	}

	/** Volumes and bind mounts, put into the container's tree. @throws ApiError */
	private mounts(request: ContainerCreateRequest, image: StoredImage, files: Files): MountPoint[] {
		const points = new Map<string, MountPoint>();
		for (const bind of request.HostConfig?.Binds ?? []) {
			const [source = '', target = '', mode = ''] = bind.split(':');
			if (source.startsWith('/')) {
				// The old syntax makes a missing directory; --mount refuses it.
				if (!this.context.files.exists(source)) this.context.files.mkdir(source, { parents: true });
				points.set(target, this.bindMount(source, target, mode !== 'ro', mode, files));
			} else points.set(target, this.volumeMount(source, target, mode !== 'ro', mode === '' ? 'z' : mode, {}, files));
		}
		for (const mount of request.HostConfig?.Mounts ?? []) points.set(mount.Target ?? '', this.mountPoint(mount, files));
		const wanted = [...Object.keys(imageConfig(image.source).Volumes ?? {}), ...Object.keys(request.Volumes ?? {})];
		for (const target of wanted)
			if (!points.has(target)) points.set(target, this.volumeMount('', target, true, '', {}, files));
		return [...points.values()];
	}

	private mountPoint(mount: Mount, files: Files): MountPoint {
		const { Type: type = 'volume', Source: source = '', Target: target = '', ReadOnly: readOnly = false } = mount;
		if (!target.startsWith('/'))
			throw new ApiError('invalid', `invalid mount target, must be an absolute path: ${target}`);
		if (type === 'bind') {
			if (!this.context.files.exists(source)) {
				throw new ApiError(
					'invalid',
					`invalid mount config for type "bind": bind source path does not exist: ${source}`
				);
			}
			return this.bindMount(source, target, !readOnly, '', files);
		}
		if (type === 'tmpfs') {
			files.mkdir(target, { parents: true });
			return { Type: 'tmpfs', Source: '', Destination: target, Mode: '', RW: true, Propagation: '' };
		}
		return this.volumeMount(source, target, !readOnly, 'z', mount.VolumeOptions ?? {}, files);
	}

	private bindMount(source: string, target: string, rw: boolean, mode: string, files: Files): MountPoint {
		graft(files, target, this.context.files, source);
		return { Type: 'bind', Source: source, Destination: target, Mode: mode, RW: rw, Propagation: 'rprivate' };
	}

	private volumeMount(
		name: string,
		target: string,
		rw: boolean,
		mode: string,
		options: Record<string, unknown>,
		files: Files
	): MountPoint {
		const labels = options['Labels'] as Record<string, string> | undefined;
		const isNew = name === '';
		const volume = this.volumes.ensure(isNew ? this.volumes.newName() : name, {
			anonymous: isNew,
			...(labels ? { labels } : {})
		});
		// An empty volume takes over what the image has at its place.
		if (volume.files.list('/').length === 0 && files.isDirectory(target)) {
			for (const [path, content] of allFiles(files, target)) {
				const inside = path.slice(target.length);
				if (files.isDirectory(path)) volume.files.mkdir(inside, { parents: true });
				else volume.files.write(inside, content);
			}
		}
		graft(files, target, volume.files, '/');
		return {
			Type: 'volume',
			Name: volume.name,
			Source: `/var/lib/docker/volumes/${volume.name}/_data`,
			Destination: target,
			Driver: 'local',
			Mode: mode,
			RW: rw,
			Propagation: ''
		};
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

function graft(files: Files, target: string, source: Files, path: string): void {
	const parent = target.replace(/\/[^/]*\/?$/, '') || '/';
	files.mkdir(parent, { parents: true });
	files.graft(target.replace(/\/$/, ''), source, path);
}

/** Networks of `docker run`: those of NetworkingConfig, or the one of NetworkMode. */
function wishesOf(request: ContainerCreateRequest): NetworkWish[] {
	const mode = request.HostConfig?.NetworkMode;
	const main = mode === undefined || mode === '' || mode === 'default' ? 'bridge' : mode;
	const configs = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {});
	const wish = (name: string, settings: Partial<EndpointSettings> | null): NetworkWish => {
		const address = settings?.IPAMConfig?.IPv4Address;
		return {
			network: name === 'default' ? 'bridge' : name,
			aliases: settings?.Aliases ?? null,
			...(address ? { address } : {})
		};
	};
	const wishes = configs.map(([name, settings]) => wish(name, settings));
	if (!wishes.some(({ network }) => network === main)) wishes.unshift(wish(main, null));
	return wishes.filter(({ network }) => !network.startsWith('container:'));
}

function mergeHealth(
	base: ContainerConfig['Healthcheck'],
	given: ContainerConfig['Healthcheck']
): ContainerConfig['Healthcheck'] {
	if (!base || !given) return given && Object.keys(given).length > 0 ? given : base;
	return {
		...base,
		...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== 0))
	};
}

/** Source: recordings, docker exec … env: PATH, HOSTNAME, what is configured, HOME. */
export function environment(record: ContainerRecord): Map<string, string> {
	const env = new Map<string, string>();
	const put = (text: string): void => {
		const at = text.indexOf('=');
		if (at > 0) env.set(text.slice(0, at), text.slice(at + 1));
	};
	put(DEFAULT_PATH);
	env.set('HOSTNAME', record.config.Hostname);
	if (record.config.Tty) env.set('TERM', 'xterm');
	for (const text of record.config.Env ?? []) put(text);
	if (!env.has('HOME')) env.set('HOME', '/root');
	return env;
}

/** Whether it was resolved within the time. */
function* settled(done: Deferred<void>, ms: number): Process<boolean> {
	if (done.isSettled) return true;
	yield* done.wait(ms);
	return done.isSettled;
}

/** The part of a host configuration that `docker update` may change. */
export function updateHostConfig(record: ContainerRecord, change: HostConfig): void {
	invariant(!record.isRemoved, 'an update of a removed container', record.id);
	const { RestartPolicy, ...limits } = change;
	record.hostConfig = { ...record.hostConfig, ...limits };
	if (RestartPolicy && RestartPolicy.Name !== '') record.hostConfig.RestartPolicy = RestartPolicy;
}
