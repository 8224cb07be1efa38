import type { Proc, ProcGroup, Process, SignalName } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { MachineFace } from '../sim/sys.ts';

/** One row of `ps`. */
export interface ProcessEntry {
	pid: number;
	parentPid: number;
	/** As `ps -f` shows it. */
	command: string;
	/** Virtual milliseconds. */
	startedAt: number;
	/** 'pts/0' or '?'. */
	terminal: string;
	proc: Proc;
}

/** Process numbers of one machine. Only what shells start has one. */
class ProcessTable {
	private nextPid = 1001;
	private readonly entries = new Map<number, ProcessEntry>();

	spawn(
		scope: Scope,
		body: Process<number>,
		about: { command: string; parentPid: number; terminal: string; group?: ProcGroup | undefined; pid?: number }
	): ProcessEntry {
		const pid = about.pid ?? this.reserve();
		const proc = scope.spawn(body, { name: about.command, ...(about.group ? { group: about.group } : {}) });
		const entry: ProcessEntry = {
			pid,
			parentPid: about.parentPid,
			command: about.command,
			startedAt: scope.sim.now,
			terminal: about.terminal,
			proc
		};
		this.entries.set(pid, entry);
		proc.onExit(() => this.entries.delete(pid));
		return entry;
	}

	reserve(): number {
		return this.nextPid++;
	}

	find(pid: number): ProcessEntry | undefined {
		return this.entries.get(pid);
	}

	/** By number. */
	all(): ProcessEntry[] {
		return [...this.entries.values()].sort((a, b) => a.pid - b.pid);
	}
}

const tables = new WeakMap<MachineFace, ProcessTable>();

export function processesOf(machine: MachineFace): ProcessTable {
	let table = tables.get(machine);
	if (!table) {
		table = new ProcessTable();
		tables.set(machine, table);
	}
	return table;
}

/** What a shell says of a process that a signal ended (strsignal(3)). */
export const SIGNAL_TEXT: Readonly<Record<SignalName, string>> = {
	SIGHUP: 'Hangup',
	SIGINT: 'Interrupt',
	SIGQUIT: 'Quit',
	SIGKILL: 'Killed',
	SIGPIPE: 'Broken pipe',
	SIGTERM: 'Terminated',
	SIGXFSZ: 'File size limit exceeded',
	SIGWINCH: 'Window changed'
};

/** Those whose death leaves a core (signal(7)). */
export const DUMPING: ReadonlySet<SignalName> = new Set<SignalName>(['SIGQUIT', 'SIGXFSZ']);

const SIGNALS: readonly SignalName[] = [
	'SIGHUP',
	'SIGINT',
	'SIGQUIT',
	'SIGKILL',
	'SIGPIPE',
	'SIGTERM',
	'SIGXFSZ',
	'SIGWINCH'
];
const NUMBERS: Readonly<Record<string, SignalName>> = {
	1: 'SIGHUP',
	2: 'SIGINT',
	3: 'SIGQUIT',
	9: 'SIGKILL',
	13: 'SIGPIPE',
	15: 'SIGTERM',
	25: 'SIGXFSZ',
	28: 'SIGWINCH'
};

/** 'TERM', 'sigterm' or '15' → 'SIGTERM'; 0 asks only whether the process is there. */
export function parseSignal(text: string): SignalName | 0 | undefined {
	if (text === '0') return 0;
	if (/^\d+$/.test(text)) return NUMBERS[text];
	const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
	return SIGNALS.find((signal) => signal === name);
}
