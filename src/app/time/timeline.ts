import type { SeenEvent } from '../../core/view/cluster.ts';

/** Who leads from when to when; `to` undefined while it lasts. */
export interface Reign {
	term: number;
	leader: string;
	from: number;
	to: number | undefined;
}

export interface Moment {
	t: number;
	seq: number;
	kind: 'command' | 'step' | 'fault';
	/** The command, the step's number, the fault's words. */
	text: string;
}

/** Virtual milliseconds that share one tick. */
const TICK_MS = 100;

/** How high an event stands in the timeline, 3–14; 0: it has no tick. */
export function weightOf(event: SeenEvent): number {
	switch (event.type) {
		case 'fault':
		case 'net.partition':
		case 'net.heal':
			return 14;
		case 'raft.role':
			return event.role === 'follower' ? 7 : 12;
		case 'command':
		case 'node.state':
		case 'service.change':
			return 10;
		case 'task.state':
			return event.task.state === 'running' || event.task.state === 'failed' || event.task.state === 'rejected' ? 8 : 5;
		case 'ingress.request':
		case 'ingress.reply':
		case 'ingress.fail':
		case 'container':
			return 6;
		case 'store.apply':
			return event.leader ? 4 : 0;
		case 'api.request':
		case 'net.drop':
		case 'raft.vote':
			return 3;
		default:
			return 0;
	}
}

/** The story so far, as the time bar draws it. Feed it every event in order. */
export class Timeline {
	readonly reigns: Reign[] = [];
	readonly moments: Moment[] = [];
	/** Height of each tick, by its number (virtual time / TICK_MS). */
	readonly ticks = new Map<number, number>();
	commands = 0;
	faults = 0;
	/** There has been a leader, so that "nobody leads" says something. */
	hadLeader = false;

	get reign(): Reign | undefined {
		const last = this.reigns.at(-1);
		return last?.to === undefined ? last : undefined;
	}

	apply(event: SeenEvent): void {
		const weight = weightOf(event);
		if (weight > 0) {
			const tick = Math.floor(event.t / TICK_MS);
			this.ticks.set(tick, Math.max(this.ticks.get(tick) ?? 0, weight));
		}
		switch (event.type) {
			case 'command':
				this.commands++;
				this.moments.push({ t: event.t, seq: event.seq, kind: 'command', text: `${event.where}$ ${event.line}` });
				return;
			case 'fault':
				this.faults++;
				this.moments.push({ t: event.t, seq: event.seq, kind: 'fault', text: event.text });
				return;
			case 'lesson.step':
				this.moments.push({ t: event.t, seq: event.seq, kind: 'step', text: String(event.number) });
				return;
			case 'raft.role':
				if (event.role === 'leader') this.crown(event.where, event.term, event.t);
				else if (this.reign?.leader === event.where) this.end(event.t);
				return;
			case 'raft.stop':
				if (this.reign?.leader === event.where) this.end(event.t);
				return;
			case 'machine':
				if ((event.power === 'off' || event.daemon === 'down') && this.reign?.leader === event.where) this.end(event.t);
				return;
			default:
				return;
		}
	}

	private crown(leader: string, term: number, t: number): void {
		const present = this.reign;
		// A leader cut off with the minority keeps an older term for a while: the newer one counts.
		if (present && present.term > term) return;
		this.end(t);
		this.hadLeader = true;
		this.reigns.push({ term, leader, from: t, to: undefined });
	}

	private end(t: number): void {
		const present = this.reign;
		if (present) present.to = t;
	}
}

/** End of the drawn span: far enough ahead that it changes seldom, so marks stand still between changes. */
export function spanOf(now: number): number {
	for (let span = 60_000; ; span *= 2) {
		if (now <= span * 0.9) return span;
		if (now <= span * 1.5 * 0.9) return span * 1.5;
	}
}

export interface Tick {
	x: number;
	height: number;
}

/** Ticks for a width; those closer than 2 px become one that is a little taller. */
export function ticksFor(timeline: Timeline, span: number, width: number): Tick[] {
	const columns = new Map<number, { height: number; count: number }>();
	for (const [tick, height] of timeline.ticks) {
		const column = Math.floor(((tick * TICK_MS) / span) * width * 0.5) * 2;
		const merged = columns.get(column);
		if (merged) {
			merged.height = Math.max(merged.height, height);
			merged.count++;
		} else columns.set(column, { height, count: 1 });
	}
	return [...columns].map(([x, { height, count }]) => ({
		x,
		height: Math.min(14, height + Math.min(3, count - 1) * 0.75)
	}));
}
