import { v28_2 } from '../../../src/core/era/v28.2.ts';
import { ClusterView } from '../../../src/core/view/cluster.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import type { Recording } from '../../../src/core/world/recording.ts';
import type { MachineInfo, RunResult } from '../../../src/app/worker/protocol.ts';
import type { WorldFace } from '../../../src/app/worker/world-face.ts';

/**
 * Nothing has to be fetched for it.
 * @public taken by load-makers.ts in the stand-in page
 */
export function loadSoftware(): Promise<object> {
	return Promise.resolve({});
}

/**
 * A world just deep enough to hold the page against: lines are echoed, commands take 300 ms, machines form a swarm, a fault
 * ends a leader. Nothing in it is Docker.
 */
export function createWorld(recording: Recording): WorldFace {
	const sim = new Sim(recording.seed, v28_2.epochMs);
	const { trace } = sim;
	const view = new ClusterView();
	trace.listen((event) => view.apply(event));
	const steps: ((step: string) => void)[] = [];
	const inputs: Recording['inputs'] = [];
	const machines: MachineInfo[] = recording.cluster.machines.map(({ name, role, host }) => ({
		name,
		role,
		address: `${recording.cluster.network}${host}`
	}));
	const power = new Map<string, 'up' | 'down'>();
	const managers = machines.filter(({ role }) => role === 'manager').map(({ name }) => name);
	let term = 1;
	let leader = '';
	const put = (name: string, daemon: 'up' | 'down'): void => {
		power.set(name, daemon);
		const address = machines.find((m) => m.name === name)!.address;
		trace.emit({ type: 'machine', where: name, address, power: 'on', paused: false, daemon, era: recording.era });
	};
	for (const { name } of machines) put(name, 'up');
	const elect = (): void => {
		const candidate = managers.find((name) => power.get(name) === 'up');
		if (!candidate) return;
		term++;
		leader = candidate;
		trace.emit({ type: 'raft.role', where: candidate, role: 'candidate', term, leader: '', why: 'election timeout' });
		trace.emit({ type: 'raft.role', where: candidate, role: 'leader', term, leader: candidate, why: 'votes' });
	};
	if (recording.cluster.formed) {
		for (const { name, role } of machines) {
			trace.emit({ type: 'engine.swarm', where: name, state: 'active', nodeId: name, manager: role === 'manager' });
		}
		sim.after(400, elect);
	}
	sim.root.every(1000, () =>
		trace.emit({ type: 'net.send', id: 0, from: 'a', to: 'b', kind: 'H', what: 'beat', latencyMs: 1, noise: true })
	);

	const terminals = new Map<string, { line: string; hear: (text: string) => void; pending: string; busy: boolean }>();
	let commandId = 0;
	const prompt = (name: string): string => `\x1b[1;32mroot@${name} $\x1b[0m `;
	const execute = (
		name: string,
		line: string,
		done: (result: RunResult) => void,
		say?: (text: string) => void
	): void => {
		const id = ++commandId;
		trace.emit({ type: 'command', where: name, id, line });
		if (line === 'throw') throw new Error('the stand-in was told to throw');
		sim.after(line.startsWith('sleep') ? 5000 : 300, () => {
			const flood = line === 'flood' ? 'y\r\n'.repeat(200_000) : '';
			const code = line.startsWith('false') ? 1 : 0;
			const text =
				flood ||
				`ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION\r\n${line}\r\n`;
			say?.(text);
			trace.emit({ type: 'command.end', where: name, id, line, code, ms: 300 });
			done({ code, stdout: text, stderr: '' });
		});
	};
	for (const { name } of machines) {
		const terminal = { line: '', hear: (_: string): void => {}, pending: prompt(name), busy: false };
		terminals.set(name, terminal);
	}
	const print = (name: string, text: string): void => terminals.get(name)!.hear(text);
	const fault = (text: string): { error?: string } => {
		const [verb, name = ''] = text.split(' ');
		if (verb !== 'stop' && verb !== 'start' && verb !== 'partition' && verb !== 'heal')
			return { error: `fault: no fault called ${verb}` };
		inputs.push({ t: sim.now, type: 'fault', text });
		trace.emit({ type: 'fault', text });
		if (verb === 'partition')
			trace.emit({ type: 'net.partition', sides: [[name], machines.map((m) => m.name).filter((n) => n !== name)] });
		else if (verb === 'heal') trace.emit({ type: 'net.heal' });
		else put(name, verb === 'stop' ? 'down' : 'up');
		if (verb === 'stop' && name === leader) {
			leader = '';
			sim.after(4000, elect);
		}
		return {};
	};
	const world: WorldFace = {
		sim,
		view,
		machines,
		enterStep(step) {
			inputs.push({ t: sim.now, type: 'step', step });
			for (const hear of steps) hear(step);
		},
		onStep: (listener) => void steps.push(listener),
		terminal(name) {
			const terminal = terminals.get(name)!;
			return {
				input(text) {
					inputs.push({ t: sim.now, type: 'key', machine: name, data: text });
					for (const sign of text.replace(/\x1b\[20[01]~/g, '')) {
						if (sign === '\x15' || sign === '\x05') {
							if (terminal.line !== '') print(name, '\b \b'.repeat(terminal.line.length));
							terminal.line = '';
						} else if (sign === '\r') {
							const line = terminal.line;
							terminal.line = '';
							print(name, '\r\n');
							execute(
								name,
								line,
								() => print(name, prompt(name)),
								(text) => print(name, text)
							);
						} else {
							terminal.line += sign;
							print(name, sign === '\n' ? '\r\n> ' : sign);
						}
					}
				},
				resize() {},
				onOutput(listener) {
					terminal.hear = listener;
					listener(terminal.pending);
				}
			};
		},
		run: (name, line, done) => execute(name, line, done),
		browse: ({ url }, done) =>
			void sim.after(100, () => done({ url, status: 0, contentType: '', body: '', ms: 100, failure: 'refused' })),
		fault,
		recording: () => ({ ...recording, inputs: [...inputs], end: sim.now }),
		snapshot: () => ({ leader, machines: machines.map(({ name }) => ({ name, daemon: power.get(name) })) })
	};
	// Each input after everything else of its millisecond, as it was given.
	const give = (index: number): void => {
		const input = recording.inputs[index];
		if (!input) return;
		trace.cause = 0;
		const due = (): void => {
			if (sim.nextAt() === sim.now) {
				sim.after(0, due);
				return;
			}
			trace.cause = 0;
			if (input.type === 'key') world.terminal(input.machine).input(input.data);
			else if (input.type === 'fault') fault(input.text);
			else if (input.type === 'step') world.enterStep(input.step);
			give(index + 1);
		};
		sim.at(input.t, due);
	};
	give(0);
	return world;
}
