import { HeadlessShell } from '../shell/shell.ts';
import type { WriteEnd } from '../sim/stream.ts';
import type { Machine } from './machine.ts';

export interface RunResult {
	/** Exit code; 137 when the machine lost its power meanwhile. */
	code: number;
	stdout: string;
	stderr: string;
}

/** Command lines given beside the terminal, for one machine: they share a shell and take turns. */
export class RunQueue {
	private shell: HeadlessShell | undefined;
	private readonly waiting: { command: string; done: (result: RunResult) => void }[] = [];
	private isBusy = false;

	constructor(private readonly machine: Machine) {}

	run(command: string, done: (result: RunResult) => void): void {
		this.waiting.push({ command, done });
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
		this.shell.start(line.command, { stdout: collect('stdout'), stderr: collect('stderr') }, (code) => {
			this.isBusy = false;
			line.done({ code, ...texts });
			this.next();
		});
	}
}
