import { HeadlessShell } from '../../core/shell/shell.ts';
import { Tty } from '../../core/shell/tty.ts';
import type { WriteEnd } from '../../core/sim/stream.ts';
import type { World } from '../../core/world/world.ts';
import { LIMIT_MS, schedule, STILL_RUNNING, TERMINAL, type Line, type Outcome, type Side } from './side.ts';

/** Our own docker command line, in our own shell. */
export class OurSide implements Side {
	private readonly shells = new Map<string, HeadlessShell>();

	constructor(readonly world: World) {}

	run(line: Line): Promise<Outcome> {
		const { sim } = this.world;
		const start = sim.now;
		const outcome: Outcome = { code: 0, stdout: '', stderr: '' };
		const machine = this.world.machine(line.machine);
		const scope = machine.runningScope;
		let shell = this.shells.get(line.machine);
		if (shell?.scope !== scope) this.shells.set(line.machine, (shell = new HeadlessShell(machine, scope)));
		const collect = (key: 'stdout' | 'stderr'): WriteEnd => ({
			*write(text) {
				outcome[key] += text;
			},
			close: () => {}
		});
		const terminal = line.tty ? new Tty(scope, TERMINAL, (text) => (outcome.stdout += text)) : undefined;
		const io = { stdout: collect('stdout'), stderr: collect('stderr'), ...(terminal && { terminal }) };
		let isOver = false;
		let interrupt = (): void => {};
		sim.trace.cause = 0;
		sim.atEnd(start, () => {
			const running = shell.start(line.command, io, (code) => {
				outcome.code = code;
				isOver = true;
			});
			interrupt = () => (terminal ? terminal.input('\x03') : running.interrupt());
		});
		const acts = schedule(line, start);
		while (!isOver) {
			const next = sim.nextAt() ?? Infinity;
			const act = acts[0];
			if (act && act.at < next) {
				sim.runUntil(act.at);
				acts.shift();
				if (act.keys === undefined) interrupt();
				else terminal?.input(act.keys);
				continue;
			}
			if (next > start + LIMIT_MS) {
				interrupt();
				return Promise.resolve({ ...STILL_RUNNING, stdout: outcome.stdout });
			}
			sim.step();
		}
		// What the terminal still holds back.
		for (let shown = -1; terminal && shown !== outcome.stdout.length;) {
			shown = outcome.stdout.length;
			sim.runUntil(sim.now + 1);
		}
		return Promise.resolve(outcome);
	}

	close(): void {}
}
