import { describe, expect, it } from 'vitest';
import { byName } from '../../../src/core/view/by-name.ts';
import { ingressView } from '../../../src/core/view/ingress.ts';
import { raftView } from '../../../src/core/view/raft.ts';
import { replicasView } from '../../../src/core/view/replicas.ts';
import { raftTwin, replicasTwin, ingressTwin } from '../../../src/core/view/twin.ts';
import { WORDS } from '../../../src/core/view/words/words.ts';
import { CASES, viewOf } from '../../cases/cases.ts';

const cluster = (name: string) => viewOf(CASES.find((one) => one.name === name)!.build());
const raft = (name: string) => raftView(cluster(name), () => 'manager');
const replicas = (name: string) => replicasView(cluster(name), () => 'worker');
const ingress = (name: string) => ingressView(cluster(name), () => 'worker');

describe('Raft', () => {
	it('names the sides of a cut network and which of them can decide', () => {
		const { partition, quorum, managers } = raft('partition');
		expect(partition!.sides.map(({ letter, isMajority, running }) => [letter, isMajority, running])).toEqual([
			['B', false, 1],
			['A', true, 2]
		]);
		expect(quorum).toMatchObject({ of: 3, needed: 2, reachable: 2, tolerates: 1, holds: true });
		expect(managers.map(({ machine, role, term }) => [machine, role, term])).toEqual([
			['mgr1', 'candidate', 7],
			['mgr2', 'follower', 5],
			['mgr3', 'leader', 5]
		]);
	});

	it('leaves out a message whose time is over, though its arrival was not told (as at 100×)', () => {
		const view = cluster('partition');
		const sent = view.messages.filter(({ state }) => state === 'flying');
		const shown = (): number[] => raftView(view, () => 'manager').messages.map(({ id }) => id);
		expect(sent.length).toBeGreaterThan(0);
		expect(shown()).toEqual(expect.arrayContaining(sent.map(({ id }) => id)));
		view.now += 60_000;
		expect(shown()).toEqual([]);
	});

	it('shows what each manager believes, and where it differs from the leader', () => {
		const { beliefs } = raft('partition');
		expect(beliefs.map(({ machine, leader, readyNodes, can }) => [machine, leader, readyNodes, can.kind])).toEqual([
			['mgr1', '', 6, 'votes'],
			['mgr2', 'mgr3', 4, 'passes'],
			['mgr3', 'mgr3', 4, 'leads']
		]);
		expect(beliefs[0]!.differs).toEqual({ leader: true, nodes: true, services: true });
		expect(beliefs[1]!.differs).toMatchObject({ leader: false, nodes: false });
	});

	it('tells entries that are committed from those that are not yet, for each manager on its own', () => {
		const { log } = raft('partition');
		const last = log.rows.map((row) => [row.machine, row.cells.at(-1)?.label, row.cells.at(-1)?.state]);
		expect(last).toEqual([
			['mgr1', undefined, undefined],
			['mgr2', 'scale=6', 'open'],
			['mgr3', 'scale=6', 'committed']
		]);
		expect(log.indices).toHaveLength(5);
	});

	it('strikes an overwritten entry through for two seconds, then shows the one that took its place', () => {
		const view = cluster('overwritten');
		const cell = () => raftView(view, () => 'manager').log.rows[0]!.cells.find(({ index }) => index === 43);
		expect(cell()).toMatchObject({ label: 'scale=9', state: 'overwritten' });
		view.now += 2000;
		expect(cell()).toMatchObject({ label: 'leader', state: 'open' });
	});

	it('says that nothing can be changed when two of three are gone', () => {
		const view = raft('lost-quorum');
		expect(view.quorum).toMatchObject({ needed: 2, reachable: 1, holds: false });
		expect(WORDS.en.raft.gauge(2, 1)).toBe('2 needed, 1 reachable: nothing can be changed');
		expect(raftTwin(view, 'en').sentence).toBe(
			'No manager leads; the highest term is 5; 3 managers, 2 needed, 1 reachable: nothing can be changed.'
		);
		expect(raftTwin(view, 'zh-CN').sentence).toContain('只能联系到 1 个：无法修改集群');
	});

	it('a candidate votes for itself, and a vote of an older term is not shown', () => {
		expect(raft('partition').managers.map(({ votedFor }) => votedFor)).toEqual(['mgr1', 'mgr3', 'mgr3']);
	});

	it('has no managers before there is a swarm', () => {
		expect(raft('bare-machines').managers).toEqual([]);
	});
});

describe('replicas', () => {
	it('draws a task that takes the place of another as a new one on its node, and keeps the failed one', () => {
		const { columns, services } = replicas('leader-replaced');
		const named = columns.flatMap(({ mark, tasks }) =>
			tasks.filter(({ slot }) => slot === 4).map(({ id, state }) => [mark.machine, state, id])
		);
		expect(named.map(([machine, state]) => [machine, state])).toEqual([
			['mgr1', 'failed'],
			['wrk3', 'running']
		]);
		expect(new Set(named.map(([, , id]) => id)).size).toBe(2);
		expect(services[0]).toMatchObject({ wanted: 5, running: 5 });
	});

	it('counts updated and changing slots of a rolling update, and brackets those in flight', () => {
		const { services, earlier } = replicas('rolling-update');
		const { slots, update } = services[0]!;
		expect(update).toMatchObject({ updated: 2, underWay: 2, image: 'nginx:1.27' });
		expect(slots.map(({ wantedVersion }) => wantedVersion)).toEqual(Array(6).fill('v2'));
		expect(slots.map(({ version, underWay }) => `${version}${underWay ? ' under way' : ''}`)).toEqual([
			'v2 under way',
			'v1',
			'v2',
			'v2 under way',
			'v1',
			'v2'
		]);
		expect(earlier).toBe(4);
		expect(WORDS.en.replicas.progress(update!, 6)).toBe('2 of 6 updated, 2 under way');
	});

	it('does not call a scaled service a new version', () => {
		expect(replicas('partition').services[0]!.slots.every(({ version }) => version === '')).toBe(true);
	});

	it('says that nobody knows how a task on a lost node is', () => {
		const lost = replicas('every-state').columns.find(({ mark }) => mark.machine === 'wrk4')!;
		expect(lost.tasks.filter(({ state }) => state === 'lost').length).toBeGreaterThan(0);
		expect(lost.tasks.some(({ state }) => state === 'running')).toBe(false);
	});

	it('keeps pending tasks and missing slots where everybody sees them', () => {
		const { waiting } = replicas('every-state');
		expect(waiting.find(({ state }) => state === 'pending')?.err).toMatch(/no suitable node/);
		expect(waiting.some(({ state }) => state === 'missing')).toBe(true);
	});

	it('gives machines outside a swarm columns of their own', () => {
		expect(replicas('bare-machines').columns.map(({ mark }) => [mark.machine, mark.state])).toEqual([
			['pi6', 'none'],
			['pi1', 'none']
		]);
	});
});

describe('ingress', () => {
	it('opens the port on every node, also where no task runs', () => {
		const { rows } = ingress('ingress-flight');
		expect(rows.map(({ port }) => port.state)).toEqual(Array(6).fill('open'));
		expect(rows[0]!.tasks).toEqual([]);
	});

	it('follows a request hop by hop and says what surprises', () => {
		const flight = ingress('ingress-flight').flight!;
		expect(flight.hops).toEqual(['a', 'b', 'c']);
		expect(WORDS.en.ingress.headline(flight)).toBe('mgr1 runs no web-fe task, and answers all the same.');
		expect(WORDS['zh-CN'].ingress.headline(flight)).toBe('mgr1 上没有 web-fe 任务，却照样应答。');
		expect(ingress('ingress-answered').flight!.hops).toEqual(['a', 'b', 'c', 'd']);
	});

	it('shows whose turn it is, and who is next', () => {
		const { turn } = ingress('ingress-flight');
		expect(turn!.machine).toBe('mgr1');
		expect(turn!.tasks.map(({ name, here, next }) => `${name}${here ? ' here' : ''}${next ? ' next' : ''}`)).toEqual([
			'web-fe.1',
			'web-fe.2',
			'web-fe.3',
			'web-fe.4 here',
			'web-fe.5 next'
		]);
	});

	it('says why a request failed', () => {
		expect(WORDS.en.ingress.headline(ingress('refused').flight!)).toBe('Nothing listens on mgr3:9090.');
		expect(WORDS.en.ingress.headline(ingress('timed-out').flight!)).toBe('wrk2:8080 gives no answer.');
	});

	it('in host mode the port is open only where a task is', () => {
		expect(ingress('host-mode').rows.map(({ port }) => port.state)).toEqual([
			'host-elsewhere',
			'host',
			'host-elsewhere',
			'host'
		]);
	});

	it('draws another request in full when asked to', () => {
		const view = ingressView(cluster('ingress-flight'), () => 'worker', 2);
		expect(view.flight).toMatchObject({ n: 2, task: 'web-fe.2' });
		expect(view.turn!.tasks.find(({ here }) => here)?.name).toBe('web-fe.2');
	});
});

describe('words', () => {
	it('order names as people count', () => {
		expect(['mgr10', 'mgr2', 'mgr1', 'a'].sort(byName)).toEqual(['a', 'mgr1', 'mgr2', 'mgr10']);
	});

	it('both languages say something whole about every case', () => {
		let said = 0;
		for (const one of CASES) {
			const view = viewOf(one.build());
			const twins = (['en', 'zh-CN'] as const).map((language) => [
				raftTwin(
					raftView(view, () => 'manager'),
					language
				),
				replicasTwin(
					replicasView(view, () => 'worker'),
					language
				),
				ingressTwin(
					ingressView(view, () => 'worker'),
					language
				)
			]);
			for (const [i, english] of twins[0]!.entries()) {
				const chinese = twins[1]![i]!;
				for (const twin of [english, chinese]) {
					const text = JSON.stringify(twin);
					expect(text, one.name).not.toMatch(/undefined|NaN|\[object/);
					said++;
				}
				expect(chinese.sentence).toMatch(/[\u4e00-\u9fff]/);
				expect(english.sentence).not.toMatch(/[\u4e00-\u9fff]/);
				expect(chinese.tables.map(({ rows }) => rows.map(({ key }) => key))).toEqual(
					english.tables.map(({ rows }) => rows.map(({ key }) => key))
				);
			}
		}
		console.log(`${said} text twins of ${CASES.length} cases`);
		expect(said).toBeGreaterThan(50);
	});
});
