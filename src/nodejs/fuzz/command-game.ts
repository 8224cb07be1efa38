import { HeadlessShell } from '../../core/shell/shell.ts';
import { createRng, type Rng } from '../../core/sim/rng.ts';
import type { WriteEnd } from '../../core/sim/stream.ts';
import { commandLine } from './command-lines.ts';
import { telltale, thrown } from './findings.ts';
import type { Game, Move, Play } from './play.ts';
import { createStage, randomFault, type Stage } from './stage.ts';

/** A command that is not over by then gets ^C … */
const PATIENCE_MS = 60_000;
/** … again and again: `watch` ends well by ^C, so a loop around it goes on, in bash too. */
const AFTER_INTERRUPTS_MS = [20_000, 20_000, 2000, 2000, 2000, 2000];
const ENDLESS = /\b(while|until)\b[^]*\bwatch\b/;
/** More than this many turns of the simulation in one command is a loop that no ^C would reach in time. */
const MOST_STEPS = 400_000;
const FAULT_SHARE = 0.03;

interface CommandMove extends Move {
	readonly fault?: number;
	readonly line: string;
	readonly machine: number;
}

/** Random command lines on random machines, and faults now and then. */
export class CommandGame implements Game {
	private codes = new Map<number, number>();
	private interrupted = 0;
	private faults = 0;

	choose(rng: Rng): CommandMove {
		const machine = rng.chance(0.7) ? 0 : rng.int(100);
		if (rng.chance(FAULT_SHARE)) {
			const fault = rng.int(1_000_000);
			return { fault, line: '', machine, text: `fault ${fault}` };
		}
		const line = commandLine(rng);
		return { line, machine, text: `${machine === 0 ? 'mgr1' : `machine ${machine}`}$ ${line}` };
	}

	open(seed: string): Play {
		const stage = createStage(seed);
		const shells = new Map<string, HeadlessShell>();
		return {
			do: (move) => {
				try {
					return this.doMove(stage, shells, move as CommandMove) ?? stage.watch.violations[0];
				} catch (error) {
					return thrown(error);
				}
			}
		};
	}

	summary(): string {
		const codes = [...this.codes].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code}: ${count}`);
		return `exit codes ${codes.join(', ')}; ${this.interrupted} ended by ^C; ${this.faults} faults`;
	}

	private doMove(
		stage: Stage,
		shells: Map<string, HeadlessShell>,
		{ fault, line, machine: at }: CommandMove
	): string | undefined {
		const { world, names } = stage;
		const { sim } = world;
		if (fault !== undefined) {
			this.faults++;
			const words = randomFault(createRng(fault), names);
			const { error } = world.fault(words);
			sim.runUntil(sim.now + 1000);
			return error === undefined ? undefined : `fault ${words}: ${error}`;
		}
		const machine = world.machine(names[at % names.length]!);
		if (!machine.isOn) world.fault(`power on ${machine.hostname}`);
		world.fault(`resume ${machine.hostname}`);
		sim.runUntil(sim.now);
		const scope = machine.runningScope;
		let shell = shells.get(machine.hostname);
		if (shell?.scope !== scope) shells.set(machine.hostname, (shell = new HeadlessShell(machine, scope)));
		let text = '';
		const collect: WriteEnd = {
			*write(more) {
				if (text.length < 200_000) text += more;
			},
			close: () => {}
		};
		let code: number | undefined;
		let interrupt = (): void => {};
		sim.trace.cause = 0;
		sim.atEnd(sim.now, () => {
			({ interrupt } = shell.start(line, { stdout: collect, stderr: collect }, (ended) => (code = ended)));
		});
		const first = sim.steps;
		for (const waitMs of [PATIENCE_MS, ...AFTER_INTERRUPTS_MS]) {
			const until = sim.now + waitMs;
			while (code === undefined && (sim.nextAt() ?? Infinity) <= until) {
				sim.step();
				if (sim.steps - first > MOST_STEPS) return `more than ${MOST_STEPS} steps`;
			}
			if (code !== undefined) break;
			this.interrupted++;
			interrupt();
		}
		if (code === undefined) {
			if (!ENDLESS.test(line)) return `not over, ${AFTER_INTERRUPTS_MS.length + 1} ^C notwithstanding`;
			shells.delete(machine.hostname);
			return undefined;
		}
		this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
		if (!Number.isInteger(code) || code < 0 || code > 255) return `exit code ${code}`;
		return telltale(text, line);
	}
}
