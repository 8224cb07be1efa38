import type { ClassicDecision, ClassicRequest, ClassicView, DiscoveryKey } from './classic.ts';

/** Client → Swarm → nodes, as the article draws it, and what flies between them now. */
export interface ClassicViewModel {
	clients: string[];
	managers: { address: string; machine: string; role: 'primary' | 'replica'; strategy: string; isRunning: boolean }[];
	nodes: ClassicNode[];
	flights: ClassicFlight[];
	/** The last container that was asked for. */
	decision: DecisionModel | undefined;
	keys: { service: DiscoveryKey['service']; where: string; key: string; value: string; leftMs: number | undefined }[];
}

export interface ClassicNode {
	address: string;
	name: string;
	machine: string;
	/** As the first running manager sees it. */
	state: 'Pending' | 'Healthy' | 'Unhealthy' | 'Disconnected';
	/** Whether a `swarm join` speaks for it now. */
	hasAgent: boolean;
}

/** One arrow. */
export interface ClassicFlight {
	key: string;
	from: string;
	to: string;
	/** 'POST /containers/create' */
	label: string;
	leg: 'request' | 'forward' | 'answer';
	status: number;
}

/** Request → filters → strategy → node: a column for each filter, a row for each node. */
export interface DecisionModel {
	container: string;
	image: string;
	strategy: string;
	filters: string[];
	rows: DecisionRow[];
	/** Soft expressions had to be given up. */
	isSecondPass: boolean;
	chosen: string;
	error: string;
}

export interface DecisionRow {
	node: string;
	/** How many filters it passed. */
	passed: number;
	/** Place in the ranking, 0 for none. */
	rank: number;
	weight: number | undefined;
	isChosen: boolean;
}

/** How long an arrow is shown after it has come to its end. */
const SHOWN_MS = 1500;

export function classicViewModel(view: ClassicView, now: number): ClassicViewModel {
	const managers = [...view.managers.values()];
	const running = managers.filter((manager) => manager.running);
	const leading = running.find(({ role }) => role === 'primary') ?? running[0];
	const agents = new Set([...view.agents.values()].map(({ address }) => address));
	return {
		clients: [...new Set(view.requests.map(({ from }) => from))].sort(),
		managers: managers.map(({ address, machine, role, strategy, running: isRunning }) => ({
			address,
			machine,
			role,
			strategy,
			isRunning
		})),
		nodes: [...(leading?.engines.values() ?? [])]
			.map(({ address, name, machine, state }) => ({ address, name, machine, state, hasAgent: agents.has(address) }))
			.sort((a, b) => (a.address < b.address ? -1 : 1)),
		flights: view.requests.flatMap((request) => flightsOf(request, now)),
		decision: decisionModel(view.decisions.at(-1)),
		keys: [...view.keys.values()]
			.filter(({ value }) => value !== '')
			.map(({ service, where, key, value, endsAt }) => ({
				service,
				where,
				key,
				value,
				leftMs: endsAt === undefined ? undefined : Math.max(0, endsAt - now)
			}))
			.sort((a, b) => (`${a.service} ${a.key}` < `${b.service} ${b.key}` ? -1 : 1))
	};
}

function flightsOf(request: ClassicRequest, now: number): ClassicFlight[] {
	const { n, from, machine, method, path, hops, status, answeredAt } = request;
	if (answeredAt > 0 && now - answeredAt > SHOWN_MS) return [];
	const label = `${method} ${path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`;
	const flights: ClassicFlight[] = [{ key: `${n} request`, from, to: machine, label, leg: 'request', status: 0 }];
	hops.forEach((hop, i) =>
		flights.push({ key: `${n} forward ${i}`, from: machine, to: hop.machine, label, leg: 'forward', status: 0 })
	);
	if (answeredAt > 0) flights.push({ key: `${n} answer`, from: machine, to: from, label, leg: 'answer', status });
	return flights;
}

function decisionModel(decision: ClassicDecision | undefined): DecisionModel | undefined {
	const pass = decision?.passes.at(-1);
	if (!decision || !pass) return undefined;
	const rows = decision.nodes.map((node): DecisionRow => {
		const place = pass.ranking.findIndex((ranked) => ranked.node === node);
		const stoppedAt = pass.filters.findIndex(({ left }) => !left.includes(node));
		return {
			node,
			passed: stoppedAt < 0 ? pass.filters.length : stoppedAt,
			rank: place + 1,
			weight: pass.ranking[place]?.weight,
			isChosen: decision.node === node
		};
	});
	const { container, image, strategy, node: chosen } = decision;
	return {
		container,
		image,
		strategy,
		filters: pass.filters.map(({ name }) => name),
		rows: rows.sort((a, b) => (a.rank || 99) - (b.rank || 99) || b.passed - a.passed || (a.node < b.node ? -1 : 1)),
		isSecondPass: decision.passes.length > 1,
		chosen,
		error: chosen === '' ? pass.error : ''
	};
}
