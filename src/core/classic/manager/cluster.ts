import type { ContainerCreateRequest } from '../../api/wire/container.ts';
import type { JsonMessage } from '../../api/wire/image.ts';
import type { ApiStream } from '../../api/wire/http.ts';
import type { EventMessage } from '../../api/wire/system.ts';
import { sleep, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { NodeContainer } from '../scheduler/node.ts';
import type { Decision } from '../scheduler/scheduler.ts';
import { naturalCompare, sharesOf, sharesOfRc1 } from './arithmetic.ts';
import { asksOf } from './asks.ts';
import { extractWishes, hostPortOf, isPinned, reschedulePolicy, SWARM_ID_LABEL, wishOf } from './container-config.ts';
import type { KnownContainer } from './engine-reading.ts';
import { ManagedEngine } from './engine.ts';
import { findContainer, findContainerRc1, matchesImage } from './lookup.ts';
import type { ManagerParts } from './parts.ts';

/** A container that an engine is still making: it counts already. */
interface PendingContainer {
	name: string;
	engine: ManagedEngine;
	container: NodeContainer;
	memory: number;
	cpus: number;
}

export type EngineEvent = 'connect' | 'disconnect' | 'reconnect';

/** Pending engines of 1.2 are tried again this often. */
const PENDING_MS = 10_000;
const PENDING_WAIT_MS = 30_000;

/** The engines behind one manager as one. */
export class Cluster {
	readonly engines = new Map<string, ManagedEngine>();
	private readonly pending = new Set<PendingContainer>();
	/** Addresses that are being tried for the first time. */
	private readonly trying = new Set<string>();
	private readonly eventListeners = new Set<(engine: ManagedEngine, message: EventMessage | EngineEvent) => void>();
	/** Told after everybody else: the watchdog of a primary. */
	onEngine: ((engine: ManagedEngine, event: EngineEvent) => void) | undefined;

	constructor(readonly parts: ManagerParts) {
		if (parts.dialect !== 'rc1') parts.scope.spawn(this.pendingLoop(), { name: 'pending engines' });
	}

	/** What discovery says now. rc1 only ever adds; later ones take away first, then add. */
	update(addresses: readonly string[]): void {
		const { dialect } = this.parts;
		if (dialect !== 'rc1') {
			for (const engine of [...this.engines.values()]) if (!addresses.includes(engine.address)) this.remove(engine);
		}
		for (const address of addresses) {
			if (this.engines.has(address) || this.trying.has(address)) continue;
			this.trying.add(address);
			const engine = new ManagedEngine(address, this.parts, {
				event: (from, message) => this.broadcast(from, message),
				state: (from, event) => this.tellState(from, event)
			});
			this.parts.scope.spawn(this.add(engine), {
				name: `add ${address}`,
				onExit: () => this.trying.delete(address)
			});
		}
	}

	private *add(engine: ManagedEngine): Process {
		const { dialect, log } = this.parts;
		// rc1 shows nothing of an engine that it has not reached, and tries again when discovery next tells of it.
		if (dialect !== 'rc1') {
			this.engines.set(engine.address, engine);
			this.trace(engine, 'found');
		}
		try {
			yield* engine.connect();
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			engine.error = error.message;
			if (dialect === 'rc1') log('error', error.message);
			else log('debug', `Failed to validate pending node: ${error.message}`, { Addr: engine.address });
			return 1;
		}
		this.accept(engine);
		return 0;
	}

	private accept(engine: ManagedEngine): void {
		const { dialect, log } = this.parts;
		if (engine.state === 'Disconnected') return;
		const twin = [...this.engines.values()].find((other) => other !== engine && other.id === engine.id);
		if (twin) {
			log('error', `ID duplicated. ${engine.id} shared by ${twin.address} and ${engine.address}`);
			// It stays pending and is tried again: its machine may be a copy that somebody mends.
			engine.state = 'Pending';
			engine.error = `ID duplicated. ${engine.id} shared by this node ${engine.address} and another node ${twin.address}`;
			return;
		}
		this.engines.set(engine.address, engine);
		if (dialect !== 'rc1') log('info', `Registered Engine ${engine.name} at ${engine.address}`);
		engine.follow();
		this.tellState(engine, 'connect');
	}

	private remove(engine: ManagedEngine): void {
		this.engines.delete(engine.address);
		engine.forget();
		this.parts.log('info', `Removed Engine ${engine.name}`);
		this.tellState(engine, 'disconnect');
	}

	private *pendingLoop(): Process {
		const { sim } = this.parts;
		for (;;) {
			yield* sleep(PENDING_MS);
			sim.trace.cause = 0;
			for (const engine of this.engines.values()) {
				if (engine.state !== 'Pending') continue;
				const due = PENDING_WAIT_MS + 1000 * 2 ** Math.min(12, engine.failures);
				if (sim.wallMs - engine.updatedAtMs <= due) continue;
				engine.updatedAtMs = sim.wallMs;
				this.parts.scope.spawn(this.add(engine), { name: `add ${engine.address}` });
			}
		}
	}

	// ── what there is ──────────────────────────────────────────────────────────────────────────────────────────────

	/** Engines as `info` lists them. */
	sortedEngines(): ManagedEngine[] {
		const all = [...this.engines.values()];
		// rc1 walked over a map: any order.
		if (this.parts.dialect === 'rc1') return this.parts.rng.fork(`order at ${this.parts.sim.now}`).shuffle(all);
		return all.sort((a, b) => naturalCompare(shownName(a), shownName(b)) || naturalCompare(a.address, b.address));
	}

	containers(): KnownContainer[] {
		return [...this.engines.values()].flatMap((engine) => [...engine.containers.values()]);
	}

	find(term: string): KnownContainer | undefined {
		return (this.parts.dialect === 'rc1' ? findContainerRc1 : findContainer)(this.containers(), term);
	}

	randomEngine(): ManagedEngine | undefined {
		const healthy = [...this.engines.values()].filter((engine) => engine.isHealthy);
		return healthy[this.parts.rng.int(Math.max(1, healthy.length))];
	}

	enginesWithImage(name: string): ManagedEngine[] {
		return [...this.engines.values()].filter((engine) =>
			engine.images.some(({ Id, RepoTags }) => matchesImage(Id, RepoTags ?? [], name, true))
		);
	}

	// ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────

	listen(listener: (engine: ManagedEngine, message: EventMessage | EngineEvent) => void): () => void {
		this.eventListeners.add(listener);
		return () => this.eventListeners.delete(listener);
	}

	private broadcast(engine: ManagedEngine, message: EventMessage | EngineEvent): void {
		for (const listener of [...this.eventListeners]) listener(engine, message);
	}

	private tellState(engine: ManagedEngine, event: EngineEvent): void {
		this.trace(engine, engine.state === 'Disconnected' ? 'removed' : event);
		this.broadcast(engine, event);
		this.onEngine?.(engine, event);
	}

	private trace(engine: ManagedEngine, event: 'found' | 'removed' | EngineEvent): void {
		const { sim, machine, listens } = this.parts;
		sim.trace.emit({
			type: 'classic.engine',
			where: machine,
			manager: listens,
			address: engine.address,
			name: engine.name,
			machine: engine.machine,
			state: engine.state,
			event
		});
	}

	// ── making containers ──────────────────────────────────────────────────────────────────────────────────────────

	/** @throws SwarmError */
	checkName(name: string): void {
		if (name === '') return;
		const { dialect } = this.parts;
		const holder = this.containers().find(({ names }) => names.includes(name));
		const isPending = [...this.pending].some((pending) => pending.name === name);
		if (!holder && !isPending) return;
		throw new SwarmError(
			dialect === 'rc1'
				? `Conflict, The name ${name} is already assigned to ${holder?.id ?? ''}. You have to delete (or rename) that container to be able to assign ${name} to a container again.`
				: `Conflict: The name ${name} is already assigned. You have to delete (or rename) that container to be able to assign ${name} to a container again.`,
			409
		);
	}

	/** Chooses an engine and has it make the container. @throws SwarmError */
	*create(given: ContainerCreateRequest, name: string, request: number): Process<KnownContainer> {
		const { dialect, createRetry, log } = this.parts;
		const config = dialect === 'rc1' ? given : withLabels(given, this.parts.rng.hex(64));
		if (dialect !== 'rc1') reschedulePolicy(config.Labels ?? {});
		this.checkName(name);
		let retries = 0;
		let failure: SwarmError;
		try {
			return yield* this.createOnce(config, name, request);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			failure = error;
		}
		// An image that the chosen engine cannot pull may be on another one.
		const isMissing = /image \S* not found|No such image/.test(failure.message);
		const canMove = dialect !== 'rc1' && isMissing && !isPinned(config.Labels ?? {});
		let next = canMove && this.enginesWithImage(config.Image ?? '').length > 0 ? nearImage(config) : undefined;
		while (next !== undefined || retries < createRetry) {
			if (next === undefined)
				log('warning', `Failed to create container: ${failure.message}, retrying`, { Name: 'Swarm' });
			try {
				return yield* this.createOnce(next ?? config, name, request);
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				failure = error;
			}
			next = undefined;
			retries++;
		}
		throw failure;
	}

	private *createOnce(config: ContainerCreateRequest, name: string, request: number): Process<KnownContainer> {
		const { dialect, scheduler, rng } = this.parts;
		const wish = wishOf(config, dialect);
		const nodes = [...this.engines.values()]
			.filter((engine) => engine.state !== 'Pending')
			.map((engine) => engine.node([...this.pending].filter((pending) => pending.engine === engine)));
		const decision = scheduler.select(nodes, wish, rng);
		const chosen = decision.ranked[0];
		const engine = [...this.engines.values()].find((candidate) => candidate.id === chosen?.id);
		this.traceDecision(decision, engine, { name, image: config.Image ?? '', request, asks: asksOf(wish) });
		if (!engine) throw decision.error ?? new SwarmError('No nodes available in the cluster');
		const pending: PendingContainer = {
			name,
			engine,
			memory: wish.memory,
			cpus: wish.cpus,
			container: {
				id: '',
				names: name === '' ? [] : [name],
				labels: config.Labels ?? {},
				ports: Object.values(config.HostConfig?.PortBindings ?? {}).flatMap((all) => (all ?? []).map(hostPortOf)),
				isOnHostNetwork: wish.isOnHostNetwork,
				exposed: wish.exposed
			}
		};
		this.pending.add(pending);
		try {
			return yield* this.createOn(engine, config, name);
		} catch (error) {
			if (error instanceof SwarmError && dialect !== 'rc1') {
				this.parts.log('error', 'Failed to create container', {
					NodeID: engine.id,
					NodeName: engine.name,
					error: error.message
				});
			}
			throw error;
		} finally {
			this.pending.delete(pending);
		}
	}

	/** A missing image is pulled on the way, without a word. */
	private *createOn(engine: ManagedEngine, config: ContainerCreateRequest, name: string): Process<KnownContainer> {
		const cpus = Number(config.HostConfig?.['CpuShares'] ?? 0);
		const shares = this.parts.dialect === 'rc1' ? sharesOfRc1 : sharesOf;
		const body =
			cpus > 0 ? { ...config, HostConfig: { ...config.HostConfig, CpuShares: shares(cpus, engine.cpus) } } : config;
		const path = `/containers/create${name === '' ? '' : `?name=${encodeURIComponent(name)}`}`;
		const request = { method: 'POST' as const, path, body, headers: { 'Content-Type': 'application/json' } };
		let response = yield* engine.ask(request);
		if (response.status === 404) {
			yield* this.pullOn(engine, config.Image ?? '');
			response = yield* engine.ask(request);
		}
		if (response.status >= 400) throw new SwarmError(messageOf(response.body), response.status);
		const { Id } = response.body as { Id: string };
		const container = yield* engine.refreshContainer(Id);
		if (!container) throw new SwarmError("Container created but refresh didn't report it back");
		return container;
	}

	private *pullOn(engine: ManagedEngine, image: string): Process<void> {
		const [, repository = image, tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(image) ?? [];
		const path = `/images/create?fromImage=${encodeURIComponent(repository)}&tag=${encodeURIComponent(tag)}`;
		const response = yield* engine.ask({ method: 'POST', path });
		if (response.status >= 400) throw new SwarmError(messageOf(response.body), response.status);
		const error = response.stream ? yield* lastError(response.stream) : undefined;
		if (error !== undefined) throw new SwarmError(error, 404);
		yield* engine.refreshImages();
	}

	private traceDecision(
		{ passes }: Decision,
		engine: ManagedEngine | undefined,
		{ name, image, request, asks }: { name: string; image: string; request: number; asks: string[] }
	): void {
		const { sim, machine, listens, strategyName } = this.parts;
		sim.trace.emit({
			type: 'classic.schedule',
			where: machine,
			manager: listens,
			n: request,
			container: name,
			image,
			asks,
			strategy: strategyName,
			nodes: [...this.engines.values()].filter(({ state }) => state !== 'Pending').map((each) => each.name),
			passes: passes.map(({ soft, filters, ranking, error }) => ({
				soft,
				filters,
				ranking: ranking.map(({ name: node, weight }) => ({ node, weight: weight ?? 0 })),
				error
			})),
			node: engine?.name ?? ''
		});
	}
}

export function shownName(engine: ManagedEngine): string {
	return engine.name === '' ? '(unknown)' : engine.name;
}

function withLabels(config: ContainerCreateRequest, swarmId: string): ContainerCreateRequest {
	const { env, labels } = extractWishes(config.Env ?? [], config.Labels ?? {});
	return { ...config, Env: env, Labels: { ...labels, [SWARM_ID_LABEL]: labels[SWARM_ID_LABEL] ?? swarmId } };
}

/** Once more, where the image is already. */
function nearImage(config: ContainerCreateRequest): ContainerCreateRequest {
	const { labels } = extractWishes([`affinity:image==${config.Image ?? ''}`], config.Labels ?? {});
	return { ...config, Labels: labels };
}

export function messageOf(body: unknown): string {
	if (typeof body === 'string') return body.replace(/\n$/, '');
	return (body as { message?: string } | undefined)?.message ?? '';
}

/** Reads a pull to its end. @returns its error, if any */
function* lastError(stream: ApiStream): Process<string | undefined> {
	let text = '';
	for (let chunk = yield* stream.read(); chunk; chunk = yield* stream.read()) text += chunk.text;
	for (const line of text.split('\n')) {
		if (line.trim() === '') continue;
		const { error } = JSON.parse(line) as JsonMessage;
		if (error !== undefined) return error;
	}
	return undefined;
}
