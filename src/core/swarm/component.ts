import type { Era } from '../era/era.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { MemoryStore } from './store/store.ts';

/**
 * What every loop that only a leader runs is given (manager.go, becomeLeader). All of it is made anew by each leader;
 * `scope` ends with the leadership, and with it every timer of the component.
 */
export interface LeaderContext {
	readonly sim: Sim;
	readonly scope: Scope;
	readonly store: MemoryStore;
	/** Dice of this component: `context.rng` is already forked for it. */
	readonly rng: Rng;
	readonly era: Era;
	/** Machine of this manager, for the trace. */
	readonly where: string;
}
