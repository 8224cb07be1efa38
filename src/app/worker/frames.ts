import type { LessonState } from '../../core/lesson/runner.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';
import { Collapse } from './collapse.ts';
import type { Host } from './host.ts';
import { Printed } from './printed.ts';
import type { Status } from './protocol.ts';

/** Real milliseconds between two frames. */
export const FRAME_MS = 16;
/** Between frames that tell nothing but the time: as often as anything that shows it is drawn. */
const CLOCK_MS = 33;
/** Characters a terminal may be behind before time waits for it. */
const BEHIND = 128 * 1024;
/** From this speed on heartbeats are not told one by one. */
const COLLAPSE_SPEED = 10;

/**
 * What the page is told of a world: what terminals print at once, all else in frames, of which there are no more than
 * the page can draw.
 */
export class Frames {
	private output = new Map<string, string>();
	private readonly printed = new Printed();
	/** Characters posted for each terminal and not drawn yet. */
	private readonly behind = new Map<string, number>();
	private events: SeenEvent[] = [];
	private readonly collapse = new Collapse();
	private last = -Infinity;
	private lastPosted = '';
	private lastNow = -1;
	private lessonText = '';
	private cancelFlush = (): void => {};

	constructor(
		private readonly host: Host,
		private readonly status: () => Status,
		private readonly lesson: () => LessonState | undefined
	) {}

	/** Begins with nothing told. */
	clear(): void {
		this.output.clear();
		this.printed.clear();
		this.behind.clear();
		this.events = [];
		this.collapse.clear();
		this.lastPosted = '';
		this.lessonText = '';
	}

	add(event: SeenEvent): void {
		this.events.push(event);
		if (event.type === 'command') this.printed.begin(event.where, event.id);
		else if (event.type === 'command.end') this.printed.end(event.where, event.id);
	}

	print(machine: string, text: string): void {
		this.output.set(machine, (this.output.get(machine) ?? '') + text);
		this.printed.add(machine, text);
	}

	/** The page has drawn `length` characters of a terminal. */
	drawn(machine: string, length: number): void {
		this.behind.set(machine, Math.max(0, (this.behind.get(machine) ?? 0) - length));
	}

	isBehind(): boolean {
		for (const length of this.behind.values()) if (length > BEHIND) return true;
		return false;
	}

	/** Whether what was printed since the last flush leaves a terminal behind. */
	outputIsLong(): boolean {
		for (const [machine, text] of this.output) if (text.length + (this.behind.get(machine) ?? 0) > BEHIND) return true;
		return false;
	}

	/** @param always also when the last frame is younger than FRAME_MS */
	flush(always: boolean): void {
		this.flushOutput();
		const wall = this.host.clock();
		const status = this.status();
		if (!always && wall - this.last < FRAME_MS) {
			// What is held back now must not wait for ever when time stands still.
			this.cancelFlush();
			if (!status.playing || status.waiting) this.cancelFlush = this.host.after(FRAME_MS, () => this.flush(true));
			return;
		}
		const lesson = this.lessonNews();
		const { now, ...rest } = status;
		const key = JSON.stringify(rest);
		if (this.events.length === 0 && lesson === undefined && key === this.lastPosted) {
			if (now === this.lastNow || (!always && wall - this.last < CLOCK_MS)) return;
		}
		this.last = wall;
		this.lastPosted = key;
		this.lastNow = now;
		const events = status.speed >= COLLAPSE_SPEED ? this.collapse.few(this.events) : this.collapse.all(this.events);
		this.events = [];
		const printed = this.printed.take();
		this.host.post({
			type: 'frame',
			status,
			events,
			...(lesson && { lesson }),
			...(printed.length > 0 && { printed })
		});
	}

	private flushOutput(): void {
		for (const [machine, text] of this.output) {
			this.behind.set(machine, (this.behind.get(machine) ?? 0) + text.length);
			this.host.post({ type: 'output', machine, text });
		}
		this.output.clear();
	}

	/** The lesson's state if it is another than the last one told. */
	private lessonNews(): LessonState | undefined {
		const state = this.lesson();
		if (!state) return undefined;
		const text = JSON.stringify(state);
		if (text === this.lessonText) return undefined;
		this.lessonText = text;
		return state;
	}
}
