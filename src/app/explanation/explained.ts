import { chain, explain, isStory } from '../../core/view/explain.ts';
import type { Language } from '../../core/lesson/lesson-types.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';

/** One sentence about one event. */
export interface Explained {
	event: SeenEvent;
	text: string;
	/** Nearest causes, at most two, the nearest first. */
	causes: { event: SeenEvent; text: string }[];
}

/** What the explanation line speaks of by itself; the rest is reached through causes and marks. */
const TELLING: ReadonlySet<SeenEvent['type']> = new Set([
	'fault',
	'net.partition',
	'net.heal',
	'node.state',
	'node.spec',
	'service.change',
	'scheduler.wait',
	'restart',
	'ingress.reply',
	'ingress.fail',
	'engine.swarm',
	'raft.role',
	'task.state',
	'classic.manager',
	'classic.engine',
	'classic.schedule',
	'classic.agent',
	'discovery.key'
]);

export function isTelling(event: SeenEvent): boolean {
	if (!TELLING.has(event.type)) return false;
	// A machine that has never been in a swarm is no news.
	if (event.type === 'engine.swarm') return event.state !== 'inactive' || event.t > 0;
	// A registration that is written again changes nothing; what a manager has only heard of neither.
	if (event.type === 'discovery.key') return event.op !== 'refreshed';
	if (event.type === 'classic.engine') return event.event !== 'found';
	if (event.type === 'task.state') return event.was !== event.task.state && event.task.state !== 'new';
	return true;
}

/**
 * How a task gets from state to state is in the chain. The line says why: who asked for it, or what took its place. What an
 * agent reports it reports for several tasks at once, so that the nearest cause may be another task's container.
 */
const MEANS_OF_TASKS: ReadonlySet<SeenEvent['type']> = new Set([
	'container',
	'image',
	'task.state',
	'scheduler.assign'
]);

function isMeans(cause: SeenEvent, event: SeenEvent): boolean {
	return event.type === 'task.state' && event.task.state !== 'failed' && MEANS_OF_TASKS.has(cause.type);
}

/** The kept events of a trace, found by number. They come in order, with gaps where noise was. */
export class Story {
	readonly events: SeenEvent[] = [];

	add(event: SeenEvent): void {
		this.events.push(event);
	}

	find(seq: number): SeenEvent | undefined {
		let low = 0;
		let high = this.events.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const event = this.events[middle]!;
			if (event.seq === seq) return event;
			if (event.seq < seq) low = middle + 1;
			else high = middle - 1;
		}
		return undefined;
	}

	explain(event: SeenEvent, language: Language): Explained {
		const { text, becauseOf } = explain(event, language);
		const causes: Explained['causes'] = [];
		let next = becauseOf[0] ?? event.cause;
		// Steps that say nothing to a learner (a message, a request) are passed over.
		for (let hops = 0; next && causes.length < 2 && hops < 400; hops++) {
			const cause = this.find(next);
			if (!cause) break;
			const told = explain(cause, language);
			if (
				told.text !== '' &&
				isStory(cause) &&
				!isMeans(cause, event) &&
				told.text !== causes.at(-1)?.text &&
				told.text !== text
			) {
				causes.push({ event: cause, text: told.text });
			}
			next = told.becauseOf[0] ?? cause.cause;
		}
		return { event, text, causes };
	}

	/** From the first cause over `event` to its last consequence. */
	chain(event: SeenEvent, language: Language): { event: SeenEvent; text: string }[] {
		return chain(this.events, event.seq).flatMap((seq) => {
			const link = this.find(seq);
			return link ? [{ event: link, text: explain(link, language).text }] : [];
		});
	}
}
