import { load as loadYaml } from 'js-yaml';
import { LessonError, unknownKey } from './lesson-error.ts';
import { LANGUAGES, type Language, type Term } from './lesson-types.ts';

/** Terms by the word that a lesson's link `term:…` names them with. */
export type Glossary = ReadonlyMap<string, Readonly<Record<Language, { name: string; text: string }>>>;

const TERM_KEYS = ['name', 'text'] as const;

/** glossary.yaml: for each term its name and one sentence, in every language. @throws LessonError */
export function parseGlossary(text: string, file: string): Glossary {
	let yaml: unknown;
	try {
		yaml = loadYaml(text);
	} catch (error) {
		throw new LessonError(file, 1, `no YAML: ${(error as { reason?: string }).reason ?? String(error)}`);
	}
	const glossary = new Map<string, Record<Language, { name: string; text: string }>>();
	for (const [id, languages] of Object.entries((yaml ?? {}) as Record<string, unknown>)) {
		const line = lineOf(text, id);
		if (typeof languages !== 'object' || languages === null) {
			throw new LessonError(
				file,
				line,
				`\`${id}\` needs ${LANGUAGES.join(' and ')}, each with ${TERM_KEYS.join(' and ')}.`
			);
		}
		for (const key of Object.keys(languages)) {
			if (!(LANGUAGES as readonly string[]).includes(key))
				throw new LessonError(file, line, unknownKey(key, LANGUAGES));
		}
		const entry = {} as Record<Language, { name: string; text: string }>;
		for (const language of LANGUAGES) {
			const said = (languages as Record<string, unknown>)[language];
			for (const key of Object.keys(said ?? {})) {
				if (!(TERM_KEYS as readonly string[]).includes(key))
					throw new LessonError(file, line, unknownKey(key, TERM_KEYS));
			}
			const { name, text: sentence } = (said ?? {}) as { name?: unknown; text?: unknown };
			if (typeof name !== 'string' || typeof sentence !== 'string') {
				throw new LessonError(
					file,
					line,
					`\`${id}\` has no ${typeof name === 'string' ? 'text' : 'name'} in ${language}.`
				);
			}
			entry[language] = { name, text: sentence };
		}
		glossary.set(id, entry);
	}
	return glossary;
}

/** A term as a lesson in `language` shows it. */
export function termIn(glossary: Glossary, id: string, language: Language): Term | undefined {
	const entry = glossary.get(id);
	if (!entry) return undefined;
	const other = LANGUAGES.find((candidate) => candidate !== language)!;
	return { id, name: entry[language].name, text: entry[language].text, other: entry[other].name };
}

function lineOf(text: string, id: string): number {
	const at = text.split('\n').findIndex((line) => line.startsWith(`${id}:`));
	return at < 0 ? 1 : at + 1;
}
