/**
 * Membership changes as a pure function: from the members before to the members after.
 *
 * One voter at a time, so that every majority before a change overlaps with every majority after it (thesis §4.1).
 * Not modelled: joint consensus and learners.
 * Source: etcd/raft confchange/confchange.go.
 */
import { ConfChangeRefused } from './errors.ts';
import { compareIds, NONE } from './message.ts';
import type { ConfChange, PeerId } from './message.ts';
import { Progress } from './progress.ts';

export interface Configuration {
	/** In numeric order, and so is `progress`. */
	readonly voters: readonly PeerId[];
	readonly progress: ReadonlyMap<PeerId, Progress>;
}

/**
 * Applies the changes together; those that stay keep their progress. Throws ConfChangeRefused when nobody would be left
 * or when the members before and after differ in more than one.
 *
 * @param newProgress for a member that joins
 */
export function changeMembers(
	before: Configuration,
	changes: readonly ConfChange[],
	newProgress: () => Progress
): Configuration {
	const progress = new Map(before.progress);
	for (const { type, nodeId } of changes) {
		if (nodeId === NONE) continue; // refused by the host after it was committed
		if (type === 'removeNode') progress.delete(nodeId);
		else if (type === 'addNode' && !progress.has(nodeId)) progress.set(nodeId, newProgress());
		// 'updateNode' is about the host's data only.
	}
	if (progress.size === 0) throw new ConfChangeRefused('removed all voters');

	const joined = [...progress.keys()].filter((id) => !before.progress.has(id)).length;
	const left = before.voters.filter((id) => !progress.has(id)).length;
	if (joined + left > 1) throw new ConfChangeRefused('more than one voter changed without entering joint config');
	return sorted(progress);
}

/** The members as of a snapshot, all of them new to us. */
export function restoreMembers(voters: readonly PeerId[], newProgress: () => Progress): Configuration {
	return sorted(new Map(voters.map((id) => [id, newProgress()])));
}

/** A new member counts as active, lest CheckQuorum depose the leader before the newcomer could say a word. */
export function progressOfNewcomer(lastIndex: number, maxInflight: number): Progress {
	const progress = new Progress(0, Math.max(lastIndex, 1), maxInflight);
	progress.recentActive = true;
	return progress;
}

function sorted(progress: ReadonlyMap<PeerId, Progress>): Configuration {
	const entries = [...progress].sort(([a], [b]) => compareIds(a, b));
	return { voters: entries.map(([id]) => id), progress: new Map(entries) };
}
