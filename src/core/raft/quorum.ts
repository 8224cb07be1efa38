/** The arithmetic of majorities. Knows members only by their ids. */
import type { PeerId } from './message.ts';

export function majority(members: number): number {
	return Math.floor(members / 2) + 1;
}

/** What an empty configuration has committed: everything, so that it never holds anything back. */
export const EVERYTHING = Number.MAX_SAFE_INTEGER;

/**
 * The highest index that a majority has acknowledged. Who has said nothing counts as 0, so that a later answer can
 * only raise the result.
 *
 * Source: etcd/raft quorum/majority.go, CommittedIndex.
 */
export function committedIndex(voters: readonly PeerId[], acked: (voter: PeerId) => number | undefined): number {
	if (voters.length === 0) return EVERYTHING;
	const indexes = voters.map((voter) => acked(voter) ?? 0).sort((a, b) => b - a);
	// In descending order, the majority's last member is the one that all others of it have reached.
	return indexes[majority(voters.length) - 1]!;
}

export type VoteResult = 'won' | 'lost' | 'pending';

/** Lost as soon as so many have refused that the rest is no majority. An empty configuration wins every vote. */
export function voteResult(voters: readonly PeerId[], votes: ReadonlyMap<PeerId, boolean>): VoteResult {
	if (voters.length === 0) return 'won';
	const { granted, rejected } = countVotes(voters, votes);
	const needed = majority(voters.length);
	if (granted >= needed) return 'won';
	return voters.length - rejected >= needed ? 'pending' : 'lost';
}

/** Votes of those who are no members do not count. */
export function countVotes(
	voters: readonly PeerId[],
	votes: ReadonlyMap<PeerId, boolean>
): { granted: number; rejected: number } {
	let granted = 0;
	let rejected = 0;
	for (const voter of voters) {
		const vote = votes.get(voter);
		if (vote === true) granted++;
		else if (vote === false) rejected++;
	}
	return { granted, rejected };
}
