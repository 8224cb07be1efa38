// init, join, leave, roles and restarts, as the daemon answers them (SEMANTICS.md section 15, FINDINGS.md sections 1, 6).
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../../src/core/trace-events.ts';
import { formatToken } from '../../../../src/core/swarm/ca/tokens.ts';
import type { NodeRole } from '../../../../src/core/swarm/objects.ts';
import { SwarmError } from '../../../../src/core/swarm/swarm.ts';
import { ERAS, INIT, JOIN, SmallCluster } from '../small-cluster.ts';

const SIX = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2', 'wrk3'];

function tokens(cluster: SmallCluster): { worker: string; manager: string } {
	return cluster.run(cluster.control('mgr1').list('cluster'))[0]!.rootCa.joinTokens;
}

function setRole(cluster: SmallCluster, asked: string, hostname: string, desiredRole: NodeRole): void {
	const node = cluster.node(asked, hostname);
	cluster.run(cluster.control(asked).updateNode(node.id, node.meta.version.index, { ...node.spec, desiredRole }));
}

function members(cluster: SmallCluster): string[] {
	return cluster.sim.trace.kept.findLast((event) => event.type === 'raft.members')!.voters;
}

function refusal(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (error instanceof SwarmError) return error.text;
		throw error;
	}
	throw new Error('no error');
}

test('init makes a swarm of one that leads, with its objects in one transaction', () => {
	const cluster = new SmallCluster(1, ['mgr1']);
	const id = cluster.init('mgr1');
	console.log(`init took ${cluster.sim.now} ms`);
	expect(cluster.sim.now).toBeGreaterThan(400);
	expect(cluster.sim.now).toBeLessThan(800);
	expect(id).toMatch(/^[a-z0-9]{25}$/);
	const info = cluster.run(cluster.at('mgr1').swarm.info());
	expect(info).toMatchObject({
		nodeId: id,
		nodeAddr: '10.0.0.1',
		localNodeState: 'active',
		controlAvailable: true,
		error: '',
		remoteManagers: [{ nodeId: id, addr: '10.0.0.1:2377' }],
		nodes: 1,
		managers: 1
	});
	expect(info.cluster!.spec.annotations.name).toBe('default');
	expect(info.cluster!.rootCa.joinTokens.worker).toMatch(/^SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}$/);
	const node = cluster.node('mgr1', 'mgr1');
	expect(node).toMatchObject({ role: 'MANAGER', status: { state: 'READY', addr: '10.0.0.1' } });
	const networks = cluster.run(cluster.control('mgr1').list('network'));
	expect(networks.map((network) => network.spec.annotations.name)).toEqual(['ingress', 'bridge', 'host']);
	const labels = cluster.sim.trace.kept.flatMap((event) => (event.type === 'raft.append' ? event.entries : []));
	expect(labels.slice(0, 3).map((entry) => entry.label)).toEqual(['join mgr1', 'leader', 'swarm']);
	expect(cluster.fails(cluster.at('mgr1').swarm.init(INIT)).text).toContain('This node is already part of a swarm.');
});

test('nodes join by token, and only a manager serves the API', () => {
	const cluster = new SmallCluster(2, SIX);
	cluster.init('mgr1');
	const times = SIX.slice(1).map((name) => {
		const start = cluster.sim.now;
		cluster.join(name, 'mgr1', name.startsWith('mgr') ? 'manager' : 'worker');
		return `${name} ${cluster.sim.now - start} ms`;
	});
	console.log(`join: ${times.join(', ')}`);
	cluster.pass(2000);
	const statuses = cluster.run(cluster.control('mgr3').managerStatuses());
	expect(statuses.map((status) => status.addr)).toEqual(['10.0.0.1:2377', '10.0.0.2:2377', '10.0.0.3:2377']);
	expect(statuses.filter((status) => status.leader).length).toBe(1);
	expect(statuses.every((status) => status.reachability === 'reachable')).toBe(true);
	expect(members(cluster)).toEqual(['mgr1', 'mgr2', 'mgr3']);
	expect(refusal(() => cluster.control('wrk1'))).toBe(
		"This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager."
	);
	const info = cluster.run(cluster.at('wrk1').swarm.info());
	expect(info).toMatchObject({ localNodeState: 'active', controlAvailable: false });
	expect(info.remoteManagers.length).toBe(3);
	expect(info.cluster).toBeUndefined();
});

test('a machine outside of a swarm says so', () => {
	const cluster = new SmallCluster(1, ['mgr1']);
	expect(refusal(() => cluster.control('mgr1'))).toBe(
		'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
	);
	expect(cluster.fails(cluster.at('mgr1').swarm.leave(true))).toMatchObject({
		text: 'This node is not part of a swarm',
		status: 503
	});
	expect(cluster.run(cluster.at('mgr1').swarm.info()).localNodeState).toBe('inactive');
});

test('what is wrong with a join is told in the words and after the time of a real daemon', () => {
	const cluster = new SmallCluster(3, ['mgr1', 'wrk1', 'wrk2']);
	cluster.init('mgr1');
	const { worker } = tokens(cluster);
	const secret = worker.split('-')[3]!;
	const joinWith = (token: string, remote: string) =>
		cluster.fails(cluster.at('wrk1').swarm.join({ ...JOIN, token, remoteAddrs: [remote] }));

	expect(joinWith('foo', '10.0.0.1:2377')).toEqual({ text: 'invalid join token', status: 500, ms: 0 });

	const wrong = joinWith(worker.replace(secret, '0'.repeat(25)), '10.0.0.1:2377');
	expect(wrong.text).toBe(
		'rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster'
	);
	expect(Math.round(wrong.ms / 1000)).toBe(10);

	const digest = 'ab'.repeat(32);
	const otherCa = joinWith(formatToken(digest, secret), '10.0.0.1:2377');
	expect(otherCa.text).toBe(`remote CA does not match fingerprint. Expected: ${digest}`);
	expect(Math.round(otherCa.ms / 1000)).toBe(10);

	const closed = joinWith(worker, '10.0.0.1:2376');
	expect(closed.text).toBe(
		'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial tcp 10.0.0.1:2376: connect: connection refused"'
	);
	expect(closed.status).toBe(503);
	expect(Math.round(closed.ms / 1000)).toBe(10);
	// A worker listens to nobody.
	expect(joinWith(worker, '10.0.0.3').text).toContain('dial tcp 10.0.0.3:2377: connect: connection refused');

	expect(joinWith(worker, 'nosuch:2377')).toMatchObject({
		text: 'could not find local IP address: dial udp: lookup nosuch: no such host',
		ms: 0
	});

	const silent = joinWith(worker, '10.0.0.77:2377');
	expect(silent).toMatchObject({ status: 503, ms: 20_000 });
	expect(silent.text).toContain('Timeout was reached before node joined. The attempt to join the swarm will continue');
	expect(cluster.run(cluster.at('wrk1').swarm.info()).localNodeState).toBe('pending');
	expect(joinWith(worker, '10.0.0.1:2377').text).toContain('This node is already part of a swarm.');
	cluster.run(cluster.at('wrk1').swarm.leave(false));
	cluster.join('wrk1', 'mgr1', 'worker');
});

test('a rotated token admits nobody with the old one', () => {
	const cluster = new SmallCluster(4, ['mgr1', 'wrk1', 'wrk2']);
	cluster.init('mgr1');
	const old = tokens(cluster);
	const [before] = cluster.run(cluster.control('mgr1').list('cluster'));
	const rotate = { workerToken: true, managerToken: false, unlockKey: false };
	cluster.run(cluster.control('mgr1').updateCluster(before!.meta.version.index, before!.spec, rotate));
	expect(tokens(cluster).worker).not.toBe(old.worker);
	expect(tokens(cluster).worker.split('-')[2]).toBe(old.worker.split('-')[2]);
	expect(tokens(cluster).manager).toBe(old.manager);
	const request = { ...JOIN, token: old.worker, remoteAddrs: ['10.0.0.1'] };
	expect(cluster.fails(cluster.at('wrk1').swarm.join(request)).text).toContain('A valid join token is necessary');
	cluster.join('wrk2', 'mgr1', 'worker');
});

test('before tokens a node joins by the name of a manager', () => {
	const cluster = new SmallCluster(5, ['pi6', 'pi1', 'pi2'], ERAS.rc1);
	cluster.init('pi6');
	cluster.run(cluster.at('pi1').swarm.join({ ...JOIN, remoteAddrs: ['pi6:2377'] }));
	cluster.run(cluster.at('pi2').swarm.join({ ...JOIN, remoteAddrs: ['pi6'], manager: true }));
	const nodes = cluster.run(cluster.control('pi6').list('node'));
	expect(nodes.map((node) => [node.description!.hostname, node.role])).toEqual([
		['pi6', 'MANAGER'],
		['pi1', 'WORKER'],
		['pi2', 'MANAGER']
	]);
	cluster.createService('pi6', 'whoami', 3);
	cluster.pass(3000);
	const running = (): number =>
		['pi6', 'pi1', 'pi2'].flatMap((name) => [...cluster.at(name).engine.containers.values()]).filter((c) => c.isRunning)
			.length;
	expect(running()).toBe(3);
	cluster.run(cluster.at('pi1').swarm.leave(false));
	expect(cluster.at('pi1').engine.containers.size).toBe(0);
	cluster.until('replaced', () => running() === 3, 40_000);
});

test('a worker leaves at once and stays in the list, Ready until its heartbeat is missed', () => {
	const cluster = new SmallCluster(6, SIX).form();
	const start = cluster.sim.now;
	cluster.run(cluster.at('wrk3').swarm.leave(false));
	expect(cluster.sim.now - start).toBeGreaterThan(600);
	expect(cluster.sim.now - start).toBeLessThan(1150);
	const left = cluster.node('mgr1', 'wrk3');
	expect(left.status.state).toBe('READY');
	expect(cluster.fails(cluster.control('mgr1').removeNode(left.id, false)).text).toBe(
		`rpc error: code = FailedPrecondition desc = node ${left.id} is not down and can't be removed`
	);
	cluster.pass(16_500);
	expect(cluster.node('mgr1', 'wrk3').status.state).toBe('DOWN');
	// It may come back as another node of the same name.
	cluster.join('wrk3', 'mgr2', 'worker');
	expect(
		cluster.run(cluster.control('mgr1').list('node')).filter((n) => n.description?.hostname === 'wrk3').length
	).toBe(2);
	cluster.run(cluster.control('mgr1').removeNode(left.id, false));
	expect(cluster.fails(cluster.control('mgr1').get('node', left.id)).text).toBe(
		`rpc error: code = NotFound desc = node ${left.id} not found`
	);
});

test('a manager is warned before it leaves, in three ways', () => {
	const general =
		'You are attempting to leave the swarm on a node that is participating as a manager. The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';
	const three = new SmallCluster(7, ['mgr1', 'mgr2', 'mgr3']).form();
	expect(three.fails(three.at('mgr2').swarm.leave(false)).text).toBe(general);
	three.powerOff('mgr3');
	three.pass(5000);
	if (three.leader() !== 'mgr3') {
		expect(three.fails(three.at('mgr2').swarm.leave(false)).text).toContain(
			'Removing this node leaves 1 managers out of 3. Without a Raft quorum your swarm will be inaccessible. '
		);
	}
	const one = new SmallCluster(7, ['mgr1']);
	one.init('mgr1');
	expect(one.fails(one.at('mgr1').swarm.leave(false)).text).toBe(
		'You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. '
	);
	one.run(one.at('mgr1').swarm.leave(true));
	expect(one.run(one.at('mgr1').swarm.info()).localNodeState).toBe('inactive');
	one.init('mgr1');
});

test('a manager that has left by force is still a member, until it is demoted', () => {
	const cluster = new SmallCluster(8, SIX).form();
	const leaver = ['mgr2', 'mgr3'].find((name) => name !== cluster.leader())!;
	cluster.run(cluster.at(leaver).swarm.leave(true));
	cluster.pass(20_000);
	const node = cluster.node('mgr1', leaver);
	expect(node.status.state).toBe('DOWN');
	expect(cluster.fails(cluster.control('mgr1').removeNode(node.id, true)).text).toBe(
		`rpc error: code = FailedPrecondition desc = node ${node.id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`
	);
	setRole(cluster, 'mgr1', leaver, 'WORKER');
	cluster.pass(1000);
	cluster.run(cluster.control('mgr1').removeNode(node.id, false));
	expect(members(cluster)).not.toContain(leaver);
});

test('a promoted worker is a reachable manager within a second, a demoted one is none at once', () => {
	const cluster = new SmallCluster(9, SIX).form();
	setRole(cluster, 'mgr1', 'wrk1', 'MANAGER');
	const took = cluster.until('member', () => members(cluster).includes('wrk1'));
	console.log(`promoted after ${took} ms`);
	expect(took).toBeLessThan(1200);
	cluster.pass(1500);
	expect(cluster.run(cluster.control('wrk1').managerStatuses()).every((s) => s.reachability === 'reachable')).toBe(
		true
	);
	expect(cluster.run(cluster.at('wrk1').swarm.info()).controlAvailable).toBe(true);
	setRole(cluster, 'mgr1', 'wrk1', 'WORKER');
	cluster.until('not a member', () => !members(cluster).includes('wrk1'), 1000);
	cluster.pass(12_000);
	expect(refusal(() => cluster.control('wrk1'))).toContain(
		"Worker nodes can't be used to view or modify cluster state."
	);
	expect(cluster.node('mgr1', 'wrk1')).toMatchObject({ role: 'WORKER', status: { state: 'READY' } });
	expect(cluster.at('wrk1').disk.raft).toBeUndefined();
});

test('a leader that demotes itself hands over first', () => {
	for (const seed of [1, 2, 3]) {
		const cluster = new SmallCluster(seed, SIX).form();
		const old = cluster.leader();
		const since = cluster.sim.now;
		setRole(cluster, old, old, 'WORKER');
		const took = cluster.until('a new leader', () => {
			const elections = cluster.sim.trace.kept.filter((event) => event.type === 'raft.role' && event.t >= since);
			return elections.some((event) => event.type === 'raft.role' && event.role === 'leader');
		});
		expect(took).toBeLessThan(200);
		cluster.pass(12_000);
		expect(refusal(() => cluster.control(old))).toContain('This node is not a swarm manager.');
		const asked = ['mgr1', 'mgr2', 'mgr3'].find((name) => name !== old)!;
		const nodes = cluster.run(cluster.control(asked).list('node'));
		expect(nodes.map((node) => node.status.state)).toEqual(Array(6).fill('READY'));
		expect(cluster.run(cluster.control(asked).managerStatuses()).length).toBe(2);
	}
});

test('the last manager cannot be demoted, nor one whose loss would cost the quorum', () => {
	const one = new SmallCluster(10, ['mgr1', 'wrk1']).form();
	expect(refusal(() => setRole(one, 'mgr1', 'mgr1', 'WORKER'))).toBe(
		'rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm'
	);
	const three = new SmallCluster(10, SIX).form();
	const leader = three.leader();
	const [a, b] = ['mgr1', 'mgr2', 'mgr3'].filter((name) => name !== leader);
	three.powerOff(a!);
	three.pass(5000);
	expect(refusal(() => setRole(three, leader, b!, 'WORKER'))).toBe(
		"rpc error: code = FailedPrecondition desc = can't remove member from the raft: this would result in a loss of quorum"
	);
});

test('a daemon that was stopped comes back with its node, and its tasks tell what became of them', () => {
	const cluster = new SmallCluster(11, SIX).form();
	cluster.createService('mgr1', 'web', 6);
	cluster.pass(3000);
	// Killed for a few seconds: nobody notices, the container has gone on.
	const { id } = cluster.node('mgr1', 'wrk1');
	cluster.killDaemon('wrk1');
	cluster.pass(3000);
	cluster.boot('wrk1');
	cluster.pass(5000);
	expect(cluster.node('mgr1', 'wrk1')).toMatchObject({ id, status: { state: 'READY' } });
	const states = (): string[] => cluster.run(cluster.control('mgr1').list('task')).map((t) => t.status.state);
	expect(states()).toEqual(Array(6).fill('RUNNING'));

	// Without power the container has died; the task fails when the node is back, and is replaced.
	cluster.powerOff('wrk2');
	cluster.pass(2000);
	cluster.boot('wrk2');
	cluster.pass(3000);
	const failed = cluster.run(cluster.control('mgr1').list('task')).find((task) => task.status.state === 'FAILED');
	expect(failed?.status.err).toBe('task: non-zero exit (255)');
	cluster.pass(8000);
	expect(states().filter((state) => state === 'RUNNING').length).toBe(6);
});

test('a swarm of one survives a power cut with everything that was committed', () => {
	const cluster = new SmallCluster(12, ['mgr1']);
	cluster.init('mgr1');
	cluster.createService('mgr1', 'web', 2);
	cluster.pass(3000);
	cluster.powerOff('mgr1');
	cluster.pass(5000);
	cluster.boot('mgr1');
	cluster.pass(10_000);
	expect(cluster.run(cluster.control('mgr1').list('service')).map((s) => s.spec.annotations.name)).toEqual(['web']);
	const running = cluster.run(cluster.control('mgr1').list('task')).filter((t) => t.status.state === 'RUNNING');
	expect(running.length).toBe(2);
	expect(cluster.run(cluster.at('mgr1').swarm.info()).localNodeState).toBe('active');
});

test('with autolock a restarted manager waits for its key', () => {
	const cluster = new SmallCluster(13, SIX);
	cluster.init('mgr1', { autoLockManagers: true });
	for (const name of SIX.slice(1, 4)) cluster.join(name, 'mgr1', name.startsWith('mgr') ? 'manager' : 'worker');
	const key = cluster.run(cluster.at('mgr1').swarm.unlockKey());
	expect(key).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
	cluster.killDaemon('mgr2');
	cluster.boot('mgr2');
	cluster.pass(2000);
	const { swarm } = cluster.at('mgr2');
	expect(cluster.run(swarm.info()).localNodeState).toBe('locked');
	expect(cluster.run(swarm.info()).error).toMatch(/^Swarm is encrypted and needs to be unlocked/);
	expect(refusal(() => cluster.control('mgr2'))).toBe(
		'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.'
	);
	expect(cluster.fails(swarm.leave(false)).text).toBe(
		'Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.'
	);
	expect(cluster.fails(swarm.unlock('x')).text).toBe('invalid key string');
	expect(cluster.fails(swarm.unlock(`SWMKEY-1-${'A'.repeat(43)}`)).text).toBe(
		'swarm could not be unlocked: invalid key provided'
	);
	cluster.run(swarm.unlock(key));
	cluster.pass(10_000);
	expect(cluster.run(cluster.control('mgr2').managerStatuses()).length).toBe(3);
	expect(cluster.fails(swarm.unlock(key)).text).toBe('swarm is not locked');
});

test('every manager tells the same entries in the same order, and the leader each change once', () => {
	const cluster = new SmallCluster(14, SIX).form();
	cluster.createService('mgr2', 'web', 6);
	cluster.pass(3000);
	const applied = (where: string): string[] =>
		cluster.sim.trace.kept.flatMap((event) =>
			event.type === 'store.apply' && event.where === where && event.label !== 'from disk'
				? [`${event.index} ${event.term} ${event.label}`]
				: []
		);
	const all = applied('mgr1');
	expect(all.length).toBeGreaterThan(15);
	expect(all).toEqual(all.toSorted((a, b) => Number.parseInt(a) - Number.parseInt(b)));
	for (const name of ['mgr2', 'mgr3']) expect(applied(name)).toEqual(all);
	const told = (type: TraceEvent['type']): number =>
		cluster.sim.trace.kept.filter((event) => event.type === type).length;
	expect(told('service.change')).toBeGreaterThan(0);
	const created = cluster.sim.trace.kept.filter((event) => event.type === 'task.state' && event.was === 'none');
	expect(created.length).toBe(6);
});

test('a log that outgrows the snapshot interval is compacted, and who was away gets the snapshot', () => {
	const era = { ...ERAS.modern, raft: { ...ERAS.modern.raft, snapshotInterval: 60, logEntriesForSlowFollowers: 10 } };
	const cluster = new SmallCluster(15, SIX, era).form();
	const away = ['mgr2', 'mgr3'].find((name) => name !== cluster.leader())!;
	const asked = cluster.leader();
	cluster.powerOff(away);
	for (let i = 0; i < 100; i++) cluster.run(cluster.control(asked).createNetwork({ annotations: { name: `n${i}` } }));
	cluster.boot(away);
	cluster.pass(15_000);
	const snapshots = cluster.sim.trace.kept.filter((event) => event.type === 'raft.snapshot' && event.where === away);
	expect(snapshots.length).toBeGreaterThan(0);
	expect(cluster.at(away).disk.raft!.storage.compacted.index).toBeGreaterThan(0);
	// It can lead with what it has.
	cluster.powerOff(asked);
	cluster.pass(45_000);
	expect(cluster.run(cluster.control(away).list('network')).length).toBe(103);
});
