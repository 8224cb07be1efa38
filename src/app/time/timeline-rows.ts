import type { Language } from '../../core/lesson/lesson-types.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';
import { isTelling, type Story } from '../explanation/explained.ts';

export interface TimelineRow {
	seq: number;
	t: number;
	/** As the time bar marks it. */
	kind: 'command' | 'step' | 'fault' | 'event';
	text: string;
	/** Its nearest cause; '' for what came from outside. */
	because: string;
}

/** The time bar's text twin: what has a mark or a telling tick in it, with causes. */
export class TimelineRows {
	private readonly made: TimelineRow[] = [];
	/** How much of the story has been read. */
	private read = 0;

	constructor(
		private readonly story: Story,
		private readonly language: Language
	) {}

	/** The last `count`, newest first, and whether there are more. */
	newest(count: number): { rows: TimelineRow[]; more: boolean } {
		const { events } = this.story;
		for (; this.read < events.length; this.read++) {
			const event = events[this.read]!;
			const kind = kindOf(event);
			if (kind === undefined) continue;
			const { text, causes } = this.story.explain(event, this.language);
			if (text === '') continue;
			this.made.push({ seq: event.seq, t: event.t, kind, text, because: causes[0]?.text ?? '' });
		}
		return { rows: this.made.slice(-count).reverse(), more: this.made.length > count };
	}
}

function kindOf(event: SeenEvent): TimelineRow['kind'] | undefined {
	if (event.type === 'command') return 'command';
	if (event.type === 'lesson.step') return 'step';
	if (event.type === 'fault') return 'fault';
	return isTelling(event) ? 'event' : undefined;
}
