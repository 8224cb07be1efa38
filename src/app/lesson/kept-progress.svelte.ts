import { mergeProgress, readProgressFile } from '../contents/progress-file.ts';
import { keep, kept } from '../keep.ts';
import { isProgress, type Progress } from './progress.ts';

/** The progress of every lesson, as this browser keeps it. */
export class KeptProgress {
	/** Grows when a file was taken over: what was read from the storage is then another. */
	private taken = $state(0);
	private readonly lessons: readonly string[];

	/** @param lessons IDs of the lessons of the course; nothing is kept or taken of others */
	constructor(lessons: readonly string[]) {
		this.lessons = lessons;
	}

	of(lesson: string): Progress | undefined {
		return kept(`progress.${lesson}`, isProgress);
	}

	/** By lesson; lessons that were never begun are not there. */
	all(): Record<string, Progress> {
		void this.taken;
		const entries = this.lessons.map((lesson) => [lesson, this.of(lesson)] as const);
		return Object.fromEntries(entries.filter((entry): entry is [string, Progress] => entry[1] !== undefined));
	}

	keep(lesson: string, progress: Progress): void {
		keep(`progress.${lesson}`, progress);
	}

	/**
	 * Takes over the progress of another browser from its file; what was reached here stays reached.
	 * @returns IDs of the lessons it told of; undefined where the text is no such file
	 */
	take(text: string): string[] | undefined {
		const read = readProgressFile(text);
		if (!read) return undefined;
		const known = Object.entries(read).filter(([lesson]) => this.lessons.includes(lesson));
		for (const [lesson, progress] of known) this.keep(lesson, mergeProgress(this.of(lesson), progress));
		this.taken++;
		return known.map(([lesson]) => lesson);
	}
}
