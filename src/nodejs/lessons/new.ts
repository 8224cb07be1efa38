import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCourse } from '../../core/lesson/course.ts';
import { LessonError } from '../../core/lesson/lesson-error.ts';
import { LANGUAGES, type Language } from '../../core/lesson/lesson-types.ts';
import { skeleton, type SkeletonStep } from '../../core/lesson/skeleton.ts';

const FOLDER = 'lessons';
/** To be replaced by the address of what the lesson follows. */
const SOURCE = 'https://example.org/the-article-it-follows';

/** What a new lesson begins as: one step that works, so that the tests are green before the first word is changed. */
const FIRST: Readonly<Record<Language, { title: string; summary: string; steps: SkeletonStep[] }>> = {
	en: {
		title: 'A new lesson',
		summary: 'One sentence for the list of lessons.',
		steps: [
			{
				id: 'first',
				title: 'The first step',
				prose: 'What the learner is about to see, in a few sentences.',
				commands: [{ node: 'mgr1', text: 'docker service create --name web --replicas 2 nginx' }],
				check: {
					goal: '`web` runs twice',
					that: 'services.web.running == 2',
					absent: '!has(services.web)',
					notThere: 'There is no service called `web` yet.',
					notYet: 'It is starting.'
				}
			}
		]
	},
	'zh-CN': {
		title: '新课程',
		summary: '课程列表里的一句话。',
		steps: [
			{
				id: 'first',
				title: '第一步',
				prose: '用几句话说说学习者将会看到什么。',
				commands: [{ node: 'mgr1', text: 'docker service create --name web --replicas 2 nginx' }],
				check: {
					goal: '`web` 运行两份',
					that: 'services.web.running == 2',
					absent: '!has(services.web)',
					notThere: '还没有叫 `web` 的服务。',
					notYet: '正在启动。'
				}
			}
		]
	}
};

/** Makes the folder of a lesson in both languages and puts it into the course. @returns what to do next */
export function newLesson(id: string, chapter: string): string {
	if (!/^[a-z][a-z0-9-]*$/.test(id)) throw new LessonError(id, 1, 'an id has small letters, digits and dashes.');
	const folder = join(FOLDER, id);
	if (existsSync(folder)) throw new LessonError(folder, 1, 'there is such a lesson already.');
	const course = join(FOLDER, 'course.yaml');
	const text = readFileSync(course, 'utf8');
	const { chapters } = parseCourse(text, course);
	const into = chapter || chapters.at(-1)!.id;
	if (!chapters.some((known) => known.id === into))
		throw new LessonError(course, 1, `no chapter \`${into}\`. There are: ${chapters.map((known) => known.id).join(', ')}.`);
	mkdirSync(folder);
	for (const language of LANGUAGES) {
		const head = { ...FIRST[language], source: SOURCE, minutes: 10, era: '28.2', cluster: '{ managers: 3, workers: 2 }' };
		writeFileSync(join(folder, `${language}.md`), skeleton(head));
	}
	writeFileSync(course, withLesson(text, into, id));
	return `${folder}/en.md and zh-CN.md are made and stand in ${course}, chapter ${into}${chapter ? '' : ` (--chapter: ${chapters.map((known) => known.id).join(', ')})`}. Next:\n  npx swarmlab lesson preview ${id}\n  npx swarmlab lesson test --seeds 1 ${folder}\n`;
}

/** The course with one lesson more at the end of a chapter; the rest of the file as its authors wrote it. */
export function withLesson(text: string, chapter: string, id: string): string {
	const lines = text.split('\n');
	const begin = lines.findIndex((line) => line.trim() === `- id: ${chapter}`);
	const at = lines.findIndex((line, i) => i > begin && /^\s*lessons:/.test(line));
	const inline = /^(\s*lessons: \[)(.*)\]\s*$/.exec(lines[at]!);
	if (inline) lines[at] = `${inline[1]!}${inline[2]!.trim() ? `${inline[2]!}, ` : ''}${id}]`;
	else {
		let last = at;
		while (/^\s*- [a-z0-9-]+$/.test(lines[last + 1] ?? '')) last++;
		const indent = /^\s*/.exec(lines[last]!)![0];
		lines.splice(last + 1, 0, `${last === at ? `${indent}  ` : indent}- ${id}`);
	}
	return lines.join('\n');
}
