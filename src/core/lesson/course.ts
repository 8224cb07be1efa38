import { load as loadYaml } from 'js-yaml';
import type { Glossary } from './glossary.ts';
import { LessonError, unknownKey } from './lesson-error.ts';
import type { LessonDefaults } from './parse.ts';

export interface Course {
	chapters: { id: string; title: { en: string; 'zh-CN': string }; lessons: string[] }[];
	/** Lesson id → what it inherits. */
	defaults: Map<string, LessonDefaults>;
	glossary: Glossary;
}

const CHAPTER_KEYS = ['id', 'title', 'lessons', 'defaults'] as const;

/** course.yaml: chapters in order, with what their lessons inherit. @throws LessonError */
export function parseCourse(text: string, file: string): Course {
	let yaml: unknown;
	try {
		yaml = loadYaml(text);
	} catch (error) {
		throw new LessonError(file, 1, `no YAML: ${(error as { reason?: string }).reason ?? String(error)}`);
	}
	const chapters = (yaml as { chapters?: unknown } | undefined)?.chapters;
	if (!Array.isArray(chapters)) throw new LessonError(file, 1, '`chapters` is missing.');
	const course: Course = { chapters: [], defaults: new Map(), glossary: new Map() };
	for (const chapter of chapters as Record<string, unknown>[]) {
		for (const key of Object.keys(chapter)) {
			if (!(CHAPTER_KEYS as readonly string[]).includes(key))
				throw new LessonError(file, 1, unknownKey(key, CHAPTER_KEYS));
		}
		const lessons = (chapter['lessons'] ?? []) as string[];
		const id = String(chapter['id']);
		course.chapters.push({ id, title: chapter['title'] as { en: string; 'zh-CN': string }, lessons });
		for (const lesson of lessons) course.defaults.set(lesson, { ...(chapter['defaults'] ?? {}), chapter: id });
	}
	return course;
}
