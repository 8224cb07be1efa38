import type { ClassicDecision, ClassicView } from './classic.ts';

/** How nodes were found: one decision in full, the others as lines. */
export interface ScheduleViewModel {
	/** Strategy and filters of the manager that would decide now; undefined while none runs. */
	manager: { address: string; strategy: string; filters: string[] } | undefined;
	decision: DecisionModel | undefined;
	/** The last ones, newest first. */
	last: { seq: number; number: number; container: string; node: string }[];
}

/** Request → filters → strategy → node: a column for each filter, a row for each node. */
export interface DecisionModel {
	seq: number;
	/** Decisions are counted as they come. */
	number: number;
	container: string;
	image: string;
	asks: string[];
	strategy: string;
	filters: string[];
	rows: DecisionRow[];
	/** Soft expressions had to be given up. */
	isSecondPass: boolean;
	/** A container that moves, not one that a client asked for. */
	isMove: boolean;
	chosen: string;
	error: string;
}

export interface DecisionRow {
	node: string;
	/** How many filters it passed. */
	passed: number;
	/** Place in the ranking, 0 for none. */
	rank: number;
	/** undefined where the strategy did not come to weigh it. */
	weight: number | undefined;
	isChosen: boolean;
}

const LISTED = 12;

/** @param shown seq of the decision to draw; undefined: the last */
export function scheduleViewModel(
	{ decisions, decisionCount, managers }: ClassicView,
	shown?: number
): ScheduleViewModel {
	const first = decisionCount - decisions.length;
	const found = decisions.findIndex(({ seq }) => seq === shown);
	const at = found < 0 ? decisions.length - 1 : found;
	const decision = decisions[at];
	const running = [...managers.values()].filter((manager) => manager.running);
	const leading = running.find(({ role }) => role === 'primary') ?? running[0];
	return {
		manager: leading && { address: leading.address, strategy: leading.strategy, filters: leading.filters },
		decision: decision && decisionModel(decision, first + at + 1),
		last: decisions
			.map(({ seq, container, image, node }, i) => ({
				seq,
				number: first + i + 1,
				container: container || image,
				node
			}))
			.reverse()
			.slice(0, LISTED)
	};
}

function decisionModel(decision: ClassicDecision, number: number): DecisionModel {
	const pass = decision.passes.at(-1) ?? { soft: true, filters: [], ranking: [], error: '' };
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
	const { container, image, asks, strategy, node: chosen, seq, n } = decision;
	return {
		seq,
		number,
		container,
		image,
		asks,
		strategy,
		filters: pass.filters.map(({ name }) => name),
		rows: rows.sort((a, b) => (a.node < b.node ? -1 : 1)),
		isSecondPass: decision.passes.length > 1,
		isMove: n === 0,
		chosen,
		error: chosen === '' ? pass.error : ''
	};
}
