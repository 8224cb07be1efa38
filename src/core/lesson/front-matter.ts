import { load as loadYaml } from 'js-yaml';
import { LessonError } from './lesson-error.ts';

/** The head of a lesson, and where its body begins. @throws LessonError */
export function splitFrontMatter(
	text: string,
	file: string
): { front: Record<string, unknown>; body: string; bodyLine: number } {
	const match = /^---\n([\s\S]*?)\n---\n/.exec(text);
	if (!match) throw new LessonError(file, 1, 'a lesson begins with a head between two lines `---`.');
	let front: unknown;
	try {
		front = loadYaml(match[1]!);
	} catch (error) {
		throw new LessonError(file, yamlLine(error) + 1, `the head is no YAML: ${yamlReason(error)}`);
	}
	return {
		front: (front ?? {}) as Record<string, unknown>,
		body: text.slice(match[0].length),
		bodyLine: match[0].split('\n').length
	};
}

/** Line of the mistake in a text that is no YAML, from 1. */
export function yamlLine(error: unknown): number {
	return ((error as { mark?: { line?: number } }).mark?.line ?? 0) + 1;
}

export function yamlReason(error: unknown): string {
	return (error as { reason?: string }).reason ?? String(error);
}

/** Line in which a key stands for the first time, from 1; 1 where it does not. */
export function lineOfKey(text: string, key: string): number {
	const at = text.split('\n').findIndex((line) => new RegExp(`(^|[{,\\s])${key}\\s*:`).test(line));
	return at < 0 ? 1 : at + 1;
}
