import { formatDate } from '../date-format.ts';
import type { Program } from '../../sim/sys.ts';
import { parseSignal, processesOf, type ProcessEntry } from '../processes.ts';
import { ProgramSys } from '../sys.ts';

/** Shows what shells have started; daemons of the machine have no row. */
export const ps: Program = {
	name: 'ps',
	*run(sys) {
		const flags = sys.argv.slice(1).join('');
		const wrong = /[^-aAefuxwl]/.exec(flags);
		if (wrong) {
			yield* sys.stderr.write(`ps: swarmlab does not simulate ${wrong[0]}\n`);
			return 1;
		}
		const { sim } = sys.machine;
		const isAll = /[aAex]/.test(flags);
		const own = sys instanceof ProgramSys ? sys.shell.terminalName() : '?';
		const rows = processesOf(sys.machine)
			.all()
			.filter((row) => isAll || row.terminal === own);
		const name = (row: ProcessEntry): string => row.command.trim().split(/\s+/)[0]!.replace(/^.*\//, '').slice(0, 15);
		const start = (row: ProcessEntry): string => formatDate(sim.epochMs + row.startedAt, '%H:%M');
		let text: string;
		if (/u/.test(flags)) {
			text = 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n';
			for (const row of rows)
				text += `root     ${String(row.pid).padStart(7)}  0.0  0.1   7196  3848 ${row.terminal.padEnd(8)} S    ${start(row)}   0:00 ${row.command}\n`;
		} else if (flags.includes('f')) {
			text = 'UID          PID    PPID  C STIME TTY          TIME CMD\n';
			for (const row of rows)
				text += `root     ${String(row.pid).padStart(7)} ${String(row.parentPid).padStart(7)}  0 ${start(row)} ${row.terminal.padEnd(8)} 00:00:00 ${row.command}\n`;
		} else {
			text = '    PID TTY          TIME CMD\n';
			for (const row of rows)
				text += `${String(row.pid).padStart(7)} ${row.terminal.padEnd(8)} 00:00:00 ${name(row)}\n`;
		}
		yield* sys.stdout.write(text);
		return 0;
	}
};

/** kill(1) of util-linux; in the shell the builtin comes first. */
export const kill: Program = {
	name: 'kill',
	*run(sys) {
		const args = sys.argv.slice(1);
		let signal = parseSignal('TERM')!;
		if (args[0]?.startsWith('-')) {
			const text = args[0] === '-s' ? (args.splice(0, 1), args[0] ?? '') : args[0].slice(1);
			args.shift();
			const parsed = parseSignal(text);
			if (parsed === undefined) {
				yield* sys.stderr.write(`kill: unknown signal ${text}; valid signals: HUP INT QUIT KILL PIPE TERM WINCH\n`);
				return 1;
			}
			signal = parsed;
		}
		let code = 0;
		for (const text of args) {
			const entry = processesOf(sys.machine).find(Number(text));
			if (Number(text) === 1 && sys.machine.signalFirst) {
				if (signal !== 0) sys.machine.signalFirst(signal);
			} else if (entry && signal !== 0) entry.proc.kill(signal);
			else if (!entry) {
				yield* sys.stderr.write(`kill: (${text}): No such process\n`);
				code = 1;
			}
		}
		return code;
	}
};

export const pkill: Program = {
	name: 'pkill',
	*run(sys) {
		const [pattern] = sys.argv.slice(1);
		if (pattern === undefined || pattern.startsWith('-')) {
			yield* sys.stderr.write(
				pattern === undefined
					? "pkill: no matching criteria specified\nTry `pkill --help' for more information.\n"
					: `pkill: swarmlab does not simulate ${pattern}\n`
			);
			return 2;
		}
		const found = processesOf(sys.machine)
			.all()
			.filter((row) => row.command.split(/\s+/)[0]!.includes(pattern) && !row.command.startsWith('pkill'));
		for (const row of found) row.proc.kill('SIGTERM');
		return found.length > 0 ? 0 : 1;
	}
};
