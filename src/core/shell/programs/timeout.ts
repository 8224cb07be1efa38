import { park, ProcGroup, Signal } from '../../sim/process.ts';
import { findCommand } from '../lookup.ts';
import { parseSignal } from '../processes.ts';
import { Failure, gnuProgram } from './options.ts';
import { quoteArguments } from './quote.ts';

export const timeout = gnuProgram(
	{
		name: 'timeout',
		short: 's:k:v',
		long: { signal: 's', 'kill-after': 'k', verbose: 'v', 'preserve-status': 'p' },
		unsimulated: 'foreground',
		usageCode: 125,
		stopsAtOperand: true,
		help: 'Usage: timeout [OPTION] DURATION COMMAND [ARG]...'
	},
	function* (sys, options) {
		const [duration, ...command] = options.operands;
		if (duration === undefined || command.length === 0) {
			yield* sys.stderr.write("Try 'timeout --help' for more information.\n");
			return 125;
		}
		const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(duration);
		if (!match)
			throw new Failure(`invalid time interval ‘${duration}’\nTry 'timeout --help' for more information.`, 125);
		const ms = Number(match[1]) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[(match[2] || 's') as 's'];
		const signal = parseSignal(options.value('s') ?? 'TERM');
		if (!signal)
			throw new Failure(`${options.value('s')}: invalid signal\nTry 'timeout --help' for more information.`, 125);
		const found = findCommand(sys.machine, command[0]!, sys.cwd, sys.env.get('PATH'));
		if (found.kind === 'failure')
			throw new Failure(
				`failed to run command ‘${command[0]}’: ${found.code === 127 ? 'No such file or directory' : found.text}`,
				found.code
			);
		const group = new ProcGroup();
		const proc = sys.spawn(quoteArguments(command), {}, group);
		const deadline = sys.machine.sim.now + Math.round(ms);
		try {
			while (!proc.isOver) {
				const left = deadline - sys.machine.sim.now;
				if (ms > 0 && left <= 0) {
					group.kill(signal);
					while (!proc.isOver) yield* park(proc.exited);
					return signal === 'SIGKILL' ? 137 : 124;
				}
				yield* park(proc.exited, ms > 0 ? left : undefined);
			}
		} catch (error) {
			if (error instanceof Signal) group.kill(error.signal);
			throw error;
		}
		return proc.code ?? 0;
	}
);
