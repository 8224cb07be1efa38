import type { EraId } from '../era/era.ts';
import { ERAS, hasEra } from '../era/eras.ts';
import { BodyParser } from './body.ts';
import { CLUSTER_KEYS, clusterShape } from './cluster-yaml.ts';
import { checkEmphasis } from './emphasis.ts';
import { lineOfKey, splitFrontMatter } from './front-matter.ts';
import type { Glossary } from './glossary.ts';
import { LessonError, unknownKey } from './lesson-error.ts';
import { diagramsOf, type DiagramName, type Language, type Lesson } from './lesson-types.ts';
import { readLinks } from './links.ts';

/** What a lesson inherits from the course where it says nothing itself. */
export interface LessonDefaults {
	era?: string;
	cluster?: unknown;
	minutes?: number;
	chapter: string;
}

const FRONT_KEYS = ['format', 'title', 'summary', 'source', 'minutes', 'era', 'cluster', 'seed', 'view'] as const;

/**
 * Markdown → lesson. Everything an author can get wrong is told with file and line.
 * @param id folder of the lesson, `file` as shown in messages
 * @param glossary what `term:…` links may name
 * @throws LessonError
 */
export function parseLesson(
	text: string,
	id: string,
	language: Language,
	file: string,
	defaults: LessonDefaults,
	glossary: Glossary = new Map()
): Lesson {
	const fail = (line: number, problem: string): never => {
		throw new LessonError(file, line, problem);
	};
	const { front, body, bodyLine } = splitFrontMatter(text, file);
	for (const key of Object.keys(front)) {
		if (!(FRONT_KEYS as readonly string[]).includes(key)) fail(lineOfKey(text, key), unknownKey(key, FRONT_KEYS));
	}
	if (front['format'] !== 1) fail(1, `format must be 1, not ${JSON.stringify(front['format'] ?? null)}.`);
	const need = (key: string): string => {
		const value = front[key];
		if (typeof value !== 'string' || value === '') return fail(1, `\`${key}\` is missing in the head of the file.`);
		return value;
	};
	const era = String(front['era'] ?? defaults.era ?? '28.2');
	if (!hasEra(era)) fail(lineOfKey(text, 'era'), `no era \`${era}\`. Allowed: ${ERAS.map((e) => e.id).join(', ')}.`);
	const clusterYaml = (front['cluster'] ?? defaults.cluster ?? { managers: 3, workers: 2 }) as Record<string, unknown>;
	for (const key of Object.keys(clusterYaml)) {
		if (!(CLUSTER_KEYS as readonly string[]).includes(key)) fail(lineOfKey(text, key), unknownKey(key, CLUSTER_KEYS));
	}
	const cluster = clusterShape(clusterYaml, (problem) => fail(lineOfKey(text, 'cluster'), problem));
	const seed = clusterYaml['seed'] ?? front['seed'] ?? 1;
	const diagrams = diagramsOf(cluster);
	const view = (front['view'] ?? diagrams) as DiagramName[];
	for (const name of view)
		if (!diagrams.includes(name))
			fail(lineOfKey(text, 'view'), `no diagram \`${name}\`. Allowed: ${diagrams.join(', ')}.`);

	const lesson: Lesson = {
		format: 1,
		id,
		language,
		title: need('title'),
		summary: need('summary'),
		source: need('source'),
		minutes: Number(front['minutes'] ?? defaults.minutes ?? 10),
		era: era as EraId,
		cluster,
		seed: seed === 'fixed' ? 1 : Number(seed),
		seedFixed: front['seed'] === 'fixed' || clusterYaml['seed'] === 'fixed',
		view,
		intro: '',
		steps: [],
		terms: [],
		chapter: defaults.chapter
	};
	const machines = new Set(cluster.machines.map((m) => m.name));
	readLinks(body, bodyLine, lesson, glossary, fail);
	checkEmphasis(body, bodyLine, fail);
	new BodyParser(lesson, file, bodyLine, machines).parse(body);
	if (lesson.steps.length === 0) fail(bodyLine, 'a lesson needs at least one step: `## Title {#id}`.');
	return lesson;
}
