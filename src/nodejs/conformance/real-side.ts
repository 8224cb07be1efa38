import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { World } from '../../core/world/world.ts';
import type { Pace } from '../serve/node-server.ts';
import { ServedWorld } from '../serve/served-world.ts';
import { toText } from '../serve/text-bytes.ts';
import { Driver } from './driver.ts';
import { Recorder } from './recorded-command.ts';
import { LIMIT_MS, schedule, STILL_RUNNING, TERMINAL, type Line, type Outcome, type Side } from './side.ts';

/** A client that has told nothing for so long in real time hangs. */
const PATIENCE_MS = 30_000;

/** Variables that a line sets are there in the next one, as in one shell. */
const SHELL = `[ -f "$KEPT" ] && . "$KEPT" 2>/dev/null; eval "$1"; code=$?; [ -n "$2" ] && set >"$KEPT"; exit $code`;

/**
 * The real docker client, in a real bash, against the engines of a world of ours. Virtual time goes on only while
 * every program of the line waits: until something was written to one of them, or the first has waited long enough.
 */
export class RealSide implements Side, Pace {
	private readonly driver = new Driver();
	private readonly dir = mkdtempSync(join(tmpdir(), 'swl-'));
	private readonly served: ServedWorld;
	private readonly opened: Promise<unknown>;
	private hasWritten = false;
	readonly recorder: Recorder;

	constructor(
		readonly world: World,
		private readonly client: string
	) {
		this.recorder = new Recorder(world.sim);
		this.served = new ServedWorld(world, this, this.dir, { before: (handler) => this.recorder.before(handler) });
		this.opened = this.served.open();
	}

	enter(come: () => void): void {
		this.world.sim.trace.cause = 0;
		come();
	}

	wrote(): void {
		this.hasWritten = true;
	}

	/** A client that sends much waits for room on the way: it has to look again. */
	heard(): void {
		this.hasWritten = true;
	}

	async run(line: Line): Promise<Outcome> {
		await this.opened;
		const { world, driver } = this;
		const { sim } = world;
		const start = sim.now;
		const home = join(this.dir, line.machine);
		mkdirSync(home, { recursive: true });
		const output: Record<1 | 2, Buffer[]> = { 1: [], 2: [] };
		const keeps = /(?:^|[;&|\s])\w+=|\(\)|\bcd\b/.test(line.command);
		driver.order({
			run: ['bash', '--norc', '--noprofile', '-c', SHELL, 'bash', line.command, keeps ? 'keep' : ''],
			cwd: home,
			env: {
				PATH: `${dirname(this.client)}:/usr/bin:/bin`,
				HOME: home,
				KEPT: join(this.dir, `${line.machine}.variables`),
				HOSTNAME: line.machine,
				TERM: 'xterm-256color',
				LANG: 'C.UTF-8',
				// One thread of Go's at a time: a client that waits for events does nothing else meanwhile.
				GOMAXPROCS: '1',
				GODEBUG: 'asyncpreemptoff=1'
			},
			socket: join(this.dir, `${line.machine}.sock`),
			now: this.seconds(),
			tty: line.tty ? [TERMINAL.columns, TERMINAL.rows] : null
		});
		const acts = schedule(line, start);
		let isGivenUp = false;
		const giveUp = (): void => {
			isGivenUp = true;
			driver.order({ kill: true });
		};
		for (;;) {
			const report = await driver.report(PATIENCE_MS);
			if (!report) {
				if (isGivenUp) throw new Error(`the client of \`${line.command}\` cannot be ended`);
				giveUp();
			} else if ('out' in report) {
				output[report.out].push(Buffer.from(report.data, 'base64'));
			} else if ('over' in report) {
				await settle();
				const text = (fd: 1 | 2): string => toText(Buffer.concat(output[fd])).replaceAll(home, '/root');
				if (isGivenUp) return { ...STILL_RUNNING, stdout: text(1) };
				return { code: report.over, stdout: text(1), stderr: text(2) };
			} else {
				await settle();
				if (this.hasWritten || this.served.isSending) this.go();
				else if (acts[0] && acts[0].at <= sim.now) this.act(acts.shift()!);
				else if (!(await this.letTimePass(report.waits, acts, start + LIMIT_MS))) giveUp();
			}
		}
	}

	close(): void {
		this.served.close();
		this.driver.close();
		if (existsSync(this.dir)) rmSync(this.dir, { recursive: true });
	}

	/**
	 * @param seconds until the first of those who wait has waited long enough; negative: none ever has
	 * @returns false when nothing has come for too long
	 */
	private async letTimePass(seconds: number, acts: { at: number; keys?: string }[], limit: number): Promise<boolean> {
		const { sim } = this.world;
		const waitsUntil = seconds < 0 ? Infinity : sim.now + Math.ceil(seconds * 1000);
		const until = Math.min(waitsUntil, acts[0]?.at ?? Infinity);
		while (!this.hasWritten) {
			const next = sim.nextAt() ?? Infinity;
			if (next > until || next > limit) break;
			sim.step();
		}
		if (!this.hasWritten) {
			if (until > limit) return false;
			sim.runUntil(until);
		}
		await settle();
		this.go();
		return true;
	}

	private act({ keys }: { keys?: string }): void {
		this.driver.order(keys === undefined ? { interrupt: true } : { type: keys });
		// Whoever is held looks at what has come to him.
		this.hasWritten = true;
	}

	private go(): void {
		this.hasWritten = false;
		this.driver.order({ go: this.seconds() });
	}

	private seconds(): number {
		return this.world.sim.wallMs / 1000;
	}
}

/** Lets everything be read and written that sockets hold: accept, read, handle, write. */
async function settle(): Promise<void> {
	for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
