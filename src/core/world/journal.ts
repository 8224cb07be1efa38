import { SHORT_MONTHS } from '../sim/calendar.ts';
import type { Files } from '../sim/files.ts';
import type { Sim } from '../sim/sim.ts';
import type { SystemdStyle } from './systemd-style.ts';

/** One line of a machine's journal. */
export interface JournalEntry {
	/** Milliseconds since 1970. */
	ms: number;
	severity: number;
	identifier: string;
	pid: number;
	/** The unit whose process wrote it. */
	unit: string;
	message: string;
	fields: Readonly<Record<string, string>>;
}

/** Older lines are forgotten, as journald does when its space is used up. */
const LINES_KEPT = 5_000;

/** What journald of one machine keeps; where rsyslog runs beside it, the lines are in its file, too. Outlives the power. */
export class Journal {
	entries: JournalEntry[] = [];
	private readonly listeners = new Set<(entry: JournalEntry) => void>();

	constructor(
		private readonly sim: Sim,
		private readonly files: Files,
		private readonly hostname: string,
		private readonly style: SystemdStyle
	) {}

	write(entry: Omit<JournalEntry, 'ms' | 'fields'> & { fields?: JournalEntry['fields'] }): void {
		const kept: JournalEntry = { fields: {}, ...entry, ms: this.sim.wallMs };
		this.entries.push(kept);
		if (this.entries.length > LINES_KEPT * 1.25) this.entries = this.entries.slice(-LINES_KEPT);
		if (this.style.syslogFile !== undefined) this.files.append(this.style.syslogFile, `${this.line(kept)}\n`);
		this.listeners.forEach((listener) => listener(kept));
	}

	/** 'Nov 20 09:00:00 mgr1 dockerd[712]: …' */
	line({ ms, identifier, pid, message }: JournalEntry): string {
		return `${syslogTime(ms)} ${this.hostname} ${identifier}[${pid}]: ${message}`;
	}

	onEntry(listener: (entry: JournalEntry) => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
}

function syslogTime(ms: number): string {
	const iso = new Date(ms).toISOString();
	return `${SHORT_MONTHS[Number(iso.slice(5, 7)) - 1]!} ${iso.slice(8, 10).replace(/^0/, ' ')} ${iso.slice(11, 19)}`;
}
