import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { World } from '../../core/world/world.ts';
import type { Pace } from '../serve/node-server.ts';
import { ServedWorld } from '../serve/served-world.ts';
import { toText } from '../serve/text-bytes.ts';
import { Driver } from './driver.ts';
import { LIMIT_MS, schedule, STILL_RUNNING, TERMINAL, type Line, type Outcome, type Side } from './side.ts';

/** A client that has told nothing for so long in real time hangs. */
const PATIENCE_MS = 30_000;

/** After so long in real time it is asked whether it waits for the keys that are due. */
const LOOK_MS = 20;

/** Real time for keys to come through a terminal. */
const KEYS_MS = 40;

/** So many looks in a row must find a client blocked before it is given the keys that are due. */
const LOOKS = 3;

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
	/** Thread → until when it waits. */
	private readonly idle = new Map<number, number>();
	private hasWritten = false;

	constructor(
		readonly world: World,
		private readonly client: string
	) {
		this.served = new ServedWorld(world, this, this.dir);
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
		this.idle.clear();
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
		let blocked = 0;
		const giveUp = (): void => {
			isGivenUp = true;
			driver.order({ kill: true });
		};
		for (;;) {
			const report = await driver.report(acts.length > 0 ? LOOK_MS : PATIENCE_MS);
			if (!report) {
				if (acts.length > 0) driver.order({ look: true });
				else if (isGivenUp) throw new Error(`the client of \`${line.command}\` cannot be ended`);
				else giveUp();
			} else if ('blocked' in report) {
				blocked = report.blocked ? blocked + 1 : 0;
				if (blocked < LOOKS || acts.length === 0) continue;
				blocked = 0;
				sim.runUntil(Math.max(sim.now, acts[0]!.at));
				await this.act(acts.shift()!);
			} else if ('out' in report) {
				output[report.out].push(Buffer.from(report.data, 'base64'));
			} else if ('over' in report) {
				await settle();
				const text = (fd: 1 | 2): string => toText(Buffer.concat(output[fd])).replaceAll(home, '/root');
				if (isGivenUp) return { ...STILL_RUNNING, stdout: text(1) };
				return { code: report.over, stdout: text(1), stderr: text(2) };
			} else {
				blocked = 0;
				this.idle.set(report.idle, report.seconds < 0 ? Infinity : sim.now + Math.ceil(report.seconds * 1000));
				await settle();
				if (this.hasWritten || this.served.isSending) this.resume();
				else if (!(await this.letTimePass(acts, start + LIMIT_MS))) giveUp();
			}
		}
	}

	close(): void {
		this.served.close();
		this.driver.close();
		if (existsSync(this.dir)) rmSync(this.dir, { recursive: true });
	}

	/** @returns false when nothing has come for too long */
	private async letTimePass(acts: { at: number; keys?: string }[], limit: number): Promise<boolean> {
		const { sim } = this.world;
		const until = Math.min(...this.idle.values(), acts[0]?.at ?? Infinity);
		while (!this.hasWritten) {
			const next = sim.nextAt() ?? Infinity;
			if (next > until || next > limit) break;
			sim.step();
		}
		if (!this.hasWritten) {
			if (until > limit) return false;
			sim.runUntil(until);
			if (acts[0] && acts[0].at <= sim.now) await this.act(acts.shift()!);
		}
		await settle();
		this.resume();
		return true;
	}

	private async act({ keys }: { keys?: string }): Promise<void> {
		this.driver.order(keys === undefined ? { interrupt: true } : { type: keys });
		// The kernel hands keys on in its own time, and nobody looks busy meanwhile.
		await new Promise((resolve) => setTimeout(resolve, KEYS_MS));
	}

	private resume(): void {
		this.hasWritten = false;
		const now = this.seconds();
		for (const thread of this.idle.keys()) this.driver.order({ resume: thread, now });
		this.idle.clear();
	}

	private seconds(): number {
		return this.world.sim.wallMs / 1000;
	}
}

/** Lets everything be read and written that sockets hold: accept, read, handle, write. */
async function settle(): Promise<void> {
	for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
