import { describe, expect, it } from 'vitest';
import { believedBy } from '../../../src/core/view/believed.ts';
import { ingressView } from '../../../src/core/view/ingress.ts';
import { raftView } from '../../../src/core/view/raft.ts';
import { replicasView } from '../../../src/core/view/replicas.ts';
import { raftTwin } from '../../../src/core/view/twin.ts';
import { CASES, viewOf } from '../../cases/cases.ts';

// The learner chooses "Seen by mgr1": the diagrams show what this manager believes, and nothing it has no way to know.
const facts = (name: string) => viewOf(CASES.find((one) => one.name === name)!.build());
const shape = (): 'manager' => 'manager';

describe('a cut network: mgr1 alone, mgr3 leads the majority in term 5', () => {
	const view = facts('partition');

	it('who is alone sees no cut and no leader, only that it hears nobody', () => {
		const { managers, partition, quorum, leader } = raftView(believedBy(view, 'mgr1'), shape);
		expect(partition).toBeUndefined();
		expect(leader).toBe('');
		expect(managers.map(({ machine, role }) => [machine, role])).toEqual([
			['mgr1', 'candidate'],
			['mgr2', 'unknown'],
			['mgr3', 'unknown']
		]);
		expect(quorum).toMatchObject({ needed: 2, reachable: 1, holds: false });
	});

	it('a follower of the majority sees the leader it hears', () => {
		const { managers, leader } = raftView(believedBy(view, 'mgr2'), shape);
		expect(leader).toBe('mgr3');
		expect(managers.find(({ machine }) => machine === 'mgr3')).toMatchObject({ role: 'leader', term: 5 });
	});

	it('each knows its own log only, and messages it sent or got', () => {
		for (const name of ['mgr1', 'mgr2', 'mgr3']) {
			const { log, messages } = raftView(believedBy(view, name), shape);
			expect(log.rows.map(({ machine }) => machine)).toEqual([name]);
			for (const { from, to } of messages) expect([from, to]).toContain(name);
		}
	});

	it('nodes are as its own copy of the store has them: all Ready here, two Down there', () => {
		const states = (name: string) =>
			replicasView(believedBy(view, name), shape).columns.map(({ mark }) => `${mark.machine} ${mark.state}`);
		expect(states('mgr1').filter((text) => text.endsWith('down'))).toEqual([]);
		expect(states('mgr3').filter((text) => text.endsWith('down'))).toEqual(['mgr1 down', 'wrk1 down']);
	});

	it('a port is open on every node that it holds for Ready', () => {
		const open = (name: string) =>
			ingressView(believedBy(view, name), shape)
				.rows.filter(({ port }) => port.state === 'open')
				.map(({ machine }) => machine);
		expect(open('mgr1')).toContain('mgr3');
		expect(open('mgr3')).not.toContain('mgr1');
	});

	it('the text twin says whose belief it is, in both languages', () => {
		const seen = raftView(believedBy(view, 'mgr1'), shape);
		expect(raftTwin(seen, 'en').sentence).toMatch(/^As mgr1 believes: No manager leads/);
		expect(raftTwin(seen, 'zh-CN').sentence).toMatch(/^mgr1 认为：没有领导者/);
		expect(raftTwin(seen, 'en').tables[0]!.rows.map(({ cells }) => cells.slice(1, 5))).toEqual([
			['Candidate', '7', expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)],
			['Unknown', '', '', ''],
			['Unknown', '', '', '']
		]);
	});

	it('leaves the facts as they are', () => {
		const before = JSON.stringify(raftView(view, shape));
		believedBy(view, 'mgr1');
		expect(JSON.stringify(raftView(view, shape))).toBe(before);
		expect(believedBy(view, 'wrk1')).toBe(view);
	});
});

it('every case can be seen by every manager of it', () => {
	let seen = 0;
	for (const one of CASES) {
		const view = viewOf(one.build());
		for (const name of view.managers()) {
			const believed = believedBy(view, name);
			const text = JSON.stringify(
				[raftView(believed, shape), replicasView(believed, shape), ingressView(believed, shape)].map((model) => ({
					...model
				}))
			);
			expect(text, `${one.name}, ${name}`).not.toContain('NaN');
			expect(raftView(believed, shape).seenBy, one.name).toBe(name);
			seen++;
		}
	}
	console.log(`${seen} views of managers in ${CASES.length} cases`);
	expect(seen).toBeGreaterThan(20);
});

describe('older entries of the logs', () => {
	it('are reached back to the first one known, and the newest ones by going to the end', () => {
		const view = facts('partition');
		const whole = raftView(view, shape).log;
		expect(whole.indices).toEqual([whole.last - 4, whole.last - 3, whole.last - 2, whole.last - 1, whole.last]);
		const older = raftView(view, shape, { count: 5, to: whole.last - 2 }).log;
		expect(older.indices.at(-1)).toBe(whole.last - 2);
		const oldest = raftView(view, shape, { count: 5, to: 0 }).log;
		expect(oldest.indices[0]).toBe(whole.first);
		expect(raftView(view, shape, { count: 5, to: 9999 }).log.indices).toEqual(whole.indices);
	});
});
