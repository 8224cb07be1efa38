import { acceptFilters } from '../../api/filters.ts';
import type { Filters } from '../../api/wire/filters.ts';
import type { Node, NodeSpec } from '../../api/wire/node.ts';
import type { Process } from '../../sim/process.ts';
import { nodeSpecFromApi, nodeToApi } from '../convert/node.ts';
import type { ClusterOptions } from '../cluster.ts';
import { ACCEPTED, nodeFilter } from './filters.ts';
import { inIndexOrder, lookUp, nameOrHostname } from './lookup.ts';

/** Source: moby daemon/cluster/nodes.go. */
export function* listNodes(options: ClusterOptions, filters: Filters): Process<Node[]> {
	acceptFilters(options.era, filters, ACCEPTED.nodes);
	const control = options.swarm.control();
	const matches = nodeFilter(filters);
	const found = (yield* control.list('node')).filter(matches);
	const nodes = inIndexOrder(found, filters, (node) => nameOrHostname('node', node));
	const managers = yield* control.managerStatuses();
	return nodes.map((node) =>
		nodeToApi(
			node,
			managers.find((manager) => manager.nodeId === node.id)
		)
	);
}

export function* inspectNode(options: ClusterOptions, id: string): Process<Node> {
	const control = options.swarm.control();
	const node = yield* lookUp(control, 'node', id);
	const managers = yield* control.managerStatuses();
	return nodeToApi(
		node,
		managers.find((manager) => manager.nodeId === node.id)
	);
}

export function* updateNode(options: ClusterOptions, id: string, version: number, spec: NodeSpec): Process<void> {
	const control = options.swarm.control();
	const wanted = nodeSpecFromApi(spec);
	const node = yield* lookUp(control, 'node', id);
	yield* control.updateNode(node.id, version, wanted);
}

export function* removeNode(options: ClusterOptions, id: string, force: boolean): Process<void> {
	const control = options.swarm.control();
	const node = yield* lookUp(control, 'node', id);
	yield* control.removeNode(node.id, force);
}
