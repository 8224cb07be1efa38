import type { TraceEvent } from '../trace-events.ts';
import type { SeenEvent } from './cluster.ts';
import { EXPLAIN_EN } from './explain/en.ts';
import { EXPLAIN_ZH_CN } from './explain/zh-CN.ts';
import type { Language } from './words/language.ts';

/** A sentence for each type of event. */
export type Sentences = { [T in TraceEvent['type']]: (event: Extract<TraceEvent, { type: T }>) => string };

type ClassicType = Extract<TraceEvent['type'], `classic.${string}` | 'discovery.key'>;
export type ClassicSentences = Pick<Sentences, ClassicType>;

const SENTENCES: Readonly<Record<Language, Sentences>> = { en: EXPLAIN_EN, 'zh-CN': EXPLAIN_ZH_CN };

export interface Explanation {
	/** What happened, as a clause: no full stop, and it can stand after "because". May mark names. */
	text: string;
	/** Numbers of the events that led to it, the nearest first. */
	becauseOf: number[];
}

/**
 * What an event means. Made from the event alone: a sentence about the past must not depend on what came later.
 */
export function explain(event: SeenEvent, language: Language): Explanation {
	const sentence = SENTENCES[language][event.type] as (event: TraceEvent) => string;
	return { text: sentence(event), becauseOf: event.cause > 0 ? [event.cause] : [] };
}

/**
 * Types that tell something to a learner who asks why. The others (messages, requests of the API, votes counted, stores
 * catching up) are the means by which one led to the other.
 */
const STORY: ReadonlySet<TraceEvent['type']> = new Set([
	'machine',
	'fault',
	'net.partition',
	'net.heal',
	'net.link',
	'command',
	'raft.role',
	'node.state',
	'node.spec',
	'service.change',
	'task.state',
	'task.gone',
	'scheduler.assign',
	'scheduler.wait',
	'restart',
	'engine.swarm',
	'container',
	'image',
	'ingress.request',
	'ingress.accept',
	'ingress.balance',
	'ingress.forward',
	'ingress.reply',
	'ingress.fail',
	'classic.agent',
	'classic.manager',
	'classic.engine',
	'classic.schedule'
]);

export function isStory(event: TraceEvent): boolean {
	if (event.type === 'task.state') return event.was !== event.task.state || event.wasDesired !== event.task.desired;
	return STORY.has(event.type);
}

/** A chain is for reading: so many links at most. */
const LINKS = 40;

/**
 * The line from the first cause of event `seq` over it to its last consequence, as event numbers; only what tells
 * something, and the event itself.
 * @param events the kept trace, ascending by `seq`
 */
export function chain(events: readonly SeenEvent[], seq: number): number[] {
	const event = find(events, seq);
	if (!event) return [];
	const line = ancestors(events, event);
	// The last consequence: the latest event that has this one among its causes.
	const reached = new Set([seq]);
	let last: SeenEvent | undefined;
	for (let i = place(events, seq) + 1; i < events.length; i++) {
		const later = events[i]!;
		if (!reached.has(later.cause)) continue;
		reached.add(later.seq);
		if (isStory(later)) last = later;
	}
	const after = last ? ancestors(events, last).filter((number) => number > seq) : [];
	return [...line, ...after].slice(-LINKS);
}

function ancestors(events: readonly SeenEvent[], event: SeenEvent): number[] {
	const line = [event.seq];
	for (let next = find(events, event.cause); next; next = find(events, next.cause)) {
		if (isStory(next)) line.push(next.seq);
	}
	return line.reverse();
}

function find(events: readonly SeenEvent[], seq: number): SeenEvent | undefined {
	const event = events[place(events, seq)];
	return event?.seq === seq ? event : undefined;
}

/** Index of the first event with a number of at least `seq`. */
function place(events: readonly SeenEvent[], seq: number): number {
	let low = 0;
	let high = events.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (events[middle]!.seq < seq) low = middle + 1;
		else high = middle;
	}
	return low;
}
