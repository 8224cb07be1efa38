import { SHORT_WEEKDAYS } from '../sim/calendar.ts';
import { park, WaitQueue, type Process } from '../sim/process.ts';
import type { Program } from '../sim/sys.ts';
import { Failure, gnuProgram } from '../shell/programs/options.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { SystemdStyle } from './systemd-style.ts';

/** `journalctl -u docker -n 20`, `journalctl -f`, `journalctl CONTAINER_NAME=web`. */
export function journalctlProgram(journal: Journal, style: SystemdStyle): Program {
	return gnuProgram(
		{
			name: 'journalctl',
			short: 'u:n:fexbrt:o:qa',
			long: {
				unit: 'u',
				lines: 'n',
				follow: 'f',
				'pager-end': 'e',
				catalog: 'x',
				reverse: 'r',
				identifier: 't',
				output: 'o',
				quiet: 'q',
				all: 'a',
				'no-pager': 'P'
			},
			unsimulated:
				'k p S U since until priority dmesg grep g boot list-boots disk-usage vacuum-size vacuum-time cursor',
			help: 'Usage: journalctl [OPTIONS...] [MATCHES...]'
		},
		function* (sys, options) {
			const format = options.value('o') ?? 'short';
			if (!['short', 'cat'].includes(format)) throw new Failure(`Unknown output format '${format}'.`, 1);
			const units = options.values('u').map((name) => (name.includes('.') ? name : `${name}.service`));
			const tags = options.values('t');
			const bad = options.operands.find((match) => !/^[A-Z_]+=/.test(match));
			if (bad !== undefined) throw new Failure(`Failed to add match '${bad}': Invalid argument`, 1);
			const matches = options.operands.map((match) => match.split(/=(.*)/s) as [string, string]);
			const isWanted = (entry: JournalEntry): boolean =>
				(units.length === 0 || units.includes(entry.unit)) &&
				(tags.length === 0 || tags.includes(entry.identifier)) &&
				matches.every(([name, value]) => fieldOf(entry, name) === value);
			const show = (entry: JournalEntry): Process<void> =>
				sys.stdout.write(`${format === 'cat' ? entry.message : journal.line(entry)}\n`);

			const all = journal.entries.filter(isWanted);
			const given = options.value('n') ?? (options.has('f') ? '10' : undefined);
			if (given !== undefined && given !== 'all' && !/^\d+$/.test(given))
				throw new Failure(`Failed to parse lines '${given}'`, 1);
			const past = given === undefined || given === 'all' ? all : all.slice(Math.max(0, all.length - Number(given)));
			if (!style.namesUnit && journal.entries.length > 0 && !options.has('q')) {
				const [first, last] = [journal.entries[0]!, journal.entries.at(-1)!];
				const end = options.has('f') ? '' : `, end at ${dayTime(last.ms)}.`;
				yield* sys.stdout.write(`-- Logs begin at ${dayTime(first.ms)}${end || '.'} --\n`);
			}
			if (past.length === 0 && !options.has('f') && !options.has('q')) yield* sys.stdout.write('-- No entries --\n');
			for (const entry of options.has('r') ? past.reverse() : past) yield* show(entry);
			if (!options.has('f')) return 0;

			const coming: JournalEntry[] = [];
			const changed = new WaitQueue();
			const leave = journal.onEntry((entry) => {
				if (isWanted(entry)) coming.push(entry);
				changed.notifyAll();
			});
			try {
				for (;;) {
					for (const entry of coming.splice(0)) yield* show(entry);
					yield* park(changed);
				}
			} finally {
				leave();
			}
		}
	);
}

function fieldOf(entry: JournalEntry, name: string): string | undefined {
	const own: Readonly<Record<string, string>> = {
		_SYSTEMD_UNIT: entry.unit,
		SYSLOG_IDENTIFIER: entry.identifier,
		_PID: String(entry.pid),
		PRIORITY: String(entry.severity)
	};
	return own[name] ?? entry.fields[name];
}

/** 'Fri 2026-11-20 09:00:00 UTC' */
export function dayTime(ms: number): string {
	const at = new Date(ms);
	return `${SHORT_WEEKDAYS[at.getUTCDay()]!} ${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
