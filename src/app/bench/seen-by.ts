import type { ClusterView } from '../../core/view/cluster.ts';

/** Whose view of the cluster the diagrams show. */
export type SeenBy =
	/** What is so, whether anybody in the cluster knows it or not. */
	| { kind: 'swarm' }
	/** The same, and a card for each manager with what it believes. Only Raft has them. */
	| { kind: 'each' }
	/** What one manager believes. */
	| { kind: 'manager'; machine: string };

/**
 * What holds of what was chosen: a manager that is none any more sees nothing. While nothing is chosen it is the swarm; in a
 * cut network, where the sides believe different things, each manager.
 */
export function seenByOf(chosen: SeenBy | undefined, cluster: ClusterView): SeenBy {
	if (chosen?.kind === 'manager' && !cluster.managers().includes(chosen.machine)) return { kind: 'swarm' };
	return (
		chosen ?? (cluster.partition.length > 0 && cluster.managers().length > 1 ? { kind: 'each' } : { kind: 'swarm' })
	);
}
