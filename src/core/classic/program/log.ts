import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';

export type Level = 'debug' | 'info' | 'warning' | 'error' | 'fatal';
const SHORT: Readonly<Record<Level, string>> = {
	debug: 'DEBU',
	info: 'INFO',
	warning: 'WARN',
	error: 'ERRO',
	fatal: 'FATA'
};
const ORDER: readonly Level[] = ['debug', 'info', 'warning', 'error', 'fatal'];
/** Colours of logrus of that time: 31 red, 33 yellow, 34 blue, 37 grey. */
const COLOUR: Readonly<Record<Level, number>> = { debug: 37, info: 34, warning: 33, error: 31, fatal: 31 };

/** logrus as of 2015: `INFO[0000] …` in colour on a terminal, `time="…" level=info msg="…"` elsewhere. */
export class Log {
	private readonly startedAt: number;

	/** What is less important than this is not written. */
	least: Level = 'info';

	constructor(private readonly sys: Sys) {
		this.startedAt = sys.machine.sim.now;
	}

	writes(level: Level): boolean {
		return ORDER.indexOf(level) >= ORDER.indexOf(this.least);
	}

	line(level: Level, message: string, fields: Readonly<Record<string, string>> = {}): string {
		const { sim } = this.sys.machine;
		if (this.sys.terminal(2)) {
			const seconds = String(Math.floor((sim.now - this.startedAt) / 1000)).padStart(4, '0');
			const colour = COLOUR[level];
			const extra = Object.keys(fields)
				.sort()
				.map((key) => ` \x1b[${colour}m${key}\x1b[0m=${fields[key]!}`)
				.join('');
			return `\x1b[${colour}m${SHORT[level]}\x1b[0m[${seconds}] ${message.padEnd(44)} ${extra}\n`;
		}
		const extra = Object.keys(fields)
			.sort()
			.map((key) => `${key}=${quoted(fields[key]!)} `)
			.join('');
		return `time="${rfc3339(sim.wallMs)}" level=${level} msg=${quoted(message)} ${extra}\n`;
	}

	*write(level: Level, message: string, fields: Readonly<Record<string, string>> = {}): Process<void> {
		if (this.writes(level)) yield* this.sys.stderr.write(this.line(level, message, fields));
	}
}

/** Plain words stand bare. Source: logrus of that time, text_formatter.go, needsQuoting. */
function quoted(text: string): string {
	return /^[\w.-]*$/.test(text) && !text.includes('_') ? text : JSON.stringify(text);
}

/** As `--log-level` calls them. @returns undefined for another word */
export function levelNamed(name: string): Level | undefined {
	const known: Readonly<Record<string, Level>> = { warn: 'warning', panic: 'fatal' };
	const word = name.toLowerCase();
	return known[word] ?? ORDER.find((level) => level === word);
}

/** '2014-12-04T09:00:00Z' */
export function rfc3339(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Go's own log package, as `list` and `create` of 1.2 use it: '2016/08/18 10:00:00 '. */
export function stdlogDate(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace(/-/g, '/').replace('T', ' ');
}
