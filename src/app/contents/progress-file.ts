import { isProgress, type Progress } from '../lesson/progress.ts';

/** What "Save my progress as a file" writes: it can be opened on another computer. */
interface ProgressFile {
	swarmlab: 'progress';
	version: 1;
	/** By the lesson's ID. */
	lessons: Record<string, Progress>;
}

export function writeProgressFile(lessons: Readonly<Record<string, Progress>>): string {
	return JSON.stringify({ swarmlab: 'progress', version: 1, lessons } satisfies ProgressFile, null, '\t');
}

/** @returns the progress by lesson, or undefined where the text is something else (a recording, say) */
export function readProgressFile(text: string): Record<string, Progress> | undefined {
	let file: unknown;
	try {
		file = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof file !== 'object' || file === null) return undefined;
	const { swarmlab, version, lessons } = file as Partial<Record<keyof ProgressFile, unknown>>;
	if (swarmlab !== 'progress' || version !== 1 || typeof lessons !== 'object' || lessons === null) return undefined;
	return Object.fromEntries(
		Object.entries(lessons).filter((entry): entry is [string, Progress] => isProgress(entry[1]))
	);
}

/** Nothing that was reached in either is lost; where one was and what one answered is taken from the file. */
export function mergeProgress(mine: Progress | undefined, theirs: Progress): Progress {
	if (!mine) return theirs;
	const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];
	return {
		step: theirs.step,
		done: union(mine.done, theirs.done),
		assisted: union(mine.assisted, theirs.assisted),
		answers: { ...mine.answers, ...theirs.answers }
	};
}
