import { ClusterView, type SeenEvent } from '../../src/core/view/cluster.ts';
import type { TaskStateName } from '../../src/core/trace-events.ts';
import { Story } from './story.ts';

/** Situations that the diagrams must be able to show. Drawn in the gallery, and each under test against its text twin. */
export interface Case {
	name: string;
	/** What one should see. */
	about: string;
	diagrams: ('raft' | 'replicas' | 'ingress')[];
	build: () => { events: SeenEvent[]; now: number; managers: string[] };
}

function ending(story: Story, now: number): ReturnType<Case['build']> {
	return { events: story.events, now, managers: story.managers };
}

/** The facts at the end of a case. */
export function viewOf({ events, now }: { events: SeenEvent[]; now: number }): ClusterView {
	const view = new ClusterView();
	for (const event of events) view.apply(event);
	view.now = now;
	return view;
}

function webFe(story: Story, replicas = 5): void {
	story
		.at(48_000)
		.service('web-fe', { replicas, ports: [{ protocol: 'tcp', target: 80, published: 8080, mode: 'ingress' }] });
}

/** The leader was stopped and came back; its task has failed, a new one runs elsewhere. */
function leaderReplaced(): ReturnType<Case['build']> {
	const story = new Story(3, 3).at(1000).form('mgr1', 3);
	webFe(story);
	story.at(53_100);
	story.task('web-fe', 1, 'wrk1', 'running');
	story.task('web-fe', 2, 'mgr2', 'running');
	story.task('web-fe', 3, 'wrk2', 'running');
	story.task('web-fe', 4, 'mgr1', 'running');
	story.task('web-fe', 5, 'mgr3', 'running');
	story.publish('web-fe', 8080);
	story.at(81_000).emit({ type: 'fault', text: 'stop mgr1' }, 0);
	story.machine('mgr1', { daemon: 'down' });
	story.at(94_000).elect('mgr2', 4, ['mgr3']);
	story.commit('leader', [], ['mgr2', 'mgr3']);
	story.at(94_500);
	const failed = story.task('web-fe', 4, 'mgr1', 'failed', {
		desired: 'shutdown',
		err: 'No such container: web-fe.4.m8d5wq'
	});
	story.emit({
		type: 'restart',
		where: 'mgr2',
		taskId: failed.id,
		task: 'web-fe.4',
		replacement: 'again',
		delayMs: 5000,
		why: 'failed'
	});
	story.at(96_000).machine('mgr1');
	story.emit({ type: 'raft.role', where: 'mgr1', role: 'follower', term: 4, leader: 'mgr2', why: 'higher term' });
	story.at(97_400);
	story.task('web-fe', 4, 'wrk3', 'starting', { key: '3yq0r2cn6hfm', replaces: failed.id });
	story.at(99_600).task('web-fe', 4, 'wrk3', 'running', { key: '3yq0r2cn6hfm', replaces: failed.id });
	story.publish('web-fe', 8080);
	for (const [n, chosen] of [
		[1, 0],
		[2, 1],
		[3, 2]
	] as const)
		story.at(99_700 + n * 100).request(n, 'mgr1', 8080, 'web-fe', chosen);
	story.at(101_000).emit({ type: 'raft.timer', where: 'mgr1', timeoutMs: 11_000 });
	story.at(98_000).emit({ type: 'raft.timer', where: 'mgr3', timeoutMs: 12_000 });
	story
		.at(101_380)
		.emit({ type: 'net.send', id: 1, from: 'mgr2', to: 'mgr1', kind: 'A', what: 'task .4', latencyMs: 40 }, 0);
	story.emit(
		{ type: 'net.send', id: 2, from: 'mgr3', to: 'mgr2', kind: 'A', what: 'has 52', latencyMs: 40, reply: '+' },
		0
	);
	return ending(story, 101_400);
}

/** A request to a node without a replica is on its way over the overlay. */
function ingressFlight(): ReturnType<Case['build']> {
	const story = new Story(3, 3).at(1000).form('mgr2', 2);
	webFe(story);
	story.at(53_000);
	story.task('web-fe', 1, 'wrk1', 'running');
	story.task('web-fe', 2, 'mgr2', 'running');
	story.task('web-fe', 3, 'wrk2', 'running');
	story.task('web-fe', 4, 'wrk3', 'running');
	story.task('web-fe', 5, 'mgr3', 'running');
	story.publish('web-fe', 8080);
	for (const n of [1, 2, 3]) story.at(110_000 + n * 4000).request(n, 'mgr1', 8080, 'web-fe', n - 1);
	story.at(126_800).request(4, 'mgr1', 8080, 'web-fe', 3, 'forward');
	return ending(story, 126_801);
}

function ingressAnswered(): ReturnType<Case['build']> {
	const base = ingressFlight();
	const last = base.events.at(-1)!;
	const forward = last.type === 'ingress.forward' ? last : undefined;
	const reply: SeenEvent = {
		type: 'ingress.reply',
		n: 4,
		taskId: forward?.taskId ?? '',
		task: 'web-fe.4',
		node: 'wrk3',
		status: 200,
		ms: 3,
		text: "I'm c004",
		seq: last.seq + 1,
		t: last.t + 3,
		cause: last.seq
	};
	return { ...base, events: [...base.events, reply], now: base.now + 3 };
}

/** One manager and one worker are cut off; the majority has elected a leader and changed something. */
function partition(): ReturnType<Case['build']> {
	const story = new Story(3, 3).at(1000).form('mgr1', 4);
	const majority = ['mgr2', 'mgr3'];
	webFe(story);
	story.at(60_000);
	for (const [slot, node] of [
		[1, 'wrk1'],
		[2, 'mgr2'],
		[3, 'mgr3'],
		[4, 'wrk2'],
		[5, 'wrk3']
	] as const)
		story.task('web-fe', slot, node, 'running');
	story.at(118_000).emit({ type: 'fault', text: 'partition mgr1 wrk1 | mgr2 mgr3 wrk2 wrk3' }, 0);
	story.emit({
		type: 'net.partition',
		sides: [
			['mgr1', 'wrk1'],
			['mgr2', 'mgr3', 'wrk2', 'wrk3']
		]
	});
	story.at(129_800).elect('mgr3', 5, ['mgr2']);
	story.append('leader', majority, majority);
	for (const name of ['mgr1', 'wrk1']) story.at(130_000).setNode(name, { state: 'down' }, majority);
	for (const peer of majority) story.emit({ type: 'raft.peer', where: peer, peer: 'mgr1', active: false });
	story
		.at(131_000)
		.emit({ type: 'raft.role', where: 'mgr1', role: 'follower', term: 4, leader: '', why: 'quorum not active' });
	const lost = story.task('web-fe', 1, 'wrk1', 'running', { desired: 'shutdown' }, majority);
	story.at(133_000).task('web-fe', 1, 'wrk2', 'running', { key: 'two', replaces: lost.id }, majority);
	story.service('web-fe', { replicas: 6 }, ['mgr3']);
	story.emit({ type: 'raft.append', where: 'mgr2', entries: [{ index: story.last, term: 5, label: 'scale=6' }] });
	story
		.at(136_500)
		.emit({ type: 'raft.role', where: 'mgr1', role: 'candidate', term: 7, leader: '', why: 'election timeout' });
	story.emit({ type: 'raft.votes', where: 'mgr1', term: 7, granted: 1, rejected: 0, needed: 2 });
	story.emit({ type: 'raft.timer', where: 'mgr1', timeoutMs: 9000 });
	story.at(138_900).emit({ type: 'raft.timer', where: 'mgr2', timeoutMs: 12_000 });
	story
		.at(139_280)
		.emit(
			{ type: 'net.send', id: 1, from: 'mgr1', to: 'mgr3', kind: 'V', what: 'vote for me in term 7', latencyMs: 40 },
			0
		);
	story.at(139_281).emit({
		type: 'net.drop',
		id: 1,
		from: 'mgr1',
		to: 'mgr3',
		kind: 'V',
		what: 'vote for me in term 7',
		why: 'partition'
	});
	story.emit({ type: 'net.send', id: 2, from: 'mgr3', to: 'mgr2', kind: 'A', what: 'scale=6', latencyMs: 40 }, 0);
	story.at(139_294);
	story.emit(
		{ type: 'net.send', id: 3, from: 'mgr2', to: 'mgr3', kind: 'A', what: 'has 44', latencyMs: 40, reply: '+' },
		0
	);
	return ending(story, 139_300);
}

/** Two of six tasks at a time get a new image; what was before is folded. */
function rollingUpdate(): ReturnType<Case['build']> {
	const story = new Story(3, 3).at(1000).form('mgr2', 2);
	const image = 'nginx:1.26';
	story.at(20_000).service('web-fe', {
		replicas: 6,
		image,
		ports: [{ protocol: 'tcp', target: 80, published: 8080, mode: 'ingress' }]
	});
	story.at(84_000);
	for (const [slot, node] of [
		[1, 'wrk1'],
		[2, 'mgr2'],
		[3, 'mgr1'],
		[5, 'mgr3'],
		[6, 'wrk2']
	] as const)
		story.task('web-fe', slot, node, 'running');
	story.task('web-fe', 4, 'wrk3', 'running', { key: 'old' });
	story.at(144_000);
	const dead = story.task('web-fe', 4, 'wrk3', 'failed', {
		key: 'old',
		desired: 'shutdown',
		err: 'task: non-zero exit (137)'
	});
	story.at(146_000).task('web-fe', 4, 'wrk3', 'running', { replaces: dead.id });
	story
		.at(310_000)
		.emit({ type: 'command', where: 'mgr2', id: 1, line: 'docker service update --image nginx:1.27 web-fe' }, 0);
	story.service('web-fe', {
		image: 'nginx:1.27',
		specVersion: 20,
		updateState: 'updating',
		updateMessage: 'update in progress',
		updateConfig: { parallelism: 2, delayMs: 10_000, order: 'stop-first' }
	});
	const ids = new Map<number, string>();
	for (const [slot, node] of [
		[3, 'mgr1'],
		[6, 'wrk2']
	] as const) {
		story.at(310_100);
		const old = story.task('web-fe', slot, node, 'shutdown', { desired: 'shutdown', image, specVersion: 10 });
		ids.set(slot, old.id);
		story.at(312_100).task('web-fe', slot, node, 'running', { key: 'new', replaces: old.id });
	}
	story.at(323_000);
	const one = story.task('web-fe', 1, 'wrk1', 'running', { desired: 'shutdown', image, specVersion: 10 });
	story.task('web-fe', 1, 'wrk1', 'ready', { key: 'new', desired: 'ready', replaces: one.id });
	story.at(323_500);
	const four = story.task('web-fe', 4, 'wrk3', 'shutdown', { desired: 'shutdown', image, specVersion: 10 });
	story.at(323_600).task('web-fe', 4, 'wrk3', 'starting', { key: 'new', replaces: four.id });
	for (const [slot, node] of [
		[2, 'mgr2'],
		[5, 'mgr3']
	] as const) {
		story.at(84_000).task('web-fe', slot, node, 'running', { image, specVersion: 10 });
	}
	return ending(story, 324_100);
}

const STATES: readonly (readonly [TaskStateName, string])[] = [
	['new', ''],
	['pending', 'no suitable node (1 node not available for new tasks)'],
	['assigned', ''],
	['accepted', ''],
	['preparing', ''],
	['ready', ''],
	['starting', ''],
	['running', ''],
	['complete', ''],
	['failed', 'task: non-zero exit (137)'],
	['rejected', 'No such image: nginx:nope'],
	['shutdown', ''],
	['orphaned', '']
];

/** Every state a task can be in; nodes that are drained, down, unknown, paused, locked. */
function everyState(): ReturnType<Case['build']> {
	const story = new Story(2, 4).at(1000).form('mgr1', 2);
	story.at(2000).service('web', { replicas: 15 });
	STATES.forEach(([state, err], i) => {
		const node = state === 'new' || state === 'pending' ? '' : story.machines[i % 6]!;
		story.at(9000).task('web', i + 1, node, state, {
			err,
			desired:
				state === 'shutdown' || state === 'failed' || state === 'rejected' || state === 'orphaned'
					? 'shutdown'
					: 'running'
		});
	});
	story.at(9000).task('web', 14, 'wrk4', 'running');
	story.setNode('wrk1', { availability: 'drain' });
	story.setNode('wrk2', { state: 'unknown' });
	story.machine('wrk3', { paused: true });
	story.machine('wrk4', { power: 'off' });
	story.at(12_000).setNode('wrk4', { state: 'down', message: 'heartbeat failure' });
	return ending(story, 54_000);
}

/** Five services, each with hue, pattern and letter of its own; one of them global. */
function fiveServices(): ReturnType<Case['build']> {
	const story = new Story(1, 4).at(1000).form('mgr1', 2);
	['web', 'api', 'cache', 'queue', 'agent'].forEach((name, order) => {
		story.at(2000 + order).service(name, {
			replicas: name === 'agent' ? 0 : 3,
			mode: name === 'agent' ? 'global' : 'replicated',
			image: `${name}:1`
		});
		story.machines.forEach((node, i) => {
			if (name === 'agent') story.at(4000).task(name, 0, node, 'running', { key: node });
			else if (i < 3)
				story
					.at(4000)
					.task(name, i + 1, story.machines[(i + order) % 5]!, i === 2 && order === 3 ? 'preparing' : 'running');
		});
	});
	return ending(story, 64_000);
}

/** The leader has gone and one other manager too: nobody can decide. */
function lostQuorum(): ReturnType<Case['build']> {
	const story = new Story(3, 2).at(1000).form('mgr1', 2);
	webFe(story, 3);
	story.at(50_000);
	for (const [slot, node] of [
		[1, 'wrk1'],
		[2, 'wrk2'],
		[3, 'mgr3']
	] as const)
		story.task('web-fe', slot, node, 'running');
	story.at(70_000).machine('mgr1', { daemon: 'down' });
	story.machine('mgr2', { power: 'off' });
	story
		.at(84_000)
		.emit({ type: 'raft.role', where: 'mgr3', role: 'candidate', term: 5, leader: '', why: 'election timeout' });
	story.emit({ type: 'raft.votes', where: 'mgr3', term: 5, granted: 1, rejected: 0, needed: 2 });
	story.emit({ type: 'raft.timer', where: 'mgr3', timeoutMs: 11_000 });
	return ending(story, 88_000);
}

function fiveManagers(): ReturnType<Case['build']> {
	const story = new Story(5, 2).at(1000).form('mgr3', 6);
	story.commit('cluster', []);
	story.append('new web', ['mgr3', 'mgr1'], []);
	story
		.at(3000)
		.emit({ type: 'net.send', id: 1, from: 'mgr3', to: 'mgr5', kind: 'A', what: 'new web', latencyMs: 300 }, 0);
	story.emit({ type: 'net.send', id: 2, from: 'mgr3', to: 'mgr4', kind: 'S', what: 'snapshot 40', latencyMs: 40 }, 0);
	story.emit(
		{ type: 'net.send', id: 3, from: 'mgr2', to: 'mgr3', kind: 'C', what: 'service create', latencyMs: 40 },
		0
	);
	story.emit(
		{ type: 'net.send', id: 4, from: 'mgr1', to: 'mgr3', kind: 'A', what: 'no match at 43', latencyMs: 40, reply: '-' },
		0
	);
	story.emit(
		{ type: 'net.send', id: 5, from: 'mgr3', to: 'mgr1', kind: 'H', what: 'heartbeat', latencyMs: 40, noise: true },
		0
	);
	return ending(story, 3020);
}

/** A leader that was cut off comes back: what it had written alone is overwritten. */
function overwritten(): ReturnType<Case['build']> {
	const story = new Story(3, 0).at(1000).form('mgr1', 2);
	story.commit('new web', []);
	story.append('scale=9', ['mgr1'], []);
	story.at(20_000).elect('mgr2', 3, ['mgr3']);
	story.at(30_000).emit({ type: 'raft.truncate', where: 'mgr1', fromIndex: 43 });
	for (const where of story.managers) {
		story.emit({ type: 'raft.append', where, entries: [{ index: 43, term: 3, label: 'leader' }] });
	}
	story.emit({ type: 'raft.role', where: 'mgr1', role: 'follower', term: 3, leader: 'mgr2', why: 'higher term' });
	story.emit({ type: 'raft.append', where: 'mgr1', entries: [] });
	return ending(story, 30_400);
}

/** The two machines of the Raspberry Pi lesson, at first no swarm, then one manager and one worker. */
function bareMachines(): ReturnType<Case['build']> {
	return ending(new Story(['pi6'], ['pi1']), 3000);
}

function twoPis(): ReturnType<Case['build']> {
	const story = new Story(['pi6'], ['pi1']).at(1000).form('pi6', 2);
	story.at(3000).service('whoami', {
		replicas: 3,
		image: 'hypriot/rpi-whoami',
		ports: [{ protocol: 'tcp', target: 8000, published: 8000, mode: 'ingress' }]
	});
	story.at(5000).task('whoami', 1, 'pi1', 'running');
	story.task('whoami', 2, 'pi6', 'running');
	story.task('whoami', 3, 'pi1', 'preparing');
	story.publish('whoami', 8000);
	story.at(6000).request(1, 'pi6', 8000, 'whoami', 0, 'reply', 'pi6');
	return ending(story, 9000);
}

function noService(): ReturnType<Case['build']> {
	return ending(new Story(3, 2).at(1000).form('mgr1', 2), 5000);
}

function refused(): ReturnType<Case['build']> {
	const base = ingressFlight();
	const story = new Story(3, 3);
	story.events.splice(0, story.events.length, ...base.events.slice(0, -4));
	story
		.at(128_000)
		.emit({ type: 'ingress.request', n: 4, client: 'wrk3', to: 'mgr3', address: '10.0.0.3', port: 9090 }, 0);
	story.emit({ type: 'ingress.fail', n: 4, where: 'mgr3', port: 9090, why: 'refused' });
	return ending(story, 128_002);
}

function timedOut(): ReturnType<Case['build']> {
	const base = ingressFlight();
	const story = new Story(3, 3);
	story.events.splice(0, story.events.length, ...base.events.slice(0, -4));
	story.at(127_000).machine('wrk2', { power: 'off' });
	story
		.at(128_000)
		.emit({ type: 'ingress.request', n: 4, client: 'wrk3', to: 'wrk2', address: '10.0.0.5', port: 8080 }, 0);
	story.emit({ type: 'ingress.fail', n: 4, where: 'wrk2', port: 8080, why: 'timeout' });
	return ending(story, 131_000);
}

/** Published with mode=host: a port only where a task is. */
function hostMode(): ReturnType<Case['build']> {
	const story = new Story(1, 3).at(1000).form('mgr1', 2);
	story
		.at(2000)
		.service('web', { replicas: 2, ports: [{ protocol: 'tcp', target: 80, published: 8080, mode: 'host' }] });
	const one = story.at(4000).task('web', 1, 'wrk1', 'running');
	story.task('web', 2, 'wrk3', 'running');
	story.publish('web', 8080, 'host', ['wrk1', 'wrk3']);
	story
		.at(6000)
		.emit({ type: 'ingress.request', n: 1, client: 'mgr1', to: 'wrk1', address: '10.0.0.2', port: 8080 }, 0);
	story.emit({ type: 'ingress.accept', n: 1, where: 'wrk1', port: 8080, service: 'web', rule: 'host' });
	story.emit({ type: 'ingress.forward', n: 1, from: 'wrk1', to: 'wrk1', overlay: false, taskId: one.id });
	story.emit({
		type: 'ingress.reply',
		n: 1,
		taskId: one.id,
		task: 'web.1',
		node: 'wrk1',
		status: 200,
		ms: 1,
		text: 'ok'
	});
	return ending(story, 6003);
}

export const CASES: readonly Case[] = [
	{
		name: 'leader-replaced',
		about: 'mgr2 leads in term 4; web-fe.4 failed on mgr1 and is new on wrk3',
		diagrams: ['replicas', 'raft', 'ingress'],
		build: leaderReplaced
	},
	{
		name: 'ingress-flight',
		about: 'request 4 crosses the overlay from mgr1, which runs no task',
		diagrams: ['ingress'],
		build: ingressFlight
	},
	{ name: 'ingress-answered', about: 'the same request has its answer', diagrams: ['ingress'], build: ingressAnswered },
	{
		name: 'partition',
		about: 'side B, the minority, keeps asking for votes; side A goes on',
		diagrams: ['raft', 'replicas'],
		build: partition
	},
	{
		name: 'rolling-update',
		about: 'two of six have the new image, two are under way',
		diagrams: ['replicas'],
		build: rollingUpdate
	},
	{ name: 'every-state', about: 'all states of tasks and nodes', diagrams: ['replicas', 'raft'], build: everyState },
	{
		name: 'five-services',
		about: 'hue, pattern and letter of five services',
		diagrams: ['replicas'],
		build: fiveServices
	},
	{
		name: 'lost-quorum',
		about: 'one of three managers is left: nothing can be changed',
		diagrams: ['raft', 'replicas'],
		build: lostQuorum
	},
	{ name: 'five-managers', about: 'five on the ring, messages of every kind', diagrams: ['raft'], build: fiveManagers },
	{ name: 'overwritten', about: 'what a leader wrote alone is struck through', diagrams: ['raft'], build: overwritten },
	{ name: 'bare-machines', about: 'no swarm yet', diagrams: ['replicas', 'raft', 'ingress'], build: bareMachines },
	{ name: 'two-pis', about: 'one manager, one worker', diagrams: ['replicas', 'raft', 'ingress'], build: twoPis },
	{
		name: 'no-service',
		about: 'a swarm without services',
		diagrams: ['replicas', 'raft', 'ingress'],
		build: noService
	},
	{ name: 'refused', about: 'nothing listens on that port', diagrams: ['ingress'], build: refused },
	{ name: 'timed-out', about: 'the machine asked has no power', diagrams: ['ingress'], build: timedOut },
	{ name: 'host-mode', about: 'ports only where tasks are', diagrams: ['ingress'], build: hostMode }
];
