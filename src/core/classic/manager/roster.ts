import { sleep, type Process } from '../../sim/process.ts';
import type { EventMessage } from '../../api/wire/system.ts';
import { SwarmError } from '../error.ts';
import { ManagedEngine } from './engine.ts';
import type { ManagerParts } from './parts.ts';

export type EngineEvent = 'connect' | 'disconnect' | 'reconnect';

/** Pending engines of 1.2 are tried again this often. */
const PENDING_MS = 10_000;
const PENDING_WAIT_MS = 30_000;

export interface RosterTold {
	/** Something happened on an engine. */
	event: (engine: ManagedEngine, message: EventMessage) => void;
	state: (engine: ManagedEngine, event: EngineEvent) => void;
}

/** Which engines a manager has: those that discovery told of, looked at (members) or still pending. */
export class Roster {
	/** By address. */
	readonly engines = new Map<string, ManagedEngine>();
	/** Addresses that are being tried for the first time. */
	private readonly trying = new Set<string>();

	constructor(
		private readonly parts: ManagerParts,
		private readonly told: RosterTold
	) {
		if (parts.dialect !== 'rc1') parts.scope.spawn(this.pendingLoop(), { name: 'pending engines' });
	}

	members(): ManagedEngine[] {
		return [...this.engines.values()].filter((engine) => engine.isMember);
	}

	/** What discovery says now. rc1 only ever adds; later ones take away first, then add. */
	update(addresses: readonly string[]): void {
		const { dialect, scope } = this.parts;
		if (dialect !== 'rc1') {
			for (const engine of [...this.engines.values()]) if (!addresses.includes(engine.address)) this.remove(engine);
		}
		for (const address of addresses) {
			if (this.engines.has(address) || this.trying.has(address)) continue;
			this.trying.add(address);
			const engine = new ManagedEngine(address, this.parts, {
				event: this.told.event,
				state: (from, event) => {
					this.trace(from, event);
					if (event !== 'changed') this.told.state(from, event);
				}
			});
			scope.spawn(this.add(engine), { name: `add ${address}`, onExit: () => this.trying.delete(address) });
		}
	}

	private *add(engine: ManagedEngine): Process {
		const { dialect, log } = this.parts;
		// rc1 shows nothing of an engine that it has not reached, and tries again when discovery next tells of it.
		if (dialect !== 'rc1' && !this.engines.has(engine.address)) {
			this.engines.set(engine.address, engine);
			this.trace(engine, 'found');
		}
		try {
			yield* engine.connect();
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
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
		const twin = this.members().find((other) => other !== engine && other.id === engine.id);
		if (twin) {
			this.refuse(engine, twin);
			return;
		}
		this.engines.set(engine.address, engine);
		engine.join();
		if (dialect !== 'rc1') log('info', `Registered Engine ${engine.name} at ${engine.address}`);
		engine.follow();
		this.trace(engine, 'connect');
		this.told.state(engine, 'connect');
	}

	/** Two engines of one ID, as copied machines have them. Source: AddNode (rc1), validatePendingEngine (1.2.5). */
	private refuse(engine: ManagedEngine, twin: ManagedEngine): void {
		const { dialect, log } = this.parts;
		const shared = `ID duplicated. ${engine.id} shared by`;
		if (dialect === 'rc1') {
			if (engine.ip !== twin.ip) log('error', `${shared} ${twin.ip} and ${engine.ip}`);
			log('error', 'node was already added to the cluster');
			return;
		}
		log('error', `${shared} ${twin.address} and ${engine.address}`);
		// It stays pending and is tried again: its machine may be a copy that somebody mends.
		engine.complain(`${shared} this node ${engine.address} and another node ${twin.address}`);
	}

	private remove(engine: ManagedEngine): void {
		this.engines.delete(engine.address);
		engine.forget();
		this.parts.log('info', `Removed Engine ${engine.name}`);
		this.trace(engine, 'removed');
		this.told.state(engine, 'disconnect');
	}

	/** Source: monitorPendingEngines and TimeToValidate. */
	private *pendingLoop(): Process {
		const { sim, scope } = this.parts;
		for (;;) {
			yield* sleep(PENDING_MS);
			sim.trace.cause = 0;
			for (const engine of this.engines.values()) {
				if (engine.isMember) continue;
				const due = PENDING_WAIT_MS + 1000 * 2 ** Math.min(14, engine.failures);
				if (sim.wallMs - engine.updatedAtMs <= due) continue;
				engine.updatedAtMs = sim.wallMs;
				scope.spawn(this.add(engine), { name: `add ${engine.address}` });
			}
		}
	}

	private trace(engine: ManagedEngine, event: 'found' | 'removed' | 'changed' | EngineEvent): void {
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
}
