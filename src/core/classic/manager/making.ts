import type { ContainerCreateRequest } from '../../api/wire/container.ts';
import type { ApiResponse } from '../../api/wire/http.ts';
import { park, WaitQueue, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { NodeContainer, Wish } from '../scheduler/node.ts';
import type { Decision } from '../scheduler/scheduler.ts';
import { sharesOf, sharesOfRc1 } from './arithmetic.ts';
import { asksOf } from './asks.ts';
import type { Cluster } from './cluster.ts';
import { extractWishes, hostPortOf, isPinned, reschedulePolicy, SWARM_ID_LABEL, wishOf } from './container-config.ts';
import { messageOf, refusedByEngine } from './engine-errors.ts';
import type { KnownContainer } from './engine-reading.ts';
import type { ManagedEngine } from './engine.ts';
import { pullOn } from './pulling.ts';

/** A container that an engine is still making: it counts already. */
interface PendingContainer {
	name: string;
	engine: ManagedEngine;
	container: NodeContainer;
	memory: number;
	cpus: number;
}

/** Containers in the making: a free name, a node, an image there. Source: CreateContainer in cluster/swarm/cluster.go. */
export class Making {
	private readonly pending = new Set<PendingContainer>();
	private readonly turns = new WaitQueue();
	private isBusy = false;

	constructor(private readonly cluster: Cluster) {}

	/** rc1 held its scheduler's lock until a container was made, its image pulled or it was removed: one after another. */
	*inTurn<R>(work: Process<R>): Process<R> {
		if (this.cluster.parts.dialect !== 'rc1') return yield* work;
		while (this.isBusy) yield* park(this.turns);
		this.isBusy = true;
		try {
			return yield* work;
		} finally {
			this.isBusy = false;
			this.turns.notifyAll();
		}
	}

	/** @throws SwarmError */
	checkName(name: string): void {
		if (name === '') return;
		const { cluster } = this;
		if (cluster.parts.dialect === 'rc1') {
			// It looked the name up as any other: the beginning of an ID is taken, too.
			const holder = cluster.find(name);
			if (!holder) return;
			throw new SwarmError(
				`Conflict, The name ${name} is already assigned to ${holder.id}. You have to delete (or rename) that container to be able to assign ${name} to a container again.`,
				409
			);
		}
		const isTaken = cluster.containers().some(({ names }) => names.includes(name));
		if (!isTaken && ![...this.pending].some((pending) => pending.name === name)) return;
		throw new SwarmError(
			`Conflict: The name ${name} is already assigned. You have to delete (or rename) that container to be able to assign ${name} to a container again.`,
			409
		);
	}

	/** Chooses an engine and has it make the container. @throws SwarmError */
	*create(given: ContainerCreateRequest, name: string, request: number): Process<KnownContainer> {
		const { parts } = this.cluster;
		const { dialect, createRetry, log } = parts;
		if (dialect === 'rc1') {
			this.checkName(name);
			return yield* this.inTurn(this.createOnce(given, name, request));
		}
		const config = withLabels(given, parts.rng.hex(64));
		reschedulePolicy(config.Labels ?? {});
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
		const canMove = isMissing && !isPinned(config.Labels ?? {});
		let next = canMove && this.cluster.enginesWithImage(config.Image ?? '').length > 0 ? nearImage(config) : undefined;
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
		const { dialect, scheduler, rng, log } = this.cluster.parts;
		if (dialect !== 'rc1') this.checkName(name);
		const wish = wishOf(config, dialect);
		const members = this.cluster.members();
		const nodes = members.map((engine) => engine.node([...this.pending].filter((one) => one.engine === engine)));
		const decision = scheduler.select(nodes, wish, rng);
		const engine = members.find(({ id }) => id === decision.ranked[0]?.id);
		this.trace(decision, engine, { name, image: config.Image ?? '', request, asks: asksOf(wish) });
		if (!engine) throw decision.error ?? new SwarmError('No nodes available in the cluster');
		const pending = pendingOf(engine, config, name, wish);
		this.pending.add(pending);
		try {
			return yield* this.createOn(engine, config, name);
		} catch (error) {
			if (error instanceof SwarmError && dialect !== 'rc1') {
				const { id: NodeID, name: NodeName } = engine;
				log('error', 'Failed to create container', { NodeID, NodeName, error: error.message });
			}
			throw error;
		} finally {
			this.pending.delete(pending);
		}
	}

	/** A missing image is pulled on the way, without a word. */
	private *createOn(engine: ManagedEngine, config: ContainerCreateRequest, name: string): Process<KnownContainer> {
		const { dialect } = this.cluster.parts;
		const cpus = Number(config.HostConfig?.['CpuShares'] ?? 0);
		const shares = dialect === 'rc1' ? sharesOfRc1 : sharesOf;
		const body =
			cpus > 0 ? { ...config, HostConfig: { ...config.HostConfig, CpuShares: shares(cpus, engine.cpus) } } : config;
		const path = `/containers/create${name === '' ? '' : `?name=${encodeURIComponent(name)}`}`;
		const request = { method: 'POST' as const, path, body, headers: { 'Content-Type': 'application/json' } };
		let response = yield* engine.ask(request);
		if (lacksImage(response, dialect === 'rc1')) {
			const error = yield* pullOn(engine, config.Image ?? '');
			if (error !== undefined) throw new SwarmError(error);
			response = yield* engine.ask(request);
		}
		if (response.status >= 400) throw refusedByEngine(dialect, response);
		const { Id } = response.body as { Id: string };
		const container = yield* engine.refreshContainer(Id);
		if (!container) throw new SwarmError("Container created but refresh didn't report it back");
		return container;
	}

	private trace(
		{ passes }: Decision,
		engine: ManagedEngine | undefined,
		{ name, image, request, asks }: { name: string; image: string; request: number; asks: string[] }
	): void {
		const { sim, machine, listens, strategyName } = this.cluster.parts;
		sim.trace.emit({
			type: 'classic.schedule',
			where: machine,
			manager: listens,
			n: request,
			container: name,
			image,
			asks,
			strategy: strategyName,
			nodes: this.cluster.members().map((each) => each.name),
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

/** rc1 took every 404 for a missing image. */
function lacksImage({ status, body }: ApiResponse, isRc1: boolean): boolean {
	return status === 404 && (isRc1 || messageOf(body).includes('No such image'));
}

function pendingOf(engine: ManagedEngine, config: ContainerCreateRequest, name: string, wish: Wish): PendingContainer {
	return {
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
