import type { NodeSummary, ServiceSummary, TaskSummary, TraceEvent } from '../../../src/core/trace-events.ts';

const node: NodeSummary = {
	id: 'n1',
	hostname: 'wrk1',
	role: 'worker',
	availability: 'active',
	state: 'down',
	message: 'heartbeat failure',
	address: '10.0.0.4'
};
const service: ServiceSummary = {
	id: 's1',
	name: 'web',
	image: 'nginx',
	mode: 'replicated',
	replicas: 2,
	ports: [],
	specVersion: 1,
	order: 0,
	updateState: '',
	updateMessage: ''
};
const task: TaskSummary = {
	id: 't1',
	name: 'web.1',
	serviceId: 's1',
	slot: 1,
	nodeId: 'n1',
	image: 'nginx',
	state: 'running',
	desired: 'running',
	message: '',
	err: '',
	specVersion: 1,
	stateAt: 0,
	createdAt: 0,
	containerId: 'c1',
	replaces: ''
};
const STATES = [
	'new',
	'pending',
	'assigned',
	'accepted',
	'preparing',
	'ready',
	'starting',
	'running',
	'complete',
	'shutdown',
	'failed',
	'rejected',
	'remove',
	'orphaned'
] as const;

/** At least one event of every type, and of those with variants one of each. */
export const ONE_OF_EACH: readonly TraceEvent[] = [
	{ type: 'machine', where: 'mgr1', address: '10.0.0.1', power: 'on', paused: false, daemon: 'down', era: '28.2' },
	{ type: 'machine', where: 'mgr1', address: '10.0.0.1', power: 'off', paused: false, daemon: 'down', era: '28.2' },
	...[
		'stop mgr1',
		'start mgr1',
		'kill mgr1',
		'kill task web.1',
		'pause mgr1',
		'resume mgr1',
		'power off mgr1',
		'power on mgr1',
		'partition a | b',
		'heal',
		'drop raft 30%',
		'delay a-b 200ms',
		'unheard of'
	].map((text): TraceEvent => ({ type: 'fault', text })),
	{ type: 'net.partition', sides: [['mgr1'], ['mgr2', 'mgr3']] },
	{ type: 'net.heal' },
	{ type: 'net.link', a: 'mgr1', b: 'mgr2', delayMs: 200, loss: 0.3 },
	{ type: 'net.link', a: 'mgr1', b: 'mgr2', delayMs: 0, loss: 0 },
	...(['V', 'A', 'H', 'S', 'C', 'T', 'D'] as const).flatMap((kind): TraceEvent[] => [
		{ type: 'net.send', id: 1, from: 'mgr1', to: 'mgr2', kind, what: 'it', latencyMs: 1 },
		{ type: 'net.send', id: 2, from: 'mgr2', to: 'mgr1', kind, what: '', latencyMs: 1, reply: '+' },
		{ type: 'net.send', id: 2, from: 'mgr2', to: 'mgr1', kind, what: '', latencyMs: 1, reply: '-' }
	]),
	{ type: 'net.recv', id: 1, from: 'mgr1', to: 'mgr2' },
	...(['partition', 'loss', 'down'] as const).map((why): TraceEvent => ({
		type: 'net.drop',
		id: 1,
		from: 'mgr1',
		to: 'mgr2',
		kind: 'V',
		what: 'it',
		why
	})),
	{ type: 'command', where: 'mgr1', id: 1, line: 'docker node ls' },
	{ type: 'command.end', where: 'mgr1', id: 1, line: 'docker node ls', code: 1, ms: 30 },
	{ type: 'lesson.step', lesson: 'pi', step: 'init', number: 1 },
	{ type: 'check.pass', step: 'init', index: 0 },
	...(['follower', 'candidate', 'leader'] as const).flatMap((role) =>
		['election timeout', 'transfer', 'higher term', 'quorum not active', 'start'].map((why): TraceEvent => ({
			type: 'raft.role',
			where: 'mgr1',
			role,
			term: 2,
			leader: role === 'leader' ? 'mgr1' : '',
			why
		}))
	),
	{ type: 'raft.role', where: 'mgr1', role: 'follower', term: 2, leader: 'mgr2', why: 'heard the leader' },
	{ type: 'raft.stop', where: 'mgr1', why: 'left' },
	{ type: 'raft.timer', where: 'mgr1', timeoutMs: 12_000 },
	{ type: 'raft.vote', where: 'mgr1', candidate: 'mgr2', term: 2, granted: true, why: 'log is up to date' },
	{ type: 'raft.vote', where: 'mgr1', candidate: 'mgr2', term: 2, granted: false, why: 'already voted for mgr3' },
	{ type: 'raft.votes', where: 'mgr1', term: 2, granted: 1, rejected: 1, needed: 2 },
	{ type: 'raft.append', where: 'mgr1', entries: [{ index: 4, term: 2, label: 'scale=6' }] },
	{
		type: 'raft.append',
		where: 'mgr1',
		entries: [
			{ index: 4, term: 2, label: 'scale=6' },
			{ index: 5, term: 2, label: 'task .1' }
		]
	},
	{ type: 'raft.load', where: 'mgr1', snapshot: 0, commit: 0, entries: [] },
	{ type: 'raft.load', where: 'mgr1', snapshot: 3, commit: 4, entries: [{ index: 4, term: 2, label: 'scale=6' }] },
	{ type: 'raft.truncate', where: 'mgr1', fromIndex: 4 },
	{ type: 'raft.commit', where: 'mgr1', index: 4 },
	{ type: 'raft.members', where: 'mgr1', voters: ['mgr1', 'mgr2'] },
	{ type: 'raft.snapshot', where: 'mgr1', index: 4 },
	{ type: 'raft.peer', where: 'mgr1', peer: 'mgr2', active: false },
	{ type: 'raft.ignored', where: 'mgr1', from: 'mgr2', what: 'MsgVote', why: 'lease is not expired' },
	{ type: 'store.apply', where: 'mgr1', index: 4, term: 2, label: 'scale=6', leader: true, changes: [] },
	{ type: 'store.reset', where: 'mgr1' },
	{ type: 'node.state', where: 'mgr1', node, was: 'ready' },
	{ type: 'node.state', where: 'mgr1', node, was: 'none' },
	{ type: 'node.state', where: 'mgr1', node, was: 'down', gone: true },
	{ type: 'node.spec', where: 'mgr1', node, what: 'availability drain' },
	...(['created', 'updated', 'scaled', 'removed', 'rolled back'] as const).map((what): TraceEvent => ({
		type: 'service.change',
		where: 'mgr1',
		service,
		what,
		detail: 'replicas 1 → 2'
	})),
	...STATES.map((state): TraceEvent => ({
		type: 'task.state',
		where: 'mgr1',
		task: { ...task, state, err: state === 'failed' ? 'task: non-zero exit (1)' : '' },
		service: 'web',
		node: 'wrk1',
		was: 'none',
		wasDesired: 'none'
	})),
	...STATES.map((desired): TraceEvent => ({
		type: 'task.state',
		where: 'mgr1',
		task: { ...task, desired },
		service: 'web',
		node: 'wrk1',
		was: 'running',
		wasDesired: 'running'
	})),
	{ type: 'task.gone', where: 'mgr1', task, service: 'web', node: 'wrk1' },
	{
		type: 'scheduler.assign',
		where: 'mgr1',
		taskId: 't1',
		task: 'web.1',
		node: 'wrk1',
		why: 'fewest tasks of web (0)'
	},
	{ type: 'scheduler.wait', where: 'mgr1', taskId: 't1', task: 'web.1', err: 'no suitable node' },
	...(['failed', 'node down', 'node drained', 'node gone', 'finished', 'rejected'] as const).map((why): TraceEvent => ({
		type: 'restart',
		where: 'mgr1',
		taskId: 't1',
		task: 'web.1',
		replacement: 't2',
		delayMs: 5000,
		why
	})),
	{ type: 'dispatcher.register', where: 'mgr1', node: 'wrk1' },
	...(['inactive', 'pending', 'active', 'error', 'locked'] as const).map((state): TraceEvent => ({
		type: 'engine.swarm',
		where: 'mgr1',
		state,
		nodeId: 'n0',
		manager: true
	})),
	{ type: 'api.request', where: 'mgr1', id: 1, method: 'GET', path: '/v1.50/nodes' },
	{ type: 'api.response', where: 'mgr1', id: 1, status: 200, method: 'GET', path: '/v1.50/nodes' },
	...(['created', 'running', 'paused', 'exited', 'removed'] as const).map((state): TraceEvent => ({
		type: 'container',
		where: 'wrk1',
		id: 'c1',
		name: 'web.1.t1',
		image: 'nginx',
		state,
		exitCode: 0,
		taskId: 't1'
	})),
	...(['pulling', 'pulled', 'missing'] as const).map((state): TraceEvent => ({
		type: 'image',
		where: 'wrk1',
		image: 'nginx',
		state
	})),
	{
		type: 'ingress.ports',
		where: 'wrk1',
		ports: [{ port: 8080, protocol: 'tcp', service: 'web', serviceId: 's1', mode: 'ingress' }]
	},
	{ type: 'ingress.ports', where: 'wrk1', ports: [] },
	{ type: 'ingress.backends', where: 'wrk1', service: 'web', serviceId: 's1', port: 8080, tasks: ['t1'] },
	{ type: 'ingress.request', n: 1, client: 'mgr1', to: 'wrk1', address: '10.0.0.4', port: 8080 },
	...(['ingress', 'host', 'container'] as const).map((rule): TraceEvent => ({
		type: 'ingress.accept',
		n: 1,
		where: 'wrk1',
		port: 8080,
		service: 'web',
		rule
	})),
	{
		type: 'ingress.balance',
		n: 1,
		where: 'wrk1',
		service: 'web',
		order: ['t1', 't2'],
		chosen: 1,
		taskId: 't2',
		task: 'web.2'
	},
	{ type: 'ingress.forward', n: 1, from: 'wrk1', to: 'wrk2', overlay: true, taskId: 't2' },
	{ type: 'ingress.forward', n: 1, from: 'wrk1', to: 'wrk1', overlay: false, taskId: 't2' },
	{ type: 'ingress.reply', n: 1, taskId: 't2', task: 'web.2', node: 'wrk2', status: 200, ms: 3, text: 'ok' },
	...(['refused', 'timeout', 'no task', 'unreachable'] as const).map((why): TraceEvent => ({
		type: 'ingress.fail',
		n: 1,
		where: 'wrk1',
		port: 8080,
		why
	})),
	...(['created', 'refreshed', 'deleted', 'expired'] as const).map((op): TraceEvent => ({
		type: 'discovery.key',
		where: 'kv',
		service: op === 'deleted' ? 'hub' : 'etcd',
		key: '/c1/192.168.0.42:2375',
		value: '192.168.0.42:2375',
		op,
		ttlMs: op === 'created' ? 37_000 : 0
	})),
	...(['registering', 'stopped'] as const).map((state): TraceEvent => ({
		type: 'classic.agent',
		where: 'node-1',
		address: '192.168.0.42:2375',
		discovery: 'token://abc',
		state
	})),
	...(
		[
			['running', 'primary'],
			['running', 'replica'],
			['stopped', 'primary']
		] as const
	).map(([state, role]): TraceEvent => ({
		type: 'classic.manager',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		state,
		dialect: '1.2.5',
		role,
		primary: '',
		strategy: 'spread',
		filters: ['health'],
		discovery: 'nodes://192.168.0.42:2375',
		heartbeatMs: 60_000
	})),
	...(['found', 'connect', 'disconnect', 'reconnect', 'removed'] as const).map((event): TraceEvent => ({
		type: 'classic.engine',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		address: '192.168.0.42:2375',
		name: event === 'found' ? '' : 'node-1',
		machine: 'node-1',
		state: 'Healthy',
		event
	})),
	{
		type: 'classic.request',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		from: 'laptop',
		method: 'GET',
		path: '/info'
	},
	...['node-1', ''].map((node): TraceEvent => ({
		type: 'classic.schedule',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		n: 1,
		container: 'db',
		image: 'redis',
		asks: [],
		strategy: 'spread',
		nodes: ['node-1'],
		passes: [{ soft: true, filters: [{ name: 'health', left: [] }], ranking: [], error: node ? '' : 'no luck' }],
		node
	})),
	{
		type: 'classic.forward',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		n: 1,
		to: 'node-1',
		node: 'node-1',
		method: 'GET',
		path: '/containers/db/logs'
	},
	{
		type: 'classic.answer',
		where: 'swarm',
		manager: '192.168.0.40:4000',
		n: 1,
		method: 'GET',
		path: '/info',
		status: 200
	}
];
