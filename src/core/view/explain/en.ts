import type { Sentences } from '../explain.ts';
import { CLASSIC_EN } from './classic-en.ts';
import { THIN } from '../words/language.ts';
import { exitCode, shortId, taskName, withoutDigest } from './names.ts';

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const list = (names: readonly string[]): string =>
	names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
const duration = (ms: number): string => (ms < 1000 ? `${ms}${THIN}ms` : `${Number((ms / 1000).toFixed(1))}${THIN}s`);
const MESSAGE = {
	V: 'a vote request',
	A: 'entries',
	H: 'a heartbeat',
	S: 'a snapshot',
	C: 'a client’s request',
	T: 'the leadership',
	D: 'a message'
};
const REPLY = {
	V: 'a vote',
	A: 'an acknowledgement',
	H: 'a heartbeat',
	S: 'an acknowledgement',
	C: 'an answer',
	T: 'an answer',
	D: 'an answer'
};
/** Who is let in has no name until its engine has told it. */
const NAMELESS = 'a new node';
const DROPPED = { partition: 'the network is cut', loss: 'the link loses messages', down: 'a machine is down' };

/** Faults in the learner's own words: "you stopped mgr1". */
function fault(text: string): string {
	const words = text.trim().split(/\s+/);
	const rest = (from: number): string => words.slice(from).join(' ');
	switch (words[0]) {
		case 'stop':
			return `you stopped ${rest(1)}`;
		case 'start':
			return `you started ${rest(1)} again`;
		case 'pause':
			return `you paused ${rest(1)}`;
		case 'resume':
			return `you let ${rest(1)} go on`;
		case 'power':
			return words[1] === 'off' ? `you cut the power of ${rest(2)}` : `you gave ${rest(2)} power again`;
		case 'kill':
			return words[1] === 'task'
				? `you killed the container of ${rest(2)}`
				: `you killed the Docker daemon of ${rest(1)}`;
		case 'partition':
			return 'you cut the network';
		case 'heal':
			return 'you mended the network';
		case 'drop':
			return `you made ${rest(1)} of the messages get lost`;
		case 'delay':
			return `you slowed down the link ${rest(1)}`;
		case 'block':
			return `you closed port ${words[2] ?? ''} of ${words[1] ?? ''}`;
		case 'unblock':
			return `you opened port ${words[2] ?? ''} of ${words[1] ?? ''} again`;
		default:
			return `you did: ${text}`;
	}
}

/** Why a follower stands, in words; other reasons are what Raft says. */
function roleReason(why: string): string {
	if (why === 'election timeout') return ', because it has heard from no leader for as long as it waits';
	if (why === 'transfer') return ', because the leader hands over';
	if (why === 'higher term') return ', because it has met a higher term';
	if (why === 'quorum not active') return ', because it no longer reaches a majority';
	return '';
}

export const EXPLAIN_EN: Sentences = {
	machine({ where, power, paused, daemon }) {
		if (power === 'off') return `${where} has no power`;
		if (paused) return `${where} is paused`;
		return daemon !== 'down' ? `${where} is up` : `the Docker daemon of ${where} is down`;
	},
	fault: ({ text }) => fault(text),
	'net.partition': ({ sides }) => `the network is cut: ${sides.map((side) => list(side)).join(' | ')}`,
	'net.heal': () => 'the network is whole',
	'net.link': ({ a, b, delayMs, loss }) =>
		`the link between ${a} and ${b} ${delayMs === 0 && loss === 0 ? 'is as it was' : [delayMs > 0 ? `is ${duration(delayMs)} slower` : '', loss > 0 ? `loses ${Math.round(loss * 100)}${THIN}%` : ''].filter(Boolean).join(' and ')}`,
	'net.send': ({ from, to, kind, what, reply }) =>
		`${from} sends ${to} ${reply === '-' ? 'a refusal' : reply ? REPLY[kind] : MESSAGE[kind]}${what ? `: ${what}` : ''}`,
	'net.recv': ({ from, to }) => `a message from ${from} arrives at ${to}`,
	'net.drop': ({ from, to, why }) => `a message from ${from} to ${to} is lost: ${DROPPED[why]}`,
	command: ({ where, line }) => `you ran ${line.split('\n')[0]!} on ${where}`,
	'command.end': ({ where, line, code }) =>
		`${line.split('\n')[0]!} on ${where} ended${code === 0 ? '' : ` with exit code ${code}`}`,
	'lesson.step': ({ number }) => `step ${number} begins`,
	'check.pass': ({ index }) => `goal ${index + 1} is reached`,
	'raft.role'({ where, role, term, leader, why }) {
		if (role === 'leader') return `${where} leads in term ${term}`;
		if (role === 'candidate') return `${where} starts an election in term ${term}${roleReason(why)}`;
		return leader === ''
			? `${where} is a follower in term ${term} and knows no leader${roleReason(why)}`
			: `${where} follows ${leader} in term ${term}`;
	},
	'raft.stop': ({ where, why }) => `${where} takes no part in Raft any more${why ? ` (${why})` : ''}`,
	'raft.timer': ({ where, timeoutMs }) => `${where} waits ${duration(timeoutMs)} for a sign of a leader`,
	'raft.vote': ({ where, candidate, term, granted, why }) =>
		granted
			? `${where} votes for ${candidate} in term ${term}`
			: `${where} refuses ${candidate} its vote in term ${term}: ${why}`,
	'raft.votes': ({ where, term, granted, rejected, needed }) =>
		`${where} has ${count(granted, 'vote')} in term ${term}, ${needed} needed${rejected > 0 ? `, ${rejected} refused` : ''}`,
	'raft.append': ({ where, entries }) =>
		`${where} writes ${entries.length === 1 ? `entry ${entries[0]!.index} (${entries[0]!.label})` : `${count(entries.length, 'entry', 'entries')} up to ${entries.at(-1)?.index ?? 0}`} to its log`,
	'raft.load': ({ where, snapshot, entries }) => {
		const last = entries.at(-1)?.index ?? snapshot;
		return last === 0 ? `${where} starts with an empty log` : `${where} finds its log on the disk, up to entry ${last}`;
	},
	'raft.truncate': ({ where, fromIndex }) =>
		`${where} drops its entries from ${fromIndex} on: another leader’s take their place`,
	'raft.commit': ({ where, index }) => `${where} knows that everything up to entry ${index} is committed`,
	'raft.members': ({ where, voters }) => `${where} counts ${count(voters.length, 'manager')}: ${list(voters)}`,
	'raft.snapshot': ({ where, index }) => `${where} has everything up to entry ${index} in a snapshot`,
	'raft.peer': ({ where, peer, active }) => `${where} ${active ? 'hears' : 'no longer hears'} ${peer}`,
	'raft.ignored': ({ where, from, what, why }) => `${where} ignores ${what} from ${from}: ${why}`,
	'store.apply': ({ where, index, label }) => `${where} applies entry ${index} (${label})`,
	'store.reset': ({ where }) => `the copy of the swarm on ${where} is empty`,
	'node.state'({ node, was, gone }) {
		const name = node.hostname || NAMELESS;
		if (gone) return `${name} is no longer a node of the swarm`;
		if (was === 'none') return node.hostname ? `${name} becomes a node of the swarm` : `${name} is let into the swarm`;
		return `${name} is ${node.state.charAt(0).toUpperCase()}${node.state.slice(1)}${node.message ? `: ${node.message}` : ''}`;
	},
	'node.spec': ({ node, what }) => `${node.hostname || NAMELESS} is changed: ${what}`,
	'service.change'({ service, what, detail }) {
		const more = detail ? `: ${withoutDigest(detail)}` : '';
		if (what === 'created') return `service ${service.name} is created`;
		if (what === 'removed') return `service ${service.name} is removed`;
		return `service ${service.name} is ${what}${more}`;
	},
	'task.state'({ task, service, node, was, wasDesired }) {
		const name = taskName(task, service);
		const on = node ? ` on ${node}` : '';
		if (was === task.state) {
			if (wasDesired === task.desired) return `${name}${on} is ${task.state}${task.err ? `: ${task.err}` : ''}`;
			if (task.desired === 'running') return `${name}${on} may start`;
			return task.desired === 'ready' || task.desired === 'complete'
				? `${name}${on} is wanted`
				: `${name}${on} is to stop`;
		}
		switch (task.state) {
			case 'new':
				return `a new task ${name} is made`;
			case 'pending':
				return `${name} waits for a node`;
			case 'assigned':
				return `${name} is given to ${node || 'a node'}`;
			case 'accepted':
				return `${node || 'its node'} accepts ${name}`;
			case 'preparing':
				return `${node || 'its node'} prepares ${name}`;
			case 'ready':
				return `${name} is ready${on}`;
			case 'starting':
				return `${name} starts${on}`;
			case 'running':
				return `${name} runs${on}`;
			case 'complete':
				return `${name} is complete${on}`;
			case 'failed': {
				const code = exitCode(task.err);
				return `${name} failed${on}${code ? ` with exit code ${code}` : task.err ? `: ${task.err}` : ''}`;
			}
			case 'rejected':
				return `${node || 'its node'} rejects ${name}${task.err ? `: ${task.err}` : ''}`;
			case 'orphaned':
				return `${name} is orphaned: its node has been lost for too long`;
			default:
				return `${name} has stopped${on}`;
		}
	},
	'task.gone': ({ task, service, node }) =>
		`${taskName(task, service)}${node ? ` on ${node}` : ''} is taken out of the history`,
	'scheduler.assign': ({ task, node, why }) => `the scheduler chooses ${node} for ${task}: ${why}`,
	'scheduler.wait': ({ task, err }) => `${task} stays pending: ${err}`,
	restart({ task, delayMs, why }) {
		const after = delayMs > 0 ? ` in ${duration(delayMs)}` : '';
		const reason = {
			failed: 'it failed',
			'node down': 'its node is down',
			'node drained': 'its node is drained',
			'node gone': 'its node is gone',
			finished: 'it ended',
			rejected: 'it was rejected'
		}[why];
		return `a new task takes the place of ${task}${after}: ${reason}`;
	},
	'dispatcher.register': ({ where, node }) => `${node} reports for work to ${where}`,
	'engine.swarm'({ where, state, manager }) {
		switch (state) {
			case 'active':
				return `${where} is in the swarm as a ${manager ? 'manager' : 'worker'}`;
			case 'inactive':
				return `${where} is in no swarm`;
			case 'pending':
				return `${where} is about to join a swarm`;
			case 'locked':
				return `${where} is locked and needs the unlock key`;
			case 'error':
				return `${where} cannot take part in the swarm`;
		}
	},
	'api.request': ({ where, method, path }) => `${where} is asked ${method} ${path}`,
	'api.response': ({ where, status, method, path }) => `${where} answers ${status} to ${method} ${path}`,
	container({ where, name, id, state, exitCode: code }) {
		const what = `container ${name || shortId(id)} on ${where}`;
		if (state === 'exited') return `${what} ended with exit code ${code}`;
		return state === 'running' ? `${what} runs` : `${what} is ${state}`;
	},
	image({ where, image, state }) {
		if (state === 'pulling') return `${where} pulls ${image}`;
		return state === 'pulled' ? `${where} has ${image}` : `${where} finds no image ${image}`;
	},
	'ingress.ports': ({ where, ports }) =>
		ports.length === 0
			? `${where} publishes no port`
			: `${where} publishes ${list(ports.map(({ port, service }) => `${port} (${service})`))}`,
	'ingress.backends': ({ where, service, tasks }) =>
		`the virtual server of ${service} on ${where} has ${count(tasks.length, 'task')}`,
	'ingress.request': ({ n, client, to, port }) => `request ${n} goes from ${client} to ${to}:${port}`,
	'ingress.accept': ({ n, where, port, service, rule }) =>
		`${where} takes request ${n}: port ${port} is ${rule === 'ingress' ? `that of ${service} on every node` : rule === 'host' ? `that of its ${service} task` : 'that of a container'}`,
	'ingress.balance': ({ n, where, order, chosen, task }) =>
		`IPVS on ${where} gives request ${n} to ${task}, ${chosen + 1} of ${order.length} in turn`,
	'ingress.forward': ({ n, from, to, overlay }) =>
		overlay ? `request ${n} crosses the ingress overlay from ${from} to ${to}` : `request ${n} stays on ${to}`,
	'ingress.reply': ({ n, task, node, status }) =>
		`${task} on ${node} answers request ${n}${status > 0 ? ` with ${status}` : ''}`,
	'ingress.fail'({ n, where, port, why }) {
		const reason = {
			refused: `nothing listens on ${where}:${port}`,
			timeout: `${where}:${port} gives no answer`,
			'no task': 'no task can answer',
			unreachable: `${where} cannot be reached`
		}[why];
		return `request ${n} fails: ${reason}`;
	},
	...CLASSIC_EN
};
