import { keysOf } from '../shell/keys.ts';
import { HeadlessShell } from '../shell/shell.ts';
import { Tty } from '../shell/tty.ts';
import type { WriteEnd } from '../sim/stream.ts';
import type { Machine } from './machine.ts';

export interface RunResult {
	/** Exit code; 137 when the machine lost its power meanwhile. */
	code: number;
	stdout: string;
	stderr: string;
}

interface Waiting {
	command: string;
	done: (result: RunResult) => void;
	typed: readonly string[];
}

const TERMINAL_SIZE = { columns: 100, rows: 24 };
/** How long one looks at what a program says before typing the next line to it. */
const BEFORE_TYPING_MS = 2300;
const DRAINING_MS = 10;

/** Command lines given beside the terminal, for one machine: they share a shell and take turns. */
export class RunQueue {
	private shell: HeadlessShell | undefined;
	private readonly waiting: Waiting[] = [];
	private isBusy = false;

	constructor(private readonly machine: Machine) {}

	run(command: string, done: (result: RunResult) => void, typed: readonly string[]): void {
		this.waiting.push({ command, done, typed });
		this.next();
	}

	private next(): void {
		if (this.isBusy) return;
		const line = this.waiting.shift();
		if (!line) return;
		const { machine } = this;
		if (!machine.isOn) {
			line.done({ code: 255, stdout: '', stderr: `${machine.hostname} has no power\n` });
			return this.next();
		}
		this.isBusy = true;
		// A machine that was switched off and on has forgotten its shells.
		const scope = machine.runningScope;
		if (this.shell?.scope !== scope) this.shell = new HeadlessShell(machine, scope);
		const texts = { stdout: '', stderr: '' };
		const collect = (key: 'stdout' | 'stderr'): WriteEnd => ({
			*write(text) {
				texts[key] += text;
			},
			close: () => {}
		});
		const stdout = collect('stdout');
		let typing = true;
		const terminal =
			line.typed.length > 0 ? new Tty(scope, TERMINAL_SIZE, (text) => (texts.stdout += text)) : undefined;
		if (terminal) {
			line.typed.forEach((text, i) => {
				scope.after((i + 1) * BEFORE_TYPING_MS, () => {
					if (typing) terminal.input(keysOf(text));
				});
			});
		}
		const io = { stdout, stderr: collect('stderr'), ...(terminal ? { terminal } : {}) };
		this.shell.start(line.command, io, (code) => {
			typing = false;
			const end = (): void => {
				this.isBusy = false;
				line.done({ code, ...texts });
				this.next();
			};
			// A terminal prints in its own time.
			if (terminal && !scope.isEnded) scope.after(DRAINING_MS, end);
			else end();
		});
	}
}
