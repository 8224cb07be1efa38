import type { Answer } from './notes.svelte.ts';

/** What is kept of a lesson on this computer, to go on with another day. */
export interface Progress {
	/** ID of the step one was on. */
	step: string;
	/** IDs of the steps whose goals were reached, and of those that showed their solution. */
	done: string[];
	assisted: string[];
	/** By `step/block`. */
	answers: Record<string, Pick<Answer, 'choice' | 'sure'>>;
}

const isTexts = (value: unknown): value is string[] =>
	Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Whether what lies in the browser's storage is a progress; another version may have written it, or a person. */
export function isProgress(value: unknown): value is Progress {
	if (typeof value !== 'object' || value === null) return false;
	const { step, done, assisted, answers } = value as Partial<Record<keyof Progress, unknown>>;
	return (
		typeof step === 'string' &&
		isTexts(done) &&
		isTexts(assisted) &&
		typeof answers === 'object' &&
		answers !== null &&
		Object.values(answers).every(isAnswer)
	);
}

function isAnswer(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	const { choice, sure } = value as { choice?: unknown; sure?: unknown };
	return Number.isInteger(choice) && ['guess', 'fairly', 'certain'].includes(sure as string);
}
