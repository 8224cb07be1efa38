/** Changing the members of a running cluster (§6; one at a time, as in thesis §4). */
import { changeMembers, progressOfNewcomer } from './confchange.ts';
import type { Configuration } from './confchange.ts';
import { NONE } from './message.ts';
import type { ConfChange, ConfState } from './message.ts';
import type { Raft } from './raft.ts';
import { bcastAppend, maybeSendAppend } from './replicate.ts';

/**
 * Takes effect when the entry is applied, not when it is appended as in the paper: then it is committed for certain,
 * and an overwritten one need not be undone.
 */
export function applyConfChange(raft: Raft, change: ConfChange): ConfState {
	const { voters, progress } = raft.members;
	const newProgress = () => progressOfNewcomer(raft.log.lastIndex(), raft.config.maxInflight);
	return switchToConfig(raft, changeMembers({ voters, progress }, [change], newProgress));
}

export function switchToConfig(raft: Raft, { voters, progress }: Configuration): ConfState {
	raft.members.voters = voters;
	raft.members.progress = progress;
	raft.config.trace?.({ type: 'config', voters });
	const confState: ConfState = { voters };
	// A removed leader goes on leading without counting itself, until the others elect a new one or its host stops it.
	if (raft.role !== 'leader' || !progress.has(raft.id)) return confState;

	if (raft.maybeCommit()) {
		// Without the removed member's silence, more entries are on a majority.
		bcastAppend(raft);
	} else {
		// The newcomer need not wait for the next heartbeat.
		for (const id of voters) if (id !== raft.id) maybeSendAppend(raft, id, false);
	}
	if (!progress.has(raft.leadTransferee)) raft.leadTransferee = NONE;
	return confState;
}
