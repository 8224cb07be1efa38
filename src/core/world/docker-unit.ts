import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { HostLog } from '../engine/host-log.ts';
import type { Journal } from './journal.ts';
import type { SystemdStyle } from './systemd-style.ts';

export const UNIT = 'docker.service';
export const DESCRIPTION = 'Docker Application Container Engine';

/** `Restart=always`, `RestartSec=2`, `StartLimitBurst=3`, `StartLimitInterval=60s`. Source: Docker's docker.service. */
const RESTART_MS = 2_000;
const BURST = 3;
const INTERVAL_MS = 60_000;

/** What the unit does with the daemon of its machine. */
export interface DaemonFace {
	readonly isUp: boolean;
	readonly isStopping: boolean;
	/** It has told that it is ready: what `start` waits for. */
	readonly isReady: boolean;
	/** @returns with which line it has ended when it could not start */
	start(): string | undefined;
	stop(): void;
	/** It is gone at once. */
	kill(): void;
	/** A start was tried, well or not. */
	tried(): void;
}

/**
 * docker.service as systemd sees it: starts that fail are tried again a few times, and everything stands in the journal.
 * Starts that went well are not counted against the limit: a learner restarts more often in a virtual minute.
 */
export class DockerUnit {
	/** Of the daemon that runs or ran last. */
	pid = 0;
	/** The last start has failed, and nobody will try again by itself. */
	isFailed = false;
	/** It will be tried again. */
	isWaiting = false;
	sinceMs = 0;
	private readonly failures: number[] = [];
	private restarts = 0;
	/** Counts what somebody wanted: a planned restart gives way to it. */
	private wishes = 0;
	private pids = 600;

	constructor(
		private readonly sim: Sim,
		private readonly scope: () => Scope,
		readonly daemon: DaemonFace,
		readonly journal: Journal,
		readonly style: SystemdStyle
	) {}

	get nowMs(): number {
		return this.sim.wallMs;
	}

	/** Where the daemon writes. */
	get hostLog(): HostLog {
		return {
			write: ({ severity, identifier, message, fields }) =>
				this.journal.write({ severity, identifier, message, pid: this.pid, unit: UNIT, ...(fields ? { fields } : {}) })
		};
	}

	/** @returns whether it runs */
	start(): boolean {
		if (this.daemon.isUp) return true;
		this.wishes++;
		const isUp = this.tryToStart();
		if (isUp) {
			this.failures.length = 0;
			this.restarts = 0;
		}
		return isUp;
	}

	stop(): void {
		this.wishes++;
		this.isWaiting = false;
		this.isFailed = false;
		this.restarts = 0;
		if (!this.daemon.isUp) return;
		this.say(`Stopping ${this.name}...`);
		this.daemon.stop();
	}

	/** The daemon has stopped in good order. */
	stopped(): void {
		this.sinceMs = this.sim.wallMs;
		this.say(`${UNIT}: ${this.style.namesUnit ? 'Deactivated successfully' : 'Succeeded'}.`);
		this.say(`Stopped ${this.name}.`);
	}

	/** `systemctl reset-failed` */
	resetFailed(): void {
		this.failures.length = 0;
		this.isFailed = false;
		this.restarts = 0;
	}

	private get name(): string {
		return this.style.namesUnit ? `${UNIT} - ${DESCRIPTION}` : DESCRIPTION;
	}

	private tryToStart(): boolean {
		const now = this.sim.now;
		const isTooOften = this.failures.filter((at) => at > now - INTERVAL_MS).length >= BURST;
		if (isTooOften) {
			this.say(`${UNIT}: Start request repeated too quickly.`, 4);
			this.fail();
			this.say(`Failed to start ${this.name}.`, 3);
			return false;
		}
		this.pid = this.pids += 37;
		this.say(`Starting ${this.name}...`);
		const fault = this.daemon.start();
		this.daemon.tried();
		if (fault === undefined) {
			this.sinceMs = this.sim.wallMs;
			this.isFailed = false;
			this.isWaiting = false;
			this.dockerd('API listen on /run/docker.sock');
			this.say(`Started ${this.name}.`);
			return true;
		}
		this.journal.write({ severity: 6, identifier: 'dockerd', pid: this.pid, unit: UNIT, message: fault });
		this.say(`${UNIT}: Main process exited, code=exited, status=1/FAILURE`, 5);
		this.failures.push(now);
		this.fail();
		this.say(`Failed to start ${this.name}.`, 3);
		this.planRestart();
		return false;
	}

	/**
	 * The daemon that ran has died of a panic; it is started again like one that could not start.
	 * @param why the line it panicked with, and the fields after it
	 */
	panicked(why: string, fields: string): void {
		this.dockerd(why, 'panic', ` ${fields}`);
		this.say(`${UNIT}: Main process exited, code=exited, status=2/INVALIDARGUMENT`, 5);
		this.daemon.kill();
		this.failures.push(this.sim.now);
		this.fail();
		this.planRestart();
	}

	private fail(): void {
		this.isFailed = true;
		this.isWaiting = false;
		this.sinceMs = this.sim.wallMs;
		this.say(`${UNIT}: Failed with result 'exit-code'.`, 4);
	}

	private planRestart(): void {
		const wish = this.wishes;
		this.isWaiting = true;
		this.scope().after(RESTART_MS, () => {
			if (wish !== this.wishes || this.daemon.isUp) return;
			this.say(`${UNIT}: Scheduled restart job, restart counter is at ${++this.restarts}.`);
			this.say(`Stopped ${this.name}.`);
			this.tryToStart();
		});
	}

	/** In logrus' form. */
	private dockerd(text: string, level = 'info', fields = ''): void {
		const message = `time="${this.sim.timestamp()}" level=${level} msg=${JSON.stringify(text)}${fields}`;
		this.journal.write({ severity: 6, identifier: 'dockerd', pid: this.pid, unit: UNIT, message });
	}

	private say(message: string, severity = 6): void {
		this.journal.write({ severity, identifier: 'systemd', pid: 1, unit: UNIT, message });
	}
}
