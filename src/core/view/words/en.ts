import type { MachineMark } from '../machine-mark.ts';
import type { Flight, HopLetter, RequestRow } from '../ingress.ts';
import type { Belief, RaftManager, RaftViewModel, Side } from '../raft.ts';
import type { ServiceBand, TaskMark, UpdateProgress } from '../replicas.ts';
import { clock, span, THIN } from './language.ts';

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const lasting = (ms: number): string => {
	const { n, unit } = span(ms);
	return `${n}${THIN}${unit}`;
};
const list = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What diagrams and their text twins say in English. State words that a table of Docker prints stand in no language. */
export const en = {
	clock,
	lasting,
	comma: ', ',
	full: '. ',
	stop: '.',
	machine: {
		kind: { manager: 'manager', worker: 'worker' },
		notInSwarm: 'not in a swarm',
		condition: { up: '', down: 'down', off: 'no power', paused: 'paused', locked: 'locked' },
		/** Under the name in a column's head. */
		head(mark: MachineMark): string {
			const condition =
				mark.condition === 'down' || mark.condition === 'off' ? en.machine.condition[mark.condition] : '';
			if (mark.state === 'none')
				return mark.condition === 'up' ? en.machine.notInSwarm : en.machine.condition[mark.condition];
			const state = mark.state.charAt(0).toUpperCase() + mark.state.slice(1);
			// What the swarm has not noticed yet is said as it is, and as it is listed.
			if (condition !== '' && mark.state !== 'down') return `${condition}, listed ${state}`;
			const words = [state];
			if (mark.manager !== '') words.push(mark.manager);
			if (mark.availability !== 'active') words.push(mark.availability === 'drain' ? 'Drain' : 'Pause');
			return words.join(', ');
		},
		label(mark: MachineMark): string {
			const condition =
				mark.condition === 'paused' || mark.condition === 'locked' ? en.machine.condition[mark.condition] : '';
			return `${mark.machine}, ${en.machine.kind[mark.shape]}, ${en.machine.head(mark)}${condition && mark.state !== 'none' ? `, ${condition}` : ''}`;
		}
	},
	raft: {
		name: 'Raft diagram',
		none: { title: 'No managers yet.', text: 'makes the first.' },
		role: { leader: 'Leader', follower: 'Follower', candidate: 'Candidate', stopped: 'Down', unknown: 'Unknown' },
		roleOf(manager: RaftManager): string {
			const { condition } = manager.mark;
			return condition === 'up'
				? en.raft.role[manager.role]
				: { off: 'No power', paused: 'Paused', locked: 'Locked', down: 'Down' }[condition];
		},
		/** @param isShort the term is left out: it stands in the shape, too */
		sub(manager: RaftManager, isShort = false): string {
			const { granted, needed, of } = manager.votes;
			switch (manager.role) {
				case 'leader':
					return granted > 0
						? `${granted} of ${count(of, 'vote')}${isShort ? '' : ` in term ${manager.term}`}`
						: `in term ${manager.term}`;
				case 'candidate':
					return `${granted} of ${needed} votes it needs`;
				case 'follower':
					return manager.follows === '' ? 'of nobody' : `of ${manager.follows}`;
				case 'stopped':
				case 'unknown':
					return '';
			}
		},
		term: (n: number): string => `term ${n}`,
		remaining: (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)}${THIN}s`,
		label(manager: RaftManager): string {
			const sub = en.raft.sub(manager);
			const term = manager.role === 'unknown' ? '' : `, term ${manager.term}`;
			return `${manager.machine}, ${en.raft.roleOf(manager)}${sub ? ` ${sub}` : ''}${term}`;
		},
		kind: {
			V: 'asks for a vote',
			A: 'appends entries',
			H: 'heartbeat',
			S: 'snapshot',
			C: 'client’s request',
			T: 'hands leadership over'
		},
		message: (from: string, to: string, kind: string, reply: string, lost: string): string =>
			`${from} to ${to}: ${kind}${reply === '+' ? ', yes' : reply === '-' ? ', refused' : ''}${lost ? ', lost' : ''}`,
		log: 'Log',
		logLegend: 'solid: committed, dashed: not yet',
		logRule: 'Thick rule: commit index.',
		logLearns: (names: readonly string[], leader: string, index: number): string =>
			`${list(names)} ${names.length > 1 ? 'learn' : 'learns'} of ${index} with the next message of ${leader}.`,
		logBehind: (name: string, entries: number, knows: boolean): string =>
			`${name} is ${count(entries, 'entry', 'entries')} behind${knows ? '' : ' and cannot know it'}.`,
		logOlder: 'Older entries',
		logNewer: 'Newer entries',
		logPart: (from: number, to: number, last: number): string => `${from} to ${to} of ${last}`,
		logOnly: (name: string): string => `${name} knows its own log only.`,
		logEnds: (index: number): string => `ends at ${index}`,
		snapshotTo: (index: number): string => `snapshot to ${index}`,
		cell: (
			machine: string,
			index: number,
			term: number,
			label: string,
			state: 'committed' | 'open' | 'overwritten'
		): string =>
			`${machine}, entry ${index}, term ${term}, ${label}, ${{ committed: 'committed', open: 'not committed yet', overwritten: 'overwritten' }[state]}`,
		gauge: (needed: number, reachable: number): string =>
			reachable >= needed
				? `${needed} needed, ${reachable} reachable`
				: `${needed} needed, ${reachable} reachable: nothing can be changed`,
		tolerate: (managers: number, tolerates: number): string =>
			managers === 1
				? 'A single manager tolerates no loss'
				: tolerates === 0
					? `${managers} managers tolerate no loss`
					: `${managers} managers tolerate the loss of ${tolerates}`,
		cut: (at: number): string => `cut ${clock(at, false)}`,
		heal: 'Heal the network',
		side: (side: Side): string => `Side ${side.letter}, ${side.isMajority ? 'majority' : 'minority'}`,
		sideText(side: Side, of: number): string {
			if (side.managers.length === 0) return 'no manager';
			return side.isMajority
				? `${side.running} of ${of}: can change the swarm`
				: `${side.running} of ${of}: cannot change`;
		},
		sideSentence: (side: Side): string =>
			side.isMajority
				? `Side ${side.letter}, majority: ${list(side.machines)}. It can change the swarm`
				: `Side ${side.letter}, minority: ${list(side.machines)}. Its work runs on, but it cannot change the swarm`,
		seenBy: 'Seen by each manager',
		nobody: 'nobody leads yet',
		cannot: 'nothing can be changed',
		minority: 'minority',
		belief: {
			head(belief: Belief): string {
				if (belief.role === 'stopped') return 'down, believes nothing';
				if (belief.role === 'leader') return `believes: I lead, term ${belief.term}`;
				return belief.leader === ''
					? `believes: no leader, term ${belief.term}`
					: `believes: ${belief.leader} leads, term ${belief.term}`;
			},
			rows: { leader: 'leader', nodes: 'nodes', change: 'can change' },
			leader(belief: Belief, now: number): [string, string] {
				if (belief.role === 'leader') return ['itself', `since ${clock(belief.since)}`];
				if (belief.leader === '') return ['none', belief.role === 'candidate' ? 'asks for votes' : 'waits for one'];
				return [belief.leader, `heard ${((now - belief.heardAt) / 1000).toFixed(1)}${THIN}s ago`];
			},
			nodes: (belief: Belief): [string, string] => [
				`${belief.readyNodes} Ready`,
				belief.otherNodes.length === 0
					? ''
					: [...new Set(belief.otherNodes.map(({ state }) => state))]
							.map(
								(state) =>
									`${belief.otherNodes
										.filter((node) => node.state === state)
										.map(({ name }) => name)
										.join(', ')} ${state}`
							)
							.join(', ')
			],
			service: (running: number, wanted: number, index: number, isBehind: boolean): [string, string] => [
				`${running} of ${wanted}`,
				isBehind ? `its copy ends at ${index}` : `committed up to ${index}`
			],
			change({ kind, to, have, needed }: Belief['can']): [string, string] {
				switch (kind) {
					case 'leads':
						return ['yes', `reaches ${have}, needs ${needed}`];
					case 'passes':
						return ['yes', `passes it to ${to}`];
					case 'stopped':
						return ['no', 'does not run'];
					default:
						return ['no', `${have} of the ${needed} it needs`];
				}
			}
		},
		/** One sentence for the whole picture. */
		sentence(view: RaftViewModel): string {
			const { quorum, leader, term, seenBy } = view;
			if (view.managers.length === 0) return 'No managers yet. docker swarm init makes the first.';
			const who =
				leader === '' ? `No manager leads; the highest term is ${term}` : `${leader} is leader in term ${term}`;
			const reach = quorum.holds ? '' : ': nothing can be changed';
			const sides = view.partition
				? ` The network is cut. ${view.partition.sides.map((side) => `${en.raft.sideSentence(side)}.`).join(' ')}`
				: '';
			return `${seenBy === '' ? '' : `As ${seenBy} believes: `}${who}; ${count(quorum.of, 'manager')}, ${quorum.needed} needed, ${quorum.reachable} reachable${reach}.${sides}`;
		},
		table: {
			caption: 'Managers',
			head: ['Manager', 'Role', 'Term', 'Log to', 'Committed to', 'Reachable', 'Votes for'],
			yes: 'yes',
			no: 'no',
			workers: 'Workers',
			workerHead: ['Worker', 'Status'],
			messages: 'Messages under way',
			messageHead: ['From', 'To', 'What', 'Kind'],
			entries: 'Log',
			entryHead: ['Index', 'Term', 'Entry'],
			entry: { committed: 'committed', open: 'not yet', overwritten: 'overwritten' }
		}
	},
	replicas: {
		name: 'Replicas diagram',
		noServices: { title: 'No services yet', text: 'Create one, and its tasks appear here, one column per node.' },
		noSwarm: 'These machines are not in a swarm.',
		run: (band: ServiceBand): string => `${band.running} of ${band.wanted} run`,
		ports: (band: ServiceBand): string =>
			band.ports
				.map(
					(port) =>
						`${port.mode === 'host' ? 'host' : '*'}:${port.published} → ${port.target}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`
				)
				.join(', '),
		desired: 'Desired',
		actual: 'Actual',
		updating(update: UpdateProgress): string {
			const name =
				{
					updating: 'rolling update',
					paused: 'update paused',
					rollback_started: 'rolling back',
					rollback_paused: 'rollback paused'
				}[update.state] ?? update.state;
			const parts = [`${name} to ${update.image}`];
			if (update.config) {
				const { parallelism, delayMs, order } = update.config;
				parts.push(
					parallelism === 0
						? 'all at once'
						: parallelism === 1
							? 'one at a time'
							: parallelism === 2
								? 'two at a time'
								: `${parallelism} at a time`
				);
				if (delayMs > 0) parts.push(`${lasting(delayMs)} apart`);
				parts.push(order === 'stop-first' ? 'stop first' : 'start first');
			}
			return parts.join(', ');
		},
		progress: (update: UpdateProgress, wanted: number): string =>
			`${update.updated} of ${wanted} updated${update.underWay > 0 ? `, ${update.underWay} under way` : ''}`,
		earlier: (n: number): string => `${n} earlier`,
		showHistory: 'Show history',
		hideHistory: 'Hide history',
		earlierTasks: (n: number): string => `${n} earlier ${n === 1 ? 'task' : 'tasks'}`,
		waiting: 'No node yet',
		state: {
			new: 'new',
			pending: 'pending',
			assigned: 'assigned',
			accepted: 'accepted',
			preparing: 'preparing',
			ready: 'ready',
			starting: 'starting',
			running: 'running',
			complete: 'complete',
			shutdown: 'shutdown',
			failed: 'failed',
			rejected: 'rejected',
			remove: 'shutdown',
			orphaned: 'orphaned',
			lost: 'not known',
			missing: 'missing'
		},
		/** Under a task's name: its state and for how long, or why not. */
		line(task: TaskMark, now: number, isNew: boolean): string {
			const age = now - task.since;
			const ago = age < 1000 ? 'just now' : `${lasting(age)} ago`;
			const code = /non-zero exit \((-?\d+)\)/.exec(task.err)?.[1];
			switch (task.state) {
				case 'missing':
					return 'wanted, not there';
				case 'lost':
					return `node down ${lasting(age)}`;
				case 'pending':
					return task.err || 'waits for a node';
				case 'running':
					if (task.stopping) return 'stopping';
					return isNew ? (age < 1000 ? 'new, just now' : `new, runs ${lasting(age)}`) : `running ${lasting(age)}`;
				case 'ready':
					return task.waits ? 'ready, waits for old' : 'ready';
				case 'failed':
					return code === undefined ? `failed at ${clock(task.since)}` : `exit ${code}, ${ago}`;
				case 'rejected':
					return task.err || 'rejected';
				case 'complete':
				case 'shutdown':
				case 'remove':
				case 'orphaned':
					return `${en.replicas.state[task.state]} ${ago}`;
				default:
					return task.stopping ? 'stopping' : en.replicas.state[task.state];
			}
		},
		label(task: TaskMark, now: number): string {
			const where = task.node === '' ? '' : ` on ${task.node}`;
			return `${task.name}${task.version ? ` ${task.version}` : ''}${where}, ${en.replicas.line(task, now, false)}`;
		},
		why(task: TaskMark): string {
			if (task.err !== '') return task.err;
			const { replaces } = task;
			if (!replaces) return '';
			const old = replaces.node === '' ? 'the old one' : `the one on ${replaces.node}`;
			return replaces.state === 'failed' || replaces.state === 'rejected'
				? `new: ${old} ${replaces.state}`
				: `new: replaces ${old}`;
		},
		sentence(
			bands: readonly ServiceBand[],
			nodesUsed: (band: ServiceBand) => number,
			nodes: number,
			inSwarm: boolean
		): string {
			if (!inSwarm) return 'No swarm yet. docker swarm init makes one.';
			if (bands.length === 0) return `No services yet, on ${count(nodes, 'node')}.`;
			return bands
				.map((band) => {
					const update = band.update
						? `; ${en.replicas.updating(band.update)}, ${en.replicas.progress(band.update, band.wanted)}`
						: '';
					return `${band.name}: ${band.wanted} wanted, ${band.running} ${band.running === 1 ? 'runs' : 'run'}, on ${nodesUsed(band)} of ${count(nodes, 'node')}${update}.`;
				})
				.join(' ');
		},
		table: {
			caption: 'Tasks',
			head: ['Task', 'Node', 'State', 'Wanted', 'Since', 'Why'],
			nodes: 'Nodes',
			nodeHead: ['Node', 'Status', 'Address']
		}
	},
	ingress: {
		name: 'Ingress diagram',
		columns: { client: 'Client', port: 'Published port', server: 'Virtual server', task: 'Task' },
		peekClient: 'client',
		columnsShort: { client: 'Client', port: 'Port', server: 'Server', task: 'Task' },
		noTask: 'no task',
		notHere: 'not here',
		noService: {
			title: 'No published port yet',
			text: 'Create a service with --publish, and each node opens its port here.'
		},
		noSwarm: { title: 'No swarm yet', text: 'The routing mesh belongs to a swarm; docker swarm init makes one.' },
		noRequests: { title: 'No requests yet', text: 'curl any node at the published port.' },
		last: 'Last requests',
		answeredBy: 'answered by',
		turn: (machine: string): string => `Whose turn, in ${machine}`,
		here: 'this request',
		next: 'next',
		answers: 'Answers so far',
		failures: (n: number): string => `${n} failed`,
		rate: (n: number): string => `${n} requests in the last second: counts only`,
		request: (n: number): string => `Request ${n}`,
		hop: { a: 'to the port', b: 'to the virtual server', c: 'to the task', d: 'the answer' },
		failure: { refused: 'refused', timeout: 'timed out', 'no task': 'no task', unreachable: 'unreachable' },
		under: 'under way',
		stepBack: 'One hop back',
		stepForward: 'One hop forward',
		/** The sentence that says what surprises. */
		headline(flight: Flight): string {
			if (flight.stage === 'failed') {
				const target = `${flight.to}:${flight.port}`;
				switch (flight.failure) {
					case 'refused':
						return `Nothing listens on ${target}.`;
					case 'timeout':
						return `${target} gives no answer.`;
					case 'no task':
						return `${flight.to} takes the request, but no task of ${flight.service} can answer.`;
					default:
						return `${flight.to} cannot be reached.`;
				}
			}
			if (flight.rule === 'host') return `${flight.to} answers with its own ${flight.service} task.`;
			if (flight.rule === 'ingress' && !flight.hadReplica)
				return `${flight.to} runs no ${flight.service} task, and answers all the same.`;
			if (flight.node !== '' && flight.overlay)
				return `${flight.to} runs a ${flight.service} task, yet ${flight.node} answers.`;
			if (flight.node !== '') return `This time the task on ${flight.to} itself has its turn.`;
			return `A request to ${flight.to}:${flight.port}.`;
		},
		hopText(flight: Flight, hop: HopLetter): string {
			switch (hop) {
				case 'a':
					return flight.rule === 'host'
						? `Port ${flight.port} is open on ${flight.to}, where a task is.`
						: flight.rule === 'container'
							? `Port ${flight.port} is that of a container on ${flight.to}.`
							: `Port ${flight.port} is open on every node.`;
				case 'b':
					return `IPVS on ${flight.to} picks the next task in turn, task ${flight.chosen} of ${flight.of}.`;
				case 'c':
					return flight.overlay
						? `It runs on ${flight.node}, so the request crosses the ingress overlay (VXLAN).`
						: `It runs on ${flight.node} itself, so the request stays on the machine.`;
				case 'd':
					return `${flight.task} answers ${flight.status} after ${flight.ms}${THIN}ms.`;
			}
		},
		sentence(
			service: { name: string; port: number; mode: 'ingress' | 'host' } | undefined,
			nodes: number,
			requests: number,
			flight: Flight | undefined,
			failures: number
		): string {
			if (!service) return 'No service publishes a port yet.';
			const where = service.mode === 'ingress' ? `on ${count(nodes, 'node')}` : 'where its tasks run';
			const head = `${service.name} is published on port ${service.port}, ${where}.`;
			if (!flight) return `${head} No requests yet.`;
			return `${head} ${count(requests, 'request')}${failures > 0 ? `, ${failures} failed` : ''}. ${en.ingress.headline(flight)}`;
		},
		answerOf(row: RequestRow): string {
			if (row.failure !== '') return en.ingress.failure[row.failure];
			if (row.task === '') return row.open ? 'under way' : '';
			return row.node === '' ? row.task : `${row.task}, ${row.node}`;
		},
		rule(row: RequestRow): string {
			if (row.rule === 'host') return 'port of this node';
			if (row.rule === 'container') return 'port of a container';
			if (row.rule !== 'ingress') return '';
			const turn = row.chosen > 0 ? `, turn ${row.chosen} of ${row.of}` : '';
			return `${row.hadReplica ? 'port on every node' : 'port on every node, no task here'}${turn}`;
		},
		hops: (row: RequestRow): string =>
			[
				row.client,
				`${row.to}:${row.port}`,
				...(row.chosen > 0 ? ['IPVS'] : []),
				...(row.node === '' ? [] : [row.overlay ? `VXLAN, ${row.node}` : row.node])
			].join(' → '),
		table: {
			caption: 'Requests',
			head: ['Number', 'Asked', 'Answered by', 'Hops', 'Rule', 'Time'],
			ports: 'Published port',
			portHead: ['Node', 'Port', 'Tasks'],
			portState: { open: 'open', host: 'open, this node only', 'host-elsewhere': 'not here', none: 'not open' }
		}
	}
};

export type Words = typeof en;
