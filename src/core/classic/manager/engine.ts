import { dialTcp, parseAddress } from '../../api/tcp/client.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream } from '../../api/wire/http.ts';
import type { ImageSummary } from '../../api/wire/image.ts';
import type { Network } from '../../api/wire/network.ts';
import type { EventMessage } from '../../api/wire/system.ts';
import type { Volume } from '../../api/wire/volume.ts';
import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import type { NodeContainer, SchedulerNode } from '../scheduler/node.ts';
import {
	cpusOf,
	cpusOfRc1,
	healthIndicator,
	stateAfterFailures,
	withOvercommit,
	type EngineState
} from './arithmetic.ts';
import { monitorEvents } from './engine-events.ts';
import { refusedByEngine, unreachedByManager, unreachedByProxy, type Unreached } from './engine-errors.ts';
import {
	readContainer,
	readContainers,
	readNetworks,
	readSpecs,
	readVolumes,
	type KnownContainer
} from './engine-reading.ts';
import { refreshLoop } from './engine-refresh.ts';
import { nodeContainer } from './node-view.ts';
import type { ManagerParts } from './parts.ts';

/** Version of the API that managers speak with engines. */
const API = '/v1.24';
/** A manager looks at its engines all the time: that is no news for the trace. */
const UNTRACED = { 'X-Swarmlab-Poll': '1' };
/** rc1 asked all engines anew this often. */
const REFRESH_RC1_MS = 30_000;
const SPECS_MS = 300_000;
const RECONNECT_RC1_MS = 1000;
const REQUEST_MS: Readonly<Record<Dialect, number>> = { rc1: 10_000, '1.2.5': 30_000 };

/** One Docker engine behind a manager: a cache of what it said, kept fresh over its HTTP API. */
export class ManagedEngine {
	id = '';
	name = '';
	readonly ip: string;
	state: EngineState = 'Pending';
	/** Looked at and taken into the cluster; until then, and while it is anybody's double, it is only listed. */
	isMember = false;
	failures = 0;
	error = '';
	version = '';
	labels: Record<string, string> = {};
	cpus = 0;
	memory = 0;
	updatedAtMs: number;
	containers = new Map<string, KnownContainer>();
	images: ImageSummary[] = [];
	/** Of 1.2 alone. */
	networks: Network[] = [];
	volumes: Volume[] = [];
	readonly machine: string;
	private readonly dial: ApiHandler;
	private readonly rng: Rng;
	private scope: Scope;
	private specsAt = 0;

	constructor(
		readonly address: string,
		private readonly parts: ManagerParts,
		private readonly told: {
			event: (engine: ManagedEngine, message: EventMessage) => void;
			state: (engine: ManagedEngine, event: 'connect' | 'disconnect' | 'reconnect' | 'changed') => void;
		}
	) {
		const { net, machine, scope, sim } = parts;
		const target = parseAddress(address) ?? { host: address, port: 2375 };
		const host = net.find(target.host, machine);
		this.ip = host?.address ?? target.host;
		this.machine = host?.name ?? '';
		this.rng = parts.rng.fork(`engine ${address}`);
		this.scope = scope.child(`engine ${address}`);
		this.updatedAtMs = sim.wallMs;
		this.dial = dialTcp({ net, from: machine, address: target, timeoutMs: REQUEST_MS[parts.dialect] });
	}

	get isHealthy(): boolean {
		return this.state === 'Healthy';
	}

	get health(): number {
		if (this.parts.dialect === 'rc1') return this.isHealthy ? 100 : 0;
		return healthIndicator(this.state, this.failures, this.parts.failureRetry);
	}

	get totalMemory(): number {
		return withOvercommit(this.memory, this.parts.overcommit);
	}

	get totalCpus(): number {
		return withOvercommit(this.cpus, this.parts.overcommit);
	}

	get usedMemory(): number {
		return this.sum(({ info }) => Number(info.HostConfig.Memory ?? 0));
	}

	get usedCpus(): number {
		const back = this.parts.dialect === 'rc1' ? cpusOfRc1 : cpusOf;
		return this.sum(({ info }) => back(Number(info.HostConfig['CpuShares'] ?? 0), this.cpus));
	}

	private sum(of: (container: KnownContainer) => number): number {
		return [...this.containers.values()].reduce((total, container) => total + of(container), 0);
	}

	/** As the scheduler sees it, with what is still being created there. */
	node(pending: readonly { container: NodeContainer; memory: number; cpus: number }[]): SchedulerNode {
		return {
			id: this.id,
			name: this.name,
			labels: this.labels,
			containers: [...[...this.containers.values()].map(nodeContainer), ...pending.map(({ container }) => container)],
			images: this.images.map(({ Id, RepoTags }) => ({ id: Id, tags: RepoTags ?? [] })),
			usedMemory: this.usedMemory + pending.reduce((sum, { memory }) => sum + memory, 0),
			usedCpus: this.usedCpus + pending.reduce((sum, { cpus }) => sum + cpus, 0),
			totalMemory: this.totalMemory,
			totalCpus: this.totalCpus,
			health: this.health
		};
	}

	/** First contact. @throws SwarmError when the engine cannot be one of the cluster */
	*connect(): Process<void> {
		yield* this.readSpecs();
		yield* this.refreshAll();
	}

	/** Source: ValidationComplete. */
	join(): void {
		this.isMember = true;
		this.state = 'Healthy';
		this.failures = 0;
	}

	/** Source: setErrMsg. */
	complain(error: string): void {
		this.error = error;
		this.updatedAtMs = this.parts.sim.wallMs;
	}

	/**
	 * An engine is known by its ID: one that answers with another is no longer trusted, until it is taken out of
	 * discovery and comes back. Source: updateSpecs in cluster/engine.go (1.2.5).
	 * @throws SwarmError
	 */
	keepsItsId(id: string): void {
		if (this.id === '') this.id = id;
		if (this.id === id) return;
		const error = `Engine (ID: ${this.id}, Addr: ${this.address}) shows up with another ID:${id}. Please remove it from cluster, it can be added back.`;
		this.error = error;
		if (this.state !== 'Pending') {
			this.state = 'Pending';
			this.told.state(this, 'changed');
		}
		throw new SwarmError(error);
	}

	/** Keeps up with the engine from now on. */
	follow(): void {
		this.scope.spawn(refreshLoop(this, this.parts), { name: `refresh ${this.name}` });
		this.listenAgain();
	}

	/** No more of it. */
	forget(): void {
		this.state = 'Disconnected';
		this.scope.end();
	}

	/**
	 * Any request to the engine, as Swarm's own client sends it.
	 * @throws SwarmError when there is no answer
	 */
	*ask(request: ApiRequest): Process<ApiResponse> {
		const response = yield* this.send(request);
		if (response.status === 0) {
			throw this.failed(unreachedByManager(this.parts.dialect, this.address, request, response));
		}
		this.answered();
		return response;
	}

	/** The same where nothing but a good answer will do. @throws SwarmError in the words of the client library */
	*demand(request: ApiRequest): Process<ApiResponse> {
		const response = yield* this.ask(request);
		if (response.status >= 400) throw refusedByEngine(this.parts.dialect, response);
		return response;
	}

	private *send(request: ApiRequest): Process<ApiResponse> {
		const headers = request.method === 'GET' ? { ...request.headers, ...UNTRACED } : (request.headers ?? {});
		return yield* this.dial({ ...request, headers, path: `${API}${request.path}` });
	}

	/** A request handed on as it came. @throws SwarmError when there is no answer */
	*forward(request: ApiRequest): Process<ApiResponse> {
		const response = yield* this.dial(request);
		if (response.status === 0) {
			throw this.failed(unreachedByProxy(this.parts.dialect, this.address, request, response));
		}
		this.answered();
		return response;
	}

	*openEvents(): Process<ApiStream | undefined> {
		return (yield* this.send({ method: 'GET', path: '/events' })).stream;
	}

	/** How long to wait for the next refresh. Source: refreshLoop. */
	refreshMs(): number {
		const { dialect, failureRetry } = this.parts;
		return dialect === 'rc1' ? REFRESH_RC1_MS : this.refreshDelay(this.failures - failureRetry);
	}

	get areSpecsOld(): boolean {
		return this.parts.sim.now - this.specsAt > SPECS_MS;
	}

	listenAgain(): void {
		this.scope.spawn(monitorEvents(this), { name: `events ${this.name}` });
	}

	/** rc1 gave an engine up when one refresh failed. */
	giveUp(): void {
		const wasHealthy = this.isHealthy;
		this.state = 'Unhealthy';
		if (wasHealthy) this.told.state(this, 'disconnect');
	}

	/** Source: cluster/engine.go, StartMonitorEvents: the delay of a refresh, longer with every failure. */
	reconnectMs(): number {
		return this.parts.dialect === 'rc1' ? RECONNECT_RC1_MS : this.refreshDelay(this.failures);
	}

	*takeEvent(message: EventMessage): Process<void> {
		if (message.Type === 'image') yield* this.refreshImages();
		if (this.parts.dialect !== 'rc1') {
			if (message.Type === 'network') yield* this.refreshNetworks();
			if (message.Type === 'volume') yield* this.refreshVolumes();
		}
		if (message.Type === 'container' && !message.Action.startsWith('exec_')) {
			if (message.Action === 'destroy') this.containers.delete(message.Actor.ID);
			else yield* this.refreshContainer(message.Actor.ID);
		}
		this.told.event(this, message);
	}

	*refreshAll(): Process<void> {
		yield* this.refreshContainers();
		yield* this.refreshImages();
		if (this.parts.dialect === 'rc1') return;
		yield* this.refreshVolumes();
		yield* this.refreshNetworks();
	}

	*refreshImages(): Process<void> {
		this.images = (yield* this.ask({ method: 'GET', path: '/images/json' })).body as ImageSummary[];
	}

	*refreshNetworks(): Process<void> {
		this.networks = yield* readNetworks(this);
	}

	*refreshVolumes(): Process<void> {
		this.volumes = yield* readVolumes(this);
	}

	*refreshContainers(): Process<void> {
		this.containers = yield* readContainers(this);
	}

	/** One container has changed, or is new. */
	*refreshContainer(id: string): Process<KnownContainer | undefined> {
		const container = yield* readContainer(this, id);
		if (container) this.containers.set(id, container);
		else this.containers.delete(id);
		return container;
	}

	/** What it is. @throws SwarmError */
	*readSpecs(): Process<void> {
		Object.assign(this, yield* readSpecs(this, this.parts));
		this.specsAt = this.parts.sim.now;
	}

	private refreshDelay(backoff: number): number {
		const [min, max] = this.parts.refreshMs;
		return Math.round(min * (1 + Math.min(1000, Math.max(0, backoff))) + this.rng.float() * (max - min));
	}

	/** Any answer makes an engine healthy again (1.2; rc1 did so after a whole refresh). Source: CheckConnectionErr. */
	private answered(): void {
		if (this.parts.dialect === 'rc1') return;
		this.complain('');
		if (this.state === 'Unhealthy') this.comeBack();
		this.failures = 0;
	}

	comeBack(): void {
		const { log, dialect } = this.parts;
		if (dialect === 'rc1') log('info', `[${this.id}/${this.name}] Node came back to life. Hooray!`);
		else {
			log('info', `Engine came back to life after ${this.failures} retries. Hooray!`, {
				id: this.id,
				name: this.name
			});
		}
		this.state = 'Healthy';
		this.error = '';
		this.told.state(this, 'reconnect');
	}

	private failed({ error, counts }: Unreached): SwarmError {
		if (counts) this.countFailure(error.message);
		return error;
	}

	/** Source: CheckConnectionErr (1.2.5). */
	private countFailure(why: string): void {
		if (this.state === 'Disconnected') return;
		this.failures++;
		this.complain(why);
		const state = stateAfterFailures(this.state, this.failures, this.parts.failureRetry);
		if (state === this.state) return;
		this.state = state;
		this.parts.log('error', `Flagging engine as unhealthy. Connect failed ${this.failures} times`, {
			id: this.id,
			name: this.name
		});
		this.told.state(this, 'disconnect');
	}
}
