import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';

const HEAD =
	'  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
	'                                 Dload  Upload   Total   Spent    Left  Speed\n';

/** The table that curl draws on standard error when its output does not go to a terminal (lib/progress.c). */
export class ProgressMeter {
	private isStarted = false;
	private isOpen = false;
	private total: number | undefined;
	private down = 0;
	private up = 0;
	private startedAt = 0;
	private seconds = 0;

	constructor(
		private readonly sys: Sys,
		private readonly isShown: boolean
	) {}

	/** Once for each request: the head only the first time. */
	*start(): Process<void> {
		if (!this.isShown) return;
		if (!this.isStarted) {
			this.startedAt = this.sys.machine.sim.now;
			yield* this.sys.stderr.write(HEAD);
			yield* this.draw();
		}
		this.isStarted = true;
		this.isOpen = true;
	}

	expect(total: number | undefined): void {
		this.total = total;
	}

	downloaded(bytes: number): void {
		this.down += bytes;
	}

	uploaded(bytes: number): void {
		this.up = bytes;
	}

	/** Waits for something else; the rows for the seconds that passed are drawn when it is over. */
	*during<T>(work: Process<T>): Process<T> {
		const value = yield* work;
		const passed = Math.floor((this.sys.machine.sim.now - this.startedAt) / 1000);
		while (this.isOpen && this.seconds < passed) {
			this.seconds++;
			yield* this.draw();
		}
		return value;
	}

	/** The last row, and the end of its line. */
	*end(endsLine: boolean): Process<void> {
		if (!this.isOpen) return;
		this.isOpen = false;
		if (!endsLine) return;
		yield* this.draw();
		yield* this.sys.stderr.write('\n');
	}

	private *draw(): Process<void> {
		const ms = Math.max(1, this.sys.machine.sim.now - this.startedAt);
		const speed = (bytes: number): string => amount(Math.floor((bytes * 1000) / ms));
		const downTotal = this.total ?? this.down;
		const percent = (part: number, whole: number): string =>
			String(whole > 0 ? Math.floor((part * 100) / whole) : 0).padStart(3);
		const known = this.total !== undefined && this.total > 0;
		const all = (known ? downTotal : this.down) + this.up;
		const spent = this.seconds > 0 ? clock(this.seconds).padStart(8) : '--:--:--';
		const row = [
			percent(this.down + this.up, known || this.down + this.up > 0 ? all : 0),
			amount(all),
			percent(this.down, known ? downTotal : 0),
			amount(this.down),
			percent(this.up, this.up),
			amount(this.up)
		];
		// '%3 %5  %3 %5  %3 %5  %5  %5 %8 %8 %8  %5'
		const [a, b, c, d, e, f] = row;
		const speeds = `${speed(this.down)}  ${speed(this.up)}`;
		yield* this.sys.stderr.write(
			`\r${a} ${b}  ${c} ${d}  ${e} ${f}  ${speeds} --:--:-- ${spent} --:--:-- ${speed(this.down)}`
		);
	}
}

/** Five places, as lib/progress.c max5data. */
function amount(bytes: number): string {
	if (bytes < 100_000) return String(bytes).padStart(5);
	if (bytes < 10_240_000) return `${String(Math.floor(bytes / 1024)).padStart(4)}k`;
	if (bytes < 104_857_600)
		return `${String(Math.floor(bytes / 1_048_576)).padStart(2)}.${Math.floor((bytes % 1_048_576) / 104_858)}M`;
	return `${String(Math.floor(bytes / 1_048_576)).padStart(4)}M`;
}

function clock(seconds: number): string {
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
