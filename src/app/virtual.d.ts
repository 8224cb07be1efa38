declare module 'virtual:course' {
	/* eslint-disable @typescript-eslint/consistent-type-imports -- An import statement with a relative path would be `any` in here, without a word. */
	type Language = import('../core/lesson/lesson-types.ts').Language;
	type Lesson = import('../core/lesson/lesson-types.ts').Lesson;
	type Term = import('../core/lesson/lesson-types.ts').Term;

	interface LessonHead {
		title: string;
		summary: string;
		minutes: number;
		steps: { id: string; title: string; challenge: boolean }[];
	}
	interface CourseEntry {
		id: string;
		chapter: { id: string; title: Record<Language, string> } | null;
		/** Docker's version in it. */
		era: string;
		languages: Partial<Record<Language, LessonHead>>;
		load: Partial<Record<Language, () => Promise<Lesson>>>;
	}
	/** Every lesson, in the course's order. Made by nodejs/lessons/plugin.ts. */
	export const course: CourseEntry[];
	/** Every word of the course's glossary, in its order. */
	export const glossary: Record<Language, () => Promise<Term[]>>;
}
