import type { ConfChange, Entry } from '../../raft/message.ts';
import { MemoryStorage } from '../../raft/storage.ts';
import type { NodeRecord, RaftRecord } from '../disk.ts';
import type { MemberEntry, RaftMember, SnapshotData } from './raft-entry.ts';

/**
 * Makes a manager the only member of its Raft cluster, on the disk, before it starts: what was not committed is thrown
 * away, and the removal of every other member is written to the log as committed.
 *
 * Source: swarmkit manager/state/raft/storage.go, loadAndStart with forceNewCluster; createConfigChangeEnts.
 */
export function forgetPeers({ raftId, storage: disk }: RaftRecord, { nodeId, advertiseAddr }: NodeRecord): void {
	const storage = new MemoryStorage(disk);
	const { commit, term } = disk.hardState;
	disk.entries.length = Math.max(0, Math.min(disk.entries.length, commit - disk.compacted.index));
	const changes: ConfChange[] = [];
	for (const member of membersOf(disk).values()) {
		if (member.raftId !== raftId) changes.push(change('removeNode', member));
	}
	changes.push(change('updateNode', { raftId, nodeId, addr: advertiseAddr }));
	const first = storage.lastIndex() + 1;
	const entries = changes.map((data, i): Entry => ({ term, index: first + i, type: 'confChange', data }));
	storage.append(entries);
	storage.setHardState({ ...disk.hardState, commit: storage.lastIndex() });
}

function change(type: ConfChange['type'], member: RaftMember): ConfChange {
	const context: MemberEntry = { requestId: '', member, machine: '' };
	return { type, nodeId: member.raftId, context };
}

/** Members by Raft ID, as snapshot and log have them. */
function membersOf({ snapshot, entries }: RaftRecord['storage']): Map<string, RaftMember> {
	const data = snapshot.data as SnapshotData | null;
	const members = new Map((data?.members ?? []).map((member) => [member.raftId, member]));
	for (const entry of entries) {
		if (entry.type !== 'confChange') continue;
		const { type, nodeId, context } = entry.data;
		if (type === 'removeNode') members.delete(nodeId);
		else members.set(nodeId, (context as MemberEntry).member);
	}
	return members;
}
