import type { ClusterView } from './cluster.ts';
import type { MachineView } from './fold/machines.ts';
import type { RaftView } from './fold/rafts.ts';
import type { StoreView } from './fold/stores.ts';

/**
 * The cluster as one manager believes it to be: its own copy of the store, its own Raft, and of the others only what it
 * has heard. A cut network, a stopped machine or a log it does not hold is not in it until the manager has noticed.
 * Requests stay as they are: they are the client's to see.
 * @param name of a manager; for any other machine the facts are given back unchanged
 */
export function believedBy(view: ClusterView, name: string): ClusterView {
	const own = view.rafts.get(name);
	if (!own) return view;
	const store = view.stores.get(name);
	const rafts = new Map<string, RaftView>();
	for (const peer of new Set([name, ...own.voters])) rafts.set(peer, peer === name ? own : peerOf(own, peer));
	const machines = new Map<string, MachineView>();
	for (const [key, machine] of view.machines) {
		machines.set(key, key === name ? machine : machineIn(store, machine));
	}
	return Object.assign(Object.create(Object.getPrototypeOf(view) as object) as ClusterView, view, {
		seenBy: name,
		rafts,
		machines,
		stores: new Map(store ? [[name, store]] : []),
		partition: [],
		messages: view.messages.filter(({ from, to }) => from === name || to === name)
	});
}

/** Another manager, as the one that holds `own` knows it: who leads it has heard, who follows it takes for granted. */
function peerOf(own: RaftView, peer: string): RaftView {
	const leads = own.role === 'leader' ? own.machine : own.leader;
	const heard = own.role !== 'stopped' && leads !== '' && !own.inactivePeers.has(peer);
	const role = peer === leads ? 'leader' : heard ? 'follower' : 'unknown';
	return {
		machine: peer,
		role,
		term: role === 'unknown' ? 0 : own.term,
		leader: role === 'unknown' ? '' : leads,
		why: '',
		since: own.since,
		timerFrom: 0,
		timerMs: 0,
		votesGranted: 0,
		votesRejected: 0,
		votesNeeded: 0,
		votesOf: 0,
		votedFor: '',
		log: [],
		commit: 0,
		snapshotTo: 0,
		voters: own.voters,
		inactivePeers: own.inactivePeers,
		overwritten: []
	};
}

/** A machine as a store has it: down when its node is, and with the ports that the services in it publish. */
function machineIn(store: StoreView | undefined, machine: MachineView): MachineView {
	const nodes = [...(store?.nodes.values() ?? [])].filter(({ hostname }) => hostname === machine.name);
	const node = nodes.find(({ state }) => state !== 'down') ?? nodes.at(-1);
	const runs = (serviceId: string): boolean =>
		[...(store?.tasks.values() ?? [])].some(
			(task) => task.serviceId === serviceId && task.nodeId === node?.id && task.state === 'running'
		);
	const services = node && node.state !== 'down' ? [...(store?.services.values() ?? [])] : [];
	return {
		...machine,
		power: 'on',
		paused: false,
		daemon: node?.state === 'down' ? 'down' : 'up',
		swarm: node ? 'active' : 'inactive',
		nodeId: node?.id ?? '',
		ports: services.flatMap(({ id, name, ports }) =>
			ports
				.filter(({ mode }) => mode === 'ingress' || runs(id))
				.map(({ published, protocol, mode }) => ({ port: published, protocol, service: name, serviceId: id, mode }))
		)
	};
}
