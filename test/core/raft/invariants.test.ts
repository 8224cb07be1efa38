/**
 * Do the safety properties hold under any mixture of faults, and does the cluster recover?
 *
 * From each seed a cluster, its limits and the kinds of faults are drawn. While they happen, everything is checked
 * after each step; then all is healed, and one leader must emerge that gets new proposals applied everywhere.
 * One seed: SEED=123 npx vitest run test/core/raft/invariants; more of them: SEEDS=10000 …
 */
import { expect, test } from 'vitest';
import { NONE } from '../../../src/core/raft/message.ts';
import type { Message } from '../../../src/core/raft/message.ts';
import { Raft } from '../../../src/core/raft/raft.ts';
import { Violation } from './checker.ts';
import { Cluster, drawFaults } from './cluster.ts';
import type { Breakage } from './cluster.ts';

const SEEDS = Number(process.env['SEEDS'] ?? 600);
const ROUNDS = 200;

function run(seed: number, breakage?: Breakage): Cluster {
	const cluster = new Cluster(seed, seed % 2 === 0 ? 3 : 5, breakage);
	const faults = drawFaults(seed);
	for (let round = 0; round < ROUNDS; round++) cluster.round(faults);
	cluster.demandConvergence();
	return cluster;
}

test('Figure 3: the five safety properties hold under faults, and healing brings one leader and progress', () => {
	const only = process.env['SEED'];
	const seeds = only ? [Number(only)] : Array.from({ length: SEEDS }, (_, i) => i + 1);
	let [steps, elections, commits, proposals] = [0, 0, 0, 0];
	for (const seed of seeds) {
		try {
			const { checker, ...cluster } = run(seed);
			steps += cluster.steps;
			proposals += cluster.proposals;
			elections += checker.elections;
			commits += checker.commits;
		} catch (error) {
			throw new Error(
				`seed ${seed}: ${String(error)}\nreproduce: SEED=${seed} npx vitest run test/core/raft/invariants`,
				{
					cause: error
				}
			);
		}
	}
	console.log(
		`${seeds.length} seeds, ${steps} steps, ${elections} elections won, ${commits} entries committed, ${proposals} proposals`
	);
	expect(elections).toBeGreaterThan(seeds.length);
	expect(commits).toBeGreaterThan(elections);
});

/** Votes for whoever asks, as often as they ask. */
class VotesTwice extends Raft {
	override handle(message: Message): void {
		if (message.type === 'MsgVote' && message.term === this.term && this.role === 'follower') {
			this.vote = NONE;
			this.lead = NONE;
		}
		super.handle(message);
	}
}

/** Figure 8: counts the copies of entries of earlier terms. */
class CommitsOldTerms extends Raft {
	override maybeCommit(): boolean {
		const index = this.members.committedIndex();
		return this.log.maybeCommit({ index, term: this.log.term(index) ?? 0 });
	}
}

test.each<[string, Breakage]>([
	['a member that votes twice in a term', { raft: VotesTwice }],
	['a leader that commits entries of earlier terms by counting', { raft: CommitsOldTerms }],
	['a host that sends before it writes', { sendsBeforeWriting: true }],
	['a host that does not write the vote', { forgetsVote: true }]
])('canary: %s is caught', (_, breakage) => {
	for (let seed = 1; seed <= SEEDS * 2; seed++) {
		try {
			run(seed, breakage);
		} catch (error) {
			// Only the checker counts, not a crash of the broken member or its failure to recover.
			if (!(error instanceof Violation)) continue;
			console.log(`caught with seed ${seed}: ${String(error).split('\n')[0]}`);
			return;
		}
	}
	throw new Error(`${SEEDS * 2} seeds did not catch it`);
});
