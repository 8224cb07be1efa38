import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';

type Level = 'debug' | 'info' | 'warning' | 'error' | 'fatal';
const SHORT: Readonly<Record<Level, string>> = {
	debug: 'DEBU',
	info: 'INFO',
	warning: 'WARN',
	error: 'ERRO',
	fatal: 'FATA'
};
/** Colours of logrus of that time: 31 red, 33 yellow, 34 blue, 37 grey. */
const COLOUR: Readonly<Record<Level, number>> = { debug: 37, info: 34, warning: 33, error: 31, fatal: 31 };

/** logrus as of 2015: `INFO[0000] …` in colour on a terminal, `time="…" level=info msg="…"` elsewhere. */
export class Log {
	private readonly startedAt: number;

	constructor(private readonly sys: Sys) {
		this.startedAt = sys.machine.sim.now;
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
		yield* this.sys.stderr.write(this.line(level, message, fields));
	}
}

/** Plain words stand bare only where logrus never put them: it quoted every text of these programs. */
function quoted(text: string): string {
	return JSON.stringify(text);
}

/** '2014-12-04T09:00:00Z' */
export function rfc3339(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Go's own log package, as `list` and `create` of 1.2 use it: '2016/08/18 10:00:00 '. */
export function stdlogDate(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace(/-/g, '/').replace('T', ' ');
}
