import { sleep, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { ManagerParts } from './parts.ts';

/** What the loop needs of an engine. */
export interface Refreshed {
	readonly id: string;
	readonly name: string;
	readonly isHealthy: boolean;
	readonly areSpecsOld: boolean;
	/** Until the next time. */
	refreshMs(): number;
	readSpecs(): Process<void>;
	refreshAll(): Process<void>;
	comeBack(): void;
	giveUp(): void;
	listenAgain(): void;
}

/** Every so often all of an engine is looked at anew. Source: refreshLoop in cluster/node.go (rc1), engine.go (1.2.5). */
export function* refreshLoop(engine: Refreshed, { sim, dialect, log }: ManagerParts): Process {
	const isRc1 = dialect === 'rc1';
	for (;;) {
		yield* sleep(engine.refreshMs());
		sim.trace.cause = 0;
		const wasHealthy = engine.isHealthy;
		try {
			if (!isRc1 && (!wasHealthy || engine.areSpecsOld)) yield* updateSpecs(engine, log);
			yield* engine.refreshAll();
			if (isRc1 && !wasHealthy) {
				engine.comeBack();
				yield* updateSpecs(engine, log);
			}
			if (!wasHealthy) engine.listenAgain();
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			if (!isRc1) continue;
			log('error', `[${engine.id}/${engine.name}] Flagging node as dead. Updated state failed: ${error.message}`);
			engine.giveUp();
		}
	}
}

/** @throws SwarmError */
function* updateSpecs(engine: Refreshed, log: ManagerParts['log']): Process<void> {
	try {
		yield* engine.readSpecs();
	} catch (error) {
		if (error instanceof SwarmError) {
			log('error', `Update engine specs failed: ${error.message}`, { id: engine.id, name: engine.name });
		}
		throw error;
	}
}
