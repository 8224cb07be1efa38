// Six nodes, three of them managers, under loss of a worker, of the leader, of the quorum, and under a partition. The
// limits are what was measured on a real swarm (FINDINGS.md section 1), over several seeds.
import { expect, test } from 'vitest';
import type { TracedEvent } from '../../../../src/core/sim/trace.ts';
import type { TraceEvent } from '../../../../src/core/trace-events.ts';
import { SmallCluster } from '../small-cluster.ts';

const NAMES = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'];
const MANAGERS = NAMES.slice(0, 3);
const SEEDS = [1, 2, 3, 4, 5, 6];
const NO_LEADER =
	"rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
const DEADLINE = 'rpc error: code = DeadlineExceeded desc = context deadline exceeded';

type EventOf<T extends TraceEvent['type']> = Extract<TraceEvent, { type: T }> & TracedEvent;

function events<T extends TraceEvent['type']>(cluster: SmallCluster, type: T, since = 0): EventOf<T>[] {
	return cluster.sim.trace.kept.filter((event) => event.type === type && event.t >= since) as EventOf<T>[];
}

function lastState(cluster: SmallCluster, hostname: string): EventOf<'node.state'> {
	return events(cluster, 'node.state').findLast((event) => event.node.hostname === hostname)!;
}

function isLeading(cluster: SmallCluster, since: number): boolean {
	return events(cluster, 'raft.role', since).some((event) => event.role === 'leader');
}

function hasStarted(cluster: SmallCluster, since: number): boolean {
	return events(cluster, 'task.state', since).some(
		(event) => event.was !== 'running' && event.task.state === 'running'
	);
}

function spread(times: readonly number[]): string {
	const sorted = [...times].sort((a, b) => a - b);
	return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]}–${sorted.at(-1)}, n=${sorted.length})`;
}

test('a task runs about half a second after its service was created', () => {
	const created: number[] = [];
	const running: number[] = [];
	for (const seed of SEEDS) {
		const cluster = new SmallCluster(seed, NAMES).form();
		const start = cluster.sim.now;
		cluster.createService('mgr2', 'web', 1);
		created.push(cluster.sim.now - start);
		cluster.until('running', () => hasStarted(cluster, start));
		running.push(cluster.sim.now - start);
	}
	console.log(`create answers after ${spread(created)} ms, running after ${spread(running)} ms`);
	for (const ms of created) expect(ms).toBeLessThan(40);
	for (const ms of running) {
		expect(ms).toBeGreaterThan(350);
		expect(ms).toBeLessThan(800);
	}
});

test('a worker without power is Down after its heartbeat expires, and its task runs elsewhere five seconds later', () => {
	const down: number[] = [];
	const replaced: number[] = [];
	for (const seed of SEEDS) {
		const cluster = new SmallCluster(seed, NAMES).form();
		cluster.createService('mgr1', 'web', 6);
		cluster.pass(4000);
		cluster.powerOff('wrk2');
		down.push(cluster.until('down', () => lastState(cluster, 'wrk2').node.state === 'down'));
		expect(lastState(cluster, 'wrk2').node.message).toBe('heartbeat failure');
		const since = cluster.sim.now;
		replaced.push(cluster.until('replacement', () => hasStarted(cluster, since)));
		// The old task's state is what was last heard of it.
		const tasks = cluster.run(cluster.control('mgr3').list('task'));
		const old = tasks.filter((task) => task.desiredState === 'SHUTDOWN');
		expect(old.map((task) => task.status.state)).toEqual(['RUNNING']);
	}
	console.log(`down after ${spread(down)} ms, replacement running ${spread(replaced)} ms later`);
	for (const ms of down) {
		expect(ms).toBeGreaterThanOrEqual(8500);
		expect(ms).toBeLessThanOrEqual(16_500);
	}
	for (const ms of replaced) {
		expect(ms).toBeGreaterThan(5000);
		expect(ms).toBeLessThan(6700);
	}
});

test('the leader is lost: an election, everybody Unknown, Ready within seconds, the old leader Down much later', () => {
	const elected: number[] = [];
	const ready: number[] = [];
	const oldDown: number[] = [];
	const back: number[] = [];
	for (const seed of SEEDS) {
		const cluster = new SmallCluster(seed, NAMES).form();
		const old = cluster.leader();
		const lost = cluster.sim.now;
		if (seed % 2 === 0) cluster.killDaemon(old);
		else cluster.powerOff(old);
		elected.push(cluster.until('a leader', () => isLeading(cluster, lost)));
		const since = cluster.sim.now;
		cluster.until(
			'everybody unknown',
			() => NAMES.every((name) => lastState(cluster, name).node.state === 'unknown'),
			200
		);
		expect(lastState(cluster, 'wrk1').node.message).toBe(
			'Node moved to "unknown" state due to leadership change in cluster'
		);
		const others = NAMES.filter((name) => name !== old);
		ready.push(
			cluster.until('all ready', () => others.every((name) => lastState(cluster, name).node.state === 'ready'))
		);
		cluster.until('old leader down', () => lastState(cluster, old).node.state === 'down');
		expect(lastState(cluster, old).node.message).toBe('heartbeat failure for node in "unknown" state');
		oldDown.push(cluster.sim.now - since);
		cluster.boot(old);
		back.push(cluster.until('back', () => lastState(cluster, old).node.state === 'ready'));
		cluster.pass(10_000);
		const statuses = cluster.run(cluster.control(old).managerStatuses());
		expect(statuses.map((status) => status.reachability)).toEqual(['reachable', 'reachable', 'reachable']);
	}
	console.log(
		`elected ${spread(elected)}, all ready ${spread(ready)}, old leader down ${spread(oldDown)}, back ${spread(back)}`
	);
	for (const ms of elected) {
		expect(ms).toBeGreaterThan(8500);
		expect(ms).toBeLessThan(30_000);
	}
	for (const ms of ready) expect(ms).toBeLessThan(9500);
	for (const ms of oldDown) {
		expect(ms).toBeGreaterThan(24_000);
		expect(ms).toBeLessThan(33_500);
	}
	for (const ms of back) expect(ms).toBeLessThan(12_000);
});

test('a command waits out an election when the connection broke, and for twenty seconds when nothing answers', () => {
	for (const seed of SEEDS) {
		const killed = new SmallCluster(seed, NAMES).form();
		const other = MANAGERS.find((name) => name !== killed.leader())!;
		killed.killDaemon(killed.leader());
		const start = killed.sim.now;
		// It may need longer than the daemon waits; then it says so.
		const answer = killed.run(attempt(killed.control(other).list('service')));
		if (answer === 'ok') expect(killed.sim.now - start).toBeGreaterThan(8000);
		else expect(killed.sim.now - start).toBe(20_000);

		const dark = new SmallCluster(seed, NAMES).form();
		const follower = MANAGERS.find((name) => name !== dark.leader())!;
		dark.powerOff(dark.leader());
		const { text, status, ms } = dark.fails(dark.control(follower).list('service'));
		expect({ text, status, ms }).toEqual({ text: DEADLINE, status: 500, ms: 20_000 });
	}
});

function* attempt(body: ReturnType<ReturnType<SmallCluster['control']>['list']>) {
	try {
		yield* body;
		return 'ok';
	} catch {
		return 'failed';
	}
}

test('without a quorum the first command hangs, later ones fail at once with the lost leader', () => {
	for (const seed of SEEDS) {
		const cluster = new SmallCluster(seed, NAMES).form();
		const leader = cluster.leader();
		const [survivor, second] = MANAGERS.filter((name) => name !== leader);
		cluster.createService(leader, 'web', 3);
		cluster.pass(3000);
		cluster.powerOff(leader);
		cluster.powerOff(second!);
		expect(cluster.fails(cluster.control(survivor!).list('node'))).toEqual({ text: DEADLINE, status: 500, ms: 20_000 });
		cluster.pass(15_000);
		const late = cluster.fails(cluster.control(survivor!).createNetwork({ annotations: { name: 'q' } }));
		expect(late.text).toBe(NO_LEADER);
		expect(late.ms).toBeLessThan(100);
		// Tasks on workers do not notice.
		const running = NAMES.flatMap((name) => [...cluster.at(name).engine.containers.values()]).filter(
			(c) => c.isRunning
		);
		expect(running.length).toBeGreaterThan(0);
		const since = cluster.sim.now;
		cluster.boot(second!);
		cluster.until('a leader again', () => isLeading(cluster, since), 30_000);
		cluster.pass(12_000);
		expect(cluster.run(cluster.control(survivor!).list('service')).length).toBe(1);
	}
});

test('a leader whose followers are gone steps down; what was asked of it in between is not done twice', () => {
	const cluster = new SmallCluster(7, NAMES).form();
	const leader = cluster.leader();
	for (const name of MANAGERS) if (name !== leader) cluster.powerOff(name);
	// Reading is served as long as it believes to lead.
	expect(cluster.run(cluster.control(leader).list('node')).length).toBe(6);
	const { text } = cluster.fails(cluster.control(leader).createNetwork({ annotations: { name: 'n' } }));
	expect(text).toBe('rpc error: code = Unknown desc = raft: failed to process the request: node lost leader status');
	cluster.pass(15_000);
	expect(cluster.fails(cluster.control(leader).list('node')).text).toBe(NO_LEADER);
});

test('a partition: the majority goes on, the minority has no leader, and healing deposes the leader', () => {
	for (const seed of SEEDS) {
		const cluster = new SmallCluster(seed, NAMES).form();
		const leader = cluster.leader();
		const [friend, cutOff] = MANAGERS.filter((name) => name !== leader);
		cluster.createService(leader, 'web', 6);
		cluster.pass(3000);
		cluster.net.partition([
			[leader, friend!],
			[cutOff!, 'wrk1', 'wrk2', 'wrk3']
		]);
		const cut = cluster.sim.now;
		const unreachable = (): boolean =>
			events(cluster, 'raft.peer', cut).some(
				(event) => event.where === leader && event.peer === cutOff && !event.active
			);
		expect(cluster.until('unreachable', unreachable)).toBeLessThan(3500);
		cluster.until('all of the minority down', () =>
			[cutOff!, 'wrk1', 'wrk2', 'wrk3'].every((name) => lastState(cluster, name).node.state === 'down')
		);
		expect(cluster.sim.now - cut).toBeLessThan(16_500);
		// A replacement may first have been given to a node that was not known to be gone yet.
		cluster.pass(13_000);
		const tasks = cluster.run(cluster.control(friend!).list('task'));
		expect(tasks.filter((task) => task.desiredState === 'RUNNING' && task.status.state === 'RUNNING').length).toBe(6);
		cluster.pass(20_000);
		expect(cluster.fails(cluster.control(cutOff!).list('node')).text).toBe(NO_LEADER);

		cluster.net.heal();
		const healed = cluster.sim.now;
		const steppedDown = (): boolean =>
			events(cluster, 'raft.role', healed).some((event) => event.where === leader && event.role === 'follower');
		// Not before the connections of both sides are alive again, 52 s after the first loss on each: 54.6 s after the cut in
		// failures.jsonl (1066 to 1189). Who is cut off loses its first message when it stands for election.
		cluster.until('the leader steps down', steppedDown);
		expect(cluster.sim.now - cut).toBeGreaterThan(51_000);
		expect(cluster.sim.now - cut).toBeLessThan(76_000);
		// Who comes back has the highest term but not the newest log: it may disturb several elections and wins none.
		cluster.until('a leader again', () => isLeading(cluster, healed), 120_000);
		cluster.until('all ready', () => NAMES.every((name) => lastState(cluster, name).node.state === 'ready'), 30_000);
		cluster.pass(5000);
		// No rebalancing: what was moved stays, and nothing runs twice.
		const running = NAMES.flatMap((name) => [...cluster.at(name).engine.containers.values()]).filter(
			(c) => c.isRunning
		);
		expect(running.length).toBe(6);
	}
});

test('an idle swarm of six costs little', () => {
	const cluster = new SmallCluster(1, NAMES).form();
	cluster.createService('mgr1', 'web', 6);
	cluster.pass(600_000);
	const start = performance.now();
	const steps = cluster.sim.steps;
	const kept = cluster.sim.trace.kept.length;
	cluster.pass(3_600_000);
	const ratio = 3_600_000 / (performance.now() - start);
	console.log(
		`idle: ${Math.round(ratio)} virtual seconds a second, ${((cluster.sim.steps - steps) / 3600).toFixed(1)} steps a second`
	);
	expect(ratio).toBeGreaterThan(2000);
	// Heartbeats are noise: nothing else happens.
	expect(cluster.sim.trace.kept.length).toBe(kept);
});

test('the same seed gives the same run, another seed another', () => {
	const hash = (seed: number): string => {
		const cluster = new SmallCluster(seed, NAMES).form();
		cluster.createService('mgr2', 'web', 4);
		cluster.pass(5000);
		cluster.powerOff(cluster.leader());
		cluster.pass(60_000);
		return cluster.sim.trace.hash();
	};
	expect(hash(1)).toBe(hash(1));
	expect(hash(1)).not.toBe(hash(2));
});
