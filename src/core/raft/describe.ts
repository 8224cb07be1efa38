/** etcd's text forms, for tests and for reading along. */
import type { ConfChange, ConfState, Entry, HardState, Message, PeerId, Snapshot } from './message.ts';
import { NONE } from './message.ts';
import type { Progress } from './progress.ts';
import type { Ready, SoftState } from './ready.ts';
import type { Role } from './trace.ts';

/** etcd prints ids in hexadecimal where they are addresses: "1->a MsgApp". */
export function describeId(id: PeerId): string {
	return BigInt(id).toString(16);
}

export function describeRole(role: Role): string {
	return { follower: 'StateFollower', candidate: 'StateCandidate', leader: 'StateLeader' }[role];
}

export function describeSoftState({ lead, role }: SoftState): string {
	return `Lead:${lead} State:${describeRole(role)}`;
}

export function describeHardState({ term, vote, commit }: HardState): string {
	return `Term:${term}${vote === NONE ? '' : ` Vote:${vote}`} Commit:${commit}`;
}

/** v2 adds member 2, r2 removes it, u2 updates it. */
export function describeConfChange({ type, nodeId }: ConfChange): string {
	return { addNode: 'v', removeNode: 'r', updateNode: 'u' }[type] + nodeId;
}

export function describeEntry(entry: Entry): string {
	const id = `${entry.term}/${entry.index}`;
	if (entry.type === 'confChange') return `${id} EntryConfChange ${describeConfChange(entry.data)}`;
	return `${id} EntryNormal ${JSON.stringify(entry.data ?? '')}`;
}

export function describeEntries(entries: readonly Entry[]): string {
	return entries.map((entry) => describeEntry(entry) + '\n').join('');
}

/** The parts that are never there belong to joint consensus and learners. */
export function describeConfState({ voters }: ConfState): string {
	return `Voters:[${voters.join(' ')}] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false`;
}

export function describeSnapshot({ index, term, confState }: Snapshot): string {
	return `Index:${index} Term:${term} ConfState:${describeConfState(confState)}`;
}

export function describeMessage(message: Message): string {
	const { type, from, to, term, logTerm = 0, index = 0, reject, rejectHint = 0, commit = 0, entries = [] } = message;
	let text = `${describeId(from)}->${describeId(to)} ${type} Term:${term} Log:${logTerm}/${index}`;
	if (reject) text += ` Rejected (Hint: ${rejectHint})`;
	if (commit !== 0) text += ` Commit:${commit}`;
	if (entries.length === 1) text += ` Entries:[${describeEntry(entries[0]!)}]`;
	if (entries.length > 1) text += ` Entries:[${entries.map((entry) => '\n  ' + describeEntry(entry)).join('')}\n]`;
	if (message.snapshot) text += `\n  Snapshot: ${describeSnapshot(message.snapshot)}`;
	return text;
}

export function describeReady(ready: Ready): string {
	const { softState, hardState, entries, snapshot, committedEntries, messages, mustSync } = ready;
	let text = '';
	if (softState) text += describeSoftState(softState) + '\n';
	if (hardState) text += `HardState ${describeHardState(hardState)}\n`;
	if (entries.length > 0) text += 'Entries:\n' + describeEntries(entries);
	if (snapshot) text += `Snapshot ${describeSnapshot(snapshot)}\n`;
	if (committedEntries.length > 0) text += 'CommittedEntries:\n' + describeEntries(committedEntries);
	if (messages.length > 0) text += 'Messages:\n' + messages.map((message) => describeMessage(message) + '\n').join('');
	return text === '' ? '<empty Ready>' : `Ready MustSync=${mustSync}:\n${text}`;
}

export function describeProgress(progress: Progress): string {
	const { match, next, state, pendingSnapshot, recentActive, inflightCount, isInflightFull } = progress;
	const name = { probe: 'StateProbe', replicate: 'StateReplicate', snapshot: 'StateSnapshot' }[state];
	let text = `${name} match=${match} next=${next}`;
	if (progress.isPaused) text += ' paused';
	if (pendingSnapshot > 0) text += ` pendingSnap=${pendingSnapshot}`;
	if (!recentActive) text += ' inactive';
	if (inflightCount > 0) text += ` inflight=${inflightCount}${isInflightFull ? '[full]' : ''}`;
	return text;
}

export function describeProgressMap(progress: ReadonlyMap<PeerId, Progress>): string {
	return [...progress].map(([id, one]) => `${id}: ${describeProgress(one)}\n`).join('');
}
