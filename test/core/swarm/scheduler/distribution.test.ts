// Where a thousand placements put tasks, against where 200 recorded ones of a real six-node swarm did: the same categories
// are counted on both sides and compared by a chi-square test of homogeneity. Seeds are fixed, so the verdict is, too.
import { beforeAll, describe, expect, it } from 'vitest';
import { readRecording } from '../orchestrator/ground-truth.ts';
import { TestSwarm } from '../orchestrator/test-swarm.ts';

const NODES = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'];
const REPLICAS = 20;
const SEEDS = 50;

interface Placement {
	replicas: number;
	/** Node of each slot, by slot number. */
	nodes: string[];
}

/** Critical values at the 0.1 % level, by degrees of freedom. */
const CRITICAL: Readonly<Record<number, number>> = { 1: 10.83, 5: 20.52, 19: 43.82 };

type Category = (placement: Placement) => string[];

const onNode: Category = ({ nodes }) => nodes.slice(0, 1);

/** Nodes that have one task more than others. */
const odd: Category = ({ replicas, nodes }) => {
	if (replicas % NODES.length === 0) return [];
	const least = Math.floor(replicas / NODES.length);
	return NODES.filter((name) => nodes.filter((other) => other === name).length > least);
};

/** Whether six slots in a row are on six nodes: they would always be, were tasks dealt out by slot number. */
const sixInARow: Category = ({ nodes }) =>
	Array.from({ length: Math.floor(nodes.length / 6) }, (_, i) =>
		new Set(nodes.slice(6 * i, 6 * i + 6)).size === 6 ? 'different' : 'some alike'
	);

/** Whether slots 1 and 2 share a node, where they can. */
const firstTwo: Category = ({ nodes }) =>
	nodes.length > NODES.length ? [nodes[0] === nodes[1] ? 'together' : 'apart'] : [];

/** Tasks on the fullest and the emptiest node. */
const profile: Category = ({ replicas, nodes }) => {
	const counts = NODES.map((name) => nodes.filter((other) => other === name).length);
	return [`${replicas} replicas: ${Math.min(...counts)} to ${Math.max(...counts)}`];
};

const CATEGORIES: readonly (readonly [string, Category])[] = [
	['the node of slot 1', onNode],
	['the nodes with one task more', odd],
	['six slots in a row', sixInARow],
	['slots 1 and 2', firstTwo],
	['how even it is', profile]
];

describe('a thousand placements are spread as the recorded ones', () => {
	let real: Placement[] = [];
	const ours: Placement[] = [];

	beforeAll(() => {
		const rows = readRecording<{ what: string; replicas: number; slots: [number, string][] }>('spread');
		real = rows
			.filter(({ what }) => what === 'place')
			.map(({ replicas, slots }) => ({ replicas, nodes: slots.sort(([a], [b]) => a - b).map(([, name]) => name) }));
		for (let seed = 1; seed <= SEEDS; seed++) {
			for (let replicas = 1; replicas <= REPLICAS; replicas++) {
				const swarm = new TestSwarm(NODES, `distribution ${seed} ${replicas}`);
				swarm.createService('web', replicas);
				swarm.run(500);
				const tasks = swarm.running('web').sort((a, b) => a.slot - b.slot);
				ours.push({ replicas, nodes: tasks.map((task) => task.nodeId!) });
			}
		}
	}, 120_000);

	it.each(CATEGORIES)('%s', (name, category) => {
		expect(real.length).toBe(200);
		expect(ours.length).toBe(1000);
		const counts = [tally(real, category), tally(ours, category)] as const;
		const keys = [...new Set([...counts[0].keys(), ...counts[1].keys()])].sort();
		const { chi, degrees } = homogeneity(keys.map((key) => [counts[0].get(key) ?? 0, counts[1].get(key) ?? 0]));
		const shown =
			keys.length <= 6 ? keys.map((key) => `${key} ${counts[0].get(key) ?? 0}/${counts[1].get(key) ?? 0}`) : [];
		console.log(`${name}: chi-square ${chi.toFixed(2)}, ${degrees} degrees of freedom; ${shown.join(', ')}`);
		expect(chi).toBeLessThan(CRITICAL[degrees]!);
	});

	it('a spread that favours one node is told from the recorded one', () => {
		const skewed = real.map(({ replicas, nodes }, i) => ({
			replicas,
			nodes: i % 4 === 0 ? ['mgr1', ...nodes.slice(1)] : nodes
		}));
		const counts = [tally(skewed, onNode), tally(ours, onNode)] as const;
		const { chi } = homogeneity(NODES.map((name) => [counts[0].get(name) ?? 0, counts[1].get(name) ?? 0]));
		expect(chi).toBeGreaterThan(CRITICAL[5]!);
	});
});

function tally(placements: readonly Placement[], category: Category): Map<string, number> {
	const counts = new Map<string, number>();
	for (const placement of placements) {
		for (const key of category(placement)) counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

/** Chi-square of a table of two columns. Rows are categories. */
function homogeneity(rows: readonly (readonly [number, number])[]): { chi: number; degrees: number } {
	const totals = [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column]!, 0));
	const all = totals[0]! + totals[1]!;
	let chi = 0;
	for (const row of rows) {
		const share = (row[0] + row[1]) / all;
		for (const column of [0, 1]) {
			const expected = share * totals[column]!;
			chi += (row[column]! - expected) ** 2 / expected;
		}
	}
	return { chi, degrees: rows.length - 1 };
}
