import { isNoise } from '../../core/sim/trace.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';

/**
 * Which events the page is told at high speed: no heartbeats, and of the timers only the last of each manager.
 * A message whose sending was told is also told to have arrived, so that none flies for ever.
 */
export class Collapse {
	/** Messages the page believes to be under way. */
	private readonly flying = new Set<number>();

	/** At low speed: everything is told. */
	all(events: SeenEvent[]): SeenEvent[] {
		for (const event of events) this.follow(event);
		return events;
	}

	few(events: readonly SeenEvent[]): SeenEvent[] {
		const timers = new Map<string, SeenEvent>();
		for (const event of events) if (event.type === 'raft.timer') timers.set(event.where, event);
		return events.filter((event) => {
			const isTold =
				event.type === 'raft.timer'
					? timers.get(event.where) === event
					: event.type === 'net.recv'
						? this.flying.has(event.id)
						: !isNoise(event);
			if (isTold) this.follow(event);
			return isTold;
		});
	}

	clear(): void {
		this.flying.clear();
	}

	private follow(event: SeenEvent): void {
		if (event.type === 'net.send') this.flying.add(event.id);
		else if (event.type === 'net.recv' || event.type === 'net.drop') this.flying.delete(event.id);
	}
}
