/**
 * One test per rule of the Raft paper ("In Search of an Understandable Consensus Algorithm", extended version) that is
 * implemented, and of Ongaro's thesis ("Consensus: Bridging Theory and Practice") where SwarmKit's settings use it.
 */
import { describe, expect, test } from 'vitest';
import { ProposalDropped } from '../../../src/core/raft/errors.ts';
import { NONE } from '../../../src/core/raft/message.ts';
import type { Entry, Message } from '../../../src/core/raft/message.ts';
import { ELECTION_TICKS, Host, cluster, isolate, settle } from './host.ts';
import { Rng } from './rng.ts';

const entry = (term: number, index: number, data: unknown = `${term}/${index}`): Entry => ({
	term,
	index,
	type: 'normal',
	data
});
const ofType = (messages: readonly Message[], type: Message['type']) =>
	messages.filter((message) => message.type === type);

describe('§5.1 Raft basics', () => {
	test.each(['follower', 'candidate', 'leader'] as const)(
		'§5.1 a %s that sees a higher term becomes follower of it',
		(role) => {
			const host = new Host('1');
			if (role === 'leader') host.elect();
			if (role === 'candidate') host.raft.campaign();
			host.drain();
			expect(host.raft.role).toBe(role);
			host.receive({ type: 'MsgApp', from: '2', term: 7, logTerm: 0, index: 0, entries: [], commit: 0 });
			expect([host.raft.role, host.raft.term, host.raft.lead]).toEqual(['follower', 7, '2']);
			expect(host.whys('role').at(-1)).toBe('higher term');
		}
	);

	test('§5.1 a message of an older term is refused, and the trace says why', () => {
		const host = new Host('1', { hardState: { term: 5 } });
		expect(host.receive({ type: 'MsgApp', from: '2', term: 4, logTerm: 0, index: 0, entries: [entry(4, 1)] })).toEqual(
			[]
		);
		expect(host.terms).toEqual([]);
		expect(host.whys('ignored')).toEqual(['lower term']);
	});

	test('§5.1 the term never decreases, and is written before anybody hears of it', () => {
		const host = new Host('1', { hardState: { term: 5 } });
		host.raft.campaign();
		const ready = host.raft.ready();
		expect(ready.hardState).toEqual({ term: 6, vote: '1', commit: 0 });
		expect(ready.mustSync).toBe(true);
		expect(ofType(ready.messages, 'MsgVote').map(({ term }) => term)).toEqual([6, 6]);
	});
});

describe('§5.2 leader election', () => {
	test('§5.2 a server starts as follower', () => {
		expect(new Host('1').raft.role).toBe('follower');
	});

	test('§5.2 a follower that hears from its leader stays follower', () => {
		const host = new Host('1');
		for (let i = 0; i < 5 * ELECTION_TICKS; i++) {
			host.raft.tick();
			if (i % 5 === 0) host.receive({ type: 'MsgHeartbeat', from: '2', term: 1, commit: 0 });
		}
		expect([host.raft.role, host.raft.term]).toEqual(['follower', 1]);
	});

	test('§5.2 a leader sends heartbeats to all followers, every heartbeatTicks', () => {
		const host = new Host('1', { heartbeatTicks: 3 }).elect();
		for (const follower of ['2', '3']) host.acknowledged(follower, 1);
		expect(host.tick(2)).toEqual([]);
		expect(host.tick(1)).toEqual([
			{ type: 'MsgHeartbeat', from: '1', to: '2', term: 1, commit: 1 },
			{ type: 'MsgHeartbeat', from: '1', to: '3', term: 1, commit: 1 }
		]);
	});

	test.each(['follower', 'candidate'] as const)(
		'§5.2 a %s whose election timeout passes raises its term, votes for itself and asks all others',
		(role) => {
			const host = new Host('1', { log: [1, 1], hardState: { term: 1 } });
			if (role === 'candidate') host.raft.campaign();
			host.drain();
			const { term } = host.raft;
			const messages = host.tick(ELECTION_TICKS);
			expect([host.raft.role, host.raft.term, host.raft.vote]).toEqual(['candidate', term + 1, '1']);
			expect(messages).toEqual([
				{ type: 'MsgVote', from: '1', to: '2', term: term + 1, logTerm: 1, index: 2 },
				{ type: 'MsgVote', from: '1', to: '3', term: term + 1, logTerm: 1, index: 2 }
			]);
			expect(host.whys('role').at(-1)).toBe('election timeout');
		}
	);

	// Votes of the others: y grants, n refuses.
	test.each([
		[1, '', 'leader'],
		[2, 'y', 'leader'],
		[3, 'yy', 'leader'],
		[3, 'y', 'leader'],
		[5, 'yyyy', 'leader'],
		[5, 'yyy', 'leader'],
		[5, 'yy', 'leader'],
		[3, 'nn', 'follower'],
		[5, 'nnnn', 'follower'],
		[5, 'ynnn', 'follower'],
		[3, '', 'candidate'],
		[5, 'y', 'candidate'],
		[5, 'nn', 'candidate'],
		[5, 'ynn', 'candidate']
	])('§5.2 of %d members, with answers "%s", the candidate ends as %s', (size, votes, role) => {
		const host = cluster(size)[0]!;
		host.raft.campaign();
		host.drain();
		[...votes].forEach((vote, i) => {
			host.receive({ type: 'MsgVoteResp', from: String(i + 2), term: 1, ...(vote === 'n' && { reject: true }) });
		});
		expect([host.raft.role, host.raft.term]).toEqual([role, 1]);
	});

	test('§5.2 the same vote twice counts once', () => {
		const host = cluster(5)[0]!;
		host.raft.campaign();
		host.drain();
		for (let i = 0; i < 3; i++) host.receive({ type: 'MsgVoteResp', from: '2', term: 1 });
		expect(host.raft.role).toBe('candidate');
		expect(host.trace.filter(({ type }) => type === 'votes').at(-1)).toEqual({
			type: 'votes',
			granted: 2,
			rejected: 0,
			needed: 3
		});
	});

	test('§5.2 a server gives one vote per term, first come first served', () => {
		const host = new Host('1');
		const ask = (from: string, term: number) => host.receive({ type: 'MsgVote', from, term, logTerm: 0, index: 0 });
		expect(ask('2', 1)).toEqual([{ type: 'MsgVoteResp', from: '1', to: '2', term: 1 }]);
		expect(ask('3', 1)).toEqual([{ type: 'MsgVoteResp', from: '1', to: '3', term: 1, reject: true }]);
		// The answer may have been lost, so the same candidate is told again; and a new term is a new vote.
		expect(ask('2', 1)).toEqual([{ type: 'MsgVoteResp', from: '1', to: '2', term: 1 }]);
		expect(ask('3', 2)).toEqual([{ type: 'MsgVoteResp', from: '1', to: '3', term: 2 }]);
		expect(host.whys('vote')).toEqual([
			'log is up to date',
			'already voted for 2',
			'log is up to date',
			'log is up to date'
		]);
	});

	test('§5.2 a vote is on the disk before it is sent, and holds after a crash', () => {
		const host = new Host('1');
		host.receive({ type: 'MsgVote', from: '2', term: 1, logTerm: 0, index: 0 });
		expect(host.storage.disk.hardState).toEqual({ term: 1, vote: '2', commit: 0 });
		const again = host.restarted();
		const answers = again.receive({ type: 'MsgVote', from: '3', term: 1, logTerm: 0, index: 0 });
		expect(answers).toMatchObject([{ type: 'MsgVoteResp', reject: true }]);
	});

	test('§5.2 a vote given resets the election timer, a vote refused does not', () => {
		const host = new Host('1', { log: [1], hardState: { term: 1 } });
		host.tick(4);
		host.receive({ type: 'MsgVote', from: '2', term: 1, logTerm: 0, index: 0 });
		expect(host.raft.electionElapsed).toBe(4);
		host.receive({ type: 'MsgVote', from: '3', term: 1, logTerm: 1, index: 1 });
		expect(host.raft.electionElapsed).toBe(0);
	});

	test.each([
		['of its own term', 1],
		['of a later term', 2]
	])('§5.2 a candidate that hears from a leader %s becomes its follower', (_, term) => {
		const host = new Host('1');
		host.raft.campaign();
		host.receive({ type: 'MsgApp', from: '2', term, logTerm: 0, index: 0, entries: [] });
		expect([host.raft.role, host.raft.term, host.raft.lead]).toEqual(['follower', term, '2']);
	});

	test('§5.2 a candidate does not become follower because of a leader of an older term', () => {
		const host = new Host('1', { hardState: { term: 3 } });
		host.raft.campaign();
		host.receive({ type: 'MsgApp', from: '2', term: 3, logTerm: 0, index: 0, entries: [] });
		expect([host.raft.role, host.raft.term]).toEqual(['candidate', 4]);
	});

	test('§5.2 a split vote is resolved by a new election in a new term', () => {
		const [one, two, three, four] = cluster(4) as [Host, Host, Host, Host];
		one.raft.campaign();
		two.raft.campaign();
		// Each gets its own vote and one more, of four.
		settle(
			[one, two, three, four],
			({ from, to, type }) => type === 'MsgVote' && from + to !== '13' && from + to !== '24'
		);
		expect([one.raft.role, two.raft.role]).toEqual(['candidate', 'candidate']);
		one.raft.campaign();
		settle([one, two, three, four]);
		expect([one.raft.role, one.raft.term, two.raft.lead]).toEqual(['leader', 2, '1']);
	});

	test('§5.2 election timeouts are drawn from electionTicks to 2*electionTicks-1, all of them, and anew each time', () => {
		const rng = new Rng(1);
		const host = new Host('1', { random: rng.below });
		const seen = new Set<number>();
		for (let i = 0; i < 500; i++) {
			let ticks = 0;
			const { term } = host.raft;
			while (host.raft.term === term) {
				host.tick(1);
				ticks++;
			}
			seen.add(ticks);
		}
		expect([...seen].sort((a, b) => a - b)).toEqual(
			Array.from({ length: ELECTION_TICKS }, (_, i) => ELECTION_TICKS + i)
		);
	});

	test('§5.2 random timeouts make split votes rare', () => {
		let conflicts = 0;
		const runs = 500;
		for (let seed = 1; seed <= runs; seed++) {
			const hosts = cluster(5, { random: new Rng(seed).below });
			let timedOut = 0;
			for (let tick = 0; tick < 2 * ELECTION_TICKS && timedOut === 0; tick++) {
				for (const { raft } of hosts) raft.tick();
				timedOut = hosts.filter(({ raft }) => raft.role === 'candidate').length;
			}
			if (timedOut > 1) conflicts++;
		}
		expect(conflicts / runs).toBeLessThan(0.3);
	});

	test('§5.2 there is at most one leader per term: of two candidates in a term only one wins', () => {
		const hosts = cluster(3);
		hosts[0]!.raft.campaign();
		hosts[1]!.raft.campaign();
		settle(hosts);
		expect(hosts.filter(({ raft }) => raft.role === 'leader').length).toBe(1);
	});
});

describe('§5.3 log replication', () => {
	test('§5.3 a leader appends a proposal to its log and sends it with the term and index of the entry before', () => {
		const host = new Host('1').elect();
		for (const follower of ['2', '3']) host.acknowledged(follower, 1);
		const messages = host.propose('x');
		const entries = [entry(1, 2, 'x')];
		expect(messages).toEqual([
			{ type: 'MsgApp', from: '1', to: '2', term: 1, logTerm: 1, index: 1, commit: 1, entries },
			{ type: 'MsgApp', from: '1', to: '3', term: 1, logTerm: 1, index: 1, commit: 1, entries }
		]);
		expect(host.trace.filter(({ type }) => type === 'append').at(-1)).toEqual({
			type: 'append',
			from: '1',
			to: '1',
			entries: [{ term: 1, index: 2 }]
		});
	});

	// Which followers acknowledge, and whether that is a majority together with the leader.
	test.each([
		[1, [], true],
		[3, [], false],
		[3, ['2'], true],
		[3, ['2', '3'], true],
		[5, ['2'], false],
		[5, ['2', '3'], true],
		[5, ['2', '3', '4', '5'], true]
	])('§5.3 of %d members, an entry acknowledged by %j is committed: %s', (size, followers, isCommitted) => {
		const host = cluster(size)[0]!.elect();
		for (const { id } of cluster(size).slice(1)) host.acknowledged(id, 1);
		host.propose('x');
		for (const follower of followers) host.acknowledged(follower, 2);
		expect(host.raft.commitIndex).toBe(isCommitted ? 2 : 1);
		expect(host.applied.some(({ data }) => data === 'x')).toBe(isCommitted);
	});

	test('§5.3 committing an entry commits all before it, those of earlier leaders included', () => {
		const host = new Host('1', { log: [1, 2] }).elect();
		host.acknowledged('2', 3);
		expect(host.applied.map(({ term }) => term)).toEqual([1, 2, 3]);
	});

	test('§5.3 the leader tells followers the commit index, and they apply in log order', () => {
		const host = new Host('2');
		const entries = [entry(1, 1), entry(1, 2)];
		host.receive({ type: 'MsgApp', from: '1', term: 1, logTerm: 0, index: 0, entries, commit: 1 });
		expect(host.applied).toEqual([entry(1, 1)]);
		host.receive({ type: 'MsgHeartbeat', from: '1', term: 1, commit: 2 });
		expect(host.applied).toEqual(entries);
	});

	test('§5.3 a follower commits no further than the last entry the message vouches for', () => {
		// Entries 2 and 3 are of an old leader and may still be overwritten.
		const host = new Host('2', { log: [1, 1, 1] });
		host.receive({ type: 'MsgApp', from: '1', term: 2, logTerm: 0, index: 0, entries: [entry(1, 1)], commit: 3 });
		expect(host.raft.commitIndex).toBe(1);
	});

	test.each([
		['lacks the entry before', [1], 2, 2],
		['has another term there', [1, 1], 2, 2]
	])('§5.3 a follower that %s refuses, and hints where the logs may agree', (_, log, logTerm, index) => {
		const host = new Host('2', { log });
		const answers = host.receive({
			type: 'MsgApp',
			from: '1',
			term: 3,
			logTerm,
			index,
			entries: [entry(3, 3)],
			commit: 0
		});
		expect(answers).toEqual([
			{ type: 'MsgAppResp', from: '2', to: '1', term: 3, index, logTerm: 1, reject: true, rejectHint: log.length }
		]);
		expect(host.terms).toEqual(log);
	});

	test.each([
		['appends what is new', [1, 2], [2, 2, [3]], [1, 2, 3], undefined],
		['overwrites what conflicts, and all after it', [1, 2, 2], [1, 1, [3, 4]], [1, 3, 4], 2],
		['overwrites from the very first entry', [1, 2], [0, 0, [3]], [3], 1],
		['keeps what it has already', [1, 2], [1, 1, [2]], [1, 2], undefined]
	] as const)('§5.3 a follower %s', (_, log, [logTerm, index, terms], result, truncatedFrom) => {
		const host = new Host('2', { log });
		const entries = terms.map((term, i) => entry(term, index + 1 + i));
		const answers = host.receive({ type: 'MsgApp', from: '1', term: 4, logTerm, index, entries, commit: 0 });
		expect(answers).toMatchObject([{ type: 'MsgAppResp', index: index + terms.length }]);
		expect(host.terms).toEqual(result);
		expect(host.storage.entries(1, host.storage.lastIndex() + 1).map(({ term }) => term)).toEqual(result);
		const truncated = host.trace.flatMap((event) => (event.type === 'truncate' ? event.fromIndex : []));
		expect(truncated).toEqual(truncatedFrom === undefined ? [] : [truncatedFrom]);
	});

	test('§5.3 an append that was overtaken does not cut off what came after it', () => {
		const host = new Host('2');
		const all = [entry(1, 1), entry(1, 2), entry(1, 3)];
		host.receive({ type: 'MsgApp', from: '1', term: 1, logTerm: 0, index: 0, entries: all, commit: 0 });
		host.receive({ type: 'MsgApp', from: '1', term: 1, logTerm: 0, index: 0, entries: all.slice(0, 1), commit: 0 });
		expect(host.terms).toEqual([1, 1, 1]);
	});

	// Figure 7, the followers a to f.
	test.each([
		['a', [1, 1, 1, 4, 4, 5, 5, 6, 6]],
		['b', [1, 1, 1, 4]],
		['c', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6]],
		['d', [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7]],
		['e', [1, 1, 1, 4, 4, 4, 4]],
		['f', [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]]
	])("§5.3, figure 7: the leader makes follower %s's log equal to its own", (_, log) => {
		const voters = ['1', '2', '3'];
		const leader = new Host('1', { voters, log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6], hardState: { term: 7 } });
		const follower = new Host('2', { voters, log, hardState: { term: 7 } });
		const third = new Host('3', { voters, hardState: { term: 7 } });
		leader.raft.campaign();
		settle([leader, follower, third]);
		expect(leader.raft.role).toBe('leader');
		expect(leader.terms).toEqual([1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 8]);
		expect(follower.terms).toEqual(leader.terms);
		expect(follower.storage.disk.entries).toEqual(leader.storage.disk.entries);
		expect(third.applied).toEqual(leader.applied);
	});

	test('§5.3 a leader never overwrites or deletes entries of its own log', () => {
		const host = new Host('1', { log: [1, 1, 2] }).elect();
		host.receive({
			type: 'MsgAppResp',
			from: '2',
			term: host.raft.term,
			index: 3,
			logTerm: 0,
			reject: true,
			rejectHint: 0
		});
		expect(host.terms).toEqual([1, 1, 2, 3]);
	});

	test('§5.3 a lost append is sent again, after the answer to a heartbeat', () => {
		const hosts = cluster(3);
		hosts[0]!.raft.campaign();
		settle(hosts);
		hosts[0]!.raft.propose('x');
		settle(hosts, isolate('3'));
		expect(hosts[2]!.applied.length).toBe(1);
		hosts[0]!.raft.tick();
		settle(hosts);
		expect(hosts[2]!.applied.map(({ data }) => data)).toEqual([null, 'x']);
	});

	test('§5.3 followers forward proposals, and members without a leader refuse them', () => {
		const hosts = cluster(3);
		expect(() => hosts[1]!.raft.propose('too early')).toThrow(ProposalDropped);
		hosts[0]!.raft.campaign();
		expect(() => hosts[0]!.raft.propose('too early')).toThrow(ProposalDropped);
		settle(hosts);
		hosts[1]!.raft.propose('x');
		settle(hosts);
		for (const { applied } of hosts) expect(applied.map(({ data }) => data)).toEqual([null, 'x']);
	});
});

describe('§5.4 safety', () => {
	// Last entry of voter and candidate, as terms of their logs.
	test.each([
		[[1], [1], true],
		[[1], [1, 1], true],
		[[1, 1], [1], false],
		[[1], [2], true],
		[[1, 1, 1], [2], true],
		[[2], [1, 1, 1], false]
	])('§5.4.1 a voter with log %j asked by a candidate with log %j grants: %s', (voters, candidates, isGranted) => {
		const host = new Host('1', { log: voters, hardState: { term: 2 } });
		const answers = host.receive({
			type: 'MsgVote',
			from: '2',
			term: 3,
			logTerm: candidates.at(-1)!,
			index: candidates.length
		});
		expect(answers).toEqual([
			{ type: 'MsgVoteResp', from: '1', to: '2', term: 3, ...(!isGranted && { reject: true }) }
		]);
	});

	test('§5.4.1 a member that lacks a committed entry cannot be elected', () => {
		const hosts = cluster(3);
		hosts[0]!.raft.campaign();
		settle(hosts);
		hosts[0]!.raft.propose('x');
		settle(hosts, isolate('3'));
		hosts[2]!.raft.campaign();
		settle(hosts);
		expect(hosts[2]!.raft.role).not.toBe('leader');
		hosts[1]!.raft.campaign();
		settle(hosts);
		expect(hosts[1]!.raft.role).toBe('leader');
		expect(hosts[2]!.applied.map(({ data }) => data)).toContain('x');
	});

	test('§5.4.2 only entries of the current term commit by counting copies', () => {
		const host = new Host('1', { log: [1, 2], hardState: { term: 2 } }).elect();
		expect(host.raft.term).toBe(3);
		host.acknowledged('2', 1);
		host.acknowledged('2', 2);
		host.acknowledged('3', 2);
		expect(host.raft.commitIndex).toBe(0);
		host.acknowledged('2', 3);
		expect(host.raft.commitIndex).toBe(3);
	});

	test('§5.4.2, figure 8: an old entry on a majority can be overwritten, so it must not have been applied', () => {
		const voters = ['1', '2', '3', '4', '5'];
		// (c) S1 leads term 4 and has copied its entry of term 2 to S2 and S3, when it crashes.
		const one = new Host('1', { voters, log: [1, 2], hardState: { term: 3, commit: 1 } }).elect();
		one.acknowledged('2', 2);
		one.acknowledged('3', 2);
		expect(one.raft.term).toBe(4);
		expect(one.raft.commitIndex).toBe(1);
		// (d) S5, with an entry of term 3, is elected by S2 to S4 and overwrites it.
		const two = new Host('2', { voters, log: [1, 2], hardState: { term: 4, commit: 1 } });
		const three = new Host('3', { voters, log: [1, 2], hardState: { term: 4, commit: 1 } });
		const four = new Host('4', { voters, log: [1], hardState: { term: 4, commit: 1 } });
		const five = new Host('5', { voters, log: [1, 3], hardState: { term: 4, commit: 1 } });
		five.raft.campaign();
		settle([two, three, four, five]);
		expect(five.raft.role).toBe('leader');
		for (const { terms } of [two, three, four]) expect(terms).toEqual([1, 3, 5]);
	});

	test('§5.4.3 committed entries survive in every later leader, through a series of leaders', () => {
		const hosts = cluster(5);
		for (let i = 0; i < 10; i++) {
			const leader = hosts[i % 5]!;
			const away = String(((i + 2) % 5) + 1);
			leader.raft.campaign();
			settle(hosts, isolate(away));
			if (leader.raft.role !== 'leader') continue;
			leader.raft.propose(`by ${leader.id} in ${leader.raft.term}`);
			settle(hosts, isolate(away));
			leader.raft.tick();
			settle(hosts);
		}
		const longest = hosts.reduce((a, b) => (b.applied.length > a.applied.length ? b : a)).applied;
		expect(longest.length).toBeGreaterThan(10);
		for (const { applied } of hosts) expect(longest.slice(0, applied.length)).toEqual(applied);
	});
});

describe('§5.5, §5.6 crashes and timing', () => {
	test('§5.5 messages are idempotent: the same append twice changes nothing', () => {
		const host = new Host('2');
		const append = {
			type: 'MsgApp',
			from: '1',
			term: 1,
			logTerm: 0,
			index: 0,
			entries: [entry(1, 1)],
			commit: 1
		} as const;
		const first = host.receive(append);
		expect(host.receive(append)).toEqual(first);
		expect(host.applied).toEqual([entry(1, 1)]);
	});

	test('§5.5 a member that restarts goes on where its disk ends, and applies what is committed', () => {
		const hosts = cluster(3);
		hosts[0]!.raft.campaign();
		settle(hosts);
		hosts[0]!.raft.propose('x');
		settle(hosts);
		const again = hosts[1]!.restarted();
		again.drain();
		expect([again.raft.role, again.raft.term, again.raft.lead]).toEqual(['follower', 1, NONE]);
		expect(again.applied.map(({ data }) => data)).toEqual([null, 'x']);
	});

	test('§5.5 what a crash has left unwritten was never acknowledged, so it counts for nothing', () => {
		const [one, two, three] = cluster(3) as [Host, Host, Host];
		one.raft.campaign();
		settle([one, two, three]);
		for (const message of one.propose('x')) if (message.to === '2') two.raft.step(message);
		two.raft.ready(); // and crashes before writing
		const again = two.restarted();
		settle([one, again], isolate('3'));
		expect(one.raft.commitIndex).toBe(1);
		one.raft.tick();
		settle([one, again]);
		expect([one.raft.commitIndex, again.applied.at(-1)?.data]).toEqual([2, 'x']);
	});
});

describe('§6 cluster membership changes (thesis §4: one server at a time)', () => {
	const add = (nodeId: string) => ({ type: 'addNode', nodeId }) as const;
	const remove = (nodeId: string) => ({ type: 'removeNode', nodeId }) as const;

	test('§6, thesis §4.1 a member that is added catches up and counts from then on', () => {
		const one = new Host('1', { voters: [] });
		one.raft.bootstrap([{ id: '1' }]);
		one.drain();
		one.elect().propose('before');
		const two = new Host('2', { voters: [] });
		one.raft.proposeConfChange(add('2'));
		settle([one, two]);
		expect(two.raft.voters).toEqual(['1', '2']);
		expect(two.applied).toEqual(one.applied);
		one.raft.propose('alone');
		settle([one]);
		expect(one.applied.at(-1)?.data).not.toBe('alone');
	});

	test('§6, thesis §4.1 there is one membership change at a time: a second becomes an empty entry', () => {
		const host = new Host('1').elect();
		host.acknowledged('2', 1);
		host.raft.proposeConfChange(remove('3'));
		host.raft.proposeConfChange(add('4'));
		const last = host.raft.log.entries(2, 65535)!;
		expect(last).toEqual([
			{ term: 1, index: 2, type: 'confChange', data: remove('3') },
			{ term: 1, index: 3, type: 'normal', data: null }
		]);
	});

	test('§6, thesis §4.1 a new leader proposes no change before all of its log is applied', () => {
		const host = new Host('1', { log: [1] }).elect();
		host.raft.proposeConfChange(add('4'));
		expect(host.raft.log.entries(3, 65535)).toEqual([{ term: 2, index: 3, type: 'normal', data: null }]);
		host.drain();
		host.acknowledged('2', 3);
		host.raft.proposeConfChange(add('4'));
		expect(host.raft.log.entries(4, 65535)).toMatchObject([{ type: 'confChange' }]);
	});

	test('§6, thesis §4.2.2 a leader that removes itself does not count itself, and takes no more proposals', () => {
		const hosts = cluster(3);
		const [one, two, three] = hosts as [Host, Host, Host];
		one.raft.campaign();
		settle(hosts);
		one.raft.proposeConfChange(remove('1'));
		one.raft.propose('behind it');
		settle(hosts);
		expect(one.raft.voters).toEqual(['2', '3']);
		expect([two, three].map(({ applied }) => applied.at(-1)?.data)).toEqual(['behind it', 'behind it']);
		expect(() => one.raft.propose('x')).toThrow(ProposalDropped);
		two.raft.campaign();
		settle([two, three]);
		expect(two.raft.role).toBe('leader');
	});

	test('§6 removing a member can make entries committed that waited for it', () => {
		const host = new Host('1', { voters: ['1', '2'] }).elect();
		host.acknowledged('2', 1);
		host.raft.proposeConfChange(remove('2'));
		host.drain();
		host.propose('waits');
		host.acknowledged('2', 2);
		expect(host.applied.at(-1)?.data).toBe('waits');
	});

	test('§6 a member that is not in the configuration does not stand for election', () => {
		const host = new Host('4', { voters: ['1', '2', '3'] });
		host.tick(5 * ELECTION_TICKS);
		host.raft.campaign();
		expect([host.raft.role, host.raft.term]).toEqual(['follower', 0]);
		expect(host.whys('ignored')).toEqual(['not a member']);
	});

	test('§6 a member does not stand for election before it has applied a committed membership change', () => {
		const host = new Host('2', { voters: ['1', '2', '3'] });
		const change: Entry = { term: 1, index: 1, type: 'confChange', data: remove('3') };
		host.raft.step({ type: 'MsgApp', from: '1', to: '2', term: 1, logTerm: 0, index: 0, entries: [change], commit: 1 });
		host.raft.campaign();
		expect(host.whys('ignored')).toEqual(['membership change not applied yet']);
		host.drain();
		host.raft.campaign();
		expect(host.raft.role).toBe('candidate');
	});

	test('§6 the first members of a cluster are its first entries', () => {
		const host = new Host('1', { voters: [] });
		host.raft.bootstrap([{ id: '1', context: { name: 'mgr1' } }]);
		host.drain();
		host.elect();
		expect(host.applied).toEqual([
			{ term: 1, index: 1, type: 'confChange', data: { type: 'addNode', nodeId: '1', context: { name: 'mgr1' } } },
			{ term: 2, index: 2, type: 'normal', data: null }
		]);
		expect(host.restarted().raft.commitIndex).toBe(2);
	});

	test('§6 ids are ordered as numbers, whatever their length', () => {
		const host = new Host('10', { voters: ['9223372036854775807', '10', '9'] });
		expect(host.raft.voters).toEqual(['9', '10', '9223372036854775807']);
	});
});

describe('§7 log compaction', () => {
	function compactedLeader(): Host {
		const host = new Host('1').elect();
		host.acknowledged('2', 1);
		for (const data of ['a', 'b', 'c']) host.propose(data);
		host.acknowledged('2', 4);
		host.snapshotAt(4);
		host.storage.compact(4);
		return host;
	}

	test('§7 a leader sends its snapshot to a follower that needs entries it has discarded, then the rest', () => {
		const leader = compactedLeader();
		const hosts = [leader, new Host('3', { voters: [] })];
		leader.raft.tick();
		settle(hosts);
		expect(hosts[1]!.storage.snapshot()).toEqual({
			term: 1,
			index: 4,
			confState: { voters: ['1', '2', '3'] },
			data: 'state at 4'
		});
		expect([hosts[1]!.raft.lastIndex, hosts[1]!.raft.commitIndex, hosts[1]!.raft.appliedIndex]).toEqual([4, 4, 4]);
		expect(hosts[1]!.raft.voters).toEqual(['1', '2', '3']);
		leader.raft.propose('d');
		settle(hosts);
		expect(hosts[1]!.applied.map(({ data }) => data)).toEqual(['d']);
	});

	test('§7 while a snapshot is on its way its receiver gets nothing else', () => {
		const leader = compactedLeader();
		leader.receive({ type: 'MsgHeartbeatResp', from: '3', term: 1 });
		expect(leader.raft.members.progress.get('3')!.state).toBe('snapshot');
		expect(leader.propose('d').filter(({ to }) => to === '3')).toEqual([]);
	});

	test.each([
		['arrived', true, 5],
		['was lost', false, 1]
	])('§7 after a snapshot that %s the leader probes from where that leaves the follower', (_, ok, next) => {
		const leader = compactedLeader();
		leader.receive({ type: 'MsgHeartbeatResp', from: '3', term: 1 });
		leader.raft.reportSnapshot('3', ok);
		expect(leader.raft.members.progress.get('3')).toMatchObject({ state: 'probe', next, isPaused: true });
	});

	test('§7 a snapshot is not sent to a follower that has not been heard of', () => {
		const leader = new Host('1', { checkQuorum: true }).elect();
		for (const follower of ['2', '3']) leader.acknowledged(follower, 1);
		for (const data of ['a', 'b', 'c']) leader.propose(data);
		leader.acknowledged('2', 4);
		leader.snapshotAt(4);
		leader.storage.compact(4);
		// From here on member 3 is silent.
		leader.tick(ELECTION_TICKS);
		leader.raft.reportUnreachable('3');
		expect(leader.propose('d').filter(({ to }) => to === '3')).toEqual([]);
		expect(leader.receive({ type: 'MsgHeartbeatResp', from: '3', term: 1 })).toMatchObject([
			{ type: 'MsgSnap', to: '3' }
		]);
	});

	test('§7 a follower discards its whole log in favour of a snapshot that goes beyond it', () => {
		const host = new Host('2', { log: [1, 1] });
		const snapshot = { term: 2, index: 5, confState: { voters: ['1', '2'] }, data: 's' };
		const answers = host.receive({ type: 'MsgSnap', from: '1', term: 2, snapshot });
		expect(answers).toEqual([{ type: 'MsgAppResp', from: '2', to: '1', term: 2, index: 5 }]);
		expect([host.raft.log.firstIndex(), host.raft.lastIndex, host.raft.voters]).toEqual([6, 5, ['1', '2']]);
		expect(host.storage.disk.entries).toEqual([]);
		expect(host.trace).toContainEqual({ type: 'restore', from: '1', term: 2, index: 5 });
	});

	test('§7 a follower that has all entries of a snapshot keeps its log, and learns that they are committed', () => {
		const host = new Host('2', { log: [1, 1, 1] });
		const snapshot = { term: 1, index: 2, confState: { voters: ['1', '2', '3'] }, data: 's' };
		host.receive({ type: 'MsgSnap', from: '1', term: 1, snapshot });
		expect([host.terms, host.raft.commitIndex]).toEqual([[1, 1, 1], 2]);
		expect(host.whys('ignored')).toEqual(['log has everything in the snapshot']);
	});

	test('§7 an old snapshot is ignored, and answered with the commit index', () => {
		const host = new Host('2', { log: [1, 1, 1], hardState: { commit: 3 } });
		const snapshot = { term: 1, index: 2, confState: { voters: ['1', '2', '3'] }, data: 's' };
		const answers = host.receive({ type: 'MsgSnap', from: '1', term: 1, snapshot });
		expect(answers).toEqual([{ type: 'MsgAppResp', from: '2', to: '1', term: 1, index: 3 }]);
		expect(host.whys('ignored')).toEqual(['snapshot 2 is not newer than commit 3']);
	});

	test('§7 a snapshot that does not name the receiver is ignored', () => {
		const host = new Host('2');
		const snapshot = { term: 1, index: 2, confState: { voters: ['1', '3'] }, data: 's' };
		host.receive({ type: 'MsgSnap', from: '1', term: 1, snapshot });
		expect([host.raft.lastIndex, host.whys('ignored')]).toEqual([0, ['not a member according to the snapshot']]);
	});

	test('§7 a member restarts from its snapshot and the entries after it', () => {
		const leader = compactedLeader();
		leader.propose('d');
		leader.acknowledged('2', 5);
		const again = leader.restarted();
		again.drain();
		expect(again.applied.map(({ data }) => data)).toEqual(['d']);
		expect([again.raft.log.firstIndex(), again.raft.commitIndex, again.raft.voters]).toEqual([5, 5, ['1', '2', '3']]);
	});
});

describe('§8 client interaction', () => {
	test('§8 a leader opens its term with an empty entry, so that it learns what is committed', () => {
		const host = new Host('1', { log: [1, 1] }).elect();
		expect(host.raft.log.entries(3, 65535)).toEqual([{ term: 2, index: 3, type: 'normal', data: null }]);
		host.acknowledged('3', 3);
		expect(host.raft.commitIndex).toBe(3);
	});
});

describe('thesis §3.10 leadership transfer', () => {
	function leading(checkQuorum = false): [Host, Host, Host] {
		const hosts = cluster(3, { checkQuorum }) as [Host, Host, Host];
		hosts[0].raft.campaign();
		settle(hosts);
		return hosts;
	}

	test('thesis §3.10 an up-to-date successor is told to stand for election at once, and wins', () => {
		const hosts = leading();
		hosts[0].raft.transferLeadership('3');
		expect(hosts[0].raft.messages).toEqual([{ type: 'MsgTimeoutNow', from: '1', to: '3', term: 1 }]);
		settle(hosts);
		expect(hosts.map(({ raft }) => [raft.role, raft.term, raft.lead])).toEqual([
			['follower', 2, '3'],
			['follower', 2, '3'],
			['leader', 2, '3']
		]);
		expect(hosts[2].whys('role')).toContain('transfer');
	});

	test('thesis §3.10 a successor that lags gets the missing entries first', () => {
		const hosts = leading();
		hosts[0].raft.propose('x');
		settle(hosts, isolate('3'));
		hosts[0].raft.transferLeadership('3');
		expect(hosts[0].raft.messages.some(({ type }) => type === 'MsgTimeoutNow')).toBe(false);
		settle(hosts);
		expect(hosts[2].raft.role).toBe('leader');
		expect(hosts[2].applied.map(({ data }) => data)).toEqual([null, 'x', null]);
	});

	test('thesis §3.10, §4.2.3 a transfer works although the others have heard from their leader just now', () => {
		const hosts = leading(true);
		hosts[0].raft.transferLeadership('2');
		settle(hosts);
		expect(hosts[1].raft.role).toBe('leader');
	});

	test('thesis §3.10 while it hands over, a leader takes no proposals', () => {
		const hosts = leading();
		hosts[0].raft.transferLeadership('2');
		expect(() => hosts[0].raft.propose('x')).toThrow(ProposalDropped);
	});

	test('thesis §3.10 a transfer that takes longer than an election timeout is given up', () => {
		const hosts = leading();
		hosts[0].raft.transferLeadership('2');
		hosts[0].tick(ELECTION_TICKS);
		expect([hosts[0].raft.role, hosts[0].raft.leadTransferee]).toEqual(['leader', NONE]);
		hosts[0].propose('x');
		expect(hosts[0].raft.lastIndex).toBe(2);
	});

	test('thesis §3.10 a follower forwards the wish to its leader', () => {
		const hosts = leading();
		hosts[1].raft.transferLeadership('3');
		settle(hosts);
		expect(hosts[2].raft.role).toBe('leader');
	});

	test('thesis §3.10 another successor may be named meanwhile; the leader itself or a stranger is no successor', () => {
		const hosts = leading();
		hosts[0].raft.transferLeadership('2');
		hosts[0].raft.transferLeadership('3');
		expect(hosts[0].raft.leadTransferee).toBe('3');
		hosts[0].raft.transferLeadership('3');
		hosts[0].raft.transferLeadership('1');
		hosts[0].raft.transferLeadership('9');
		expect(hosts[0].whys('ignored').slice(-3)).toEqual([
			'transfer to it is in progress',
			'already leader',
			'not a member'
		]);
	});
});

describe('thesis §6.2, §4.2.3 CheckQuorum', () => {
	const options = { checkQuorum: true };

	test('thesis §6.2 a leader that does not hear from a majority for an election timeout steps down', () => {
		const host = new Host('1', options).elect();
		host.tick(ELECTION_TICKS);
		expect([host.raft.role, host.raft.lead, host.whys('role').at(-1)]).toEqual(['follower', NONE, 'quorum not active']);
	});

	test('thesis §6.2 any answer of a majority keeps it leader', () => {
		const host = new Host('1', options).elect();
		for (let i = 0; i < 10; i++) {
			host.tick(ELECTION_TICKS - 1);
			host.receive({ type: 'MsgHeartbeatResp', from: '2', term: 1 });
		}
		expect(host.raft.role).toBe('leader');
	});

	test('thesis §6.2 without checkQuorum a leader cut off from all goes on believing', () => {
		const host = new Host('1').elect();
		host.tick(5 * ELECTION_TICKS);
		expect(host.raft.role).toBe('leader');
	});

	test('thesis §4.2.3 a follower whose leader is alive ignores a vote request altogether', () => {
		const host = new Host('2', options);
		host.receive({ type: 'MsgHeartbeat', from: '1', term: 1, commit: 0 });
		host.tick(3);
		expect(host.receive({ type: 'MsgVote', from: '3', term: 5, logTerm: 0, index: 0 })).toEqual([]);
		expect(host.raft.term).toBe(1);
		expect(host.whys('ignored')).toEqual(['lease is not expired (remaining ticks: 7)']);
	});

	test('thesis §4.2.3 it votes again when it has not heard from the leader for electionTicks', () => {
		const host = new Host('2', { ...options, random: () => 5 });
		host.receive({ type: 'MsgHeartbeat', from: '1', term: 1, commit: 0 });
		host.tick(ELECTION_TICKS);
		expect(host.receive({ type: 'MsgVote', from: '3', term: 5, logTerm: 0, index: 0 })).toMatchObject([
			{ type: 'MsgVoteResp' }
		]);
		expect(host.raft.vote).toBe('3');
	});

	test('thesis §6.2 a member that has raised its term alone gets back: its answer makes the leader step down', () => {
		const hosts = cluster(3, options) as [Host, Host, Host];
		hosts[0].raft.campaign();
		settle(hosts);
		hosts[2].tick(3 * ELECTION_TICKS);
		expect(hosts[2].raft.term).toBe(4);
		hosts[0].raft.tick();
		settle(hosts);
		expect([hosts[0].raft.role, hosts[0].raft.term]).toEqual(['follower', 4]);
		expect(hosts[2].whys('ignored')).toContain('lower term; answered with ours');
		hosts[1].tick(ELECTION_TICKS);
		hosts[0].raft.campaign();
		settle(hosts);
		expect(hosts.map(({ raft }) => raft.lead)).toEqual(['1', '1', '1']);
	});
});

describe('thesis §10 performance', () => {
	test('thesis §10.2.1 a leader sends while it still writes, and counts itself only after advance', () => {
		const host = new Host('1', { voters: ['1', '2'] }).elect();
		host.acknowledged('2', 1);
		host.raft.propose('x');
		const ready = host.raft.ready();
		expect(ready.entries.length).toBe(1);
		expect(ready.messages).toMatchObject([{ type: 'MsgApp', entries: [{ data: 'x' }] }]);
		host.raft.step({ type: 'MsgAppResp', from: '2', to: '1', term: 1, index: 2 });
		expect(host.raft.commitIndex).toBe(1);
		host.storage.append(ready.entries);
		host.raft.advance();
		expect(host.raft.commitIndex).toBe(2);
	});

	test('thesis §10.2.2 a leader sends further entries without waiting, up to maxInflight messages', () => {
		const host = new Host('1', { maxInflight: 2 }).elect();
		host.acknowledged('2', 1);
		const sent = [1, 2, 3].map((i) => host.propose(i).filter(({ to }) => to === '2').length);
		expect(sent).toEqual([1, 1, 0]);
		expect(host.acknowledged('2', 2).filter(({ to, entries }) => to === '2' && entries?.length)).toMatchObject([
			{ index: 3, entries: [{ index: 4 }] }
		]);
	});

	test('thesis §10.2.2 a follower whose log is not known to match gets one append at a time', () => {
		const host = new Host('1').elect();
		expect(ofType(host.propose('x'), 'MsgApp')).toEqual([]);
		expect(host.raft.members.progress.get('2')).toMatchObject({ state: 'probe', isPaused: true });
	});

	test('thesis §10.2.2 a message carries no more than maxSizePerMsg, but always one entry', () => {
		const host = new Host('1', { maxSizePerMsg: 10 }).elect();
		for (const data of ['12345', '12345', 'longer than the limit', '1']) host.propose(data);
		const sizes = ofType(host.acknowledged('2', 1), 'MsgApp').filter(({ to }) => to === '2');
		expect(sizes.map(({ entries }) => entries!.length)).toEqual([2, 1, 1]);
	});

	test('thesis §10.2.2 after reportUnreachable a follower is probed again', () => {
		const host = new Host('1').elect();
		host.acknowledged('2', 1);
		host.propose('x');
		host.raft.reportUnreachable('2');
		expect(host.raft.members.progress.get('2')).toMatchObject({ state: 'probe', match: 1, next: 2 });
	});
});
