import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseCourse, type Course } from '../../core/lesson/course.ts';
import type { ScriptedImage } from '../../core/engine/programs/scripted-image.ts';
import { parseGlossary } from '../../core/lesson/glossary.ts';
import { parseImages } from '../../core/lesson/images.ts';
import { LessonError } from '../../core/lesson/lesson-error.ts';
import { LANGUAGES, type Language, type Lesson } from '../../core/lesson/lesson-types.ts';
import { parseLesson, type LessonDefaults } from '../../core/lesson/parse.ts';

export interface LessonFile {
	id: string;
	language: Language;
	/** Absolute path. */
	path: string;
	/** As shown in messages: relative to the current folder. */
	shown: string;
}

const NO_COURSE: LessonDefaults = { chapter: '' };

/** course.yaml and glossary.yaml of a folder of lessons; an empty course where there is none. @throws LessonError */
export function loadCourse(folder: string): Course {
	const file = join(folder, 'course.yaml');
	const course = existsSync(file) ? parseCourse(readFileSync(file, 'utf8'), shown(file)) : noCourse();
	const terms = join(folder, 'glossary.yaml');
	return existsSync(terms) ? { ...course, glossary: parseGlossary(readFileSync(terms, 'utf8'), shown(terms)) } : course;
}

function noCourse(): Course {
	return { chapters: [], defaults: new Map(), glossary: new Map() };
}

/** Lesson files below the given folders: a folder of lessons, or the folder of one lesson. */
export function findLessons(paths: readonly string[]): { files: LessonFile[]; course: Course } {
	const files: LessonFile[] = [];
	let course = noCourse();
	for (const given of paths) {
		const path = resolve(given);
		if (!existsSync(path)) throw new LessonError(given, 1, 'there is no such folder.');
		const folders = hasLesson(path)
			? [path]
			: readdirSync(path)
					.map((name) => join(path, name))
					.filter((child) => statSync(child).isDirectory() && hasLesson(child))
					.sort();
		course = loadCourse(hasLesson(path) ? dirname(path) : path);
		for (const folder of folders) {
			for (const language of LANGUAGES) {
				const file = join(folder, `${language}.md`);
				if (existsSync(file)) files.push({ id: basename(folder), language, path: file, shown: shown(file) });
			}
		}
	}
	return { files, course };
}

/** @throws LessonError */
export function readLesson(file: LessonFile, course: Course): Lesson {
	const defaults = course.defaults.get(file.id) ?? NO_COURSE;
	const text = readFileSync(file.path, 'utf8');
	const lesson = parseLesson(text, file.id, file.language, file.shown, defaults, course.glossary);
	const folder = dirname(file.path);
	const images = [dirname(folder), folder].flatMap((place) => readImages(join(place, 'images.yaml'))).filter(({ name }) => text.includes(name));
	return images.length === 0 ? lesson : { ...lesson, cluster: { ...lesson.cluster, images } };
}

function readImages(file: string): ScriptedImage[] {
	return existsSync(file) ? parseImages(readFileSync(file, 'utf8'), shown(file)) : [];
}

function hasLesson(folder: string): boolean {
	return LANGUAGES.some((language) => existsSync(join(folder, `${language}.md`)));
}

function shown(path: string): string {
	return relative(process.cwd(), path) || path;
}
