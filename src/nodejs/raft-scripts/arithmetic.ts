/** The scripts about majorities: `committed` and `vote`. */
import { compareIds } from '../../core/raft/message.ts';
import { EVERYTHING, committedIndex, voteResult } from '../../core/raft/quorum.ts';
import { NotModelled } from './not-modelled.ts';
import type { Directive } from './parse.ts';

export function runArithmetic({ command, named }: Directive): string {
	if (named.has('cfgj')) throw new NotModelled('joint consensus');
	const ids = named.get('cfg') ?? [];
	const voters = [...ids].sort(compareIds);
	if (command === 'vote') {
		const votes = new Map(known(ids, named.get('votes') ?? []).map(([id, vote]) => [id, vote === 'y']));
		return { won: 'VoteWon', lost: 'VoteLost', pending: 'VotePending' }[voteResult(voters, votes)];
	}
	const acked = new Map(known(ids, named.get('idx') ?? []).map(([id, index]) => [id, Number(index)]));
	const committed = committedIndex(voters, (id) => acked.get(id));
	return describeMajority(voters, acked) + (committed === EVERYTHING ? '∞' : committed);
}

function known(ids: readonly string[], values: readonly string[]): [string, string][] {
	return ids.flatMap((id, i): [string, string][] =>
		values[i] === undefined || values[i] === '_' ? [] : [[id, values[i]]]
	);
}

/** A bar per voter, as long as its rank by index. */
function describeMajority(voters: readonly string[], acked: ReadonlyMap<string, number>): string {
	if (voters.length === 0) return '<empty majority quorum>';
	const n = voters.length;
	const ascending = voters.map((id) => acked.get(id) ?? 0).sort((a, b) => a - b);
	const drawn = new Set<number>();
	let text = ' '.repeat(n) + '    idx\n';
	for (const id of voters) {
		const index = acked.get(id) ?? 0;
		// Of equal indexes only the first has a bar.
		const rank = drawn.has(index) ? 0 : ascending.indexOf(index);
		if (index === 0 || acked.has(id)) drawn.add(index);
		const bar = acked.has(id) ? 'x'.repeat(rank) + '>' + ' '.repeat(n - rank) : '?' + ' '.repeat(n);
		text += `${bar} ${String(index).padStart(5)}    (id=${id})\n`;
	}
	return text;
}
