declare module 'virtual:course' {
	import type { Language, Lesson } from '../core/lesson/lesson-types.ts';

	interface LessonHead {
		title: string;
		summary: string;
		minutes: number;
		steps: { id: string; title: string; challenge: boolean }[];
	}
	interface CourseEntry {
		id: string;
		chapter: { id: string; title: Record<Language, string> } | null;
		languages: Partial<Record<Language, LessonHead>>;
		load: Partial<Record<Language, () => Promise<Lesson>>>;
	}
	/** Every lesson, in the course's order. Made by nodejs/lessons/plugin.ts. */
	export const course: CourseEntry[];
}
