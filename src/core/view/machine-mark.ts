import type { ClusterView } from './cluster.ts';
import type { NodeSummary } from '../trace-events.ts';

/** A machine as every diagram draws it: shape, condition, and the words Docker has for it. */
export interface MachineMark {
	machine: string;
	shape: 'manager' | 'worker';
	leader: boolean;
	condition: 'up' | 'down' | 'off' | 'paused' | 'locked';
	/** As the store has it; 'none' for a machine that is no node. */
	state: NodeSummary['state'] | 'none';
	/** As `docker node ls` says; '' for a worker, and while nobody leads who could say. */
	manager: 'Leader' | 'Reachable' | 'Unreachable' | '';
	availability: NodeSummary['availability'];
	nodeId: string;
	address: string;
	/** What explains it. */
	seq: number | undefined;
}

/** The shape of a machine that is in no swarm. */
export type ShapeOf = (machine: string) => 'manager' | 'worker';

/** @param node its entry in the store in view, if it has one */
export function markMachine(
	view: ClusterView,
	name: string,
	node: NodeSummary | undefined,
	shapeOf: ShapeOf
): MachineMark {
	const machine = view.machines.get(name);
	const leader = view.leader();
	const isLeader = leader?.machine === name;
	const condition = conditionOf(view, name);
	return {
		machine: name,
		shape: node ? node.role : shapeOf(name),
		leader: isLeader && condition === 'up',
		condition,
		state: node?.state ?? 'none',
		manager:
			node?.role !== 'manager' || !leader
				? ''
				: isLeader
					? 'Leader'
					: leader.inactivePeers.has(name)
						? 'Unreachable'
						: 'Reachable',
		availability: node?.availability ?? 'active',
		nodeId: node?.id ?? '',
		address: node?.address || (machine?.address ?? ''),
		seq: newest(view.seqOf(`machine ${name}`), view.seqOf(`raft ${name}`), node && view.seqOf(`node ${node.id}`))
	};
}

/** A machine by its name: as the node that it is now, whatever nodes it has been before. */
export function markOfMachine(view: ClusterView, name: string, shape: MachineMark['shape']): MachineMark {
	const machine = view.machines.get(name);
	const inSwarm = machine?.swarm === 'active' || machine?.swarm === 'locked';
	const node = inSwarm ? view.bestStore()?.nodes.get(machine.nodeId) : undefined;
	return markMachine(view, name, node, () => shape);
}

export function conditionOf(view: ClusterView, name: string): MachineMark['condition'] {
	const machine = view.machines.get(name);
	if (!machine) return 'up';
	if (machine.power === 'off') return 'off';
	if (machine.daemon === 'down') return 'down';
	if (machine.paused) return 'paused';
	return machine.swarm === 'locked' ? 'locked' : 'up';
}

function newest(...seqs: (number | undefined)[]): number | undefined {
	const known = seqs.filter((seq) => seq !== undefined);
	return known.length > 0 ? Math.max(...known) : undefined;
}
