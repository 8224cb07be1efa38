import type { ExpectStatic } from 'vitest';
import type { Language } from '../../../src/core/lesson/lesson-types.ts';
import type { Snapshot } from '../../../src/core/lesson/snapshot.ts';
import type { DiagramKey, Learner, Twin } from './learner.ts';

/** Patterns that a line (the sentence, or a row with its cells parted by " | ") must match. */
type Claimed = Partial<Record<DiagramKey, string[]>>;
/** claims.yaml: by lesson and step, and words that stand in the language of the play. */
export interface Claims {
	words: Record<string, Record<Language, string>>;
	lessons: Record<string, Record<string, Claimed>>;
}

export function inLanguage(claimed: Claimed, words: Claims['words'], language: Language): Claimed {
	const said = (pattern: string): string =>
		pattern.replace(/⟨[^⟩]+⟩/g, (word) => {
			const row = words[word];
			if (!row) throw new Error(`claims.yaml has no word ${word}`);
			return row[language];
		});
	return Object.fromEntries(Object.entries(claimed).map(([diagram, patterns]) => [diagram, patterns.map(said)]));
}

const linesOf = ({ sentence, rows }: Twin): string[] => [sentence, ...rows.map((row) => row.join(' | '))];

/**
 * The diagrams say what Docker would answer (tasks with their nodes, nodes with their state, the leader, open ports), and
 * what the step's text says of them.
 * @returns how many lines were demanded
 */
export async function diagramsTell(
	learner: Learner,
	claims: Claimed,
	where: string,
	expect: ExpectStatic
): Promise<number> {
	const snapshot = (await learner.page.evaluate(() => window.swarmlab.snapshot())) as Snapshot;
	const wanted: Record<DiagramKey, RegExp[]> = {
		replicas: replicasSay(snapshot),
		raft: raftSays(snapshot),
		ingress: ingressSays(snapshot),
		// What the standalone Swarm does is no state of Docker's: only the claims are held against its diagrams.
		classic: [],
		schedule: [],
		discovery: []
	};
	const names = (Object.keys(wanted) as DiagramKey[]).filter(
		(name) => wanted[name].length > 0 || claims[name] !== undefined
	);
	const twins = await learner.twins(names);
	let count = 0;
	for (const name of names) {
		const lines = linesOf(twins[name]);
		const demands = [...wanted[name], ...(claims[name] ?? []).map((pattern) => new RegExp(pattern, 'u'))];
		const missing = demands.filter((demand) => !lines.some((line) => demand.test(line)));
		expect(missing.map(String), `${where}, ${name}:\n${lines.join('\n')}`).toEqual([]);
		count += demands.length;
	}
	return count;
}

/** Each running task on its node, and each node with what `docker node ls` would say of it. */
function replicasSay({ tasks, nodes }: Snapshot): RegExp[] {
	const run = tasks
		.filter(({ state, desired }) => state === 'running' && desired === 'running')
		.map(({ name, service, slot, node }) => {
			// The diagram writes a global service's task without the node's ID.
			const shown = slot > 0 ? name : service;
			return new RegExp(`^${literal(shown)}( v\\d+)? \\| ${literal(node)} \\| (running|运行)`);
		});
	const stand = Object.entries(nodes).map(([name, { state, leader, availability, address }]) => {
		const words = [leader && 'Leader', availability === 'drain' && 'Drain'].filter(Boolean).join('.*');
		const ready = state === 'ready' ? 'Ready' : '';
		return new RegExp(`^${literal(name)} \\| .*${ready}.*${words}.* \\| ${literal(address)}$`);
	});
	return [...run, ...stand];
}

/** Who leads. */
function raftSays({ swarm }: Snapshot): RegExp[] {
	return swarm.leader ? [new RegExp(`^${literal(swarm.leader)} \\| (Leader|领导者) \\| ${swarm.term} `)] : [];
}

/** A published port, open on every node that is up; the diagram shows one service at a time. */
function ingressSays({ services, nodes }: Snapshot): RegExp[] {
	const ports = Object.values(services).flatMap(({ publish, ports }) => ports.filter((_, i) => publish[i] === 'ingress'));
	const up = Object.entries(nodes).filter(([, { state }]) => state === 'ready');
	return ports.length === 0 ? [] : up.map(([name]) => new RegExp(`^${literal(name)} \\| (${ports.join('|')}) `));
}

const literal = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
