import { SwarmError } from '../error.ts';
import type { Rng } from '../../sim/rng.ts';
import type { SchedulerNode, Wish } from './node.ts';

export interface Ranked {
	node: SchedulerNode;
	/** undefined for `random`, which does not weigh. */
	weight: number | undefined;
}

/** Nodes in order of preference. @throws SwarmError when none has room */
export type Strategy = (wish: Wish, nodes: readonly SchedulerNode[], rng: Rng) => Ranked[];

/** Source: scheduler/strategy/weighted_node.go. @throws SwarmError */
function weigh(
	wish: Wish,
	nodes: readonly SchedulerNode[],
	healthFactor: number
): { node: SchedulerNode; weight: number }[] {
	const weighted = nodes.flatMap((node) => {
		if (node.totalMemory < wish.memory || node.totalCpus < wish.cpus) return [];
		const cpu = wish.cpus > 0 ? Math.trunc(((node.usedCpus + wish.cpus) * 100) / node.totalCpus) : 100;
		const memory = wish.memory > 0 ? Math.trunc(((node.usedMemory + wish.memory) * 100) / node.totalMemory) : 100;
		if (cpu > 100 || memory > 100) return [];
		return [{ node, weight: cpu + memory + healthFactor * node.health }];
	});
	if (weighted.length === 0) throw new SwarmError('no resources available to schedule container');
	return weighted;
}

/** Go walked over a map: what is equal comes in any order. */
const shuffled = <T>(rng: Rng, items: readonly T[]): T[] => rng.shuffle(items);

export const STRATEGIES: Readonly<Record<'spread' | 'binpack' | 'binpacking rc1' | 'random' | 'random rc1', Strategy>> =
	{
		spread: (wish, nodes, rng) =>
			weigh(wish, shuffled(rng, nodes), -10).sort(
				(a, b) => a.weight - b.weight || a.node.containers.length - b.node.containers.length
			),
		binpack: (wish, nodes, rng) =>
			weigh(wish, shuffled(rng, nodes), 10).sort(
				(a, b) => b.weight - a.weight || b.node.containers.length - a.node.containers.length
			),
		// No word of health, and nothing that decides between equals: without -m and -c any node may be taken.
		'binpacking rc1': (wish, nodes, rng) => weigh(wish, shuffled(rng, nodes), 0).sort((a, b) => b.weight - a.weight),
		random: (_wish, nodes, rng) => shuffled(rng, nodes).map((node) => ({ node, weight: undefined })),
		'random rc1': (_wish, nodes, rng) => {
			if (nodes.length === 0) throw new SwarmError('No nodes running in the cluster');
			return shuffled(rng, nodes).map((node) => ({ node, weight: undefined }));
		}
	};
