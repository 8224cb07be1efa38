/** What hosts rely on: errors, restart, plain data, determinism, the trace. */
import { describe, expect, test } from 'vitest';
import {
	Compacted,
	ProposalDropped,
	SnapshotOutOfDate,
	StepLocalMessage,
	StepPeerNotFound,
	Unavailable
} from '../../../src/core/raft/errors.ts';
import { LogLost } from '../../../src/core/raft/errors.ts';
import { InvariantError } from '../../../src/core/raft/invariant.ts';
import { compareIds } from '../../../src/core/raft/message.ts';
import type { Entry } from '../../../src/core/raft/message.ts';
import { MemoryStorage } from '../../../src/core/raft/storage.ts';
import type { Disk } from '../../../src/core/raft/storage.ts';
import { ELECTION_TICKS, Host, cluster, settle } from './host.ts';
import { Rng } from './rng.ts';

const entry = (term: number, index: number): Entry => ({ term, index, type: 'normal', data: `${term}/${index}` });

describe('errors', () => {
	test('a local message from the network is refused', () => {
		expect(() => new Host('1').raft.step({ type: 'MsgHup', from: '2', to: '1', term: 0 })).toThrow(StepLocalMessage);
	});

	test('an answer of a stranger is refused', () => {
		const host = new Host('1').elect();
		expect(() => host.receive({ type: 'MsgAppResp', from: '9', term: 1, index: 1 })).toThrow(StepPeerNotFound);
	});

	test('a dropped proposal says why', () => {
		try {
			new Host('1').raft.propose('x');
			expect.unreachable();
		} catch (error) {
			expect(error).toBeInstanceOf(ProposalDropped);
			expect(error).toMatchObject({ message: 'raft proposal dropped', why: 'no leader' });
		}
	});

	test('what cannot be stops with the numbers', () => {
		const host = new Host('1', { log: [1] });
		expect(() => host.receive({ type: 'MsgHeartbeat', from: '2', term: 1, commit: 5 })).toThrow(new LogLost(5, 1));
		host.raft.ready();
		expect(() => host.raft.ready()).toThrow(InvariantError);
	});
});

describe('Ready', () => {
	test('there is none when nothing happened', () => {
		const host = new Host('1');
		expect(host.raft.hasReady()).toBe(false);
		host.raft.tick();
		expect(host.raft.hasReady()).toBe(false);
	});

	test('a commit index alone need not be written at once', () => {
		const host = new Host('2', { log: [1] });
		host.receive({ type: 'MsgHeartbeat', from: '1', term: 1, commit: 0 });
		host.raft.step({ type: 'MsgHeartbeat', from: '1', to: '2', term: 1, commit: 1 });
		expect(host.raft.ready()).toMatchObject({
			mustSync: false,
			hardState: { commit: 1 },
			committedEntries: [{ index: 1 }]
		});
	});

	test('entries overwritten while they were being written are handed out anew', () => {
		const host = new Host('2');
		const append = (term: number) =>
			({
				type: 'MsgApp',
				from: String(term),
				to: '2',
				term,
				logTerm: 0,
				index: 0,
				entries: [entry(term, 1)],
				commit: 0
			}) as const;
		host.raft.step(append(1));
		host.storage.append(host.raft.ready().entries);
		host.raft.step(append(3));
		host.raft.advance();
		expect(host.raft.ready().entries).toEqual([entry(3, 1)]);
	});

	test('committed entries come in portions of maxSizePerMsg', () => {
		const host = new Host('2', { log: [1, 1, 1], hardState: { commit: 3 }, maxSizePerMsg: 6 });
		expect(host.processReady().committedEntries.map(({ index }) => index)).toEqual([1, 2]);
		expect(host.processReady().committedEntries.map(({ index }) => index)).toEqual([3]);
		expect(host.raft.hasReady()).toBe(false);
	});
});

describe('storage', () => {
	test('is plain data: a copy through JSON is the same disk', () => {
		const hosts = cluster(3);
		hosts[0]!.raft.campaign();
		settle(hosts);
		hosts[0]!.raft.propose({ any: ['data', 1, null] });
		settle(hosts);
		const disk = JSON.parse(JSON.stringify(hosts[1]!.storage)) as Disk;
		expect(disk).toEqual(hosts[1]!.storage.disk);
		const again = new Host('2', { storage: new MemoryStorage(disk) });
		expect([again.raft.term, again.raft.vote, again.raft.commitIndex]).toEqual([1, '1', 2]);
	});

	test('a clone is independent', () => {
		const storage = new MemoryStorage();
		storage.append([entry(1, 1)]);
		const clone = storage.clone();
		clone.append([entry(1, 2)]);
		clone.setHardState({ term: 2, vote: '1', commit: 1 });
		expect([storage.lastIndex(), storage.disk.hardState.term]).toEqual([1, 0]);
	});

	test('refuses what is gone and what is not there yet', () => {
		const storage = new MemoryStorage();
		storage.append([entry(1, 1), entry(1, 2), entry(2, 3)]);
		storage.createSnapshot(2, { voters: ['1'] }, 'state');
		storage.compact(2);
		expect([storage.firstIndex(), storage.lastIndex(), storage.term(2), storage.term(3)]).toEqual([3, 3, 1, 2]);
		expect(() => storage.entries(2, 4)).toThrow(Compacted);
		expect(() => storage.term(1)).toThrow(Compacted);
		expect(() => storage.entries(3, 5)).toThrow(Unavailable);
		expect(() => storage.term(4)).toThrow(Unavailable);
		expect(() => storage.compact(2)).toThrow(Compacted);
		expect(() => storage.createSnapshot(2, { voters: [] }, '')).toThrow(SnapshotOutOfDate);
		expect(() => storage.applySnapshot({ term: 1, index: 2, confState: { voters: [] }, data: '' })).toThrow(
			SnapshotOutOfDate
		);
		expect(() => storage.append([entry(3, 5)])).toThrow(InvariantError);
	});

	test.each([
		['after the end', [entry(2, 4)], [1, 1, 1, 2]],
		['over the tail', [entry(2, 2)], [1, 2]],
		['over everything', [entry(2, 1), entry(2, 2)], [2, 2]]
	])('append writes %s', (_, entries, terms) => {
		const storage = new MemoryStorage();
		storage.append([entry(1, 1), entry(1, 2), entry(1, 3)]);
		storage.append(entries);
		expect(storage.disk.entries.map(({ term }) => term)).toEqual(terms);
	});

	test('after a restart the snapshot counts as applied, also where the log reaches back behind it', () => {
		const host = new Host('1', { log: [1, 1, 1], hardState: { commit: 3 } });
		host.drain();
		host.snapshotAt(2);
		const again = host.restarted();
		expect(again.raft.appliedIndex).toBe(2);
		again.drain();
		expect(again.applied.map(({ index }) => index)).toEqual([3]);
	});

	test('with `applied` the host says that it has applied more', () => {
		const host = new Host('1', { log: [1, 1, 1], hardState: { commit: 3 }, applied: 2 });
		host.drain();
		expect(host.applied.map(({ index }) => index)).toEqual([3]);
	});
});

describe('determinism', () => {
	test('the same calls with the same dice give the same trace', () => {
		const run = (seed: number) => {
			const rng = new Rng(seed);
			const hosts = cluster(3, { random: rng.below, checkQuorum: true });
			for (let i = 0; i < 200; i++) {
				for (const { raft } of hosts) raft.tick();
				settle(hosts, () => rng.chance(0.2));
			}
			return JSON.stringify(hosts.map(({ trace }) => trace));
		};
		expect(run(1)).toBe(run(1));
		expect(run(1)).not.toBe(run(2));
	});

	test('ids are ordered by value', () => {
		expect(['10', '9', '100', '1'].sort(compareIds)).toEqual(['1', '9', '10', '100']);
	});
});

describe('trace', () => {
	test('tells an election as a story', () => {
		const host = new Host('1');
		host.tick(ELECTION_TICKS);
		host.receive({ type: 'MsgVoteResp', from: '3', term: 1 });
		expect(host.trace).toEqual([
			{ type: 'config', voters: ['1', '2', '3'] },
			{ type: 'timer', electionElapsed: 0, randomizedElectionTimeout: 10 },
			{ type: 'role', role: 'follower', term: 0, why: 'start' },
			{ type: 'timer', electionElapsed: 0, randomizedElectionTimeout: 10 },
			{ type: 'role', role: 'candidate', term: 1, why: 'election timeout' },
			{ type: 'votes', granted: 1, rejected: 0, needed: 2 },
			{ type: 'votes', granted: 2, rejected: 0, needed: 2 },
			{ type: 'timer', electionElapsed: 0, randomizedElectionTimeout: 10 },
			{ type: 'role', role: 'leader', term: 1, leader: '1', why: 'won 2 of 3 votes' },
			{ type: 'append', from: '1', to: '1', entries: [{ term: 1, index: 1 }] }
		]);
	});

	test('does not tell ticks', () => {
		const host = new Host('1');
		const before = host.trace.length;
		host.tick(ELECTION_TICKS - 1);
		expect(host.trace.length).toBe(before);
	});

	test('an idle cluster keeps its leader for an hour of ticks, one second each', () => {
		const hosts = cluster(5, { checkQuorum: true, electionTicks: 10 });
		hosts[0]!.raft.campaign();
		settle(hosts);
		for (let second = 0; second < 3600; second++) {
			for (const { raft } of hosts) raft.tick();
			for (const { raft, storage } of hosts) {
				if (!raft.hasReady()) continue;
				const ready = raft.ready();
				if (ready.hardState) storage.setHardState(ready.hardState);
				raft.advance();
				for (const message of ready.messages) hosts[Number(message.to) - 1]!.raft.step(message);
			}
			for (const { raft } of hosts) {
				if (!raft.hasReady()) continue;
				const { messages } = raft.ready();
				raft.advance();
				for (const message of messages) hosts[Number(message.to) - 1]!.raft.step(message);
			}
		}
		expect(hosts.map(({ raft }) => [raft.lead, raft.term])).toEqual(Array(5).fill(['1', 1]));
	});
});
