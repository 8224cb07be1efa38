import type { Backend } from '../api/backend.ts';
import { ApiError } from '../api/error.ts';
import { createApi } from '../api/router.ts';
import { serveTcp } from '../api/tcp/server.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../api/wire/http.ts';
import type { Era } from '../era/era.ts';
import type { Files } from '../sim/files.ts';
import { Deferred, sleep, type Process } from '../sim/process.ts';
import type { Host, Net } from '../sim/net.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { Executor } from '../swarm/agent/controller.ts';
import type { StoreListener } from '../swarm/store/store.ts';
import type { Swarm } from '../swarm/swarm.ts';
import { Attachments } from './attachment.ts';
import { tellClusterEvents } from './cluster-events.ts';
import { createCluster } from './cluster.ts';
import { ContainerApi } from './container-api.ts';
import { createContainerDisk, taskOf, type ContainerDisk } from './container-record.ts';
import { isRunning } from './container-view.ts';
import { Containers } from './containers.ts';
import { newContainerName } from './container-name.ts';
import { EngineExecutor } from './controller.ts';
import type { CommandTable, EngineContext } from './engine-context.ts';
import { CONFIG_FILE, daemonConfig, DaemonConfigError, type DaemonConfig } from './daemon/config.ts';
import { Events } from './events.ts';
import { Gossip } from './gossip.ts';
import type { HostLog } from './host-log.ts';
import { ImageWorkshop } from './image-workshop.ts';
import { createImageDisk, Images, type ImageDisk } from './images.ts';
import { Ingress } from './ingress.ts';
import { createNetworkDisk, Networks, type NetworkDisk } from './networks.ts';
import { daemonId } from './daemon/id.ts';
import { PublishedPorts } from './published-ports.ts';
import type { Registry } from './registry.ts';
import { RequestFlow } from './request-flow.ts';
import { Routing } from './routing.ts';
import { Runtime } from './runtime.ts';
import { createSystem } from './system.ts';
import { createVolumeDisk, Volumes, type VolumeDisk } from './volumes.ts';

/** /var/lib/docker: images, stopped and running containers, volumes, networks. Outlives daemon and power. */
export interface EngineDisk extends ImageDisk, ContainerDisk, VolumeDisk, NetworkDisk {}

export function createEngineDisk(): EngineDisk {
	return {
		...createImageDisk(),
		...createContainerDisk(),
		...createVolumeDisk(),
		...createNetworkDisk()
	};
}

export interface EngineOptions {
	readonly sim: Sim;
	/** The machine's: ends with its power. A machine that is switched on again gets a new engine with the old disk. */
	readonly scope: Scope;
	readonly net: Net;
	readonly host: Host;
	/** The machine's own disk, for bind mounts. */
	readonly files: Files;
	readonly era: Era;
	readonly rng: Rng;
	readonly registry: Registry;
	/** `dockerd --label` */
	readonly labels?: readonly string[];
	/** Whether the disk says that the machine belongs to a swarm. */
	readonly isInSwarm?: () => boolean;
	/** Where the daemon's own lines go, and those of containers whose log driver is syslog or journald. */
	readonly hostLog?: HostLog;
	/** Whether the kernel has ip_vs; it has unless told otherwise. */
	readonly hasIpvs?: boolean;
	/** `dockerd -H tcp://0.0.0.0:PORT`, besides its socket. */
	readonly tcpPort?: number;
	readonly disk: EngineDisk;
	/** sh, ls, cat … for containers whose image has them. */
	readonly commands: CommandTable;
	/** The next number of a request to a published port, counted in the whole world from 1. */
	readonly nextRequest: () => number;
	/** Called at each start of the daemon. */
	readonly createSwarm: (parts: {
		executor: Executor;
		/** The daemon's. */
		scope: Scope;
		/** Told of what this machine's manager applies to its store. */
		onStoreChange: StoreListener;
	}) => Swarm;
}

/** Stopping takes so long besides the containers' own time (FINDINGS.md §1: SIGTERM to gone about 2 s). */
const SHUTDOWN_MS: readonly [number, number] = [1_400, 1_800];

/** Source: lab 20.10. */
const LIVE_RESTORE = '--live-restore daemon configuration is incompatible with swarm mode';

const NO_LOG: HostLog = { write: () => {} };

/** One run of the daemon. */
interface Daemon {
	readonly context: EngineContext;
	readonly containers: Containers;
	readonly containerApi: ContainerApi;
	readonly images: Images;
	readonly gossip: Gossip;
	readonly executor: EngineExecutor;
	readonly swarm: Swarm;
	readonly backend: Backend;
	readonly handler: ApiHandler;
	/** Whoever is connected from elsewhere. */
	readonly tcp: Scope;
	/** What the last run left is taken care of. */
	readonly ready: Deferred<true>;
	/** Told to stop: nobody new is let in. */
	isEnding: boolean;
}

/**
 * Docker on one machine: the daemon, which comes and goes, and what outlives it (containers in memory, all else on the
 * disk).
 */
export class Engine {
	/** What a command line sees: nobody listens while the daemon is down. */
	readonly handler: ApiHandler;
	private readonly runtime: Runtime;
	private kernelScope: Scope;
	private daemon: Daemon | undefined;
	private runs = 0;

	constructor(private readonly options: EngineOptions) {
		const { sim, scope, net, host, commands, rng } = options;
		this.runtime = new Runtime(sim, scope, net, host, commands, rng.fork(`containers at ${sim.now}`));
		this.kernelScope = scope.child('kernel');
		this.handler = (request) => this.answer(request);
	}

	get isUp(): boolean {
		return this.daemon !== undefined;
	}

	/** What a dead daemon left is put in order, and the node is back in its swarm or waits for its key. */
	get isReady(): boolean {
		return (
			this.daemon !== undefined && this.daemon.ready.isSettled && this.daemon.swarm.local().localNodeState !== 'pending'
		);
	}

	/** What the running daemon was set up with. */
	get config(): DaemonConfig | undefined {
		return this.daemon?.context.config;
	}

	/** Of the running daemon. */
	get swarm(): Swarm | undefined {
		return this.daemon?.swarm;
	}

	get backend(): Backend | undefined {
		return this.daemon?.backend;
	}

	/**
	 * The daemon starts: ends or records what a dead one left, then takes up its place in the swarm.
	 * @returns the line with which it ends when it cannot start
	 */
	start(): string | undefined {
		if (this.daemon) return undefined;
		let config: DaemonConfig;
		try {
			config = this.readConfig();
			if (config.liveRestore && this.options.isInSwarm?.())
				// Source: lab 20.10; in the form of the daemon's own log.
				throw new DaemonConfigError(
					`time="${this.options.sim.timestamp()}" level=fatal msg="Error starting cluster component: ${LIVE_RESTORE}"`
				);
		} catch (error) {
			if (error instanceof DaemonConfigError) return error.message;
			throw error;
		}
		this.kernelScope.end();
		this.kernelScope = this.options.scope.child('kernel');
		const daemon = this.compose(config);
		this.daemon = daemon;
		this.takeUp(daemon);
		return undefined;
	}

	private takeUp(daemon: Daemon): void {
		// Read from disk anew, they are counted as what they are.
		for (const record of daemon.containers.all()) if (record.leftBehind) record.leftBehind = 'stopped';
		const hasLeftovers = daemon.containers
			.all()
			.some((record) => isRunning(record) || record.hostConfig.RestartPolicy?.Name);
		if (!hasLeftovers) {
			daemon.swarm.start();
			daemon.ready.resolve(true);
			return;
		}
		const restore = function* (): Process {
			yield* daemon.containers.restore();
			daemon.swarm.start();
			daemon.ready.resolve(true);
			return 0;
		};
		daemon.context.scope.spawn(restore(), { name: 'restore containers' });
	}

	/** @throws DaemonConfigError */
	private readConfig(): DaemonConfig {
		const { files, era, labels = [], tcpPort } = this.options;
		const text = files.exists(CONFIG_FILE) ? files.read(CONFIG_FILE) : undefined;
		// As docker.service has it.
		const hosts = ['fd://', ...(tcpPort === undefined ? [] : [`tcp://0.0.0.0:${tcpPort}`])];
		const flags = new Map([
			['host', hosts],
			['containerd', ['/run/containerd/containerd.sock']],
			...(labels.length > 0 ? [['label', labels] as const] : [])
		]);
		return daemonConfig(text, flags, era);
	}

	/**
	 * `systemctl stop docker`: leaves the swarm's work without a word, stops all containers, removes those of tasks.
	 * Source: FINDINGS.md §1 (a graceful stop tells nobody; afterwards `No such container`).
	 */
	*stop(): Process<void> {
		const { daemon } = this;
		if (!daemon) return;
		// A daemon that is told to stop closes its API first. Source: moby cmd/dockerd/daemon.go.
		daemon.tcp.end();
		daemon.isEnding = true;
		daemon.swarm.stop();
		yield* daemon.containers.stopAll();
		for (const record of daemon.containers.all()) if (taskOf(record) !== '') daemon.containers.discard(record);
		daemon.gossip.clear();
		yield* sleep(Math.round(daemon.context.rng.between(...SHUTDOWN_MS)));
		if (this.daemon !== daemon) return;
		this.daemon = undefined;
		this.kernelScope.end();
		daemon.context.scope.end();
	}

	/** SIGKILL for the daemon alone: containers, virtual servers and open ports live on, as they were. */
	kill(): void {
		const { daemon } = this;
		if (!daemon) return;
		this.daemon = undefined;
		daemon.swarm.stop();
		daemon.context.scope.end();
	}

	/** Puts an image on the disk, as if it had been pulled before the world began. The daemon must run. */
	preload(image: string): void {
		this.daemon?.images.preload(image);
	}

	/** SIGKILL for the container of a task. @param term its name ('web.2', 'web.2.<id>') or ID. @returns whether there was one */
	killTask(term: string): boolean {
		const record = this.daemon?.containers.all().find((candidate) => {
			const isTask = taskOf(candidate) !== '';
			return (
				isTask &&
				candidate.status === 'running' &&
				(candidate.name === term || candidate.name.startsWith(`${term}.`) || taskOf(candidate).startsWith(term))
			);
		});
		if (!record) return false;
		this.runtime.lives.get(record.id)?.kill('SIGKILL');
		return true;
	}

	private *answer(request: ApiRequest): Process<ApiResponse> {
		const { daemon } = this;
		if (!daemon || daemon.isEnding) return { status: 0, headers: {} };
		yield* daemon.ready.wait();
		return yield* daemon.handler(request);
	}

	private compose(config: DaemonConfig): Daemon {
		const { sim, scope: machineScope, net, host, files, era, registry, disk, commands, nextRequest } = this.options;
		const { hasIpvs = true, tcpPort, hostLog = NO_LOG } = this.options;
		const rng = this.options.rng.fork(`run ${++this.runs} at ${sim.now}`);
		const scope = machineScope.child('dockerd');
		const id = daemonId(files, era, rng);
		const events = new Events(sim, era);
		const context: EngineContext = {
			sim,
			scope,
			machineScope,
			net,
			host,
			files,
			where: host.name,
			era,
			rng,
			events,
			registry,
			registryClient: {
				machine: host.name,
				insecure: config.insecureRegistries,
				trusts: (domain) => files.exists(`/etc/docker/certs.d/${domain}/ca.crt`)
			},
			config,
			hostLog,
			hasIpvs,
			commands,
			nextRequest
		};
		const images = new Images(context, disk);
		const networks = new Networks(context, disk);
		const volumes = new Volumes(context, disk);
		const published = new PublishedPorts(context);
		const containers = new Containers(context, disk, this.runtime, images, networks, volumes, published);
		images.usedBy = (imageId) => containers.imageUsers(imageId);
		volumes.usedBy = (name) => containers.volumeUsers(name);
		networks.containers = containers.networking;
		const gossip = new Gossip(sim, scope, net, host);
		const routing = new Routing(context, networks, containers, gossip);
		containers.routesOf = (record) => routing.of(record);
		networks.peersOf = (networkId) => routing.peersOf(networkId);
		networks.servicesOf = (networkId) => routing.servicesOf(networkId);
		const ingress = new Ingress(context, this.kernelScope, gossip, published);
		gossip.onChange = () => ingress.update();
		published.onChange = () => ingress.update();
		const executor = new EngineExecutor(context, containers, networks, gossip);
		const onStoreChange: StoreListener = (changes) => {
			// A manager that only now takes up its log tells nothing of the past.
			if (swarm.local().controlAvailable) tellClusterEvents(events, changes);
		};
		const swarm = leavingCleanly(this.options.createSwarm({ executor, scope, onStoreChange }), executor, config);
		executor.attachments = new Attachments(executor, () => swarm.attachments());
		containers.networking.attacher = executor.attachments;
		host.onRefused = (port, client) => this.tellRefusal(context, executor, port, client);
		const containerApi = new ContainerApi(containers);
		const backend: Backend = {
			system: createSystem(context, id, { containers, containerApi, images, volumes }),
			containers: containerApi,
			images,
			making: new ImageWorkshop(context, containers, images),
			networks,
			volumes,
			swarm: createCluster({
				swarm,
				era,
				nowMs: () => sim.wallMs,
				randomName: () => newContainerName(rng, () => false),
				distribution: (image, auth) => images.distribution(image, auth),
				localNetworks: (term) => networks.find(term)
			})
		};
		const handler = createApi({ backend, era, sim, where: host.name, scope });
		const tcp = scope.child('tcp');
		if (tcpPort !== undefined) serveTcp(host, tcpPort, tcp, () => handler);
		return {
			context,
			containers,
			containerApi,
			images,
			gossip,
			executor,
			swarm,
			backend,
			handler,
			tcp,
			ready: new Deferred<true>(),
			isEnding: false
		};
	}

	/** A client of the mesh asked for a port that nothing publishes. */
	private tellRefusal(context: EngineContext, executor: EngineExecutor, key: string, client: string): void {
		const port = /^tcp\/(\d+)$/.exec(key)?.[1];
		if (port === undefined || executor.assignment.nodeId === '' || context.scope.isEnded) return;
		const { sim, scope, host, nextRequest } = context;
		const at = { client, machine: host.name, address: host.address, port: Number(port) };
		new RequestFlow(sim, scope, nextRequest, at).fail('refused');
	}
}

/** Leaving a swarm takes its containers and networks from the machine. */
function leavingCleanly(swarm: Swarm, executor: EngineExecutor, config: DaemonConfig): Swarm {
	const refuseLiveRestore = (): void => {
		if (config.liveRestore) throw new ApiError('system', LIVE_RESTORE);
	};
	return {
		local: () => swarm.local(),
		info: () => swarm.info(),
		*init(request) {
			refuseLiveRestore();
			return yield* swarm.init(request);
		},
		*join(request) {
			refuseLiveRestore();
			return yield* swarm.join(request);
		},
		*leave(force) {
			yield* swarm.leave(force);
			executor.leaveSwarm();
		},
		unlock: (key) => swarm.unlock(key),
		unlockKey: () => swarm.unlockKey(),
		control: () => swarm.control(),
		attachments: () => swarm.attachments(),
		start: () => swarm.start(),
		stop: () => swarm.stop()
	};
}
