import type { Dialect } from '../dialect.ts';
import type { SchedulerNode, Wish } from './node.ts';

export interface FilterContext {
	dialect: Dialect;
	/** First pass: soft expressions count, too. */
	soft: boolean;
}

/** One sieve of the scheduler. */
export interface Filter {
	name: string;
	/** The nodes that pass. @throws SwarmError when none does, or when the wish cannot be read */
	accept(wish: Wish, nodes: readonly SchedulerNode[], context: FilterContext): SchedulerNode[];
	/** What it looked for, as 1.2 lists it; empty when nothing was asked. @throws SwarmError for a bad expression */
	conditions(wish: Wish): string[];
}
