import type { ClassicEngine, ClassicManager, ClassicRequest } from './classic.ts';
import type { ClusterView } from './cluster.ts';
import { conditionOf, type MachineMark } from './machine-mark.ts';

/** Client → Swarm → nodes, as the article draws it, and what flies between them now. */
export interface ClassicViewModel {
	clients: string[];
	managers: ClassicManagerMark[];
	nodes: ClassicNode[];
	flights: ClassicFlight[];
	/** The last request, whether it still flies or not. */
	last: ClassicRequestLine | undefined;
}

export interface ClassicManagerMark {
	address: string;
	machine: string;
	role: 'primary' | 'replica';
	/** Address of the one that leads, '' where nobody does or there is no replication. */
	primary: string;
	strategy: string;
	dialect: 'rc1' | '1.2.5';
	isRunning: boolean;
	discovery: string;
	seq: number;
}

export interface ClassicNode {
	/** Of its engine where a manager knows it, of its machine otherwise. */
	address: string;
	name: string;
	machine: string;
	condition: MachineMark['condition'];
	/** As the leading manager sees it; 'unknown' to Swarm. */
	state: ClassicEngine['state'] | 'unknown';
	/** Whether a `swarm join` speaks for it now. */
	hasAgent: boolean;
	containers: { name: string; isRunning: boolean }[];
	seq: number | undefined;
}

/** A request and how far it has come. */
export interface ClassicFlight extends ClassicRequestLine {
	/** Legs in order: to the manager, on to machines, back. */
	legs: { from: string; to: string; leg: 'request' | 'forward' | 'answer' }[];
	/** Machine of the manager. */
	machine: string;
}

export interface ClassicRequestLine {
	n: number;
	number: number;
	/** 'POST /containers/create' */
	label: string;
	from: string;
	manager: string;
	/** Nodes it was handed on to. */
	nodes: string[];
	/** 0 while there is no answer. */
	status: number;
}

/** How long a request is shown after its answer. */
const SHOWN_MS = 1500;
const SHOWN = 4;

export function classicViewModel(cluster: ClusterView, now: number): ClassicViewModel {
	const { classic } = cluster;
	const managers = [...classic.managers.values()];
	const leading = leadingManager(managers);
	const agents = new Set([...classic.agents.values()].map(({ address }) => address));
	const { requests } = classic;
	return {
		clients: clientsOf(cluster),
		managers: managers
			.map(({ address, machine, role, primary, strategy, dialect, running: isRunning, discovery, seq }) => ({
				address,
				machine,
				role,
				primary,
				strategy,
				dialect,
				isRunning,
				discovery,
				seq
			}))
			.sort((a, b) => (a.address < b.address ? -1 : 1)),
		nodes: nodesOf(cluster, leading, agents),
		flights: requests
			.filter(({ answeredAt }) => answeredAt === 0 || now - answeredAt <= SHOWN_MS)
			.slice(-SHOWN)
			.map(flightOf),
		last: requests.length > 0 ? lineOf(requests.at(-1)!) : undefined
	};
}

/** Whose view of the nodes is shown: the primary's. */
function leadingManager(managers: readonly ClassicManager[]): ClassicManager | undefined {
	const running = managers.filter((manager) => manager.running);
	return running.find(({ role }) => role === 'primary') ?? running[0];
}

/** Who has asked; before anybody has, who could: the first machine that is neither a host nor a manager's. */
function clientsOf({ classic, machines }: ClusterView): string[] {
	const asked = [...new Set(classic.requests.map(({ from }) => from))].sort();
	if (asked.length > 0) return asked;
	const taken = new Set([...classic.hosts, ...[...classic.managers.values()].map(({ machine }) => machine)]);
	const free = [...machines.keys()].find((name) => !taken.has(name));
	return free === undefined ? [] : [free];
}

function nodesOf(cluster: ClusterView, leading: ClassicManager | undefined, agents: Set<string>): ClassicNode[] {
	const engines = [...(leading?.engines.values() ?? [])];
	const strangers = [...cluster.classic.hosts].filter((host) => !engines.some(({ machine }) => machine === host));
	const speaks = (address: string): boolean => agents.has(address);
	return [
		...engines.map(({ address, name, machine, state, seq }) => ({ address, name, machine, state, seq })),
		...strangers.map((machine) => ({
			address: cluster.machines.get(machine)?.address ?? '',
			name: machine,
			machine,
			state: 'unknown' as const,
			seq: cluster.seqOf(`machine ${machine}`)
		}))
	]
		.map((node) => ({
			...node,
			condition: conditionOf(cluster, node.machine),
			hasAgent: speaks(node.address) || [...agents].some((agent) => agent.startsWith(`${node.address}:`)),
			containers: [...(cluster.machines.get(node.machine)?.containers.values() ?? [])].map(({ name, state }) => ({
				name,
				isRunning: state === 'running'
			}))
		}))
		.sort((a, b) => compare(a.machine || a.address, b.machine || b.address));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function flightOf(request: ClassicRequest): ClassicFlight {
	const { from, machine, hops, answeredAt } = request;
	return {
		...lineOf(request),
		machine,
		legs: [
			{ from, to: machine, leg: 'request' as const },
			...[...new Set(hops.map((hop) => hop.machine))].map((to) => ({ from: machine, to, leg: 'forward' as const })),
			...(answeredAt > 0 ? [{ from: machine, to: from, leg: 'answer' as const }] : [])
		]
	};
}

function lineOf({ n, number, method, path, from, manager, hops, status }: ClassicRequest): ClassicRequestLine {
	// IDs in the twelve digits that Docker shows.
	const short = path
		.replace(/^\/v[\d.]+/, '')
		.replace(/\?.*/, '')
		.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
	const label = `${method} ${short}`;
	return { n, number, label, from, manager, nodes: [...new Set(hops.map(({ node }) => node))], status };
}
