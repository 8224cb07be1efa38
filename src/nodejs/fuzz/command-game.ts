import { HeadlessShell } from '../../core/shell/shell.ts';
import { Tty } from '../../core/shell/tty.ts';
import type { Rng } from '../../core/sim/rng.ts';
import type { Scope } from '../../core/sim/scope.ts';
import type { WriteEnd } from '../../core/sim/stream.ts';
import { commandLine } from './command-lines.ts';
import { telltale } from './findings.ts';
import { runWhile, StageGame, Tally, type Machine, type Player } from './stage-game.ts';
import type { Stage, StageEra } from './stage.ts';
import { pick } from './words.ts';

/** A command that is not over by then, or loops so long, gets ^C … */
const PATIENCE = { ms: 60_000, steps: 3000 };
/** A loop is known for what it is sooner. */
const LOOP = /\b(while|until)\b/;
const PATIENCE_WITH_LOOPS = { ms: 60_000, steps: 400 };
/** … again and again: who catches ^C ends well, so a loop around it goes on, in bash too. */
const AFTER_INTERRUPT = [20_000, 20_000, 2000, 2000, 2000, 2000].map((ms) => ({ ms, steps: 3000 }));
/**
 * Programs that catch ^C and exit by themselves, so that bash goes on with the loop. Tried with bash 5.2: the client 28.2.2
 * ends with a number (130 after `events`, `logs -f`, `stats` and `wait`, 0 after `run`, 1 after `service scale`), and `watch` with 0. ping prints its statistics first, as recorded.
 */
const ENDLESS = /\b(while|until)\b[^]*\b(watch|docker|ping)\b/;

const TERMINAL_SHARE = 0.25;
const TERMINAL = { columns: 80, rows: 24 };
/** How long a person looks before typing. */
const GLANCE = { ms: 700, steps: 1000 };
const TYPED = [
	'',
	'',
	'y\r',
	'n\r',
	'web\r',
	'\r',
	'\x04',
	'q',
	'中\x7f\r',
	'\x1b[A\x1b[D\r',
	'exit 3\r',
	'\x10\x11',
	'\x1c'
];
/** What people try to leave a program with. */
const WAYS_OUT = ['\x03', '\x03', '\x04', 'q', '\x10\x11', 'exit\r', '\x1c'];
const AFTER_KEYS = { ms: 15_000, steps: 600 };

interface CommandTurn {
	readonly line: string;
	/** On a terminal, with these keys. */
	readonly typed?: string;
}

/** Random command lines on random machines, some of them on terminals. */
export class CommandGame extends StageGame<CommandTurn> {
	private readonly codes = new Tally();
	private interrupted = 0;
	private onTerminals = 0;
	private leftAlone = 0;

	constructor() {
		super(0.03);
	}

	protected chooseTurn(rng: Rng, era: StageEra): CommandTurn {
		const line = commandLine(rng, era);
		return rng.chance(TERMINAL_SHARE) ? { line, typed: pick(rng, TYPED) } : { line };
	}

	protected textOf({ line, typed }: CommandTurn, machine: number): string {
		const keys = typed === undefined ? '' : `   # on a terminal, typed: ${JSON.stringify(typed)}`;
		return `${machine === 0 ? 'mgr1' : `machine ${machine}`}$ ${line}${keys}`;
	}

	protected begin({ world: { sim } }: Stage): Player<CommandTurn> {
		const shells = new Map<string, { shell: HeadlessShell; on: Scope }>();
		return (machine, { line, typed }) => {
			const shell = shellOn(shells, machine);
			let text = '';
			let code: number | undefined;
			const collect = (more: string): void => {
				if (text.length < 200_000) text += more;
			};
			const writer: WriteEnd = {
				*write(more) {
					collect(more);
				},
				close: () => {}
			};
			const terminal = typed === undefined ? undefined : new Tty(machine.runningScope, TERMINAL, collect);
			let interrupt = (): void => {};
			sim.atEnd(sim.now, () => {
				const io = { stdout: writer, stderr: writer, ...(terminal && { terminal }) };
				({ interrupt } = shell.start(line, io, (ended) => (code = ended)));
			});
			const isOver = (): boolean => code !== undefined;
			if (terminal) {
				this.onTerminals++;
				runWhile(sim, isOver, GLANCE);
				if (!isOver()) terminal.input(typed!);
			}
			runWhile(sim, isOver, LOOP.test(line) ? PATIENCE_WITH_LOOPS : PATIENCE);
			if (terminal) {
				for (const key of WAYS_OUT) {
					if (isOver()) break;
					terminal.input(key);
					runWhile(sim, isOver, AFTER_KEYS);
				}
			} else {
				for (const patience of ENDLESS.test(line) ? AFTER_INTERRUPT.slice(-2) : AFTER_INTERRUPT) {
					if (isOver()) break;
					this.interrupted++;
					interrupt();
					runWhile(sim, isOver, patience);
				}
			}
			const wrong = telltale(text, line);
			if (code === undefined) {
				shell.scope.end();
				shells.delete(machine.hostname);
				// A program on a terminal of its own may want other keys than these.
				if (!terminal && !ENDLESS.test(line)) return `not over, ${AFTER_INTERRUPT.length} ^C notwithstanding`;
				this.leftAlone++;
				return wrong;
			}
			this.codes.add(code);
			if (!Number.isInteger(code) || code < 0 || code > 255) return `exit code ${code}`;
			return wrong;
		};
	}

	protected counts(): string {
		return `exit codes ${this.codes.text}; ${this.onTerminals} on terminals; ${this.interrupted} times ^C, ${this.leftAlone} left alone`;
	}
}

/** One shell for each machine, as long as that is up. */
function shellOn(shells: Map<string, { shell: HeadlessShell; on: Scope }>, machine: Machine): HeadlessShell {
	const on = machine.runningScope;
	const known = shells.get(machine.hostname);
	if (known?.on === on) return known.shell;
	// A scope of its own: what nothing else ends is ended with it.
	const shell = new HeadlessShell(machine, on.child('shell'));
	shells.set(machine.hostname, { shell, on });
	return shell;
}
