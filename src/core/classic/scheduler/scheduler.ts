import { FACTS, type Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import type { Rng } from '../../sim/rng.ts';
import { affinity, constraint, whitelist } from './expression-filters.ts';
import type { Filter } from './filter.ts';
import type { SchedulerNode, Wish } from './node.ts';
import { containerslots, dependency, health, port } from './resource-filters.ts';
import { STRATEGIES, type Ranked, type Strategy } from './strategies.ts';

const FILTERS: readonly Filter[] = [health, port, containerslots, dependency, affinity, constraint, whitelist];

/** One pass through the sieves, told for the diagram. */
export interface Pass {
	soft: boolean;
	/** Names of the nodes left after each filter. */
	filters: { name: string; left: string[] }[];
	/** In order of preference. */
	ranking: { name: string; weight: number | undefined }[];
	/** '' when a node was found. */
	error: string;
}

export interface Decision {
	passes: Pass[];
	ranked: SchedulerNode[];
	error: SwarmError | undefined;
}

/** @throws SwarmError */
export function filtersNamed(names: readonly string[]): Filter[] {
	return names.map((name) => {
		const filter = FILTERS.find((candidate) => candidate.name === name);
		if (!filter) throw new SwarmError('filter not supported');
		return filter;
	});
}

/** @throws SwarmError */
export function strategyNamed(name: string, dialect: Dialect): Strategy {
	if (!FACTS[dialect].strategies.includes(name)) throw new SwarmError('strategy not supported');
	if (dialect === 'rc1') return name === 'random' ? STRATEGIES['random rc1'] : STRATEGIES['binpacking rc1'];
	return name === 'spread' ? STRATEGIES.spread : name === 'random' ? STRATEGIES.random : STRATEGIES.binpack;
}

/** Filters, then the strategy; where soft expressions leave nothing, once more without them. */
export class Scheduler {
	constructor(
		readonly dialect: Dialect,
		readonly filters: readonly Filter[],
		readonly strategy: Strategy,
		/** From 1.2.7 errors say which expression could not be read. */
		readonly namesBadExpressions = false
	) {}

	select(nodes: readonly SchedulerNode[], wish: Wish, rng: Rng): Decision {
		const passes: Pass[] = [];
		let error: SwarmError | undefined;
		for (const soft of this.dialect === 'rc1' ? [true] : [true, false]) {
			const pass: Pass = { soft, filters: [], ranking: [], error: '' };
			passes.push(pass);
			try {
				return { passes, ranked: this.once(nodes, wish, soft, rng, pass).map(({ node }) => node), error: undefined };
			} catch (caught) {
				if (!(caught instanceof SwarmError)) throw caught;
				error = caught;
				pass.error = caught.message;
			}
		}
		return { passes, ranked: [], error };
	}

	private once(nodes: readonly SchedulerNode[], wish: Wish, soft: boolean, rng: Rng, pass: Pass): Ranked[] {
		const left = this.filter(nodes, wish, soft, pass);
		if (left.length === 0 && this.dialect !== 'rc1') throw new SwarmError('No nodes available in the cluster');
		const ranked = this.strategy(wish, left, rng);
		pass.ranking = ranked.map(({ node, weight }) => ({ name: node.name, weight }));
		return ranked;
	}

	/** @throws SwarmError */
	filter(nodes: readonly SchedulerNode[], wish: Wish, soft: boolean, pass?: Pass): SchedulerNode[] {
		let left = [...nodes];
		for (const filter of this.filters) {
			try {
				left = filter.accept(wish, left, { dialect: this.dialect, soft });
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				pass?.filters.push({ name: filter.name, left: [] });
				if (this.dialect === 'rc1' || filter.name === 'health') throw error;
				throw new SwarmError(
					`Unable to find a node that satisfies the following conditions ${this.conditionsUpTo(filter, wish)}`
				);
			}
			pass?.filters.push({ name: filter.name, left: left.map(({ name }) => name) });
		}
		return left;
	}

	/** A line for each filter that was asked something, up to the one that let none through. */
	private conditionsUpTo(last: Filter, wish: Wish): string {
		let text = '';
		for (const filter of this.filters) {
			try {
				const conditions = filter.conditions(wish);
				if (conditions.length > 0) text += `\n[${conditions.join(' ')}]`;
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				if (this.namesBadExpressions) text += `\nerror from ${filter.name} filter: ${error.message}`;
			}
			if (filter === last) break;
		}
		return text;
	}
}
