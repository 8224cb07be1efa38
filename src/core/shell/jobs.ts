import type { ProcGroup } from '../sim/process.ts';
import { SIGNAL_TEXT, type ProcessEntry } from './processes.ts';

/** A pipeline in the background. */
export interface Job {
	id: number;
	/** As it was typed, without the &. */
	command: string;
	processes: readonly ProcessEntry[];
	group: ProcGroup;
	/** Whether the user has been told that it is over. */
	isReported: boolean;
}

export class Jobs {
	private list: Job[] = [];

	add(command: string, processes: readonly ProcessEntry[], group: ProcGroup): Job {
		const job = {
			id: Math.max(0, ...this.list.map((other) => other.id)) + 1,
			command,
			processes,
			group,
			isReported: false
		};
		this.list.push(job);
		return job;
	}

	all(): readonly Job[] {
		return this.list;
	}

	forget(job: Job): void {
		this.list = this.list.filter((other) => other !== job);
	}

	/** '%1', '%%', '%+', '%-', '%name' or, with `bare`, '1'. */
	find(spec: string): Job | undefined {
		const name = spec.replace(/^%/, '');
		if (name === '' || name === '%' || name === '+') return this.current();
		if (name === '-') return this.previous();
		if (/^\d+$/.test(name)) return this.list.find((job) => job.id === Number(name));
		return this.list.find((job) => job.command.startsWith(name));
	}

	current(): Job | undefined {
		return this.ranked().at(-1);
	}

	private previous(): Job | undefined {
		return this.ranked().at(-2) ?? this.current();
	}

	/** Those that still run count before those that are over. */
	private ranked(): Job[] {
		const running = this.list.filter((job) => !isOver(job));
		return running.length > 0 ? running : [...this.list];
	}

	/** `[1]+  Running                 sleep 10 &` (column widths from bash 5.2). */
	line(job: Job, options: { withPid?: boolean } = {}): string {
		const mark = job === this.current() ? '+' : job === this.previous() ? '-' : ' ';
		const state = stateOf(job);
		const pid = options.withPid ? `${job.processes[0]?.pid} ` : '';
		return `[${job.id}]${mark}  ${pid}${state.padEnd(24)}${job.command}${isOver(job) ? '' : ' &'}`;
	}
}

export function isOver(job: Job): boolean {
	return job.processes.every((process) => process.proc.isOver);
}

export function statusOf(job: Job): number {
	return job.processes.at(-1)?.proc.code ?? 0;
}

function stateOf(job: Job): string {
	if (!isOver(job)) return 'Running';
	const last = job.processes.at(-1)!;
	if (last.proc.signal) return SIGNAL_TEXT[last.proc.signal];
	return last.proc.code === 0 ? 'Done' : `Exit ${last.proc.code}`;
}
