import { dialTcp, parseAddress } from '../../api/tcp/client.ts';
import type { ContainerInspect, ContainerSummary } from '../../api/wire/container.ts';
import type { ApiHandler, ApiRequest, ApiResponse, ApiStream } from '../../api/wire/http.ts';
import type { ImageSummary } from '../../api/wire/image.ts';
import type { EventMessage, SystemInfo, VersionResponse } from '../../api/wire/system.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import type { NodeContainer, SchedulerNode } from '../scheduler/node.ts';
import {
	cpusOf,
	cpusOfRc1,
	healthIndicator,
	labelsOf,
	stateAfterFailures,
	withOvercommit,
	type EngineState
} from './arithmetic.ts';
import { hostPortOf, SWARM_ID_LABEL } from './container-config.ts';
import type { ManagerParts } from './parts.ts';

/** A container as its engine last told of it. */
export interface KnownContainer {
	id: string;
	names: readonly string[];
	swarmId: string;
	engine: ManagedEngine;
	engineName: string;
	engineId: string;
	summary: ContainerSummary;
	info: ContainerInspect;
}

/** Version of the API that managers speak with engines. */
const API = '/v1.24';
/** A manager looks at its engines all the time: that is no news for the trace. */
const UNTRACED = { 'X-Swarmlab-Poll': '1' };
/** rc1 asked all engines anew this often. */
const REFRESH_RC1_MS = 30_000;
const SPECS_MS = 300_000;
const RECONNECT_MS = 1000;
const REQUEST_MS: Readonly<Record<Dialect, number>> = { rc1: 10_000, '1.2.5': 30_000 };

/** One Docker engine behind a manager: a cache of what it said, kept fresh over its HTTP API. */
export class ManagedEngine {
	id = '';
	name = '';
	readonly ip: string;
	state: EngineState = 'Pending';
	failures = 0;
	error = '';
	version = '';
	labels: Record<string, string> = {};
	cpus = 0;
	memory = 0;
	updatedAtMs: number;
	containers = new Map<string, KnownContainer>();
	images: ImageSummary[] = [];
	readonly machine: string;
	private readonly dial: ApiHandler;
	private readonly rng: Rng;
	private scope: Scope;
	private specsAt = 0;
	/** Failed attempts since it was last healthy. */
	private retries = 0;

	constructor(
		readonly address: string,
		private readonly parts: ManagerParts,
		private readonly told: {
			event: (engine: ManagedEngine, message: EventMessage) => void;
			state: (engine: ManagedEngine, event: 'connect' | 'disconnect' | 'reconnect') => void;
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
		if (this.cpus === 0 || this.memory === 0) {
			throw new SwarmError(
				`cannot get resources for this engine, make sure ${this.address} is a Docker Engine, not a Swarm manager`
			);
		}
		yield* this.refreshAll();
		this.state = 'Healthy';
		this.failures = 0;
		this.error = '';
	}

	/** Keeps up with the engine from now on. */
	follow(): void {
		this.scope.spawn(this.refreshLoop(), { name: `refresh ${this.name}` });
		this.scope.spawn(this.eventLoop(), { name: `events ${this.name}` });
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
		const headers = request.method === 'GET' ? { ...request.headers, ...UNTRACED } : (request.headers ?? {});
		const response = yield* this.dial({ ...request, headers, path: `${API}${request.path}` });
		if (response.status === 0) {
			this.countFailure();
			throw new SwarmError(
				this.parts.dialect === 'rc1'
					? `Get http://${this.address}${API}${request.path}: ${reason(response)}`
					: 'Cannot connect to the Docker daemon. Is the docker daemon running on this host?'
			);
		}
		this.failures = 0;
		return response;
	}

	/** A request handed on as it came. */
	*forward(request: ApiRequest): Process<ApiResponse> {
		const response = yield* this.dial(request);
		if (response.status === 0) {
			this.countFailure();
			throw new SwarmError(
				`Cannot connect to the Docker daemon at tcp://${this.address}. Is the docker daemon running?`
			);
		}
		return response;
	}

	*refreshAll(): Process<void> {
		yield* this.refreshContainers();
		yield* this.refreshImages();
		this.updatedAtMs = this.parts.sim.wallMs;
	}

	*refreshImages(): Process<void> {
		this.images = (yield* this.ask({ method: 'GET', path: '/images/json' })).body as ImageSummary[];
	}

	*refreshContainers(): Process<void> {
		const list = (yield* this.ask({ method: 'GET', path: '/containers/json?all=1' })).body as ContainerSummary[];
		const known = new Map<string, KnownContainer>();
		for (const summary of list) {
			const old = this.containers.get(summary.Id);
			const container = yield* this.read(summary);
			if (container) known.set(summary.Id, container);
			else if (old) known.set(summary.Id, old);
		}
		this.containers = known;
	}

	/** One container has changed, or is new. */
	*refreshContainer(id: string): Process<KnownContainer | undefined> {
		const filters = encodeURIComponent(JSON.stringify({ id: [id] }));
		const path = `/containers/json?all=1&filters=${filters}`;
		const [summary] = (yield* this.ask({ method: 'GET', path })).body as ContainerSummary[];
		const container = summary && (yield* this.read(summary));
		if (container) this.containers.set(id, container);
		else this.containers.delete(id);
		return container;
	}

	private *read(summary: ContainerSummary): Process<KnownContainer | undefined> {
		const inspected = yield* this.ask({ method: 'GET', path: `/containers/${summary.Id}/json` });
		if (inspected.status !== 200) return undefined;
		const info = inspected.body as ContainerInspect;
		return {
			id: summary.Id,
			names: summary.Names.map((name) => name.replace(/^\//, '')),
			swarmId: info.Config.Labels?.[SWARM_ID_LABEL] ?? '',
			engine: this,
			engineName: this.name,
			engineId: this.id,
			summary,
			info
		};
	}

	private *readSpecs(): Process<void> {
		const info = (yield* this.ask({ method: 'GET', path: '/info' })).body as SystemInfo;
		const version = (yield* this.ask({ method: 'GET', path: '/version' })).body as VersionResponse;
		this.id = info.ID;
		this.name = info.Name;
		this.cpus = info.NCPU;
		this.memory = info.MemTotal;
		this.version = version.Version;
		this.labels = labelsOf(
			{
				Driver: info.Driver,
				KernelVersion: info.KernelVersion,
				OperatingSystem: info.OperatingSystem,
				...(info['ExecutionDriver'] ? { ExecutionDriver: String(info['ExecutionDriver']) } : {})
			},
			info.Labels ?? []
		);
		this.specsAt = this.parts.sim.now;
	}

	private *refreshLoop(): Process {
		const { sim, refreshMs, failureRetry, dialect } = this.parts;
		for (;;) {
			const backoff = Math.min(1000, Math.max(0, this.failures - failureRetry));
			const [min, max] = refreshMs;
			yield* sleep(
				dialect === 'rc1' ? REFRESH_RC1_MS : Math.round(min * (1 + backoff) + this.rng.float() * (max - min))
			);
			sim.trace.cause = 0;
			try {
				if (!this.isHealthy || sim.now - this.specsAt > SPECS_MS) yield* this.readSpecs();
				yield* this.refreshAll();
				this.comeBack();
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				this.error = error.message;
				if (dialect === 'rc1' && this.isHealthy) this.flagDead(error.message);
			}
		}
	}

	private comeBack(): void {
		if (this.isHealthy) return;
		const { log, dialect } = this.parts;
		if (dialect === 'rc1') log('info', `[${this.id}/${this.name}] Node came back to life. Hooray!`);
		else {
			log('info', `Engine came back to life after ${this.retries} retries. Hooray!`, {
				id: this.id,
				name: this.name
			});
		}
		this.state = 'Healthy';
		this.failures = 0;
		this.retries = 0;
		this.error = '';
		this.scope.spawn(this.eventLoop(), { name: `events ${this.name}` });
		this.told.state(this, 'reconnect');
	}

	private flagDead(why: string): void {
		this.state = 'Unhealthy';
		this.parts.log('error', `[${this.id}/${this.name}] Flagging node as dead. Updated state failed: ${why}`);
		this.told.state(this, 'disconnect');
	}

	private countFailure(): void {
		if (this.parts.dialect === 'rc1' || this.state === 'Disconnected') return;
		this.failures++;
		this.retries++;
		const state = stateAfterFailures(this.state, this.failures, this.parts.failureRetry);
		if (state === this.state) return;
		this.state = state;
		this.error = 'Cannot connect to the Docker daemon. Is the docker daemon running on this host?';
		this.parts.log('error', `Flagging engine as unhealthy. Connect failed ${this.failures} times`, {
			id: this.id,
			name: this.name
		});
		this.told.state(this, 'disconnect');
	}

	/** What happens to containers is known at once; when the stream breaks it is opened again. */
	private *eventLoop(): Process {
		for (;;) {
			let stream: ApiStream | undefined;
			try {
				stream = (yield* this.ask({ method: 'GET', path: '/events' })).stream;
				if (stream) yield* this.readEvents(stream);
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
			} finally {
				stream?.close();
			}
			if (!this.isHealthy) return 0;
			yield* sleep(RECONNECT_MS);
			if (!this.isHealthy) return 0;
		}
	}

	private *readEvents(stream: ApiStream): Process<void> {
		let rest = '';
		for (;;) {
			const chunk = yield* stream.read();
			if (!chunk) return;
			rest += chunk.text;
			const lines = rest.split('\n');
			rest = lines.pop()!;
			for (const line of lines) {
				if (line.trim() === '') continue;
				const message = JSON.parse(line) as EventMessage;
				yield* this.takeEvent(message);
				this.told.event(this, message);
			}
		}
	}

	private *takeEvent(message: EventMessage): Process<void> {
		if (message.Type === 'image') yield* this.refreshImages();
		if (message.Type !== 'container' || message.Action.startsWith('exec_')) return;
		if (message.Action === 'destroy') this.containers.delete(message.Actor.ID);
		else yield* this.refreshContainer(message.Actor.ID);
	}
}

function nodeContainer({ id, names, info }: KnownContainer): NodeContainer {
	const asked = Object.values(info.HostConfig.PortBindings ?? {}).flatMap((bindings) =>
		(bindings ?? []).map(hostPortOf)
	);
	const open = Object.values(info.NetworkSettings.Ports).flatMap((bindings) => (bindings ?? []).map(hostPortOf));
	return {
		id,
		names,
		labels: info.Config.Labels ?? {},
		ports: [...asked, ...open],
		isOnHostNetwork: info.HostConfig.NetworkMode === 'host',
		exposed: Object.keys(info.Config.ExposedPorts ?? {})
	};
}

function reason({ body }: ApiResponse): string {
	return typeof body === 'string' ? body : 'connection refused';
}
