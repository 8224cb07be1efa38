import type {
	ClusterSummary,
	NetworkSummary,
	NodeSummary,
	ServiceSummary,
	StoreChange,
	TaskSummary
} from '../../trace-events.ts';

/** What one manager's copy of the store says. */
export interface StoreView {
	index: number;
	term: number;
	nodes: Map<string, NodeSummary>;
	services: Map<string, ServiceSummary>;
	tasks: Map<string, TaskSummary>;
	networks: Map<string, NetworkSummary>;
	/** Names by ID. */
	secrets: Map<string, string>;
	configs: Map<string, string>;
	/** Absent until the store holds the swarm's own record. */
	swarm?: ClusterSummary;
}

export function storeOf(stores: Map<string, StoreView>, where: string): StoreView {
	let store = stores.get(where);
	if (!store) {
		store = {
			index: 0,
			term: 0,
			nodes: new Map(),
			services: new Map(),
			tasks: new Map(),
			networks: new Map(),
			secrets: new Map(),
			configs: new Map()
		};
		stores.set(where, store);
	}
	return store;
}

/** @param gone is given the tasks that are removed */
export function foldChange(store: StoreView, change: StoreChange, gone: Map<string, TaskSummary>): void {
	if (change.op === 'delete') {
		if (change.kind === 'node') store.nodes.delete(change.id);
		else if (change.kind === 'service') store.services.delete(change.id);
		else if (change.kind === 'network') store.networks.delete(change.id);
		else if (change.kind === 'secret') store.secrets.delete(change.id);
		else if (change.kind === 'config') store.configs.delete(change.id);
		else if (change.kind === 'cluster') delete store.swarm;
		else if (change.kind === 'task') {
			const task = store.tasks.get(change.id);
			if (task) gone.set(task.id, task);
			store.tasks.delete(change.id);
		}
		return;
	}
	if (change.kind === 'node') store.nodes.set(change.object.id, change.object);
	else if (change.kind === 'service') store.services.set(change.object.id, change.object);
	else if (change.kind === 'task') store.tasks.set(change.object.id, change.object);
	else if (change.kind === 'network') store.networks.set(change.object.id, change.object);
	else if (change.kind === 'secret') store.secrets.set(change.id, change.name);
	else if (change.kind === 'config') store.configs.set(change.id, change.name);
	else if (change.kind === 'cluster') store.swarm = change.object;
}
