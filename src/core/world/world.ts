import { eraOf } from '../era/eras.ts';
import { scriptedImage } from '../engine/programs/scripted-image.ts';
import { Registry, type ImageSource } from '../engine/registry.ts';
import { invariant } from '../sim/invariant.ts';
import { Net } from '../sim/net.ts';
import { Sim } from '../sim/sim.ts';
import { ClusterView } from '../view/cluster.ts';
import { Browser, type PageRequest, type PageResult } from './browser.ts';
import { formSwarm } from './form-swarm.ts';
import { FaultError, parseFault, type Fault } from './fault.ts';
import { faultProgram } from './fault-program.ts';
import { RunQueue, type RunResult } from './run-queue.ts';
import { classicOf, type Software } from './software.ts';
import { Machine } from './machine.ts';
import { RECORDING_VERSION, type Input, type InputAction, type Recording } from './recording.ts';

export type { PageRequest, PageResult, RunResult };

/** A lesson's images were pushed two days before the world begins. */
const IMAGE_AGE_MS = 172_800_000;

/**
 * Machines, the wires between them, and the one way in: inputs. A world is a function of its recording: the same seed,
 * era, cluster and inputs give the same trace, byte for byte, in Node and in a browser.
 *
 * Virtual time stands still unless `sim.runUntil` or `sim.step` is called by whoever drives the world.
 */
export class World {
	readonly sim: Sim;
	readonly net: Net;
	/** Everything traced so far, as facts. */
	readonly view = new ClusterView();
	/** Where images come from; with other images than Docker Hub's where a replay says so. */
	readonly registry: Registry;
	readonly machines: readonly Machine[];
	private readonly byName = new Map<string, Machine>();
	private readonly inputs: Input[] = [];
	private readonly outputs = new Map<string, Set<(text: string) => void>>();
	/** What terminals printed while the swarm was formed, when nobody could listen yet: the first prompt. */
	private readonly early = new Map<string, string>();
	private isMade = false;
	private readonly stepListeners: ((step: string) => void)[] = [];
	private readonly runs = new Map<number, (result: RunResult) => void>();
	private browser: Browser | undefined;
	private readonly pages = new Map<number, (result: PageResult) => void>();
	private pageCount = 0;
	private readonly shells = new Map<string, RunQueue>();
	private runCount = 0;
	private requests = 0;

	/**
	 * Makes the machines, forms the swarm where the shape says so (this takes virtual seconds, which are over when the
	 * constructor returns), and plans the recorded inputs; they happen as time is let on.
	 * @param software at least what `softwareFor` names for this recording
	 */
	constructor(
		private readonly from: Recording,
		software: Software,
		images?: readonly ImageSource[]
	) {
		const era = eraOf(from.era);
		this.sim = new Sim(from.seed, era.epochMs);
		this.sim.trace.listen((event) => this.view.apply(event));
		this.net = new Net(this.sim);
		const registry = new Registry(images);
		this.registry = registry;
		// Images are fetched by HTTPS.
		registry.isReachable = (machine) => !this.net.isBlocked(machine, 'tcp/443');
		for (const image of from.cluster.images ?? []) registry.add(scriptedImage(image, era.epochMs - IMAGE_AGE_MS));
		const neighbours = from.cluster.machines.map(({ name, host }) => ({
			name,
			address: `${from.cluster.network}${host}`
		}));
		if (from.cluster.classic !== undefined) classicOf(software).openHub(this.sim, this.net);
		const fault = faultProgram((text) => this.faultNow(text));
		this.machines = from.cluster.machines.map((shape, i) => {
			// A machine is not there because another one is.
			this.sim.trace.cause = 0;
			this.outputs.set(shape.name, new Set());
			const machine = new Machine({
				sim: this.sim,
				net: this.net,
				era,
				clientEra: from.client && eraOf(from.client),
				shape,
				address: neighbours[i]!.address,
				neighbours,
				registry,
				programs: [fault],
				classic: from.cluster.classic,
				software,
				nextRequest: () => ++this.requests,
				onOutput: (text) => {
					if (!this.isMade) this.early.set(shape.name, (this.early.get(shape.name) ?? '') + text);
					this.outputs.get(shape.name)!.forEach((listener) => listener(text));
				}
			});
			this.byName.set(shape.name, machine);
			return machine;
		});
		if (from.cluster.formed) formSwarm(this.sim, this.machines);
		for (const input of from.inputs) this.plan(input);
		this.isMade = true;
	}

	machine(name: string): Machine {
		const machine = this.byName.get(name);
		invariant(machine, 'no such machine', name);
		return machine;
	}

	/** A machine's terminal, as the page or a test uses it. */
	terminal(name: string): {
		input(text: string): void;
		resize(columns: number, rows: number): void;
		onOutput(listener: (text: string) => void): () => void;
	} {
		this.machine(name);
		return {
			input: (data) => this.input({ type: 'key', machine: name, data }),
			resize: (columns, rows) => this.input({ type: 'size', machine: name, columns, rows }),
			onOutput: (listener) => {
				this.outputs.get(name)!.add(listener);
				const early = this.early.get(name);
				if (early !== undefined) listener(early);
				this.early.delete(name);
				return () => this.outputs.get(name)!.delete(listener);
			}
		};
	}

	/**
	 * Runs a command line beside the terminal; lines on one machine share variables and directory and take turns.
	 * @param typed lines for the program that it starts (a shell in a container, telnet): it gets a terminal for them
	 */
	run(machine: string, command: string, done: (result: RunResult) => void, typed: readonly string[] = []): void {
		this.machine(machine);
		const n = this.runCount + 1;
		this.runs.set(n, done);
		this.input({ type: 'run', machine, command, ...(typed.length > 0 ? { typed: [...typed] } : {}), n });
	}

	/** Asks for a page from the learner's own browser, beside the cluster. */
	browse(request: PageRequest, done: (result: PageResult) => void): void {
		const n = this.pageCount + 1;
		this.pages.set(n, done);
		this.input({ type: 'browse', ...request, n });
	}

	/** A fault by button. @returns what is wrong with the words; then nothing happens */
	fault(text: string): { error?: string } {
		try {
			this.parse(text);
		} catch (error) {
			if (error instanceof FaultError) return { error: error.message };
			throw error;
		}
		this.input({ type: 'fault', text });
		return {};
	}

	/** The learner turns to a step; whoever follows the lesson hears it (`onStep`). */
	enterStep(step: string): void {
		this.input({ type: 'step', step });
	}

	onStep(listener: (step: string) => void): void {
		this.stepListeners.push(listener);
	}

	/** Everything needed to live through this again, up to now. */
	recording(): Recording {
		const { seed, era, client, cluster, lesson } = this.from;
		const inputs = [...this.inputs];
		const other = client === undefined ? {} : { client };
		return { version: RECORDING_VERSION, seed, era, ...other, cluster, lesson, inputs, end: this.sim.now };
	}

	/** Lets something come in from outside, at the end of the present millisecond. */
	private input(action: InputAction): void {
		this.plan({ t: this.sim.now, ...action });
	}

	private plan(input: Input): void {
		if (input.type === 'run') this.runCount = Math.max(this.runCount, input.n);
		if (input.type === 'browse') this.pageCount = Math.max(this.pageCount, input.n);
		// What comes from outside has no cause inside.
		this.sim.trace.cause = 0;
		this.sim.atEnd(input.t, () => {
			this.inputs.push(input);
			this.apply(input);
		});
	}

	private apply(input: Input): void {
		switch (input.type) {
			case 'key':
				this.machine(input.machine).input(input.data);
				return;
			case 'size':
				this.machine(input.machine).resize(input.columns, input.rows);
				return;
			case 'fault':
				this.faultNow(input.text);
				return;
			case 'run': {
				const done = this.runs.get(input.n) ?? (() => {});
				this.runs.delete(input.n);
				this.shellOf(input.machine).run(input.command, done, input.typed ?? []);
				return;
			}
			case 'browse': {
				const done = this.pages.get(input.n) ?? (() => {});
				this.pages.delete(input.n);
				this.browser ??= new Browser(this.sim, this.net, this.from.cluster.network);
				this.browser.open(input, done);
				return;
			}
			case 'step':
				for (const listener of this.stepListeners) listener(input.step);
				return;
			default:
				input satisfies never;
		}
	}

	private shellOf(name: string): RunQueue {
		let shell = this.shells.get(name);
		if (!shell) {
			shell = new RunQueue(this.machine(name));
			this.shells.set(name, shell);
		}
		return shell;
	}

	private parse(text: string): Fault {
		return parseFault(text, [...this.byName.keys()], this.view.leader()?.machine ?? '');
	}

	/** @returns the message for whoever typed it, '' when it was done */
	private faultNow(text: string): string {
		let fault: Fault;
		try {
			fault = this.parse(text);
		} catch (error) {
			if (error instanceof FaultError) return error.message;
			throw error;
		}
		this.sim.trace.emit({ type: 'fault', text });
		return this.befall(fault);
	}

	private befall(fault: Fault): string {
		switch (fault.type) {
			case 'stop':
				this.machine(fault.machine).stopDocker();
				return '';
			case 'start': {
				const machine = this.machine(fault.machine);
				if (machine.isOn) machine.startDocker();
				else machine.switchOn();
				return '';
			}
			case 'kill daemon':
				this.machine(fault.machine).killDocker();
				return '';
			case 'power off':
				this.machine(fault.machine).cutPower();
				return '';
			case 'power on':
				this.machine(fault.machine).switchOn();
				return '';
			case 'pause':
				this.machine(fault.machine).pause();
				return '';
			case 'resume':
				this.machine(fault.machine).resume();
				return '';
			case 'partition':
				this.net.partition(fault.sides);
				return '';
			case 'heal':
				this.net.heal();
				return '';
			case 'drop':
				if (typeof fault.what === 'string') this.net.setKindLoss(fault.what, fault.loss);
				else this.net.setLink(fault.what.a, fault.what.b, { loss: fault.loss });
				return '';
			case 'block':
				this.net.block(fault.machine, fault.port);
				return '';
			case 'delay':
				this.net.setLink(fault.a, fault.b, { delayMs: fault.ms });
				return '';
			case 'kill task':
				return this.machines.some((machine) => machine.isOn && machine.engine.killTask(fault.task))
					? ''
					: `fault: no running task ${fault.task}`;
			default:
				return fault satisfies never;
		}
	}
}
