import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { HmrContext, Plugin } from 'vite';
import { termIn } from '../../core/lesson/glossary.ts';
import { LessonError } from '../../core/lesson/lesson-error.ts';
import { LANGUAGES } from '../../core/lesson/lesson-types.ts';
import { findLessons, loadCourse, readLesson } from './load.ts';

const COURSE = 'virtual:course';
const LESSON = 'virtual:lesson/';
const GLOSSARY = 'virtual:glossary/';

/**
 * Lessons become data at build time, one chunk for each lesson and language. A mistake of the author stops the build
 * with file, line and what is allowed, and shows over the page while one previews.
 *
 * `virtual:course` exports `course: CourseEntry[]`, of which each entry loads its lesson by language, and `glossary`.
 */
export function lessons(folder: string): Plugin {
	const root = resolve(folder);
	return {
		name: 'swarmlab-lessons',
		resolveId: (id) => (id === COURSE || id.startsWith(LESSON) || id.startsWith(GLOSSARY) ? `\0${id}` : undefined),
		load(id) {
			if (!id.startsWith('\0virtual:')) return undefined;
			const { files, course } = findLessons([root]);
			const shared = ['course.yaml', 'glossary.yaml', 'images.yaml'].map((name) => resolve(root, name));
			const own = files.flatMap(({ path }) => [path, resolve(dirname(path), 'images.yaml')]);
			for (const file of [...shared, ...own]) if (existsSync(file)) this.addWatchFile(file);
			try {
				if (id === `\0${COURSE}`) return courseModule(root, files.map((file) => file.id));
				if (id.startsWith(`\0${GLOSSARY}`)) {
					const language = LANGUAGES.find((known) => id.endsWith(`/${known}`))!;
					const terms = [...course.glossary.keys()].map((term) => termIn(course.glossary, term, language));
					return `export const terms = ${JSON.stringify(terms)};`;
				}
				if (!id.startsWith(`\0${LESSON}`)) return undefined;
				const [lesson, language] = id.slice(LESSON.length + 1).split('/');
				const file = files.find((f) => f.id === lesson && f.language === language);
				if (!file) throw new LessonError(`${String(lesson)}/${String(language)}.md`, 1, 'there is no such lesson.');
				return `export const lesson = ${JSON.stringify(readLesson(file, course))};`;
			} catch (error) {
				if (error instanceof LessonError) this.error(error.message);
				throw error;
			}
		},
		handleHotUpdate: (context) => (context.file.startsWith(root) ? sendEdited(root, context) : undefined)
	};
}

/**
 * While a lesson is written: what was saved is shown in the open page, and a mistake beside it, in the terminal and over
 * the page. Anything but the text of a lesson begins the page anew.
 */
function sendEdited(root: string, { file, server }: HmrContext): [] {
	for (const module of server.moduleGraph.idToModuleMap.values()) {
		if (module.id?.startsWith('\0virtual:')) server.moduleGraph.invalidateModule(module);
	}
	// An update, even of nothing, takes the mistake before off the page.
	server.ws.send({ type: 'update', updates: [] });
	try {
		const { files, course } = findLessons([root]);
		const edited = files.find(({ path }) => path === file);
		if (edited) server.ws.send('swarmlab:lesson', readLesson(edited, course));
		else server.ws.send({ type: 'full-reload' });
	} catch (error) {
		if (!(error instanceof LessonError)) throw error;
		server.config.logger.error(error.message, { timestamp: true });
		server.ws.send({ type: 'error', err: { message: error.message, stack: '', plugin: 'lessons' } });
	}
	return [];
}

/** The list of lessons in the course's order, with titles (small, in the first chunk) and loaders. */
function courseModule(root: string, ids: readonly string[]): string {
	const course = loadCourse(root);
	const { files } = findLessons([root]);
	const order = [...course.chapters.flatMap((chapter) => chapter.lessons), ...new Set(ids)];
	const entries = [...new Set(order)].map((id) => {
		const chapter = course.chapters.find((c) => c.lessons.includes(id));
		const own = files.filter((file) => file.id === id);
		if (own.length === 0) throw new LessonError('lessons/course.yaml', 1, `there is no lesson \`${id}\`.`);
		let era = '';
		const titles = own.map((file) => {
			const { title, summary, minutes, steps, ...lesson } = readLesson(file, course);
			era ||= lesson.era;
			return [file.language, { title, summary, minutes, steps: steps.map((s) => ({ id: s.id, title: s.title, challenge: s.challenge })) }] as const;
		});
		const loaders = own.map((f) => `${JSON.stringify(f.language)}: () => import(${JSON.stringify(`${LESSON}${id}/${f.language}`)}).then((m) => m.lesson)`);
		return `{ id: ${JSON.stringify(id)}, chapter: ${JSON.stringify(chapter ?? null)}, era: ${JSON.stringify(era)}, languages: ${JSON.stringify(Object.fromEntries(titles))}, load: { ${loaders.join(', ')} } }`;
	});
	const words = LANGUAGES.map((language) => `${JSON.stringify(language)}: () => import(${JSON.stringify(GLOSSARY + language)}).then((m) => m.terms)`);
	return `export const course = [${entries.join(',\n')}];\nexport const glossary = { ${words.join(', ')} };`;
}
