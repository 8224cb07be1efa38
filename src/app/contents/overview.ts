import type { Language } from '../../core/lesson/lesson-types.ts';
import type { Progress } from '../lesson/progress.ts';

interface Head {
	title: string;
	summary: string;
	minutes: number;
	steps: { id: string; title: string; challenge: boolean }[];
}

/** A lesson as the course lists it. */
export interface CourseLesson {
	id: string;
	chapter: { id: string; title: Record<Language, string> } | null;
	era: string;
	languages: Partial<Record<Language, Head>>;
}

export interface CellView {
	id: string;
	title: string;
	state: 'todo' | 'here' | 'done' | 'assisted' | 'challenge';
}

export interface LessonRow {
	id: string;
	title: string;
	summary: string;
	minutes: number;
	cells: CellView[];
	/** All steps done, some work begun, or untouched. */
	state: 'done' | 'begun' | 'new';
	/** The one that was left last. */
	here: boolean;
}

export interface ChapterView {
	id: string;
	title: string;
	era: string;
	rows: LessonRow[];
}

/**
 * Chapters with their lessons and how far each has been taken.
 *
 * @param progress of a lesson, as kept in this browser
 * @param last ID of the lesson that was left last, if any
 */
export function overview(
	course: readonly CourseLesson[],
	language: Language,
	progress: (lesson: string) => Progress | undefined,
	last: string | undefined
): ChapterView[] {
	const chapters: ChapterView[] = [];
	for (const lesson of course) {
		const head = lesson.languages[language] ?? lesson.languages.en;
		if (!head) continue;
		const id = lesson.chapter?.id ?? lesson.id;
		let chapter = chapters.find((candidate) => candidate.id === id);
		if (!chapter) {
			chapter = { id, title: lesson.chapter?.title[language] ?? head.title, era: lesson.era, rows: [] };
			chapters.push(chapter);
		}
		chapter.rows.push(rowOf(lesson.id, head, progress(lesson.id), last === lesson.id));
	}
	return chapters;
}

function rowOf(id: string, head: Head, kept: Progress | undefined, last: boolean): LessonRow {
	const done = head.steps.filter((step) => kept?.done.includes(step.id)).length;
	const state =
		done === head.steps.length ? 'done' : kept && (done > 0 || kept.step !== head.steps[0]?.id) ? 'begun' : 'new';
	const here = last && state === 'begun';
	return {
		id,
		title: head.title,
		summary: head.summary,
		minutes: head.minutes,
		state,
		here,
		cells: head.steps.map((step) => ({ id: step.id, title: step.title, state: cellOf(step, kept, here) }))
	};
}

function cellOf(
	step: { id: string; challenge: boolean },
	kept: Progress | undefined,
	here: boolean
): CellView['state'] {
	if (here && kept?.step === step.id) return 'here';
	if (kept?.done.includes(step.id)) return kept.assisted.includes(step.id) ? 'assisted' : 'done';
	return step.challenge ? 'challenge' : 'todo';
}
