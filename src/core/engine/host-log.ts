/** One line for the log of a machine: what syslog's socket and journald take. */
interface HostLogEntry {
	/** 0 (emergency) to 7 (debug), as syslog counts. */
	readonly severity: number;
	/** Whose line it is: stands before the colon. */
	readonly identifier: string;
	readonly message: string;
	/** Of the journal's fields those that `journalctl NAME=value` may ask for. */
	readonly fields?: Readonly<Record<string, string>>;
}

/** Who takes lines for a machine's own log, given from outside: an engine does not know what is installed there. */
export interface HostLog {
	/** From the daemon's process: its own lines, and those of containers whose log driver hands them over. */
	write(entry: HostLogEntry): void;
}
