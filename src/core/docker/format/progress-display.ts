import type { CommandContext } from '../context.ts';
import type { Process } from '../../sim/process.ts';
import { significant } from './go-values.ts';

/** One line of progress: a task's bar, a layer's download, or (without id) a remark. */
export interface ProgressMessage {
	id?: string;
	status: string;
	/** Draws a bar; `hideCounts` leaves out "1.2MB/3MB". undefined: no bar at all, the line ends with a newline. */
	bar?: { current: number; total: number; hideCounts?: boolean; units?: string };
}

/** Terminals narrower than this show no bars. */
const BAR_COLUMNS = 110;

/**
 * Draws progress: at a terminal every id has its line, rewritten in place; elsewhere lines follow one another and
 * bars are left out. Bytes as recorded (recordings/services.jsonl, records with tty:true).
 * Source: moby pkg/jsonmessage.
 */
export class ProgressDisplay {
	private readonly lines = new Map<string, number>();
	private readonly columns: number | undefined;

	constructor(
		private readonly context: CommandContext,
		private readonly to: 'stdout' | 'stderr' = 'stdout'
	) {
		this.columns = context.sys.terminal(to === 'stdout' ? 1 : 2)?.columns;
	}

	*show(message: ProgressMessage): Process<void> {
		const text = this.render(message);
		if (text !== '') yield* this.context.sys[this.to].write(text);
	}

	private render(message: ProgressMessage): string {
		const prefix = message.id === undefined ? '' : `${message.id}: `;
		const bar = message.bar ? this.bar(message.bar) : '';
		if (this.columns === undefined) {
			return message.bar && bar !== '' ? '' : `${prefix}${message.status}\n`;
		}
		if (message.id === undefined || !message.bar) {
			this.lines.clear();
			return `${prefix}${message.status}\n`;
		}
		let text = '';
		if (!this.lines.has(message.id)) {
			this.lines.set(message.id, this.lines.size);
			text += '\n';
		}
		const up = this.lines.size - this.lines.get(message.id)!;
		text += `\x1b[${up}A\x1b[2K\r${prefix}${message.status} ${bar}\r`;
		return text + `\x1b[${up}B`;
	}

	private bar({ current, total, hideCounts, units }: NonNullable<ProgressMessage['bar']>): string {
		if (current <= 0 && total <= 0) return '';
		const columns = this.columns ?? 200;
		if (total <= 0) return hideCounts ? '' : size(current).padStart(8);
		const percent = Math.min(50, Math.trunc(Math.trunc((current / total) * 100) / 2));
		const box = columns > BAR_COLUMNS ? `[${'='.repeat(percent)}>${' '.repeat(50 - percent)}] ` : '';
		if (hideCounts) return box;
		if (units !== undefined) return `${box}${current}/${total} ${units}`;
		return `${box}${size(current).padStart(8)}/${size(total)}`;
	}
}

function size(amount: number): string {
	const names = ['B', 'kB', 'MB', 'GB'];
	let value = amount;
	let unit = 0;
	while (value >= 1000 && unit < names.length - 1) {
		value /= 1000;
		unit++;
	}
	return significant(value, 4) + names[unit]!;
}
