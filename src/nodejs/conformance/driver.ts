import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What driver.py tells; see there. */
export type DriverReport = { waits: number } | { out: 1 | 2; data: string } | { over: number };

export interface RunOrder {
	run: readonly string[];
	cwd: string;
	env: Record<string, string>;
	socket: string;
	now: number;
	tty: readonly [columns: number, rows: number] | null;
}

export type DriverOrder = RunOrder | { go: number } | { type: string } | { interrupt: true } | { kill: true };

/** The process that runs real programs in virtual time. */
export class Driver {
	private readonly child: ChildProcess;
	private readonly reports: DriverReport[] = [];
	private wake: (() => void) | undefined;
	private ended: string | undefined;

	constructor() {
		const script = fileURLToPath(new URL('driver.py', import.meta.url));
		this.child = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
		this.child.on('error', (error) => this.end(`python3 cannot be started: ${error.message}`));
		this.child.on('exit', (code) => this.end(`driver.py ended with ${code}`));
		createInterface({ input: this.child.stdout! }).on('line', (line) => {
			this.reports.push(JSON.parse(line) as DriverReport);
			this.wake?.();
		});
	}

	order(order: DriverOrder): void {
		this.child.stdin!.write(`${JSON.stringify(order)}\n`);
	}

	/** The next report; undefined when none came within so many real milliseconds. */
	async report(withinMs: number): Promise<DriverReport | undefined> {
		if (this.reports.length === 0 && this.ended === undefined) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, withinMs);
				this.wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
			this.wake = undefined;
		}
		const report = this.reports.shift();
		if (!report && this.ended !== undefined) throw new Error(this.ended);
		return report;
	}

	close(): void {
		this.child.removeAllListeners('exit');
		this.child.stdin!.end();
	}

	private end(reason: string): void {
		this.ended = reason;
		this.wake?.();
	}
}
