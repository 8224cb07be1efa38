import type { Entry, HardState, PeerId } from '../../../src/core/raft/message.ts';
import { NONE } from '../../../src/core/raft/message.ts';
import type { Raft } from '../../../src/core/raft/raft.ts';

export class Violation extends Error {
	override name = 'Violation';
}

function demand(holds: boolean, text: () => string): asserts holds {
	if (!holds) throw new Violation(text());
}

/**
 * The five properties of figure 3 of the paper, and what the disk must promise, checked from outside: it sees members and
 * disks, and remembers across crashes what it has ever seen.
 */
export class Checker {
	elections = 0;
	commits = 0;
	private readonly leaders = new Map<number, PeerId>();
	/** Every entry ever seen in any log, by "term/index". */
	private readonly entries = new Map<string, { text: string; previousTerm: number | undefined }>();
	/** By index. `inTerm`: of the leader that committed it. */
	private readonly committed: { term: number; text: string; inTerm: number }[] = [];
	/** By index: digest of all data applied up to there. */
	private readonly applied: number[] = [];
	private readonly votes = new Map<string, PeerId>();
	private readonly checkedCommit = new Map<PeerId, number>();

	/** To be called after everything that may change a member. */
	member(raft: Raft, isLogChanged: boolean, others: readonly Raft[]): void {
		if (isLogChanged) this.logMatching(raft);
		if (raft.role === 'leader') this.electionSafety(raft);
		this.committing(raft, others);
		const key = `${raft.id} in ${raft.term}`;
		const vote = this.votes.get(key);
		if (raft.vote === NONE) return;
		demand(vote === undefined || vote === raft.vote, () => `§5.2 ${key} voted for ${vote} and then for ${raft.vote}`);
		this.votes.set(key, raft.vote);
	}

	/** A crash may lose what was never written, so that nobody was told of it. */
	crashed(id: PeerId, onDisk: HardState): void {
		this.checkedCommit.set(id, Math.min(onDisk.commit, this.checkedCommit.get(id) ?? 0));
		for (const [key] of this.votes) {
			const [voter, , term] = key.split(' ');
			if (voter === id && Number(term) > onDisk.term) this.votes.delete(key);
			if (voter === id && Number(term) === onDisk.term && onDisk.vote === NONE) this.votes.delete(key);
		}
	}

	private electionSafety(raft: Raft): void {
		const other = this.leaders.get(raft.term);
		demand(
			other === undefined || other === raft.id,
			() => `election safety: ${other} and ${raft.id} lead term ${raft.term}`
		);
		if (other !== undefined) return;
		this.leaders.set(raft.term, raft.id);
		this.elections++;
		this.committed.forEach(({ inTerm }, index) => {
			if (inTerm < raft.term) this.leaderCompleteness(raft, index);
		});
	}

	private leaderCompleteness(leader: Raft, index: number): void {
		const { term } = this.committed[index]!;
		if (index < leader.log.firstIndex() - 1) return;
		demand(
			leader.log.term(index) === term,
			() => `leader completeness: ${leader.id}, leader of ${leader.term}, lacks committed ${term}/${index}`
		);
	}

	/** By induction: if the same (term, index) has everywhere the same content and predecessor, whole prefixes are equal. */
	private logMatching(raft: Raft): void {
		const first = raft.log.firstIndex();
		const entries = raft.log.slice(first, raft.lastIndex + 1, Number.MAX_SAFE_INTEGER) ?? [];
		let previousTerm = raft.log.term(first - 1);
		for (const [i, entry] of entries.entries()) {
			const { term, index } = entry;
			demand(index === first + i, () => `log of ${raft.id}: index ${index} at place ${first + i}`);
			const key = `${term}/${index}`;
			const text = textOf(entry);
			const known = this.entries.get(key);
			if (known) {
				demand(
					known.text === text && known.previousTerm === previousTerm,
					() =>
						`log matching: ${key} of ${raft.id} is ${text} after term ${previousTerm}, elsewhere ${known.text} after ${known.previousTerm}`
				);
			} else {
				this.entries.set(key, { text, previousTerm });
			}
			previousTerm = term;
		}
	}

	private committing(raft: Raft, others: readonly Raft[]): void {
		const before = this.checkedCommit.get(raft.id) ?? 0;
		const { commitIndex } = raft;
		demand(commitIndex >= before, () => `commit index of ${raft.id} went back from ${before} to ${commitIndex}`);
		if (commitIndex === before) return;
		this.checkedCommit.set(raft.id, commitIndex);
		const from = Math.max(before + 1, raft.log.firstIndex());
		for (const entry of raft.log.slice(from, commitIndex + 1, Number.MAX_SAFE_INTEGER) ?? []) {
			const { term, index } = entry;
			const text = textOf(entry);
			const known = this.committed[index];
			if (known) {
				demand(
					known.term === term && known.text === text,
					() =>
						`state machine safety: at ${index}, ${raft.id} commits ${term}:${text}, others ${known.term}:${known.text}`
				);
				continue;
			}
			this.commits++;
			this.committed[index] = { term, text, inTerm: raft.term };
			for (const other of others) {
				if (other.role === 'leader' && other.term > raft.term) this.leaderCompleteness(other, index);
			}
		}
	}

	/** The host of `id` has applied up to `index`; `digest` covers everything applied so far. */
	appliedTo(id: PeerId, index: number, digest: number): void {
		const known = this.applied[index];
		demand(
			known === undefined || known === digest,
			() => `state machine safety: ${id} differs after applying ${index}`
		);
		this.applied[index] = digest;
	}

	hardState(id: PeerId, before: HardState, after: HardState): void {
		const text = () => `hard state of ${id} went from ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
		demand(after.term >= before.term && after.commit >= before.commit, text);
		demand(after.term > before.term || before.vote === NONE || before.vote === after.vote, text);
	}
}

function textOf(entry: Entry): string {
	return entry.type === 'normal' ? String(entry.data) : `${entry.data.type} ${entry.data.nodeId}`;
}
