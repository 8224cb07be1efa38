import type { EventMessage } from '../../api/wire/system.ts';
import { SwarmError } from '../error.ts';
import { NO_WISH } from '../scheduler/node.ts';
import { naturalCompare } from './arithmetic.ts';
import type { KnownContainer } from './engine-reading.ts';
import type { ManagedEngine } from './engine.ts';
import { findContainer, findContainerRc1, matchesImage } from './lookup.ts';
import { Making } from './making.ts';
import type { ManagerParts } from './parts.ts';
import { Roster, type EngineEvent } from './roster.ts';

type Listener = (engine: ManagedEngine, message: EventMessage | EngineEvent) => void;

/** The engines behind one manager as one. */
export class Cluster {
	readonly making: Making;
	private readonly roster: Roster;
	private readonly eventListeners = new Set<Listener>();
	/** Clients that listen to /events. */
	eventStreams = 0;
	/** Told after everybody else: the watchdog of a primary. */
	onEngine: ((engine: ManagedEngine, event: EngineEvent) => void) | undefined;

	constructor(readonly parts: ManagerParts) {
		this.roster = new Roster(parts, {
			event: (engine, message) => this.broadcast(engine, message),
			state: (engine, event) => {
				this.broadcast(engine, event);
				this.onEngine?.(engine, event);
			}
		});
		this.making = new Making(this);
	}

	/** What discovery says now. */
	update(addresses: readonly string[]): void {
		this.roster.update(addresses);
	}

	// ── what there is ──────────────────────────────────────────────────────────────────────────────────────────────

	/** Engines that were looked at and taken in; those still pending are only listed. */
	members(): ManagedEngine[] {
		return this.roster.members();
	}

	at(address: string): ManagedEngine | undefined {
		return this.roster.engines.get(address);
	}

	/** Engines as `info` lists them. */
	listedEngines(): ManagedEngine[] {
		const all = [...this.roster.engines.values()];
		// rc1 walked over a map: any order.
		if (this.parts.dialect === 'rc1') return this.parts.rng.fork(`order at ${this.parts.sim.now}`).shuffle(all);
		return all.sort((a, b) => naturalCompare(shownName(a), shownName(b)) || naturalCompare(a.address, b.address));
	}

	containers(): KnownContainer[] {
		return this.members().flatMap((engine) => [...engine.containers.values()]);
	}

	find(term: string): KnownContainer | undefined {
		return (this.parts.dialect === 'rc1' ? findContainerRc1 : findContainer)(this.containers(), term);
	}

	enginesWithImage(name: string, matchTag = true): ManagedEngine[] {
		return this.members().filter((engine) =>
			engine.images.some(({ Id, RepoTags }) => matchesImage(Id, RepoTags ?? [], name, matchTag))
		);
	}

	/**
	 * Any engine that fits, for what is no container: 1.2 asks its scheduler, rc1 takes a healthy one by lot.
	 * Source: RANDOMENGINE (1.2.5), proxyRandom (rc1). @throws SwarmError
	 */
	anyEngine(constraints: readonly string[] = []): ManagedEngine {
		const { dialect, scheduler, rng } = this.parts;
		const members = this.members();
		if (dialect === 'rc1') {
			const healthy = members.filter((engine) => engine.isHealthy);
			if (healthy.length === 0) throw new SwarmError('No healthy node available in the cluster');
			return healthy[rng.int(healthy.length)]!;
		}
		const { ranked, error } = scheduler.select(
			members.map((engine) => engine.node([])),
			{ ...NO_WISH, constraints },
			rng
		);
		const engine = members.find(({ id }) => id === ranked[0]?.id);
		if (!engine) throw error ?? new SwarmError('No nodes available in the cluster');
		return engine;
	}

	// ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────

	listen(listener: Listener): () => void {
		this.eventListeners.add(listener);
		return () => this.eventListeners.delete(listener);
	}

	private broadcast(engine: ManagedEngine, message: EventMessage | EngineEvent): void {
		for (const listener of [...this.eventListeners]) listener(engine, message);
	}
}

export function shownName(engine: ManagedEngine): string {
	return engine.name === '' ? '(unknown)' : engine.name;
}
